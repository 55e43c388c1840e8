//! Asks which cache groups are to stand below a node of a topology, as many at once as are wanted: of one type at a time,
//! as in Traffic Portal, and perhaps with a second parent.

use egui::{Context, Id as WidgetId, TextEdit, Ui};

use super::parts::{Verdict, buttons_ui, choices, frame_ui, list_height, list_ui, plain, primary, weak};
use crate::edit::intent::{TOPOLOGY_TYPES, add_to_topology, may_stand_below};
use crate::finding::Severity;
use crate::model::{CacheGroup, Id, Plan, Topology, grouped};
use crate::sorting::OrderedSet;
use crate::sorting::sort_by;
use crate::tabular::natural;
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text::capitalised;

const SECOND_WIDTH: f32 = 240.0;

/// What is chosen so far.
#[derive(Debug)]
pub(in crate::ui) struct AddToTopologyDialog {
    topology: Id<Topology>,
    parent: Option<usize>,
    type_: Option<&'static str>,
    filter: String,
    chosen: OrderedSet<Id<CacheGroup>>,
    second: Option<usize>,
    /// The groups that are offered, and what they depend on.
    offered: Option<(OfferedFor, OfferedGroups)>,
    refusal: Option<String>,
}

/// Groups with their names.
type OfferedGroups = Vec<(Id<CacheGroup>, String)>;

