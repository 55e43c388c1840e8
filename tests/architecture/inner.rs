//! The inner walls of the window: which of its rooms may use which, that threads begin in one place, and that what only
//! one system has stands in files named for it.

use super::scan::Source;
use super::{assert_none, rust, within_crate};

/// The rooms of the window, each may use only rooms of a lower rank.
const RANKS: &[(&str, usize)] = &[
    ("theme", 0),
    ("latest", 0),
    ("pointing", 0),
    ("fonts", 1),
    ("background", 1),
    ("layers", 1),
    ("widgets", 1),
    ("selection", 2),
    ("settings", 2),
    ("remembered", 2),
    ("commands", 3),
    ("order", 3),
    ("trail", 3),
    ("action", 4),
    ("derived", 5),
    ("view", 6),
    ("map", 7),
    ("tables", 7),
    ("forms", 7),
    ("panels", 8),
    ("dialogs", 8),
    ("files", 9),
    ("jobs", 9),
    ("document", 10),
    ("exporting", 11),
    ("making", 11),
    ("showing", 11),
    ("outcome", 12),
    ("dispatch", 13),
    ("app", 14),
    ("held_back", 14),
    ("patience", 15),
    ("launch", 16),
];

/// What begins a thread that nobody waits for. Parallel iterators end with the call.
const THREADS: &[&str] = &["std::thread", "thread::spawn", "thread::Builder", "rayon::spawn", "rayon::spawn_fifo"];

/// Where threads of the window begin; tiles have engines of their own, which must not be waited for when they end.
const THREADS_BEGIN_IN: &[&str] = &["src/ui/latest/", "src/ui/map/tiles/"];

/// What only one system has: the words that name it, and what the file is called that may say them.
const SYSTEMS: &[(&str, &str)] = &[
    ("std::os::unix", "unix"),
    ("std::os::linux", "linux"),
    ("std::os::windows", "windows"),
    ("std::os::macos", "macos"),
    ("\"/proc", "linux"),
    ("\"/dev/", "unix"),
    ("\"/sys/", "linux"),
    ("cfg(unix)", "unix"),
    ("cfg(windows)", "windows"),
    ("target_os = \"linux\"", "linux"),
    ("target_os = \"macos\"", "macos"),
    ("target_os = \"windows\"", "windows"),
];

fn rank(room: &str) -> Option<usize> {
    RANKS.iter().find(|(name, _)| *name == room).map(|(_, rank)| *rank)
}

/// Who uses whom within the window.
fn check_inner_direction(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let module = source.module();
        // `ui/mod.rs` only lists rooms.
        let [first, own, ..] = module.as_slice() else { continue };
        if first != "ui" {
            continue;
        }
        let Some(own_rank) = rank(own) else {
            faults.push(format!("{}: `ui::{own}` has no rank", source.path));
            continue;
        };
        for path in source.paths() {
            let Some(target) = within_crate(&module, &path.segments) else { continue };
            let [first, target, ..] = target.as_slice() else { continue };
            if first == "ui" && target != own && rank(target).is_none_or(|rank| own_rank <= rank) {
                faults.push(format!("{}:{}: `ui::{own}` uses `ui::{target}`", source.path, path.line));
            }
        }
    }
    faults
}

/// Threads that begin elsewhere.
fn check_threads(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !THREADS_BEGIN_IN.iter().any(|room| source.path.starts_with(room))) {
        for path in source.paths() {
            let named = path.segments.join("::");
            if THREADS.iter().any(|thread| named == *thread || named.starts_with(&format!("{thread}::"))) {
                faults.push(format!("{}:{}: `{named}`", source.path, path.line));
            }
        }
    }
    faults
}

