//! The program among devices, pipes and other people's files: what it writes into, what it never reads, what it leaves.

mod read;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::temporary_folder;

/// No command that is refused takes this long, and none that hangs takes less.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a line of shell in a folder, `$L` being the program; ends what hangs.
fn shell(folder: &Path, line: &str) -> Output {
    let mut child = Command::new("bash")
        .args(["-c", line])
        .env("L", env!("CARGO_BIN_EXE_lodestone"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if PATIENCE < begun.elapsed() {
            child.kill().unwrap();
            panic!("`{line}` hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{:?}\n{}{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn run(folder: &Path, line: &str) -> String {
    let output = shell(folder, line);
    assert!(output.status.success(), "`{line}`: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

const TEXT: &str = "$L export p.lodestone --format plan-text -o";

#[test]
#[cfg(target_os = "linux")]
fn exports_go_into_devices_pipes_and_streams_and_replace_none() {
    let folder = temporary_folder();
    let folder = folder.path();
    run(folder, "$L new p.lodestone && mkfifo pipe && ln -s /dev/null null && echo before > log");
    let text = run(folder, "$L export p.lodestone --format plan-text");
    assert!(text.starts_with("lodestone-plan-text 2\n"));
    let streams = format!("{TEXT} /dev/stdout");
    for (line, expected) in [
        (format!("{TEXT} /dev/null && {TEXT} null && test -c /dev/null && test -L null"), String::new()),
        (format!("timeout 20 cat pipe & {TEXT} pipe; wait; test -p pipe"), text.clone()),
        (format!("{streams} | cat"), text.clone()),
        (format!("{streams} > out; cat out"), text.clone()),
        (format!("{streams} >> log; cat log"), format!("before\n{text}")),
        (format!("{{ {streams}; echo more; }} > both; cat both"), format!("{text}more\n")),
        (format!("exec 3> third; {TEXT} /dev/fd/3; {TEXT} /dev/fd/3; cat third"), text.repeat(2)),
        (format!("{TEXT} >(cat > through); sleep 0.3; cat through"), text.clone()),
        (format!("{TEXT} >(head -c 1 > first); sleep 0.3; cat first"), "l".to_owned()),
        ("$L export p.lodestone --format traffic-ops -o /dev/stdout | head -c 1".to_owned(), "{".to_owned()),
    ] {
        assert_eq!(run(folder, &line), expected, "{line}");
    }
    let full = shell(folder, &format!("{TEXT} /dev/full"));
    assert!(full.status.code() == Some(3) && said(&full).contains("/dev/full"), "{}", said(&full));
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".part")), "{left:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_may_never_end_is_refused_by_its_kind_wherever_a_file_is_read() {
    let folder = temporary_folder();
    let folder = folder.path();
    run(folder, "$L new p.lodestone && mkfifo pipe");
    for file in ["pipe", "/dev/zero", "/dev/tty", "/proc/kmsg", "/sys/kernel/notes", "/proc/self/status"] {
        if !Path::new(file).exists() && file != "pipe" {
            continue;
        }
        for verb in [
            "import p.lodestone FILE",
            "import p.lodestone FILE --dry-run --format snapshot",
            "diff p.lodestone FILE",
            "preflight FILE",
            "history FILE",
            "undo FILE",
            "export FILE --format plan-text",
        ] {
            let line = format!("$L {}", verb.replace("FILE", file));
            let refused = shell(folder, &line);
            assert!(refused.status.code() == Some(3), "{line}: {}", said(&refused));
            assert!(said(&refused).contains(file), "{line}: {}", said(&refused));
        }
    }
}

/// Adds a division to a plan through an import.
fn add(folder: &Path, plan: &str, name: &str) -> Output {
    fs::write(folder.join("divisions.json"), format!("{{\"response\": [{{\"name\": \"{name}\"}}]}}")).unwrap();
    shell(folder, &format!("$L import {plan} divisions.json"))
}

/// Backs a plan up, as an opening does when the newest backup is old.
fn back_up(plan: &Path) -> std::path::PathBuf {
    let session = lodestone::session::Session::open(plan, lodestone::session::Options::default()).unwrap();
    let backup = session.backup_now().unwrap();
    session.close().unwrap();
    backup
}

fn recovery(folder: &Path, plan: &str) -> serde_json::Value {
    let output = shell(folder, &format!("$L recover {plan} --json"));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(&output)))
}

fn proposed(folder: &Path, plan: &str) -> Option<String> {
    let found = recovery(folder, plan);
    let candidates = found["candidates"].as_array().unwrap().clone();
    let proposed = candidates.into_iter().find(|candidate| candidate["proposed"] == true)?;
    Some(proposed["file"].as_str().unwrap().to_owned())
}

fn divisions(folder: &Path, plan: &str) -> Vec<String> {
    let text = run(folder, &format!("$L export {plan} --format plan-text"));
    let lines = text.lines().filter_map(|line| line.strip_prefix("division {\"name\":\""));
    lines.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn a_plan_comes_back_from_its_newest_state_however_it_was_lost() {
    for (case, harm) in [
        ("empty", ": > p.lodestone"),
        ("zeroed", "dd if=/dev/zero of=p.lodestone bs=4096 count=100 conv=notrunc status=none"),
        ("cut", "truncate -s 5000 p.lodestone"),
        ("stub", "truncate -s 100 p.lodestone"),
        ("missing", "rm p.lodestone"),
        ("overwritten", "echo 'Dear diary' > p.lodestone"),
    ] {
        let folder = temporary_folder();
        let folder = folder.path();
        run(folder, "$L new p.lodestone");
        assert!(add(folder, "p.lodestone", "backed-up").status.success());
        let backup = back_up(&folder.join("p.lodestone"));
        assert!(add(folder, "p.lodestone", "in-the-twin").status.success());
        run(folder, harm);
        for verb in ["history p.lodestone", "undo p.lodestone"] {
            let refused = shell(folder, &format!("$L {verb}"));
            let said = said(&refused);
            assert!(refused.status.code() == Some(3) && said.contains("p.plan-text"), "{case}: {said}");
        }
        assert!(proposed(folder, "p.lodestone").unwrap().ends_with("p.plan-text"), "{case}");
        let found = recovery(folder, "p.lodestone");
        assert_eq!(found["compared"]["with"].as_str().unwrap(), backup.display().to_string(), "{case}: {found}");
        assert_eq!(found["compared"]["added"], 1, "{case}: {found}");
        let there = fs::read(folder.join("p.lodestone")).ok();
        run(folder, "$L recover p.lodestone --newest");
        assert_eq!(divisions(folder, "p.lodestone"), ["backed-up", "in-the-twin"], "{case}");
        assert_eq!(fs::read(folder.join("p.damaged-1.lodestone")).ok(), there, "{case}: what was there is kept");
        // The plan goes on, twin and all.
        let more = add(folder, "p.lodestone", "more");
        assert!(more.status.success(), "{case}: {}", said(&more));
        assert!(fs::read_to_string(folder.join("p.plan-text")).unwrap().contains("more"), "{case}");
        // And back to the backup, and back from there.
        run(folder, &format!("$L recover p.lodestone --from '{}'", backup.display()));
        assert_eq!(divisions(folder, "p.lodestone"), ["backed-up"], "{case}");
        let aside = if there.is_some() { "p.damaged-2.lodestone" } else { "p.damaged-1.lodestone" };
        run(folder, &format!("$L recover p.lodestone --from {aside}"));
        assert_eq!(divisions(folder, "p.lodestone"), ["backed-up", "in-the-twin", "more"], "{case}");
        if there.is_some() {
            run(folder, "$L recover p.lodestone --from p.damaged-1.lodestone");
            assert_eq!(fs::read(folder.join("p.lodestone")).ok(), there, "{case}: even damage comes back");
        }
    }
}

#[test]
fn another_plans_backup_is_not_proposed() {
    let folder = temporary_folder();
    let folder = folder.path();
    // A plan that stood there before.
    run(folder, "$L new p.lodestone");
    assert!(add(folder, "p.lodestone", "former").status.success());
    back_up(&folder.join("p.lodestone"));
    run(folder, "rm p.lodestone p.plan-text && $L new p.lodestone && : > p.lodestone");
    assert_eq!(proposed(folder, "p.lodestone"), None);
    let message = said(&shell(folder, "$L history p.lodestone"));
    assert!(!message.contains("backups"), "{message}");
    // Two plans that share a folder of backups, one a copy of the other.
    run(folder, "$L new net.lodestone");
    assert!(add(folder, "net.lodestone", "of-both").status.success());
    run(folder, "cp net.lodestone net");
    assert!(add(folder, "net", "of-net").status.success() || folder.join("net.plan-text").exists());
    let of_net = back_up(&folder.join("net"));
    assert!(add(folder, "net.lodestone", "of-net-lodestone").status.code().is_some());
    let of_lodestone = back_up(&folder.join("net.lodestone"));
    run(folder, ": > net; : > net.lodestone; rm -f net.plan-text");
    assert_eq!(proposed(folder, "net"), Some(of_net.display().to_string()));
    assert_eq!(proposed(folder, "net.lodestone"), Some(of_lodestone.display().to_string()));
}

#[test]
fn a_twin_of_another_plan_or_a_newer_one_or_somebodys_work_is_kept() {
    let folder = temporary_folder();
    let folder = folder.path();
    let twin = || fs::read_to_string(folder.join("p.plan-text")).unwrap();
    let assert_kept = |output: &Output, before: &str, why: &str| {
        let said = said(output);
        assert!(output.status.code() == Some(1) && said.contains(why) && said.contains("p.plan-text"), "{said}");
        assert_eq!(twin(), before, "{why}");
    };
    run(folder, "$L new p.lodestone");
    assert!(add(folder, "p.lodestone", "one").status.success());
    run(folder, "cp p.lodestone older");
    assert!(add(folder, "p.lodestone", "two").status.success());
    // A plan of another name and the same twin.
    let before = twin();
    run(folder, "$L new p.old");
    assert_kept(&add(folder, "p.old", "other"), &before, "changed by something else");
    // The plan of last week over that of today: however many steps it takes then, the twin knows more.
    run(folder, "cp older p.lodestone");
    for name in ["three", "four", "five"] {
        assert_kept(&add(folder, "p.lodestone", name), &before, "newer");
    }
    // What git or an editor has brought.
    run(folder, "rm p.plan-text");
    assert!(add(folder, "p.lodestone", "six").status.success());
    let mine = twin().replace("six", "seven");
    fs::write(folder.join("p.plan-text"), &mine).unwrap();
    assert_kept(&add(folder, "p.lodestone", "eight"), &mine, "changed by something else");
    run(folder, "$L import p.lodestone p.plan-text; rm p.plan-text");
    assert!(add(folder, "p.lodestone", "nine").status.success());
    // An older twin of its own is written over.
    let old = twin();
    assert!(add(folder, "p.lodestone", "ten").status.success());
    fs::write(folder.join("p.plan-text"), old).unwrap();
    assert!(add(folder, "p.lodestone", "eleven").status.success());
    assert!(twin().contains("eleven"));
}

#[test]
fn a_copy_made_by_hand_gets_an_id_of_its_own() {
    let folder = temporary_folder();
    let folder = folder.path();
    let id = |plan: &str| {
        let notes = fs::read_to_string(folder.join(format!("{plan}-backups/notes"))).unwrap();
        let line = notes.lines().find(|line| line.starts_with("plan ") && line.ends_with(plan)).unwrap().to_owned();
        line.split(' ').nth(1).unwrap().to_owned()
    };
    run(folder, "$L new a.lodestone && cp a.lodestone b.lodestone && $L undo b.lodestone; $L undo a.lodestone; true");
    let (a, b) = (id("a.lodestone"), id("b.lodestone"));
    assert_ne!(a, b);
    run(folder, "$L undo a.lodestone; $L undo b.lodestone; true");
    assert_eq!((id("a.lodestone"), id("b.lodestone")), (a, b.clone()), "once is enough");
    // One that was moved stays what it is.
    run(folder, "mkdir c && mv b.lodestone c/ && $L undo c/b.lodestone; true");
    let moved = fs::read_to_string(folder.join("c/b.lodestone-backups/notes")).unwrap();
    assert!(moved.contains(&b), "{moved}");
}

#[test]
fn what_is_done_never_ends_as_if_it_was_not() {
    let folder = temporary_folder();
    let folder = folder.path();
    run(folder, "$L new p.lodestone");
    // The twin's place is taken.
    run(folder, "mkdir -p p.plan-text/x");
    for (line, told) in [("import", "Import"), ("undo", "Undone"), ("redo", "Done again")] {
        let output = match line {
            "import" => add(folder, "p.lodestone", "one"),
            verb => shell(folder, &format!("$L {verb} p.lodestone")),
        };
        let said = said(&output);
        assert!(output.status.code() == Some(1) && said.contains(told) && said.contains("p.plan-text"), "{said}");
        assert!(!said.contains("nothing was"), "{said}");
    }
    run(folder, "rm -r p.plan-text");
    // Nobody can be told.
    let full = shell(folder, "$L undo p.lodestone --json > /dev/full");
    assert!(full.status.code() == Some(1) && said(&full).contains("it is done, but"), "{}", said(&full));
    assert_eq!(divisions(folder, "p.lodestone"), Vec::<String>::new());
}

#[test]
#[cfg(unix)]
fn what_is_beside_a_private_plan_is_private_too() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = temporary_folder();
    let folder = folder.path();
    run(folder, "$L new p.lodestone && chmod 600 p.lodestone");
    assert!(add(folder, "p.lodestone", "one").status.success());
    back_up(&folder.join("p.lodestone"));
    run(folder, "$L recover p.lodestone --newest");
    let mut paths = vec![folder.join("p.lodestone-backups")];
    for entry in fs::read_dir(folder).unwrap().chain(fs::read_dir(&paths[0]).unwrap()) {
        paths.push(entry.unwrap().path());
    }
    assert!(5 < paths.len(), "{paths:?}");
    for path in paths.iter().filter(|path| !path.ends_with("divisions.json")) {
        let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_reader_leaves_nothing_wherever_it_ends_and_needs_no_room_elsewhere() {
    let folder = temporary_folder();
    let folder = folder.path();
    run(folder, "$L new p.lodestone && mkdir temporary");
    for wait in ["0.002", "0.01", "0.03", "0.1"] {
        let line = format!(
            "TMPDIR=$PWD/temporary timeout -s KILL {wait} $L export p.lodestone --format plan-text > /dev/null; true"
        );
        for _ in 0..5 {
            run(folder, &line);
        }
    }
    assert_eq!(fs::read_dir(folder.join("temporary")).unwrap().count(), 0);
    let mut left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["p.lodestone", "p.lodestone-backups", "temporary"]);
    // A full disk for temporary files is nobody's business.
    run(folder, "TMPDIR=/dev/full $L history p.lodestone");
    run(folder, "TMPDIR=/no/such $L history p.lodestone");
}

#[test]
fn leftovers_of_killed_processes_are_removed_by_the_next_opening() {
    let folder = temporary_folder();
    let folder = folder.path();
    run(folder, "$L new p.lodestone");
    assert!(add(folder, "p.lodestone", "one").status.success());
    run(
        folder,
        "true & wait $!; for d in . p.lodestone-backups; do echo half > $d/.lodestone-$!-0123456789abcdef-AbCdEf.part; done",
    );
    let parts = || run(folder, "ls -A . p.lodestone-backups | grep -c 'part$' || true");
    assert_eq!(parts(), "2\n");
    run(folder, "$L undo p.lodestone");
    assert_eq!(parts(), if cfg!(target_os = "linux") { "0\n" } else { "2\n" });
}

#[test]
fn long_names_have_backups_and_where_there_can_be_none_large_imports_ask() {
    let folder = temporary_folder();
    let folder = folder.path();
    let rows: Vec<String> = (0..1_200).map(|at| format!("{{\"name\": \"division {at}\"}}")).collect();
    fs::write(folder.join("many.json"), format!("{{\"response\": [{}]}}", rows.join(","))).unwrap();
    let name = format!("{}.lodestone", "n".repeat(245));
    run(folder, &format!("$L new {name}"));
    assert!(add(folder, &name, "one").status.success());
    run(folder, &format!("$L import {name} many.json --kind divisions"));
    assert_eq!(run(folder, "ls *-backups | grep -c lodestone"), "1\n");
    // Something stands where the backups would be.
    run(folder, "$L new q.lodestone && rm -rf q.lodestone-backups && echo mine > q.lodestone-backups");
    // The twin is not noted either, and is the plan's own all the same.
    assert!(add(folder, "q.lodestone", "one").status.code().is_some());
    let before = fs::read(folder.join("q.lodestone")).unwrap();
    let refused = shell(folder, "$L import q.lodestone many.json --kind divisions");
    let said = said(&refused);
    assert!(refused.status.code() == Some(3) && said.contains("nothing was imported"), "{said}");
    assert!(said.contains("--without-backup") && said.contains("q.lodestone-backups"), "{said}");
    assert_eq!(divisions(folder, "q.lodestone"), ["one"]);
    assert!(!before.is_empty());
    shell(folder, "$L import q.lodestone many.json --kind divisions --without-backup");
    assert_eq!(divisions(folder, "q.lodestone").len(), 1_201);
    assert_eq!(fs::read_to_string(folder.join("q.lodestone-backups")).unwrap(), "mine\n");
}