/// The plan's revision, the type and the filter.
type OfferedFor = (u64, &'static str, String);

impl AddToTopologyDialog {
    /// With nothing chosen.
    pub(in crate::ui) const fn new(topology: Id<Topology>, parent: Option<usize>) -> Self {
        Self {
            topology,
            parent,
            type_: None,
            filter: String::new(),
            chosen: OrderedSet::new(),
            second: None,
            offered: None,
            refusal: None,
        }
    }

    /// Whether something is chosen.
    pub(super) fn is_begun(&self) -> bool {
        !self.chosen.is_empty()
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, view: &ViewContext<'_>) -> Verdict {
        let Some(topology) = view.plan.get(self.topology) else { return Verdict::Closes };
        let title = match self.parent {
            Some(parent) => format!("Add cache groups below {}", name_at(view.plan, topology, parent)),
            None => format!("Add cache groups to {}", topology.name),
        };
        frame_ui(ctx, &title, 560.0, |ui| {
            let types = self.types(view.plan, topology);
            let Some(first) = types.first().copied() else {
                weak(ui, "Nothing may stand there");
                return buttons_ui(
                    ui,
                    |ui| if plain(ui, "Close").clicked() { Verdict::Closes } else { Verdict::Stays },
                );
            };
            let type_ = self.type_.filter(|chosen| types.contains(chosen)).unwrap_or(first);
            self.head_ui(ui, &types, type_);
            self.offer(view, topology, type_);
            self.groups_ui(ui);
            if self.parent.is_some() {
                self.second_ui(ui, view.plan, topology);
            }
            if let Some(refusal) = &self.refusal {
                message_ui(ui, Severity::Error, refusal);
            }
            self.buttons_ui(ui, view)
        })
    }

    /// The types that may stand there.
    fn types(&self, plan: &Plan, topology: &Topology) -> Vec<&'static str> {
        let above = self.parent.map(|parent| {
            let group = topology.nodes.get(parent).and_then(|node| plan.follow_opt(node.cache_group.as_ref()));
            group.and_then(|group| plan.follow_opt(group.type_.as_ref())).map_or("", |type_| type_.name.as_str())
        });
        TOPOLOGY_TYPES
            .iter()
            .copied()
            .filter(|type_| match above {
                None => true,
                Some("EDGE_LOC") => *type_ == "EDGE_LOC",
                Some(_) => *type_ != "ORG_LOC",
            })
            .collect()
    }

    fn head_ui(&mut self, ui: &mut Ui, types: &[&'static str], type_: &'static str) {
        ui.horizontal(|ui| {
            choices(ui);
            for each in types {
                if ui.radio(*each == type_, *each).clicked() && *each != type_ {
                    self.type_ = Some(*each);
                    self.chosen.clear();
                }
            }
        });
        ui.horizontal(|ui| {
            let filter = TextEdit::singleline(&mut self.filter)
                .hint_text("Filter by name")
                .desired_width(220.0)
                .margin(theme::FIELD)
                .min_size(egui::vec2(0.0, theme::CONTROL_HEIGHT))
                .align(egui::Align2::LEFT_CENTER);
            ui.add(filter).accessible_name("Filter by name");
            let offered = self.offered.as_ref().map(|(_, groups)| groups.as_slice()).unwrap_or_default();
            if plain(ui, "Choose all shown").clicked() {
                self.chosen.extend(offered.iter().map(|(id, _)| *id));
            }
            if plain(ui, "Choose none").clicked() {
                self.chosen.clear();
            }
        });
    }

    /// Lists the groups of the type that are not in the topology.
    fn offer(&mut self, view: &ViewContext<'_>, topology: &Topology, type_: &'static str) {
        let key = (view.revision, type_, self.filter.trim().to_lowercase());
        if self.offered.as_ref().is_some_and(|(known, _)| *known == key) {
            return;
        }
        let words: Vec<&str> = key.2.split_whitespace().collect();
        let plan = view.plan;
        let standing: OrderedSet<Id<CacheGroup>> =
            topology.nodes.iter().filter_map(|node| node.cache_group.as_ref()?.id()).collect();
        let is_offered = |(id, group): &(Id<CacheGroup>, &std::sync::Arc<CacheGroup>)| {
            let is_of_type = plan.follow_opt(group.type_.as_ref()).is_some_and(|own| own.name == type_);
            let name = group.name.to_lowercase();
            is_of_type && !standing.contains(id) && words.iter().all(|word| name.contains(word))
        };
        let groups = plan.cache_groups().iter().filter(is_offered);
        let mut groups: Vec<(Id<CacheGroup>, String)> = groups.map(|(id, group)| (id, group.name.clone())).collect();
        sort_by(&mut groups, |a, b| natural::compare(&a.1, &b.1));
        self.offered = Some((key, groups));
    }

    fn groups_ui(&mut self, ui: &mut Ui) {
        let Self { offered, chosen, .. } = self;
        let groups = offered.as_ref().map(|(_, groups)| groups.as_slice()).unwrap_or_default();
        if groups.is_empty() {
            weak(ui, "No other cache groups of this type, or none whose name matches");
            return;
        }
        let height = list_height(ui, 300.0);
        list_ui(ui, height, groups.len(), |ui, at| {
            let Some((id, name)) = groups.get(at) else { return };
            let mut is_chosen = chosen.contains(id);
            if ui.checkbox(&mut is_chosen, name).changed() {
                if is_chosen {
                    chosen.insert(*id);
                } else {
                    chosen.remove(id);
                }
            }
        });
    }

    /// The second parent that all of them get.
    fn second_ui(&mut self, ui: &mut Ui, plan: &Plan, topology: &Topology) {
        let may = |place: &usize| {
            let chosen = self.chosen.first();
            Some(*place) != self.parent
                && chosen.is_none_or(|group| may_stand_below(plan, topology, *group, Some(*place)).is_ok())
        };
        let others: Vec<usize> = (0..topology.nodes.len()).filter(may).collect();
        let names: Vec<String> = others.iter().map(|place| name_at(plan, topology, *place)).collect();
        let lines: Vec<&str> = std::iter::once("None").chain(names.iter().map(String::as_str)).collect();
        let current = self.second.and_then(|second| others.iter().position(|place| *place == second));
        let current = current.map_or(0, |at| at + 1);
        ui.horizontal(|ui| {
            ui.label("2nd parent of all");
            let face = Face {
                name: "2nd parent of all",
                chosen: lines.get(current).copied(),
                hint: "None",
                unresolved: false,
                enabled: true,
            };
            let id = WidgetId::unique("second parent of all");
            if let Some(at) = choose_in_line_ui(ui, id, SECOND_WIDTH, &face, Some(current), &lines) {
                self.second = at.checked_sub(1).and_then(|at| others.get(at)).copied();
            }
        });
    }

    fn buttons_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>) -> Verdict {
        buttons_ui(ui, |ui| {
            let words = match self.chosen.len() {
                0 => "Add".to_owned(),
                1 => "Add 1 cache group".to_owned(),
                many => format!("Add {} cache groups", grouped(many)),
            };
            if primary(ui, !self.chosen.is_empty(), &words).clicked() {
                let groups: Vec<Id<CacheGroup>> = self.chosen.iter().copied().collect();
                match add_to_topology(view.plan, self.topology, &groups, (self.parent, self.second)) {
                    Ok(edit) => {
                        view.queue.send(crate::ui::action::Action::Perform(edit));
                        return Verdict::Closes;
                    }
                    Err(refusal) => self.refusal = Some(capitalised(&refusal.to_string())),
                }
            }
            if plain(ui, "Cancel").clicked() { Verdict::Closes } else { Verdict::Stays }
        })
    }
}

fn name_at(plan: &Plan, topology: &Topology, place: usize) -> String {
    let group = topology.nodes.get(place).and_then(|node| plan.follow_opt(node.cache_group.as_ref()));
    group.map_or_else(|| format!("node {}", place + 1), |group| group.name.clone())
}
