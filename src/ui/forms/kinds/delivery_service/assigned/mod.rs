//! Who serves a delivery service: a topology, or the servers that are assigned to it, a cache group at a time. Those of
//! a new service wait in its draft; for one of the plan, each assignment is a step at once.

mod groups;
mod lines;

use egui::{Id, Ui, vec2};

use crate::edit::intent;
use crate::finding::Severity;
use crate::model::{
    AnyLink, AnyPair, Cdn, DeliveryService, Id as PlanId, RelationKind, Server, Target, Topology, grouped,
};
use crate::sorting::OrderedSet;
use crate::tabular::natural;
use crate::ui::forms::draft::{FormDraft, FormSubject};
use crate::ui::forms::editor::Editing;
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::node::{InputItem, InputNode};
use crate::ui::forms::row::{FieldLabel, below_ui, heading_ui, row_ui, under_ui};
use crate::ui::theme;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::{button, text};
use groups::{EdgeTally, GroupMember, GroupsLook, ShownGroups, TopologyReach};
use lines::{AskedAssignment, AssignedLines};

/// From so many cache groups on there is a search.
const SEARCH_FROM: usize = 12;

/// The servers that may be assigned to the service that was looked at last; gathered once per revision and choice.
#[derive(Debug, Default)]
pub(in crate::ui::forms) struct AssignedServers {
    look: Option<GroupsLook>,
    shown: ShownGroups,
    tally: EdgeTally,
    /// How many servers were chosen when they were counted: they come and go, but never do both at once.
    tallied: Option<usize>,
    search: String,
}

/// So many lines are seen at once; the half one says that there are more.
const SEEN: f32 = 9.5;

impl AssignedServers {
    /// Draws topology and assignments.
    pub(super) fn servers_ui(&mut self, ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
        field_ui(ui, editing, draft, DeliveryService::TOPOLOGY, None);
        self.follow(editing, draft);
        let chosen = self.take_chosen(draft);
        let asked = if draft.link(DeliveryService::TOPOLOGY).is_some() {
            self.topology_ui(ui, editing, &chosen)
        } else {
            self.assignments_ui(ui, editing, draft, &chosen)
        };
        let asked = self.absent_ui(ui, editing).or(asked);
        self.put_back(draft, chosen);
        if let Some((servers, assigned)) = asked {
            assign(editing, draft, servers, assigned);
        }
    }

    /// Of a type that needs no servers, says which are assigned all the same.
    pub(super) fn idle_ui(&mut self, ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
        self.follow(editing, draft);
        let chosen = self.take_chosen(draft);
        let mut off = false;
        if !chosen.is_empty() {
            heading_ui(ui, "Servers");
            let words = verb(chosen.len(), "assigned server has", "assigned servers have");
            message_ui(ui, Severity::Warning, &format!("{words} no effect for this type"));
            off = editing.editable && button::button(ui, "Take them off", true).clicked();
        }
        let all: Vec<Target> = if off { chosen.iter().copied().map(Target::To).collect() } else { Vec::new() };
        self.put_back(draft, chosen);
        if off {
            assign(editing, draft, all, false);
        }
    }

    /// Gathers anew when something has changed that counts.
    fn follow(&mut self, editing: &Editing<'_>, draft: &mut FormDraft) {
        let id = |key: &str| draft.link(key).and_then(AnyLink::id).map(|object| object.number);
        let look = GroupsLook {
            revision: editing.view.revision,
            subject: draft.subject,
            cdn: id(DeliveryService::CDN).map(PlanId::<Cdn>::new),
            topology: id(DeliveryService::TOPOLOGY).map(PlanId::<Topology>::new),
            required: required(draft),
        };
        if self.look.as_ref() == Some(&look) {
            return;
        }
        if self.look.as_ref().is_none_or(|before| before.subject != look.subject) {
            self.search.clear();
        }
        self.shown = ShownGroups::of(editing.view.plan, &look);
        self.look = Some(look);
        self.tallied = None;
        if !draft.servers.is_empty() {
            // What was chosen for a new service and may not be assigned any more is chosen no more.
            let offered: OrderedSet<u64> = self.shown.members().map(|member| member.number).collect();
            draft.servers.retain(|number| offered.contains(number));
        }
    }

