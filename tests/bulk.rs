//! One field of several selected objects, set by the form as one step.

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::model::*;
use lodestone::ui::selection::Selection;

use crate::support::temporary_folder;
use crate::support::window::{Form, Window, choose, click};

/// Three servers are selected, one of them offline.
fn servers() -> (Form, Vec<AnyId>) {
    let mut window = Window::new();
    let named = |kind: Kind, name: &str| Value::Link(AnyLink { kind, target: Target::Absent(Absent::named(name)) });
    let mut ids = Vec::new();
    for (host, status) in [("edge-1", "REPORTED"), ("edge-2", "OFFLINE"), ("edge-3", "REPORTED")] {
        let fields = vec![("hostName", Value::Text(host.to_owned())), ("status", named(Kind::Status, status))];
        ids.push(window.make(Kind::Server, fields));
    }
    window.kind = Kind::Server;
    window.selection = Selection::many(ids.iter().copied());
    let mut form = Harness::builder()
        .with_size(egui::vec2(1280.0, 800.0))
        .with_max_steps(30)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    form.run();
    (form, ids)
}

fn statuses(form: &Form, ids: &[AnyId]) -> Vec<String> {
    let plan = &form.state().plan;
    let status =
        |id: &AnyId| plan.get(Id::<Server>::new(id.number))?.status.as_ref().and_then(|link| plan.follow(link));
    ids.iter().map(|id| status(id).map_or_else(String::new, |status| status.name.clone())).collect()
}

fn is_disabled(form: &Form, label: &str) -> bool {
    form.get_by_role_and_label(Role::Button, label).accesskit_node().is_disabled()
}

/// Chooses one of a few fixed words.
fn choose_word(form: &mut Form, label: &str, word: &str) {
    click(form, Role::ComboBox, label);
    click(form, Role::ListBoxOption, word);
}

#[test]
fn a_field_of_several_objects_is_one_step() {
    let (mut form, ids) = servers();
    click(&mut form, Role::ComboBox, "Change");
    click(&mut form, Role::ListBoxOption, "Status");
    form.get_by_label("Now REPORTED (2), OFFLINE (1)");
    assert!(is_disabled(&form, "Set Status of 3"), "no value has been chosen");
    choose(&mut form, "Status", "ADMIN_DOWN");
    click(&mut form, Role::Button, "Set Status of 3");
    assert_eq!(statuses(&form, &ids), ["ADMIN_DOWN"; 3]);
    form.get_by_label("Now ADMIN_DOWN, all of them");
    let window = form.state_mut();
    assert_eq!(window.edits.iter().map(|edit| edit.label.as_str()).collect::<Vec<_>>(), ["Change Status of 3 servers"]);
    window.undo();
    form.run();
    assert_eq!(statuses(&form, &ids), ["REPORTED", "OFFLINE", "REPORTED"]);
}

#[test]
fn a_truth_is_chosen_and_not_there_by_itself() {
    let mut window = Window::new();
    let ids = ["a", "b"].map(|name| window.make(Kind::Parameter, vec![("name", Value::Text(name.to_owned()))]));
    window.kind = Kind::Parameter;
    window.selection = Selection::many(ids);
    let mut form = Harness::builder()
        .with_size(egui::vec2(1280.0, 800.0))
        .with_max_steps(30)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    form.run();
    click(&mut form, Role::ComboBox, "Change");
    click(&mut form, Role::ListBoxOption, "Secure");
    assert!(is_disabled(&form, "Set Secure of 2"));
    assert!(form.query_by_label("Clear Secure of 2").is_none(), "it is never empty");
    choose_word(&mut form, "Secure", "Yes");
    click(&mut form, Role::Button, "Set Secure of 2");
    let plan = &form.state().plan;
    assert!(ids.iter().all(|id| plan.get(Id::<Parameter>::new(id.number)).unwrap().secure));
}

