//! The window without a display: plans opened and made, steps undone, history, what is said when saving fails, and that
//! an idle window stays idle.

use std::sync::Arc;
use std::time::Duration;

use egui::{Key, Modifiers, ViewportEvent, ViewportId};
use egui_kittest::kittest::Queryable as _;

use lodestone::edit::{Delta, Edit, intent};
use lodestone::model::{CacheGroup, Division, Kind, Link, Position};
use lodestone::session::{Options, ReadOnlySession, Session};
use lodestone::store::{Faults, Opening};
use lodestone::ui::action::{Action, OpenMode};
use lodestone::ui::app::Setup;
use lodestone::ui::commands::keys::{ListKey, MAP_GESTURES, MapKey};
use lodestone::ui::commands::{self, Command};
use lodestone::ui::settings::Tab;

use crate::support::shell::{Kept, Window, sample, setup};
use crate::support::temporary_folder;

/// Deletes an object that nothing refers to.
fn delete_an_asn(window: &mut Window) {
    let first = window.plan().ids(Kind::Asn)[0];
    let name = window.plan().name_of(first).unwrap();
    window.select(Kind::Asn, &name);
    window.keys(Modifiers::NONE, Key::Delete);
}

#[test]
fn a_plan_opens_and_steps_go_back_and_forth() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    assert!(window.harness.state().document().is_editable());
    assert!(window.shows("All changes saved"));
    let asns = window.plan().count(Kind::Asn);
    delete_an_asn(&mut window);
    assert_eq!(window.plan().count(Kind::Asn), asns - 1);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.plan().count(Kind::Asn), asns);
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.plan().count(Kind::Asn), asns - 1);
    assert!(window.shows("All changes saved"));
}

#[test]
fn the_map_looks_where_it_did_when_the_plan_was_last_open() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let mut window = Window::on(&plan);
    let whole = window.harness.state().looks_at().unwrap();
    window.select(Kind::CacheGroup, "edge-tokyo");
    window.keys(Modifiers::NONE, Key::F);
    let near = window.harness.state().looks_at().unwrap();
    assert!(whole.1 + 2.0 < near.1, "{whole:?} {near:?}");
    let mut kept = Kept::default();
    eframe::App::save(window.harness.state_mut(), &mut kept);
    drop(window);
    let mut again = Window::kept(Setup { plan: Some(plan.clone()), ..setup() }, Some(&kept));
    let (middle, zoom) = again.harness.state().looks_at().unwrap();
    let apart = |a: f64, b: f64| (a - b).abs();
    assert!(apart(middle.latitude(), near.0.latitude()) < 1e-6 && apart(zoom, near.1) < 1e-6, "{middle:?} {zoom}");
    // Another plan is shown as a whole; back in the first one, the map is where it was.
    let elsewhere = temporary_folder();
    let other = sample(elsewhere.path());
    again.send(Action::Open(other, OpenMode::Edit));
    assert!(again.harness.state().looks_at().unwrap().1 < near.1 - 2.0);
    again.send(Action::Open(plan, OpenMode::Edit));
    assert!(apart(again.harness.state().looks_at().unwrap().1, near.1) < 1e-6);
}

#[test]
fn the_first_run_makes_the_sample_and_never_replaces_it() {
    let folder = temporary_folder();
    for name in ["sample.lodestone", "sample-2.lodestone"] {
        let window = Window::with(Setup { data_folder: Some(folder.path().to_owned()), ..setup() });
        assert!(window.harness.state().document().path().unwrap().ends_with(name));
        assert!(30 < window.plan().count(Kind::CacheGroup));
        assert_eq!(window.harness.state().settings().recent.len(), 1);
    }
}

#[test]
fn a_new_plan_has_the_seeds_and_replaces_nothing() {
    let folder = temporary_folder();
    let mut window = Window::with(setup());
    assert!(window.shows("No plan is open"));
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    let path = folder.path().join("mine.lodestone");
    window.retype("Path", path.to_str().unwrap());
    window.click("Make the plan");
    assert_eq!(window.plan().count(Kind::CacheGroup), 0);
    assert!(0 < window.plan().count(Kind::Type));
    assert!(path.exists());
    window.send(Action::Create(path));
    assert!(window.shows("The plan could not be opened"));
    assert!(window.tells("there is something of that name already"));
}

