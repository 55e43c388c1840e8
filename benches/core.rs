//! The figures that the README quotes: from bodies of Traffic Ops to a plan on disk, and back out.
//!
//! For figures to quote run each bench in a process of its own (`cargo bench --bench core -- NAME`), as the command line
//! does its work: after another bench has made and dropped large plans, the small sizes measure several times slower.

#![allow(clippy::unwrap_used, reason = "a bench whose input is wrong must stop")]

mod failures;
mod routing;
mod support;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock, Mutex};

use divan::{Bencher, black_box};
use lodestone::compare::plans::compare_plans;
use lodestone::compare::snapshots::compare_snapshots;
use lodestone::edit::import::{ImportOptions, Incoming, import_rows};
use lodestone::edit::seeds::seed_plan;
use lodestone::edit::{Change, Delta, Edit};
use lodestone::formats::snapshot::importing::ImportedSnapshot;
use lodestone::formats::{plan_text, snapshot as snapshot_format, traffic_ops};
use lodestone::model::{Kind, Plan};
use lodestone::rules::{self, Checker, Limits};
use lodestone::session::{Options, Session};
use lodestone::snapshot::{MakingOptions, make_snapshot};
use support::Size;
use tempfile::TempDir;

const GROUPS: [usize; 3] = [1_000, 10_000, 100_000];

/// Cache groups with servers, for what looks at both.
const SERVED: Size = Size { groups: 10_000, servers: 2 };

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The bodies of a size, and the plan that they make, made once.
struct Made {
    folder: TempDir,
    plan: Plan,
    text: Vec<u8>,
}

static MADE: LazyLock<Mutex<HashMap<Size, Arc<Made>>>> = LazyLock::new(Mutex::default);

fn made(size: Size) -> Arc<Made> {
    let mut all = MADE.lock().unwrap();
    let make = || {
        let folder = TempDir::new().unwrap();
        support::write_bodies(folder.path(), size);
        let plan = imported(&new_plan(), read(&[folder.path().to_owned()])).1;
        assert_eq!(plan.count(Kind::CacheGroup), size.groups);
        assert_eq!(plan.count(Kind::Server), size.groups * size.servers);
        let text = plan_text::write(&plan);
        Arc::new(Made { folder, plan, text })
    };
    Arc::clone(all.entry(size).or_insert_with(make))
}

fn groups(groups: usize) -> Arc<Made> {
    made(Size { groups, servers: 0 })
}

fn new_plan() -> Plan {
    let empty = Plan::default();
    empty.applying(&seed_plan(&empty)).unwrap()
}

fn read(paths: &[PathBuf]) -> Incoming {
    let incoming = traffic_ops::read(paths, &traffic_ops::ReadOptions::default());
    assert_eq!(incoming.left_out, 0, "{:#?}", incoming.problems.first());
    incoming
}

fn imported(plan: &Plan, incoming: Incoming) -> (Edit, Plan) {
    let outcome = import_rows(plan, incoming, ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused, "{:#?}", outcome.report.problems.first());
    (outcome.edit, outcome.plan)
}

/// A session on a new file of its own.
fn session() -> (TempDir, Session) {
    let folder = TempDir::new().unwrap();
    let session = Session::create(&folder.path().join("bench.lodestone"), Options::default()).unwrap();
    (folder, session)
}

/// A session with the groups in it, all saved.
fn full_session(size: usize) -> (TempDir, Session) {
    let (folder, mut session) = session();
    let edit = imported(session.plan(), read(&[groups(size).folder.path().to_owned()])).0;
    session.perform(edit).unwrap();
    session.wait_saved().unwrap();
    (folder, session)
}

/// Renames one cache group's short name.
fn one_change(plan: &Plan) -> Edit {
    let (id, group) = plan.cache_groups().iter().next().unwrap();
    let mut next = lodestone::model::CacheGroup::clone(group);
    next.short_name = Some(format!("{}-", next.short_name.unwrap_or_default()));
    Edit::new("Change a short name", vec![Change::from(Delta::changed(id, group, next))])
}

fn one_server(plan: &Plan) -> Edit {
    let (id, server) = plan.servers().iter().next().unwrap();
    let mut next = lodestone::model::Server::clone(server);
    next.tcp_port = Some(next.tcp_port.unwrap_or(80) + 1);
    Edit::new("Change a port", vec![Change::from(Delta::changed(id, server, next))])
}

