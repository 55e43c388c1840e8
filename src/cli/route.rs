//! `lodestone route`: what would Traffic Router do?

use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::report;
use crate::formats::files;
use crate::formats::scenario::{answer_all, read_scenario};

/// Say what Traffic Router would do.
///
/// Answers the questions of a scenario: a document with a snapshot (crconfig), the files that a Traffic Router reads beside
/// it (czf, dczf, geo, steering, federations, regionalGeo, anonymousIp) and the questions (queries); it may be packed with
/// gzip. Prints the answers as JSON, in order.
#[derive(Args, Debug)]
pub(super) struct RouteArguments {
    /// The scenario; - is standard input.
    #[arg(long, value_name = "FILE")]
    scenario: PathBuf,
}

pub(super) fn run(arguments: &RouteArguments) -> Result<(), Failure> {
    let path = &arguments.scenario;
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
