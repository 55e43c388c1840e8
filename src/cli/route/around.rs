//! The files that a Traffic Router reads beside its snapshot, as far as they are given.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::failure::Failure;
use super::super::{preflight, terminal};
use super::arguments::RouterFiles;
use crate::formats::coverage_zones::{PlanZonesError, ZoneFileKind, read_zone_tree, zones_of_cdn};
use crate::formats::maxmind::{AnonymousDatabase, CityDatabase};
use crate::formats::router_files::{
    NotTaken, PlannedSurroundings, read_anonymous_policy, read_federations, read_regional_geo, read_steering,
};
use crate::formats::scenario::read_states;
use crate::model::{Cdn, Plan};
use crate::routing::{
    AnonymousBlocking, FederationRegistry, Locate, RegionalGeo, RouteStep, States, SteeringRegistry, Surroundings,
    Unmask, ZoneTree,
};

/// Only one file can be standard input.
pub(in crate::cli) fn check_streams(source: &Path, files: &RouterFiles) -> Result<(), Failure> {
    let RouterFiles { zones, deep_zones, geo_db, states, steering, federations, regional_geo, .. } = files;
    let RouterFiles { anonymous_config, anonymous_db, .. } = files;
    let given =
        [zones, deep_zones, geo_db, states, steering, federations, regional_geo, anonymous_config, anonymous_db];
    let paths = given.into_iter().flatten().map(PathBuf::as_path).chain([source]);
    if 1 < paths.filter(|path| *path == Path::new("-")).count() {
        return Err(Failure::usage("only one file can be standard input"));
    }
    Ok(())
}

/// What is read beside a snapshot.
pub(in crate::cli) struct SnapshotCompanions {
    /// What a router has of it.
    pub router: Surroundings,
    /// The states, if they are given.
    pub states: Option<States>,
    /// Which coverage zone files are asked; none: none is.
    pub zones: Option<RouteStep>,
}

/// Zones, and where they come from; without words there are none.
#[derive(Default)]
struct FoundZones {
    tree: ZoneTree,
    words: Option<String>,
}

/// The zones of a file that is given, else those that the plan has for the CDN.
fn zones(path: Option<&PathBuf>, kind: ZoneFileKind, own: Option<(&Plan, &str)>) -> Result<FoundZones, Failure> {
    let sort = match kind {
        ZoneFileKind::Plain => "coverage zones",
        ZoneFileKind::Deep => "deep coverage zones",
    };
    if let Some(path) = path {
        let tree = parsed(Some(path), |bytes| read_zone_tree(&bytes, kind))?.unwrap_or_default();
        let words = Some(format!("{sort} are those of {}", path.display()));
        return Ok(FoundZones { tree, words });
    }
    let found = own.and_then(|(plan, cdn)| Some((plan, plan.find::<Cdn>(cdn)?)));
    let Some((plan, cdn)) = found else { return Ok(FoundZones::default()) };
    match zones_of_cdn(plan, cdn, kind) {
        Ok(None) => Ok(FoundZones::default()),
        Ok(Some(zones)) => {
            let words = Some(format!("{sort} are those of the plan's file {}", zones.name));
            Ok(FoundZones { tree: zones.tree, words })
        }
        Err(PlanZonesError::Unclear(error)) => {
            Err(Failure::usage(error).hint("or give a file with --zones or --deep-zones"))
        }
        // The router goes on without them, and so does this.
        Err(error @ PlanZonesError::Rejected { .. }) => {
            terminal::tell(&terminal::safe(&format!("warning: {error}; this is what it does without those zones")));
            Ok(FoundZones { tree: ZoneTree::default(), words: Some(format!("there are no {sort}: {error}")) })
        }
    }
}

fn zones_step(plain: Option<String>, deep: Option<String>) -> Option<RouteStep> {
    let words: Vec<String> = plain.into_iter().chain(deep).collect();
    (!words.is_empty()).then(|| RouteStep {
        step: "zone-files",
        outcome: "read".to_owned(),
        reason: words.join("; "),
        skipped: Vec::new(),
        source: ZONES_SOURCE,
    })
}

