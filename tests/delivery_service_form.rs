//! The delivery service's form, driven as a person drives it, and the snapshot that comes of it: it has to be the one
//! that a real Traffic Ops recorded of such a service, but for the name.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use egui::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::intent;
use lodestone::formats::snapshot::{read_document_bytes, write};
use lodestone::model::*;
use lodestone::snapshot::judging::{JudgingOptions, judge};
use lodestone::snapshot::{MakingOptions, make_snapshot};
use lodestone::ui::selection::Selection;
use serde_json::Value as Json;

use crate::support::window::{Form, Window, choose, click, retype, show_tall};
use crate::support::{atlas, plan_of_bodies};

/// The recorded atlas in a window.
fn atlas_window() -> Window {
    let mut window = Window::of(plan_of_bodies(&atlas("api-5.0")));
    window.kind = Kind::DeliveryService;
    window
}

fn new_form() -> Form {
    let mut window = atlas_window();
    window.forms.start_new(Kind::DeliveryService, None);
    show_tall(window)
}

fn form_of(xml_id: &str) -> Form {
    let mut window = atlas_window();
    window.selection = Selection::one(id_of(&window.plan, xml_id));
    show_tall(window)
}

fn id_of(plan: &Plan, xml_id: &str) -> AnyId {
    AnyId { kind: Kind::DeliveryService, number: plan.find::<DeliveryService>(xml_id).unwrap().number() }
}

fn value(form: &Form, label: &str) -> String {
    form.get_by_role_and_label(Role::TextInput, label).value().unwrap_or_default()
}

/// Chooses a word in a drop-down of few.
fn pick(form: &mut Form, label: &str, word: &str) {
    click(form, Role::ComboBox, label);
    click(form, Role::ListBoxOption, word);
}

fn open(form: &mut Form, fold: &str) {
    click(form, Role::DisclosureTriangle, fold);
}

fn snapshot(plan: &Plan) -> (Json, Vec<u8>) {
    let options = MakingOptions { date: 1_800_000_000, ..MakingOptions::default() };
    let bytes = write(&make_snapshot(plan, "atlas", &options).unwrap().snapshot).unwrap();
    (serde_json::from_slice(&bytes).unwrap(), bytes)
}

/// Narrows the list of cache groups.
fn search(form: &mut Form, name: &str) {
    retype(form, "Search 28 cache groups", name);
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
    retype(&mut form, "XML_ID (Key)", "twin");
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
        search(&mut form, group);
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
    retype(&mut form, "XML_ID (Key)", "twin");
    choose(&mut form, "Content Routing Type", "DNS");
    choose(&mut form, "CDN", "atlas");
    retype(&mut form, "Routing Name", "www");
    form.get_by_label("Clients ask for www.twin.atlas.example.net");
    pick(&mut form, "Geo Limit", "Coverage Zone File only");
    assert!(form.query_by_label("Geo Limit Redirect URL").is_none(), "no redirects by DNS");
    retype(&mut form, "Geo Miss Default Latitude", "50.1109");
    retype(&mut form, "Geo Miss Default Longitude", "8.6821");
    search(&mut form, "edge-dubai");
    click(&mut form, Role::CheckBox, "edge-dubai, 0 of 2 servers");
    // One at a time, too.
    search(&mut form, "auck");
    click(&mut form, Role::Button, "Show servers of edge-auckland");
    click(&mut form, Role::CheckBox, "edge-akl-01 of edge-auckland");
    form.get_by_role_and_label(Role::CheckBox, "edge-auckland, 1 of 2 servers");
    open(&mut form, "Routing configuration");
    retype(&mut form, "Delivery Service DNS TTL", "45");
    retype(&mut form, "Max DNS Answers", "2");
    retype(&mut form, "DNS Bypass IP", "192.0.2.250");
    retype(&mut form, "DNS Bypass TTL", "30");
    click(&mut form, Role::Button, "Create");
    is_twin(&form.state().plan, "atlas-web", "twin", Some(&["edge-dubai", "edge-auckland"]));
}