    /// The servers that are assigned, or are to be: taken for a frame, as there may be very many.
    fn take_chosen(&mut self, draft: &mut FormDraft) -> OrderedSet<u64> {
        let chosen = std::mem::take(self.place_of_chosen(draft));
        if self.tallied != Some(chosen.len()) {
            self.tally = self.shown.tally(&chosen);
            self.tallied = Some(chosen.len());
        }
        chosen
    }

    fn put_back(&mut self, draft: &mut FormDraft, chosen: OrderedSet<u64>) {
        *self.place_of_chosen(draft) = chosen;
    }

    fn place_of_chosen<'a>(&'a mut self, draft: &'a mut FormDraft) -> &'a mut OrderedSet<u64> {
        match draft.subject {
            FormSubject::Object(_) => &mut self.shown.assigned,
            FormSubject::New(_) => &mut draft.servers,
        }
    }

    /// What a topology means for the servers.
    fn topology_ui(&self, ui: &mut Ui, editing: &Editing<'_>, chosen: &OrderedSet<u64>) -> AskedAssignment {
        let TopologyReach { groups, edges, without } = self.shown.reach;
        match (edges, without) {
            (0, 0) => {
                under_ui(
                    ui,
                    Severity::Warning,
                    "No cache group of it has an EDGE of this CDN: nobody serves the service",
                );
            }
            (0, _) => {
                let words = "None of its EDGEs has the required capabilities: nobody serves the service";
                under_ui(ui, Severity::Warning, words);
            }
            (_, without) => {
                let lacking = match without {
                    0 => String::new(),
                    without => format!(", without {} that lack a required capability", grouped(without)),
                };
                let (edges, groups) = (plural(edges, "EDGE"), plural(groups, "cache group"));
                under_ui(ui, Severity::Note, &format!("Served by {edges} in {groups}{lacking}"));
            }
        }
        let idle = self.tally.chosen_edges;
        if idle == 0 {
            return None;
        }
        let words =
            format!("{} assigned to it take no part while it has a topology", verb(idle, "server is", "servers are"));
        let off = below_ui(ui, |ui| {
            message_ui(ui, Severity::Warning, &words);
            editing.editable && button::button(ui, "Take them off", true).clicked()
        });
        let all = || self.shown.edges().filter(|member| chosen.contains(&member.number)).map(GroupMember::target);
        off.then(|| (all().collect(), false))
    }

    /// The cache groups with what of them is assigned.
    fn assignments_ui(
        &mut self,
        ui: &mut Ui,
        editing: &Editing<'_>,
        draft: &FormDraft,
        chosen: &OrderedSet<u64>,
    ) -> AskedAssignment {
        if self.shown.groups.is_empty() {
            let words = match draft.link(DeliveryService::CDN) {
                None => "Choose a CDN: its servers can be assigned then".to_owned(),
                Some(cdn) => format!(
                    "{} has no EDGE yet: add servers to its cache groups, or choose a topology",
                    editing.view.plan.link_name(cdn)
                ),
            };
            row_ui(ui, FieldLabel::plain("Assigned servers"), |ui, _| message_ui(ui, Severity::Note, &words));
            return None;
        }
        let mut asked = self.all_ui(ui, editing, chosen);
        if SEARCH_FROM < self.shown.groups.len() {
            self.search_ui(ui);
        }
        asked = self.groups_ui(ui, editing, draft.subject, chosen).or(asked);
        if draft.text(DeliveryService::ACTIVE) == "ACTIVE" && !self.tally.is_served {
            let words = if chosen.is_empty() {
                "Nobody serves it: clients get no cache. Assign servers or choose a topology"
            } else {
                "None of them is ONLINE or REPORTED: clients get no cache, and Traffic Ops refuses it for an active service"
            };
            message_ui(ui, Severity::Warning, words);
        }
        asked
    }

    /// What is assigned and not in the plan.
    fn absent_ui(&self, ui: &mut Ui, editing: &Editing<'_>) -> AskedAssignment {
        let absent = &self.shown.absent;
        if absent.is_empty() {
            return None;
        }
        let words = verb(absent.len(), "assigned server is", "assigned servers are");
        message_ui(ui, Severity::Warning, &format!("{words} not in the plan, and kept"));
        let off = editing.editable && button::button(ui, "Take those off", true).clicked();
        off.then(|| (absent.clone(), false))
    }