#[test]
fn clearing_is_a_second_button_and_what_cannot_be_read_is_refused() {
    let (mut form, ids) = servers();
    click(&mut form, Role::ComboBox, "Change");
    click(&mut form, Role::ListBoxOption, "TCP Port");
    assert!(!is_disabled(&form, "Clear TCP Port of 3") && is_disabled(&form, "Set TCP Port of 3"));
    form.get_by_role_and_label(Role::TextInput, "TCP Port").click();
    form.run();
    form.get_by_role_and_label(Role::TextInput, "TCP Port").type_text("eighty");
    form.run();
    assert!(is_disabled(&form, "Set TCP Port of 3"));
    assert!(form.state().edits.is_empty());
    click(&mut form, Role::Button, "Clear TCP Port of 3");
    assert_eq!(form.state().edits.len(), 0, "they have none: nothing to change");
    // Read-only plans offer nothing to change.
    form.state_mut().editable = false;
    form.run();
    assert!(form.query_by_role_and_label(Role::ComboBox, "Change").is_none());
    assert_eq!(statuses(&form, &ids), ["REPORTED", "OFFLINE", "REPORTED"]);
}

#[test]
fn cells_are_changed_by_an_expression_after_a_preview_of_each_in_one_step() {
    let folder = temporary_folder();
    let mut window = crate::support::shell::Window::on(&crate::support::shell::sample(folder.path()));
    let plan = window.plan();
    let names = |plan: &Plan| plan.cache_groups().iter().map(|(_, group)| group.name.clone()).collect::<Vec<_>>();
    window.retype("Filter", "edge-t");
    window.keys(Modifiers::COMMAND, Key::R);
    window.retype("Expression", "replace(name, \"edge-\", \"cache-");
    assert!(window.tells("has no closing quote"), "what cannot be read is told");
    window.retype("Expression", "replace(name, \"edge-\", \"cache-\")");
    assert!(window.shows("edge-tokyo: edge-tokyo → cache-tokyo"), "every cell is told");
    assert_eq!(names(&plan), names(&window.plan()), "nothing is changed yet");
    let changing = names(&plan).iter().filter(|name| name.starts_with("edge-t")).count();
    window.click(&format!("Change {changing} cells"));
    let now = names(&window.plan());
    assert!(now.contains(&"cache-tokyo".to_owned()) && !now.iter().any(|name| name.starts_with("edge-t")));
    assert!(now.contains(&"edge-paris".to_owned()), "what the filter hides stays");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(names(&plan), names(&window.plan()), "it was one step");
    // The same by the keyboard alone; what cannot be read is not sent.
    window.keys(Modifiers::COMMAND, Key::R);
    window.retype("Expression", "replace(name");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(names(&plan), names(&window.plan()), "it cannot be read");
    window.retype("Expression", "replace(name, \"edge-\", \"cache-\")");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(names(&window.plan()), now, "Enter changes them");
    assert!(!window.shows("Expression"), "and the dialog is done");
}

#[test]
fn cells_of_what_is_selected_change_and_what_cannot_be_is_told_and_stays() {
    let folder = temporary_folder();
    let mut window = crate::support::shell::Window::on(&crate::support::shell::sample(folder.path()));
    let plan = window.plan();
    let paris = window.select(Kind::CacheGroup, "edge-paris");
    window.send(lodestone::ui::action::Action::Run(lodestone::ui::commands::Command::ChangeCells));
    window.retype("Expression", "lat + 90");
    assert!(window.tells("0 cells would change; 1 cell cannot"));
    window.retype("Expression", "lat - 0.5");
    let typed = window.harness.get_by_role_and_label(Role::TextInput, "Expression").accesskit_node().value();
    assert!(window.tells("1 cell would change"), "{typed:?}");
    window.click("Change 1 cell");
    let place = |plan: &Plan| {
        let group = plan.get::<CacheGroup>(Id::new(paris.number)).unwrap();
        plan.follow_opt(group.coordinate.as_ref()).unwrap().position.unwrap().latitude()
    };
    assert!((place(&plan) - 0.5 - place(&window.plan())).abs() < 1e-9);
}

#[test]
fn a_rows_menu_views_what_belongs_to_it_clones_it_and_begins_what_it_holds() {
    let folder = temporary_folder();
    let mut window = crate::support::shell::Window::on(&crate::support::shell::sample(folder.path()));
    let menu = |window: &mut crate::support::shell::Window, name: &str| {
        window.retype("Filter", name);
        window.harness.get_by_role_and_label(Role::Row, name).click_secondary();
        window.settle();
    };
    menu(&mut window, "edge-paris");
    window.click("View Servers");
    let plan = window.plan();
    let paris = plan.find::<CacheGroup>("edge-paris").unwrap();
    let of_paris = plan.users(AnyId::of::<CacheGroup>(paris)).filter(|user| user.kind == Kind::Server).count();
    assert!(0 < of_paris && window.tells(&format!("{of_paris} of ")));
    window.send(lodestone::ui::action::Action::ShowTable(Kind::CacheGroup));
    menu(&mut window, "edge-paris");
    window.click("Clone edge-paris");
    let plan = window.plan();
    let copy = plan.get(plan.find::<CacheGroup>("edge-paris-copy").unwrap()).unwrap();
    assert!(copy.type_.is_some() && copy.upstream.traffic_ops_id.is_none());
    menu(&mut window, "edge-paris");
    window.click("New ASN here…");
    assert!(window.shows("New ASN"));
    assert!(window.harness.query_all_by_label("Cache Group").count() > 0 && window.tells("edge-paris"));
}

