//! What the form's place shows when nothing is selected: the plan at a glance, a line for each thing that one would look
//! for, each of which leads there; and what comes next. It never changes a plan.

use std::sync::Arc;

use egui::{FontId, Ui};

use crate::formats::demand::interfaces_mbps;
use crate::model::{AnyId, CacheGroup, Cdn, Id, Kind, Link, PhysLocation, Plan, Server, grouped};
use crate::sorting::{OrderedMap, OrderedSet};
use crate::ui::action::Action;
use crate::ui::commands::Command;
use crate::ui::latest::{Latest, Task};
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::{button, request, text};

/// What there is of a CDN.
#[derive(Debug, Default, PartialEq)]
struct CdnGlance {
    name: String,
    servers: usize,
    groups: usize,
    services: usize,
    /// What its edges can carry in Mbit/s, as far as their interfaces or an override say so.
    capacity_mbps: f64,
}

/// A plan at a glance.
#[derive(Debug, Default)]
struct Glance {
    cdns: Vec<(Id<Cdn>, CdnGlance)>,
    /// Cache groups without a position.
    unplaced: usize,
    /// Servers of no CDN.
    strays: usize,
    /// Servers of no phys location, phys locations of no region, regions of no division.
    nowhere: [usize; 3],
    /// Cache groups without servers.
    empty: usize,
    /// Phys locations without a position.
    unplaced_sites: usize,
}

impl Glance {
    fn of(plan: &Plan) -> Self {
        let real: Vec<(Id<Cdn>, String)> = plan.real_cdns().map(|(id, cdn)| (id, cdn.name.clone())).collect();
        let mut groups: OrderedMap<Id<Cdn>, OrderedSet<u64>> = OrderedMap::new();
        let mut servers: OrderedMap<Id<Cdn>, usize> = OrderedMap::new();
        let (mut strays, mut homeless) = (0, 0);
        let mut capacities: OrderedMap<Id<Cdn>, f64> = OrderedMap::new();
        let overrides = overrides(plan);
        let mut filled: OrderedSet<u64> = OrderedSet::new();
        for (id, server) in plan.servers() {
            homeless += usize::from(server.phys_location.is_none());
            filled.extend(server.cache_group.as_ref().and_then(Link::id).map(Id::number));
            let Some(cdn) = server.cdn.as_ref().and_then(Link::id) else {
                strays += 1;
                continue;
            };
            *servers.entry(cdn).or_default() += 1;
            let group = server.cache_group.as_ref().and_then(Link::id);
            groups.entry(cdn).or_default().extend(group.map(Id::number));
            let is_edge = plan.follow_opt(server.type_.as_ref()).is_some_and(|type_| type_.name.starts_with("EDGE"));
            if is_edge {
                let capacity = overrides.get(&id).copied().or_else(|| interfaces_mbps(server));
                *capacities.entry(cdn).or_default() += capacity.unwrap_or_default();
            }
        }
        let mut services: OrderedMap<Id<Cdn>, usize> = OrderedMap::new();
        for (_, service) in plan.delivery_services() {
            if let Some(cdn) = service.cdn.as_ref().and_then(Link::id) {
                *services.entry(cdn).or_default() += 1;
            }
        }
        let glance = |(id, name): (Id<Cdn>, String)| {
            let count = |of: &OrderedMap<Id<Cdn>, usize>| of.get(&id).copied().unwrap_or_default();
            let groups = groups.get(&id).map_or(0, OrderedSet::len);
            let capacity_mbps = capacities.get(&id).copied().unwrap_or_default();
            (id, CdnGlance { name, servers: count(&servers), groups, services: count(&services), capacity_mbps })
        };
        let is_unplaced = |group: &CacheGroup| {
            let place = plan.follow_opt(group.coordinate.as_ref());
            place.and_then(|place| place.position).is_none()
        };
        let unplaced = plan.cache_groups().iter().filter(|(_, group)| is_unplaced(group)).count();
        let locations = plan.phys_locations().iter().filter(|(_, location)| location.region.is_none()).count();
        let regions = plan.regions().iter().filter(|(_, region)| region.division.is_none()).count();
        let empty = plan.cache_groups().len()
            - plan.cache_groups().iter().filter(|(id, _)| filled.contains(&id.number())).count();
        let nowhere = [homeless, locations, regions];
        let is_nowhere = |site: &PhysLocation| site.position.as_ref().is_none_or(|position| position.at.is_none());
        let unplaced_sites = plan.phys_locations().iter().filter(|(_, site)| is_nowhere(site)).count();
        Self { cdns: real.into_iter().map(glance).collect(), unplaced, strays, nowhere, empty, unplaced_sites }
    }
}

/// What is said of servers' capacities beside their interfaces.
fn overrides(plan: &Plan) -> OrderedMap<Id<Server>, f64> {
    let said = plan.capacity_overrides().iter();
    said.filter_map(|(_, own)| Some((own.server.as_ref()?.id()?, own.capacity_mbps?))).collect()
}

