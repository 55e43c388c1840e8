//! Who serves a delivery service: a topology, or the servers that are assigned to it, a cache group at a time. Those of
//! a new service wait in its draft; for one of the plan, each assignment is a step at once.

mod groups;

use std::collections::BTreeSet;

use egui::{Align, Checkbox, Id, Layout, Sense, Ui, UiBuilder, vec2};

use crate::edit::intent;
use crate::model::{AnyId, AnyLink, AnyPair, Cdn, Id as PlanId, Kind, RelationKind, Server, Target, Topology, grouped};
use crate::ui::action::Action;
use crate::ui::forms::draft::{Draft, Subject};
use crate::ui::forms::editor::Editing;
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::node::{Item, Node};
use crate::ui::forms::row::{Label, below_ui, heading_ui, row_ui, under_ui};
use crate::ui::theme;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::message::{Weight, message_ui};
use crate::ui::widgets::{button, check, natural, text};
use groups::{Group, Look, Member, Reach, Shown};

/// From so many cache groups on there is a search.
const SEARCH_FROM: usize = 12;

/// The servers that may be assigned to the service that was looked at last; gathered once per revision and choice.
#[derive(Debug, Default)]
pub(in crate::ui::forms) struct Assigned {
    look: Option<Look>,
    shown: Shown,
    search: String,
}

/// So many lines are seen at once; the half one says that there are more.
const SEEN: f32 = 9.5;

/// What was asked for in a frame: some servers, to be assigned or not.
type Asked = Option<(Vec<Target>, bool)>;

