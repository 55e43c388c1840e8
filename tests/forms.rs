//! The form, driven as a person drives it: by the names of its widgets.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

mod kinds;
mod pairs;

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::intent;
use lodestone::model::*;
use lodestone::ui::selection::Selection;

use crate::support::window::{Form, Window, choose, click, retype};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn to(object: AnyId) -> Value {
    Value::Link(AnyLink { kind: object.kind, target: Target::To(object.number) })
}

fn named(kind: Kind, name: &str) -> Value {
    Value::Link(AnyLink { kind, target: Target::Absent(Absent::named(name)) })
}

fn show(window: Window) -> Form {
    let mut form = Harness::builder()
        .with_size(egui::vec2(1280.0, 1600.0))
        .with_max_steps(30)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    form.run();
    form
}

/// Cache groups of the usual types; edge-denver has parents and three fallbacks.
fn cdn() -> (Window, AnyId) {
    let mut window = Window::new();
    for (name, kind) in [
        ("mid-denver", "MID_LOC"),
        ("mid-boise", "MID_LOC"),
        ("org-reno", "ORG_LOC"),
        ("edge-boulder", "EDGE_LOC"),
        ("edge-omaha", "EDGE_LOC"),
        ("edge-vail", "EDGE_LOC"),
        ("edge-elko", "EDGE_LOC"),
    ] {
        let fields = vec![("name", text(name)), ("shortName", text(name)), ("type", named(Kind::Type, kind))];
        let edit = intent::create_cache_group(&window.plan, fields, Position::new(40.0, -105.0).ok()).unwrap();
        window.apply(&edit);
    }
    let group = |name: &str| named(Kind::CacheGroup, name);
    let fields = vec![
        ("name", text("edge-denver")),
        ("shortName", text("DEN")),
        ("type", named(Kind::Type, "EDGE_LOC")),
        ("parentCachegroup", group("mid-denver")),
        ("localizationMethods", Value::List(vec![text("CZ"), text("DEEP_CZ")])),
        ("fallbacks", Value::List(vec![group("edge-boulder"), group("edge-omaha"), group("edge-vail")])),
    ];
    let edit = intent::create_cache_group(&window.plan, fields, Position::new(39.5, -104.5).ok()).unwrap();
    window.apply(&edit);
    let id = id(&window, "edge-denver");
    window.selection = Selection::one(id);
    (window, id)
}

fn id(window: &Window, name: &str) -> AnyId {
    AnyId { kind: Kind::CacheGroup, number: window.plan.find::<CacheGroup>(name).unwrap().number() }
}

fn group(form: &Form, name: &str) -> CacheGroup {
    let plan = &form.state().plan;
    CacheGroup::clone(plan.get(plan.find::<CacheGroup>(name).unwrap()).unwrap())
}

fn fallbacks(form: &Form, name: &str) -> Vec<String> {
    let plan = &form.state().plan;
    let names = |link: &Link<CacheGroup>| plan.follow(link).unwrap().name.clone();
    group(form, name).fallbacks.iter().map(names).collect()
}

fn update(form: &mut Form) {
    click(form, Role::Button, "Update");
}

fn last_label(form: &Form) -> &str {
    &form.state().edits.last().unwrap().label
}

#[test]
fn a_changed_field_becomes_exactly_that_edit() {
    let (window, id) = cdn();
    let mut form = show(window);
    assert!(form.get_by_role_and_label(Role::Button, "Update").accesskit_node().is_disabled());
    retype(&mut form, "Short Name", "DTC");
    form.get_by_label("Short Name changed. Was DEN");
    update(&mut form);
    let state = form.state();
    let expected = {
        let before = Window::of(Plan::clone(&state.plan));
        intent::change(&before.plan, id, vec![("shortName", text("DEN"))]).unwrap().inverse()
    };
    assert_eq!(state.edits.len(), 1);
    assert_eq!(state.edits[0].changes, expected.changes);
    assert_eq!(last_label(&form), "Change Short Name of edge-denver");
    assert!(form.get_by_role_and_label(Role::Button, "Update").accesskit_node().is_disabled());
}

