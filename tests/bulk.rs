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

#[test]
fn a_field_of_several_objects_is_one_step() {
    let (mut form, ids) = servers();
    click(&mut form, Role::ComboBox, "Change");
    click(&mut form, Role::Button, "Status");
    form.get_by_label("Now REPORTED (2), OFFLINE (1)");
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
fn an_empty_field_is_cleared_and_an_unreadable_one_refused() {
    let (mut form, ids) = servers();
    click(&mut form, Role::ComboBox, "Change");
    click(&mut form, Role::Button, "TCP Port");
    let button =
        |form: &Form, label: &str| form.get_by_role_and_label(Role::Button, label).accesskit_node().is_disabled();
    assert!(!button(&form, "Clear TCP Port of 3"));
    form.get_by_role_and_label(Role::TextInput, "TCP Port").click();
    form.run();
    form.get_by_role_and_label(Role::TextInput, "TCP Port").type_text("eighty");
    form.run();
    assert!(button(&form, "Set TCP Port of 3"));
    assert!(form.state().edits.is_empty());
    // Read-only plans offer nothing to change.
    form.state_mut().editable = false;
    form.run();
    assert!(form.query_by_role_and_label(Role::ComboBox, "Change").is_none());
    assert_eq!(statuses(&form, &ids), ["REPORTED", "OFFLINE", "REPORTED"]);
}