#[test]
fn a_service_with_a_topology_is_as_recorded() {
    let mut form = new_form();
    retype(&mut form, "XML_ID (Key)", "twin");
    choose(&mut form, "CDN", "atlas");
    retype(&mut form, "Geo Miss Default Latitude", "51.5074");
    retype(&mut form, "Geo Miss Default Longitude", "-0.1278");
    search(&mut form, "denver");
    click(&mut form, Role::CheckBox, "edge-denver, 0 of 4 servers");
    choose(&mut form, "Topology", "atlas-west-3tier");
    form.get_by_label("4 servers are assigned to it take no part while it has a topology");
    click(&mut form, Role::Button, "Take them off");
    assert!(form.query_by_label_contains("take no part").is_none());
    open(&mut form, "General configuration");
    form.get_by_label("Served by 57 EDGEs in 18 cache groups");
    choose(&mut form, "Add capability", "ssd");
    form.get_by_label("Served by 22 EDGEs in 18 cache groups, without 35 that lack a required capability");
    open(&mut form, "Routing configuration");
    retype(&mut form, "Delivery Service DNS TTL", "");
    click(&mut form, Role::Button, "Create");
    let plan = &form.state().plan;
    let made = plan.find::<DeliveryService>("twin").unwrap();
    assert_eq!(plan.delivery_service_servers().of(made).count(), 0);
    is_twin(plan, "atlas-premium", "twin", None);
}

#[test]
fn an_xml_id_that_changes_takes_its_expression_along() {
    let mut form = form_of("atlas-vod");
    retype(&mut form, "XML_ID (Key)", "atlas-films");
    form.get_by_label(r"`.*\.atlas-vod\..*` still has the old XML ID in it");
    click(&mut form, Role::Button, "Change that too");
    assert!(form.query_by_label_contains("still has the old XML ID").is_none());
    assert_eq!(value(&form, "Regular expression 2 pattern"), "/beta/.*", "the others stay");
    form.get_by_label("Clients ask for cdn.atlas-films.atlas.example.net");
    click(&mut form, Role::Button, "Update");
    assert_eq!(form.state().edits.len(), 1);
    let plan = &form.state().plan;
    let renamed = plan.get(plan.find::<DeliveryService>("atlas-films").unwrap()).unwrap();
    assert_eq!(renamed.match_list[0].pattern, r".*\.atlas-films\..*");
    assert_eq!(renamed.display_name.as_deref(), Some("atlas-vod"), "nobody asked for that");
}

#[test]
fn what_the_router_would_reject_is_said_and_stored() {
    let mut form = form_of("atlas-vod");
    retype(&mut form, "Regular expression 2 pattern", "/beta/[");
    form.get_by_label_contains("Traffic Router rejects the whole snapshot");
    click(&mut form, Role::Button, "Add regular expression");
    assert_eq!(value(&form, "Regular expression 3 order"), "2");
    retype(&mut form, "Regular expression 3 order", "0");
    form.get_by_label_contains("Two of a type have the same order");
    retype(&mut form, "Regular expression 3 pattern", r".*\.extra\..*");
    click(&mut form, Role::Button, "Remove regular expression 1");
    retype(&mut form, "Routing Name", "a..b");
    form.get_by_label("DNS cannot have it: it has an empty label");
    click(&mut form, Role::Button, "Update");
    let plan = &form.state().plan;
    let service = plan.get(plan.find::<DeliveryService>("atlas-vod").unwrap()).unwrap();
    let patterns: Vec<&str> = service.match_list.iter().map(|each| each.pattern.as_str()).collect();
    assert_eq!(patterns, ["/beta/[", r".*\.extra\..*"]);
    assert_eq!(service.routing_name.as_deref(), Some("a..b"));
    let judgement =
        judge(&read_document_bytes(&snapshot(plan).1).unwrap(), &JudgingOptions { fresh: true, held_date: 0 });
    assert!(!judgement.accepted, "the form was right");
}

#[test]
fn an_order_that_is_no_number_is_refused_in_place() {
    let mut form = form_of("atlas-vod");
    retype(&mut form, "Regular expression 1 order", "first");
    form.get_by_label("Must be a whole number");
    click(&mut form, Role::Button, "Update");
    assert!(form.state().edits.is_empty());
    form.get_by_label("Nothing was changed: one field cannot be stored, see above");
}