/// Of so many objects a glance takes a small part of a frame; of more it is taken beside the frames.
const IN_FRAME_UP_TO: usize = 5_000;
/// What a glance goes through.
const LOOKED_AT: [Kind; 4] = [Kind::CacheGroup, Kind::Server, Kind::PhysLocation, Kind::DeliveryService];

/// The plan at a glance, by the revision that it is of; while a newer one is on its way the last one stays.
#[derive(Debug)]
pub(super) struct Overview {
    latest: Latest<u64, Glance>,
}

impl Default for Overview {
    fn default() -> Self {
        Self { latest: Latest::new(Task::unseen("Looking at the plan")) }
    }
}

/// Whether there is anything to look at.
pub(super) fn has_something(plan: &Plan) -> bool {
    let kinds = [Kind::CacheGroup, Kind::Server, Kind::PhysLocation, Kind::Topology];
    plan.real_cdns().next().is_some() || kinds.iter().any(|kind| 0 < plan.count(*kind))
}

impl Overview {
    /// Draws it into the form's place.
    pub(super) fn overview_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>) {
        let glance = self.glance(ui, view);
        egui::Frame::NONE.inner_margin(theme::FORM_TITLE).show(ui, |ui| {
            egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                text::line_ui(ui, "The plan at a glance", theme::strong(theme::TEXT_TITLE), view.tokens.text);
                text::small_ui(ui, "Nothing selected: select something on the map or in the table to edit it");
                ui.add_space(theme::GAP_ROW);
                if let Some(glance) = glance {
                    if glance.cdns.is_empty() {
                        without_cdn_ui(ui, view);
                    }
                    for (id, cdn) in &glance.cdns {
                        cdn_ui(ui, view, *id, cdn);
                    }
                    loose_ends_ui(ui, view, &glance);
                }
                next_ui(ui, view);
            });
        });
    }

    fn glance(&mut self, ui: &Ui, view: &ViewContext<'_>) -> Option<Arc<Glance>> {
        let revision = view.revision;
        let size: usize = LOOKED_AT.iter().map(|kind| view.plan.count(*kind)).sum();
        if self.latest.asked() != Some(&revision) && size <= IN_FRAME_UP_TO {
            self.latest.answer(revision, Glance::of(view.plan));
        } else {
            let plan = Arc::clone(view.plan);
            self.latest.ask(ui.ctx(), &revision, move |_| Some(Glance::of(&plan)));
        }
        self.latest.newest().cloned()
    }
}

/// What has no place, what belongs to no CDN, what a new snapshot would change.
fn loose_ends_ui(ui: &mut Ui, view: &ViewContext<'_>, glance: &Glance) {
    let Glance { unplaced, strays, nowhere, empty, unplaced_sites, .. } = *glance;
    let [homeless, locations, regions] = nowhere;
    let changes = view.derived.changes().count().unwrap_or_default();
    let tally = view.derived.findings().shown().map(|shown| shown.tally).unwrap_or_default();
    let problems = tally.errors + tally.warnings + tally.notes;
    if unplaced + strays + changes + homeless + locations + regions + empty + problems + unplaced_sites == 0 {
        return;
    }
    heading_ui(ui, "To look at");
    for (count, words) in [
        (tally.errors, ["error", "errors"]),
        (tally.warnings, ["warning", "warnings"]),
        (tally.notes, ["note", "notes"]),
    ] {
        if 0 < count && line_ui(ui, count, words) {
            view.queue.run(Command::ShowProblems);
        }
    }
    if 0 < unplaced && line_ui(ui, unplaced, ["cache group without coordinates", "cache groups without coordinates"]) {
        show(ui, view, Kind::CacheGroup, "latitude=".to_owned());
    }
    if 0 < strays && line_ui(ui, strays, ["server of no CDN", "servers of no CDN"]) {
        show(ui, view, Kind::Server, "cdn=".to_owned());
    }
    let without = ["phys location without position", "phys locations without position"];
    for (count, words, kind, filter) in [
        (unplaced_sites, without, Kind::PhysLocation, "latitude="),
        (homeless, ["server of no phys location", "servers of no phys location"], Kind::Server, "phys="),
        (locations, ["phys location of no region", "phys locations of no region"], Kind::PhysLocation, "region="),
        (regions, ["region of no division", "regions of no division"], Kind::Region, "division="),
        (empty, ["cache group without servers", "cache groups without servers"], Kind::CacheGroup, "servers=0"),
    ] {
        if 0 < count && line_ui(ui, count, words) {
            show(ui, view, kind, filter.to_owned());
        }
    }
    if 0 < changes && line_ui(ui, changes, ["change since the last snapshot", "changes since the last snapshot"]) {
        view.queue.run(Command::ShowChanges);
    }
    ui.add_space(theme::GAP_ROW);
}