impl Assigned {
    /// Draws topology and assignments.
    pub(super) fn servers_ui(&mut self, ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut Draft) {
        field_ui(ui, editing, draft, "topology", None);
        self.follow(editing, draft);
        let chosen = self.take_chosen(draft);
        let asked = if draft.link("topology").is_some() {
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
    pub(super) fn idle_ui(&mut self, ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut Draft) {
        self.follow(editing, draft);
        let chosen = self.take_chosen(draft);
        let mut off = false;
        if !chosen.is_empty() {
            heading_ui(ui, "Servers");
            let words = verb(chosen.len(), "assigned server has", "assigned servers have");
            message_ui(ui, Weight::Finding, &format!("{words} no effect for this type"));
            off = editing.editable && button::button(ui, "Take them off", true).clicked();
        }
        let all: Vec<Target> = if off { chosen.iter().copied().map(Target::To).collect() } else { Vec::new() };
        self.put_back(draft, chosen);
        if off {
            assign(editing, draft, all, false);
        }
    }

    /// Gathers anew when something has changed that counts.
    fn follow(&mut self, editing: &Editing<'_>, draft: &mut Draft) {
        let id = |key: &str| draft.link(key).and_then(AnyLink::id).map(|object| object.number);
        let look = Look {
            revision: editing.view.revision,
            subject: draft.subject,
            cdn: id("cdn").map(PlanId::<Cdn>::new),
            topology: id("topology").map(PlanId::<Topology>::new),
            required: required(draft),
        };
        if self.look.as_ref() == Some(&look) {
            return;
        }
        if self.look.as_ref().is_none_or(|before| before.subject != look.subject) {
            self.search.clear();
        }
        self.shown = Shown::of(editing.view.plan, &look);
        self.look = Some(look);
        // What was chosen for a new service and may not be assigned any more is chosen no more.
        draft.servers.retain(|number| self.shown.offers(*number));
    }

    /// The servers that are assigned, or are to be: taken for a frame, as there may be very many.
    fn take_chosen(&mut self, draft: &mut Draft) -> BTreeSet<u64> {
        std::mem::take(self.place_of_chosen(draft))
    }

    fn put_back(&mut self, draft: &mut Draft, chosen: BTreeSet<u64>) {
        *self.place_of_chosen(draft) = chosen;
    }

    fn place_of_chosen<'a>(&'a mut self, draft: &'a mut Draft) -> &'a mut BTreeSet<u64> {
        match draft.subject {
            Subject::Object(_) => &mut self.shown.assigned,
            Subject::New(_) => &mut draft.servers,
        }
    }

    /// What a topology means for the servers.
    fn topology_ui(&self, ui: &mut Ui, editing: &Editing<'_>, chosen: &BTreeSet<u64>) -> Asked {
        let Reach { groups, edges, without } = self.shown.reach;
        match (edges, without) {
            (0, 0) => {
                under_ui(
                    ui,
                    Weight::Finding,
                    "No cache group of it has an EDGE of this CDN: nobody serves the service",
                );
            }
            (0, _) => {
                let words = "None of its EDGEs has the required capabilities: nobody serves the service";
                under_ui(ui, Weight::Finding, words);
            }
            (_, without) => {
                let lacking = match without {
                    0 => String::new(),
                    without => format!(", without {} that lack a required capability", grouped(without)),
                };
                let (edges, groups) = (plural(edges, "EDGE"), plural(groups, "cache group"));
                under_ui(ui, Weight::Hint, &format!("Served by {edges} in {groups}{lacking}"));
            }
        }
        let idle = self.shown.caches().filter(|member| chosen.contains(&member.number)).count();
        if idle == 0 {
            return None;
        }
        let words =
            format!("{} assigned to it take no part while it has a topology", verb(idle, "server is", "servers are"));
        let off = below_ui(ui, |ui| {
            message_ui(ui, Weight::Finding, &words);
            editing.editable && button::button(ui, "Take them off", true).clicked()
        });
        let all = || self.shown.caches().filter(|member| chosen.contains(&member.number)).map(Member::target);
        off.then(|| (all().collect(), false))
    }

    /// The cache groups with what of them is assigned.
    fn assignments_ui(&mut self, ui: &mut Ui, editing: &Editing<'_>, draft: &Draft, chosen: &BTreeSet<u64>) -> Asked {
        if self.shown.groups.is_empty() {
            let words = match draft.link("cdn") {
                None => "Choose a CDN: its servers can be assigned then".to_owned(),
                Some(cdn) => format!(
                    "{} has no EDGE yet: add servers to its cache groups, or choose a topology",
                    editing.view.plan.link_name(cdn)
                ),
            };
            row_ui(ui, Label::plain("Assigned servers"), |ui, _| message_ui(ui, Weight::Hint, &words));
            return None;
        }
        let mut asked = self.all_ui(ui, editing, chosen);
        if SEARCH_FROM < self.shown.groups.len() {
            self.search_ui(ui);
        }
        asked = self.groups_ui(ui, editing, draft.subject, chosen).or(asked);
        if draft.text("active") == "ACTIVE"
            && !self.shown.members().any(|each| each.live && chosen.contains(&each.number))
        {
            let words = if chosen.is_empty() {
                "Nobody serves it: clients get no cache. Assign servers or choose a topology"
            } else {
                "None of them is ONLINE or REPORTED: clients get no cache, and Traffic Ops refuses it for an active service"
            };
            message_ui(ui, Weight::Finding, words);
        }
        asked
    }

    /// What is assigned and not in the plan.
    fn absent_ui(&self, ui: &mut Ui, editing: &Editing<'_>) -> Asked {
        let absent = &self.shown.absent;
        if absent.is_empty() {
            return None;
        }
        let words = verb(absent.len(), "assigned server is", "assigned servers are");
        message_ui(ui, Weight::Finding, &format!("{words} not in the plan, and kept"));
        let off = editing.editable && button::button(ui, "Take those off", true).clicked();
        off.then(|| (absent.clone(), false))
    }

    /// How many are assigned in all, and all at once.
    fn all_ui(&self, ui: &mut Ui, editing: &Editing<'_>, chosen: &BTreeSet<u64>) -> Asked {
        let edges = || self.shown.members().filter(|member| member.edge);
        let (of, have) = (edges().count(), edges().filter(|member| chosen.contains(&member.number)).count());
        let mut asked = None;
        row_ui(ui, Label::plain("Assigned servers"), |ui, _| {
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
                    let missing = edges().filter(|member| !chosen.contains(&member.number));
                    asked = Some((missing.map(Member::target).collect(), true));
                }
                if button::button(ui, "Take all off", !chosen.is_empty()).clicked() {
                    let all = self.shown.members().filter(|member| chosen.contains(&member.number));
                    asked = Some((all.map(Member::target).collect(), false));
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
    fn groups_ui(&self, ui: &mut Ui, editing: &Editing<'_>, subject: Subject, chosen: &BTreeSet<u64>) -> Asked {
        let search = self.search.to_lowercase();
        let mut lines = Lines { editing, chosen, subject, asked: None, skipped: 0.0 };
        let height = SEEN * theme::CONTROL_HEIGHT;
        let area = egui::ScrollArea::vertical().id_salt("assigned").max_height(height).min_scrolled_height(height);
        area.auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for group in self.shown.groups.iter().filter(|group| natural::contains(&group.name, &search)) {
                lines.group_ui(ui, group);
            }
            ui.add_space(lines.skipped);
        });
        lines.asked
    }
}

/// The lines of a list on their way down.
struct Lines<'a> {
    editing: &'a Editing<'a>,
    chosen: &'a BTreeSet<u64>,
    subject: Subject,
    asked: Asked,
    /// The height of lines that were not drawn.
    skipped: f32,
}

impl Lines<'_> {
    fn group_ui(&mut self, ui: &mut Ui, group: &Group) {
        let id = Id::unique(("assigned", self.subject, &group.name));
        let open: bool = ui.data(|data| data.get_temp(id)).unwrap_or(false);
        if self.is_seen(ui) {
            self.head_ui(ui, id, group, open);
        }
        if open {
            for member in &group.members {
                if self.is_seen(ui) {
                    self.member_ui(ui, id, group, member);
                }
            }
        }
    }

    /// Whether the next line is within what is seen; what is not only takes its room.
    fn is_seen(&mut self, ui: &mut Ui) -> bool {
        let top = ui.cursor().top() + self.skipped;
        let clip = ui.clip_rect();
        if top + theme::CONTROL_HEIGHT < clip.top() || clip.bottom() < top {
            self.skipped += theme::CONTROL_HEIGHT;
            return false;
        }
        ui.add_space(std::mem::take(&mut self.skipped));
        true
    }

    fn head_ui(&mut self, ui: &mut Ui, id: Id, group: &Group, open: bool) {
        let of = group.members.len();
        let have = group.members.iter().filter(|member| self.chosen.contains(&member.number)).count();
        let said = format!("{}, {have} of {of} servers", group.name);
        let mut on = have == of;
        let (clicked, mut right) = self.line_ui(ui, id, 0.0, &group.name, &said, &mut on, 0 < have && have < of);
        if clicked {
            let wanted = have < of;
            let those = group.members.iter().filter(|member| self.chosen.contains(&member.number) != wanted);
            self.asked = Some((those.map(Member::target).collect(), wanted));
        }
        let (sign, word) = if open { (Icon::Down, "Hide") } else { (Icon::Right, "Show") };
        if icon_button(&mut right, sign, &format!("{word} servers of {}", group.name), true).clicked() {
            right.data_mut(|data| data.insert_temp(id, !open));
        }
        let words = format!("{} of {}", grouped(have), grouped(of));
        text::line_ui(&mut right, &words, egui::FontId::proportional(theme::TEXT_SMALL), theme::tokens(ui).text_weak);
    }

    fn member_ui(&mut self, ui: &mut Ui, id: Id, group: &Group, member: &Member) {
        let mut on = self.chosen.contains(&member.number);
        let said = format!("{} of {}", member.name, group.name);
        let id = id.with(member.number);
        let (clicked, mut right) = self.line_ui(ui, id, theme::INDENT, &member.name, &said, &mut on, false);
        if clicked {
            self.asked = Some((vec![member.target()], on));
        }
        let object = AnyId { kind: Kind::Server, number: member.number };
        if icon_button(&mut right, Icon::Go, &format!("View {}", member.name), true).clicked() {
            self.editing.view.queue.send(Action::Reveal(object));
        }
        let font = egui::FontId::proportional(theme::TEXT_SMALL);
        text::line_ui(&mut right, &member.aside, font, theme::tokens(ui).text_weak);
    }

    /// A check box with a name; says whether it was clicked, and leaves the right end to more.
    #[expect(clippy::too_many_arguments, reason = "the parts of a line, which has two callers")]
    fn line_ui(
        &self,
        ui: &mut Ui,
        id: Id,
        indent: f32,
        name: &str,
        said: &str,
        on: &mut bool,
        partly: bool,
    ) -> (bool, Ui) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT), Sense::hover());
        let (left, right) = rect.split_left_right_at_x(rect.right() - theme::ASIDE);
        let left = left.with_min_x(left.left() + indent);
        let layout = Layout::left_to_right(Align::Center);
        let mut own = ui.new_child(UiBuilder::new().id_salt(id).max_rect(left).layout(layout));
        own.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
        let check = Checkbox::new(on, name).indeterminate(partly);
        let clicked = check::check_ui(&mut own, check, self.editing.editable).accessible_name(said).clicked();
        let layout = Layout::right_to_left(Align::Center);
        (clicked, ui.new_child(UiBuilder::new().id_salt((id, "right")).max_rect(right).layout(layout)))
    }
}

