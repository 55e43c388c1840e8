//! The edge locations: one without both coordinates is left out, and nothing here rejects a snapshot.

use std::collections::HashSet;

use super::remark::{RemarkRule, Remarks};
use super::view::{EdgeLocation, Methods, RouterPosition, RouterView};
use crate::snapshot::document::{DocumentPlace, Node};
use crate::snapshot::java::number;

pub(super) fn read(section: &Node, view: &mut RouterView, remarks: &mut Remarks) {
    let place = DocumentPlace::ROOT.member("edgeLocations");
    let names: HashSet<&str> = section.members().iter().map(|(name, _)| name.as_str()).collect();
    for (name, node) in section.members() {
        let place = place.member(name);
        let (Some(latitude), Some(longitude)) = (node.get("latitude"), node.get("longitude")) else {
            let message = "there are not both `latitude` and `longitude`: the location is lost with all of its caches";
            remarks.tell(RemarkRule::LocationDropped, &place, message);
            view.dropped.locations.push(name.to_string());
            continue;
        };
        let position = RouterPosition {
            latitude: degrees(latitude, &place.member("latitude"), remarks),
            longitude: degrees(longitude, &place.member("longitude"), remarks),
        };
        let (backups, use_closest) = backups(node, &names, &place, remarks);
        let methods = methods(node, &place, remarks);
        view.locations.push(EdgeLocation { name: name.to_string(), position, methods, backups, use_closest });
    }
}

fn degrees(node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> f64 {
    let read = match node {
        Node::Text(text) => number::lenient_double(text),
        Node::Number(_) => Some(node.as_double(0.0)),
        Node::Null | Node::Bool(_) | Node::Array(_) | Node::Object(_) => None,
    };
    if read.is_none() {
        let degrees = node.as_double(0.0);
        remarks.tell(RemarkRule::OddCoordinate, place, format!("{} is read as {degrees} degrees", node.describe()));
    }
    node.as_double(0.0)
}

/// The list of fallbacks and whether the closest follows; the latter is only read beside a list.
fn backups(
    node: &Node,
    locations: &HashSet<&str>,
    place: &DocumentPlace<'_>,
    remarks: &mut Remarks,
) -> (Option<Vec<String>>, bool) {
    let Some(rule) = node.get("backupLocations") else { return (None, true) };
    let place = place.member("backupLocations");
    let Some(list) = rule.get("list") else {
        if rule.has("fallbackToClosest") && !rule.bool_or("fallbackToClosest", false) {
            let message = "`fallbackToClosest` is not read without `list`: the closest location is tried after all";
            remarks.tell(RemarkRule::FallbackUnread, &place.member("fallbackToClosest"), message);
        }
        return (Some(Vec::new()), true);
    };
    let place = place.member("list");
    let names: Vec<String> = list.elements().map(|name| name.as_text().into_owned()).collect();
    for (index, name) in names.iter().enumerate().filter(|(_, name)| !locations.contains(name.as_str())) {
        let message = format!("`{name}` is no edge location of this snapshot: it is passed over");
        remarks.tell(RemarkRule::UnknownFallback, &place.item(index), message);
    }
    (Some(names), rule.bool_or("fallbackToClosest", false))
}

fn methods(node: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> Methods {
    const ALL: Methods = Methods { cz: true, deep_cz: true, geo: true };
    let place = place.member("localizationMethods");
    let Some(list) = node.get("localizationMethods") else { return ALL };
    let mut methods = Methods::default();
    if let Node::Array(items) = list {
        for (index, item) in items.iter().enumerate() {
            match item.text_value() {
                Some("CZ") => methods.cz = true,
                Some("DEEP_CZ") => methods.deep_cz = true,
                Some("GEO") => methods.geo = true,
                _ => {
                    let message = format!("`{}` is no localization method: it is passed over", item.as_text());
                    remarks.tell(RemarkRule::UnknownMethod, &place.item(index), message);
                }
            }
        }
    }
    if methods == Methods::default() {
        remarks.tell(RemarkRule::AllMethods, &place, "this names no localization method: all of them are enabled");
        return ALL;
    }
    if !methods.cz && !methods.geo {
        let message = "with DEEP_CZ alone neither a coverage zone nor geolocation finds this location";
        remarks.tell(RemarkRule::OnlyDeep, &place, message);
    }
    methods
}
