//! Rows that tie two objects together: profile and parameter, server and capability, delivery service and server, and
//! what delivery services require.

use std::borrow::Cow;

use crate::edit::import::IncomingPair;
use crate::finding::{Finding, Place, Severity};
use crate::formats::json::Json;
use crate::model::{Absent, RelationKind, Target};

use super::entities::{TakenRow, int, text};
use super::row;
use super::row_members::RowMembers;
use super::sharing::SharedAbsents;

/// A requirement of a delivery service, to be put into the service.
#[derive(Clone, Debug)]
pub(super) struct Required {
    /// Where it stands.
    pub place: Place,
    /// The service.
    pub service: Absent,
    /// The capability.
    pub capability: String,
}

/// Reads a pair; a row of CDN-in-a-Box may give several.
pub(super) fn read(relation: RelationKind, place: &Place, members: &RowMembers, shared: &SharedAbsents) -> TakenRow {
    let sides = match relation {
        RelationKind::ProfileParameter => profile_parameter(members),
        RelationKind::ServerOfCapability => server_capability(members),
        RelationKind::DeliveryServiceServer => service_servers(members),
    };
    match sides {
        Err((field, message)) => TakenRow::refused(Finding::new(Severity::Error, place.clone(), field, message)),
        Ok(sides) => {
            let pairs = sides.into_iter().map(|(a, b)| IncomingPair {
                relation,
                place: place.clone(),
                a: Target::Absent(shared.share(a)),
                b: Target::Absent(shared.share(b)),
            });
            TakenRow { pairs: pairs.collect(), ..TakenRow::default() }
        }
    }
}

type PairSides = Result<Vec<(Absent, Absent)>, (&'static str, String)>;

fn absent(name: Option<&str>, id: Option<i64>) -> Option<Absent> {
    let found = Absent { identity: name.into_iter().map(str::to_owned).collect(), traffic_ops_id: id };
    (found != Absent::default()).then_some(found)
}

fn needed(found: Option<Absent>, field: &'static str) -> Result<Absent, (&'static str, String)> {
    found.ok_or_else(|| (field, "expected a name or an id, found nothing".to_owned()))
}

fn profile_parameter(members: &RowMembers) -> PairSides {
    let profile_id = int(members, "profileId").or_else(|| int(members, "profile"));
    let profile = absent(text(members, "profile").or_else(|| text(members, "profileName")), profile_id);
    let parameter = absent(None, int(members, "parameter").or_else(|| int(members, "parameterId")));
    // What we write for a parameter that Traffic Ops does not know yet.
    let parameter = parameter.or_else(|| {
        let parts = [text(members, "parameterName")?, text(members, "configFile").unwrap_or_default()];
        let value = text(members, "value").unwrap_or_default();
        let identity = parts.into_iter().chain([value]).map(str::to_owned).collect();
        Some(Absent { identity, traffic_ops_id: None })
    });
    Ok(vec![(needed(profile, "profile")?, needed(parameter, "parameter")?)])
}

fn server_capability(members: &RowMembers) -> PairSides {
    let server = absent(text(members, "serverHostName"), int(members, "serverId"));
    let server = server.map(|server| on_cdn(members, server));
    let capability = absent(text(members, "serverCapability"), None);
    Ok(vec![(needed(server, "serverHostName")?, needed(capability, "serverCapability")?)])
}

fn service_servers(members: &RowMembers) -> PairSides {
    let ids = ["deliveryService", "deliveryServiceId", "dsId"];
    let service_id = ids.iter().find_map(|name| int(members, name));
    let service = needed(absent(text(members, "xmlId"), service_id), "deliveryService")?;
    // What is posted, and what is answered to that.
    if let Some((_, Json::List(servers))) = members.iter().find(|(key, _)| key == "servers") {
        let ids: Option<Vec<i64>> = servers.iter().map(Json::as_int).collect();
        let ids = ids.ok_or_else(|| ("servers", "expected ids".to_owned()))?;
        let server = |id| Absent { identity: Vec::new(), traffic_ops_id: Some(id) };
        return Ok(ids.into_iter().map(|id| (service.clone(), server(id))).collect());
    }
    let Some((_, list)) = members.iter().find(|(key, _)| key == "serverNames") else {
        let server = absent(text(members, "serverName"), int(members, "server").or_else(|| int(members, "serverId")));
        return Ok(vec![(service, needed(server, "server")?)]);
    };
    let names = row::names(list).map_err(|message| ("serverNames", message))?;
    let server =
        |name: &Cow<str>| on_cdn(members, Absent { identity: vec![name.clone().into_owned()], traffic_ops_id: None });
    Ok(names.into_iter().map(|name| (service.clone(), server(name))).collect())
}

/// A host name is known better with its CDN, which the rows that we write for servers without id have.
fn on_cdn(members: &RowMembers, mut server: Absent) -> Absent {
    if let (Some(cdn), 1) = (text(members, "cdnName"), server.identity.len()) {
        server.identity.insert(0, cdn.to_owned());
    }
    server
}

/// Reads what a delivery service requires.
pub(super) fn required(place: &Place, members: &RowMembers) -> Result<Required, Box<Finding>> {
    let service = text(members, "xmlID").or_else(|| text(members, "xmlId"));
    let service = absent(service, int(members, "deliveryServiceID").or_else(|| int(members, "deliveryServiceId")));
    let problem = |field: &str, message: &str| Box::new(Finding::new(Severity::Error, place.clone(), field, message));
    let service = service.ok_or_else(|| problem("xmlID", "expected a name or an id, found nothing"))?;
    let capability = members.iter().find(|(key, _)| key == "requiredCapability").map(|(_, value)| value);
    match capability {
        Some(Json::Text(name)) if !name.is_empty() => {
            Ok(Required { place: place.clone(), service, capability: name.clone().into_owned() })
        }
        _ => Err(problem("requiredCapability", "expected a name")),
    }
}
