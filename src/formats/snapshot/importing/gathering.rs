//! What gathers while a document is gone through: objects with the fields that the document says otherwise than the
//! plan derives, pairs, problems. The sections are gone through in the files beside this one.

use std::collections::HashMap;

use super::imported::ImportedSnapshot;
use crate::edit::import::{Incoming, IncomingObject, IncomingPair};
use crate::finding::Severity;
use crate::model::{
    Absent, AnyId, AnyLink, Cdn, Id, Identities, JsonMembers, Kind, Link, Plan, RelationKind, Server, Target, Value,
};
use crate::snapshot::{ConfigValue, Snapshot};
use crate::sorting::{OrderedMap, OrderedSet};

/// A document on its way into a plan.
pub(super) struct SnapshotGathering<'a> {
    pub plan: &'a Plan,
    pub document: &'a ImportedSnapshot,
    pub cdn: &'a str,
    /// What the plan derives so far.
    pub known: &'a Snapshot,
    pub incoming: Incoming,
    /// What no snapshot says, and for how many new objects it is missing.
    pub left_open: OrderedMap<&'static str, usize>,
    /// The plan's servers of the CDN, by section and host name.
    pub servers: HashMap<(&'static str, String), Id<Server>>,
    identities: Identities<'a>,
    pub capabilities: OrderedSet<String>,
}

/// Fields of an object.
pub(super) type Fields = Vec<(&'static str, Value)>;

impl<'a> SnapshotGathering<'a> {
    /// Begins with nothing.
    pub(super) fn of(plan: &'a Plan, document: &'a ImportedSnapshot, cdn: &'a str, known: &'a Snapshot) -> Self {
        Self {
            plan,
            document,
            cdn,
            known,
            incoming: Incoming { problems: document.problems.clone(), ..Incoming::default() },
            left_open: OrderedMap::new(),
            servers: servers_of(plan, cdn),
            identities: Identities::of(plan),
            capabilities: OrderedSet::new(),
        }
    }

    /// What the document says.
    pub(super) fn snapshot(&self) -> &'a Snapshot {
        let document = self.document;
        &document.snapshot
    }

    /// Goes through all sections.
    pub(super) fn gathered(mut self) -> Incoming {
        self.cdn_itself();
        self.groups();
        self.topologies();
        self.profiles();
        self.all_servers();
        self.services();
        self.assignments();
        for name in std::mem::take(&mut self.capabilities) {
            self.object(Kind::ServerCapability, "/contentServers", vec![name], Vec::new());
        }
        for (what, count) in std::mem::take(&mut self.left_open) {
            self.tell(Severity::Note, "", format!("{what} ({count} new)"));
        }
        self.incoming
    }

    fn cdn_itself(&mut self) {
        let mut fields = Fields::new();
        if let Some(domain) = self.document.domain()
            && self.known.config.get("domain_name") != self.document.snapshot.config.get("domain_name")
        {
            fields.push(("domainName", text(domain)));
        }
        let key = "dnssec.enabled";
        let said = self.document.snapshot.config.get(key);
        if let Some(ConfigValue::Text(enabled)) = said.filter(|said| self.known.config.get(key) != Some(*said))
            && let Ok(enabled) = enabled.parse()
        {
            fields.push(("dnssecEnabled", Value::Bool(enabled)));
        }
        if let Some(seconds) = self.ttl_override() {
            fields.push(("ttlOverride", seconds));
        }
        let cdn = self.cdn.to_owned();
        self.object(Kind::Cdn, "/stats/CDN_name", vec![cdn], fields);
    }

    /// The TTL Override that shows in the SOA records of all services, where it is not the plan's.
    fn ttl_override(&self) -> Option<Value> {
        let mut records = self.document.snapshot.delivery_services.values().map(|service| service.soa.as_ref());
        let first = records.next()??;
        if records.any(|soa| soa != Some(first)) {
            return None;
        }
        let number = |text: &Option<String>| text.as_deref()?.parse::<i64>().ok();
        let seconds = number(&first.expire)?;
        let clamped = |text, most: i64| number(text) == Some(seconds.min(most));
        let fits = clamped(&first.refresh, 28_800) && clamped(&first.retry, 7_200) && clamped(&first.minimum, 30);
        if !fits || seconds <= 0 || 604_800 < seconds {
            return None;
        }
        let so_far = self.plan.find::<Cdn>(self.cdn).and_then(|id| self.plan.get(id)?.ttl_override);
        let clamps_now = so_far.is_some_and(|seconds| (1..604_800).contains(&seconds));
        match (seconds < 604_800, clamps_now) {
            (false, false) => None,
            (false, true) => Some(Value::Null),
            (true, _) if so_far == Some(seconds) => None,
            (true, _) => Some(Value::Int(seconds)),
        }
    }

    /// Adds an object.
    pub(super) fn object(&mut self, kind: Kind, pointer: &str, identity: Vec<String>, fields: Fields) {
        self.push(kind, pointer, identity, fields, None, false);
    }

    /// Adds one that may stand there several times and is the same then.
    pub(super) fn derived(&mut self, kind: Kind, pointer: &str, identity: Vec<String>, fields: Fields) {
        self.push(kind, pointer, identity, fields, None, true);
    }

    /// Adds a server, and says by what it is known.
    pub(super) fn server(&mut self, section: &'static str, pointer: &str, host: &str, fields: Fields) {
        let known = self.servers.get(&(section, host.to_owned())).copied();
        let (identity, traffic_ops_id) = self.identity(known, host);
        self.push(Kind::Server, pointer, identity, fields, traffic_ops_id, false);
    }

    /// What files call a server of the CDN.
    pub(super) fn identity(&self, known: Option<Id<Server>>, host: &str) -> (Vec<String>, Option<i64>) {
        match known {
            Some(id) => (
                self.identities.identity(AnyId { kind: Kind::Server, number: id.number() }),
                self.plan.get(id).and_then(|server| server.upstream.traffic_ops_id),
            ),
            None => (vec![self.cdn.to_owned(), host.to_owned()], None),
        }
    }

    fn push(
        &mut self,
        kind: Kind,
        pointer: &str,
        identity: Vec<String>,
        fields: Fields,
        traffic_ops_id: Option<i64>,
        derived: bool,
    ) {
        self.incoming.objects.push(IncomingObject {
            kind,
            place: self.document.place(pointer),
            identity,
            traffic_ops_id,
            last_updated: None,
            fields,
            coarse: &[],
            unmodelled: JsonMembers::new(),
            derived,
            made: None,
        });
    }

    /// Adds a pair.
    pub(super) fn pair(&mut self, relation: RelationKind, pointer: &str, a: Vec<String>, b: Vec<String>) {
        let place = self.document.place(pointer);
        self.incoming.pairs.push(IncomingPair { relation, place, a: absent(a), b: absent(b) });
    }

    /// Says something.
    pub(super) fn tell(&mut self, severity: Severity, pointer: &str, message: impl Into<String>) {
        self.incoming.problems.push(self.document.problem(severity, pointer, message));
    }

    /// Takes note that no snapshot says something of a new object.
    pub(super) fn leave_open(&mut self, what: &'static str) {
        *self.left_open.entry(what).or_default() += 1;
    }
}