#[test]
fn a_plan_that_is_only_looked_at_is_not_changed() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let mut window = Window::with(Setup { plan: Some(plan), mode: OpenMode::ReadOnly, ..setup() });
    assert!(window.shows("Read-only"));
    let asns = window.plan().count(Kind::Asn);
    delete_an_asn(&mut window);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.plan().count(Kind::Asn), asns);
    window.send(Action::PreviewImport(vec![folder.path().to_owned()]));
    assert!(window.tells("open read-only: nothing can be imported"));
}

#[test]
fn a_plan_that_is_held_can_be_looked_at() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let holder = Session::open(&plan, Options::default()).unwrap();
    let mut window = Window::on(&plan);
    assert!(window.tells("the plan is open in lodestone"));
    window.click("Open read-only");
    assert!(window.shows("Read-only"));
    assert_eq!(window.plan().count(Kind::CacheGroup), holder.plan().count(Kind::CacheGroup));
}

#[test]
fn a_damaged_plan_comes_back_from_its_backup() {
    let folder = temporary_folder();
    let plan = sample(folder.path());
    let session = Session::open(&plan, Options::default()).unwrap();
    session.backup_now().unwrap();
    let groups = session.plan().count(Kind::CacheGroup);
    session.close().unwrap();
    let mut bytes = std::fs::read(&plan).unwrap();
    bytes.truncate(bytes.len() / 2);
    std::fs::write(&plan, &bytes).unwrap();
    let mut window = Window::on(&plan);
    assert!(window.tells("is damaged"));
    window.click("Restore the backup");
    assert_eq!(window.plan().count(Kind::CacheGroup), groups);
    assert_eq!(std::fs::read(folder.path().join("plan.damaged-1.lodestone")).unwrap(), bytes);
}

/// A window on a sample whose disk can be made to fail.
fn failing(folder: &std::path::Path) -> (Window, Arc<Faults>) {
    let faults = Arc::new(Faults::default());
    let opening = Opening { faults: Some(Arc::clone(&faults)), ..Opening::default() };
    let session = Options { opening, ..Options::default() };
    (Window::with(Setup { plan: Some(sample(folder)), session, ..setup() }), faults)
}

#[test]
fn what_cannot_be_saved_is_said_and_saved_later() {
    let folder = temporary_folder();
    let (mut window, faults) = failing(folder.path());
    faults.fail_after(1);
    delete_an_asn(&mut window);
    assert!(window.shows("1 change not saved"));
    window.click("Retry");
    assert!(window.shows("1 change not saved"));
    window.click("Save a copy…");
    let copy = folder.path().join("rescued.lodestone");
    window.retype("Path", copy.to_str().unwrap());
    window.click("Save the copy");
    assert!(window.tells("The copy is saved"));
    let asns = window.plan().count(Kind::Asn);
    assert_eq!(Session::open(&copy, Options::default()).unwrap().plan().count(Kind::Asn), asns);
    faults.heal();
    window.click("Retry");
    assert!(window.shows("All changes saved"));
}

#[test]
fn what_is_discarded_is_gone() {
    let folder = temporary_folder();
    let (mut window, faults) = failing(folder.path());
    let asns = window.plan().count(Kind::Asn);
    faults.fail_after(1);
    delete_an_asn(&mut window);
    assert_eq!(window.plan().count(Kind::Asn), asns - 1);
    faults.heal();
    window.click("Discard");
    assert_eq!(window.plan().count(Kind::Asn), asns);
    assert!(window.shows("All changes saved"));
}

