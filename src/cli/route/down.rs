//! `--down KIND:NAME`: which caches of a snapshot that is, and which Traffic Routers.

use super::super::failure::Failure;
use super::super::terminal;
use super::source::RouteSource;
use super::telling::some_of;
use crate::formats::scenario::RoutersLeft;
use crate::model::{CacheGroup, Kind, Server};
use crate::routing::Skipped;
use crate::snapshot::document::{Node, NodeKey};
use crate::sorting::OrderedMap;

/// Something that is taken down.
#[derive(Clone, Debug)]
pub(super) struct DownArgument {
    kind: Kind,
    name: String,
}

/// What is taken down.
pub(super) struct TakenDown {
    /// The caches, each with why.
    pub caches: OrderedMap<String, String>,
    /// The Traffic Routers of which some may be.
    pub routers: RoutersLeft,
}

/// What can be taken down, the smallest first; of a CDN its Traffic Routers are.
const KINDS: [Kind; 6] = [Kind::Server, Kind::CacheGroup, Kind::PhysLocation, Kind::Region, Kind::Division, Kind::Cdn];

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

/// What is taken down, each with why.
pub(super) fn take(downs: &[DownArgument], source: &RouteSource) -> Result<TakenDown, Failure> {
    let section = |key| source.document.root.get(key).map(Node::members).unwrap_or_default();
    let (caches, routers) = (section("contentServers"), section("contentRouters"));
    let (mut found, mut found_routers) = (OrderedMap::new(), OrderedMap::new());
    for down in downs {
        let why = match down.kind {
            Kind::Server => "taken down".to_owned(),
            kind => format!("taken down with the {} {}", kind.singular(), down.name),
        };
        check(down, source, [caches, routers])?;
        let before = found.len() + found_routers.len();
        for (name, _) in caches.iter().filter(|(name, node)| is_meant(down, name, node, source)) {
            found.entry(name.to_string()).or_insert_with(|| why.clone());
        }
        let is_router = |(name, node): &&(NodeKey, Node)| {
            answers(node) && (down.kind == Kind::Cdn || is_meant(down, name, node, source))
        };
        for (name, _) in routers.iter().filter(is_router) {
            found_routers.entry(name.to_string()).or_insert_with(|| why.clone());
        }
        if found.len() + found_routers.len() == before {
            let words = format!(
                "warning: --down {}:{} takes no cache and no Traffic Router of the snapshot down",
                down.kind.key(),
                down.name
            );
            terminal::tell(&terminal::safe(&words));
        }
    }
    let routers = RoutersLeft {
        all: routers.iter().filter(|(_, node)| answers(node)).count(),
        down: found_routers.into_iter().map(|(name, why)| Skipped::server(&name, why)).collect(),
    };
    Ok(TakenDown { caches: found, routers })
}

/// Whether a Traffic Router of a snapshot answers at all.
fn answers(router: &Node) -> bool {
    matches!(&*router.text_or("status", ""), "ONLINE" | "REPORTED")
}

fn is_meant(down: &DownArgument, name: &str, node: &Node, source: &RouteSource) -> bool {
    match (down.kind, &source.plan) {
        (Kind::Cdn, _) => false,
        (Kind::Server, _) => name == down.name,
        (Kind::CacheGroup, _) => ["locationId", "cacheGroup", "location"]
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
fn check(down: &DownArgument, source: &RouteSource, servers: [&[(NodeKey, Node)]; 2]) -> Result<(), Failure> {
    let known: Vec<String> = match (down.kind, &source.plan) {
        (Kind::Cdn, _) => vec![source.cdn.clone()],
        (Kind::Server, _) => servers.into_iter().flatten().map(|(name, _)| name.to_string()).collect(),
        (Kind::CacheGroup, None) => {
            let groups = ["edgeLocations", "trafficRouterLocations"];
            let groups = groups.map(|key| source.document.root.get(key).map(Node::members).unwrap_or_default());
            groups.into_iter().flatten().map(|(name, _)| name.to_string()).collect()
        }
        (Kind::CacheGroup, Some(plan)) if plan.find::<CacheGroup>(&down.name).is_some() => return Ok(()),
        (kind, Some(plan)) => plan.ids(kind).into_iter().filter_map(|id| plan.name_of(id)).collect(),
        (kind, None) => {
            let message = format!("a snapshot knows no {}", kind.plural());
            return Err(Failure::usage(message).hint("take a server, a cache-group or the cdn down, or ask the plan"));
        }
    };
    if known.contains(&down.name) {
        return Ok(());
    }
    let message = format!("there is no {} `{}` to take down", down.kind.singular(), down.name);
    Err(Failure::usage(message).hint(format!("there is {}", some_of(known.iter().map(String::as_str)))))
}
