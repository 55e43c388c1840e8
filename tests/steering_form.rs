//! The steering editor on the delivery service's form, driven as a person drives it: by keys, by drag, by typing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what helps tests may fail as tests do")]

use egui::{Key, Role};
use egui_kittest::kittest::Queryable as _;
use lodestone::edit::import::{ImportOptions, import_rows};
use lodestone::model::*;
use lodestone::ui::selection::Selection;

use crate::support::window::{Form, Window, choose, click, retype, show_tall};

fn id_of(plan: &Plan, xml_id: &str) -> AnyId {
    AnyId { kind: Kind::DeliveryService, number: plan.find::<DeliveryService>(xml_id).unwrap().number() }
}

/// A steering service, what it stands for, and one service more.
const PLAN: &str = r#"lodestone-plan-text 2
delivery-service {"xmlId":"vod","displayName":"vod","type":"STEERING","active":"ACTIVE"}
delivery-service {"xmlId":"one","displayName":"one","type":"HTTP","active":"ACTIVE"}
delivery-service {"xmlId":"two","displayName":"two","type":"HTTP","active":"ACTIVE"}
delivery-service {"xmlId":"three","displayName":"three","type":"HTTP","active":"ACTIVE"}
delivery-service {"xmlId":"four","displayName":"four","type":"HTTP","active":"ACTIVE"}
steering {"deliveryService":"vod","targets":[{"target":"one","type":"STEERING_ORDER","value":-5},{"target":"two","type":"STEERING_GEO_ORDER","value":1,"latitude":50,"longitude":8},{"target":"three","type":"STEERING_WEIGHT","value":10}]}
"#;

fn form_of(xml_id: &str) -> Form {
    let plan = Window::new().plan;
    let incoming = lodestone::formats::plan_text::read("plan", PLAN.as_bytes());
    let outcome = import_rows(&plan, incoming, ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused, "{:?}", outcome.report.problems);
    let mut window = Window::of(outcome.plan);
    window.kind = Kind::DeliveryService;
    window.selection = Selection::one(id_of(&window.plan, xml_id));
    show_tall(window)
}

/// The targets of a service: name, type and value.
fn targets(form: &Form, xml_id: &str) -> Vec<(String, TargetType, i64)> {
    let plan = &form.state().plan;
    let Some(steering) = plan.find::<ServiceSteering>(xml_id).and_then(|id| plan.get(id)) else { return Vec::new() };
    let name = |target: &PlannedTarget| plan.follow_opt(target.target.as_ref()).unwrap().xml_id.clone();
    steering.targets.iter().map(|target| (name(target), target.type_, target.value)).collect()
}

fn value(form: &Form, label: &str) -> String {
    form.get_by_role_and_label(Role::TextInput, label).value().unwrap_or_default()
}

#[test]
fn targets_are_moved_with_keys_and_typed_in_one_edit() {
    use TargetType::{GeoOrder, Order, Weight};
    let mut form = form_of("vod");
    form.get_by_label("Steering Targets For vod");
    form.check_accessibility();
    let was = targets(&form, "vod");
    assert_eq!(
        was.iter().map(|(_, type_, value)| (*type_, *value)).collect::<Vec<_>>(),
        [(Order, -5), (GeoOrder, 1), (Weight, 10)]
    );
    // The grip has the keyboard: down, and down again.
    form.get_by_role_and_label(Role::Button, "Move Steering target 1").focus();
    form.run();
    form.key_press(Key::ArrowDown);
    form.run();
    assert_eq!(value(&form, "Steering target 2 value"), "-5", "the one that was moved");
    retype(&mut form, "Steering target 3 value", "25");
    click(&mut form, Role::Button, "Update");
    let expected = vec![was[1].clone(), was[0].clone(), (was[2].0.clone(), Weight, 25)];
    assert_eq!(targets(&form, "vod"), expected);
    assert_eq!(form.state().edits.len(), 1, "one edit");
    form.state_mut().undo();
    form.run();
    assert_eq!(targets(&form, "vod"), was);
}

#[test]
fn orders_follow_a_drag_and_bad_ones_are_told() {
    let mut form = form_of("vod");
    for at in 1..=3 {
        choose(&mut form, &format!("Steering target {at} type"), "STEERING_ORDER");
        retype(&mut form, &format!("Steering target {at} value"), &at.to_string());
    }
    let grip = |form: &Form, at: usize| {
        form.get_by_role_and_label(Role::Button, &format!("Move Steering target {at}")).rect().center()
    };
    let (from, to) = (grip(&form, 3), grip(&form, 1) - egui::vec2(0.0, 20.0));
    form.drag_at(from);
    form.run();
    form.hover_at(to);
    form.run();
    form.drop_at(to);
    form.run();
    click(&mut form, Role::Button, "Update");
    let names: Vec<(String, i64)> = targets(&form, "vod").into_iter().map(|(name, _, value)| (name, value)).collect();
    assert_eq!(names, [("three".to_owned(), 1), ("one".to_owned(), 2), ("two".to_owned(), 3)]);
    for at in 1..=3 {
        retype(&mut form, &format!("Steering target {at} value"), &format!("-{at}"));
    }
    assert!(form.query_by_label_contains("Traffic Router never answers").is_some());
    click(&mut form, Role::Button, "Update");
    assert_eq!(targets(&form, "vod")[0].2, -1, "what is wrong can be stored all the same");
}

#[test]
fn targets_come_and_go_with_their_service() {
    let mut form = form_of("vod");
    for _ in 0..3 {
        click(&mut form, Role::Button, "Remove steering target 1");
    }
    assert!(form.query_by_label_contains("every request for a steering service without targets fails").is_some());
    click(&mut form, Role::Button, "Update");
    assert_eq!(form.state().plan.find::<ServiceSteering>("vod"), None, "nothing is left to keep");
    click(&mut form, Role::Button, "Add steering target");
    choose(&mut form, "Steering target 1 service", "four");
    retype(&mut form, "XML_ID (Key)", "vod-2");
    click(&mut form, Role::Button, "Update");
    let made = targets(&form, "vod-2");
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!((made[0].1, made[0].2), (TargetType::Order, 1));
    assert_eq!(form.state().edits.len(), 2, "name and target in one edit");
    // The target says for what it stands.
    let target = id_of(&form.state().plan, &made[0].0);
    form.state_mut().selection = Selection::one(target);
    form.run();
    form.get_by_label("View vod-2");
}
