//! `lodestone sweep`: what if parts fail?

mod played;
mod telling;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::failure::Failure;
use super::route::{RouterFiles, around, source};
use super::{preflight, terminal};
use crate::formats::demand::{
    AskingError, DemandLine, Weighing, capacities, demand_lines, only_demand, read_demand, who_asks,
};
use crate::formats::scenario::assume_states;
use crate::model::{Kind, Plan};
use crate::routing::{self, Router, Surroundings, SweepPart, WhatIf};
use crate::session::tasks::what_if::{self, DOWN_KINDS, NamedPart};
use crate::sorting::OrderedMap;
use played::PlayedSweep;

/// Take every part of a CDN down in turn, and say who loses what.
///
/// Asks Traffic Router's own decisions again with each part down, as its health monitoring would have it, and lists the
/// failures, the worst first: how much is lost (was served by a cache before and is no more), how much moves to other
/// cache groups and how many kilometres farther that is in the mean, who takes it over, and which groups then carry more
/// than they can. A bypass destination, a redirect or a federation serves nobody here: it is no cache of the CDN.
///
/// Who asks: the rows of the demand, which count their Mbit/s; without a demand that says how much, each zone of the
/// coverage zone file, which counts 1 and is asked for by the first address of its first network (IPv4 before IPv6); with
/// neither, each row of the demand, which counts 1. Deep coverage zones are not counted, and deep caches serve.
///
/// Which delivery service is asked for: the one of --service; without it every delivery service that has a cache, each
/// by an equal part of the weight, but a row of a demand that names its service asks for that alone. With --service,
/// rows that name another one are left out. DNS services are asked for A records.
///
/// Demand is CSV with the header zone,asn,country,lat,lon,service,hour,mbps. Each row has one place: a coverage zone; an
/// autonomous system, whose clients are those of the zone of the cache group that the plan gives it to (or at that
/// group's position); a country, of whose clients geolocation knows nothing more; or a point. Of hours the one in which
/// most is asked for is looked at.
///
/// What groups can carry is the sum of the maximum bandwidths of the caches that are up, on the interfaces with a service
/// address, or what the plan's capacity overrides say; loads are known where the demand says Mbit/s. A group of which one
/// cache says nothing is not judged.
///
/// Traffic Routers fail with the parts that they are in. As long as one of the CDN is ONLINE or REPORTED and up nobody notices;
/// without any nobody is sent to a cache.
///
/// Kilometres are measured from the zone's coordinates, or where geolocation finds the address, or the zone's own group.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct SweepArguments {
    /// The plan.
    plan: PathBuf,
    /// The CDN; may be left out when the plan has one.
    #[arg(long, value_name = "NAME")]
    cdn: Option<String>,
    /// The delivery service that is asked for, by its xmlId, instead of all.
    #[arg(long, value_name = "XMLID")]
    service: Option<String>,
    /// What fails: server, cache-group, phys-location, region or division.
    #[arg(long, value_name = "KIND", value_parser = kind, default_value = "cache-group")]
    by: Kind,
    /// Take every two of them down together as well.
    #[arg(long)]
    pairs: bool,
    /// Who asks for how much: CSV, instead of the plan's own demand if it has one; - is standard input.
    #[arg(long, value_name = "FILE")]
    demand: Option<PathBuf>,
    /// The coverage zone file, instead of the plan's own.
    #[arg(long, value_name = "FILE")]
    zones: Option<PathBuf>,
    /// The geolocation database: a .mmdb file with cities.
    #[arg(long, value_name = "MMDB")]
    geo_db: Option<PathBuf>,
    /// The states that Traffic Monitor publishes, instead of assumed ones.
    #[arg(long, value_name = "FILE")]
    states: Option<PathBuf>,
    /// End with exit code 1 when a failure loses more than so many per cent of all that is asked for.
    #[arg(long, value_name = "PCT", value_parser = percent)]
    max_lost: Option<f64>,
    /// End with exit code 1 when a group then carries more than so many per cent of what it can.
    #[arg(long, value_name = "PCT", value_parser = percent)]
    max_load: Option<f64>,
    /// Print all failures as JSON.
    #[arg(long)]
    json: bool,
    /// Print all failures as CSV.
    #[arg(long = "csv", conflicts_with = "json")]
    as_table: bool,
}

