//! What goes when a snapshot comes in: capabilities and static DNS entries that its servers and services no longer have;
//! with `--replace` also the CDN's servers, services and assignments that it lacks. What a snapshot never shows stays.

use std::collections::HashSet;

use super::gathering::{is_live, name_of, section_of};
use super::imported::ImportedSnapshot;
use super::services;
use crate::edit::intent::delete_with_references;
use crate::edit::{Change, Edit, LinkChange};
use crate::finding::{Finding, Severity};
use crate::model::{AnyId, AnyPair, Cdn, Entity as _, Id, Kind, Link, Plan, RelationKind};
use crate::snapshot::Snapshot;
use crate::sorting::OrderedSet;

/// What goes of `plan`, and what stays although the document lacks it. `before` is the plan before the import.
pub(super) fn edit(
    plan: &Plan,
    before: &Plan,
    document: &ImportedSnapshot,
    cdn: &str,
    replace: bool,
) -> (Edit, Option<Finding>) {
    let Some(cdn) = plan.find::<Cdn>(cdn) else { return (Edit::default(), None) };
    let leaving = LeavingRows { plan, snapshot: &document.snapshot, cdn };
    let mut objects = leaving.static_dns_entries();
    let mut pairs = leaving.capabilities();
    let lacking = leaving.find_lacking();
    let assignments = leaving.assignments();
    let known = |id: &AnyId| before.contains(*id);
    let stays = lacking.iter().filter(|id| known(id)).count() + assignments.len();
    if replace {
        objects.extend(lacking);
        pairs.extend(assignments);
    }
    let gone: HashSet<AnyId> = objects.iter().copied().collect();
    let objects: Vec<AnyId> = objects.into_iter().collect();
    // All of these are in the plan, so that nothing can be refused.
    let mut edit =
        if objects.is_empty() { Edit::default() } else { delete_with_references(plan, &objects).unwrap_or_default() };
    let apart = |pair: &AnyPair| pair.links().iter().all(|link| link.id().is_none_or(|id| !gone.contains(&id)));
    let cut = pairs.into_iter().filter(apart).map(|pair| Change::Link(LinkChange { pair, present: false }));
    edit.changes.extend(cut);
    let problem = (!replace && 0 < stays).then(|| {
        let message = format!(
            "{stays} servers, delivery services and assignments of the CDN are not in the snapshot and stay: see --replace"
        );
        document.problem(Severity::Note, "", message)
    });
    (edit, problem)
}

struct LeavingRows<'a> {
    plan: &'a Plan,
    snapshot: &'a Snapshot,
    cdn: Id<Cdn>,
}

impl LeavingRows<'_> {
    fn is_of_cdn(&self, link: Option<&Link<Cdn>>) -> bool {
        link.and_then(Link::id) == Some(self.cdn)
    }

    /// Whether the document tells a host in that section.
    fn tells(&self, section: &str, host: &str) -> bool {
        match section {
            "contentServers" => self.snapshot.content_servers.contains_key(host),
            "contentRouters" => self.snapshot.content_routers.contains_key(host),
            _ => self.snapshot.monitors.contains_key(host),
        }
    }

    /// The CDN's servers and services that a snapshot would tell and this one does not.
    fn find_lacking(&self) -> OrderedSet<AnyId> {
        let mut lacking = OrderedSet::new();
        for (id, server) in self.plan.servers().iter().filter(|(_, server)| self.is_of_cdn(server.cdn.as_ref())) {
            let type_ = name_of(self.plan, server.type_.as_ref());
            let live = is_live(&name_of(self.plan, server.status.as_ref()));
            if section_of(&type_).is_some_and(|section| live && !self.tells(section, &server.host_name)) {
                lacking.insert(AnyId { kind: Kind::Server, number: id.number() });
            }
        }
        for (id, service) in self.plan.delivery_services() {
            let type_ = name_of(self.plan, service.type_.as_ref());
            let active = service.active.as_deref() == Some("ACTIVE") && !matches!(&*type_, "" | "ANY_MAP");
            let told = self.snapshot.delivery_services.contains_key(&service.xml_id);
            if active && !told && self.is_of_cdn(service.cdn.as_ref()) {
                lacking.insert(AnyId { kind: Kind::DeliveryService, number: id.number() });
            }
        }
        lacking
    }

    /// Assignments between servers and services that the document tells, and which it does not tell.
    fn assignments(&self) -> Vec<AnyPair> {
        let untold = |pair: &AnyPair| -> Option<bool> {
            let [service, server] = pair.links();
            let service = self.plan.get(Id::<crate::model::DeliveryService>::new(service.id()?.number))?;
            let server = self.plan.get(Id::<crate::model::Server>::new(server.id()?.number))?;
            let ours = self.is_of_cdn(server.cdn.as_ref()) && self.is_of_cdn(service.cdn.as_ref());
            let cache = self.snapshot.content_servers.get(&server.host_name)?;
            let told = self.snapshot.delivery_services.get(&service.xml_id)?;
            let shows = ours && cache.routing_disabled == 0 && told.topology.is_none();
            Some(shows && !cache.delivery_services.contains_key(service.xml_id.as_str()))
        };
        let pairs = RelationKind::DeliveryServiceServer.pairs(self.plan);
        pairs.into_iter().filter(|pair| untold(pair) == Some(true)).collect()
    }

    /// Capabilities that servers of the document no longer have.
    fn capabilities(&self) -> Vec<AnyPair> {
        let mut gone = Vec::new();
        for pair in RelationKind::ServerOfCapability.pairs(self.plan) {
            let [server, capability] = pair.links();
            let server = server.id().and_then(|id| self.plan.get(Id::<crate::model::Server>::new(id.number)));
            let Some(server) = server.filter(|server| self.is_of_cdn(server.cdn.as_ref())) else { continue };
            let Some(cache) = self.snapshot.content_servers.get(&server.host_name) else { continue };
            let live = is_live(&name_of(self.plan, server.status.as_ref()));
            let type_ = name_of(self.plan, server.type_.as_ref());
            let told = live && section_of(&type_) == Some("contentServers");
            if told && !cache.capabilities.contains(&self.plan.link_name(&capability)) {
                gone.push(pair);
            }
        }
        gone
    }

    /// Static DNS entries that services of the document no longer have.
    fn static_dns_entries(&self) -> OrderedSet<AnyId> {
        let mut gone = OrderedSet::new();
        for (id, entry) in self.plan.static_dns_entries() {
            let service = self.plan.follow_opt(entry.delivery_service.as_ref());
            let Some(service) = service.filter(|service| self.is_of_cdn(service.cdn.as_ref())) else { continue };
            let Some(told) = self.snapshot.delivery_services.get(&service.xml_id) else { continue };
            let type_ = name_of(self.plan, entry.type_.as_ref());
            let own = vec![service.name().into_owned(), entry.host.clone(), type_, entry.address.clone()];
            let is_told =
                told.static_dns_entries.iter().any(|record| services::identity(&service.xml_id, record) == own);
            // One without a type is in no snapshot.
            if !is_told && own.get(2).is_some_and(|type_| !type_.is_empty()) {
                gone.insert(AnyId { kind: Kind::StaticDnsEntry, number: id.number() });
            }
        }
        gone
    }
}
