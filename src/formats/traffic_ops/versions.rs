//! What became of the members of rows from version to version, one list a version, and how a row of any version is made
//! one of API 5.0. Rows are taken by their shape: a list applies where its members stand.

use std::borrow::Cow;

use crate::edit::import::{Coarse, Taking};
use crate::formats::json::Json;
use crate::model::{Kind, Value};

use super::legacy;
use super::older::Unsaid;
use super::row_members::{RowMembers, has, put, take};
use super::times;

/// What a member of an older row is in 5.0, or to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It has another name.
    Renamed(&'static str),
    /// It follows from other members or rows: dropped, and made again when written.
    Derived,
    /// It is a secret that a plan has no use for: dropped, with one note.
    Secret,
    /// It went for good: kept only when it says something.
    Dropped,
    /// It moves elsewhere in the row; code below says where.
    Moved,
}

/// A list of fates: kind, member, fate.
pub(super) type Fates = &'static [(Kind, &'static str, Fate)];

/// Already in 5.0.
pub(super) const API_5: Fates = &[
    (Kind::Server, "iloPassword", Fate::Secret),
    (Kind::Server, "xmppPasswd", Fate::Secret),
    (Kind::DeliveryService, "exampleURLs", Fate::Derived),
    (Kind::DeliveryService, "profileDescription", Fate::Derived),
];

/// 4.0 and 4.1.
pub(super) const API_4: Fates = &[
    (Kind::Server, "cachegroup", Fate::Renamed("cacheGroup")),
    (Kind::Server, "cachegroupId", Fate::Renamed("cacheGroupID")),
    (Kind::Server, "cdnName", Fate::Renamed("cdn")),
    (Kind::Server, "cdnId", Fate::Renamed("cdnID")),
    (Kind::Server, "physLocation", Fate::Renamed("physicalLocation")),
    (Kind::Server, "physLocationId", Fate::Renamed("physicalLocationID")),
    (Kind::Server, "profileNames", Fate::Renamed("profiles")),
    (Kind::Server, "statusId", Fate::Renamed("statusID")),
    (Kind::Server, "typeId", Fate::Renamed("typeID")),
    (Kind::Server, "fqdn", Fate::Derived),
    (Kind::Server, "updPending", Fate::Derived),
    (Kind::Server, "revalPending", Fate::Derived),
    (Kind::Server, "deliveryServices", Fate::Derived),
    // A boolean; geoLimitCountries a text with commas; deepCachingType always `NEVER`, tlsVersions an empty list.
    (Kind::DeliveryService, "active", Fate::Moved),
];

/// 3.0 and 3.1: what is here and all of 4.x.
pub(super) const API_3: Fates = &[
    (Kind::Server, "profile", Fate::Moved),
    (Kind::Server, "profileId", Fate::Derived),
    (Kind::Server, "profileDesc", Fate::Derived),
    (Kind::Server, "routerHostName", Fate::Moved),
    (Kind::Server, "routerPortName", Fate::Moved),
    (Kind::DeliveryService, "cacheurl", Fate::Dropped),
    (Kind::Profile, "param", Fate::Renamed("params")),
];

/// A server in 3.x: the first of its profiles, and the router of one of its interfaces.
const SERVER_OF_3: &[Coarse] =
    &[("profiles", Taking::Unless(begins_with)), ("interfaces", Taking::Unless(same_but_for_routers))];

/// The same in 2.x, which has two addresses of one interface.
const SERVER_OF_2: &[Coarse] =
    &[("profiles", Taking::Unless(begins_with)), ("interfaces", Taking::Unless(legacy::has_these_addresses))];

/// A delivery service without a tenant is written with that of every Traffic Ops.
const TENANT: &[Coarse] = &[("tenant", Taking::Unless(is_root_for_none))];

/// A delivery service's state before 5.0: whether it is active.
const ACTIVE_OR_NOT: &[Coarse] = &[("active", Taking::Unless(is_as_inactive))];

/// Both.
const NEW_ACTIVE_OR_NOT: &[Coarse] =
    &[("active", Taking::Unless(is_as_inactive)), ("tenant", Taking::Unless(is_root_for_none))];

/// What 5.0 calls active.
const ACTIVE: &str = "ACTIVE";

/// Every list.
pub(super) const ALL: &[Fates] = &[API_5, API_4, API_3];

/// Members that 5.0 leaves out of a row when they are empty, so that their absence says so.
pub(super) const OMITTED_WHEN_EMPTY: &[(Kind, &[&str])] = &[
    (
        Kind::Server,
        &[
            "httpsPort",
            "iloIpAddress",
            "iloIpGateway",
            "iloIpNetmask",
            "iloUsername",
            "mgmtIpAddress",
            "mgmtIpGateway",
            "mgmtIpNetmask",
            "statusLastUpdated",
            "configUpdateTime",
            "configApplyTime",
            "revalUpdateTime",
            "revalApplyTime",
        ],
    ),
    (Kind::Cdn, &["ttlOverride"]),
];

