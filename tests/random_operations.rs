//! Thousands of random edits of all kinds, undos, redos, reopenings and failing commits, against a plain reference: at
//! every step memory equals the reference, and the file equals the part of it that was acknowledged.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use lodestone::edit::{Change, ChangeVisitor, Delta, Edit, LinkChange};
use lodestone::model::*;
use lodestone::session::{Options, ReadOnlySession, SaveState, Session};
use lodestone::store::{Faults, Opening};

use crate::support::random::{Random, for_kind, random_change};

/// A plan as plain maps, and its history as plain lists.
#[derive(Clone, Default)]
struct Reference {
    rows: BTreeMap<Kind, Arc<dyn Rows>>,
    pairs: BTreeSet<String>,
    done: Vec<Arc<Edit>>,
    undone: Vec<Arc<Edit>>,
    /// All ids that the file has ever had.
    used: BTreeSet<AnyId>,
}

/// The rows of one kind, whatever it is.
trait Rows: Any + Send + Sync {
    fn equals(&self, plan: &Plan) -> bool;
}

impl<T: Tabled> Rows for BTreeMap<u64, T> {
    fn equals(&self, plan: &Plan) -> bool {
        let rows = T::table(plan);
        rows.len() == self.len() && rows.iter().all(|(id, entity)| self.get(&id.number()) == Some(&**entity))
    }
}

impl Reference {
    fn of(plan: &Plan) -> Self {
        let mut reference = Self::default();
        for kind in Kind::ALL {
            for_kind!(*kind, T => {
                let rows: BTreeMap<u64, T> = T::table(plan).iter().map(|(id, row)| (id.number(), T::clone(row))).collect();
                reference.rows.insert(*kind, Arc::new(rows));
            });
            reference.used.extend(plan.ids(*kind));
        }
        reference
    }

    fn assert_equals(&self, plan: &Plan, context: &str) {
        for kind in Kind::ALL {
            assert!(self.rows[kind].equals(plan), "{context}: the {} differ", kind.plural());
        }
        assert_eq!(self.pairs, all_pairs(plan), "{context}: the pairs differ");
    }

    fn equals(&self, plan: &Plan) -> bool {
        Kind::ALL.iter().all(|kind| self.rows[kind].equals(plan)) && self.pairs == all_pairs(plan)
    }

    fn labels(&self) -> Vec<(String, bool)> {
        let done = self.done.iter().map(|edit| (edit.label.clone(), true));
        done.chain(self.undone.iter().rev().map(|edit| (edit.label.clone(), false))).collect()
    }

    fn perform(&mut self, edit: &Edit) {
        self.put(edit);
        self.done.push(Arc::new(edit.clone()));
        self.undone.clear();
    }

    fn undo(&mut self) -> Option<String> {
        let edit = self.done.pop()?;
        self.put(&edit.inverse());
        self.undone.push(Arc::clone(&edit));
        Some(edit.label.clone())
    }

    fn redo(&mut self) -> Option<String> {
        let edit = self.undone.pop()?;
        self.put(&edit);
        self.done.push(Arc::clone(&edit));
        Some(edit.label.clone())
    }

    fn put(&mut self, edit: &Edit) {
        for change in &edit.changes {
            change.visit(self);
        }
    }
}

impl ChangeVisitor for Reference {
    type Output = ();

    fn delta<T: Tabled>(&mut self, delta: &Delta<T>) {
        let rows = Arc::clone(&self.rows[&T::KIND]);
        let mut rows = (&*rows as &dyn Any).downcast_ref::<BTreeMap<u64, T>>().unwrap().clone();
        match &delta.after {
            Some(after) => rows.insert(delta.id.number(), T::clone(after)),
            None => rows.remove(&delta.id.number()),
        };
        self.rows.insert(T::KIND, Arc::new(rows));
    }

    fn link(&mut self, link: &LinkChange) {
        if link.present {
            self.pairs.insert(format!("{:?}", link.pair));
        } else {
            self.pairs.remove(&format!("{:?}", link.pair));
        }
    }
}

fn all_pairs(plan: &Plan) -> BTreeSet<String> {
    RelationKind::ALL.iter().flat_map(|relation| relation.pairs(plan)).map(|pair| format!("{pair:?}")).collect()
}

/// Names and users are found as a look at every object finds them.
fn check_indexes(plan: &Plan) {
    let mut users: BTreeMap<AnyId, BTreeSet<AnyId>> = BTreeMap::new();
    for kind in Kind::ALL {
        let mut names: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for_kind!(*kind, T => {
            for (id, entity) in T::table(plan) {
                names.entry(entity.name().into_owned()).or_default().push(id.number());
                let user = AnyId { kind: *kind, number: id.number() };
                entity.links(&mut |link| if let Some(target) = link.id() {
                    users.entry(target).or_default().insert(user);
                });
            }
            for (name, ids) in &names {
                let found: Vec<u64> = plan.named::<T>(name).map(Id::number).collect();
                assert_eq!(&found, ids, "the {} named {name:?}", kind.plural());
            }
            assert_eq!(plan.find::<T>("no such name"), None);
        });
    }
    for object in Kind::ALL.iter().flat_map(|kind| plan.ids(*kind)) {
        let found: BTreeSet<AnyId> = plan.users(object).collect();
        assert_eq!(found, users.remove(&object).unwrap_or_default(), "the users of {object:?}");
    }
    assert!(users.is_empty(), "used and not there: {users:?}");
}

