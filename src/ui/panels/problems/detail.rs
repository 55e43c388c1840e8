//! What there is to say of one finding: what is wrong, what follows, why, what can be done, and how it is accepted.

use egui::{DragValue, Frame, Label, Margin, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::lines::title_of;
use super::tab::{ProblemsTab, alike, sign};
use crate::finding::Finding;
use crate::model::{AnyId, Kind, Waiver, grouped};
use crate::rules::{self, KnownRule, Limits, waive};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::derived::findings::FoundProblems;
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::{button, text};

/// The rule whose distance is a planner's own matter.
const FAR: &str = "cache-group-far-from-site";

/// Draws it into all the room that is left.
pub(super) fn detail_ui(tab: &mut ProblemsTab, cx: &PanelContext<'_>, ui: &mut Ui, found: &FoundProblems) {
    let tokens = theme::tokens(ui);
    ui.painter().vline(ui.max_rect().left(), ui.max_rect().y_range(), egui::Stroke::new(1.0, tokens.line));
    let margin = Margin { left: 12, right: 12, top: 4, bottom: 8 };
    Frame::NONE.inner_margin(margin).show(ui, |ui| {
        let Some(at) = tab.listing.cursor() else { return hint_ui(ui) };
        let Some(finding) = found.findings.get(at) else { return hint_ui(ui) };
        ScrollArea::vertical().id_salt("problem detail").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
            words_ui(ui, finding);
            // Before what is longer, so that they need no scrolling.
            let reason = found.waived.get(at).and_then(Option::as_deref);
            match reason {
                Some(reason) => waived_ui(cx, ui, finding, reason),
                None if cx.view.editable => {
                    fixes_ui(tab, cx, ui, found, finding);
                    if tab.is_waiving {
                        waive_ui(tab, cx, ui, finding);
                    }
                }
                None => {}
            }
            ui.add_space(theme::GAP_SMALL);
            effect_ui(ui, finding);
            if finding.rule.0 == FAR {
                far_ui(cx, ui);
            }
        });
    });
}

fn hint_ui(ui: &mut Ui) {
    let key = Command::NextProblem.info().shortcut.map(|keys| ui.ctx().format_shortcut(&keys)).unwrap_or_default();
    text::small_ui(ui, &format!("Choose a problem, or press {key}, to see what follows from it and what can be done"));
}

/// What is wrong, and with what.
fn words_ui(ui: &mut Ui, finding: &Finding) {
    let tokens = theme::tokens(ui);
    ui.horizontal_wrapped(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(18.0, 18.0), egui::Sense::hover());
        sign(ui, finding.severity, rect);
        ui.label(RichText::new(title_of(finding)).font(theme::strong(theme::TEXT_BODY)).color(tokens.text));
    });
    let field = crate::ui::derived::findings::label_of(finding);
    let object = finding.object().map_or_else(|| finding.subject.to_string(), ToString::to_string);
    text::small_ui(ui, &if field.is_empty() { object } else { format!("{object}, {field}") });
    ui.add(Label::new(RichText::new(text::capitalised(&finding.message)).color(tokens.text)).wrap());
}

/// What follows from it, and why.
fn effect_ui(ui: &mut Ui, finding: &Finding) {
    let tokens = theme::tokens(ui);
    if !finding.effect.is_empty() {
        ui.add(Label::new(RichText::new(&*finding.effect).color(tokens.text)).wrap());
    }
    let known = rules::known();
    let at = known.binary_search_by(|rule| rule.id().0.cmp(finding.rule.0));
    if let Some(KnownRule::Plan(rule)) = at.ok().and_then(|at| known.get(at)) {
        text::small_ui(ui, &format!("Why: {}", rule.fact));
    }
}

/// From how far on it is said, on this machine.
fn far_ui(cx: &PanelContext<'_>, ui: &mut Ui) {
    ui.horizontal(|ui| {
        text::small_ui(ui, "Said from");
        let mut far_km = cx.settings.limits().far_km;
        let field = DragValue::new(&mut far_km).range(1..=Limits::MOST_KM).suffix(" km");
        let response = ui.add(field).accessible_name("Said from so many kilometres on");
        if response.changed() {
            cx.view.queue.order(Order::SetFarKm(far_km));
        }
        text::small_ui(ui, "on");
    });
}

/// A button for each fix, one for all of a kind, and one to accept it.
fn fixes_ui(tab: &mut ProblemsTab, cx: &PanelContext<'_>, ui: &mut Ui, found: &FoundProblems, finding: &Finding) {
    let fixes = rules::fixes(cx.view.plan, finding);
    ui.horizontal_wrapped(|ui| {
        for (at, fix) in fixes.iter().enumerate() {
            let response =
                if at == 0 { button::primary(ui, &fix.label, true) } else { button::button(ui, &fix.label, true) };
            if response.clicked() {
                cx.view.queue.perform(fix.edit(cx.view.plan));
            }
        }
        let many = if fixes.is_empty() { 0 } else { alike(found, finding).len() };
        if 1 < many && button::button(ui, &format!("Fix all {}", grouped(many)), true).clicked() {
            cx.view.queue.run(Command::FixAllProblems);
        }
        if !tab.is_waiving {
            let response = button::button(ui, "Waive…", true);
            tab.is_waiving = response.on_hover_text("Accept it: it stays listed and counts no more").clicked();
        }
    });
}

/// How a finding is accepted: with a reason.
fn waive_ui(tab: &mut ProblemsTab, cx: &PanelContext<'_>, ui: &mut Ui, finding: &Finding) {
    let edit = TextEdit::singleline(&mut tab.reason)
        .id(egui::Id::unique("waiver reason"))
        .hint_text("Why it is accepted")
        .desired_width(f32::INFINITY)
        .margin(theme::FIELD)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT));
    let response = ui.add(edit).accessible_name("Reason");
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    ui.horizontal(|ui| {
        let ready = !tab.reason.trim().is_empty();
        if (button::primary(ui, "Waive", ready).clicked() || entered) && ready {
            cx.view.queue.perform(waive(cx.view.plan, finding, tab.reason.trim()));
            tab.is_waiving = false;
            tab.reason.clear();
        }
        if button::button(ui, "Cancel", true).clicked() {
            tab.is_waiving = false;
            tab.reason.clear();
        }
    });
}

/// Why it was accepted, and the way back.
fn waived_ui(cx: &PanelContext<'_>, ui: &mut Ui, finding: &Finding, reason: &str) {
    let words = if reason.is_empty() { "Waived".to_owned() } else { format!("Waived: {reason}") };
    text::small_ui(ui, &words);
    let is_its = |waiver: &Waiver| {
        let object = finding.object();
        waiver.rule == finding.rule.0
            && (waiver.object_kind.is_empty()
                || object
                    .is_some_and(|object| waiver.object_kind == object.kind.key() && waiver.object_name == object.name))
    };
    let waiver = cx.view.plan.waivers().iter().find(|(_, waiver)| is_its(waiver));
    if let Some((id, _)) = waiver.filter(|_| cx.view.editable)
        && button::button(ui, "Waive no longer", true).clicked()
    {
        cx.view.queue.send(Action::Delete(vec![AnyId { kind: Kind::Waiver, number: id.number() }]));
    }
}
