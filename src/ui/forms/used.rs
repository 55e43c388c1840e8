//! Where an object is used: how many of which kind refer to it, with a way to see them.

use egui::{Align, Layout, Ui};

use super::kinds;
use super::row::{FieldLabel, heading_ui, row_ui};
use crate::model::{AnyId, Kind, grouped};
use crate::ui::action::Action;
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::{request, text};

/// The users of the object that was looked at last; counted once per revision.
#[derive(Debug, Default)]
pub(super) struct UsedBy {
    made_for: Option<(u64, AnyId)>,
    counts: Vec<(Kind, usize)>,
}

impl UsedBy {
    fn look(&mut self, view: &ViewContext<'_>, object: AnyId) {
        if self.made_for == Some((view.revision, object)) {
            return;
        }
        self.made_for = Some((view.revision, object));
        self.counts.clear();
        self.counts.extend(kinds::of(object.kind).said_users.iter().map(|kind| (*kind, 0)));
        for user in view.plan.users(object) {
            match self.counts.iter_mut().find(|(kind, _)| *kind == user.kind) {
                Some((_, count)) => *count += 1,
                None => self.counts.push((user.kind, 1)),
            }
        }
    }

    /// Draws a line per kind of user.
    pub(super) fn used_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>, object: AnyId) {
        self.look(view, object);
        if self.counts.is_empty() {
            return;
        }
        heading_ui(ui, "Used by");
        for (kind, count) in &self.counts {
            let label = text::capitalised(kind.plural());
            row_ui(ui, FieldLabel::plain(&label), |ui, _| {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_height(theme::CONTROL_HEIGHT);
                    count_ui(ui, view, object, (*kind, *count));
                });
            });
        }
    }
}

/// How many users of a kind there are, with a way to see them.
fn count_ui(ui: &mut Ui, view: &ViewContext<'_>, object: AnyId, (kind, count): (Kind, usize)) {
    if count == 0 {
        let color = theme::tokens(ui).text_weak;
        text::line_ui(ui, "None", egui::FontId::proportional(theme::TEXT_SMALL), color);
        return;
    }
    let name = if count == 1 { kind.singular() } else { kind.plural() };
    let words = format!("{} {name}", grouped(count));
    if text::link_ui(ui, &words, &format!("View {words}")).clicked() {
        show(ui, view, object, kind);
    }
}

/// Shows the users of a kind in their table.
fn show(ui: &Ui, view: &ViewContext<'_>, object: AnyId, kind: Kind) {
    view.queue.send(Action::ShowTable(kind));
    if kinds::of(kind).is_filtered {
        let name = view.plan.name_of(object).unwrap_or_default();
        // In quotes: a whole cell.
        request::filter_table(ui.ctx(), kind, format!("\"{name}\""));
    } else {
        let users = view.plan.users(object).filter(|user| user.kind == kind);
        view.queue.send(Action::Select(Selection::many(users)));
    }
}
