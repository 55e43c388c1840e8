//! Files to `Incoming`: every row of every file, and every problem by row and column. An empty cell says that the object
//! has nothing there; a column that is missing says nothing.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::choices::TableChoices;
use super::mapping::{Mapping, kind_named};
use super::object::CsvRowReading;
use super::read_table::ReadTable;
use super::sheet::{CsvSheet, SheetRow};
use crate::edit::import::Incoming;
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::files::InputFile;
use crate::formats::traffic_ops::ReadOptions;
use crate::model::Kind;
use crate::parallel;

/// So many problems of one file are told one by one.
const MAX_PROBLEMS: usize = 1_000;

/// So many rows are read at a time, which bounds what a hostile file costs.
const ROWS_AT_ONCE: usize = 1 << 12;

/// Reads files that were found before, and gives the tables that they hold besides.
pub fn read_tables(sources: &[InputFile], options: &ReadOptions, choices: &TableChoices) -> (Incoming, Vec<ReadTable>) {
    let (mut incoming, mut tables) = (Incoming::default(), Vec::new());
    let kind = options.kind.as_deref();
    for source in sources {
        match kind.map(|word| (word, kind_named(word))) {
            _ if options.cancelled.load(Ordering::Relaxed) => break,
            Some((word, None)) => {
                let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.key()).collect();
                let message = format!("`{word}` is no kind of rows (they are {})", kinds.join(", "));
                incoming.problems.push(Finding::new(Severity::Error, Place::whole(&source.name), "", message));
            }
            named => {
                let kind = named.and_then(|(_, kind)| kind);
                tables.extend(read_table(source, kind, choices, &mut incoming));
            }
        }
    }
    (incoming, tables)
}

fn read_table(
    source: &InputFile,
    kind: Option<Kind>,
    choices: &TableChoices,
    incoming: &mut Incoming,
) -> Option<ReadTable> {
    let file = Arc::clone(&source.name);
    let found = |severity, message: String| Finding::new(severity, Place::whole(&file), "", message);
    let sheet = match source.read() {
        Ok(bytes) => CsvSheet::read(&bytes).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let mut sheet = match sheet {
        Ok(sheet) => sheet,
        Err(message) => {
            incoming.problems.push(found(Severity::Error, message));
            return None;
        }
    };
    let said = choices.files.get(&file);
    if let Some(said) = said {
        said.mend(&mut sheet);
    }
    let kind = said.and_then(|said| said.kind).or(kind);
    let mapping = match Mapping::guess(&sheet.header, &source.stem, kind) {
        Ok(mapping) => Some(mapping.with(&sheet.header, choices)),
        Err(fault) if source.named => {
            incoming.problems.push(found(Severity::Error, fault.to_string()));
            None
        }
        Err(fault) => {
            incoming.problems.push(found(Severity::Warning, format!("passed over: {fault}")));
            None
        }
    };
    let skipped = said.map(|said| said.skipped.clone()).unwrap_or_default();
    let sheet = Arc::new(sheet);
    if let Some(mapping) = &mapping {
        if skipped.is_empty() {
            read_mapped(&file, &sheet, mapping, incoming);
        } else {
            let mut kept = CsvSheet::clone(&sheet);
            kept.rows.retain(|row| !skipped.contains(&row.number));
            read_mapped(&file, &kept, mapping, incoming);
        }
    }
    Some(ReadTable { file: Arc::clone(&file), sheet, spots: Vec::new(), skipped, mapping })
}

/// Reads a table whose columns are known.
pub fn read_mapped(file: &Arc<str>, sheet: &CsvSheet, mapping: &Mapping, incoming: &mut Incoming) {
    incoming.files.insert(Arc::clone(file));
    let place = |row: usize| Place { file: Arc::clone(file), at: At::SheetRow(row) };
    let faults = mapping.faults(&sheet.header);
    let is_wrong = faults.iter().any(|(severity, ..)| *severity == Severity::Error);
    for (severity, header, message) in faults {
        let finding = Finding::new(severity, place(sheet.header.number), header.trim(), message);
        incoming.problems.push(finding);
    }
    if is_wrong {
        incoming.left_out += sheet.rows.len();
        return;
    }
    incoming.kinds.insert(mapping.kind);
    let reading = CsvRowReading::new(mapping, sheet.has_decimal_commas());
    let (mut told, mut surplus) = (0, 0);
    for rows in sheet.rows.chunks(ROWS_AT_ONCE) {
        let read =
            parallel::map_short(rows, |row| (check_length(&sheet.header, row), reading.read(row, &place(row.number))));
        for (row, (odd, read)) in rows.iter().zip(read) {
            let mut problems: Vec<Finding> = Vec::new();
            let too_long = matches!(odd, Some((Severity::Error, _)));
            problems.extend(odd.map(|(severity, message)| Finding::new(severity, place(row.number), "", message)));
            match read {
                Ok(objects) if !too_long => incoming.objects.extend(objects),
                Ok(_) => incoming.left_out += 1,
                Err(faults) => {
                    incoming.left_out += 1;
                    problems.extend(faults.into_iter().map(|(at, message)| {
                        let header = at.and_then(|at| sheet.header.get(at)).unwrap_or_default();
                        Finding::new(Severity::Error, place(row.number), header.trim(), message)
                    }));
                }
            }
            let kept = problems.len().min(MAX_PROBLEMS - told);
            surplus += problems.len() - kept;
            told += kept;
            incoming.problems.extend(problems.into_iter().take(kept));
        }
    }
    if 0 < surplus {
        let message = format!("and {surplus} problems more");
        incoming.problems.push(Finding::new(Severity::Error, Place::whole(file), "", message));
    }
}

/// Whether a row has as many cells as there are headers: what it lacks says nothing, what it has beyond must be empty.
fn check_length(header: &SheetRow, row: &SheetRow) -> Option<(Severity, String)> {
    if row.len() < header.len() {
        let message = format!("has {} cells of {}: what is missing stays as it is", row.len(), header.len());
        return Some((Severity::Warning, message));
    }
    let beyond = (header.len()..row.len()).filter_map(|at| row.get(at)).find(|cell| !cell.trim().is_empty())?;
    let message = format!(
        "has {} cells and there are {} headers (`{}` stands beyond the last): put cells with a delimiter in quotes",
        row.len(),
        header.len(),
        super::cell::shown(beyond)
    );
    Some((Severity::Error, message))
}
