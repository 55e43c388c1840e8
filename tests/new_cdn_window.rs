//! The dialogs of a new CDN and of servers in bulk, without a display: from an empty plan to a snapshot that Traffic
//! Router accepts, by the keyboard and by labels.

use std::path::Path;

use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use lodestone::edit::intent::{AddServers, NewCdn, add_servers, new_cdn};
use lodestone::formats::MakingOptions;
use lodestone::formats::snapshot::read_document_bytes;
use lodestone::formats::writing::{self, Written};
use lodestone::model::{CacheGroup, Cdn, DeliveryService, Kind, Plan, Position, Server};
use lodestone::session::{Options, Session};
use lodestone::snapshot::judging::{JudgingOptions, judge};
use lodestone::ui::action::{Action, OpenMode};
use lodestone::ui::commands::Command;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

/// A window on a plan with nothing but seeds.
fn empty(folder: &Path) -> Window {
    let path = folder.join("empty.lodestone");
    Session::create(&path, Options::default()).unwrap().close().unwrap();
    Window::on(&path)
}

/// Whether a fresh and a running router take the CDN's snapshot with zones, and how many caches and services of it.
fn loaded(plan: &Plan, cdn: &str) -> (usize, usize) {
    let options = MakingOptions { date: 1_800_000_000, ..writing::making_options() };
    let Written::One { bytes, .. } = writing::write_snapshot(plan, cdn, &options).unwrap() else { panic!("files") };
    let document = read_document_bytes(&bytes).unwrap();
    let [fresh, running] = [true, false].map(|fresh| judge(&document, &JudgingOptions { fresh, held_date: 1 }));
    assert!(fresh.accepted && fresh.zones_built && running.accepted && running.zones_built, "{:?}", running.findings);
    assert!(fresh.findings.is_empty(), "{:?}", fresh.findings);
    (running.loaded.caches, running.loaded.delivery_services)
}

#[test]
fn an_empty_plan_becomes_a_cdn_and_grows() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    let before = window.plan();
    window.click("New CDN…");
    assert!(window.shows("New CDN") && window.tells("A name and a domain suffice"));
    window.write("mycdn");
    window.retype("Domain", "mycdn.example.net");
    assert!(window.tells("edge-mycdn-01 to edge-mycdn-04 (192.0.2.12 to 192.0.2.15)"), "the summary");
    window.click("Create");
    assert!(!window.tells("Create makes"), "the dialog is closed");
    assert!(window.tells("CDN mycdn is made"));
    let with_cdn = window.plan();
    assert_eq!(loaded(&with_cdn, "mycdn"), (4, 1));
    let lead = window.harness.state().selection().lead().unwrap();
    assert_eq!(with_cdn.name_of(lead).as_deref(), Some("edge-mycdn"), "what was made is selected");

    window.click("Add servers…");
    assert!(window.tells("edge-mycdn-05 to edge-mycdn-08, 192.0.2.16 to 192.0.2.19, 10 Gbit/s each"));
    window.retype("Capacity of each", "2 Gbit/s");
    assert!(window.tells("2 Gbit/s each"));
    window.click("Add");
    let grown = window.plan();
    assert_eq!(loaded(&grown, "mycdn"), (8, 1));
    assert_eq!(window.harness.state().selection().len(), 4);
    assert_eq!(window.harness.state().selection().kind(), Some(Kind::Server));
    let newest = grown.servers().iter().next_back().unwrap().1;
    assert_eq!(newest.interfaces[0].max_bandwidth, Some(2_000_000));

    window.click("Undo");
    assert!(window.plan().same_content(&with_cdn), "the notice has Undo at hand");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.plan().same_content(&before), "and the CDN goes in one step");
}