#[divan::bench(args = GROUPS, sample_count = 7, sample_size = 1)]
fn read_traffic_ops(bencher: Bencher, size: usize) {
    let made = groups(size);
    bencher.bench_local(|| read(&[made.folder.path().to_owned()]));
}

#[divan::bench(args = GROUPS, sample_count = 7, sample_size = 1)]
fn importing_to_edit(bencher: Bencher, size: usize) {
    let (made, plan) = (groups(size), new_plan());
    bencher
        .with_inputs(|| read(&[made.folder.path().to_owned()]))
        .bench_local_values(|incoming| imported(&plan, incoming));
}

#[divan::bench(args = GROUPS, sample_count = 7, sample_size = 1)]
fn write_plan_text(bencher: Bencher, size: usize) {
    let made = groups(size);
    bencher.bench_local(|| plan_text::write(black_box(&made.plan)));
}

#[divan::bench(args = GROUPS, sample_count = 7, sample_size = 1)]
fn read_plan_text(bencher: Bencher, size: usize) {
    let made = groups(size);
    bencher.bench_local(|| plan_text::read("bench.txt", black_box(&made.text)));
}

#[divan::bench(args = GROUPS, sample_count = 7, sample_size = 1)]
fn write_traffic_ops(bencher: Bencher, size: usize) {
    let made = groups(size);
    bencher.bench_local(|| traffic_ops::write(black_box(&made.plan)).unwrap());
}

/// From a plan with 10,000 servers to the bytes of its snapshot.
#[divan::bench(sample_count = 9, sample_size = 1)]
fn snapshot_write(bencher: Bencher) {
    let made = made(Size { groups: 1_000, servers: 10 });
    let options = MakingOptions::default();
    bencher.bench_local(|| {
        let snapshot = make_snapshot(black_box(&made.plan), support::cdn(), &options).unwrap().snapshot;
        snapshot_format::write(&snapshot).unwrap()
    });
}

/// From the bytes of a snapshot to a plan, in memory.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn snapshot_read(bencher: Bencher) {
    let made = made(Size { groups: 1_000, servers: 10 });
    let snapshot = make_snapshot(&made.plan, support::cdn(), &MakingOptions::default()).unwrap().snapshot;
    let bytes = snapshot_format::write(&snapshot).unwrap();
    let (plan, file) = (new_plan(), Arc::from("snapshot.json"));
    bencher.bench_local(|| {
        let document = ImportedSnapshot::read(&file, black_box(&bytes)).unwrap();
        snapshot_format::importing::import_snapshot(&plan, &document, ImportOptions::default()).unwrap()
    });
}

/// About 25 MB against the same with every server's status changed, both from their bytes.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn snapshot_diff(bencher: Bencher) {
    let made = made(Size { groups: 4_000, servers: 10 });
    let snapshot = make_snapshot(&made.plan, support::cdn(), &MakingOptions::default()).unwrap().snapshot;
    let before = String::from_utf8(snapshot_format::write(&snapshot).unwrap()).unwrap();
    let after = before.replace("\"status\":\"REPORTED\"", "\"status\":\"ONLINE\"");
    assert!((20_000_000..35_000_000).contains(&before.len()), "{}", before.len());
    let read = |text: &str| snapshot_format::read_tree(text.as_bytes()).unwrap().members;
    bencher.bench_local(|| {
        let (before, after) = rayon::join(|| read(&before), || read(&after));
        let comparison = compare_snapshots(&before, &after);
        assert_eq!(comparison.counts(), [0, 0, 40_000]);
        comparison
    });
}

#[divan::bench(args = GROUPS, sample_count = 5, sample_size = 1)]
fn plan_diff(bencher: Bencher, size: usize) {
    let made = groups(size);
    let after = made.plan.applying(&one_change(&made.plan)).unwrap();
    bencher.bench_local(|| {
        let comparison = compare_plans(black_box(&made.plan), &after);
        assert_eq!(comparison.description.changed.len(), 1);
        comparison
    });
}

/// Every rule but analysis, of a whole plan.
#[divan::bench(args = GROUPS)]
fn check(bencher: Bencher, size: usize) {
    let made = groups(size);
    bencher.bench(|| rules::check(black_box(&made.plan)));
}

/// The same with servers: two a group.
#[divan::bench]
fn check_of_servers(bencher: Bencher) {
    let made = made(SERVED);
    bencher.bench(|| rules::check(black_box(&made.plan)));
}