/// The section that a server of that type would be in.
pub(super) fn section_of(type_: &str) -> Option<&'static str> {
    match type_ {
        "CCR" => Some("contentRouters"),
        "RASCAL" => Some("monitors"),
        cache if cache.starts_with("EDGE") || cache.starts_with("MID") => Some("contentServers"),
        _ => None,
    }
}

/// The servers of a CDN that a snapshot tells, or would: of those of one name the last live one, as in its making.
fn servers_of(plan: &Plan, cdn: &str) -> HashMap<(&'static str, String), Id<Server>> {
    let mut found: HashMap<(&'static str, String), (bool, i64, Id<Server>)> = HashMap::new();
    let Some(cdn) = plan.find::<Cdn>(cdn) else { return HashMap::new() };
    for (id, server) in plan.servers().iter().filter(|(_, server)| server.cdn.as_ref().and_then(Link::id) == Some(cdn))
    {
        let type_ = name_of(plan, server.type_.as_ref());
        let Some(section) = section_of(&type_) else { continue };
        let live = is_live(&name_of(plan, server.status.as_ref()));
        let rank = (live, server.upstream.traffic_ops_id.unwrap_or(i64::MAX), id);
        let best = found.entry((section, server.host_name.clone())).or_insert(rank);
        *best = rank.max(*best);
    }
    found.into_iter().map(|(key, (_, _, id))| (key, id)).collect()
}

/// Whether a server of that status is in a snapshot.
pub(super) fn is_live(status: &str) -> bool {
    matches!(status, "REPORTED" | "ONLINE" | "ADMIN_DOWN")
}

/// The name behind a link.
pub(super) fn name_of<T: crate::model::Tabled>(plan: &Plan, link: Option<&Link<T>>) -> String {
    match link {
        Some(Link::To(id)) => plan.get(*id).map_or_else(String::new, |entity| entity.name().into_owned()),
        Some(Link::Absent(absent)) => absent.identity.last().cloned().unwrap_or_default(),
        None => String::new(),
    }
}

fn absent(identity: Vec<String>) -> Target {
    Target::Absent(std::sync::Arc::new(Absent { identity, traffic_ops_id: None }))
}

/// A text as a field's value.
pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A text, or nothing, as a field's value.
pub(super) fn text_or_null(value: Option<&str>) -> Value {
    value.map_or(Value::Null, text)
}

/// A number, or nothing, as a field's value.
pub(super) fn int_or_null(value: Option<i64>) -> Value {
    value.map_or(Value::Null, Value::Int)
}

/// A reference by name.
pub(super) fn link(kind: Kind, name: &str) -> Value {
    Value::Link(AnyLink { kind, target: Target::Absent(Absent::named(name)) })
}

/// References by name.
pub(super) fn links(kind: Kind, names: &[String]) -> Value {
    Value::List(names.iter().map(|name| link(kind, name)).collect())
}