/// Where Traffic Router puts networks in their places.
const ZONES_SOURCE: &str = "NetworkNode.java:248";

/// What stands around, and the states if they are given. What no file is given for is the own of the plan that is asked
/// about a CDN, if there is one.
pub(in crate::cli) fn read(files: &RouterFiles, asked: Option<(&Plan, &str)>) -> Result<SnapshotCompanions, Failure> {
    let plan = asked.map(|(plan, _)| plan);
    let plain = zones(files.zones.as_ref(), ZoneFileKind::Plain, asked)?;
    let deep = zones(files.deep_zones.as_ref(), ZoneFileKind::Deep, asked)?;
    let database = parsed(files.geo_db.as_ref(), CityDatabase::open)?.map(|found| Arc::new(found) as Arc<dyn Locate>);
    let steering = parsed(files.steering.as_ref(), |bytes| read_steering(&bytes))?;
    let federations = parsed(files.federations.as_ref(), |bytes| read_federations(&bytes))?;
    let rules = parsed(files.regional_geo.as_ref(), |bytes| read_regional_geo(&bytes))?;
    let policy = parsed(files.anonymous_config.as_ref(), |bytes| read_anonymous_policy(&bytes))?;
    let unmask = parsed(files.anonymous_db.as_ref(), AnonymousDatabase::open)?;
    let own = plan.map(PlannedSurroundings::of).unwrap_or_default();
    tell_not_taken(files, &own);
    let around = Surroundings {
        zones: Arc::new(plain.tree),
        deep_zones: Arc::new(deep.tree),
        geolocation: database,
        steering: taken(files.steering.as_ref(), steering, own.steering, |all| SteeringRegistry::new(&all))?,
        federations: taken(files.federations.as_ref(), federations, own.federations, |all| {
            FederationRegistry::new(&all)
        })?,
        regional_geo: taken(files.regional_geo.as_ref(), rules, own.regional_geo, |all| RegionalGeo::new(&all))?,
        anonymous: AnonymousBlocking {
            policy: policy.or(own.anonymous).unwrap_or_default(),
            database: unmask.map(|found| Arc::new(found) as Arc<dyn Unmask>),
        },
        ..Surroundings::default()
    };
    let states = parsed(files.states.as_ref(), |bytes| read_states(&bytes))?;
    Ok(SnapshotCompanions { router: around, states, zones: zones_step(plain.words, deep.words) })
}

fn parsed<T, E: Display>(
    path: Option<&PathBuf>,
    parse: impl FnOnce(Vec<u8>) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    let Some(path) = path else { return Ok(None) };
    parse(preflight::read(path)?).map(Some).map_err(|error| unusable(path, &error))
}

/// Says what of a plan's own Traffic Router would not take, where no file stands in for it.
fn tell_not_taken(files: &RouterFiles, own: &PlannedSurroundings) {
    let RouterFiles { steering, federations, regional_geo, .. } = files;
    for NotTaken { what, why } in &own.not_taken {
        let given = [("steering", steering), ("federations", federations), ("regional geo rules", regional_geo)];
        if given.iter().all(|(name, file)| name != what || file.is_none()) {
            let message = format!("warning: Traffic Router would not take the plan's {what}: {why}");
            terminal::tell(&terminal::safe(&message));
        }
    }
}

/// What a router makes of what was read; of nothing, what it has otherwise.
fn taken<T, V, E: Display>(
    path: Option<&PathBuf>,
    read: Option<T>,
    otherwise: Arc<V>,
    take: impl FnOnce(T) -> Result<V, E>,
) -> Result<Arc<V>, Failure> {
    match (path, read) {
        (Some(path), Some(read)) => take(read).map(Arc::new).map_err(|error| unusable(path, &error)),
        _ => Ok(otherwise),
    }
}

fn unusable(path: &Path, error: &dyn Display) -> Failure {
    Failure::file(format!("{error}: {}", path.display()))
}