const EXAMPLES: &str = "\
Examples:
  lodestone sweep plan.lodestone --cdn my-cdn --zones zones.json
  lodestone sweep plan.lodestone --cdn my-cdn --service vod --by region --demand demand.csv --max-lost 0 --max-load 80
  lodestone sweep plan.lodestone --cdn my-cdn --zones zones.json --pairs --json";

/// More failures than so many are not played at once.
const MAX_FAILURES: usize = 5_000_000;

fn kind(text: &str) -> Result<Kind, String> {
    let found = Kind::of_key(text).filter(|kind| DOWN_KINDS.contains(kind));
    found.ok_or_else(|| {
        let keys: Vec<&str> = DOWN_KINDS.iter().map(|kind| kind.key()).collect();
        format!("it is one of {}", keys.join(", "))
    })
}

fn percent(text: &str) -> Result<f64, String> {
    let read = text.trim().trim_end_matches('%').trim_end().parse::<f64>().ok();
    read.filter(|percent| percent.is_finite() && 0.0 <= *percent)
        .ok_or_else(|| "it is a number of per cent from 0 on".to_owned())
}

pub(super) fn run(arguments: &SweepArguments) -> Result<(), Failure> {
    let swept = play(arguments)?;
    for note in &swept.asking.notes {
        terminal::tell(&terminal::safe(&format!("note: {note}")));
    }
    if arguments.json {
        telling::pour_json(&swept)?;
    } else if arguments.as_table {
        telling::pour_csv(&swept)?;
    } else {
        telling::say(&swept, arguments.by);
    }
    judge(arguments, &swept)
}

fn play(arguments: &SweepArguments) -> Result<PlayedSweep, Failure> {
    let files = RouterFiles::few(arguments.zones.as_ref(), arguments.geo_db.as_ref(), arguments.states.as_ref());
    around::check_streams(arguments.demand.as_deref().unwrap_or(&arguments.plan), &files)?;
    let source = source::open(&arguments.plan, arguments.cdn.as_deref())?;
    let Some(plan) = source.plan.clone() else {
        return Err(Failure::usage("a plan is wanted, and this is a snapshot").hint("import it into a plan first"));
    };
    let around::SnapshotCompanions { router: mut around, states: given, .. } =
        around::read(&files, Some((&plan, &source.cdn)))?;
    own_zones(arguments, &plan, &source.cdn, &mut around)?;
    let demand = demand(arguments, &plan)?;
    let mut router = Router::new(source.view(), around);
    let states = given.unwrap_or_else(|| assume_states(&source.document.root, &OrderedMap::new()).states);
    router.set_states(&states);
    let asking = who_asks(&plan, &source.cdn, &router, arguments.service.as_deref(), &demand)
        .map_err(|error| unasked(error, arguments))?;
    let capacities = (asking.weighing == Weighing::Mbps).then(|| capacities(&plan, &source.cdn, router.view()));
    check_capacities(arguments, capacities.as_ref())?;
    let parts = parts(arguments, &plan, &source.cdn, &router)?;
    let gone = || Failure::findings("it was cut short");
    let what_if = WhatIf::new(Arc::new(router), asking.askers.clone(), capacities, &|| true).ok_or_else(gone)?;
    let what_if = what_if.with_routers(what_if::traffic_routers(&plan, &source.cdn).len());
    let sweeping: Vec<SweepPart> = parts.iter().map(|part| part.part.clone()).collect();
    let failures = routing::sweep(&what_if, &sweeping, arguments.pairs, &|_, _| true).ok_or_else(gone)?;
    Ok(PlayedSweep { cdn: source.cdn, asking, what_if, parts, failures })
}