/// What is tested and what is known of it.
struct Trial {
    random: Random,
    session: Option<Session>,
    faults: Arc<Faults>,
    reference: Reference,
    /// The states that the file may be in: the acknowledged one and, oldest first, what came after it.
    possible: Vec<Reference>,
    /// All ids that this session has ever seen, also in edits that were discarded.
    used: BTreeSet<AnyId>,
    counts: BTreeMap<&'static str, usize>,
    /// Kinds and relations that some edit has changed.
    touched: BTreeSet<String>,
    /// What has happened, to say so when something is wrong.
    trail: Vec<&'static str>,
}

/// The key of what a change touches.
struct Touches;

impl ChangeVisitor for Touches {
    type Output = String;

    fn delta<T: Tabled>(&mut self, _: &Delta<T>) -> String {
        T::KIND.key().to_owned()
    }

    fn link(&mut self, link: &LinkChange) -> String {
        link.pair.relation.key().to_owned()
    }
}

fn options(faults: &Arc<Faults>) -> Options {
    let opening = Opening { faults: Some(Arc::clone(faults)), backups: false, ..Opening::default() };
    Options { opening, ..Options::default() }
}

impl Trial {
    fn session(&mut self) -> &mut Session {
        self.session.as_mut().unwrap()
    }

    fn count(&mut self, what: &'static str) {
        self.trail.push(what);
        *self.counts.entry(what).or_default() += 1;
    }

    /// Everything so far is in the file.
    fn acknowledged(&mut self) {
        self.possible = vec![self.reference.clone()];
    }

    fn edit(&mut self, step: usize) {
        let plan = Arc::clone(self.session().plan());
        let mut edit = Edit::new(format!("Step {step}"), Vec::new());
        let size = if self.random.one_in(20) { 30 } else { 1 + self.random.below(4) };
        let mut given = BTreeMap::new();
        for _ in 0..size {
            edit.changes.extend(random_change(&mut self.random, &plan, &mut given));
        }
        let before = self.session().revision();
        match self.session().perform(edit.clone()) {
            Ok(revision) if revision == before => self.count("edits without effect"),
            Ok(_) => {
                for change in &edit.changes {
                    self.touched.insert(change.visit(&mut Touches));
                    self.note_id(&plan, change);
                }
                self.reference.perform(&edit);
                self.possible.push(self.reference.clone());
                self.count("edits");
            }
            Err(_) if matches!(self.session().save_state(), SaveState::Failed { .. }) => {
                self.count("edits after a failure");
            }
            Err(_) => self.count("edits refused"),
        }
    }

    /// An id that was not in the plan before must never have been in it.
    fn note_id(&mut self, plan: &Plan, change: &Change) {
        if let Some(object) = change.object() {
            assert!(plan.contains(object) || !self.used.contains(&object), "{object:?} was given twice");
            self.used.insert(object);
            self.reference.used.insert(object);
        }
    }

    fn undo_or_redo(&mut self) {
        let undo = self.random.one_in(2);
        let result = if undo { self.session().undo() } else { self.session().redo() };
        if let Ok(label) = result {
            let expected = if undo { self.reference.undo() } else { self.reference.redo() };
            assert_eq!(label, expected);
            if label.is_some() {
                self.possible.push(self.reference.clone());
                self.count(if undo { "undos" } else { "redos" });
            }
        }
    }

    fn wait(&mut self) {
        match self.session().wait_saved() {
            Ok(()) => self.acknowledged(),
            Err(_) => self.count("failures seen"),
        }
    }

    fn check_memory(&mut self, step: usize) {
        let session = self.session.as_ref().unwrap();
        if step.is_multiple_of(5) {
            check_indexes(session.plan());
        }
        let recently = &self.trail[self.trail.len().saturating_sub(12)..];
        self.reference.assert_equals(session.plan(), &format!("memory at step {step}, after {recently:?}"));
        let steps: Vec<_> = session.history().steps.into_iter().map(|step| (step.label, step.done)).collect();
        assert_eq!(steps, self.reference.labels(), "history at step {step}");
    }

    /// The file is in one of the states that it may be in; says which.
    fn check_disk(&mut self, path: &Path, step: usize) -> usize {
        self.count("looks at the file");
        let read = ReadOnlySession::open(path).unwrap();
        let labels: Vec<_> = read.history().steps.iter().map(|step| (step.label.clone(), step.done)).collect();
        let found = self.possible.iter().rposition(|state| state.labels() == labels && state.equals(read.plan()));
        found.unwrap_or_else(|| panic!("the file is in none of {} possible states at step {step}", self.possible.len()))
    }

