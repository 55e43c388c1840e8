//! The Problems tab: what rules have found, by rule or by object, with a filter, fixes and waivers. It sees findings and
//! sends edits; until newer findings are there the last ones stay, and it says so.

mod bar;
mod detail;
mod lines;
mod list;
mod tab;

use egui::{Frame, Margin, Rect, RichText, Ui, UiBuilder};

use crate::finding::Finding;
use crate::model::{Plan, grouped};
use crate::rules;
use crate::ui::action::Queue;
use crate::ui::derived::findings::{Findings, FoundProblems};
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::request;

pub(in crate::ui) use list::focus_id;
pub(in crate::ui) use tab::ProblemsTab;
use tab::alike;

/// Around the line above the list.
const BAR: Margin = Margin { left: 16, right: 16, top: 4, bottom: 4 };
/// How wide what is said of one finding is; less where the panel is narrow.
const DETAIL_WIDTH: f32 = 380.0;
/// The part of a panel that it takes at most.
const DETAIL_PART: f32 = 0.45;

/// The tab's name, with how many findings count.
pub(in crate::ui) fn title(findings: &Findings) -> String {
    let tally = findings.shown().map(|shown| shown.tally).unwrap_or_default();
    let count = tally.errors + tally.warnings + tally.notes;
    if count == 0 { "Problems".to_owned() } else { format!("Problems {}", grouped(count)) }
}

/// Draws the tab.
pub(in crate::ui) fn problems_ui(tab: &mut ProblemsTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    let findings = cx.view.derived.findings();
    let takes_keyboard = request::take_focus_problems(ui.ctx());
    let Some(found) = findings.shown().cloned() else { return empty_ui(cx, ui) };
    tab.listing.follow(&found, findings.number());
    Frame::NONE.inner_margin(BAR).show(ui, |ui| bar::bar_ui(tab, cx, ui, &found));
    if tab.listing.rows.is_empty() {
        return nothing_ui(tab, cx, ui, &found);
    }
    let place = ui.available_rect_before_wrap();
    let width = DETAIL_WIDTH.min(place.width() * DETAIL_PART);
    let (left, right) = place.split_left_right_at_x(place.right() - width);
    let heard = within_ui(ui, "problems list", left, |ui| list::list_ui(&mut tab.listing, ui, &found));
    if takes_keyboard {
        ui.memory_mut(|memory| memory.request_focus(focus_id()));
    }
    within_ui(ui, "problem", right, |ui| detail::detail_ui(tab, cx, ui, &found));
    match heard {
        Some(list::ProblemHeard::Look(at)) => look(cx.view.plan, cx.view.queue, &found, at),
        Some(list::ProblemHeard::Edit(at)) => {
            look(cx.view.plan, cx.view.queue, &found, at);
            request::focus_form(ui.ctx());
        }
        None => {}
    }
    if heard.is_some() {
        tab.is_waiving = false;
        tab.reason.clear();
    }
}

fn within_ui<R>(ui: &mut Ui, salt: &str, rect: Rect, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(salt), add).inner
}

/// Nothing has been found yet, or no plan is open.
fn empty_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    say_ui(ui, if cx.is_open() { "Checking…" } else { "No plan is open" }, "What is wrong with a plan is listed here");
}

/// There is nothing to list.
fn nothing_ui(tab: &mut ProblemsTab, cx: &PanelContext<'_>, ui: &mut Ui, found: &FoundProblems) {
    let is_checking = cx.view.derived.findings().is_checking(cx.view.revision);
    if !found.findings.is_empty() && !tab.listing.filter.trim().is_empty() {
        say_ui(ui, "No problem matches", "The filter looks at names, rules and messages");
    } else if is_checking {
        say_ui(ui, "Checking…", "What the plan leads to is being judged");
    } else if found.findings.is_empty() {
        say_ui(ui, "No problems", "Every rule was asked, and what Traffic Router would make of the snapshots");
    } else {
        say_ui(ui, "No problems that count", "All that was found has been waived");
    }
}

fn say_ui(ui: &mut Ui, words: &str, more: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space((ui.available_height() / 2.0 - 40.0).max(theme::GAP));
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(words).size(theme::TEXT_EMPTY).color(tokens.text));
        ui.label(RichText::new(more).color(tokens.text_weak));
    });
}

/// Selects the object of a finding and brings it into view on the map.
fn look(plan: &Plan, queue: &Queue, found: &FoundProblems, at: usize) {
    let object = found.findings.get(at).and_then(Finding::object).and_then(|object| object.id);
    if let Some(id) = object.filter(|id| plan.contains(*id)) {
        queue.order(Order::Look(id));
    }
}

/// Goes to the next finding, or to the one before.
pub(in crate::ui) fn jump(tab: &mut ProblemsTab, findings: &Findings, plan: &Plan, queue: &Queue, by: isize) {
    let Some(found) = findings.shown() else { return };
    tab.listing.follow(found, findings.number());
    if let Some(at) = tab.listing.jump(by) {
        tab.listing.go(found, at);
        tab.is_waiving = false;
        look(plan, queue, found, at);
    }
}

/// Does the first fix of the chosen finding.
pub(in crate::ui) fn fix(tab: &ProblemsTab, findings: &Findings, plan: &Plan, queue: &Queue) {
    let Some(found) = findings.shown() else { return };
    let fix = tab.chosen(found).and_then(|finding| rules::fixes(plan, finding).into_iter().next());
    match fix {
        Some(fix) => queue.perform(fix.edit(plan)),
        None => queue
            .send(crate::ui::action::Action::Notify("There is no fix for this: it is for you to decide".to_owned())),
    }
}

/// Does the first fix of every finding of the chosen one's rule that counts, as one edit.
pub(in crate::ui) fn fix_all(tab: &ProblemsTab, findings: &Findings, plan: &Plan, queue: &Queue) {
    let Some(found) = findings.shown() else { return };
    let Some(chosen) = tab.chosen(found) else { return };
    let alike = alike(found, chosen);
    let label = format!("Fix all of {}", lines::title_of(chosen).to_lowercase());
    queue.perform(Ok::<_, String>(rules::fix_all(plan, &alike, &label)));
}
