//! The delivery service's form, driven as a person drives it, and the snapshot that comes of it: it has to be the one
//! that a real Traffic Ops recorded of such a service, but for the name.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::formats::snapshot::{read_document_bytes, write};
use lodestone::model::*;
use lodestone::snapshot::judging::{JudgingOptions, judge};
use lodestone::snapshot::{MakingOptions, making};
use lodestone::ui::selection::Selection;
use serde_json::Value as Json;

use crate::support::window::Window;
use crate::support::{atlas, plan_of_bodies};

type Form = Harness<'static, Window>;

/// The recorded atlas in a window.
fn atlas_window() -> Window {
    let mut window = Window::of(plan_of_bodies(&atlas("api-5.0")));
    window.kind = Kind::DeliveryService;
    window
}

fn show(window: Window) -> Form {
    let mut form = Harness::builder()
        .with_size(egui::vec2(1280.0, 2600.0))
        .with_max_steps(30)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    form.run();
    form
}

fn new_form() -> Form {
    let mut window = atlas_window();
    window.forms.start_new(Kind::DeliveryService, None);
    show(window)
}

fn form_of(xml_id: &str) -> Form {
    let mut window = atlas_window();
    window.selection = Selection::one(id_of(&window.plan, xml_id));
    show(window)
}

fn id_of(plan: &Plan, xml_id: &str) -> AnyId {
    AnyId { kind: Kind::DeliveryService, number: plan.find::<DeliveryService>(xml_id).unwrap().number() }
}

fn retype(form: &mut Form, label: &str, text: &str) {
    form.get_by_role_and_label(Role::TextInput, label).click();
    form.run();
    form.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    form.run();
    if text.is_empty() {
        form.key_press(Key::Backspace);
    } else {
        form.get_by_role_and_label(Role::TextInput, label).type_text(text);
    }
    form.run();
}

fn value(form: &Form, label: &str) -> String {
    form.get_by_role_and_label(Role::TextInput, label).value().unwrap_or_default()
}

fn click(form: &mut Form, role: Role, label: &str) {
    form.get_by_role_and_label(role, label).click();
    form.run();
}

/// Chooses an object in a drop-down with a search.
fn choose(form: &mut Form, label: &str, line: &str) {
    click(form, Role::ComboBox, label);
    click(form, Role::ListBoxOption, line);
}

/// Chooses a word in a drop-down of few.
fn pick(form: &mut Form, label: &str, word: &str) {
    click(form, Role::ComboBox, label);
    click(form, Role::Button, word);
}

fn open(form: &mut Form, fold: &str) {
    click(form, Role::DisclosureTriangle, fold);
}

fn snapshot(plan: &Plan) -> (Json, Vec<u8>) {
    let options = MakingOptions { date: 1_800_000_000, ..MakingOptions::default() };
    let bytes = write(&making(plan, "atlas", &options).unwrap().snapshot).unwrap();
    (serde_json::from_slice(&bytes).unwrap(), bytes)
}

/// What was recorded of a service under another name.
fn recorded(xml_id: &str, name: &str) -> Json {
    let text = std::fs::read_to_string(atlas("snapshot-atlas.json")).unwrap();
    let all: Json = serde_json::from_str(&text.replace(xml_id, name)).unwrap();
    all["response"].clone()
}

/// Holds a twin in a plan's snapshot against what was recorded; the caches that serve it are `groups`' or all.
fn is_twin(plan: &Plan, xml_id: &str, twin: &str, groups: Option<&[&str]>) {
    let (ours, bytes) = snapshot(plan);
    let mut theirs = recorded(xml_id, twin);
    // Static DNS entries are objects of their own.
    theirs["deliveryServices"][twin].as_object_mut().unwrap().remove("staticDnsEntries");
    assert_eq!(ours["deliveryServices"][twin], theirs["deliveryServices"][twin]);
    for (host, cache) in theirs["contentServers"].as_object().unwrap() {
        let group = cache["cacheGroup"].as_str().unwrap();
        if groups.is_none_or(|groups| groups.contains(&group)) {
            let serves = |cache: &Json| cache["deliveryServices"][twin].clone();
            assert_eq!(serves(&ours["contentServers"][host]), serves(cache), "{host}");
        }
    }
    let judgement = judge(&read_document_bytes(&bytes).unwrap(), &JudgingOptions { fresh: true, held_date: 0 });
    assert!(judgement.accepted && judgement.zones_built, "{:?}", judgement.findings);
    assert!(judgement.dropped.delivery_services.is_empty());
}

fn last_label(form: &Form) -> &str {
    &form.state().edits.last().unwrap().label
}