#[test]
fn a_position_and_a_field_are_one_edit() {
    let (window, _) = cdn();
    let mut form = show(window);
    retype(&mut form, "Geo Magnetic Latitude", "38.25");
    update(&mut form);
    assert_eq!(last_label(&form), "Move edge-denver");
    retype(&mut form, "Geo Magnetic Longitude", "-105.75");
    retype(&mut form, "Short Name", "D2");
    update(&mut form);
    assert_eq!(form.state().edits.len(), 2);
    assert_eq!(last_label(&form), "Change edge-denver");
    let plan = &form.state().plan;
    let position = plan.follow_opt(group(&form, "edge-denver").coordinate.as_ref()).unwrap().position.unwrap();
    assert_eq!((position.latitude(), position.longitude()), (38.25, -105.75));
}

#[test]
fn a_bad_number_is_refused_in_words_and_stays() {
    let (window, _) = cdn();
    let mut form = show(window);
    retype(&mut form, "Geo Magnetic Latitude", "39,7");
    form.get_by_label("Must be a number, like 39.7392");
    update(&mut form);
    assert!(form.state().edits.is_empty());
    form.get_by_label("Nothing was changed: one field cannot be stored, see above");
    let field = form.get_by_role_and_label(Role::TextInput, "Geo Magnetic Latitude");
    assert_eq!(field.value().as_deref(), Some("39,7"));
    retype(&mut form, "Geo Magnetic Latitude", "91");
    form.get_by_label("Invalid latitude. Must be between -90.0 and 90.0");
    update(&mut form);
    assert!(form.state().edits.is_empty());
    click(&mut form, Role::Button, "Discard changes");
    let field = form.get_by_role_and_label(Role::TextInput, "Geo Magnetic Latitude");
    assert_eq!(field.value().as_deref(), Some("39.5"));
}

#[test]
fn a_taken_name_is_refused_and_odd_ones_only_found() {
    let (window, _) = cdn();
    let mut form = show(window);
    retype(&mut form, "Name", "edge-vail");
    form.get_by_label("cache group name 'edge-vail' already exists, please choose a different name");
    update(&mut form);
    assert!(form.state().edits.is_empty());
    retype(&mut form, "Name", "");
    form.get_by_label("Required");
    update(&mut form);
    assert!(form.state().edits.is_empty());
    retype(&mut form, "Name", "edge denver");
    form.get_by_label("No spaces");
    update(&mut form);
    assert_eq!(group(&form, "edge denver").short_name.as_deref(), Some("DEN"), "what can be stored is stored");
}

#[test]
fn another_type_clears_the_fallbacks_in_one_edit() {
    let (window, _) = cdn();
    let mut form = show(window);
    choose(&mut form, "Type", "MID_LOC");
    let words = "Update also clears the 3 Failover Cache Groups: only EDGE_LOC groups have them. Undo brings them back \
                 together with the type";
    form.get_by_label(words);
    assert!(form.query_by_role_and_label(Role::CheckBox, "Fallback to Geo Failover").is_none());
    choose(&mut form, "Type", "EDGE_LOC");
    assert!(form.query_by_label(words).is_none());
    form.get_by_label("View edge-omaha");
    assert!(form.get_by_role_and_label(Role::Button, "Update").accesskit_node().is_disabled());
    choose(&mut form, "Type", "MID_LOC");
    update(&mut form);
    assert_eq!(form.state().edits.len(), 1);
    assert_eq!(fallbacks(&form, "edge-denver"), [""; 0]);
    form.state_mut().undo();
    form.run();
    assert_eq!(fallbacks(&form, "edge-denver"), ["edge-boulder", "edge-omaha", "edge-vail"]);
    form.get_by_label("View edge-omaha");
}