#[test]
fn a_cell_is_changed_in_place_and_what_cannot_be_is_told_there() {
    let folder = temporary_folder();
    let mut window = crate::support::shell::Window::on(&crate::support::shell::sample(folder.path()));
    window.retype("Filter", "edge-paris");
    window.harness.get_by_role_and_label(Role::Row, "edge-paris").click();
    window.settle();
    let paris = |window: &crate::support::shell::Window| {
        let plan = window.plan();
        plan.get(plan.find::<CacheGroup>("edge-paris").unwrap()).unwrap().clone()
    };
    let edit = |window: &mut crate::support::shell::Window, header: &str| {
        window.harness.get_by_role_and_label(Role::Row, "edge-paris").click_secondary();
        window.settle();
        window.click(&format!("Edit {header} here"));
    };
    // The middle of the row is where a click was: whichever column that is, Tab leads on from the first.
    window.keys(Modifiers::NONE, Key::F2);
    let fields = window.harness.get_all_by_role(Role::TextInput);
    let fields: Vec<String> = fields.filter_map(|node| node.accesskit_node().label()).collect();
    let headers = ["Name", "Short Name", "Type", "1st Parent", "2nd Parent", "Latitude", "Longitude"];
    let header = fields.into_iter().rfind(|label| headers.contains(&label.as_str())).unwrap();
    window.keys(Modifiers::NONE, Key::Escape);
    edit(&mut window, &header);
    window.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(window.harness.state().selection().len(), 1, "Escape leaves the cell and nothing else");
    window.keys(Modifiers::NONE, Key::F2);
    for _ in 0..headers.len() {
        let is_short = |window: &crate::support::shell::Window| {
            window
                .harness
                .query_all_by_role(Role::TextInput)
                .filter(|node| node.accesskit_node().label().as_deref() == Some("Short Name"))
                .count()
                > 1
        };
        if is_short(&window) {
            break;
        }
        window.keys(Modifiers::SHIFT, Key::Tab);
    }
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.settle();
    window.write("PARIS");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(paris(&window).short_name.as_deref(), Some("PARIS"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_ne!(paris(&window).short_name.as_deref(), Some("PARIS"), "it was one step");
}

#[test]
fn filters_are_completed_and_saved() {
    let folder = temporary_folder();
    let mut window = crate::support::shell::Window::on(&crate::support::shell::sample(folder.path()));
    window.retype("Filter", "typ");
    assert!(window.shows("Complete with Type"));
    window.keys(Modifiers::NONE, Key::Tab);
    window.write("MID");
    window.click("Complete with MID_LOC");
    let mids = {
        let plan = window.plan();
        let is_mid =
            |group: &CacheGroup| plan.follow_opt(group.type_.as_ref()).is_some_and(|own| own.name == "MID_LOC");
        plan.cache_groups().iter().filter(|(_, group)| is_mid(group)).count()
    };
    assert!(window.tells(&format!("{mids} of ")));
    window.click("Saved filters");
    window.click("Save this filter");
    assert!(window.shows("Forget filter type:MID_LOC"), "it is kept");
    window.click("type:MID_LOC");
    assert!(window.tells(&format!("{mids} of ")));
}

/// What a row's menu leads to: of which kind, and the table with what belongs to it.
const VIEWS: &[(Kind, Kind, &str)] = &[
    (Kind::CacheGroup, Kind::Server, "Servers"),
    (Kind::CacheGroup, Kind::Asn, "ASNs"),
    (Kind::CacheGroup, Kind::CacheGroup, "Cache Groups"),
    (Kind::Cdn, Kind::Server, "Servers"),
    (Kind::Cdn, Kind::DeliveryService, "Delivery Services"),
    (Kind::Division, Kind::Region, "Regions"),
    (Kind::Region, Kind::PhysLocation, "Phys Locations"),
    (Kind::PhysLocation, Kind::Server, "Servers"),
    (Kind::Type, Kind::CacheGroup, "Cache Groups"),
    (Kind::Type, Kind::Server, "Servers"),
    (Kind::Type, Kind::DeliveryService, "Delivery Services"),
    (Kind::Profile, Kind::Server, "Servers"),
    (Kind::Status, Kind::Server, "Servers"),
    (Kind::Topology, Kind::DeliveryService, "Delivery Services"),
];

/// Opens the menu of a row in the table of its kind.
fn open_menu(window: &mut crate::support::shell::Window, object: AnyId) {
    let name = window.plan().name_of(object).unwrap();
    window.send(lodestone::ui::action::Action::ShowTable(object.kind));
    window.retype("Filter", &format!("name=\"{name}\""));
    window.harness.get_by_role_and_label(Role::Row, &name).click_secondary();
    window.settle();
}

#[test]
fn every_view_of_a_rows_menu_shows_what_belongs_to_it() {
    let folder = temporary_folder();
    let mut window = crate::support::shell::Window::on(&crate::support::shell::sample(folder.path()));
    let plan = window.plan();
    for (kind, of, title) in VIEWS.iter().copied() {
        let of_kind = |object: &AnyId| plan.users(*object).filter(|user| user.kind == of).count();
        let most = plan.ids(kind).into_iter().max_by_key(of_kind).unwrap();
        let count = match (kind, of) {
            // Of groups below it only those count whose first parent it is.
            (Kind::CacheGroup, Kind::CacheGroup) => {
                let is_below = |group: &CacheGroup| group.parent == Some(Link::To(Id::new(most.number)));
                plan.cache_groups().iter().filter(|(_, group)| is_below(group)).count()
            }
            _ => of_kind(&most),
        };
        open_menu(&mut window, most);
        window.click(&format!("View {title}"));
        let name = plan.name_of(most).unwrap();
        assert_eq!(window.harness.state().settings().kind, of, "{name}");
        assert!(0 < count && window.tells(&format!("{count} of ")), "{count} {title} of {name}");
    }
}

#[test]
fn what_is_begun_in_a_rows_menu_belongs_to_it() {
    let folder = temporary_folder();
    let mut window = crate::support::shell::Window::on(&crate::support::shell::sample(folder.path()));
    for (kind, made, field) in [
        (Kind::Division, "region", "Division"),
        (Kind::Region, "phys location", "Region"),
        (Kind::PhysLocation, "server", "Physical Location"),
        (Kind::CacheGroup, "server", "Cache Group"),
        (Kind::CacheGroup, "ASN", "Cache Group"),
        (Kind::Cdn, "server", "CDN"),
    ] {
        let plan = window.plan();
        let object = plan.ids(kind)[0];
        open_menu(&mut window, object);
        window.click(&format!("New {made} here…"));
        assert!(window.shows(&format!("New {made}")), "{made}");
        let name = plan.name_of(object);
        let values = window.harness.query_all_by_role_and_label(Role::ComboBox, field);
        assert!(values.map(|node| node.accesskit_node().value()).any(|value| value == name), "{made}: {field}");
        window.click("Cancel");
    }
}

#[test]
fn a_saved_filter_is_there_again_when_the_window_opens() {
    let folder = temporary_folder();
    let plan = crate::support::shell::sample(folder.path());
    let mut window = crate::support::shell::Window::on(&plan);
    window.retype("Filter", "type:MID_LOC lat>40");
    window.click("Saved filters");
    window.click("Save this filter");
    let mut kept = crate::support::shell::Kept::default();
    eframe::App::save(window.harness.state_mut(), &mut kept);
    drop(window);
    let setup = crate::support::shell::setup();
    let setup = lodestone::ui::app::Setup { plan: Some(plan), ..setup };
    let mut again = crate::support::shell::Window::kept(setup, Some(&kept));
    again.click("Saved filters");
    again.click("type:MID_LOC lat>40");
    assert!(again.tells("2 of 40") || again.tells("3 of 40") || again.tells("4 of 40"), "it filters");
    again.click("Saved filters");
    again.click("Forget filter type:MID_LOC lat>40");
    assert!(again.shows("No filters saved yet"));
}