/// What came of making a row one of 5.0.
#[derive(Debug, Default)]
pub(super) struct Upgraded {
    /// Whether a secret was dropped.
    pub secret: bool,
    /// New and old names of renamed members.
    pub renamed: Vec<(&'static str, &'static str)>,
    /// Fields of which the row says less than one of 5.0 does.
    pub coarse: &'static [Coarse],
    /// Members that make no sense, and why.
    pub flaws: Vec<(String, String)>,
    /// What an answer of an older version leaves unsaid.
    pub older: Option<Unsaid>,
}

/// The fates of one kind's members.
pub(super) fn fates_of(kind: Kind) -> Vec<(&'static str, Fate)> {
    let all = ALL.iter().flat_map(|list| list.iter());
    all.filter(|(of, ..)| *of == kind).map(|(_, name, fate)| (*name, *fate)).collect()
}

/// Makes a row of any version one of 5.0. `body`: it is part of an API answer, which leaves out only what is empty.
pub(super) fn upgrade(kind: Kind, fates: &[(&'static str, Fate)], body: bool, row: &mut RowMembers) -> Upgraded {
    let mut upgraded = Upgraded::default();
    let five = body && is_five(row);
    let old = body && is_old(row);
    // What the row's own fields need comes first, while the old names still stand.
    match kind {
        Kind::Server => upgraded.coarse = server(row),
        Kind::DeliveryService => upgraded.coarse = delivery_service(row),
        Kind::Parameter => parameter(row),
        _ => {}
    }
    let unsaid = Unsaid {
        profiles: kind == Kind::Server && !upgraded.coarse.is_empty(),
        requirements: kind == Kind::DeliveryService && !has(row, "requiredCapabilities"),
        ttl_override: kind == Kind::Cdn && !has(row, "ttlOverride"),
    };
    upgraded.older = old.then_some(unsaid);
    if !fates.is_empty() {
        apply(fates, row, &mut upgraded);
    }
    if five && let Some((_, names)) = OMITTED_WHEN_EMPTY.iter().find(|(of, _)| *of == kind) {
        for name in *names {
            if row.iter().all(|(key, _)| key != name) {
                row.push((Cow::Borrowed(name), Json::Null));
            }
        }
    }
    for (key, value) in row.iter_mut().filter(|(key, _)| times::is_time(key)) {
        if let Err(message) = times::to_rfc_3339(value) {
            upgraded.flaws.push((key.to_string(), message));
            *value = Json::Null;
        }
    }
    upgraded
}

/// Whether the row is of 5.0: its times are RFC 3339, and a server's names are spelled as nowhere else.
fn is_five(row: &RowMembers) -> bool {
    row.iter().any(|(key, value)| match &**key {
        "lastUpdated" => value.as_text().is_some_and(|text| text.contains('T')),
        "cacheGroupID" | "physicalLocationID" => true,
        _ => false,
    })
}

/// Whether the row is an answer of a version before 5.0, whose times have a space.
fn is_old(row: &RowMembers) -> bool {
    row.iter().any(|(key, value)| key == "lastUpdated" && value.as_text().is_some_and(|text| text.contains(' ')))
}

fn apply(fates: &[(&'static str, Fate)], row: &mut RowMembers, upgraded: &mut Upgraded) {
    let present: Vec<&'static str> = fates.iter().filter(|(name, _)| has(row, name)).map(|(name, _)| *name).collect();
    if present.is_empty() {
        return;
    }
    for (name, fate) in fates.iter().filter(|(name, _)| present.contains(name)) {
        match fate {
            Fate::Renamed(new) if has(row, new) => {}
            Fate::Renamed(new) => {
                rename(row, name, new);
                upgraded.renamed.push((new, name));
            }
            Fate::Derived => drop(take(row, name)),
            Fate::Secret => upgraded.secret |= take(row, name).is_some_and(|value| says_something(&value)),
            Fate::Dropped if row.iter().any(|(key, value)| key == name && *value == Json::Null) => {
                drop(take(row, name));
            }
            Fate::Dropped | Fate::Moved => {}
        }
    }
}

fn says_something(value: &Json) -> bool {
    !matches!(value, Json::Null) && value.as_text() != Some("")
}

fn rename(row: &mut RowMembers, old: &str, new: &'static str) {
    for (key, _) in row.iter_mut().filter(|(key, _)| key == old) {
        *key = Cow::Borrowed(new);
    }
}

/// 3.x has one profile, the first, and one router for the server: that of the interface that serves clients. Returns what
/// it says less of than 5.0.
fn server(row: &mut RowMembers) -> &'static [Coarse] {
    let mut coarse: &[Coarse] = &[];
    // In 5.0 `profiles` and the interfaces say it.
    if !has(row, "profiles") && !has(row, "profileNames") {
        match take(row, "profile") {
            Some(Json::Text(name)) => {
                put(row, "profiles", Json::List(vec![Json::Text(name)]));
                coarse = SERVER_OF_3;
            }
            Some(other) => row.push((Cow::Borrowed("profile"), other)),
            None => {}
        }
    }
    if legacy::interfaces(row) {
        return SERVER_OF_2;
    }
    let router = [("routerHostName", take(row, "routerHostName")), ("routerPortName", take(row, "routerPortName"))];
    let Some((_, Json::List(interfaces))) = row.iter_mut().find(|(key, _)| key == "interfaces") else {
        return coarse;
    };
    for (name, value) in router {
        let Some(value) = value.filter(|value| matches!(value, Json::Text(_))) else { continue };
        for interface in interfaces.iter_mut().filter(|interface| serves(interface)) {
            if let Json::Object(members) = interface
                && members.iter().all(|(key, _)| key != name)
            {
                members.push((Cow::Borrowed(name), value.clone()));
            }
        }
    }
    coarse
}

fn serves(interface: &Json) -> bool {
    let Some(Json::List(addresses)) = interface.get("ipAddresses") else { return false };
    addresses.iter().any(|address| address.get("serviceAddress") == Some(&Json::Bool(true)))
}

/// Before 5.0 `active` is a boolean, of which Traffic Ops makes `PRIMED` when it is false
/// (`TC/deliveryservices.go` Upgrade); then neither `NEVER` nor an empty list of TLS versions says anything. Returns what
/// it says less of than 5.0.
fn delivery_service(row: &mut RowMembers) -> &'static [Coarse] {
    let is_new = !row.iter().any(|(key, value)| key == "id" && value.as_int().is_some_and(|id| id != 0));
    let mut coarse: &[Coarse] = if is_new { TENANT } else { &[] };
    if is_new {
        // What we write for it follows from the tenants.
        take(row, "tenantId");
    }
    if let Some((_, active)) = row.iter_mut().find(|(key, _)| key == "active")
        && let Json::Bool(is_active) = *active
    {
        *active = Json::Text(Cow::Borrowed(if is_active { ACTIVE } else { "PRIMED" }));
        coarse = if is_new { NEW_ACTIVE_OR_NOT } else { ACTIVE_OR_NOT };
        row.retain(|(key, value)| key != "deepCachingType" || value.as_text() != Some("NEVER"));
        for (_, versions) in row.iter_mut().filter(|(key, value)| key == "tlsVersions" && *value == Json::List(vec![]))
        {
            *versions = Json::Null;
        }
    }
    for (_, countries) in row.iter_mut().filter(|(key, _)| key == "geoLimitCountries") {
        if let Json::Text(text) = countries {
            // As Traffic Ops splits it: blanks and empty ones stay (`TC/deliveryservices.go` GeoLimitCountriesType).
            let list = || text.split(',').map(Json::text).collect();
            *countries = if text.is_empty() { Json::Null } else { Json::List(list()) };
        }
    }
    // Only answers of the API say what it is; null is what requests have.
    row.retain(|(key, value)| key != "matchList" || *value != Json::Null);
    coarse
}

fn begins_with(whole: &Value, first: &Value) -> bool {
    matches!((whole, first), (Value::List(whole), Value::List(first)) if whole.starts_with(first))
}

fn same_but_for_routers(interfaces: &Value, others: &Value) -> bool {
    let is_left_out = |key: &str, other: &Value| {
        matches!(key, "routerHostName" | "routerPortName") && matches!(other, Value::Text(text) if text.is_empty())
    };
    let same = |(one, other): (&Value, &Value)| match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(a, b)| a == b || a.0 == b.0 && is_left_out(b.0, &b.1))
        }
        _ => false,
    };
    match (interfaces, others) {
        (Value::List(one), Value::List(other)) => one.len() == other.len() && one.iter().zip(other).all(same),
        _ => false,
    }
}

fn is_as_inactive(state: &Value, other: &Value) -> bool {
    let is_inactive = |state: &Value| matches!(state, Value::Text(word) if word != ACTIVE);
    is_inactive(state) && is_inactive(other)
}

fn is_root_for_none(tenant: &Value, other: &Value) -> bool {
    *tenant == Value::Null && matches!(other, Value::Text(name) if name == "root")
}

/// Some requests have `secure` as 0 or 1.
fn parameter(row: &mut RowMembers) {
    for (_, secure) in row.iter_mut().filter(|(key, _)| key == "secure") {
        match secure {
            Json::Int(0) => *secure = Json::Bool(false),
            Json::Int(1) => *secure = Json::Bool(true),
            _ => {}
        }
    }
}