#[test]
fn an_http_service_with_servers_is_as_recorded() {
    let mut form = new_form();
    let before = Plan::clone(&form.state().plan);
    retype(&mut form, "XML ID", "twin");
    assert_eq!(value(&form, "Display Name"), "twin");
    choose(&mut form, "Content Routing Type", "HTTP_LIVE_NATNL");
    choose(&mut form, "CDN", "atlas");
    form.get_by_label("Clients ask for cdn.twin.atlas.example.net");
    retype(&mut form, "Origin Server Base URL", "http://twin.origin.example.org");
    assert!(form.query_by_label("Geo Limit Countries").is_none());
    pick(&mut form, "Geo Limit", "Coverage Zone File and Country Code(s)");
    form.get_by_label("No country: only clients of the coverage zone file are served");
    retype(&mut form, "Geo Limit Countries", "US,CA,MX,");
    retype(&mut form, "Geo Limit Redirect URL", "http://sorry.example.org/");
    retype(&mut form, "Geo Miss Default Latitude", "41.8781");
    retype(&mut form, "Geo Miss Default Longitude", "-87.6298");
    let groups = [
        "edge-denver",
        "edge-chicago",
        "edge-new-york",
        "edge-dallas",
        "edge-seattle",
        "edge-los-angeles",
        "edge-miami",
        "edge-toronto",
        "edge-mexico-city",
        "edge-sao-paulo",
        "edge-buenos-aires",
    ];
    for group in groups {
        let all = form.state().plan.find::<CacheGroup>(group).unwrap();
        let of = form.state().plan.servers().iter().filter(|(_, server)| {
            let plan = &form.state().plan;
            server.cache_group == Some(Link::To(all))
                && plan.follow_opt(server.cdn.as_ref()).is_some_and(|cdn| cdn.name == "atlas")
        });
        let of = of.count();
        click(&mut form, Role::CheckBox, &format!("{group}, 0 of {of} servers"));
        form.get_by_role_and_label(Role::CheckBox, &format!("{group}, {of} of {of} servers"));
    }
    open(&mut form, "Routing configuration");
    retype(&mut form, "Initial Dispersion", "3");
    retype(&mut form, "Delivery Service DNS TTL", "");
    click(&mut form, Role::Button, "Create");
    assert_eq!((form.state().edits.len(), last_label(&form)), (1, "Create twin"));
    is_twin(&form.state().plan, "atlas-live-na", "twin", None);
    form.get_by_role_and_label(Role::Button, "Update");
    form.state_mut().undo();
    assert!(form.state().plan.same_content(&before));
}

#[test]
fn a_dns_service_is_as_recorded() {
    let mut form = new_form();
    retype(&mut form, "XML ID", "twin");
    choose(&mut form, "Content Routing Type", "DNS");
    choose(&mut form, "CDN", "atlas");
    retype(&mut form, "Routing Name", "www");
    form.get_by_label("Clients ask for www.twin.atlas.example.net");
    pick(&mut form, "Geo Limit", "Coverage Zone File only");
    assert!(form.query_by_label("Geo Limit Redirect URL").is_none(), "no redirects by DNS");
    retype(&mut form, "Geo Miss Default Latitude", "50.1109");
    retype(&mut form, "Geo Miss Default Longitude", "8.6821");
    click(&mut form, Role::CheckBox, "edge-dubai, 0 of 2 servers");
    // One at a time, too.
    click(&mut form, Role::Button, "Show servers of edge-auckland");
    click(&mut form, Role::CheckBox, "edge-akl-01 of edge-auckland");
    form.get_by_role_and_label(Role::CheckBox, "edge-auckland, 1 of 2 servers");
    open(&mut form, "Routing configuration");
    retype(&mut form, "Delivery Service DNS TTL", "45");
    retype(&mut form, "Maximum DNS Answers", "2");
    retype(&mut form, "DNS Bypass IP", "192.0.2.250");
    retype(&mut form, "DNS Bypass TTL", "30");
    click(&mut form, Role::Button, "Create");
    is_twin(&form.state().plan, "atlas-web", "twin", Some(&["edge-dubai", "edge-auckland"]));
}

#[test]
fn a_service_with_a_topology_is_as_recorded() {
    let mut form = new_form();
    retype(&mut form, "XML ID", "twin");
    choose(&mut form, "CDN", "atlas");
    retype(&mut form, "Geo Miss Default Latitude", "51.5074");
    retype(&mut form, "Geo Miss Default Longitude", "-0.1278");
    click(&mut form, Role::CheckBox, "edge-denver, 0 of 4 servers");
    choose(&mut form, "Topology", "atlas-west-3tier");
    form.get_by_label("4 servers are assigned to it take no part while it has a topology");
    click(&mut form, Role::Button, "Take them off");
    assert!(form.query_by_label_contains("take no part").is_none());
    open(&mut form, "General configuration");
    choose(&mut form, "Add capability", "ssd");
    open(&mut form, "Routing configuration");
    retype(&mut form, "Delivery Service DNS TTL", "");
    click(&mut form, Role::Button, "Create");
    let plan = &form.state().plan;
    let made = plan.find::<DeliveryService>("twin").unwrap();
    assert_eq!(plan.delivery_service_servers().of(made).count(), 0);
    is_twin(plan, "atlas-premium", "twin", None);
}
