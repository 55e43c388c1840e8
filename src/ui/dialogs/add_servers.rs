//! Asks for servers for a cache group: how many, what they are, from which name and address on. Shows in a line what
//! will be added, before it is.

use std::sync::Arc;

use egui::{Context, Ui};

use super::entry::{FieldEntry, FieldRows, Filling, NO_CAPACITY, SHORT, WIDTH, fold_ui, others_ui, scroll_ui, whole};
use super::outlook::{self, Outlook};
use super::parts::{Verdict, buttons_ui, frame_ui, plain, primary};
use crate::edit::intent::AddServers;
use crate::edit::intent::add_servers::{
    self as fields, Assignment, PlannedServers, planned_servers, services_of_cdn, services_of_group,
};
use crate::model::{AnyId, CacheGroup, Capacity, Cdn, Id, Kind, Plan, Status, Type, counted};
use crate::ui::action::Queue;
use crate::ui::order::{MakeOrder, Order};
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::offer::Offer;

/// Fields that no refusal names, or that are read before anything is planned.
const CAPACITY: &str = "Capacity of each";
const CDN: &str = "CDN";
const PROFILE: &str = "Profile";
const PHYS_LOCATION: &str = "Physical Location";
const SERVICES: &str = "Delivery services";
/// Fields that are folded away until somebody wants them, or they are in the way.
const FOLDED: &[&str] = &[fields::STATUS, fields::FIRST_IPV6, fields::TCP_PORT, fields::HTTPS_PORT];

/// Title, preview, buttons and margins are so high.
const OTHERS: f32 = 240.0;

/// What stands in the fields, and what would come of it.
#[derive(Debug)]
pub(in crate::ui) struct AddServersDialog {
    group: Id<CacheGroup>,
    title: String,
    type_: Option<u64>,
    status: Option<u64>,
    cdn: Option<u64>,
    profile: Option<u64>,
    phys_location: Option<u64>,
    count: FieldEntry,
    capacity: FieldEntry,
    first_host: FieldEntry,
    domain: FieldEntry,
    first_ipv4: FieldEntry,
    first_ipv6: FieldEntry,
    tcp_port: FieldEntry,
    https_port: FieldEntry,
    services: Assignment,
    /// How many delivery services the choices stand for.
    assignable: [usize; 2],
    outlook: Outlook<PlannedServers>,
    /// The revision of the plan that it was planned for.
    revision: Option<u64>,
    filling: Filling,
    unfolded: bool,
}

impl AddServersDialog {
    /// With proposals for a group; none: it is not in the plan.
    pub(in crate::ui) fn new(plan: &Plan, group: Id<CacheGroup>) -> Option<Self> {
        let title = format!("Add servers to {}", plan.get(group)?.name);
        let mut dialog = Self {
            group,
            title,
            type_: None,
            status: None,
            cdn: None,
            profile: None,
            phys_location: None,
            count: FieldEntry::default(),
            capacity: FieldEntry::default(),
            first_host: FieldEntry::default(),
            domain: FieldEntry::default(),
            first_ipv4: FieldEntry::default(),
            first_ipv6: FieldEntry::default(),
            tcp_port: FieldEntry::default(),
            https_port: FieldEntry::default(),
            services: Assignment::Nothing,
            assignable: [0; 2],
            outlook: Outlook::default(),
            revision: None,
            filling: Filling::default(),
            unfolded: false,
        };
        dialog.take(plan, AddServers::proposed(plan, group));
        Some(dialog)
    }

    /// Whether it is about that group.
    pub(in crate::ui) fn is_for(&self, group: Id<CacheGroup>) -> bool {
        self.group == group
    }

    /// Whether somebody has typed something.
    pub(super) fn is_begun(&self) -> bool {
        let entries = [&self.count, &self.capacity, &self.first_host, &self.domain, &self.first_ipv4, &self.first_ipv6];
        entries.into_iter().chain([&self.tcp_port, &self.https_port]).any(|entry| entry.touched)
    }

    /// Goes on where it was left, with a plan that may have changed.
    pub(in crate::ui) fn resume(&mut self) {
        (self.revision, self.filling) = (None, Filling::default());
    }

