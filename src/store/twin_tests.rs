//! What it takes to write a text twin, and what is made of one that is not what it should be.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::edit::{Delta, Edit};
use crate::formats::plan_text;
use crate::model::{Division, Plan};
use crate::store::open::{Opening, Store};
use crate::store::{Step, StepKind};

/// Divisions of a plan whose text is much longer than what one of them changes.
const DIVISIONS: u64 = 2_000;

/// An open plan, the plan whose text was last written, and how many steps it has.
struct Writing {
    folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
    plan: Arc<Plan>,
    written: Arc<Plan>,
    opened: Arc<Plan>,
    printer: &'static str,
    draft: Option<TwinDraft>,
}

fn division(name: String) -> Division {
    Division { name, ..Division::default() }
}

fn added(plan: &Plan, names: impl IntoIterator<Item = String>) -> Edit {
    let numbered = (0..).zip(names);
    Edit::new("", numbered.map(|(at, name)| Delta::added(plan.fresh_id(at), division(name)).into()).collect())
}

impl Writing {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.lodestone");
        let plan = Plan::default();
        let plan = plan.applying(&added(&plan, (0..DIVISIONS).map(|at| format!("division-{at:06}")))).unwrap();
        Store::create(&path, &plan).unwrap();
        Self::open(folder, path)
    }

    fn open(folder: tempfile::TempDir, path: PathBuf) -> Self {
        let (store, loaded) = Store::open(&path, Opening::default()).unwrap();
        let plan = Arc::new(loaded.plan);
        let (written, opened) = (Arc::clone(&plan), Arc::clone(&plan));
        Self { folder, path, store, plan, written, opened, printer: "p1", draft: None }
    }

    fn reopened(self) -> Self {
        let Self { folder, path, store, .. } = self;
        store.close().unwrap();
        Self::open(folder, path)
    }

    fn perform(&mut self, edit: Edit) {
        self.plan = Arc::new(self.plan.applying(&edit).unwrap());
        let number = self.store.commits() + 1;
        let kind = StepKind::Perform { seq: number, keep_from: 1 };
        let step = Step { number, kind, edit: Arc::new(edit), plan: Arc::clone(&self.plan), time: 1 };
        self.store.commit(&[step]).unwrap();
    }

    fn add(&mut self, name: &str) {
        let edit = added(&self.plan, [name.to_owned()]);
        self.perform(edit);
    }

    fn put(&mut self) -> Result<TwinWork, TwinError> {
        let (plan, opened, written) = (Arc::clone(&self.plan), Arc::clone(&self.opened), Arc::clone(&self.written));
        let find = || plan_text::changed(&written, &plan);
        let changes = Some(TwinChanges { find: &find, printer: self.printer });
        let whole: TextSource<'_> = &|take| plan_text::write_pieces(&plan, take);
        let opened: TextSource<'_> = &|take| plan_text::write_pieces(&opened, take);
        let work = self.store.put_twin_counting(TwinText { whole, opened, changes }, self.draft.take())?;
        self.written = Arc::clone(&self.plan);
        assert!(fs::read(twin_path(&self.path)).unwrap() == plan_text::write(&self.plan), "the twin is not the plan's");
        Ok(work)
    }
}

fn is_a_line(work: TwinWork) -> bool {
    matches!(work, TwinWork::Printed(bytes) if bytes < 100)
}

#[test]
fn an_edit_prints_its_own_lines_and_copies_the_others() {
    let mut writing = Writing::new();
    assert_eq!(writing.put().unwrap(), TwinWork::Whole, "there is none");
    assert_eq!(writing.put().unwrap(), TwinWork::Nothing);
    writing.add("division-000500-and-a-half");
    assert!(is_a_line(writing.put().unwrap()));
    // Whoever opens the plan later goes on from there.
    let mut writing = writing.reopened();
    writing.add("a");
    assert!(is_a_line(writing.put().unwrap()));
    let mut writing = writing.reopened();
    writing.add("z");
    writing.add("y");
    assert!(is_a_line(writing.put().unwrap()));
    assert_eq!(writing.put().unwrap(), TwinWork::Nothing);
}

#[test]
fn what_is_not_known_to_be_the_last_text_is_not_copied() {
    let mut writing = Writing::new();
    writing.put().unwrap();
    let twin = twin_path(&writing.path);
    let good = fs::read(&twin).unwrap();
    // Another version prints otherwise.
    writing.add("a");
    writing.printer = "p2";
    assert_eq!(writing.put().unwrap(), TwinWork::Whole);
    writing.add("b");
    assert!(is_a_line(writing.put().unwrap()));
    // It is gone.
    fs::remove_file(&twin).unwrap();
    writing.add("c");
    assert_eq!(writing.put().unwrap(), TwinWork::Whole);
    // An older one was put back, which is ours as well.
    fs::write(&twin, &good).unwrap();
    writing.add("d");
    assert_eq!(writing.put().unwrap(), TwinWork::Whole);
    // Somebody has changed a letter far from what the edit changes.
    let edited = String::from_utf8(fs::read(&twin).unwrap()).unwrap().replace("division-001999", "division-oo1999");
    fs::write(&twin, &edited).unwrap();
    writing.add("e");
    assert!(matches!(writing.put(), Err(TwinError::Edited(_))));
    assert_eq!(fs::read_to_string(&twin).unwrap(), edited, "somebody's work stays");
    let left = fs::read_dir(twin.parent().unwrap())
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(".part"));
    assert_eq!(left.count(), 0, "what was begun is gone");
    // What the plan holds is written once that is out of the way.
    fs::remove_file(&twin).unwrap();
    assert_eq!(writing.put().unwrap(), TwinWork::Whole);
}

#[test]
fn a_plan_that_changed_without_its_twin_is_printed_as_a_whole() {
    let mut writing = Writing::new();
    writing.put().unwrap();
    // It ended before the twin was written.
    writing.add("a");
    let mut writing = writing.reopened();
    writing.add("b");
    assert_eq!(writing.put().unwrap(), TwinWork::Whole);
    writing.add("c");
    assert!(is_a_line(writing.put().unwrap()));
}

/// A text that was printed while its plan was written is put as it is, or leaves nothing behind.
#[test]
fn a_draft_is_the_text() {
    let mut writing = Writing::new();
    let files = |writing: &Writing| fs::read_dir(writing.folder.path()).unwrap().count();
    let draft = |writing: &Writing| {
        let plan = Arc::clone(&writing.plan);
        TwinDraft::print(&writing.path, &|take| plan_text::write_pieces(&plan, take))
    };
    writing.put().unwrap();
    let before = files(&writing);
    writing.add("drafted");
    writing.draft = Some(draft(&writing));
    assert_eq!(files(&writing), before + 1);
    assert_eq!(writing.put().unwrap(), TwinWork::Whole);
    assert_eq!(files(&writing), before);
    writing.draft = Some(draft(&writing));
    assert_eq!(writing.put().unwrap(), TwinWork::Nothing);
    assert_eq!(files(&writing), before);
    writing.add("of somebody else's text");
    fs::write(twin_path(&writing.path), "lodestone-plan-text 2\nsomebody's\n").unwrap();
    writing.draft = Some(draft(&writing));
    assert!(matches!(writing.put(), Err(TwinError::Edited(_))));
    assert_eq!(files(&writing), before);
}
