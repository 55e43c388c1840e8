//! Files that are cut, rotten, empty, foreign, write-protected or held, and full disks: a clear error, no panic, and
//! nothing that was there is harmed.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use lodestone::edit::{Delta, Edit};
use lodestone::model::*;
use lodestone::session::{Options, ReadOnlySession, SaveState, Session, SessionError};
use lodestone::store::{Opening, StoreError};
use redb::{ReadableDatabase as _, TableDefinition};
use tempfile::TempDir;

use crate::support::child;
use crate::support::random::{Random, random_change};

/// A sound plan in a folder of its own.
struct Sample {
    folder: TempDir,
    path: PathBuf,
    bytes: Vec<u8>,
    plan: std::sync::Arc<Plan>,
    labels: Vec<(String, bool)>,
}

fn options() -> Options {
    Options { opening: Opening { backups: false, ..Opening::default() }, ..Options::default() }
}

fn sample() -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let mut session = Session::create(&path, options()).unwrap();
    let mut random = Random::new(5);
    for step in 0..60 {
        let plan = session.plan().clone();
        let change = random_change(&mut random, &plan, &mut std::collections::BTreeMap::new());
        // Some fit and some do not.
        let _ = session.perform(Edit::new(format!("Step {step}"), change.into_iter().collect()));
    }
    session.undo().unwrap();
    let (plan, labels) = (session.plan().clone(), labels(&session.history()));
    session.close().unwrap();
    let bytes = fs::read(&path).unwrap();
    Sample { folder, path, bytes, plan, labels }
}

fn labels(history: &lodestone::session::History) -> Vec<(String, bool)> {
    history.steps.iter().map(|step| (step.label.clone(), step.done)).collect()
}

/// Opens a file that is perhaps damaged: it opens with all that it had, or is refused and left as it was.
fn refused_or_whole(sample: &Sample, bytes: &[u8], what: &str) -> bool {
    fs::write(&sample.path, bytes).unwrap();
    let read_only = ReadOnlySession::open(&sample.path);
    assert!(fs::read(&sample.path).unwrap() == bytes, "{what}: reading has changed the file");
    let opened = Session::open(&sample.path, options());
    assert_eq!(read_only.is_ok(), opened.is_ok(), "{what}: {:?} {:?}", read_only.err(), opened.err());
    match opened {
        Ok(session) => {
            assert!(session.plan().same_content(&sample.plan), "{what}: something is missing");
            assert_eq!(labels(&session.history()), sample.labels, "{what}");
            session.close().unwrap();
            false
        }
        Err(error) => {
            assert!(fs::read(&sample.path).unwrap() == bytes, "{what}: a refused file was changed");
            let message = error.to_string();
            assert!(message.contains(&sample.path.display().to_string()), "{what}: {message}");
            true
        }
    }
}

#[test]
fn a_cut_file_is_refused_and_left_as_it_is() {
    let sample = sample();
    let length = sample.bytes.len();
    let mut lengths =
        vec![1, 8, 9, 10, 100, 319, 320, 321, 4_095, 4_096, 4_097, length / 2, length - 4_096, length - 1];
    let mut random = Random::new(11);
    lengths.extend((0..30).map(|_| random.below(length)));
    for cut in lengths {
        assert!(
            refused_or_whole(&sample, &sample.bytes[..cut], &format!("cut at {cut}")),
            "{cut} of {length} is enough"
        );
    }
}

#[test]
fn flipped_bits_lose_nothing_unsaid() {
    let sample = sample();
    let mut refused = 0;
    for seed in 0..160 {
        let mut random = Random::new(1_000 + seed);
        let mut bytes = sample.bytes.clone();
        let flips = [1, 1, 40][random.below(3)];
        for _ in 0..flips {
            // The header is worth a closer look.
            let end = if random.one_in(4) { 320 } else { bytes.len() };
            let at = random.below(end);
            bytes[at] ^= 1 << random.below(8);
        }
        refused += usize::from(refused_or_whole(&sample, &bytes, &format!("{flips} flips of seed {seed}")));
    }
    assert!(20 < refused, "only {refused} of 160 were noticed");
}

