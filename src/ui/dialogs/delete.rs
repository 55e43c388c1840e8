//! Asks how to delete what others refer to.

use egui::{Context, Label};

use super::Verdict;
use super::parts::{buttons_ui, frame_ui, list_height, list_ui, plain, primary, weak};
use crate::edit::intent::Use;
use crate::model::{AnyId, Plan};
use crate::ui::action::Queue;
use crate::ui::order::Order;

/// What is to go, and who refers to it.
#[derive(Debug)]
pub(in crate::ui) struct DeleteDialog {
    objects: Vec<AnyId>,
    title: String,
    lines: Vec<String>,
}

impl DeleteDialog {
    /// Lists the uses.
    pub(in crate::ui) fn new(plan: &Plan, objects: Vec<AnyId>, uses: &[Use]) -> Self {
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
            ui.label(format!("It is still in use: {others}"));
            let height = list_height(ui, 260.0);
            list_ui(ui, height, self.lines.len(), |ui, at| {
                ui.add(Label::new(self.lines.get(at).map_or("", String::as_str)).truncate());
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

/// Like `Server cache-1: Cache Group`.
fn line(each: &Use, many: bool) -> String {
    let kind = each.user.kind.singular();
    let by = if each.fields.is_empty() { "assigned".to_owned() } else { each.fields.join(", ") };
    let of = if many { format!(" of {}", each.used_name) } else { String::new() };
    format!("{kind} {}: {by}{of}", each.user_name)
}