/// What only one system has, in a file that is not named for it, or without what is done on others.
fn check_systems(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    // Tests beside the code may ask for what only this system has; what is asked of a Linux is also had from any Unix.
    for source in sources.iter().filter(|source| !source.path.ends_with("_tests.rs")) {
        let name = source.module().last().cloned().unwrap_or_default();
        let is_named = |system: &str| name == system || name == "linux" && system == "unix";
        let text = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.trim_start();
            if code.starts_with("//") {
                continue;
            }
            for (_, system) in SYSTEMS.iter().filter(|(words, system)| line.contains(words) && !is_named(system)) {
                faults.push(format!("{}:{number}: only {system} has this, and the file is not named so", source.path));
            }
        }
        let is_of_system = SYSTEMS.iter().any(|(_, system)| name == *system);
        if is_of_system && !text.contains("cfg(not(") {
            faults.push(format!("{}: does not say what is done on other systems", source.path));
        }
    }
    faults
}

#[test]
fn rooms_of_the_window_use_only_what_stands_to_their_left() {
    assert_none(&check_inner_direction(&rust("src/ui/")));
    for (path, text, fault) in [
        ("src/ui/panels/a.rs", "use crate::ui::app::App;", true),
        ("src/ui/widgets/a.rs", "use super::super::view::ViewContext;", true),
        ("src/ui/map/a.rs", "use crate::ui::{theme, tables::Tables};", true),
        ("src/ui/order.rs", "use super::exporting::Question;", true),
        ("src/ui/latest/mod.rs", "use crate::ui::theme;", true),
        ("src/ui/dialogs/a.rs", "fn f(app: &mut crate::ui::app::App) {}", true),
        ("src/ui/dialogs/a.rs", "use crate::ui::Found;", true),
        ("src/ui/wombat.rs", "", true),
        ("src/ui/app/frame.rs", "use crate::ui::{dispatch, panels, theme};", false),
        ("src/ui/panels/a.rs", "use super::tabs; use crate::ui::view::PanelContext; use crate::model::Plan;", false),
        ("src/ui/panels/a.rs", "#[cfg(test)]\nmod tests { use crate::ui::app; }", false),
        ("src/ui/mod.rs", "pub mod app; pub use launch::launch;", false),
        ("src/cli/a.rs", "use crate::model::Plan;", false),
    ] {
        let faults = check_inner_direction(&[Source::new(path, text)]);
        assert_eq!(!faults.is_empty(), fault, "{path}: {text}: {faults:?}");
    }
}

#[test]
fn threads_of_the_window_begin_in_one_place() {
    assert_none(&check_threads(&rust("src/ui/")));
    for (path, text, fault) in [
        ("src/ui/map/a.rs", "std::thread::spawn(f)", true),
        ("src/ui/map/a.rs", "use std::{sync::Arc, thread};", true),
        ("src/ui/map/a.rs", "rayon::spawn(move || drop(value))", true),
        ("src/ui/latest/work.rs", "use std::thread;", false),
        ("src/ui/map/a.rs", "use rayon::prelude::*; rayon::join(f, g)", false),
    ] {
        assert_eq!(!check_threads(&[Source::new(path, text)]).is_empty(), fault, "{path}: {text}");
    }
}

#[test]
fn what_one_system_has_stands_in_files_named_for_it() {
    assert_none(&check_systems(&rust("src/")));
    for (path, text, fault) in [
        ("src/store/a.rs", "use std::os::unix::fs::symlink;", true),
        ("src/store/a.rs", "let all = Path::new(\"/proc\");", true),
        ("src/store/a.rs", "#[cfg(unix)]\nfn f() {}", true),
        ("src/store/unix.rs", "#[cfg(unix)]\nfn f() { std::os::unix::f() }", true),
        ("src/store/unix.rs", "#[cfg(unix)]\nfn f() {}\n#[cfg(not(unix))]\nfn f() {}", false),
        ("src/store/unix.rs", "use std::os::linux::fs::MetadataExt; cfg(not(x))", true),
        ("src/store/linux.rs", "use std::os::unix::fs::symlink;", true),
        ("src/store/linux.rs", "use std::os::unix::fs::symlink; cfg(not(x))", false),
        ("src/store/a.rs", "// like std::os::unix\n#[cfg(test)]\nmod tests { use std::os::unix::fs::symlink; }", false),
    ] {
        let faults = check_systems(&[Source::new(path, text)]);
        assert_eq!(!faults.is_empty(), fault, "{path}: {text}: {faults:?}");
    }
}