/// The coverage zones of the plan, where no file is given.
fn own_zones(arguments: &SweepArguments, plan: &Plan, cdn: &str, around: &mut Surroundings) -> Result<(), Failure> {
    let own = |deep| {
        let unusable = |why: String| Failure::findings(why).hint("give the coverage zone file with --zones");
        what_if::plan_zones(plan, cdn, deep).map(Arc::new).map_err(unusable)
    };
    if arguments.zones.is_none() {
        around.zones = own(false)?;
    }
    around.deep_zones = own(true)?;
    Ok(())
}

/// The demand of the file, or the plan's own where it has one alone.
fn demand(arguments: &SweepArguments, plan: &Plan) -> Result<Vec<DemandLine>, Failure> {
    let Some(path) = &arguments.demand else {
        let own = only_demand(plan).and_then(|own| plan.get(own));
        return Ok(own.map(|own| demand_lines(plan, own)).unwrap_or_default());
    };
    read_demand(&preflight::read(path)?).map_err(|error| Failure::file(format!("{}: {error}", path.display())))
}

fn parts(arguments: &SweepArguments, plan: &Plan, cdn: &str, router: &Router) -> Result<Vec<NamedPart>, Failure> {
    let parts = what_if::parts(plan, cdn, router.view(), arguments.by);
    let plural = arguments.by.plural();
    if parts.is_empty() {
        return Err(Failure::usage(format!(
            "no {plural} has a cache or a Traffic Router in the snapshot of `{cdn}`, so that none can fail"
        )));
    }
    let count = parts.len();
    if arguments.pairs && MAX_FAILURES < count * (count + 1) / 2 {
        let message = format!("every two of {count} {plural} are more failures than {MAX_FAILURES}");
        return Err(Failure::usage(message).hint("leave --pairs out, or take down larger parts with --by"));
    }
    Ok(parts)
}

/// A limit that cannot be judged must not seem to be kept.
fn check_capacities(arguments: &SweepArguments, capacities: Option<&routing::Capacities>) -> Result<(), Failure> {
    if arguments.max_load.is_none() {
        return Ok(());
    }
    let Some(capacities) = capacities else {
        return Err(
            Failure::usage("--max-load needs to know how many Mbit/s are asked for").hint("give a demand with mbps")
        );
    };
    if capacities.caches_mbps.iter().chain(&capacities.groups_mbps).all(Option::is_none) {
        let message = "--max-load cannot be judged: the plan says of no cache what it can carry";
        return Err(Failure::usage(message).hint("fill in the servers' Maximum Bandwidth, or add capacity overrides"));
    }
    Ok(())
}

fn unasked(error: AskingError, arguments: &SweepArguments) -> Failure {
    match (&error, &arguments.demand) {
        (AskingError::Demand(_), Some(path)) => Failure::file(format!("{}: {error}", path.display())),
        (AskingError::NobodyAsks, _) => Failure::usage(error).hint("give --zones or --demand"),
        _ => Failure::usage(error),
    }
}

/// Whether limits are kept.
fn judge(arguments: &SweepArguments, swept: &PlayedSweep) -> Result<(), Failure> {
    let clients = swept.what_if.clients();
    let percent_lost = |failure: &routing::PlayedFailure| {
        if clients <= 0.0 { 0.0 } else { failure.aftermath.lost / clients * 100.0 }
    };
    let lost =
        arguments.max_lost.map(|most| swept.failures.iter().filter(|failure| most < percent_lost(failure)).count());
    let is_over =
        |most: f64, failure: &routing::PlayedFailure| failure.aftermath.fullest_percent.is_some_and(|full| most < full);
    let over = arguments.max_load.map(|most| swept.failures.iter().filter(|failure| is_over(most, failure)).count());
    let mut said = Vec::new();
    if let (Some(count @ 1..), Some(most)) = (lost, arguments.max_lost) {
        said.push(format!("{} more than {most} % of what is asked for", telling::failures(count, "lose", "loses")));
    }
    if let (Some(count @ 1..), Some(most)) = (over, arguments.max_load) {
        said.push(format!(
            "{} a group with more than {most} % of what it can carry",
            telling::failures(count, "leave", "leaves")
        ));
    }
    if said.is_empty() { Ok(()) } else { Err(Failure::findings(said.join(", and "))) }
}