#[test]
fn fallbacks_are_added_removed_and_reordered() {
    let (window, _) = cdn();
    let mut form = show(window);
    click(&mut form, Role::ComboBox, "Add Failover Cache Group");
    let offered: Vec<String> =
        form.get_all_by_role(Role::ListBoxOption).filter_map(|line| line.accesskit_node().label()).collect();
    assert_eq!(offered, ["edge-elko"], "EDGE_LOC groups except itself and those chosen");
    click(&mut form, Role::ListBoxOption, "edge-elko");
    click(&mut form, Role::Button, "Remove edge-boulder");
    click(&mut form, Role::Button, "Move edge-elko");
    form.key_press(Key::ArrowUp);
    form.run();
    update(&mut form);
    assert_eq!(fallbacks(&form, "edge-denver"), ["edge-omaha", "edge-elko", "edge-vail"]);
    assert_eq!(form.state().edits.len(), 1);
    let grip = form.get_by_role_and_label(Role::Button, "Move edge-omaha").rect().center();
    let below = form.get_by_role_and_label(Role::Button, "Move edge-vail").rect().center() + egui::vec2(0.0, 10.0);
    form.drag_at(grip);
    form.run();
    form.hover_at(below);
    form.run();
    form.drop_at(below);
    form.run();
    click(&mut form, Role::CheckBox, "Fallback to Geo Failover");
    update(&mut form);
    assert_eq!(fallbacks(&form, "edge-denver"), ["edge-elko", "edge-vail", "edge-omaha"]);
    assert_eq!(group(&form, "edge-denver").fallback_to_closest, Some(false));
    assert_eq!(form.state().edits.len(), 2);
}

#[test]
fn parents_are_offered_with_the_sensible_ones_first() {
    let (window, _) = cdn();
    let mut form = show(window);
    click(&mut form, Role::ComboBox, "Parent Cache Group");
    let lines = |form: &Form| -> Vec<String> {
        form.get_all_by_role(Role::ListBoxOption).filter_map(|line| line.accesskit_node().label()).collect()
    };
    assert_eq!(
        lines(&form)[..3],
        ["mid-boise", "mid-denver", "edge-boulder"],
        "of each type the nearest first, itself behind them"
    );
    assert_eq!(lines(&form).len(), 8, "the rest is reachable, itself included");
    form.get_by_role_and_label(Role::TextInput, "Search 8 cache groups").type_text("RENO");
    form.run();
    assert_eq!(lines(&form), ["org-reno"]);
    form.key_press(Key::Enter);
    form.run();
    click(&mut form, Role::Button, "View org-reno");
    assert_eq!(form.state().asked, ["reveal org-reno"]);
    let denver = id(form.state(), "edge-denver");
    form.state_mut().selection = Selection::one(denver);
    form.run();
    click(&mut form, Role::Button, "Clear Parent Cache Group");
    update(&mut form);
    assert_eq!(group(&form, "edge-denver").parent, None);
}

#[test]
fn the_method_without_effect_is_no_choice_and_kept() {
    let (window, _) = cdn();
    let mut form = show(window);
    form.get_by_label_contains("Deep Coverage Zone File (DEEP_CZ) came with an import");
    assert!(form.query_by_role_and_label(Role::CheckBox, "Deep Coverage Zone File").is_none());
    click(&mut form, Role::CheckBox, "Geo-IP Database");
    click(&mut form, Role::CheckBox, "Coverage Zone File");
    update(&mut form);
    let methods = group(&form, "edge-denver").localization_methods;
    assert_eq!(methods, [LocalizationMethod::DeepCz, LocalizationMethod::Geo]);
}

#[test]
fn a_new_group_has_portals_defaults_and_its_place() {
    let (mut window, _) = cdn();
    window.forms.start_new(Kind::CacheGroup, Position::new(1.5, 2.25).ok());
    let mut form = show(window);
    assert!(form.query_by_label("Required").is_none(), "nobody is blamed before he tried");
    click(&mut form, Role::Button, "Create");
    assert!(form.query_all_by_label("Required").count() >= 1);
    retype(&mut form, "Name", "edge-new");
    click(&mut form, Role::Button, "Create");
    let made = group(&form, "edge-new");
    assert_eq!(made.localization_methods, [LocalizationMethod::Cz, LocalizationMethod::Geo]);
    let position = form.state().plan.follow_opt(made.coordinate.as_ref()).unwrap().position.unwrap();
    assert_eq!((position.latitude(), position.longitude()), (1.5, 2.25));
    assert_eq!(last_label(&form), "Create edge-new");
    assert_eq!(form.state().selection.lead(), Some(id(form.state(), "edge-new")), "it is selected and shown");
    form.get_by_role_and_label(Role::Button, "Update");
}

