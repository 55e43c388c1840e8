//! `lodestone route`: what would Traffic Router do?

mod arguments;
pub(super) mod around;
mod asking;
mod down;
pub(super) mod source;
mod telling;

use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::{report, terminal};
use crate::formats::files;
use crate::formats::scenario::{RoutersLeft, answer_all, answer_explained, assume_states, read_scenario, take_down};
use crate::routing::{RouteStep, Router, Skipped};
use crate::snapshot::document::Node;
pub(super) use arguments::RouterFiles;
use arguments::{AtPoint, QuestionArguments};
use around::SnapshotCompanions;
use down::DownArgument;

/// Say what Traffic Router would do with a request or a DNS question, and why.
///
/// Takes a plan, whose snapshot is made and asked, or a snapshot. Says step by step how the answer comes about: which
/// zone the client is in, which cache groups and servers are passed over and why, and the answer last. It is the answer
/// of the real Traffic Router, quirks and bugs included. A service that is routed by DNS is asked by DNS, any other by
/// HTTP.
///
/// Without --states, caches are assumed to be as Traffic Monitor would publish them: ONLINE and REPORTED ones up, those
/// that are ADMIN_DOWN or taken down with --down not. A plan has its own coverage zones, steering, federations,
/// regional geo rules and anonymous IP policy, unless files are given instead; a snapshot has none. Places of addresses
/// are known as far as a file is given. An answer that is a miss is an answer too, and ends with exit code 0.
///
/// With --scenario, many questions are asked at once: a document with a snapshot (crconfig), the files that a Traffic
/// Router reads beside it (czf, dczf, geo, steering, federations, regionalGeo, anonymousIp) and the questions (queries);
/// it may be packed with gzip. The answers are printed as JSON, in order.
#[derive(Args, Debug)]
#[expect(clippy::doc_markdown, reason = "it is the help that is printed")]
#[command(after_long_help = EXAMPLES)]
pub(super) struct RouteArguments {
    /// The plan or snapshot; - is a snapshot from standard input.
    #[arg(value_name = "PLAN|SNAPSHOT", required_unless_present = "scenario", conflicts_with = "scenario")]
    source: Option<PathBuf>,
    /// The scenario, instead of a plan or snapshot; - is standard input.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    #[command(flatten)]
    question: QuestionArguments,
    #[command(flatten)]
    files: RouterFiles,
    /// Take something down: server, cache-group, phys-location, region, division or cdn (whose Traffic Routers go; of a
    /// snapshot: server, cache-group or cdn), a colon and its name; may be given several times.
    #[arg(long, value_name = "KIND:NAME", value_parser = down::parse, conflicts_with = "scenario")]
    down: Vec<DownArgument>,
    /// Whose snapshot; may be left out when the plan has one CDN.
    #[arg(long, value_name = "NAME", conflicts_with = "scenario")]
    cdn: Option<String>,
    /// Print the answer and its steps as JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  lodestone route plan.lodestone --cdn my-cdn --service vod --at 48.85,2.35 --path /films/a.ts
  lodestone route plan.lodestone --cdn my-cdn --service vod --at 48.85,2.35 --down cache-group:edge-paris
  lodestone route snapshot.json --zones zones.json --service web --client 192.0.2.7 --qtype AAAA --json
  lodestone route --scenario scenario.json";

/// Where Traffic Monitor decides what is up.
const STATES_SOURCE: &str = "health/cache.go:140";

pub(super) fn run(arguments: &RouteArguments) -> Result<(), Failure> {
    match (&arguments.scenario, &arguments.source) {
        (Some(scenario), _) => answer_scenario(scenario),
        (None, Some(source)) => answer_question(arguments, source),
        (None, None) => Err(Failure::usage("there is no plan, snapshot or scenario to ask")),
    }
}

fn answer_question(arguments: &RouteArguments, path: &Path) -> Result<(), Failure> {
    around::check_streams(path, &arguments.files)?;
    let source = source::open(path, arguments.cdn.as_deref())?;
    let asked = source.plan.as_deref().map(|plan| (plan, source.cdn.as_str()));
    let SnapshotCompanions { router: mut around, states: given, zones } = around::read(&arguments.files, asked)?;
    let client = asking::client_of(&arguments.question, &mut around);
    let mut router = Router::new(source.view(), around);
    let down::TakenDown { caches: taken_down, routers } = down::take(&arguments.down, &source)?;
    let step = if let Some(mut states) = given {
        let down = take_down(&mut states, &source.document.root, &taken_down);
        router.set_states(&states);
        states_step("given", "Traffic Monitor's states are those of the file".to_owned(), down)
    } else {
        let assumed = assume_states(&source.document.root, &taken_down);
        router.set_states(&assumed.states);
        let reason = "as Traffic Monitor would publish them: ONLINE and REPORTED caches up, by the families of which \
                          they have an address";
        states_step("assumed", reason.to_owned(), assumed.down)
    };
    let query = asking::query(&arguments.question, &client, &router, &source)?;
    let mut explained =
        if routers.is_none() { RoutersLeft::unanswered(&query) } else { answer_explained(&router, &query) };
    explained.steps.splice(0..0, std::iter::once(step).chain(routers.step()).chain(zones));
    tell_unread(&explained.steps, &router, &source.document.root);
    if arguments.json {
        return report::print_json(&telling::as_json(&explained));
    }
    let place = arguments.question.at.as_ref().map(AtPoint::to_string);
    terminal::say(&terminal::safe(&telling::question(&query, &source, place.as_deref())));
    for line in telling::lines(&explained) {
        terminal::say(&terminal::safe(&line));
    }
    if router.surroundings().geolocation.is_none() && explained.steps.iter().any(|step| step.step == "geolocation") {
        terminal::tell("hint: no place of an address is known without a geolocation database (--geo-db), or --at");
    }
    Ok(())
}

const DEEP_ZONES_STEP: &str = "deep-coverage-zone";

/// Files that Traffic Router reads only from where a parameter says: the step in which one is asked, the parameter, the
/// file (`ConfigHandler.parseDeepCoverageZoneNetworkConfig`, `parseRegionalGeoConfig`).
const POLLED: [(&str, &str, &str); 2] = [
    (DEEP_ZONES_STEP, "deepcoveragezone.polling.url", "deep coverage zones"),
    ("regional-geo", "regional_geoblock.polling.url", "regional geo rules"),
];

/// Says what of the files that were asked the router would not read at all.
fn tell_unread(steps: &[RouteStep], router: &Router, snapshot: &Node) {
    let config = snapshot.get("config");
    for (step, parameter, file) in POLLED {
        let is_named = config.and_then(|config| config.get(parameter)).is_some_and(|url| *url != Node::Null);
        let is_asked = steps.iter().any(|own| own.step == step);
        // Deep zones are asked for every service that caches deep, be there any or not.
        let is_there = step != DEEP_ZONES_STEP || !router.surroundings().deep_zones.zones().is_empty();
        if is_asked && is_there && !is_named {
            terminal::tell(&format!(
                "warning: the snapshot's config has no {parameter}, without which Traffic Router reads no {file}; this is \
                 what it does with those that are given"
            ));
        }
    }
}

fn states_step(outcome: &str, reason: String, skipped: Vec<Skipped>) -> RouteStep {
    RouteStep { step: "states", outcome: outcome.to_owned(), reason, skipped, source: STATES_SOURCE }
}

fn answer_scenario(path: &Path) -> Result<(), Failure> {
    let bytes = super::preflight::read(path)?;
    let beside = |name: &str| read_beside(path, name);
    let scenario =
        read_scenario(&bytes, &beside).map_err(|error| Failure::file(format!("{}: {error}", path.display())))?;
    report::print_json(&answer_all(&scenario).into())
}

/// A file in the folder of another; no way leads out of it.
fn read_beside(path: &Path, name: &str) -> Result<Vec<u8>, String> {
    let plain = Path::new(name).file_name().filter(|plain| *plain == name);
    let Some(plain) = plain else { return Err("it must lie beside the scenario".to_owned()) };
    files::read_file(&path.with_file_name(plain)).map_err(|error| error.to_string())
}
