//! Sessions on real files: changes, steps back and forth, bounds, failures, restarts.

use super::*;
use crate::edit::Delta;
use crate::model::{Division, Id};

fn options() -> Options {
    Options::default()
}

fn add(session: &mut Session, name: &str) -> Id<Division> {
    let id = session.plan().fresh_id(0);
    let division = Division { name: name.to_owned(), ..Division::default() };
    session.perform(Edit::new(format!("Add {name}"), vec![Delta::added(id, division).into()])).unwrap();
    id
}

#[test]
fn edits_undo_and_redo_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let mut session = Session::create(&path, options()).unwrap();
    let seeded = Arc::clone(session.plan());
    assert_eq!(session.undo().unwrap(), None, "the seeds are no step");
    add(&mut session, "a");
    add(&mut session, "b");
    let both = Arc::clone(session.plan());
    assert_eq!(session.undo().unwrap().as_deref(), Some("Add b"));
    session.close().unwrap();

    let mut session = Session::open(&path, options()).unwrap();
    assert_eq!(session.can_redo().as_deref(), Some("Add b"));
    assert_eq!(session.redo().unwrap().as_deref(), Some("Add b"));
    assert!(session.plan().same_content(&both));
    session.wait_saved().unwrap();
    drop(session);

    let mut session = Session::open(&path, options()).unwrap();
    assert!(session.plan().same_content(&both));
    session.undo().unwrap();
    session.undo().unwrap();
    assert!(session.plan().same_content(&seeded));
    assert_eq!(session.history().steps.iter().filter(|step| step.done).count(), 0);
    let id = add(&mut session, "c");
    assert_eq!(id.number(), 3, "ids are not given again after an undo");
    assert_eq!(session.history().steps.len(), 1);
    session.close().unwrap();
    assert!(Session::create(&path, options()).is_err());
}

#[test]
fn an_edit_that_an_intent_has_tried_is_not_applied_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::create(&folder.path().join("plan.lodestone"), options()).unwrap();
    let id = add(&mut session, "a");
    let object = crate::model::AnyId { kind: crate::model::Kind::Division, number: id.number() };
    let rename = |plan: &crate::model::Plan, name: &str| crate::edit::intent::rename(plan, object, name).unwrap();
    let name = |plan: &crate::model::Plan| plan.get(id).unwrap().name.clone();
    // What was tried has one division more than what comes of the edit: that tells whether it was taken.
    let tried = |session: &Session, edit: &Edit| {
        let next = session.plan().applying(edit).unwrap();
        let more = Division { name: "only tried".to_owned(), ..Division::default() };
        next.applying(&Edit::new("More", vec![Delta::added(next.fresh_id(0), more).into()])).unwrap()
    };
    let made = tried(&session, &rename(session.plan(), "b"));
    let stale = rename(session.plan(), "c").with_trial(session.plan(), made.clone());
    let mut others = rename(session.plan(), "d").with_trial(session.plan(), made);
    others.changes = rename(session.plan(), "e").changes;
    session.perform(others).unwrap();
    assert_eq!((name(session.plan()), session.plan().divisions().len()), ("e".to_owned(), 1), "of other changes");
    session.undo().unwrap();
    session.perform(stale).unwrap();
    assert_eq!((name(session.plan()), session.plan().divisions().len()), ("c".to_owned(), 1), "of another plan");
    session.undo().unwrap();
    let edit = rename(session.plan(), "b");
    let made = tried(&session, &edit);
    let edit = edit.with_trial(session.plan(), made);
    session.perform(edit).unwrap();
    assert_eq!((name(session.plan()), session.plan().divisions().len()), ("b".to_owned(), 2), "it is taken as it is");
}

#[test]
fn an_edit_that_changes_nothing_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::create(&folder.path().join("plan.lodestone"), options()).unwrap();
    let id = add(&mut session, "a");
    let before = Arc::clone(session.plan().get(id).unwrap());
    let same = Delta::changed(id, &before, Division::clone(&before));
    let revision = session.revision();
    assert_eq!(session.perform(Edit::new("Same", vec![same.into()])).unwrap(), revision);
    assert_eq!(session.history().steps.len(), 1);
}

#[test]
fn large_edits_are_done_undone_and_cut_down() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let mut session = Session::create(&path, options()).unwrap();
    add(&mut session, "first");
    let plan = Arc::clone(session.plan());
    let added = (0..5_000).map(|at| {
        let division = Division { name: format!("division {at}"), ..Division::default() };
        Delta::added(plan.fresh_id(at), division).into()
    });
    session.perform(Edit::new("Add many", added.collect())).unwrap();
    let full = Arc::clone(session.plan());
    let removed = full.divisions().iter().filter(|(id, _)| id.number() % 10 != 0);
    let removed = removed.map(|(id, division)| Delta::removed(id, division).into()).collect();
    session.perform(Edit::new("Remove most", removed)).unwrap();
    let few = Arc::clone(session.plan());
    assert_eq!(few.divisions().len(), 500);
    session.close().unwrap();
    let mut session = Session::open(&path, options()).unwrap();
    for (step, expected) in [(None, &few), (Some(false), &full), (Some(false), &plan), (Some(true), &full)] {
        match step {
            Some(true) => _ = session.redo().unwrap(),
            Some(false) => _ = session.undo().unwrap(),
            None => {}
        }
        assert!(session.plan().same_content(expected));
        session.close().unwrap();
        session = Session::open(&path, options()).unwrap();
        assert!(session.plan().same_content(expected));
    }
}

