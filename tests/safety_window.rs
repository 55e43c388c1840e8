//! What the window says and does when something is wrong around the plan: a lost plan and all that there is of it, a
//! twin that cannot be written, names with characters that deceive.

use std::fs;
use std::time::Duration;

use lodestone::edit::intent;
use lodestone::formats::plan_text;
use lodestone::model::{Division, Kind, Value, is_deceptive};
use lodestone::session::{Options, Session};
use lodestone::ui::action::{Action, OpenMode};
use lodestone::ui::app::Setup;

use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::support::shell::{Window, sample, setup};
use crate::support::temporary_folder;

/// Adds a division to the plan of a session.
fn add(session: &mut Session, name: &str) {
    let fields = vec![("name", Value::Text(name.to_owned()))];
    let edit = intent::create(session.plan(), Kind::Division, fields).unwrap();
    session.perform(edit).unwrap();
}

/// As the program opens plans, but that the twin is written sooner.
fn with_twin() -> Options {
    Options { twin: Some(plan_text::write_pieces), twin_rest: Duration::from_millis(20), ..Options::default() }
}

#[test]
fn all_that_there_is_of_a_lost_plan_can_be_chosen() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let mut session = Session::open(&plan, with_twin()).unwrap();
    let groups = session.plan().count(Kind::CacheGroup);
    session.backup_now().unwrap();
    // The twin that is written on closing knows more than the backup.
    add(&mut session, "after-the-backup");
    session.close().unwrap();
    fs::write(&plan, "").unwrap();

    let mut window = Window::on(&plan);
    assert!(window.tells("an empty file"));
    assert!(window.tells("Text twin,") && window.tells("Backup,") && window.tells("of this plan"));
    assert!(window.tells("no history,") && window.tells(&format!("{groups} cache groups")), "what each holds");
    assert!(window.tells("Against the backup"), "how they differ");
    assert!(window.shows("Restore the text twin"), "the newest is proposed");
    window.click_containing("Backup,");
    window.click("Restore the backup");
    assert!(window.plan().find::<Division>("after-the-backup").is_none());
    assert_eq!(fs::read(folder.path().join("plan.damaged-1.lodestone")).unwrap(), b"");
    assert_eq!(window.plan().count(Kind::CacheGroup), groups);
}

#[test]
fn a_twin_that_cannot_be_written_is_a_yellow_light_and_the_plan_is_saved() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    // Whatever stands there and is no twin of this plan is kept.
    fs::write(folder.path().join("plan.plan-text"), "somebody's work").unwrap();
    let mut window = Window::with(Setup { plan: Some(plan), session: with_twin(), ..setup() });
    let first = window.plan().ids(Kind::Asn)[0];
    let name = window.plan().name_of(first).unwrap();
    window.select(Kind::Asn, &name);
    window.keys(egui::Modifiers::NONE, egui::Key::Delete);
    assert!(window.comes_to(|window| window.tells("Saved, with trouble: ")), "no yellow light");
    assert!(window.comes_to(|window| window.tells("plan.plan-text")), "the file is named");
    assert_eq!(fs::read(folder.path().join("plan.plan-text")).unwrap(), b"somebody's work");
}

#[test]
fn characters_that_deceive_show_in_every_label_of_the_window() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let odd = "a\u{202e}b\u{1b}[31m\u{2066}c";
    let mut session = Session::open(&plan, Options::default()).unwrap();
    add(&mut session, odd);
    session.close().unwrap();
    let mut window = Window::on(&plan);
    window.select(Kind::Division, odd);
    window.send(Action::Open(folder.path().join(odd), OpenMode::Edit));
    assert!(window.tells("there is no such file"));
    // What is typed into a field is the user's own and stays as it is.
    let of_fields = [egui::accesskit::Role::TextInput, egui::accesskit::Role::MultilineTextInput];
    let deceptive = |text: String| text.chars().any(|character| character != '\n' && is_deceptive(character));
    let deceiving: Vec<String> = window
        .harness
        .query_all_by(|node| !of_fields.contains(&node.role()))
        .filter_map(|node| node.accesskit_node().label())
        .filter(|label| deceptive(label.clone()))
        .collect();
    assert_eq!(deceiving, Vec::<String>::new());
    assert!(window.tells("a\u{fffd}") || window.tells("\\u{202e}"), "the name is nowhere");
}
