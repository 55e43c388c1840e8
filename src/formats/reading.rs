//! From files of any format to `Incoming`: finds them, recognises each by its content, and hands it to its reader.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::catalogue::Format;
use super::csv::{ReadTable, TableChoices};
use super::files::{self, InputFile, Unusable};
use super::info::FormatReader;
use super::snapshot::importing::{self as snapshots, ImportedSnapshot};
use super::traffic_ops;
use crate::edit::ApplyError;
use crate::edit::import::{ImportOptions, ImportOutcome, Incoming, import_rows, label_of_files};
use crate::finding::{Finding, Place, Severity};
use crate::model::Plan;
use crate::sorting::OrderedMap;

/// What to read, and how.
#[derive(Clone, Debug)]
pub struct ReadRequest<'a> {
    /// Files and folders; `-` is standard input.
    pub paths: &'a [PathBuf],
    /// The format of everything; none: recognised file by file.
    pub format: Option<Format>,
    /// What the rows of files are whose names don't say it.
    pub kind: Option<&'a str>,
    /// What `$NAME` stands for in CDN-in-a-Box's files.
    pub sets: OrderedMap<String, String>,
}

/// What came of it.
#[derive(Debug)]
pub struct FilesRead {
    /// All that the files hold, but for snapshots.
    pub others: Incoming,
    /// The snapshots among them.
    pub snapshots: Vec<ImportedSnapshot>,
    /// The tables among the others, as they stand there.
    pub tables: Vec<ReadTable>,
    /// The paths that give no file.
    pub unusable: Vec<Unusable>,
}

/// So many bytes of files that were looked at are kept until their turn comes; what is beyond is read again.
const KEPT_BYTES: usize = 32 << 20;

/// Reads everything; whatever is wrong is among the problems, all of it.
pub fn read(request: &ReadRequest<'_>) -> FilesRead {
    read_unless(request, &TableChoices::default(), &Arc::default())
}

/// The same, with what somebody says of tables, until the flag is set: then it ends soon, with a part of it that is of no
/// use.
pub fn read_unless(request: &ReadRequest<'_>, choices: &TableChoices, cancelled: &Arc<AtomicBool>) -> FilesRead {
    let files::Files { sources, mut unusable, passed } = files::find(request.paths, &Format::is_wanted);
    let mut incoming = Incoming::default();
    incoming.problems.extend(not_used(request.paths, &passed));
    // Files of formats whose files complete each other, and documents that nobody named.
    let mut together: Vec<(Format, Vec<InputFile>)> = Vec::new();
    let (mut snapshots, mut lying) = (Vec::new(), Vec::new());
    let mut room = KEPT_BYTES;
    for source in sources {
        if cancelled.load(Ordering::Relaxed) {
            break;
        }
        let name = Arc::clone(&source.name);
        if request.format.is_none()
            && let Some(format) = format_of_beginning(&source)
        {
            put_together(&mut together, format, source);
            continue;
        }
        match source.loaded() {
            Err(error) => unusable.push(Unusable { name, error }),
            Ok(source) => {
                let format = request.format.unwrap_or_else(|| Format::of_bytes(source.bytes()));
                match format.info().reader {
                    None => incoming.problems.push(not_read(&source, format)),
                    Some(FormatReader::Each(read)) => add(&mut incoming, read(&source.name, source.bytes())),
                    Some(FormatReader::Together(_) | FormatReader::Tables(_)) => {
                        let bytes = source.bytes().len();
                        let is_kept = bytes <= room;
                        room -= if is_kept { bytes } else { 0 };
                        put_together(&mut together, format, if is_kept { source } else { source.unloaded() });
                    }
                    Some(FormatReader::Document(read)) if source.named => {
                        take(read(&source.name, source.bytes()), &mut snapshots, &mut incoming);
                    }
                    Some(FormatReader::Document(read)) => lying.push((read, source.unloaded())),
                }
            }
        }
    }
    let alone = together.is_empty() && snapshots.is_empty() && incoming.kinds.is_empty();
    for (read, source) in lying {
        let name = Arc::clone(&source.name);
        match source.loaded() {
            Ok(source) if alone => take(read(&source.name, source.bytes()), &mut snapshots, &mut incoming),
            Ok(source) => incoming.problems.push(passed_over(&source)),
            Err(error) => unusable.push(Unusable { name, error }),
        }
    }
    let is_nothing = together.is_empty() && snapshots.is_empty() && incoming.kinds.is_empty();
    let is_silent = incoming.problems.iter().all(|problem| problem.severity == Severity::Note);
    if is_nothing && is_silent && unusable.is_empty() {
        incoming.problems.push(nothing_there(request.paths));
    }
    let options = traffic_ops::ReadOptions {
        kind: request.kind.map(str::to_owned),
        set: request.sets.clone(),
        cancelled: Arc::clone(cancelled),
    };
    let mut tables = Vec::new();
    for (format, sources) in together {
        match format.info().reader {
            Some(FormatReader::Together(read)) => add(&mut incoming, read(sources, &options)),
            Some(FormatReader::Tables(read)) => {
                let (more, found) = read(&sources, &options, choices);
                add(&mut incoming, more);
                tables.extend(found);
            }
            _ => {}
        }
    }
    FilesRead { others: incoming, snapshots, tables, unusable }
}

