//! What objects are tied to by relations, below their fields.

use super::*;

/// Ties two objects together.
fn tie(window: &mut Window, relation: RelationKind, a: Target, b: Target) {
    let edit = intent::add_pairs(&window.plan, &[AnyPair { relation, a, b }]).unwrap();
    window.apply(&edit);
}

/// Shows what has that role and label, wherever in the form it is, and clicks it.
fn find_and_click(form: &mut Form, role: Role, label: &str) {
    form.get_by_role_and_label(role, label).scroll_to_me();
    form.run();
    click(form, role, label);
}

/// The links of a form that go to what is in a list, in its order.
fn viewed(form: &Form) -> Vec<String> {
    let labels = form.get_all_by_role(Role::Link).filter_map(|link| link.accesskit_node().label());
    labels.filter_map(|label| label.strip_prefix("View ").map(str::to_owned)).collect()
}

#[test]
fn a_capability_is_added_to_a_server_and_removed_again() {
    let mut window = Window::new();
    let server = window.make(Kind::Server, vec![("hostName", text("edge-1"))]);
    let ram = window.make(Kind::ServerCapability, vec![("name", text("RAM"))]);
    let disk = window.make(Kind::ServerCapability, vec![("name", text("DISK"))]);
    let relation = RelationKind::ServerOfCapability;
    tie(&mut window, relation, Target::To(server.number), Target::To(disk.number));
    window.selection = Selection::one(server);
    let pair = AnyPair { relation, a: Target::To(server.number), b: Target::To(ram.number) };
    let before = Plan::clone(&window.plan);
    let added = intent::add_pairs(&before, std::slice::from_ref(&pair)).unwrap();
    let mut form = show(window);
    form.get_by_label("Server capabilities");
    form.get_by_label("Delivery services");
    form.check_accessibility();
    find_and_click(&mut form, Role::ComboBox, "Add server capability");
    let options = form.get_all_by_role(Role::ListBoxOption).filter_map(|line| line.accesskit_node().label());
    assert_eq!(options.collect::<Vec<_>>(), ["RAM"], "what is in the list is not offered");
    click(&mut form, Role::ListBoxOption, "RAM");
    assert_eq!(form.state().edits, [added]);
    assert_eq!(last_label(&form), "Add server capability RAM of server edge-1");
    assert_eq!(viewed(&form), ["DISK", "RAM"]);
    let removed = intent::remove_pairs(&form.state().plan, &[pair]).unwrap();
    find_and_click(&mut form, Role::Button, "Remove RAM");
    assert_eq!(form.state().edits[1..], [removed]);
    assert!(form.state().plan.same_content(&before));
    assert_eq!(viewed(&form), ["DISK"]);
    form.state_mut().undo();
    form.run();
    assert_eq!(viewed(&form), ["DISK", "RAM"]);
    // From the other side.
    form.state_mut().selection = Selection::one(ram);
    form.run();
    assert_eq!(viewed(&form), ["edge-1"]);
    find_and_click(&mut form, Role::Button, "Remove edge-1");
    assert!(form.state().plan.same_content(&before));
}

/// A profile with parameters, one of them secret and one that is not in the plan.
fn profile() -> (Window, AnyId) {
    let mut window = Window::new();
    let profile = window.make(Kind::Profile, vec![("name", text("EDGE"))]);
    for (name, value, secure) in [("port", "443", false), ("key", "hush", true), ("Allow", "all", false)] {
        let fields = vec![
            ("name", text(name)),
            ("configFile", text("records.config")),
            ("value", text(value)),
            ("secure", Value::Bool(secure)),
        ];
        let parameter = window.make(Kind::Parameter, fields);
        let (a, b) = (Target::To(profile.number), Target::To(parameter.number));
        tie(&mut window, RelationKind::ProfileParameter, a, b);
    }
    let lost = Target::Absent(Absent::named("lost"));
    tie(&mut window, RelationKind::ProfileParameter, Target::To(profile.number), lost);
    window.selection = Selection::one(profile);
    (window, profile)
}

#[test]
fn the_parameters_of_a_profile_are_listed() {
    let (window, _) = profile();
    let mut form = show(window);
    form.get_by_label("Parameters");
    let expected = ["Allow (records.config) all", "key (records.config) ********", "port (records.config) 443"];
    assert_eq!(viewed(&form), expected);
    form.get_by_label("lost is not in the plan: kept as it came");
    assert!(form.query_by_label_contains("hush").is_none());
    form.check_accessibility();
    find_and_click(&mut form, Role::Button, "Remove lost");
    assert_eq!(form.state().plan.profile_parameters().len(), 3);
    click(&mut form, Role::Link, "View port (records.config) 443");
    assert_eq!(form.state().asked, ["reveal port"]);
    assert_eq!(viewed(&form), ["EDGE"], "the profiles of the parameter");
}

#[test]
fn pairs_of_a_read_only_plan_are_shown_and_not_changed() {
    let (mut window, _) = profile();
    window.editable = false;
    let form = show(window);
    assert_eq!(viewed(&form).len(), 3);
    form.get_by_label("lost is not in the plan: kept as it came");
    assert!(form.query_by_label_contains("Remove ").is_none());
    assert!(form.query_by_label("Add parameter").is_none());
}

#[test]
fn of_many_pairs_the_first_are_shown_until_all_are_asked_for() {
    let mut window = Window::new();
    let capability = window.make(Kind::ServerCapability, vec![("name", text("RAM"))]);
    for number in 1..=120 {
        let server = window.make(Kind::Server, vec![("hostName", text(&format!("edge-{number}")))]);
        let (a, b) = (Target::To(server.number), Target::To(capability.number));
        tie(&mut window, RelationKind::ServerOfCapability, a, b);
    }
    window.selection = Selection::one(capability);
    let mut form = show(window);
    assert_eq!(viewed(&form).len(), 50);
    assert_eq!(viewed(&form)[9], "edge-10");
    find_and_click(&mut form, Role::Button, "Show all 120 servers");
    assert!(form.query_by_label("Show all 120 servers").is_none());
    form.get_by_role_and_label(Role::ComboBox, "Add server").scroll_to_me();
    form.run();
    assert_eq!(viewed(&form).last().map(String::as_str), Some("edge-120"));
    form.check_accessibility();
    click(&mut form, Role::Button, "Remove edge-120");
    assert_eq!(form.state().plan.server_server_capabilities().len(), 119);
}