#[test]
fn a_long_history_loses_its_oldest_steps_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let options = || Options { bounds: Bounds { steps: 5, ..Bounds::default() }, ..Options::default() };
    let mut session = Session::create(&path, options()).unwrap();
    for at in 1..=8 {
        add(&mut session, &format!("division {at}"));
    }
    let history = session.history();
    session.close().unwrap();
    let mut session = Session::open(&path, options()).unwrap();
    assert_eq!(session.history(), history);
    assert_eq!((history.dropped, history.steps.len(), history.steps[0].seq), (3, 5, 4));
    let mut undone = 0;
    while session.undo().unwrap().is_some() {
        undone += 1;
    }
    assert_eq!((undone, session.plan().divisions().len()), (5, 3));
    add(&mut session, "another way");
    session.close().unwrap();
    let mut session = Session::open(&path, options()).unwrap();
    assert_eq!((session.history().dropped, session.history().steps.len()), (3, 1));
    // By bytes: each step is larger than all that may be kept, so that only the newest stays.
    let bounds = Bounds { bytes: 1, ..Bounds::default() };
    session = reopen(session, &path, Options { bounds, ..Options::default() });
    for at in 10..14 {
        add(&mut session, &format!("division {at}"));
        session.wait_saved().unwrap();
    }
    session = reopen(session, &path, options());
    assert_eq!((session.history().dropped, session.history().steps.len()), (7, 1));
    assert_eq!(session.undo().unwrap().as_deref(), Some("Add division 13"));
}

fn reopen(session: Session, path: &Path, options: Options) -> Session {
    session.close().unwrap();
    Session::open(path, options).unwrap()
}

#[test]
fn a_failed_commit_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let faults = Arc::new(crate::store::Faults::default());
    let opening = Opening { faults: Some(Arc::clone(&faults)), ..Opening::default() };
    Session::create(&path, options()).unwrap().close().unwrap();
    let mut session = Session::open(&path, Options { opening, ..options() }).unwrap();
    add(&mut session, "a");
    session.wait_saved().unwrap();
    faults.fail_after(1);
    add(&mut session, "b");
    let error = session.wait_saved().unwrap_err();
    assert!(matches!(&error, SessionError::Unsaved { unsaved, .. } if *unsaved == ["Add b"]), "{error}");
    assert!(session.undo().is_err());
    assert!(session.retry().is_err());
    faults.heal();
    session.retry().unwrap();
    session.close().unwrap();
    assert!(Session::open(&path, options()).unwrap().plan().find::<Division>("b").is_some());
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The text of an edit that makes most of a plan is printed while that is written: it stands in its place only when the edit
/// is in the file, and nothing is left of one that was overtaken.
#[test]
fn the_text_of_an_import_waits_for_the_import() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let faults = Arc::new(crate::store::Faults::default());
    let opening = Opening { faults: Some(Arc::clone(&faults)), ..Opening::default() };
    let twin = Some(crate::formats::plan_text::write_pieces as TwinWriter);
    Session::create(&path, options()).unwrap().close().unwrap();
    let files = || {
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.retain(|name| !name.ends_with("-backups"));
        names.sort();
        names
    };
    let import = |session: &mut Session, from: u64| {
        let division = |at| Division { name: format!("division-{at:06}"), ..Division::default() };
        let plan = Arc::clone(session.plan());
        let added = (0..2_000).map(|at| Delta::added(plan.fresh_id(at), division(from + at)).into());
        session.perform(Edit::new("Import", added.collect())).unwrap();
    };
    let mut session = Session::open(&path, Options { opening, twin, ..options() }).unwrap();
    let before = files();
    faults.fail_after(1);
    import(&mut session, 0);
    assert!(session.wait_saved().is_err());
    // The text may be under way yet.
    wait_until("nothing is left of the text", || files() == before);
    faults.heal();
    session.retry().unwrap();
    import(&mut session, 10_000);
    session.wait_saved().unwrap();
    wait_until("the text stands beside its place until it is due", || files().len() == before.len() + 1);
    add(&mut session, "overtakes");
    let plan = Arc::clone(session.plan());
    session.close().unwrap();
    assert_eq!(files(), ["plan.lodestone", "plan.plan-text"]);
    assert!(std::fs::read(folder.path().join("plan.plan-text")).unwrap() == crate::formats::plan_text::write(&plan));

    let mut session = Session::open(&path, Options { twin, ..options() }).unwrap();
    import(&mut session, 20_000);
    import(&mut session, 30_000);
    let plan = Arc::clone(session.plan());
    session.close().unwrap();
    assert!(std::fs::read(folder.path().join("plan.plan-text")).unwrap() == crate::formats::plan_text::write(&plan));
    assert_eq!(files(), ["plan.lodestone", "plan.plan-text"]);
}

/// To unpack one takes as long as deriving it, for a large one.
#[test]
fn a_baseline_is_remembered_without_unpacking_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let mut session = Session::create(&path, options()).unwrap();
    session.set_baseline("ALL", b"first").unwrap();
    let first = std::fs::read(&path).unwrap();
    let unpacked = crate::store::UNPACKED.get();
    session.set_baseline("ALL", b"first").unwrap();
    assert!(std::fs::read(&path).unwrap() == first, "it is known and not written again");
    session.set_baseline("ALL", b"third").unwrap();
    assert!(std::fs::read(&path).unwrap() != first, "another one of the same length is written");
    assert_eq!(crate::store::UNPACKED.get(), unpacked);
    assert_eq!(session.baseline("ALL").as_deref(), Some(&b"third"[..]));
    session.close().unwrap();
    let session = Session::open(&path, options()).unwrap();
    assert_eq!(session.baseline("ALL").as_deref(), Some(&b"third"[..]));
    session.close().unwrap();
}
