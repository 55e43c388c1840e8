//! What follows only from several files together: names for ids, capabilities that a file of their own lists, pairs that
//! two files give. It knows what came in this import and no plan.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::edit::import::{Incoming, IncomingObject, IncomingObjects, IncomingPairs};
use crate::finding::{Finding, Severity};
use crate::model::{Absent, AnyLink, JsonMembers, Kind, QuickMap, Target, Value};
use crate::sorting::OrderedSet;

use super::pairs::Required;
use super::row::link_to;

/// Completes what was read. `required`: the rows of `deliveryservices_required_capabilities`, when it was there.
pub(super) fn complete(incoming: &mut Incoming, required: Option<Vec<Required>>) {
    complete_identities(incoming);
    let known = CalledNames::of(&incoming.objects, &tied(&incoming.pairs, required.is_some()));
    let required = required.map(|rows| rows.into_iter().map(|row| (known.service(&row), row)).collect());
    pair_once(&mut incoming.pairs, &known);
    if let Some(required) = required {
        put_required(incoming, required);
    }
    once_each(incoming);
}

/// The kinds of what is looked up: what the pairs that came tie together, and delivery services where rows name these.
fn tied(pairs: &IncomingPairs, with_services: bool) -> OrderedSet<Kind> {
    let relations = pairs.relations();
    let sides = relations.iter().flat_map(|relation| [relation.sides().0, relation.sides().1]);
    sides.chain(with_services.then_some(Kind::DeliveryService)).collect()
}

/// What the objects that came are called, by their Traffic Ops ids, and the reverse.
struct CalledNames<'a> {
    /// Those that are looked up.
    objects: Vec<&'a IncomingObject>,
    by_id: QuickMap<(Kind, i64), &'a [String]>,
    /// For what is given by name; where all is given by id nobody asks.
    by_name: OnceCell<NamedObjects<'a>>,
}

/// What the objects of some names are.
#[derive(Default)]
struct NamedObjects<'a> {
    ids: QuickMap<(Kind, &'a [String]), i64>,
    /// CDNs of the servers of a host name.
    hosts: QuickMap<&'a str, Vec<&'a str>>,
    /// The CDN of a delivery service.
    cdn_of_service: QuickMap<&'a str, String>,
}

impl<'a> CalledNames<'a> {
    fn of(objects: &'a IncomingObjects, tied: &OrderedSet<Kind>) -> Self {
        let objects: Vec<_> = objects.iter().filter(|object| tied.contains(&object.kind)).collect();
        let mut by_id = QuickMap::default();
        by_id.reserve(objects.len());
        by_id.extend(
            objects.iter().filter_map(|object| Some(((object.kind, object.traffic_ops_id?), &*object.identity))),
        );
        Self { objects, by_id, by_name: OnceCell::new() }
    }

    fn by_name(&self) -> &NamedObjects<'a> {
        self.by_name.get_or_init(|| {
            let mut named = NamedObjects::default();
            for object in &self.objects {
                if let Some(id) = object.traffic_ops_id {
                    named.ids.insert((object.kind, &object.identity), id);
                }
                match (object.kind, object.identity.as_slice()) {
                    (Kind::Server, [cdn, host]) => named.hosts.entry(host).or_default().push(cdn),
                    (Kind::DeliveryService, [service]) => {
                        named.cdn_of_service.insert(service, link_name(object, "cdn"));
                    }
                    _ => {}
                }
            }
            named
        })
    }

    /// Adds all that is known of one side of a pair. `service`: whose CDN a host name is looked for in first.
    fn complete(&self, kind: Kind, absent: &mut Absent, service: Option<&Absent>) {
        if let Some(identity) = absent.traffic_ops_id.and_then(|id| self.by_id.get(&(kind, id))) {
            absent.identity = identity.to_vec();
        } else if let (Kind::Server, [host]) = (kind, absent.identity.as_slice())
            && let Some(cdn) = self.cdn_of_host(host, service)
        {
            absent.identity.insert(0, cdn.to_owned());
        }
        if absent.traffic_ops_id.is_none() {
            absent.traffic_ops_id = self.by_name().ids.get(&(kind, &*absent.identity)).copied();
        }
    }

    /// The delivery service that requires something.
    fn service(&self, row: &Required) -> Absent {
        let mut service = row.service.clone();
        self.complete(Kind::DeliveryService, &mut service, None);
        service
    }

    fn cdn_of_host(&self, host: &str, service: Option<&Absent>) -> Option<&'a str> {
        let named = self.by_name();
        let cdns = named.hosts.get(host)?;
        let wanted = service.and_then(|service| named.cdn_of_service.get(&*service.identity.concat()));
        let in_wanted = cdns.iter().find(|cdn| wanted.is_some_and(|wanted| wanted == *cdn));
        in_wanted.or_else(|| cdns.first().filter(|_| cdns.len() == 1)).copied()
    }
}