/// Each rule by itself.
#[divan::bench(args = rules::ALL.iter().map(|rule| rule.id.0), sample_count = 5, sample_size = 1)]
fn check_rule(bencher: Bencher, id: &str) {
    let made = made(SERVED);
    let rule: Vec<&'static rules::Rule> = rules::ALL.iter().copied().filter(|rule| rule.id.0 == id).collect();
    let go_on = AtomicBool::new(false);
    bencher.bench(|| Checker::of_rules(&rule, black_box(&made.plan), Limits::default(), &go_on));
}

/// After an edit of a cache group, of what depends on it; each rule by itself.
#[divan::bench(args = rules::ALL.iter().map(|rule| rule.id.0), sample_count = 5, sample_size = 1)]
fn check_rule_after(bencher: Bencher, id: &str) {
    let made = made(SERVED);
    let after = made.plan.applying(&one_change(&made.plan)).unwrap();
    let rule: Vec<&'static rules::Rule> = rules::ALL.iter().copied().filter(|rule| rule.id.0 == id).collect();
    let go_on = AtomicBool::new(false);
    let checker = || Checker::of_rules(&rule, &made.plan, Limits::default(), &go_on).unwrap();
    bencher.with_inputs(checker).bench_local_values(|mut checker| {
        assert!(checker.follow(&after, &go_on));
        checker
    });
}

/// After an edit of a server.
#[divan::bench(sample_count = 15, sample_size = 1)]
fn check_one_server(bencher: Bencher) {
    let made = made(SERVED);
    let after = made.plan.applying(&one_server(&made.plan)).unwrap();
    let go_on = AtomicBool::new(false);
    let checker = || Checker::of(&made.plan, Limits::default(), &go_on).unwrap();
    bencher.with_inputs(checker).bench_local_values(|mut checker| {
        assert!(checker.follow(&after, &go_on));
        checker
    });
}

/// The same after an edit, of what depends on it.
#[divan::bench(args = GROUPS)]
fn check_one_change(bencher: Bencher, size: usize) {
    let made = groups(size);
    let after = made.plan.applying(&one_change(&made.plan)).unwrap();
    let go_on = AtomicBool::new(false);
    bencher.with_inputs(|| Checker::of(&made.plan, Limits::default(), &go_on).unwrap()).bench_values(|mut checker| {
        assert!(checker.follow(&after, &go_on));
        checker
    });
}

#[divan::bench(args = GROUPS, sample_count = 5, sample_size = 1)]
fn import_to_disk(bencher: Bencher, size: usize) {
    let made = groups(size);
    bencher.with_inputs(session).bench_local_values(|(folder, mut session)| {
        let edit = imported(session.plan(), read(&[made.folder.path().to_owned()])).0;
        session.perform(edit).unwrap();
        session.wait_saved().unwrap();
        (folder, session)
    });
}

#[divan::bench(args = GROUPS, sample_count = 15, sample_size = 1)]
fn commit_one_change(bencher: Bencher, size: usize) {
    let (_folder, mut session) = full_session(size);
    bencher.bench_local(|| {
        let edit = one_change(session.plan());
        session.perform(edit).unwrap();
        session.wait_saved().unwrap();
    });
}

#[divan::bench(args = GROUPS, sample_count = 9, sample_size = 1)]
fn undo_one_change(bencher: Bencher, size: usize) {
    let (_folder, mut session) = full_session(size);
    for _ in 0..20 {
        let edit = one_change(session.plan());
        session.perform(edit).unwrap();
    }
    session.wait_saved().unwrap();
    bencher.bench_local(|| {
        assert_eq!(session.undo().unwrap().as_deref(), Some("Change a short name"));
        session.wait_saved().unwrap();
    });
}

#[divan::bench(args = GROUPS, sample_count = 3, sample_size = 1)]
fn undo_the_import(bencher: Bencher, size: usize) {
    bencher.with_inputs(|| full_session(size)).bench_local_values(|(folder, mut session)| {
        session.undo().unwrap().unwrap();
        assert_eq!(session.plan().count(Kind::CacheGroup), 0);
        session.wait_saved().unwrap();
        (folder, session)
    });
}

#[divan::bench(args = GROUPS, sample_count = 5, sample_size = 1)]
fn open(bencher: Bencher, size: usize) {
    let (folder, session) = full_session(size);
    let path = session.path().to_owned();
    session.close().unwrap();
    bencher.bench_local(|| Session::open(&path, Options::default()).unwrap());
    drop(folder);
}