#[test]
fn closing_names_what_would_be_lost() {
    let folder = temporary_folder();
    let (mut window, faults) = failing(folder.path());
    faults.fail_after(1);
    delete_an_asn(&mut window);
    let viewport = window.harness.input_mut().viewports.get_mut(&ViewportId::ROOT).unwrap();
    viewport.events.push(ViewportEvent::Close);
    window.settle();
    assert!(window.shows("Some changes are not saved"));
    assert!(window.tells("Delete the ASN") || window.tells("Delete "));
    window.click("Cancel");
    assert!(!window.shows("Some changes are not saved"));
}

#[test]
fn history_goes_anywhere() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let asns = window.plan().count(Kind::Asn);
    for _ in 0..3 {
        delete_an_asn(&mut window);
    }
    window.keys(Modifiers::COMMAND, Key::H);
    window.click("Sample plan");
    assert_eq!(window.plan().count(Kind::Asn), asns);
    window.click("The plan as it was made");
    assert_eq!(window.plan().count(Kind::CacheGroup), 0);
    window.send(Action::GoToStep(4));
    assert_eq!(window.plan().count(Kind::Asn), asns - 3);
}

#[test]
fn another_plan_takes_the_place_of_the_first() {
    let folder = temporary_folder();
    let first = sample(folder.path());
    let second = folder.path().join("second.lodestone");
    Session::create(&second, Options::default()).unwrap().close().unwrap();
    let mut window = Window::on(&first);
    let group = window.plan().ids(Kind::CacheGroup)[0];
    window.send(Action::Reveal(group));
    window.send(Action::Open(second.clone(), OpenMode::Edit));
    assert_eq!(window.plan().count(Kind::CacheGroup), 0);
    assert!(window.harness.state().selection().is_empty());
    assert_eq!(window.harness.state().settings().recent, [second, first.clone()]);
    Session::open(&first, Options::default()).unwrap();
}

#[test]
fn an_idle_window_asks_for_no_repaint() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let group = window.plan().ids(Kind::CacheGroup)[0];
    window.send(Action::Reveal(group));
    window.harness.run_steps(30);
    window.harness.step();
    let output = &window.harness.output().viewport_output[&ViewportId::ROOT];
    assert_eq!(output.repaint_delay, Duration::MAX);
}

#[test]
fn keys_of_text_belong_to_text() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    delete_an_asn(&mut window);
    let asns = window.plan().count(Kind::Asn);
    window.keys(Modifiers::COMMAND, Key::K);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::NONE, Key::Delete);
    assert_eq!(window.plan().count(Kind::Asn), asns);
}

/// Puts the window where a command has something to do.
fn prepare(window: &mut Window, command: Command) {
    match command {
        Command::Undo | Command::Redo => delete_an_asn(window),
        Command::Delete => {
            let name = window.plan().name_of(window.plan().ids(Kind::Asn)[0]).unwrap();
            window.select(Kind::Asn, &name);
        }
        Command::FixProblem | Command::FixAllProblems => {
            let plan = window.plan();
            let paris = plan.find::<CacheGroup>("edge-paris").unwrap();
            let edit = intent::reparent(&plan, &[paris], intent::Rank::Primary, Some(paris)).unwrap();
            window.send(Action::Perform(edit));
            window.send(Action::Run(Command::ShowProblems));
            window.retype("Filter problems", "own-parent");
            assert!(window.comes_to(|window| window.tells("error edge-paris: ")), "the fault is not told");
            window.keys(Modifiers::NONE, Key::F8);
        }
        Command::Back | Command::Forward => {
            window.select(Kind::CacheGroup, "edge-tokyo");
            window.select(Kind::CacheGroup, "edge-paris");
        }
        _ => {
            window.select(Kind::CacheGroup, "edge-paris");
        }
    }
    match command {
        Command::Redo => window.keys(Modifiers::COMMAND, Key::Z),
        Command::Forward => window.send(Action::Run(Command::Back)),
        _ => {}
    }
}

/// The names of what is selected.
fn selected(window: &Window) -> Vec<String> {
    let plan = window.plan();
    window.harness.state().selection().iter().filter_map(|id| plan.name_of(id)).collect()
}