/// The name of what a field refers to; empty when there is none.
fn link_name(object: &IncomingObject, field: &str) -> String {
    match object.fields.iter().find(|(key, _)| *key == field) {
        Some((_, Value::Link(AnyLink { target: Target::Absent(absent), .. }))) => absent.identity.concat(),
        _ => String::new(),
    }
}

/// The Traffic Ops id of what a field refers to.
fn link_id(object: &IncomingObject, field: &str) -> Option<i64> {
    match object.fields.iter().find(|(key, _)| *key == field) {
        Some((_, Value::Link(AnyLink { target: Target::Absent(absent), .. }))) => absent.traffic_ops_id,
        _ => None,
    }
}

/// Parts of identities that a row gave by id alone get the names that other rows give those ids.
fn complete_identities(incoming: &mut Incoming) {
    /// Kind, part of its identity, field, kind of what the field refers to.
    const PARTS: &[(Kind, usize, &str, Kind)] = &[
        (Kind::Server, 0, "cdn", Kind::Cdn),
        (Kind::Asn, 1, "cachegroup", Kind::CacheGroup),
        (Kind::StaticDnsEntry, 0, "deliveryservice", Kind::DeliveryService),
        (Kind::StaticDnsEntry, 2, "type", Kind::Type),
    ];
    let concerned = |object: &IncomingObject| PARTS.iter().any(|(kind, ..)| *kind == object.kind);
    let lacking = |object: &IncomingObject| -> Vec<(usize, Kind, i64)> {
        let parts = PARTS.iter().filter(|(kind, ..)| *kind == object.kind);
        let empty = parts.filter(|(_, part, ..)| object.identity.get(*part).is_some_and(String::is_empty));
        empty.filter_map(|(_, part, field, to)| Some((*part, *to, link_id(object, field)?))).collect()
    };
    if incoming.objects.iter().filter(|object| concerned(object)).all(|object| lacking(object).is_empty()) {
        return;
    }
    let names: HashMap<(Kind, i64), String> = incoming
        .objects
        .iter()
        .filter_map(|object| Some(((object.kind, object.traffic_ops_id?), object.identity.concat())))
        .collect();
    for object in &mut incoming.objects {
        for (part, to, id) in lacking(object) {
            if let (Some(name), Some(slot)) = (names.get(&(to, id)), object.identity.get_mut(part)) {
                slot.clone_from(name);
            }
        }
    }
}

/// Puts what a service requires into the service, as API 5.0 has it.
fn put_required(incoming: &mut Incoming, required: Vec<(Absent, Required)>) {
    let mut of_service: HashMap<String, Vec<String>> = HashMap::new();
    let mut first: Vec<(String, Required)> = Vec::new();
    for (service, row) in required {
        let Some(name) = service.identity.first().cloned() else {
            incoming.left_out += 1;
            let message = "no delivery service of that id is in these files: give deliveryservices too";
            incoming.problems.push(Finding::new(Severity::Error, row.place, "deliveryServiceID", message));
            continue;
        };
        let list = of_service.entry(name.clone()).or_default();
        if list.is_empty() {
            first.push((name, row.clone()));
        }
        if !list.contains(&row.capability) {
            list.push(row.capability);
        }
    }
    let mut there = OrderedSet::new();
    for service in incoming.objects.iter_mut().filter(|object| object.kind == Kind::DeliveryService) {
        let name = service.identity.concat();
        if service.fields.iter().all(|(key, _)| *key != "requiredCapabilities") {
            let list = of_service.get(&name).map_or_else(Vec::new, |list| links(list));
            service.fields.push(("requiredCapabilities", Value::List(list)));
        }
        there.insert(name);
    }
    for (name, row) in first.into_iter().filter(|(name, _)| !there.contains(name)) {
        let list = of_service.get(&name).map_or_else(Vec::new, |list| links(list));
        incoming.objects.push(IncomingObject {
            kind: Kind::DeliveryService,
            place: row.place,
            identity: vec![name.clone()],
            traffic_ops_id: row.service.traffic_ops_id,
            last_updated: None,
            fields: vec![("xmlId", Value::Text(name)), ("requiredCapabilities", Value::List(list))],
            coarse: &[],
            unmodelled: JsonMembers::new(),
            derived: true,
            made: None,
        });
    }
}

fn links(names: &[String]) -> Vec<Value> {
    names.iter().map(|name| link_to(Kind::ServerCapability, name)).collect()
}

/// Two files may give the same pair, one by names, the other by ids.
fn pair_once(pairs: &mut IncomingPairs, known: &CalledNames<'_>) {
    // Of no more objects than came there are ids, as a rule.
    let by_id = Vec::with_capacity(known.objects.len().min(pairs.len()));
    let mut sides = CompletedSides { known, by_id, named: None, next: 0 };
    pairs.settle(&mut |kind, target, first| {
        let service = match first {
            Some(Target::Absent(service)) if kind == Kind::Server => Some(&**service),
            _ => None,
        };
        sides.complete(kind, target, service)
    });
}