#[test]
fn the_newest_backup_is_named_and_opens() {
    let sample = sample();
    let session = Session::open(&sample.path, options()).unwrap();
    let backup = session.backup_now().unwrap();
    assert_eq!(session.backup_now().unwrap(), backup, "one of the same state is enough");
    session.close().unwrap();
    let half = &sample.bytes[..sample.bytes.len() / 2];
    fs::write(&sample.path, half).unwrap();
    let Err(SessionError::Store(error)) = Session::open(&sample.path, Options::default()) else {
        panic!("half a file was opened")
    };
    assert!(matches!(&error, StoreError::Damaged { backup: Some(named), .. } if *named == backup), "{error}");
    assert!(error.to_string().contains(&backup.display().to_string()), "{error}");
    assert!(ReadOnlySession::open(&backup).unwrap().plan().same_content(&sample.plan));
    // A backup that has rotted is not offered.
    fs::write(&backup, half).unwrap();
    let Err(SessionError::Store(error)) = Session::open(&sample.path, Options::default()) else {
        panic!("half a file was opened")
    };
    assert!(matches!(&error, StoreError::Damaged { backup: None, .. }), "{error}");
}

#[test]
fn a_file_of_something_else_is_called_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, expected) in [
        ("empty", &b""[..], "an empty file"),
        ("text", b"Dear diary\n", "a text file"),
        ("json", b"{\"response\": []}", "a JSON file"),
        ("twin", b"lodestone-plan-text 1\n", "a plan-text file"),
        ("image", b"\x89PNG\r\n\x1a\n0000", "a PNG image"),
        ("database", b"SQLite format 3\0 and more", "an SQLite database"),
        ("zeros", &[0; 8_192], "a file of zeros"),
        ("stub", b"redb\x1A\x0A\xA9\x0D\x0A", "the rest of which is missing"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let errors = [
            Session::open(&path, options()).unwrap_err().to_string(),
            ReadOnlySession::open(&path).unwrap_err().to_string(),
        ];
        for error in errors {
            assert!(error.contains(expected) && error.contains(&path.display().to_string()), "{name}: {error}");
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name} was changed");
        let error = Session::create(&path, options()).unwrap_err();
        assert!(matches!(error, SessionError::Store(StoreError::Exists(_))), "{error}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name} was changed");
    }
    let error = Session::open(folder.path(), options()).unwrap_err();
    assert!(error.to_string().contains("a folder"), "{error}");
    let error = Session::open(&folder.path().join("nothing"), options()).unwrap_err();
    assert!(error.to_string().contains("no such file"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 8, "something was left beside");
}

#[test]
fn a_database_of_another_program_or_a_newer_version_is_left_alone() {
    const NUMBERS: TableDefinition<&str, u64> = TableDefinition::new("meta/numbers");
    const WORDS: TableDefinition<&str, &str> = TableDefinition::new("meta/words");
    const OTHERS: TableDefinition<&str, u32> = TableDefinition::new("meta/words");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.lodestone");
    let write = |change: &dyn Fn(&redb::WriteTransaction)| {
        let db = redb::Database::create(&path).unwrap();
        let txn = db.begin_write().unwrap();
        change(&txn);
        txn.commit().unwrap();
        db.close().unwrap();
        let bytes = fs::read(&path).unwrap();
        let errors = [Session::open(&path, options()).unwrap_err(), ReadOnlySession::open(&path).unwrap_err()]
            .map(|error| error.to_string());
        assert!(fs::read(&path).unwrap() == bytes, "the file was changed: {errors:?}");
        fs::remove_file(&path).unwrap();
        errors
    };
    let none = write(&|_| {});
    let others = write(&|txn| _ = txn.open_table(OTHERS).unwrap().insert("format", 1).unwrap());
    let words = write(&|txn| _ = txn.open_table(WORDS).unwrap().insert("format", "somebody else's").unwrap());
    for error in none.into_iter().chain(others).chain(words) {
        assert!(error.contains("a redb database of another program"), "{error}");
    }
    let newer = write(&|txn| {
        txn.open_table(WORDS).unwrap().insert("format", "lodestone plan").unwrap();
        txn.open_table(NUMBERS).unwrap().insert("schema", 1_000).unwrap();
        txn.open_table(OTHERS_OF_THE_FUTURE).unwrap().insert("x", [1].as_slice()).unwrap();
    });
    for error in newer {
        assert!(error.contains("schema 1000") && error.contains("up to 2"), "{error}");
    }
    let rotten = write(&|txn| {
        txn.open_table(WORDS).unwrap().insert("format", "lodestone plan").unwrap();
        txn.open_table(NUMBERS).unwrap().insert("schema", 1).unwrap();
        txn.open_table(ROWS).unwrap().insert(1, b"not a division".as_slice()).unwrap();
    });
    for error in rotten {
        assert!(error.contains("damaged") && error.contains("division"), "{error}");
    }
}

const OTHERS_OF_THE_FUTURE: TableDefinition<&str, &[u8]> = TableDefinition::new("rows/wormhole");
const ROWS: TableDefinition<u64, &[u8]> = TableDefinition::new("rows/division");

fn add(session: &mut Session, name: &str) -> Result<(), SessionError> {
    let division = Division { name: name.to_owned(), ..Division::default() };
    let id = session.plan().fresh_id(0);
    session.perform(Edit::new(format!("Add {name}"), vec![Delta::added(id, division).into()])).map(|_| ())
}

/// The parts that other processes play; does nothing when it is run as a test.
#[test]
fn part() {
    match child::part() {
        Some((part, plan)) if part == "hold" => {
            let _session = Session::open(&plan, options()).unwrap();
            child::say("held");
            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        }
        Some((part, plan)) if part == "read" => {
            let opened = Session::open(&plan, Options::default()).map(|_| ());
            child::say(&format!("writing: {}", opened.err().map_or("opened".to_owned(), |error| error.to_string())));
            let read = ReadOnlySession::open(&plan).map(|read| read.plan().divisions().len());
            child::say(&format!("reading: {read:?}"));
        }
        Some((part, plan)) if part == "fill" => fill_the_disk(&plan),
        _ => {}
    }
}

/// A child that holds a plan until it is told to go.
fn holding(path: &Path) -> (Child, ChildStdin) {
    let mut child = child::command("damage::part", "hold", path).stdin(Stdio::piped()).spawn().unwrap();
    let stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| child::said(&line.unwrap()) == Some("held")));
    (child, stdin)
}

