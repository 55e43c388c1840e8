//! Asks how to delete what others refer to.

use egui::{Align, Context, Id as WidgetId, Label, Layout, RichText, Ui};

use super::parts::{Verdict, buttons_ui, frame_ui, list_height, list_ui, plain, primary, weak};
use crate::edit::intent::ObjectUse;
use crate::model::{AnyId, CacheGroup, Id, Kind, Plan};
use crate::sorting::sort_by_key;
use crate::ui::action::Queue;
use crate::ui::order::Order;
use crate::ui::theme;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::text::capitalised;

const HEIR_WIDTH: f32 = 240.0;

/// What is to go, and who refers to it.
#[derive(Debug)]
pub(in crate::ui) struct DeleteDialog {
    objects: Vec<AnyId>,
    title: String,
    /// Who refers, and by what.
    lines: Vec<(String, String)>,
    /// Who may take what refers to it, by name; the nearest first.
    heirs: Vec<(String, AnyId)>,
    /// The one that is chosen; none: references are taken away.
    heir: Option<usize>,
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
        let heirs = heirs(plan, &objects);
        Self { objects, title, lines, heirs, heir: None }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, queue: &Queue) -> Verdict {
        let title = self.title.clone();
        frame_ui(ctx, &title, 560.0, |ui| {
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
            self.heir_ui(ui);
            let heir = self.heir.and_then(|at| self.heirs.get(at)).cloned();
            let what = if heir.is_some() {
                "What refers to it refers to the chosen one then. It is one step: Undo brings all of it back."
            } else {
                "Deleting empties these fields and takes the object off these lists. It is one step: Undo brings all of it back."
            };
            weak(ui, what);
            buttons_ui(ui, |ui| {
                let words = match &heir {
                    Some((name, _)) => format!("Delete and give those references to {name}"),
                    None => "Delete and take those references away".to_owned(),
                };
                if primary(ui, true, &words).clicked() {
                    queue.order(match heir {
                        Some((_, heir)) => Order::DeleteAndHandOver(self.objects.clone(), heir),
                        None => Order::DeleteWithReferences(self.objects.clone()),
                    });
                    return Verdict::Closes;
                }
                if plain(ui, "Cancel").clicked() { Verdict::Closes } else { Verdict::Stays }
            })
        })
    }
}

impl DeleteDialog {
    /// Who takes what refers to it.
    fn heir_ui(&mut self, ui: &mut Ui) {
        if self.heirs.is_empty() {
            return;
        }
        ui.horizontal(|ui| {
            ui.label("Give what refers to it to");
            let lines: Vec<&str> =
                std::iter::once("Nobody").chain(self.heirs.iter().map(|(name, _)| name.as_str())).collect();
            let current = self.heir.map_or(0, |heir| heir + 1);
            let face = Face {
                name: "Give what refers to it to",
                chosen: lines.get(current).copied(),
                hint: "Nobody",
                unresolved: false,
                enabled: true,
            };
            let id = WidgetId::unique("heir");
            if let Some(at) = choose_in_line_ui(ui, id, HEIR_WIDTH, &face, Some(current), &lines) {
                self.heir = at.checked_sub(1);
            }
        });
    }
}

/// Who may take what refers to objects: others of their kind, what these refer to themselves first.
fn heirs(plan: &Plan, objects: &[AnyId]) -> Vec<(String, AnyId)> {
    let Some(kind) = objects.first().map(|object| object.kind) else { return Vec::new() };
    let is_given = matches!(
        kind,
        Kind::CacheGroup
            | Kind::Division
            | Kind::Region
            | Kind::PhysLocation
            | Kind::Coordinate
            | Kind::Type
            | Kind::Status
            | Kind::Topology
            | Kind::Profile
    );
    if !is_given {
        return Vec::new();
    }
    let parents = objects.iter().filter_map(|object| plan.get::<CacheGroup>(Id::new(object.number)));
    let parents: Vec<AnyId> = parents
        .filter(|_| kind == Kind::CacheGroup)
        .filter_map(|group| group.parent.as_ref()?.id().map(AnyId::of::<CacheGroup>))
        .collect();
    let others = plan.indexes.names_sorted(kind).map(|(name, number)| (name.to_owned(), AnyId { kind, number }));
    let mut heirs: Vec<(String, AnyId)> = others.filter(|(_, other)| !objects.contains(other)).collect();
    sort_by_key(&mut heirs, |(_, other)| !parents.contains(other));
    heirs
}

/// Who refers, like `Server cache-1`, and by what, like `Cache Group`.
fn line(each: &ObjectUse, many: bool) -> (String, String) {
    let by = if each.fields.is_empty() { "Assigned".to_owned() } else { each.fields.join(", ") };
    let of = if many { format!(" of {}", each.used_name) } else { String::new() };
    (format!("{} {}", capitalised(each.user.kind.singular()), each.user_name), format!("{by}{of}"))
}