/// The sides of pairs, told apart by numbers. Of hundreds of thousands of pairs most name the same few thousand objects by
/// their ids, each of which comes once.
struct CompletedSides<'a, 'n> {
    known: &'a CalledNames<'n>,
    /// What came by its id, and its number.
    by_id: Vec<(Kind, Arc<Absent>, u32)>,
    /// All of it, once something comes by its name.
    named: Option<QuickMap<(Kind, Arc<Absent>), u32>>,
    next: u32,
}

impl CompletedSides<'_, '_> {
    /// Completes a side; gives it a number that no other object has. `service`: whose CDN a host name is looked for in.
    fn complete(&mut self, kind: Kind, target: &mut Target, service: Option<&Absent>) -> u32 {
        let Target::Absent(absent) = target else { return self.new_number() };
        let is_by_id = absent.traffic_ops_id.is_some() && absent.identity.is_empty();
        self.known.complete(kind, Arc::make_mut(absent), service);
        self.number(kind, absent, is_by_id)
    }

    /// The number of what came by its id for the first time, or by its name.
    fn number(&mut self, kind: Kind, completed: &Arc<Absent>, by_id: bool) -> u32 {
        // Another id is another object: only what comes by its name may be known.
        if by_id && self.named.is_none() {
            let number = self.new_number();
            self.by_id.push((kind, Arc::clone(completed), number));
            return number;
        }
        let by_id = &mut self.by_id;
        let named = self
            .named
            .get_or_insert_with(|| by_id.drain(..).map(|(kind, absent, number)| ((kind, absent), number)).collect());
        let number = *named.entry((kind, Arc::clone(completed))).or_insert(self.next);
        self.next = self.next.max(number.saturating_add(1));
        number
    }

    fn new_number(&mut self) -> u32 {
        self.next = self.next.saturating_add(1);
        self.next - 1
    }
}

/// Several profiles of CDN-in-a-Box spell out the same parameter: once is enough.
fn once_each(incoming: &mut Incoming) {
    if incoming.objects.iter().all(|object| object.kind != Kind::Parameter || !object.derived) {
        return;
    }
    let mut seen: HashSet<Vec<String>> = HashSet::new();
    let named = incoming.objects.iter().filter(|object| object.kind == Kind::Parameter && !object.derived);
    seen.extend(named.map(|object| object.identity.clone()));
    incoming
        .objects
        .retain(|object| object.kind != Kind::Parameter || !object.derived || seen.insert(object.identity.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::import::IncomingPair;
    use crate::finding::{At, Place};
    use crate::model::RelationKind;

    fn by_id(id: i64) -> Target {
        Target::Absent(Arc::new(Absent { identity: Vec::new(), traffic_ops_id: Some(id) }))
    }

    fn object(kind: Kind, id: i64, identity: &[&str]) -> IncomingObject {
        IncomingObject {
            kind,
            place: Place { file: "x".into(), at: At::Whole },
            identity: identity.iter().map(|part| (*part).to_owned()).collect(),
            traffic_ops_id: Some(id),
            last_updated: None,
            fields: Vec::new(),
            coarse: &[],
            unmodelled: JsonMembers::new(),
            derived: false,
            made: None,
        }
    }

    #[test]
    fn pairs_come_once_and_share_what_they_name() {
        let pair = |a: Target, b: Target| IncomingPair {
            relation: RelationKind::DeliveryServiceServer,
            place: Place { file: "x".into(), at: At::Whole },
            a,
            b,
        };
        let named = |name: &str| Target::Absent(Absent::named(name));
        let host = Target::Absent(Arc::new(Absent { identity: vec!["host-1".to_owned()], traffic_ops_id: None }));
        let many = (0..1_000).map(|at| pair(by_id(at / 10 % 2 + 1), by_id(at % 10 + 1)));
        // The same again, by names; and what nobody knows.
        let again = [pair(named("service-1"), host), pair(by_id(77), by_id(1)), pair(by_id(77), by_id(1))];
        let mut incoming = Incoming::default();
        many.chain(again).for_each(|pair| incoming.pairs.push(pair));
        incoming.objects.extend([1, 2].map(|id| object(Kind::DeliveryService, id, &[&format!("service-{id}")])));
        incoming.objects.extend((1..=10).map(|id| object(Kind::Server, id, &["cdn", &format!("host-{id}")])));
        complete(&mut incoming, None);
        assert_eq!(incoming.pairs.len(), 21);
        let shared: HashSet<*const Absent> = incoming
            .pairs
            .iter()
            .flat_map(|pair| [pair.a, pair.b])
            .filter_map(|side| if let Target::Absent(absent) = side { Some(Arc::as_ptr(&absent)) } else { None })
            .collect();
        assert_eq!(shared.len(), 2 + 10 + 1, "one of each object, however many pairs name it");
        let first = incoming.pairs.iter().next().unwrap();
        assert_eq!(
            first.a,
            Target::Absent(Arc::new(Absent { identity: vec!["service-1".to_owned()], traffic_ops_id: Some(1) }))
        );
    }
}
