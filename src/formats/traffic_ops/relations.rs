//! Pairs of relations as rows of API 5.0. Where Traffic Ops has no ids yet, rows name what they tie together, in the
//! words of CDN-in-a-Box where it has any.

use std::borrow::Cow;
use std::sync::Arc;

use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json::Json;
use crate::model::{AnyId, AnyLink, AnyPair, Kind, Plan, RelationKind, Target, grouped, identity_parts};
use crate::sorting::OrderedMap;
use crate::sorting::sort_by;

use super::endpoints::{ENDPOINTS, Holds, file_name};

type RelationRow = Vec<(Cow<'static, str>, Json<'static>)>;

/// What a row is sorted by, and the row.
type SortedRow = ((i64, String, i64, String), RelationRow);

/// Writes all relations.
pub(super) fn write(plan: &Plan, bodies: &mut OrderedMap<String, Vec<Json<'static>>>, findings: &mut Vec<Finding>) {
    for endpoint in ENDPOINTS {
        let Holds::Relation(relation) = endpoint.holds else { continue };
        let mut rows: Vec<(SortedRow, bool)> =
            relation.pairs(plan).iter().map(|pair| (row(plan, pair), is_unresolved(pair))).collect();
        sort_by(&mut rows, |((a, _), _), ((b, _), _)| a.cmp(b));
        let file: Arc<str> = Arc::from(file_name(endpoint.name));
        for (index, _) in rows.iter().enumerate().filter(|(_, (_, unresolved))| *unresolved) {
            let place = Place { file: Arc::clone(&file), at: At::Row(index) };
            let message = format!("ties together a {} of which one is not in the plan", relation.describe());
            findings.push(Finding::new(Severity::Warning, place, "", message));
        }
        findings
            .extend(by_name(&file, rows.iter().filter(|((key, _), _)| key.0 == i64::MAX || key.2 == i64::MAX).count()));
        let rows = rows.into_iter().map(|((_, row), _)| Json::Object(row)).collect();
        bodies.insert(endpoint.name.to_owned(), rows);
    }
}

/// Pairs of what Traffic Ops has given no id yet.
fn by_name(file: &Arc<str>, count: usize) -> Option<Finding> {
    let message = format!(
        "{} rows go by name, as Traffic Ops has given what they tie together no ids yet, and it refuses names alone: create \
         that first, import it from there, and export again",
        grouped(count)
    );
    (0 < count).then(|| Finding::new(Severity::Warning, Place::whole(file), "", message))
}

fn is_unresolved(pair: &AnyPair) -> bool {
    pair.links().iter().any(|link| link.id().is_none())
}

/// The Traffic Ops id of a link's target, where it is known.
pub(super) fn traffic_ops_id(plan: &Plan, kind: Kind, target: &Target) -> Option<i64> {
    match target {
        Target::Absent(absent) => absent.traffic_ops_id,
        Target::To(number) => plan.object(AnyId { kind, number: *number })?.any_upstream().traffic_ops_id,
    }
}

/// The parts of the identity of a link's target.
fn parts(plan: &Plan, link: &AnyLink) -> Vec<String> {
    match &link.target {
        Target::Absent(absent) => absent.identity.clone(),
        Target::To(number) => identity_parts(plan, AnyId { kind: link.kind, number: *number }),
    }
}

fn row(plan: &Plan, pair: &AnyPair) -> SortedRow {
    let [a, b] = pair.links();
    let (a_id, b_id) = (traffic_ops_id(plan, a.kind, &a.target), traffic_ops_id(plan, b.kind, &b.target));
    let (a_parts, b_parts) = (parts(plan, &a), parts(plan, &b));
    let ids = (a_id.unwrap_or(i64::MAX), b_id.unwrap_or(i64::MAX));
    let row = match pair.relation {
        RelationKind::ProfileParameter => profile_parameter(&a_parts, a_id, &b_parts, b_id),
        RelationKind::ServerOfCapability => server_capability(&a_parts, a_id, &b_parts),
        RelationKind::DeliveryServiceServer => service_server(&a_parts, a_id, &b_parts, b_id),
    };
    let key = match pair.relation {
        // By host name first: the ids only tell those of one name apart.
        RelationKind::ServerOfCapability => (0, a_parts.last().cloned().unwrap_or_default(), ids.0, b_parts.concat()),
        RelationKind::ProfileParameter | RelationKind::DeliveryServiceServer => {
            (ids.0, a_parts.concat(), ids.1, b_parts.concat())
        }
    };
    (key, row)
}

fn name(parts: &[String]) -> Json<'static> {
    parts.first().map_or(Json::Null, |name| Json::text(name.as_str()))
}

fn id(id: Option<i64>) -> Json<'static> {
    id.map_or(Json::Null, Json::Int)
}

fn profile_parameter(
    profile: &[String],
    profile_id: Option<i64>,
    parameter: &[String],
    parameter_id: Option<i64>,
) -> RelationRow {
    let mut row: RelationRow =
        vec![(Cow::Borrowed("profile"), name(profile)), (Cow::Borrowed("parameter"), id(parameter_id))];
    if profile.is_empty() {
        row.push((Cow::Borrowed("profileId"), id(profile_id)));
    }
    if parameter_id.is_none() {
        let texts = parameter.iter().map(|part| Json::text(part.as_str()));
        row.extend(["parameterName", "configFile", "value"].map(Cow::Borrowed).into_iter().zip(texts));
    }
    row
}

fn server_capability(server: &[String], server_id: Option<i64>, capability: &[String]) -> RelationRow {
    let mut row: RelationRow =
        vec![(Cow::Borrowed("serverHostName"), server.last().map_or(Json::Null, |host| Json::text(host.as_str())))];
    match (server_id, server) {
        (Some(number), _) => row.push((Cow::Borrowed("serverId"), Json::Int(number))),
        (None, [cdn, _]) => row.push((Cow::Borrowed("cdnName"), Json::text(cdn.as_str()))),
        (None, _) => {}
    }
    row.push((Cow::Borrowed("serverCapability"), name(capability)));
    row
}

fn service_server(
    service: &[String],
    service_id: Option<i64>,
    server: &[String],
    server_id: Option<i64>,
) -> RelationRow {
    if let (Some(server), Some(service)) = (server_id, service_id) {
        return vec![
            (Cow::Borrowed("server"), Json::Int(server)),
            (Cow::Borrowed("deliveryService"), Json::Int(service)),
        ];
    }
    let mut row: RelationRow = vec![(Cow::Borrowed("xmlId"), name(service))];
    if service.is_empty() {
        row.push((Cow::Borrowed("deliveryService"), id(service_id)));
    }
    match server {
        [cdn, host, ..] => {
            row.push((Cow::Borrowed("cdnName"), Json::text(cdn.as_str())));
            row.push((Cow::Borrowed("serverNames"), Json::List(vec![Json::text(host.as_str())])));
        }
        [host] => row.push((Cow::Borrowed("serverNames"), Json::List(vec![Json::text(host.as_str())]))),
        [] => row.push((Cow::Borrowed("server"), id(server_id))),
    }
    row
}