fn heading_ui(ui: &mut Ui, heading: &str) {
    let color = theme::tokens(ui).text_weak;
    text::line_ui(ui, heading, theme::strong(theme::TEXT_SMALL), color);
    ui.add_space(theme::GAP_SMALL);
}

/// A CDN's name, and what there is of it.
fn cdn_ui(ui: &mut Ui, view: &ViewContext<'_>, id: Id<Cdn>, cdn: &CdnGlance) {
    let object = AnyId { kind: Kind::Cdn, number: id.number() };
    if text::link_ui(ui, &cdn.name, &format!("Go to CDN {}", cdn.name)).clicked() {
        view.queue.send(Action::Reveal(object));
    }
    ui.add_space(theme::GAP_SMALL);
    let of = |column: &str| format!("{column}=\"{}\"", cdn.name);
    // As high as the other lines, which no button makes taller.
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
            if line_ui(ui, cdn.servers, ["server", "servers"]) {
                show(ui, view, Kind::Server, of("cdn"));
            }
            text::line_ui(ui, "in", FontId::proportional(theme::TEXT_BODY), view.tokens.text_weak);
            if line_ui(ui, cdn.groups, ["cache group", "cache groups"]) {
                show(ui, view, Kind::CacheGroup, of("cdns"));
            }
        });
    });
    if line_ui(ui, cdn.services, ["delivery service", "delivery services"]) {
        show(ui, view, Kind::DeliveryService, of("cdn"));
    }
    if 0.0 < cdn.capacity_mbps {
        let words = format!("{} Gbit/s of edge capacity", grouped(format!("{:.0}", cdn.capacity_mbps / 1000.0)));
        if text::link_ui(ui, &words, &format!("Show {words}")).clicked() {
            show(ui, view, Kind::Server, format!("{} type:EDGE", of("cdn")));
        }
    }
    ui.add_space(theme::GAP_ROW);
}

/// What there is where there is no CDN yet.
fn without_cdn_ui(ui: &mut Ui, view: &ViewContext<'_>) {
    heading_ui(ui, "No CDN yet");
    for kind in [Kind::CacheGroup, Kind::Server, Kind::PhysLocation, Kind::Topology] {
        let count = view.plan.count(kind);
        if 0 < count && line_ui(ui, count, [kind.singular(), kind.plural()]) {
            show(ui, view, kind, String::new());
        }
    }
    ui.add_space(theme::GAP_ROW);
}

/// A number of something, to be clicked.
fn line_ui(ui: &mut Ui, count: usize, [one, many]: [&str; 2]) -> bool {
    let words = format!("{} {}", grouped(count), if count == 1 { one } else { many });
    text::link_ui(ui, &words, &format!("Show {words}")).clicked()
}

/// Shows the table of a kind, filtered.
fn show(ui: &Ui, view: &ViewContext<'_>, kind: Kind, filter: String) {
    request::filter_table(ui.ctx(), kind, filter);
    view.queue.send(Action::ShowTable(kind));
}

/// What was done last, and what comes next.
fn next_ui(ui: &mut Ui, view: &ViewContext<'_>) {
    if !view.last_steps.is_empty() {
        heading_ui(ui, if view.last_steps.len() == 1 { "Last step" } else { "Last steps" });
        for (at, step) in view.last_steps.iter().enumerate() {
            let name =
                if at == 0 { format!("Show the history, last {step}") } else { format!("Show the history, {step}") };
            if text::link_ui(ui, step, &name).clicked() {
                view.queue.run(Command::ShowHistory);
            }
        }
    }
    ui.add_space(theme::GAP_ROW);
    ui.horizontal_wrapped(|ui| {
        if view.editable {
            if button::button(ui, "New cache group…", true).clicked() {
                view.queue.send(Action::StartNew(Kind::CacheGroup, None));
            }
            for command in [Command::NewCdn, Command::Import] {
                if button::button(ui, command.info().name, true).clicked() {
                    view.queue.run(command);
                }
            }
        }
        if button::button(ui, Command::Export.info().name, true).clicked() {
            view.queue.run(Command::Export);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::add_sample;

    #[test]
    fn the_sample_is_counted_by_cdn() {
        let plan = Plan::default();
        let plan = plan.applying(&add_sample(&plan).unwrap()).unwrap();
        let glance = Glance::of(&plan);
        assert_eq!(glance.cdns.len(), plan.real_cdns().count());
        let servers: usize = glance.cdns.iter().map(|(_, cdn)| cdn.servers).sum();
        assert!(0 < servers && servers + glance.strays <= plan.servers().len());
        let services: usize = glance.cdns.iter().map(|(_, cdn)| cdn.services).sum();
        assert_eq!(services, plan.delivery_services().len());
        assert_eq!(glance.unplaced, 2);
        assert!(glance.cdns.iter().any(|(_, cdn)| 0 < cdn.groups));
    }
}
