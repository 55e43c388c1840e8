//! One field of several selected objects, set by the form as one step.

use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::model::*;
use lodestone::ui::selection::Selection;

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