    /// How many are assigned in all, and all at once.
    fn all_ui(&self, ui: &mut Ui, editing: &Editing<'_>, chosen: &OrderedSet<u64>) -> AskedAssignment {
        let EdgeTally { edges: of, chosen_edges: have, .. } = self.tally;
        let mut asked = None;
        row_ui(ui, FieldLabel::plain("Assigned servers"), |ui, _| {
            let words = format!("{} of {}", grouped(have), plural(of, "EDGE"));
            ui.horizontal(|ui| {
                ui.set_min_height(theme::CONTROL_HEIGHT);
                let font = egui::FontId::proportional(theme::TEXT_BODY);
                text::line_ui(ui, &words, font, theme::tokens(ui).text);
            });
            if !editing.editable {
                return;
            }
            ui.horizontal(|ui| {
                if button::button(ui, "Assign all", have < of).accessible_name("Assign all EDGEs").clicked() {
                    let missing = self.shown.edges().filter(|member| !chosen.contains(&member.number));
                    asked = Some((missing.map(GroupMember::target).collect(), true));
                }
                if button::button(ui, "Take all off", !chosen.is_empty()).clicked() {
                    let all = self.shown.members().filter(|member| chosen.contains(&member.number));
                    asked = Some((all.map(GroupMember::target).collect(), false));
                }
            });
        });
        asked
    }

    fn search_ui(&mut self, ui: &mut Ui) {
        let hint = format!("Search {} cache groups", grouped(self.shown.groups.len()));
        let field = egui::TextEdit::singleline(&mut self.search)
            .id(Id::unique("search assigned"))
            .hint_text(hint.as_str())
            .desired_width(f32::INFINITY)
            .margin(theme::FIELD)
            .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
            .align(egui::Align2::LEFT_CENTER);
        ui.add(field).accessible_name(hint);
    }

    /// A line a group; only those that are seen are drawn.
    fn groups_ui(
        &self,
        ui: &mut Ui,
        editing: &Editing<'_>,
        subject: FormSubject,
        chosen: &OrderedSet<u64>,
    ) -> AskedAssignment {
        let search = self.search.to_lowercase();
        let mut lines = AssignedLines::new(editing, chosen, subject);
        let height = SEEN * theme::CONTROL_HEIGHT;
        let area = egui::ScrollArea::vertical().id_salt("assigned").max_height(height).min_scrolled_height(height);
        area.auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for group in
                self.shown.groups.iter().filter(|group| search.is_empty() || natural::contains(&group.name, &search))
            {
                lines.group_ui(ui, group);
            }
            lines.end(ui);
        });
        lines.asked
    }
}

/// Assigns servers or takes them off: in the draft of a new service, or as a step.
fn assign(editing: &Editing<'_>, draft: &mut FormDraft, servers: Vec<Target>, assigned: bool) {
    let plan = editing.view.plan;
    match draft.subject {
        FormSubject::New(_) => {
            for number in servers.iter().filter_map(number) {
                if assigned {
                    draft.servers.insert(number);
                } else {
                    draft.servers.remove(&number);
                }
            }
        }
        FormSubject::Object(object) if servers.iter().all(|target| number(target).is_some()) => {
            let servers: Vec<PlanId<Server>> = servers.iter().filter_map(number).map(PlanId::new).collect();
            let edit = intent::assign_servers(plan, PlanId::new(object.number), &servers, assigned);
            editing.view.queue.perform(edit);
        }
        // Some are not in the plan: they can only go.
        FormSubject::Object(object) => {
            let relation = RelationKind::DeliveryServiceServer;
            let own = Target::To(object.number);
            let pair = |target: Target| AnyPair { relation, a: own.clone(), b: target };
            let pairs: Vec<AnyPair> = servers.into_iter().map(pair).collect();
            editing.view.queue.perform(intent::remove_pairs(plan, &pairs));
        }
    }
}

/// The capabilities that stand in the form.
fn required(draft: &FormDraft) -> Vec<Target> {
    let Some(InputNode::List(items)) = draft.field(DeliveryService::REQUIRED_CAPABILITIES).map(|field| &field.node)
    else {
        return Vec::new();
    };
    let target = |item: &InputItem| match &item.node {
        InputNode::Link(Some(link)) => Some(link.target.clone()),
        _ => None,
    };
    items.iter().filter_map(target).collect()
}

fn number(target: &Target) -> Option<u64> {
    match target {
        Target::To(number) => Some(*number),
        Target::Absent(_) => None,
    }
}

/// `1 EDGE`, `12 EDGEs`.
fn plural(count: usize, word: &str) -> String {
    format!("{} {word}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// `1 server is`, `12 servers are`.
fn verb(count: usize, one: &str, several: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { several })
}
