//! A process that is killed while it edits: every edit that it acknowledged is in the file, the file opens, and nothing
//! is half applied.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Child;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use lodestone::edit::{Change, Delta, Edit, LinkChange};
use lodestone::model::*;
use lodestone::session::{Options, ReadOnlySession, Session};

use crate::support::child;
use crate::support::random::Random;

const KILLS: usize = 200;
const SLOTS: u64 = 20;

/// The part that the killed process plays; does nothing when it is run as a test.
#[test]
fn part() {
    if let Some((part, plan)) = child::part()
        && part == "edit until killed"
    {
        edit_until_killed(&plan);
    }
}

fn edit_until_killed(path: &Path) {
    let mut session = Session::open(path, Options::default()).unwrap();
    let mut turn = turn_of(session.plan());
    loop {
        // Fast ones share a commit; each that is acknowledged has been waited for.
        for _ in 0..=(turn % 3) {
            turn += 1;
            let edit = turn_edit(session.plan(), turn);
            session.perform(edit).unwrap();
            if turn.is_multiple_of(5) {
                session.undo().unwrap();
                session.redo().unwrap();
            }
        }
        session.wait_saved().unwrap();
        child::say(&turn.to_string());
    }
}

/// An edit that writes its number to many places at once.
fn turn_edit(plan: &Plan, turn: u64) -> Edit {
    let slot = (turn - 1) % SLOTS;
    let mut changes: Vec<Change> = Vec::new();
    let division =
        plan.ids(Kind::Division).get(usize::try_from(slot).unwrap()).map(|id| Id::<Division>::new(id.number));
    let name = format!("division {slot} turn {turn}");
    match division {
        Some(id) => {
            let after = Division { name, ..Division::default() };
            changes.push(Delta::changed(id, plan.get(id).unwrap(), after).into());
        }
        None => changes.push(Delta::added(plan.fresh_id(0), Division { name, ..Division::default() }).into()),
    }
    for old in plan.ids(Kind::Scenario) {
        let id = Id::<Scenario>::new(old.number);
        changes.push(Delta::removed(id, plan.get(id).unwrap()).into());
    }
    for copy in 0..3 {
        let scenario =
            Scenario { name: format!("copy {copy}"), description: Some(turn.to_string()), ..Scenario::default() };
        changes.push(Delta::added(plan.fresh_id(copy), scenario).into());
    }
    let pair = |number: u64| AnyPair {
        relation: RelationKind::ProfileParameter,
        a: Target::Absent(Absent::named("turn")),
        b: Target::Absent(Absent::named(&number.to_string())),
    };
    if 1 < turn {
        changes.push(Change::Link(LinkChange { pair: pair(turn - 1), present: false }));
    }
    changes.push(Change::Link(LinkChange { pair: pair(turn), present: true }));
    Edit::new(format!("Turn {turn}"), changes)
}

/// The number of the last edit, which stands in all the places that it wrote; panics when they differ.
fn turn_of(plan: &Plan) -> u64 {
    let scenarios: Vec<&Arc<Scenario>> = plan.scenarios().iter().map(|(_, scenario)| scenario).collect();
    if scenarios.is_empty() {
        assert!(plan.divisions().is_empty() && plan.profile_parameters().is_empty());
        return 0;
    }
    let turn: u64 = scenarios[0].description.as_deref().unwrap().parse().unwrap();
    assert_eq!(scenarios.len(), 3);
    assert!(scenarios.iter().all(|scenario| scenario.description.as_deref() == Some(&turn.to_string())));
    let pairs = RelationKind::ProfileParameter.pairs(plan);
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0].b, Target::Absent(Absent::named(&turn.to_string())));
    let newest = plan.divisions().iter().map(|(_, division)| {
        let (_, turn) = division.name.rsplit_once(' ').unwrap();
        turn.parse::<u64>().unwrap()
    });
    assert_eq!(newest.max(), Some(turn));
    assert_eq!(plan.divisions().len() as u64, turn.min(SLOTS));
    turn
}

/// From when on a child's time is counted.
#[derive(Clone, Copy)]
enum From {
    /// Its start, so that some are killed while they open the file.
    Start,
    /// Its first acknowledged edit, however slow the machine is.
    FirstEdit,
}

/// Kills a child after a while and says what it acknowledged last.
fn kill_after(mut running: Child, from: From, wait: Duration) -> Option<u64> {
    let out = running.stdout.take().unwrap();
    let (begun, begins) = mpsc::channel();
    let listening = thread::spawn(move || {
        let lines = BufReader::new(out).lines().map_while(Result::ok);
        let said = lines.filter_map(|line| child::said(&line)?.parse().ok());
        said.inspect(|_| _ = begun.send(())).last()
    });
    if matches!(from, From::FirstEdit) {
        begins.recv_timeout(Duration::from_secs(60)).expect("the child gets to editing");
    }
    thread::sleep(wait);
    running.kill().unwrap();
    running.wait().unwrap();
    listening.join().unwrap()
}

#[test]
fn every_acknowledged_edit_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    Session::create(&path, Options::default()).unwrap().close().unwrap();
    let mut random = Random::new(42);
    let mut last = 0;
    for kill in 0..KILLS {
        let running = child::command("kill::part", "edit until killed", &path).spawn().unwrap();
        let from = if kill % 4 == 0 { From::Start } else { From::FirstEdit };
        let wait = Duration::from_millis(random.below(60) as u64);
        let acknowledged = kill_after(running, from, wait);
        let read = ReadOnlySession::open(&path).unwrap_or_else(|error| panic!("after kill {kill}: {error}"));
        let turn = turn_of(read.plan());
        let least = acknowledged.unwrap_or(last);
        assert!(least <= turn, "after kill {kill}: edit {least} was acknowledged, the file ends with {turn}");
        let done = read.history().steps.iter().rev().find(|step| step.done).map(|step| step.label.clone());
        if 0 < turn {
            assert_eq!(done, Some(format!("Turn {turn}")), "after kill {kill}");
        }
        last = turn;
    }
    let mut session = Session::open(&path, Options::default()).unwrap();
    for turn in (last.saturating_sub(20)..last).rev() {
        session.undo().unwrap();
        assert_eq!(turn_of(session.plan()), turn);
    }
    session.close().unwrap();
}