/// Assigns servers or takes them off: in the draft of a new service, or as a step.
fn assign(editing: &Editing<'_>, draft: &mut Draft, servers: Vec<Target>, assigned: bool) {
    let plan = editing.view.plan;
    match draft.subject {
        Subject::New(_) => {
            for number in servers.iter().filter_map(number) {
                if assigned {
                    draft.servers.insert(number);
                } else {
                    draft.servers.remove(&number);
                }
            }
        }
        Subject::Object(object) if servers.iter().all(|target| number(target).is_some()) => {
            let servers: Vec<PlanId<Server>> = servers.iter().filter_map(number).map(PlanId::new).collect();
            let edit = intent::assign_servers(plan, PlanId::new(object.number), &servers, assigned);
            editing.view.queue.perform(edit);
        }
        // Some are not in the plan: they can only go.
        Subject::Object(object) => {
            let relation = RelationKind::DeliveryServiceServer;
            let own = Target::To(object.number);
            let pair = |target: Target| AnyPair { relation, a: own.clone(), b: target };
            let pairs: Vec<AnyPair> = servers.into_iter().map(pair).collect();
            editing.view.queue.perform(intent::remove_pairs(plan, &pairs));
        }
    }
}

/// The capabilities that stand in the form.
fn required(draft: &Draft) -> Vec<Target> {
    let Some(Node::List(items)) = draft.field("requiredCapabilities").map(|field| &field.node) else {
        return Vec::new();
    };
    let target = |item: &Item| match &item.node {
        Node::Link(Some(link)) => Some(link.target.clone()),
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
