//! Files into a plan: they are read, what they would do is worked out on the plan as it is, and that very plan is then
//! put in force. Nothing changes before `import`.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use thiserror::Error;

use super::baseline::{Baseline, NOT_REMEMBERED, remember};
use crate::edit::ApplyError;
use crate::edit::import::{ImportOptions, ImportOutcome};
use crate::formats::Format;
use crate::formats::csv::{ReadTable, TableChoices};
use crate::formats::files::Unusable;
use crate::formats::reading::{self, FilesRead, ReadRequest};
use crate::model::Plan;
use crate::session::{Session, SessionError};
use crate::sorting::OrderedMap;

/// From so many changes on, the file is backed up before an import.
const BACKUP_FROM: usize = 1_000;

/// How files are to be brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct ImportOrder {
    /// The files and folders; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// What everything is read as; none: recognised file by file.
    pub format: Option<Format>,
    /// What the rows of files are whose names don't say it.
    pub kind: Option<String>,
    /// Whether what the files lack is removed.
    pub replace: bool,
    /// Whether rows with errors are left out.
    pub keep_going: bool,
    /// Whether renames are followed.
    pub follow_renames: bool,
    /// What `$NAME` stands for.
    pub sets: OrderedMap<String, String>,
    /// What is said of tables beyond what they say themselves.
    pub tables: TableChoices,
    /// Whether many changes are imported even where the plan cannot be backed up before.
    pub without_backup: bool,
}

/// What an import would do. Nothing has changed yet.
#[derive(Debug)]
pub struct PlannedImport {
    /// The plan that was looked at.
    pub from: Arc<Plan>,
    /// What would be done.
    pub outcome: ImportOutcome,
    /// The snapshots among the files, unless the import is refused.
    pub baselines: Vec<Baseline>,
    /// The tables among the files.
    pub tables: Vec<ReadTable>,
    /// Names like `CDN_NAME`, which stands as `$CDN_NAME` in the files and has no value.
    pub variables: Vec<String>,
    /// Whether the plan is to be backed up before many changes.
    pub backs_up: bool,
}

/// Why files were not imported, or not wholly.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file could not be backed up before, and so nothing was done.
    #[error("nothing was imported: {0}")]
    NotBackedUp(#[source] SessionError),
    /// The edit was refused.
    #[error(transparent)]
    NotDone(SessionError),
    /// The import is done, and the snapshots among the files are not remembered.
    #[error("{NOT_REMEMBERED}: {0}")]
    NotRemembered(#[source] SessionError),
}

/// Reads files, each into what its format makes of it.
///
/// # Errors
/// The paths that give no file: nothing is imported unless everything can be read.
pub fn read_files(order: &ImportOrder) -> Result<FilesRead, Vec<Unusable>> {
    read_files_unless(order, &Arc::default())
}

/// The same, until the flag is set: then it ends soon, with a part that is of no use.
///
/// # Errors
/// As [`read_files`].
pub fn read_files_unless(order: &ImportOrder, cancelled: &Arc<AtomicBool>) -> Result<FilesRead, Vec<Unusable>> {
    let request = ReadRequest {
        paths: &order.paths,
        format: order.format,
        kind: order.kind.as_deref(),
        sets: order.sets.clone(),
    };
    let reading = reading::read_unless(&request, &order.tables, cancelled);
    if reading.unusable.is_empty() { Ok(reading) } else { Err(reading.unusable) }
}

/// Works out what files that were read would do to a plan.
///
/// # Errors
/// Only when an edit that it made does not fit, which is a fault of ours and not of the input.
pub fn plan_import(plan: &Arc<Plan>, reading: FilesRead, order: &ImportOrder) -> Result<PlannedImport, ApplyError> {
    let baselines = reading.baselines(plan);
    let tables = reading.tables.clone();
    let variables = reading.others.variables.iter().cloned().collect();
    let options =
        ImportOptions { replace: order.replace, keep_going: order.keep_going, follow_renames: order.follow_renames };
    let outcome = reading::import(plan, reading, options)?;
    let baselines = if outcome.report.refused { Vec::new() } else { baselines };
    let baselines = baselines.into_iter().map(|(cdn, document)| Baseline::of(cdn, document)).collect();
    let backs_up = !order.without_backup;
    Ok(PlannedImport { from: Arc::clone(plan), outcome, baselines, tables, variables, backs_up })
}

/// Does what was planned: the plan that was worked out is put in force as it is, unless another has come in between.
pub fn import(session: &mut Session, planned: PlannedImport) -> Result<(), ImportError> {
    let PlannedImport { from, outcome, baselines, backs_up, .. } = planned;
    let edit = outcome.edit;
    if !edit.is_empty() {
        if backs_up && BACKUP_FROM <= edit.changes.len() && !session.history().steps.is_empty() {
            session.backup_now().map_err(ImportError::NotBackedUp)?;
        }
        session.perform_made(edit, Some((&from, outcome.plan))).map_err(ImportError::NotDone)?;
    }
    if baselines.is_empty() {
        return Ok(());
    }
    // Not before the import itself is in the file.
    session.wait_saved().and_then(|()| remember(session, &baselines)).map_err(ImportError::NotRemembered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::{Cdn, Division, Kind, Value};
    use crate::session::Options;

    #[test]
    fn what_was_planned_is_put_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("divisions.json");
        std::fs::write(&file, br#"{"response": [{"name": "north", "id": 1}]}"#).unwrap();
        let mut session = Session::create(&folder.path().join("plan.lodestone"), Options::default()).unwrap();
        let order = ImportOrder { paths: vec![file], ..ImportOrder::default() };
        let plan = |session: &Session| plan_import(session.plan(), read_files(&order).unwrap(), &order).unwrap();

        let planned = plan(&session);
        let expected = planned.outcome.plan.clone();
        import(&mut session, planned).unwrap();
        assert!(session.plan().same_content(&expected));
        assert!(session.plan().find::<Division>("north").is_some());
        session.undo().unwrap();

        // What has come in between stays, and what no longer fits is refused as a whole.
        let (fitting, clashing) = (plan(&session), plan(&session));
        let name = |name: &str| vec![("name", Value::Text(name.to_owned()))];
        let cdn = intent::create(session.plan(), Kind::Cdn, name("my-cdn")).unwrap();
        session.perform(cdn).unwrap();
        import(&mut session, fitting).unwrap();
        assert!(session.plan().find::<Division>("north").is_some() && session.plan().find::<Cdn>("my-cdn").is_some());
        let before = session.plan().clone();
        assert!(matches!(import(&mut session, clashing), Err(ImportError::NotDone(_))));
        assert!(Arc::ptr_eq(session.plan(), &before));
    }

    #[test]
    fn nothing_is_imported_unless_everything_can_be_read() {
        let order = ImportOrder { paths: vec!["there-is-no-such-file.json".into()], ..ImportOrder::default() };
        let unusable = read_files(&order).unwrap_err();
        assert_eq!(unusable.len(), 1);
        assert!(unusable[0].name.contains("there-is-no-such-file"));
    }
}
