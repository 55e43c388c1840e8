//! How an import is to be done, and what is said of one: what it would do, found and decided. It does nothing itself.

use crate::edit::Edit;
use crate::finding::Finding;
use crate::model::{AnyId, Kind, Plan};

/// How an import is to be done.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOptions {
    /// Removes what the input lacks, of the kinds, relations and endpoints present in it; never Lodestone's own data.
    pub replace: bool,
    /// Leaves rows with errors out instead of refusing the whole import.
    pub keep_going: bool,
    /// Takes an object of a known Traffic Ops id under another name as renamed, where that is offered.
    pub follow_renames: bool,
}

/// What an import would do. Nothing has changed yet.
#[derive(Clone, Debug)]
pub struct ImportOutcome {
    /// The whole import as one edit; empty when there is nothing to change or the import is refused. Its label names
    /// the file, or says how many there were.
    pub edit: Edit,
    /// The plan after it.
    pub plan: Plan,
    /// What was found and decided.
    pub report: ImportReport,
}

/// What an import found and decided.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// Objects that came and are as they were. Seeds that only learn their Traffic Ops ids count here.
    pub unchanged: usize,
    /// Rows that were left out because of errors.
    pub left_out: usize,
    /// Whether errors refuse the import.
    pub refused: bool,
    /// Everything worth saying, readers' problems first.
    pub problems: Vec<Finding>,
    /// Objects that look renamed, or were taken as renamed.
    pub renames: Vec<RenameOffer>,
}

/// An object that came under a new name with the Traffic Ops id of one whose name did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameOffer {
    /// Its kind.
    pub kind: Kind,
    /// The object in the plan.
    pub id: AnyId,
    /// Its name there.
    pub from: String,
    /// The name that came.
    pub to: String,
}

impl ImportReport {
    /// Takes note of a row that cannot be taken.
    pub(super) fn leave_out(&mut self, problem: Finding) {
        self.problems.push(problem);
        self.left_out += 1;
    }
}
