//! Asks how to delete what others refer to.

use egui::{Align, Context, Label, Layout, RichText};

use super::parts::{Verdict, buttons_ui, frame_ui, list_height, list_ui, plain, primary, weak};
use crate::edit::intent::ObjectUse;
use crate::model::{AnyId, Plan};
use crate::ui::action::Queue;
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::widgets::text::capitalised;

/// What is to go, and who refers to it.
#[derive(Debug)]
pub(in crate::ui) struct DeleteDialog {
    objects: Vec<AnyId>,
    title: String,
    /// Who refers, and by what.
    lines: Vec<(String, String)>,
}

impl DeleteDialog {
    /// Lists the uses.
    pub(in crate::ui) fn new(plan: &Plan, objects: Vec<AnyId>, uses: &[ObjectUse]) -> Self {
        let title = match objects.as_slice() {
            [only] => format!("Delete the {} {}", only.kind.singular(), plan.name_of(*only).unwrap_or_default()),
            [first, ..] => format!("Delete {} {}", objects.len(), first.kind.plural()),
            [] => "Delete".to_owned(),
        };
        let many = 1 < objects.len();
        let lines = uses.iter().map(|each| line(each, many)).collect();
        Self { objects, title, lines }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&self, ctx: &Context, queue: &Queue) -> Verdict {
        frame_ui(ctx, &self.title, 560.0, |ui| {
            let others = if self.lines.len() == 1 {
                "1 reference".to_owned()
            } else {
                format!("{} references", self.lines.len())
            };
            let they = if self.objects.len() == 1 { "It is" } else { "They are" };
            ui.label(format!("{they} still in use, by {others}"));
            let height = list_height(ui, 260.0);
            list_ui(ui, height, self.lines.len(), |ui, at| {
                let Some((user, by)) = self.lines.get(at) else { return };
                ui.allocate_ui_with_layout(ui.available_size(), Layout::right_to_left(Align::Center), |ui| {
                    ui.label(RichText::new(by).color(theme::tokens(ui).text_weak));
                    let rest = ui.available_size();
                    ui.allocate_ui_with_layout(rest, Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(user).truncate());
                    });
                });
            });
            weak(
                ui,
                "Deleting empties these fields and takes the object off these lists. It is one step: Undo brings all of it back.",
            );
            buttons_ui(ui, |ui| {
                if primary(ui, true, "Delete and take those references away").clicked() {
                    queue.order(Order::DeleteWithReferences(self.objects.clone()));
                    return Verdict::Closes;
                }
                if plain(ui, "Cancel").clicked() { Verdict::Closes } else { Verdict::Stays }
            })
        })
    }
}

/// Who refers, like `Server cache-1`, and by what, like `Cache Group`.
fn line(each: &ObjectUse, many: bool) -> (String, String) {
    let by = if each.fields.is_empty() { "Assigned".to_owned() } else { each.fields.join(", ") };
    let of = if many { format!(" of {}", each.used_name) } else { String::new() };
    (format!("{} {}", capitalised(each.user.kind.singular()), each.user_name), format!("{by}{of}"))
}