/// Puts a file to the others of its format.
/// The largest files are known by how they begin, and are read when their turn comes.
fn format_of_beginning(source: &InputFile) -> Option<Format> {
    source.beginning().and_then(|begin| Format::of_beginning(&begin))
}

fn put_together(together: &mut Vec<(Format, Vec<InputFile>)>, format: Format, source: InputFile) {
    match together.iter_mut().find(|(known, _)| *known == format) {
        Some((_, sources)) => sources.push(source),
        None => together.push((format, vec![source])),
    }
}

/// What is said of a file of a format that is only written.
fn not_read(source: &InputFile, format: Format) -> Finding {
    let message = format!("this is {}, which is exported and not imported", format.name());
    Finding::new(Severity::Error, Place::whole(&source.name), "", message)
}

/// Adds a snapshot, or what is wrong with it.
fn take(read: Result<ImportedSnapshot, Box<Finding>>, snapshots: &mut Vec<ImportedSnapshot>, incoming: &mut Incoming) {
    match read {
        Ok(document) => snapshots.push(document),
        Err(problem) => incoming.problems.push(*problem),
    }
}

/// What is said of a snapshot that nobody named and that lies in a folder of other files, as recordings of an API may.
fn passed_over(source: &InputFile) -> Finding {
    let message = "passed over: this is a CDN Snapshot among other files; name the file itself to import it";
    Finding::new(Severity::Warning, Place::whole(&source.name), "", message)
}

impl FilesRead {
    /// The snapshots as documents to keep, with their CDNs.
    pub fn baselines(&self, plan: &Plan) -> Vec<(String, Vec<u8>)> {
        self.snapshots.iter().filter_map(|document| Some((document.cdn(plan)?, document.bytes().ok()?))).collect()
    }
}

/// Turns what was read into one edit of a plan: first what is no snapshot, then each snapshot in turn.
///
/// # Errors
/// Only when an edit that it made does not fit, which is a fault of ours and not of the input.
pub fn import(plan: &Plan, reading: FilesRead, options: ImportOptions) -> Result<ImportOutcome, ApplyError> {
    let FilesRead { others, snapshots, .. } = reading;
    let files = snapshots.len() + others.files.len();
    let mut all = import_rows(plan, others, options)?;
    // Texts of earlier versions have steering and federations as rows that nobody reads.
    if let Some(adopting) = traffic_ops::adopt_rows(&all.plan).filter(|_| !all.report.refused && !all.edit.is_empty()) {
        all.plan = all.plan.applying(&adopting)?;
        all.edit = all.edit.followed_by(adopting);
    }
    for document in &snapshots {
        let next = snapshots::import_snapshot(&all.plan, document, options)?;
        all.report.unchanged += next.report.unchanged;
        all.report.left_out += next.report.left_out;
        all.report.refused |= next.report.refused;
        all.report.problems.extend(next.report.problems);
        all.report.renames.extend(next.report.renames);
        all.edit.label = if files <= 1 { next.edit.label.clone() } else { label_of_files(files) };
        all.edit = all.edit.followed_by(next.edit);
        all.plan = next.plan;
    }
    if all.report.refused {
        all.edit.changes.clear();
        all.plan = plan.clone();
    }
    Ok(all)
}

fn nothing_there(paths: &[PathBuf]) -> Finding {
    let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    let message = "there is no .json, .plan-text, .csv, .geojson, .kml or .kmz file in there; name the folder that has the files, or the files";
    Finding::new(Severity::Error, Place::whole(&Arc::from(names.join(", "))), "", message)
}

/// Names the files of folders that nothing is taken of, by their names.
fn not_used(paths: &[PathBuf], passed: &[String]) -> Option<Finding> {
    let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    let message = format!("not used, as they are of no format by their names: {}", passed.join(", "));
    let place = Place::whole(&Arc::from(names.join(", ")));
    (!passed.is_empty()).then(|| Finding::new(Severity::Note, place, "", message))
}

/// Adds what one reader found to what others did.
fn add(all: &mut Incoming, more: Incoming) {
    all.objects.append(more.objects);
    all.pairs.append(more.pairs);
    all.problems.extend(more.problems);
    all.left_out += more.left_out;
    all.kinds.extend(more.kinds);
    all.relations.extend(more.relations);
    all.endpoints.extend(more.endpoints);
    all.zone_files.extend(more.zone_files);
    all.variables.extend(more.variables);
    all.absent.extend(more.absent);
    all.claims.extend(more.claims);
    all.files.extend(more.files);
}
