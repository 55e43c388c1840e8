//! How often commands open a plan's file, counted by the system: each time costs a look at all of it.

use std::mem::MaybeUninit;
use std::path::Path;

use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};

use crate::support::child::lodestone;
use crate::support::temporary_folder;

/// How often a command opens the plan in a folder.
fn opens(folder: &Path, arguments: &[&str]) -> usize {
    let watch = inotify::init(CreateFlags::NONBLOCK).unwrap();
    // Reading is watched, too: of several equal events one after the other the system keeps one.
    let flags = WatchFlags::OPEN | WatchFlags::ACCESS | WatchFlags::CLOSE;
    inotify::add_watch(&watch, folder.join("plan.lodestone"), flags).unwrap();
    let output = lodestone(folder, arguments, b"");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let mut room = [MaybeUninit::uninit(); 4096];
    let mut events = Reader::new(watch, &mut room);
    let mut count = 0;
    // It ends where it would have to wait.
    while let Ok(event) = events.next() {
        assert!(!event.events().contains(ReadFlags::QUEUE_OVERFLOW), "more happened than was kept");
        count += usize::from(event.events().contains(ReadFlags::OPEN));
    }
    count
}

#[test]
fn commands_look_who_has_a_plan_and_open_it_once() {
    let folder = temporary_folder();
    let folder = folder.path();
    assert!(lodestone(folder, &["new", "plan.lodestone", "--sample"], b"").status.success());
    let row =
        r#"{"response": [{"name": "one", "shortName": "one", "typeName": "EDGE_LOC", "latitude": 1, "longitude": 2}]}"#;
    std::fs::write(folder.join("cachegroups.json"), row).unwrap();
    let export = ["export", "plan.lodestone", "--format", "snapshot", "--cdn", "aurora", "-o", "a.json", "--date"];
    let dated = |date| [export.as_slice(), &[date]].concat();
    for (arguments, most) in [
        // A look at whose plan it is, and the opening; where nothing is written, a look at whether it is a plan comes first.
        (dated("1"), 2),
        (dated("1"), 2),
        (dated("2"), 2),
        (vec!["import", "plan.lodestone", "cachegroups.json"], 2),
        (vec!["undo", "plan.lodestone"], 2),
        (vec!["redo", "plan.lodestone"], 2),
        (vec!["history", "plan.lodestone"], 3),
        (vec!["export", "plan.lodestone", "--format", "geojson"], 3),
    ] {
        let found = opens(folder, &arguments);
        assert!((1..=most).contains(&found), "{found} times, not {most}: {arguments:?}");
    }
}
