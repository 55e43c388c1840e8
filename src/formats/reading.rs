//! From files of any format to `Incoming`: finds them, recognises each by its content, and hands it to its reader.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::catalogue::Format;
use super::files::{self, Source, Unusable};
use super::{plan_text, traffic_ops};
use crate::edit::import::{Incoming, Place, Problem, Severity};

/// What to read, and how.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Files and folders; `-` is standard input.
    pub paths: &'a [PathBuf],
    /// The format of everything; none: recognised file by file.
    pub format: Option<Format>,
    /// What the rows of files are whose names don't say it.
    pub kind: Option<&'a str>,
    /// What `$NAME` stands for in CDN-in-a-Box's files.
    pub sets: BTreeMap<String, String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Reading {
    /// All that the files hold.
    pub incoming: Incoming,
    /// The paths that give no file.
    pub unusable: Vec<Unusable>,
}

/// Reads everything; whatever is wrong is among the problems, all of it.
pub fn read(request: &Request<'_>) -> Reading {
    let (sources, mut unusable) = files::find(request.paths, &is_wanted);
    let mut incoming = Incoming::default();
    let mut bodies: Vec<Source> = Vec::new();
    for source in sources {
        let name = Arc::clone(&source.name);
        match source.loaded() {
            Err(error) => unusable.push(Unusable { name, error }),
            Ok(source) => match request.format.unwrap_or_else(|| recognised(&source)) {
                Format::PlanText => add(&mut incoming, plan_text::read(&source.name, source.bytes())),
                Format::TrafficOps => bodies.push(source.unloaded()),
                Format::Snapshot => incoming.problems.push(not_yet(&source)),
            },
        }
    }
    if !bodies.is_empty() {
        let options = traffic_ops::ReadOptions { kind: request.kind.map(str::to_owned), set: request.sets.clone() };
        add(&mut incoming, traffic_ops::read_sources(&bodies, &options));
    } else if incoming.kinds.is_empty() && incoming.problems.is_empty() && unusable.is_empty() {
        incoming.problems.push(nothing_there(request.paths));
    }
    Reading { incoming, unusable }
}

/// Whether a file found in a folder, not named by the user, may be one of ours.
fn is_wanted(name: &str) -> bool {
    traffic_ops::is_wanted(name) || name.to_ascii_lowercase().ends_with(".plan-text")
}

fn recognised(source: &Source) -> Format {
    let bytes = source.bytes();
    if plan_text::recognises(bytes) {
        Format::PlanText
    } else if super::snapshot::recognises(bytes) {
        Format::Snapshot
    } else {
        Format::TrafficOps
    }
}

/// Says that snapshots are not read; one that only lies in a folder is passed over.
fn not_yet(source: &Source) -> Problem {
    let (severity, first) = if source.named { (Severity::Error, "") } else { (Severity::Warning, "passed over: ") };
    let message = format!(
        "{first}this is a CDN Snapshot, which is written and not read: import the Traffic Ops bodies that it was made of"
    );
    Problem::new(severity, Place::whole(&source.name), "", message)
}

fn nothing_there(paths: &[PathBuf]) -> Problem {
    let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    let message = "there is no .json or .plan-text file in there; name the folder that has the files, or the files";
    Problem::new(Severity::Error, Place::whole(&Arc::from(names.join(", "))), "", message)
}

/// Adds what one reader found to what others did.
fn add(all: &mut Incoming, more: Incoming) {
    all.objects.extend(more.objects);
    all.pairs.extend(more.pairs);
    all.problems.extend(more.problems);
    all.left_out += more.left_out;
    all.kinds.extend(more.kinds);
    all.relations.extend(more.relations);
    all.endpoints.extend(more.endpoints);
    all.absent.extend(more.absent);
}