#[test]
fn servers_of_a_service_come_and_go_as_steps() {
    let mut form = form_of("atlas-vod");
    let before = Plan::clone(&form.state().plan);
    let count = |form: &Form| {
        let plan = &form.state().plan;
        plan.delivery_service_servers().of(plan.find::<DeliveryService>("atlas-vod").unwrap()).count()
    };
    let had = count(&form);
    search(&mut form, "denver");
    let partly = form.get_by_role_and_label(Role::CheckBox, "edge-denver, 3 of 4 servers");
    assert_eq!(partly.accesskit_node().toggled(), Some(egui::accesskit::Toggled::Mixed));
    click(&mut form, Role::CheckBox, "edge-denver, 3 of 4 servers");
    assert_eq!((last_label(&form), count(&form)), ("Assign edge-den-03 to atlas-vod", had + 1));
    click(&mut form, Role::CheckBox, "edge-denver, 4 of 4 servers");
    assert_eq!((last_label(&form), count(&form)), ("Take 4 servers off atlas-vod", had - 3));
    click(&mut form, Role::Button, "Take all off");
    assert_eq!(count(&form), 0);
    form.get_by_label_contains("Nobody serves it: clients get no cache");
    click(&mut form, Role::Button, "Assign all EDGEs");
    assert_eq!(count(&form), 79);
    assert_eq!(form.state().edits.len(), 4);
    for edit in form.state().edits.clone().iter().rev() {
        form.state_mut().apply(&edit.inverse());
    }
    assert!(form.state().plan.same_content(&before));
}

#[test]
fn types_show_what_says_something_for_them() {
    let mut form = new_form();
    retype(&mut form, "XML_ID (Key)", "twin");
    choose(&mut form, "Content Routing Type", "STEERING");
    form.get_by_label_contains("Sends clients on to other delivery services");
    assert!(form.query_by_label("Topology").is_none());
    assert!(form.query_by_label("Geo Miss Default Latitude").is_none());
    choose(&mut form, "Content Routing Type", "ANY_MAP");
    form.get_by_label_contains("no snapshot has it");
    assert!(form.query_by_role_and_label(Role::TextInput, "Routing Name").is_none());
    choose(&mut form, "Content Routing Type", "DNS");
    open(&mut form, "Without effect for DNS");
    retype(&mut form, "Initial Dispersion", "3");
    form.get_by_role_and_label(Role::DisclosureTriangle, "Without effect for DNS, 1 changed");
    pick(&mut form, "Active", "Inactive");
    form.get_by_label("Not in the snapshot: only active services are");
}

#[test]
fn folded_changes_are_counted() {
    let mut form = form_of("atlas-vod");
    open(&mut form, "Routing configuration");
    retype(&mut form, "Initial Dispersion", "5");
    pick(&mut form, "Deep Caching", "Never");
    form.get_by_label("Deep Caching changed. Was Always");
    open(&mut form, "Routing configuration, 2 changed");
    assert!(form.query_by_label("Initial Dispersion").is_none());
    click(&mut form, Role::Button, "Update");
    form.get_by_role_and_label(Role::DisclosureTriangle, "Routing configuration");
}

#[test]
fn the_middle_of_the_map_becomes_the_miss_location() {
    let mut form = form_of("atlas-vod");
    form.state_mut().look_at(Position::new(12.5, -3.25).unwrap());
    click(&mut form, Role::Button, "Use the middle of the map");
    assert_eq!(form.state().asked, ["TakeMiddle"]);
    form.run();
    assert_eq!(value(&form, "Geo Miss Default Latitude"), "12.5");
    click(&mut form, Role::Button, "Update");
    let plan = &form.state().plan;
    let service = plan.get(plan.find::<DeliveryService>("atlas-vod").unwrap()).unwrap();
    assert_eq!((service.miss_lat, service.miss_long), (Some(12.5), Some(-3.25)));
}