#[test]
fn the_export_dialog_offers_it_and_takes_what_was_made() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    window.keys(Modifiers::COMMAND, Key::E);
    // The form's place offers it too, behind the dialog.
    window.harness.query_all_by_label("New CDN…").last().unwrap().click();
    window.settle();
    window.write("mycdn");
    window.retype("Domain", "mycdn.example.net");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.plan().find::<Cdn>("mycdn").is_some(), "Enter creates");
    let file = folder.path().join("mycdn.json");
    window.keys(Modifiers::COMMAND, Key::E);
    window.retype("File", file.to_str().unwrap());
    window.click("Export");
    let document = read_document_bytes(&std::fs::read(&file).unwrap()).unwrap();
    let judgement = judge(&document, &JudgingOptions { fresh: true, held_date: 0 });
    assert!(judgement.accepted && judgement.zones_built, "{:?}", judgement.findings);
}

#[test]
fn refusals_stand_beside_their_fields_and_the_fold_opens_for_its_own() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    let before = window.plan();
    window.send(Action::Run(Command::NewCdn));
    window.write("b\u{fc}cher");
    assert!(window.tells("use letters a to z"), "at once where somebody has typed");
    assert!(!window.tells("Give a domain"), "not yet where nobody has");
    window.click("Create");
    assert!(window.tells("Give a domain"));
    window.retype("Name", "mycdn");
    window.retype("Domain", "b\u{fc}cher.example");
    assert!(window.tells("xn--"));
    window.retype("Domain", "mycdn.example.net");
    window.retype("Latitude", "91");
    assert!(window.tells("Latitude 91 is not within -90 to 90"));
    window.retype("Latitude", "39.7");
    window.retype("Capacity of each", "much");
    assert!(window.tells("Write it like 2 Gbit/s"));
    window.retype("Capacity of each", "10 Gbit/s");
    window.retype("Number of edges", "300");
    assert!(window.tells("addresses are free"), "the fold is open, for the network is too small");
    window.retype("First IPv4 address", "10.1.0.1/22");
    window.click("Create");
    let plan = window.plan();
    assert_eq!(plan.count(Kind::Server), before.count(Kind::Server) + 302);
    assert_eq!(loaded(&plan, "mycdn"), (300, 1));
}

#[test]
fn existing_groups_are_picked_in_a_large_plan() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let before = window.plan();
    window.send(Action::Run(Command::NewCdn));
    window.write("second");
    window.retype("Domain", "second.example.net");
    window.click("Existing groups, addresses, URLs");
    assert!(!window.shows("Traffic Ops URL"), "the sample says it");
    // It may lie below what the dialog shows without scrolling.
    window.harness.get_by_label("Edges in").click_accesskit();
    window.settle();
    window.write("edge-tokyo");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.tells("in cache group edge-tokyo"), "the summary follows");
    window.click("Create");
    let plan = window.plan();
    assert_eq!(plan.count(Kind::CacheGroup), before.count(Kind::CacheGroup) + 2);
    assert!(plan.find::<DeliveryService>("second-web").is_some());
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.plan().same_content(&before));
}

#[test]
fn servers_of_another_sort_are_proposed_anew() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let group = window.select(Kind::CacheGroup, "edge-tokyo");
    window.send(Action::Run(Command::AddServers));
    assert!(window.shows("Add servers to edge-tokyo"));
    window.retype("First hostname", "my-mid-1");
    // The form behind has one too.
    window.harness.query_all_by_label("Type").last().unwrap().click();
    window.settle();
    window.write("MID");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.tells("my-mid-1 to my-mid-4"), "what was typed stays");
    window.click("Add");
    let plan = window.plan();
    let made: Vec<_> = window.harness.state().selection().iter().collect();
    assert_eq!(made.len(), 4);
    for id in made {
        let server = plan.get(lodestone::model::Id::<Server>::new(id.number)).unwrap();
        assert_eq!(plan.follow_opt(server.type_.as_ref()).unwrap().name, "MID");
        assert_eq!(server.cache_group.as_ref().unwrap().id().map(lodestone::model::Id::number), Some(group.number));
    }
}

#[test]
fn without_a_cache_group_it_says_what_to_do() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    window.send(Action::Run(Command::AddServers));
    assert!(window.tells("Select one cache group"));
}