    /// Takes proposals into the fields that nobody has typed into.
    fn take(&mut self, plan: &Plan, proposed: AddServers) {
        let number = |port: Option<i64>| port.map_or_else(String::new, |port| port.to_string());
        self.type_ = plan.find::<Type>(&proposed.type_name).map(Id::number);
        self.status = plan.find::<Status>(&proposed.status).map(Id::number);
        self.cdn = proposed.cdn.map(Id::number);
        self.profile = proposed.profile.map(Id::number);
        self.phys_location = proposed.phys_location.map(Id::number);
        self.count.propose(proposed.count.to_string());
        self.capacity.propose(proposed.capacity.map_or_else(String::new, |capacity| capacity.to_string()));
        self.first_host.propose(proposed.first_host);
        self.domain.propose(proposed.domain);
        self.first_ipv4.propose(proposed.first_ipv4);
        self.first_ipv6.propose(proposed.first_ipv6);
        self.tcp_port.propose(number(proposed.tcp_port));
        self.https_port.propose(number(proposed.https_port));
        self.services = proposed.services;
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, view: &ViewContext<'_>) -> Verdict {
        let (queue, plan, revision) = (view.queue, view.plan, view.revision);
        self.outlook.follow(ctx);
        if self.revision != Some(revision) {
            self.look(ctx, plan);
            self.revision = Some(revision);
        }
        let title = self.title.clone();
        frame_ui(ctx, &title, WIDTH, |ui| {
            let entered = scroll_ui(ui, OTHERS, |ui| self.fields_ui(ui, plan));
            self.preview_ui(ui);
            self.buttons_ui(ui, queue, entered)
        })
    }

    fn fields_ui(&mut self, ui: &mut Ui, plan: &Arc<Plan>) -> bool {
        let refusals = self.outlook.refusals().to_vec();
        let mut filling = std::mem::take(&mut self.filling);
        let mut rows = filling.rows(plan, &refusals);
        rows.row_ui(ui, fields::COUNT, true, |rows, ui, id| {
            rows.field_ui(ui, &mut self.count, (fields::COUNT, Some(id)), "", SHORT);
        });
        rows.row_ui(ui, CAPACITY, true, |rows, ui, id| {
            rows.field_ui(ui, &mut self.capacity, (CAPACITY, Some(id)), "Not said", SHORT);
        });
        let sort = (self.type_, self.cdn);
        rows.pick_ui(ui, fields::TYPE, ("Select…", false), &Offer::Types("server"), &mut self.type_);
        rows.pick_ui(ui, CDN, ("None yet", true), &Offer::All(Kind::Cdn), &mut self.cdn);
        if sort != (self.type_, self.cdn) {
            self.follow_sort(plan);
        }
        rows.pick_ui(ui, PROFILE, ("None yet", true), &Offer::All(Kind::Profile), &mut self.profile);
        rows.text_ui(ui, fields::FIRST_HOST, "edge-denver-01", &mut self.first_host);
        rows.text_ui(ui, fields::DOMAIN, "infra.example.net", &mut self.domain);
        rows.text_ui(ui, fields::FIRST_IPV4, "192.0.2.11/24", &mut self.first_ipv4);
        rows.choice_ui(ui, SERVICES, &self.assignments(), &mut self.services);
        self.unfolded |= rows.attempt.unfolds(&refusals, FOLDED);
        fold_ui(ui, &mut self.unfolded, "Status, physical location, IPv6, ports");
        if self.unfolded {
            self.folded_ui(ui, &mut rows);
        }
        let (changed, entered) = (rows.changed, rows.entered);
        self.filling = filling;
        if changed {
            self.look(ui.ctx(), plan);
            ui.ctx().request_repaint();
        }
        entered
    }

    fn folded_ui(&mut self, ui: &mut Ui, rows: &mut FieldRows<'_>) {
        rows.pick_ui(ui, fields::STATUS, ("Select…", false), &Offer::All(Kind::Status), &mut self.status);
        let sites = Offer::All(Kind::PhysLocation);
        rows.pick_ui(ui, PHYS_LOCATION, ("None yet", true), &sites, &mut self.phys_location);
        rows.text_ui(ui, fields::FIRST_IPV6, "None, or like 2001:db8::11/64", &mut self.first_ipv6);
        for (label, entry) in [(fields::TCP_PORT, &mut self.tcp_port), (fields::HTTPS_PORT, &mut self.https_port)] {
            rows.row_ui(ui, label, true, |rows, ui, id| {
                rows.field_ui(ui, entry, (label, Some(id)), "None", SHORT);
            });
        }
    }