/// What a command has done, beside what it was before: `asns` objects, and the map where it `looked`.
fn assert_done(window: &mut Window, command: Command, asns: usize, looked: (Position, f64), was_on: Option<bool>) {
    let app = window.harness.state();
    let (settings, looks) = (app.settings(), app.looks_at().unwrap());
    let is_on = command.is_on(settings);
    let now = window.plan().count(Kind::Asn);
    let is_so = match command {
        Command::NewPlan => window.shows("Make the plan"),
        Command::OpenPlan | Command::OpenReadOnly => window.shows("Recent plans"),
        Command::Import => window.shows("Preview"),
        Command::CompareWith => window.shows("Compare"),
        Command::Export => window.shows("File") && window.tells("Traffic Router"),
        Command::Undo => now == asns + 1,
        Command::Redo | Command::Delete => now == asns - 1,
        Command::NewCacheGroup => window.shows("New cache group"),
        Command::NewDeliveryService => window.shows("New delivery service"),
        Command::AddServers => window.shows("Add servers to edge-paris"),
        Command::NewCdn => window.shows("Only the CDN…"),
        Command::Back => selected(window) == ["edge-tokyo"],
        Command::Forward => selected(window) == ["edge-paris"],
        Command::ConfirmPositions => window.tells("confirmed"),
        Command::ProposePositions => window.tells("position"),
        Command::SaveView => window.plan().count(Kind::SavedView) == 2 && window.shows("View 1"),
        Command::GoToView => window.tells("Select a saved view"),
        Command::ChangeCells => window.shows("Expression"),
        Command::SelectAll => app.selection().len() == window.plan().count(settings.kind),
        Command::ClearSelection => app.selection().is_empty(),
        Command::FitSelection | Command::ZoomIn => looked.1 < looks.1,
        Command::FitAll | Command::ZoomOut => looks.1 < looked.1,
        Command::Lasso => window.tells("Lasso, 0 corners"),
        Command::MeasureDistance => window.tells("Click a point or a group to measure from"),
        Command::ShowTable(kind) => settings.kind == kind && settings.tab == Tab::Table,
        Command::ShowChanges | Command::NextChange | Command::PreviousChange => settings.tab == Tab::Changes,
        Command::ShowProblems | Command::NextProblem | Command::PreviousProblem => settings.tab == Tab::Problems,
        Command::FixProblem | Command::FixAllProblems => {
            window.plan().cache_groups().iter().all(|(id, group)| group.parent.as_ref().and_then(Link::id) != Some(id))
        }
        Command::ShowHierarchy => app.settings().tab == Tab::Hierarchy,
        Command::ShowHistory => settings.tab == Tab::History && window.shows("Sample plan"),
        Command::ShowWhatIf => settings.tab == Tab::WhatIf,
        Command::ShowExplain => settings.tab == Tab::Explain && window.shows("Who asks"),
        Command::TakeDown => settings.tab == Tab::WhatIf && window.shows("Bring up edge-paris"),
        Command::ToggleLayer(_) | Command::ToggleLegend | Command::ToggleReduceMotion => {
            is_on.is_some() && is_on != was_on
        }
        Command::ThemeDark
        | Command::ThemeLight
        | Command::ThemeSystem
        | Command::ColourByState
        | Command::ColourByType
        | Command::ColourByRegion
        | Command::ColourByDivision
        | Command::ColourByCdn
        | Command::ColourByLoad => is_on == Some(true),
        Command::MapBackground => window.shows("Map background"),
        Command::ScaleUp => settings.scale_percent == 110,
        Command::ScaleDown | Command::ScaleReset => settings.scale_percent == 100,
        Command::NextPane | Command::PreviousPane => window.harness.ctx.memory(egui::Memory::focused).is_some(),
        Command::Palette => window.shows("Commands"),
        Command::Shortcuts => window.shows("Keyboard shortcuts"),
        Command::About => window.shows("About Lodestone"),
        Command::Quit => Session::open(app.document().path().unwrap(), Options::default()).is_ok(),
    };
    assert!(is_so, "{command:?} has not done what it is there for");
}