#[test]
fn an_undo_underneath_leaves_what_was_typed() {
    let (window, _) = cdn();
    let mut form = show(window);
    retype(&mut form, "Short Name", "X1");
    update(&mut form);
    retype(&mut form, "Short Name", "X2");
    // By the history: Undo would take back what was typed.
    form.state_mut().go_to_step(0);
    form.run();
    let field = form.get_by_role_and_label(Role::TextInput, "Short Name");
    assert_eq!(field.value().as_deref(), Some("X2"));
    form.get_by_label("The plan has changed underneath, from “X1” to “DEN”. Update puts what stands here");
    update(&mut form);
    assert_eq!(group(&form, "edge-denver").short_name.as_deref(), Some("X2"));
}

#[test]
fn what_was_typed_waits_while_something_else_is_shown() {
    let (window, denver) = cdn();
    let mut form = show(window);
    retype(&mut form, "Short Name", "X1");
    let vail = id(form.state(), "edge-vail");
    form.state_mut().selection = Selection::one(vail);
    form.run();
    assert_eq!(form.state_mut().unfinished(), 1);
    form.state_mut().selection = Selection::one(denver);
    form.run();
    let field = form.get_by_role_and_label(Role::TextInput, "Short Name");
    assert_eq!(field.value().as_deref(), Some("X1"));
}

#[test]
fn what_uses_an_object_stands_below_its_fields() {
    let (window, _) = cdn();
    let form = show(window);
    form.get_by_label("Used by");
}

#[test]
fn a_group_without_coordinate_says_what_to_do() {
    let mut window = Window::new();
    let edit = intent::create_cache_group(&window.plan, vec![("name", text("edge-tray"))], None).unwrap();
    window.apply(&edit);
    window.selection = Selection::one(id(&window, "edge-tray"));
    let mut form = show(window);
    form.get_by_label("Not on the map yet: type a position or drop it from the tray");
    retype(&mut form, "Geo Magnetic Latitude", "10");
    update(&mut form);
    assert!(form.state().edits.is_empty(), "half a position cannot be stored");
    form.get_by_label("Required longitude");
    retype(&mut form, "Geo Magnetic Longitude", "20");
    update(&mut form);
    assert!(group(&form, "edge-tray").coordinate.is_some());
}

#[test]
fn what_is_missing_is_marked_and_kept() {
    let (mut window, denver) = cdn();
    let fields = vec![("parentCachegroup", named(Kind::CacheGroup, "mid-lost"))];
    let edit = intent::change(&window.plan, denver, fields).unwrap();
    window.apply(&edit);
    let mut form = show(window);
    form.get_by_label("Not in the plan: kept as it came");
    let field = form.get_by_role_and_label(Role::ComboBox, "Parent Cache Group");
    assert_eq!(field.value().as_deref(), Some("mid-lost"));
    retype(&mut form, "Short Name", "Y");
    update(&mut form);
    let parent = group(&form, "edge-denver").parent.unwrap();
    assert_eq!(parent, Link::Absent(Absent::named("mid-lost")));
}

#[test]
fn a_read_only_plan_is_shown_and_not_changed() {
    let (mut window, _) = cdn();
    window.editable = false;
    let form = show(window);
    form.get_by_label("This plan is open read-only: look, but change nothing");
    assert!(form.query_by_role_and_label(Role::Button, "Update").is_none());
    assert!(form.query_by_label("Remove edge-vail").is_none());
    form.get_by_label("View edge-vail");
}

#[test]
fn several_are_counted_and_none_says_what_belongs_here() {
    let (mut window, _) = cdn();
    window.selection = Selection::many(window.plan.ids(Kind::CacheGroup));
    let mut form = show(window);
    form.get_by_label("8 cache groups selected");
    click(&mut form, Role::Link, "Select edge-elko only");
    form.get_by_role_and_label(Role::TextInput, "Name");
    form.state_mut().selection = Selection::default();
    form.run();
    form.get_by_label_contains("Nothing selected");
    click(&mut form, Role::Button, "New cache group…");
    form.get_by_label("New cache group");
}
