//! Names that Traffic Ops does not take, and what it wants of several objects only once.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::against::{Against, name_of};
use crate::model::{Kind, Parameter, Plan, Server};

/// What names of most kinds may hold.
const PLAIN: &str = "letters, digits, dashes and underscores";

/// Checks the name of an object (`TO/cachegroup/cachegroups.go`, `TO/coordinate/coordinates.go`, `TO/cdn/cdns.go`,
/// `TO/profile/profiles.go`).
pub(super) fn check(kind: Kind, name: &str, against: &mut Against) {
    if let Some(fault) = name_fault(kind, name) {
        let older = if is_taken_by_older(kind, name) { " (dots go through API 4.0 alone)" } else { "" };
        against.say("name", format!("{fault}{older}"));
    }
}

/// Why API 5.0 does not take the name of an object, or the short name of a cache group; none: it does.
pub(crate) fn name_fault(kind: Kind, name: &str) -> Option<String> {
    let (fits, wants): (fn(char) -> bool, &str) = match kind {
        Kind::Division | Kind::CacheGroup | Kind::Type | Kind::Topology => (is_plain, PLAIN),
        Kind::Coordinate => (|c| is_plain(c) || c == '.', "letters, digits, dots, dashes and underscores"),
        Kind::Cdn => (|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'), "letters, digits, dots and dashes"),
        Kind::Profile => (|c| c != ' ', "no spaces"),
        _ => return None,
    };
    let is_fit = name.chars().all(fits);
    (!is_fit).then(|| format!("the name of a {} has {wants}, and this is `{name}`", kind.singular()))
}

/// Whether API 4.0 takes a name that API 5.0 does not: of cache groups one with dots, of divisions any.
pub(crate) fn is_taken_by_older(kind: Kind, name: &str) -> bool {
    match kind {
        Kind::CacheGroup => name.chars().all(|c| is_plain(c) || c == '.'),
        Kind::Division => !name.is_empty(),
        _ => false,
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// What several objects share that each must have for itself.
pub(super) struct SharedNames {
    short_names: HashSet<(Kind, String)>,
    numbers: HashSet<i64>,
    parameters: HashSet<ParameterKey>,
    servers: HashSet<ServerKey>,
}

/// Name, file and value.
type ParameterKey = (String, String, String);

/// A service address and the profiles.
pub(crate) type ServerKey = (String, Vec<String>);

impl SharedNames {
    pub(super) fn of(plan: &Plan) -> Self {
        let groups = plan.cache_groups().iter().map(|(_, group)| (Kind::CacheGroup, group.short_name.clone()));
        let places = plan.phys_locations().iter().map(|(_, place)| (Kind::PhysLocation, place.short_name.clone()));
        Self {
            short_names: twice(groups.chain(places).filter_map(|(kind, name)| Some((kind, name?)))),
            numbers: twice(plan.asns().iter().map(|(_, asn)| asn.asn)),
            parameters: twice(plan.parameters().iter().map(|(_, parameter)| parameter_key(parameter))),
            servers: twice(plan.servers().iter().flat_map(|(_, server)| server_keys(plan, server))),
        }
    }

    /// Of a cache group or a physical location.
    pub(super) fn short_name(&self, kind: Kind, name: Option<&str>, against: &mut Against) {
        let Some(name) = name.filter(|name| !name.is_empty()) else { return };
        if kind == Kind::CacheGroup && !name.chars().all(is_plain) {
            against.say("shortName", format!("the short name of a cache group has {PLAIN}, and this is `{name}`"));
        }
        if self.short_names.contains(&(kind, name.to_owned())) {
            against.say("shortName", format!("another {} has the short name `{name}` too", kind.singular()));
        }
    }

    pub(super) fn asn(&self, number: i64, against: &mut Against) {
        if self.numbers.contains(&number) {
            against.say("asn", format!("ASN {number} stands more than once"));
        }
    }

    pub(super) fn parameter(&self, parameter: &Parameter, against: &mut Against) {
        if self.parameters.contains(&parameter_key(parameter)) {
            let message = format!("parameter `{}` stands more than once with the same file and value", parameter.name);
            against.say("name", message);
        }
    }

    pub(super) fn server(&self, plan: &Plan, server: &Server, against: &mut Against) {
        if let Some((address, _)) = server_keys(plan, server).into_iter().find(|key| self.servers.contains(key)) {
            let message = format!("another server has the service address {address} and the same profiles");
            against.say("interfaces", message);
        }
    }
}

fn parameter_key(parameter: &Parameter) -> ParameterKey {
    (parameter.name.clone(), parameter.config_file.clone().unwrap_or_default(), parameter.value.clone())
}

/// The service addresses of a server, each with its profiles: `TO/server/servers.go` checks them as texts, masks included.
pub(crate) fn server_keys(plan: &Plan, server: &Server) -> Vec<ServerKey> {
    let profiles: Vec<String> = server.profiles.iter().map(|link| name_of(plan, Some(link))).collect();
    if profiles.is_empty() {
        return Vec::new();
    }
    let addresses = server.interfaces.iter().flat_map(|interface| &interface.ip_addresses);
    let own = addresses.filter(|address| address.service_address);
    own.map(|address| (address.address.clone(), profiles.clone())).collect()
}

/// What comes more than once.
fn twice<T: Hash + Eq>(all: impl Iterator<Item = T>) -> HashSet<T> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| 1 < *count).map(|(one, _)| one).collect()
}