    /// Another type or CDN has other profiles, names and addresses.
    fn follow_sort(&mut self, plan: &Plan) {
        let cdn = self.cdn.map(Id::<Cdn>::new);
        let proposed = AddServers::of_type(plan, self.group, &self.type_name(plan), cdn);
        self.take(plan, proposed);
    }

    fn type_name(&self, plan: &Plan) -> String {
        let type_ = self.type_.and_then(|number| plan.get(Id::<Type>::new(number)));
        type_.map_or_else(String::new, |type_| type_.name.clone())
    }

    /// What the servers may be assigned to, in words.
    fn assignments(&self) -> Vec<(String, Assignment)> {
        let [of_group, of_cdn] = self.assignable.map(|count| counted(Kind::DeliveryService, count));
        vec![
            ("None".to_owned(), Assignment::Nothing),
            (format!("As the group's other servers: {of_group}"), Assignment::AsTheGroup),
            (format!("All of the CDN: {of_cdn}"), Assignment::AllOfTheCdn),
        ]
    }

    /// Works out what would come of what stands in the fields.
    fn look(&mut self, ctx: &Context, plan: &Arc<Plan>) {
        let port = |entry: &FieldEntry| {
            let text = entry.text.trim();
            (!text.is_empty()).then(|| text.parse().unwrap_or(0))
        };
        let (type_name, cdn) = (self.type_name(plan), self.cdn.map(Id::new));
        let status = self.status.and_then(|number| plan.get(Id::<Status>::new(number)));
        self.assignable =
            [services_of_group(plan, self.group, &type_name, cdn).len(), services_of_cdn(plan, cdn).len()];
        let capacity = self.capacity.text.trim();
        let wanted = AddServers {
            group: self.group,
            type_name,
            status: status.map_or_else(String::new, |status| status.name.clone()),
            count: whole(&self.count.text),
            first_host: self.first_host.text.clone(),
            domain: self.domain.text.clone(),
            first_ipv4: self.first_ipv4.text.clone(),
            first_ipv6: self.first_ipv6.text.clone(),
            tcp_port: port(&self.tcp_port),
            https_port: port(&self.https_port),
            capacity: Capacity::parse(capacity),
            profile: self.profile.map(Id::new),
            phys_location: self.phys_location.map(Id::new),
            cdn,
            services: self.services,
        };
        let unread = !capacity.is_empty() && wanted.capacity.is_none();
        let own = unread.then(|| outlook::own(CAPACITY, NO_CAPACITY)).into_iter().collect();
        self.outlook.look(ctx, plan, own, move |plan| planned_servers(plan, &wanted));
    }

    /// What will be added, in a line.
    fn preview_ui(&self, ui: &mut Ui) {
        ui.add_space(theme::GAP_SMALL);
        if let Some(planned) = self.outlook.prospect() {
            let words = planned.words(Capacity::parse(self.capacity.text.trim()));
            ui.add(egui::Label::new(words).wrap());
        } else {
            others_ui(ui, self.outlook.refusals(), if self.unfolded { &[] } else { FOLDED });
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, queue: &Queue, entered: bool) -> Verdict {
        buttons_ui(ui, |ui| {
            let asked = primary(ui, true, "Add").clicked() || entered;
            if self.filling.attempt.goes(ui.ctx(), asked, self.outlook.is_stale())
                && let Some(planned) = self.outlook.prospect()
            {
                queue.order(Order::Make(Box::new(self.order_of(planned))));
                return Verdict::Closes;
            }
            if plain(ui, "Cancel").clicked() { Verdict::Closes } else { Verdict::Stays }
        })
    }

    fn order_of(&self, planned: &PlannedServers) -> MakeOrder {
        let select = |id: &Id<_>| AnyId { kind: Kind::Server, number: Id::<crate::model::Server>::number(*id) };
        let group = AnyId { kind: Kind::CacheGroup, number: self.group.number() };
        MakeOrder {
            edit: planned.edit.clone(),
            selects: planned.servers.iter().map(select).collect(),
            reveals: group,
            notice: format!("{}: {}", self.title.replacen("Add servers to", "Added to", 1), planned.hosts),
        }
    }
}