fn answers(command: &mut Command) -> Vec<String> {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| child::said(line).map(str::to_owned)).collect()
}

#[test]
fn who_holds_a_plan_is_said_and_reading_goes_on() {
    let sample = sample();
    let (mut child, stdin) = holding(&sample.path);
    let error = Session::open(&sample.path, Options::default()).unwrap_err();
    assert!(
        matches!(&error, SessionError::Store(StoreError::Held { holder: Some(holder), .. }) if holder.pid == child.id()),
        "{error}"
    );
    assert!(error.to_string().contains(&child.id().to_string()), "{error}");
    let read = ReadOnlySession::open(&sample.path).unwrap();
    assert!(read.plan().same_content(&sample.plan));
    assert_eq!(read.copied().holder.as_ref().map(|holder| holder.pid), Some(child.id()));
    assert!(0 < read.copied().committed_at && read.copied().committed_at <= read.copied().at);
    drop(stdin);
    child.wait().unwrap();
    assert_eq!(ReadOnlySession::open(&sample.path).unwrap().copied().holder, None);

    // The note of one that was killed misleads nobody.
    let (mut child, _stdin) = holding(&sample.path);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(ReadOnlySession::open(&sample.path).unwrap().copied().holder, None);
    let session = Session::open(&sample.path, options()).unwrap();
    assert!(session.plan().same_content(&sample.plan));
    let error = Session::open(&sample.path, options()).unwrap_err();
    assert!(error.to_string().contains(&std::process::id().to_string()), "also in one process: {error}");
    session.close().unwrap();
    assert_eq!(fs::read_dir(sample.folder.path()).unwrap().count(), 1, "a note was left behind");
}

