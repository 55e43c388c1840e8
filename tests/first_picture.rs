//! The first pictures of a plan, frame by frame: that it is being opened is said until it is there, and then map and table
//! show it together.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::model::{Kind, Plan};
use lodestone::store::Store;
use lodestone::ui::action::{Action, OpenMode};
use lodestone::ui::app::App;

use crate::support::crowd::crowd;
use crate::support::shell::{sample, setup};
use crate::support::temporary_folder;

/// What one frame shows.
#[derive(Debug, PartialEq, Eq)]
struct Picture {
    says_opening: bool,
    says_nothing_is_open: bool,
    rows: usize,
    groups_on_map: bool,
}

fn look(harness: &Harness<'_, App>) -> Picture {
    let map = |label: String| label.strip_prefix("Map, ").map(|rest| !rest.starts_with("0 "));
    let canvas = harness.query_all_by_role(Role::Canvas).find_map(|node| node.accesskit_node().label().and_then(map));
    Picture {
        says_opening: harness.query_all_by_label_contains("Opening ").next().is_some(),
        says_nothing_is_open: harness.query_all_by_label_contains("No plan is open").next().is_some(),
        rows: harness.query_all_by_role(Role::Row).count(),
        groups_on_map: canvas.unwrap_or(false),
    }
}

/// The pictures of a window that has nothing open and then opens a plan, until it is at rest.
fn pictures(plan: &Path) -> Vec<Picture> {
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1280.0, 800.0))
        .build_eframe(move |created| App::new(&created.egui_ctx, None, setup()));
    assert!(look(&harness).says_nothing_is_open);
    harness.state().send(Action::Open(plan.to_owned(), OpenMode::Edit));
    let mut seen = Vec::new();
    let mut quiet = 0;
    for _ in 0..20_000 {
        harness.run_steps(1);
        seen.push(look(&harness));
        quiet = if harness.state().is_settled() { quiet + 1 } else { 0 };
        if quiet == 20 {
            assert!(0 < harness.state().document().plan().count(Kind::CacheGroup), "it was opened");
            return seen;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("the window does not come to rest");
}

fn file_of(folder: &Path, plan: &Plan) -> PathBuf {
    let path = folder.join("many.lodestone");
    Store::create(&path, plan).unwrap();
    path
}

/// Looks at the frames in which a plan is opened; says in which it is shown.
fn check(plan: &Path) -> usize {
    let seen = pictures(plan);
    let shown = seen.iter().position(|picture| picture.groups_on_map || 0 < picture.rows).expect("it is shown");
    for (at, picture) in seen.iter().enumerate() {
        let is_there = shown <= at;
        assert!(!picture.says_nothing_is_open, "frame {at} of {shown}: {picture:?}");
        assert_eq!(picture.groups_on_map, is_there, "frame {at} of {shown}: {picture:?}");
        assert_eq!(0 < picture.rows, is_there, "frame {at} of {shown}: {picture:?}");
    }
    let waiting = seen.get(..shown).unwrap_or_default();
    assert!(waiting.iter().all(|picture| picture.says_opening), "{waiting:?}");
    shown
}

#[test]
fn a_small_plan_is_shown_by_map_and_table_together() {
    let folder = temporary_folder();
    check(&sample(folder.path()));
}

/// So many that their order is not found within a frame.
#[test]
fn a_large_plan_is_shown_by_map_and_table_together() {
    let folder = temporary_folder();
    let shown = check(&file_of(folder.path(), &crowd(20_000)));
    assert!(1 < shown, "it was opened in no time: what is said meanwhile was not seen");
}