    /// Ends a failure in one of the ways that there are.
    fn after_failure(&mut self, path: &Path, step: usize) {
        let landed = self.check_disk(path, step);
        match self.random.below(4) {
            0 => {
                self.faults.heal();
                self.session().discard_unsaved().unwrap();
                self.reference = self.possible[landed].clone();
                self.acknowledged();
                self.count("discards");
            }
            1 => {
                self.faults.heal();
                self.reopen(path, step);
            }
            2 => {
                // Once more in vain, perhaps.
                self.faults.fail_after(u32::try_from(self.random.below(6)).unwrap());
                if self.session().retry().is_ok() {
                    self.acknowledged();
                    self.count("retries");
                }
                self.faults.heal();
            }
            _ => {
                self.faults.heal();
                self.session().retry().unwrap();
                self.acknowledged();
                self.count("retries");
            }
        }
    }

    /// Closes, or just lets go, and opens again.
    fn reopen(&mut self, path: &Path, step: usize) {
        let session = self.session.take().unwrap();
        let closed = if self.random.one_in(2) {
            session.close().is_ok()
        } else {
            drop(session);
            false
        };
        self.faults.heal();
        let landed = self.check_disk(path, step);
        assert!(!closed || landed + 1 == self.possible.len(), "closed and yet not all is there at step {step}");
        self.reference = self.possible[landed].clone();
        // An edit that never got into the file has never been, once its session has ended.
        self.used = self.reference.used.clone();
        self.acknowledged();
        self.session = Some(Session::open(path, options(&self.faults)).unwrap());
        self.count("reopenings");
    }
}

/// When the file is compared with what was acknowledged.
#[derive(Clone, Copy, PartialEq)]
enum Looking {
    /// At some steps, failures and reopenings, so that steps pile up and go to the file together.
    NowAndThen,
    /// After every step, once it is acknowledged.
    AtEveryStep,
}

fn run(seed: u64, steps: usize, looking: Looking) -> BTreeMap<&'static str, usize> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let faults = Arc::new(Faults::default());
    Session::create(&path, Options::default()).unwrap().close().unwrap();
    let session = Session::open(&path, options(&faults)).unwrap();
    let reference = Reference::of(session.plan());
    let used = reference.used.clone();
    let mut trial = Trial {
        random: Random::new(seed),
        session: Some(session),
        faults,
        possible: vec![reference.clone()],
        reference,
        used,
        counts: BTreeMap::new(),
        touched: BTreeSet::new(),
        trail: Vec::new(),
    };
    for step in 0..steps {
        match trial.random.below(40) {
            0..=24 => trial.edit(step),
            25..=33 => trial.undo_or_redo(),
            34..=36 => trial.wait(),
            37 => _ = trial.check_disk(&path, step),
            38 if trial.random.one_in(3) => trial.reopen(&path, step),
            _ => trial.faults.fail_after(u32::try_from(trial.random.below(8)).unwrap()),
        }
        trial.check_memory(step);
        if matches!(trial.session().save_state(), SaveState::Failed { .. }) {
            trial.after_failure(&path, step);
            trial.check_memory(step);
        }
        if looking == Looking::AtEveryStep {
            trial.wait();
            trial.check_disk(&path, step);
        }
    }
    trial.faults.heal();
    trial.reopen(&path, steps);
    trial.check_memory(steps);
    let all: BTreeSet<String> = Kind::ALL
        .iter()
        .map(|kind| kind.key())
        .chain(RelationKind::ALL.iter().map(|relation| relation.key()))
        .map(str::to_owned)
        .collect();
    assert_eq!(trial.touched, all, "some kinds were never changed");
    trial.counts
}

#[test]
fn the_file_is_what_was_acknowledged_after_every_step() {
    let steps = 1_000;
    let counts = run(5, steps, Looking::AtEveryStep);
    for (what, least) in [("looks at the file", steps), ("edits", 250), ("failures seen", 5), ("reopenings", 5)] {
        assert!(least <= counts.get(what).copied().unwrap_or(0), "too few {what}: {counts:?}");
    }
}

#[test]
fn memory_and_file_follow_the_reference() {
    let mut totals: BTreeMap<&'static str, usize> = BTreeMap::new();
    for seed in 1..=4 {
        for (what, count) in run(seed, 1_000, Looking::NowAndThen) {
            *totals.entry(what).or_default() += count;
        }
    }
    eprintln!("{totals:?}");
    // A run in which something never happens shows nothing about it.
    for (what, least) in [
        ("edits", 1_000),
        ("edits refused", 20),
        ("undos", 100),
        ("redos", 50),
        ("failures seen", 10),
        ("retries", 10),
        ("discards", 5),
        ("reopenings", 20),
        ("looks at the file", 50),
    ] {
        assert!(least <= totals.get(what).copied().unwrap_or(0), "too few {what}: {totals:?}");
    }
}