#[test]
fn write_protected_files_can_be_read() {
    let sample = sample();
    let mut mode = fs::metadata(&sample.path).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(&sample.path, mode).unwrap();
    let error = Session::open(&sample.path, Options::default()).unwrap_err();
    assert!(matches!(&error, SessionError::Store(StoreError::ReadOnly(_))), "{error}");
    assert!(ReadOnlySession::open(&sample.path).unwrap().plan().same_content(&sample.plan));
    assert!(fs::read(&sample.path).unwrap() == sample.bytes);
    assert_eq!(fs::read_dir(sample.folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn plans_of_others_in_folders_of_others_can_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let sample = sample();
    fs::set_permissions(sample.folder.path(), Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(&sample.path, Permissions::from_mode(0o444)).unwrap();
    // Who may do everything is not kept out by modes and sends somebody else.
    let mut command = child::command("damage::part", "read", &sample.path);
    if fs::write(sample.folder.path().join("may I"), "").is_ok() {
        fs::remove_file(sample.folder.path().join("may I")).unwrap();
        command.uid(65_534);
        if Command::new(std::env::current_exe().unwrap()).arg("--list").uid(65_534).output().is_err() {
            eprintln!("skipped: nobody else may run the tests");
            return;
        }
    }
    let answers = answers(&mut command);
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert!(answers[0].contains("write-protected"), "{answers:?}");
    assert_eq!(answers[1], format!("reading: Ok({})", sample.plan.divisions().len()));
    assert!(fs::read(&sample.path).unwrap() == sample.bytes);
    fs::set_permissions(sample.folder.path(), Permissions::from_mode(0o755)).unwrap();
    assert_eq!(fs::read_dir(sample.folder.path()).unwrap().count(), 1);
}

/// Edits until the file may not grow any more, and looks at what is left of it all.
fn fill_the_disk(path: &Path) {
    let mut session = Session::open(path, options()).unwrap();
    let mut acknowledged = session.plan().divisions().len();
    for turn in 0..10_000 {
        // What cannot be compressed fills the disk soon.
        let mut random = Random::new(turn);
        let noise: Vec<String> = (0..3_000).map(|_| random.next().to_string()).collect();
        let noise = noise.concat();
        if add(&mut session, &format!("{turn} {noise}")).is_err() || session.wait_saved().is_err() {
            break;
        }
        acknowledged = session.plan().divisions().len();
    }
    let SaveState::Failed { reason, unsaved } = session.save_state() else { panic!("the disk is endless") };
    assert_eq!(unsaved.len(), 1);
    assert_eq!(session.plan().divisions().len(), acknowledged + 1, "the unsaved edit is still there");
    assert!(matches!(add(&mut session, "one more"), Err(SessionError::Unsaved { .. })));
    let again = session.retry().is_ok();
    let unclosed = session.close().is_err();
    child::say(&format!("{acknowledged} {again} {unclosed} {reason}"));
}

#[cfg(unix)]
#[test]
fn a_full_disk_harms_nothing() {
    let sample = sample();
    let child = child::command("damage::part", "fill", &sample.path);
    // A limit on the size of files stands for the end of the disk; 512 bytes a block.
    let mut limited = Command::new("sh");
    limited.arg("-c").arg("trap '' XFSZ; ulimit -f 6000; exec \"$0\" \"$@\"").arg(child.get_program());
    limited.args(child.get_args()).envs(child.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let answers = answers(limited.stdin(Stdio::null()).stderr(Stdio::null()));
    let [answer] = answers.as_slice() else { panic!("the child says {answers:?}") };
    let [acknowledged, again, unclosed, reason] = answer.splitn(4, ' ').collect::<Vec<_>>()[..] else {
        panic!("{answer}")
    };
    assert_eq!((again, unclosed), ("false", "true"), "{answer}");
    assert!(reason.contains("larger than this system allows") && reason.contains("plan.lodestone"), "{reason}");
    let acknowledged: usize = acknowledged.parse().unwrap();
    assert!(sample.plan.divisions().len() + 3 < acknowledged);
    let mut session = Session::open(&sample.path, options()).unwrap();
    let found = session.plan().divisions().len();
    assert!(found == acknowledged || found == acknowledged + 1, "{found} of {acknowledged}");
    while session.undo().unwrap().is_some() {}
    session.close().unwrap();
}

#[test]
fn a_copy_takes_along_what_could_not_be_saved() {
    let sample = sample();
    let faults = std::sync::Arc::new(lodestone::store::Faults::default());
    let opening = Opening { faults: Some(faults.clone()), backups: false, ..Opening::default() };
    let mut session = Session::open(&sample.path, Options { opening, ..Options::default() }).unwrap();
    faults.fail_after(0);
    add(&mut session, "unsaved").unwrap();
    session.wait_saved().unwrap_err();
    let copy = sample.folder.path().join("copy.lodestone");
    session.save_copy(&copy).unwrap();
    assert!(session.save_copy(&copy).is_err(), "nothing is replaced");
    let read = ReadOnlySession::open(&copy).unwrap();
    assert!(read.plan().same_content(session.plan()));
    assert_eq!(read.history().steps, session.history().steps);
    // Even when the plan's own file has gone.
    fs::write(&sample.path, b"gone").unwrap();
    let alone = sample.folder.path().join("alone.lodestone");
    session.save_copy(&alone).unwrap();
    assert!(ReadOnlySession::open(&alone).unwrap().plan().same_content(session.plan()));
    let unclosed = session.close().unwrap_err();
    assert!(unclosed.error.to_string().contains("1 edit could not be saved"), "{}", unclosed.error);
    drop(unclosed);
    assert_eq!(fs::read(&sample.path).unwrap(), b"gone");
}

#[test]
fn nothing_is_written_to_a_file_that_has_lost_its_name() {
    let sample = sample();
    let away = sample.folder.path().join("away.lodestone");
    let mut session = Session::open(&sample.path, options()).unwrap();
    fs::rename(&sample.path, &away).unwrap();
    add(&mut session, "unsaved").unwrap();
    let error = session.wait_saved().unwrap_err();
    assert!(error.to_string().contains("has taken the place"), "{error}");
    assert!(session.retry().is_err());
    // Another plan, even an older state of this one, is not written over.
    Session::create(&sample.path, options()).unwrap().close().unwrap();
    let other = fs::read(&sample.path).unwrap();
    assert!(session.retry().unwrap_err().to_string().contains("has taken the place"));
    assert!(fs::read(&sample.path).unwrap() == other);
    let copy = sample.folder.path().join("copy.lodestone");
    session.save_copy(&copy).unwrap();
    assert!(ReadOnlySession::open(&copy).unwrap().plan().same_content(session.plan()));
    // Once it is back, all is well.
    fs::rename(&away, &sample.path).unwrap();
    session.retry().unwrap();
    session.close().unwrap();
    assert_eq!(Session::open(&sample.path, options()).unwrap().history().steps.last().unwrap().label, "Add unsaved");
}

#[test]
fn a_file_of_the_twins_name_that_is_none_is_kept() {
    let sample = sample();
    let twin = sample.path.with_extension("plan-text");
    let options = || Options {
        twin: Some(|plan, take| take(&format!("lodestone-plan-text 1\n{}\n", plan.divisions().len()))),
        ..options()
    };
    let mut session = Session::open(&sample.path, options()).unwrap();
    add(&mut session, "new").unwrap();
    let expected = format!("lodestone-plan-text 1\n{}\n", session.plan().divisions().len());
    session.close().unwrap();
    assert_eq!(fs::read_to_string(&twin).unwrap(), expected);
    let mut file = fs::File::create(&twin).unwrap();
    file.write_all(b"my own notes").unwrap();
    let mut session =
        Session::open(&sample.path, Options { twin_rest: std::time::Duration::ZERO, ..options() }).unwrap();
    add(&mut session, "newer").unwrap();
    session.wait_saved().unwrap();
    let mut notes = session.take_notes();
    for _ in 0..200 {
        if !notes.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        notes = session.take_notes();
    }
    assert!(notes[0].contains("something else") && notes[0].contains("plan.plan-text"), "{notes:?}");
    session.close().unwrap();
    assert_eq!(fs::read(&twin).unwrap(), b"my own notes");
}

/// What the fixtures above count on.
#[test]
fn the_sample_holds_something_of_everything_that_matters() {
    let sample = sample();
    assert!(20 < sample.labels.len());
    assert_eq!(sample.labels.iter().filter(|(_, done)| !done).count(), 1);
    let db = redb::Database::open(&sample.path).unwrap();
    assert!(db.begin_read().unwrap().list_tables().unwrap().count() > Kind::COUNT);
}