#[test]
fn the_table_of_cdns_offers_it_and_a_bare_cdn_can_still_be_made() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    window.send(Action::ShowTable(Kind::Cdn));
    window.click("New…");
    assert!(window.shows("New CDN"));
    window.click("Only the CDN…");
    window.retype("Name", "bare");
    window.click("Create");
    assert!(window.plan().find::<Cdn>("bare").is_some());
    assert_eq!(window.plan().count(Kind::Server), 0);
}

#[test]
fn the_group_s_form_offers_servers() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-tokyo");
    // At the form's head, where it is seen on a small screen too.
    window.click("Add servers…");
    assert!(window.shows("Add servers to edge-tokyo"));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Add servers to edge-tokyo"));
}

/// The marker of the group that is selected.
fn selected_marker(window: &Window) -> egui_kittest::Node<'_> {
    let mut markers = window.harness.get_all_by_role(Role::GraphicsSymbol);
    markers.find(|node| node.accesskit_node().toggled() == Some(Toggled::True)).expect("one is selected")
}

#[test]
fn escape_closes_the_list_of_a_cluster_and_only_that() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    window.send(Action::Run(Command::NewCdn));
    window.write("mycdn");
    window.retype("Domain", "mycdn.example.net");
    window.click("Create");
    selected_marker(&window).click();
    window.settle();
    assert!(window.shows("3 cache groups here"), "the others stand under the one that is selected");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("3 cache groups here"));
    assert_eq!(window.harness.state().selection().len(), 1, "the selection stays");
    window.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(window.harness.state().selection().len(), 0);
}

#[test]
fn escape_ends_a_drag_and_nothing_has_moved() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-tokyo");
    let before = window.plan();
    let at = selected_marker(&window).rect().center();
    let button = |pressed, pos| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    window.harness.event(egui::Event::PointerMoved(at));
    window.harness.event(button(true, at));
    window.harness.step();
    let to = at + egui::vec2(-40.0, 30.0);
    for part in [0.3, 0.7, 1.0] {
        window.harness.event(egui::Event::PointerMoved(at + (to - at) * part));
        window.harness.step();
    }
    window.keys(Modifiers::NONE, Key::Escape);
    window.harness.event(button(false, to));
    window.settle();
    assert!(window.plan().same_content(&before));
    assert_eq!(window.harness.state().selection().len(), 1, "and the selection stays");
}

/// The text in a field.
fn value(window: &Window, field: &str) -> String {
    window.harness.get_by_role_and_label(Role::TextInput, field).accesskit_node().value().unwrap_or_default()
}

#[test]
fn escape_keeps_what_was_typed_and_cancel_does_not() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    window.send(Action::Run(Command::NewCdn));
    window.write("mycdn");
    window.retype("Domain", "mycdn.example.net");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Create"));
    window.send(Action::Run(Command::NewCdn));
    assert_eq!([value(&window, "Name"), value(&window, "Domain")], ["mycdn", "mycdn.example.net"]);
    assert!(window.tells("edge-mycdn-01 to edge-mycdn-04"), "and it can be created at once");
    window.click("Cancel");
    window.send(Action::Run(Command::NewCdn));
    assert_eq!(value(&window, "Name"), "");
    window.keys(Modifiers::NONE, Key::Escape);

    window.send(Action::Run(Command::NewCdn));
    window.write("mycdn");
    window.retype("Domain", "mycdn.example.net");
    window.click("Create");
    window.send(Action::Run(Command::AddServers));
    window.retype("Number of servers", "7");
    window.keys(Modifiers::NONE, Key::Escape);
    window.send(Action::Run(Command::AddServers));
    assert_eq!(value(&window, "Number of servers"), "7");
    window.keys(Modifiers::NONE, Key::Escape);
    window.select(Kind::CacheGroup, "tc-mycdn");
    window.send(Action::Run(Command::AddServers));
    assert_ne!(value(&window, "Number of servers"), "7", "another group's dialog is another");
}

#[test]
fn a_number_that_cannot_be_is_refused_by_itself() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    window.send(Action::Run(Command::NewCdn));
    window.write("mycdn");
    window.retype("Domain", "mycdn.example.net");
    window.retype("Number of edges", "100000");
    assert!(window.tells("Give a whole number from 1 to 1000"));
    assert!(!window.tells("First IPv4 address"), "the network is not to blame");
    window.retype("Number of edges", "300");
    assert!(window.tells("First IPv4 address: only "), "what is folded away says what it is");
}