#[test]
fn every_command_does_what_it_is_there_for() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    // The map comes closer before it is to show all.
    window.select(Kind::CacheGroup, "edge-tokyo");
    window.keys(Modifiers::NONE, Key::F);
    for command in commands::ALL.iter().map(|info| info.command) {
        if command == Command::Quit {
            // What others have begun would have to be left first.
            let folder = temporary_folder();
            let mut window = Window::on(&sample(folder.path()));
            window.send(Action::Run(command));
            assert_done(&mut window, command, 0, (Position::new(0.0, 0.0).unwrap(), 0.0), None);
            continue;
        }
        prepare(&mut window, command);
        let (asns, looked) = (window.plan().count(Kind::Asn), window.harness.state().looks_at().unwrap());
        let was_on = command.is_on(window.harness.state().settings());
        window.send(Action::Run(command));
        assert_done(&mut window, command, asns, looked, was_on);
        window.keys(Modifiers::NONE, Key::Escape);
        window.keys(Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn the_cheat_sheet_has_every_key_and_gesture() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(Modifiers::NONE, Key::F1);
    let commands = commands::ALL.iter().filter(|info| info.shortcut.is_some());
    let mut names: Vec<&str> = commands.map(|info| info.name.trim_end_matches('…')).collect();
    names.extend(MapKey::ALL.iter().map(|key| key.info().name));
    names.extend(ListKey::ALL.iter().map(|key| key.info().name));
    names.extend(MAP_GESTURES.iter().flat_map(|(how, name, _)| [*how, *name]));
    assert!(40 < names.len());
    for name in names {
        assert!(window.shows(name), "{name} is not in the sheet");
    }
}

#[test]
fn what_was_typed_into_a_form_is_not_lost_unasked() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-tokyo");
    window.retype("Short Name", "changed");
    let other = folder.path().join("other.lodestone");
    window.send(Action::Create(other.clone()));
    assert!(window.shows("Typed, and not in the plan yet"));
    window.click("Cancel");
    assert!(!other.exists());
    window.send(Action::Create(other.clone()));
    window.click("Leave without them");
    assert!(other.exists());
    assert_eq!(window.plan().count(Kind::CacheGroup), 0);
}

#[test]
fn what_waits_for_a_plan_is_done_there_before_another_is_shown() {
    let folder = temporary_folder();
    let (first, other) = (sample(folder.path()), folder.path().join("other.lodestone"));
    Session::create(&other, Options::default()).unwrap().close().unwrap();
    let mut window = Window::on(&first);
    let plan = window.plan();
    let paris = plan.ids(Kind::CacheGroup).into_iter().find(|id| plan.name_of(*id).as_deref() == Some("edge-paris"));
    let divisions = (0..20_000).map(|at| {
        let division = Division { name: format!("division {at}"), ..Division::default() };
        Delta::added(plan.fresh_id(at), division).into()
    });
    let app = window.harness.state();
    app.send(Action::Open(other, OpenMode::Edit));
    app.send(Action::Perform(Edit::new("Add many", divisions.collect())));
    app.send(Action::Perform(intent::rename(&plan, paris.unwrap(), "edge-lutetia").unwrap()));
    window.settle();
    assert!(window.plan().divisions().is_empty(), "the other plan is shown");
    let first = ReadOnlySession::open(&first).unwrap();
    assert!(20_000 < first.plan().divisions().len());
    assert!(first.plan().find::<CacheGroup>("edge-lutetia").is_some(), "what was asked for before is done");
}

#[test]
fn escape_leaves_a_field_before_it_clears_the_selection() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let paris = window.select(Kind::CacheGroup, "edge-paris");
    window.harness.get_by_role_and_label(egui::Role::TextInput, "Short Name").click();
    window.settle();
    window.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(window.harness.state().selection().lead(), Some(paris), "the field was left");
    // The search of a drop-down is such a field.
    window.harness.get_by_role_and_label(egui::Role::ComboBox, "Parent Cache Group").click();
    window.settle();
    window.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(window.harness.state().selection().lead(), Some(paris), "the drop-down was closed");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.harness.state().selection().is_empty());
}
