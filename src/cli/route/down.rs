//! `--down KIND:NAME`: which caches of a snapshot that is.

use std::collections::BTreeMap;

use super::super::failure::Failure;
use super::super::terminal;
use super::source::RouteSource;
use super::telling::some_of;
use crate::model::{CacheGroup, Kind, Server};
use crate::snapshot::document::{Node, NodeKey};

/// Something that is taken down.
#[derive(Clone, Debug)]
pub(super) struct DownArgument {
    kind: Kind,
    name: String,
}

/// What can be taken down, the smallest first.
const KINDS: [Kind; 5] = [Kind::Server, Kind::CacheGroup, Kind::PhysLocation, Kind::Region, Kind::Division];

pub(super) fn parse(text: &str) -> Result<DownArgument, String> {
    let found = text.split_once(':').and_then(|(key, name)| Some((Kind::of_key(key.trim())?, name)));
    match found {
        Some((kind, name)) if KINDS.contains(&kind) && !name.is_empty() => {
            Ok(DownArgument { kind, name: name.to_owned() })
        }
        _ => {
            let keys: Vec<&str> = KINDS.iter().map(|kind| kind.key()).collect();
            Err(format!("it is one of {}, a colon and a name, like cache-group:edge-paris", keys.join(", ")))
        }
    }
}

/// The caches that are taken down, each with why.
pub(super) fn names(downs: &[DownArgument], source: &RouteSource) -> Result<BTreeMap<String, String>, Failure> {
    let caches = source.document.root.get("contentServers").map(Node::members).unwrap_or_default();
    let mut found = BTreeMap::new();
    for down in downs {
        let why = match down.kind {
            Kind::Server => "taken down".to_owned(),
            kind => format!("taken down with the {} {}", kind.singular(), down.name),
        };
        check(down, source, caches)?;
        let before = found.len();
        for (name, _) in caches.iter().filter(|(name, node)| is_meant(down, name, node, source)) {
            found.entry(name.to_string()).or_insert_with(|| why.clone());
        }
        if found.len() == before {
            let words =
                format!("warning: --down {}:{} takes no cache of the snapshot down", down.kind.key(), down.name);
            terminal::tell(&terminal::safe(&words));
        }
    }
    Ok(found)
}

fn is_meant(down: &DownArgument, name: &str, node: &Node, source: &RouteSource) -> bool {
    match (down.kind, &source.plan) {
        (Kind::Server, _) => name == down.name,
        (Kind::CacheGroup, _) => ["locationId", "cacheGroup"]
            .iter()
            .any(|key| node.get(key).is_some_and(|group| group.as_text() == down.name)),
        (_, Some(plan)) => plan.named::<Server>(name).filter_map(|id| plan.get(id)).any(|server| {
            plan.follow_opt(server.cdn.as_ref()).is_some_and(|cdn| cdn.name == source.cdn)
                && plan.place_of(server, down.kind).as_deref() == Some(down.name.as_str())
        }),
        (_, None) => false,
    }
}

/// What is not there cannot be taken down, and is more likely mistyped.
fn check(down: &DownArgument, source: &RouteSource, caches: &[(NodeKey, Node)]) -> Result<(), Failure> {
    let known: Vec<String> = match (down.kind, &source.plan) {
        (Kind::Server, _) => caches.iter().map(|(name, _)| name.to_string()).collect(),
        (Kind::CacheGroup, None) => {
            let groups = source.document.root.get("edgeLocations").map(Node::members).unwrap_or_default();
            groups.iter().map(|(name, _)| name.to_string()).collect()
        }
        (Kind::CacheGroup, Some(plan)) if plan.find::<CacheGroup>(&down.name).is_some() => return Ok(()),
        (kind, Some(plan)) => plan.ids(kind).into_iter().filter_map(|id| plan.name_of(id)).collect(),
        (kind, None) => {
            let message = format!("a snapshot knows no {}", kind.plural());
            return Err(Failure::usage(message).hint("take a server or a cache-group down, or ask the plan"));
        }
    };
    if known.contains(&down.name) {
        return Ok(());
    }
    let message = format!("there is no {} `{}` to take down", down.kind.singular(), down.name);
    Err(Failure::usage(message).hint(format!("there is {}", some_of(known.iter().map(String::as_str)))))
}