#[test]
fn what_the_keyboard_reaches_is_brought_into_view() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    window.send(Action::Run(Command::NewCdn));
    window.write("mycdn");
    window.retype("Domain", "mycdn.example.net");
    window.click("Existing groups, addresses, URLs");
    window.harness.get_by_role_and_label(Role::TextInput, "XML ID").focus();
    window.settle();
    let field = |window: &Window| window.harness.get_by_role_and_label(Role::TextInput, "Traffic Ops URL").rect();
    let end = window.harness.get_by_label("Create makes").rect().top();
    assert!(end < field(&window).top(), "it is out of view");
    for _ in 0..20 {
        window.keys(Modifiers::NONE, Key::Tab);
        if window.harness.get_by_role_and_label(Role::TextInput, "Traffic Ops URL").accesskit_node().is_focused() {
            break;
        }
    }
    assert!(window.harness.get_by_role_and_label(Role::TextInput, "Traffic Ops URL").accesskit_node().is_focused());
    assert!(field(&window).bottom() <= end, "{:?} is above {end}", field(&window));
}

#[test]
fn a_new_building_knows_its_city_and_says_what_it_does_not_know() {
    let folder = temporary_folder();
    let mut window = empty(folder.path());
    window.send(Action::Run(Command::NewCdn));
    window.write("mycdn");
    window.retype("Domain", "mycdn.example.net");
    assert!(window.tells("Chicago, US"), "where the groups will stand");
    assert!(window.tells("mycdn in Chicago, whose address, state and zip are still to be said"));
    window.retype("Latitude", "0");
    window.retype("Longitude", "-30");
    assert!(window.tells("km from ") && !window.tells("mycdn in "), "no city is in the middle of an ocean");
    window.retype("Latitude", "39.74");
    window.retype("Longitude", "-104.99");
    window.click("Create");
    window.select(Kind::PhysLocation, "mycdn");
    assert_eq!(value(&window, "City"), "Denver");
    assert_eq!(window.harness.query_all_by_label_contains("Still to be said").count(), 3);
}

#[test]
fn in_a_large_plan_frames_do_not_wait_and_create_does() {
    let folder = temporary_folder();
    let path = folder.path().join("large.lodestone");
    let mut session = Session::create(&path, Options::default()).unwrap();
    let cdn = NewCdn::proposed(session.plan(), "first", "first.example.net", Position::new(50.0, 8.0).ok());
    let first_ipv4 = "10.0.0.1/8".to_owned();
    let cdn = NewCdn { count: 1000, first_ipv4, ..cdn };
    session.perform(new_cdn(session.plan(), &cdn).unwrap()).unwrap();
    for _ in 0..2 {
        let group = session.plan().find::<CacheGroup>("edge-first").unwrap();
        let servers = AddServers { count: 1000, ..AddServers::proposed(session.plan(), group) };
        session.perform(add_servers(session.plan(), &servers).unwrap()).unwrap();
    }
    session.close().unwrap();
    let mut window = Window::on(&path);
    window.send(Action::Run(Command::NewCdn));
    window.write("second");
    window.retype("Domain", "second.example.net");
    window.keys(Modifiers::NONE, Key::Enter);
    for _ in 0..400 {
        if window.plan().find::<Cdn>("second").is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        window.settle();
    }
    assert!(window.plan().find::<Cdn>("second").is_some(), "it is made once it is known what");
}

#[test]
fn a_dialog_about_a_plan_goes_with_it() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-paris");
    window.send(Action::Run(Command::AddServers));
    assert!(window.tells("Add servers to edge-paris"));
    let other = folder.path().join("other.lodestone");
    Session::create(&other, Options::default()).unwrap().close().unwrap();
    window.send(Action::Open(other, OpenMode::Edit));
    assert!(!window.tells("Add servers to edge-paris"), "it would add them to whatever has that id here");
}