#[test]
fn an_empty_table_offers_a_new_service() {
    let mut window = Window::new();
    window.kind = Kind::DeliveryService;
    let mut form = show_tall(window);
    click(&mut form, Role::Button, "New delivery service…");
    form.get_by_role_and_label(Role::TextInput, "XML_ID (Key)");
}

#[test]
fn servers_of_a_type_that_needs_none_are_said_and_can_go() {
    let mut form = form_of("beacon-web");
    assert!(form.query_by_label_contains("Search").is_none(), "three cache groups need no search");
    choose(&mut form, "Content Routing Type", "STEERING");
    form.get_by_label("4 assigned servers have no effect for this type");
    click(&mut form, Role::Button, "Take them off");
    assert_eq!(last_label(&form), "Take 4 servers off beacon-web");
    assert!(form.query_by_label_contains("have no effect for this type").is_none());
    form.state_mut().undo();
    form.run();
    form.get_by_label("4 assigned servers have no effect for this type");
}

#[test]
fn servers_that_are_not_in_the_plan_are_kept_until_they_are_taken_off() {
    let mut window = atlas_window();
    let service = id_of(&window.plan, "atlas-vod");
    let absent = Target::Absent(Absent::named("edge-lost"));
    let relation = RelationKind::DeliveryServiceServer;
    let pair = AnyPair { relation, a: Target::To(service.number), b: absent };
    window.apply(&intent::add_pairs(&window.plan, std::slice::from_ref(&pair)).unwrap());
    window.selection = Selection::one(service);
    let mut form = show_tall(window);
    form.get_by_label("1 assigned server is not in the plan, and kept");
    click(&mut form, Role::Button, "Take those off");
    assert!(!form.state().plan.pairs_with(service).contains(&pair));
    assert!(form.query_by_label_contains("not in the plan").is_none());
}

#[test]
fn a_read_only_plan_shows_the_form_and_changes_nothing() {
    let mut window = atlas_window();
    window.selection = Selection::one(id_of(&window.plan, "atlas-vod"));
    window.editable = false;
    let mut form = show_tall(window);
    retype(&mut form, "Search 28 cache groups", "denver");
    let check = form.get_by_role_and_label(Role::CheckBox, "edge-denver, 3 of 4 servers");
    assert!(check.accesskit_node().is_disabled());
    for button in ["Assign all EDGEs", "Use the middle of the map", "Add regular expression"] {
        assert!(form.query_by_label(button).is_none(), "{button}");
    }
    retype(&mut form, "Regular expression 1 pattern", "x");
    assert_eq!(value(&form, "Regular expression 1 pattern"), r".*\.atlas-vod\..*");
    assert!(form.state().edits.is_empty());
}

#[test]
fn tables_show_codes_as_words() {
    let mut form = show_tall(atlas_window());
    form.get_by_role_and_label(Role::TextInput, "Filter").click();
    form.run();
    form.get_by_role_and_label(Role::TextInput, "Filter").type_text("Coverage Zone File only");
    form.run();
    let rows: Vec<String> = form.get_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label()).collect();
    assert_eq!(rows, ["atlas-web"]);
}

#[test]
fn countries_that_nobody_has_changed_stay_as_they_are_written() {
    let mut window = atlas_window();
    let id = id_of(&window.plan, "atlas-vod");
    let countries = Value::List(vec![Value::Text("US".to_owned()), Value::Text(" CA".to_owned())]);
    let fields = vec![("geoLimit", Value::Int(2)), ("geoLimitCountries", countries)];
    let edit = intent::change(&window.plan, id, fields).unwrap();
    window.plan = std::sync::Arc::new(window.plan.applying(&edit).unwrap());
    window.selection = Selection::one(id);
    let mut form = show_tall(window);
    click(&mut form, Role::TextInput, "Geo Limit Countries");
    click(&mut form, Role::TextInput, "XML_ID (Key)");
    assert_eq!(value(&form, "Geo Limit Countries"), "US, CA");
    assert_eq!(form.state_mut().unfinished(), 0, "a look into a field changes nothing");
    retype(&mut form, "Geo Limit Countries", "US, MX,");
    click(&mut form, Role::TextInput, "XML_ID (Key)");
    assert_eq!(value(&form, "Geo Limit Countries"), "US,MX");
}
