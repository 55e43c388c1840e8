//! The What-if and Explain tabs without a display: a story from a failure to its remedy, scenarios, explanations, and that
//! they say what `lodestone route` says.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::intent;
use lodestone::formats::scenario::{answer_all, read_scenario};
use lodestone::formats::writing::{Written, write_dated_snapshot};
use lodestone::model::{AnyId, CacheGroup, Id, Kind, Plan, Value};
use lodestone::session::tasks::what_if::{ExplainOrder, ExplainedClient, Explainer};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;
use lodestone::ui::selection::Selection;
use serde_json::{Map, Value as Json, json};

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

fn group(plan: &Plan, name: &str) -> Id<CacheGroup> {
    plan.find::<CacheGroup>(name).unwrap()
}

/// Paris falls back on Brussels alone, and on nothing else.
fn with_one_fallback(window: &mut Window, fallbacks: &[&str]) {
    let plan = window.plan();
    let paris = group(&plan, "edge-paris");
    let fallbacks: Vec<Id<CacheGroup>> = fallbacks.iter().map(|name| group(&plan, name)).collect();
    window.send(Action::Perform(intent::set_fallbacks(&plan, paris, &fallbacks).unwrap()));
    let plan = window.plan();
    let closest = vec![(CacheGroup::FALLBACK_TO_CLOSEST, Value::Bool(false))];
    if let Some(edit) = intent::change(&plan, AnyId::of(paris), closest).ok().filter(|edit| !edit.is_empty()) {
        window.send(Action::Perform(edit));
    }
}

#[test]
fn a_failure_is_seen_and_mended() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    with_one_fallback(&mut window, &["edge-brussels"]);
    window.keys(Modifiers::COMMAND, Key::J);
    assert!(window.shows("Nothing is down"));
    assert!(window.comes_to(|window| window.tells("the worst first")), "every failure is played");
    assert!(window.comes_to(|window| window.tells(" down: 0.0 % lost")), "somebody stands in for each");
    // What is selected is taken down, two groups at once.
    let plan = window.plan();
    let both = ["edge-paris", "edge-brussels"].map(|name| AnyId::of(group(&plan, name)));
    window.send(Action::Select(Selection::many(both)));
    window.send(Action::Run(Command::TakeDown));
    assert!(window.comes_to(|window| window.tells("Nobody takes") && window.tells("over from edge-paris")));
    assert!(window.tells("caches are down"), "both groups");
    // Another fallback, and nothing is lost any more.
    with_one_fallback(&mut window, &["edge-brussels", "edge-london"]);
    assert!(window.comes_to(|window| window.tells("edge-london takes") && !window.tells("Nobody takes")));
    window.click("Save as scenario");
    let plan = window.plan();
    let kept: Vec<_> = plan.scenarios().iter().map(|(_, own)| (own.name.clone(), own.down.len())).collect();
    // Beside the one that the sample has.
    assert_eq!(kept, [("Zürich is dark".to_owned(), 2), ("edge-brussels and edge-paris down".to_owned(), 2)]);
    window.click("Bring all up");
    assert!(window.shows("Nothing is down"));
    window.click("Run a scenario");
    window.click("edge-brussels and edge-paris down");
    assert!(window.comes_to(|window| window.tells("edge-london takes")));
    window.click("Bring up edge-brussels");
    assert!(window.comes_to(|window| window.tells("edge-brussels takes") && !window.shows("Bring up edge-brussels")));
}

#[test]
fn a_failure_of_the_list_is_taken_down() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(Modifiers::COMMAND, Key::J);
    assert!(window.comes_to(|window| window.tells("edge-sao-paulo down:")), "the farthest way comes first");
    window.click_containing("edge-sao-paulo down:");
    assert!(window.comes_to(|window| window.tells("3 caches are down") && window.tells("edge-miami takes")));
    // The map says it, whatever tab is shown.
    window.send(Action::Run(Command::ShowHistory));
    window.keys(Modifiers::NONE, Key::C);
    assert!(!window.shows("Nothing is down"));
    window.send(Action::Run(Command::ShowWhatIf));
    window.click_containing("edge-sao-paulo down:");
    assert!(window.shows("Nothing is down"));
}

#[test]
fn what_cannot_be_taken_down_is_refused() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::Type, "EDGE");
    window.send(Action::Run(Command::TakeDown));
    assert!(window.tells("Only servers, cache groups"));
    window.select(Kind::Region, "British Isles");
    window.send(Action::Run(Command::TakeDown));
    assert!(window.comes_to(|window| window.tells("caches are down")));
}

#[test]
fn a_client_is_explained_by_address_and_by_place() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.send(Action::Run(Command::ShowExplain));
    assert!(window.shows("Nobody asks yet"));
    window.retype("Who asks", "10.27.0.1");
    window.click("Ask");
    assert!(window.comes_to(|window| window.tells("Answer: ") && window.tells("zone edge-amsterdam")));
    window.retype("Who asks", "48.85,2.35");
    window.click("Ask");
    assert!(window.comes_to(|window| window.tells("nearest: edge-paris")));
    window.click_containing("match: aurora-live");
    let selected = window.harness.state().selection().lead().and_then(|lead| window.plan().name_of(lead));
    assert_eq!(selected.as_deref(), Some("aurora-live"), "a step leads to what decides it");
    window.retype("Who asks", "paris");
    window.click("Ask");
    assert!(window.tells("neither an address"));
}

/// Zones as a file has them.
fn zone_file(plan: &Plan) -> Json {
    let (file, _) = plan.coverage_zone_files().iter().next().unwrap();
    let mut zones = Map::new();
    for (id, zone) in plan.zones_of(file) {
        let networks = |v6: bool| -> Vec<String> {
            let all = plan.networks_of(id);
            all.iter().filter(|(_, own)| own.network6 == v6).map(|(_, own)| own.network.clone()).collect()
        };
        let mut own = json!({"network": networks(false), "network6": networks(true)});
        if let Some(at) = zone.coordinates {
            own["coordinates"] = json!({"latitude": at.latitude(), "longitude": at.longitude()});
        }
        zones.insert(zone.name.clone(), own);
    }
    json!({"coverageZones": zones})
}

/// The states that Traffic Monitor would publish of healthy caches.
fn states(snapshot: &Json) -> Json {
    let caches = snapshot["contentServers"].as_object().unwrap();
    let has = |own: &Json, key: &str| !own[key].as_str().unwrap_or_default().is_empty();
    let state = |own: &Json| {
        let up = own["status"] == "REPORTED" || own["status"] == "ONLINE";
        json!({"isAvailable": up, "ipv4Available": up && has(own, "ip"), "ipv6Available": up && has(own, "ip6")})
    };
    let caches: Map<String, Json> = caches.iter().map(|(name, own)| (name.clone(), state(own))).collect();
    json!({"caches": caches, "deliveryServices": {}})
}

#[test]
fn explanations_agree_with_route_on_ten_thousand_questions() {
    let folder = temporary_folder();
    let window = Window::on(&sample(folder.path()));
    let plan = window.plan();
    let Ok(Written::One { bytes, .. }) = write_dated_snapshot(&plan, "aurora", 7, None) else { panic!("no snapshot") };
    let snapshot: Json = serde_json::from_slice(&bytes).unwrap();
    let services: Vec<String> = snapshot["deliveryServices"].as_object().unwrap().keys().cloned().collect();
    let mut seed = 7_u64;
    let mut draw = move |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    let mut questions = Vec::new();
    for id in 0..10_000_u64 {
        let service = &services[usize::try_from(draw(services.len() as u64)).unwrap()];
        let ip = match draw(4) {
            0 => format!("2001:db8:{:x}::{:x}", 0x8000 + draw(64), draw(65_536)),
            1 => format!("{}.{}.{}.{}", draw(224), draw(256), draw(256), draw(256)),
            _ => format!("10.{}.{}.{}", draw(128), draw(256), draw(256)),
        };
        questions.push((id, service.clone(), ip, format!("/{}/{}.ts", draw(50), draw(1_000))));
    }
    let is_dns = |service: &str| {
        let kinds = snapshot["deliveryServices"][service]["matchsets"].as_array().unwrap();
        kinds.iter().any(|own| own["protocol"] == "DNS")
    };
    let queries = questions.iter().map(|(id, service, ip, path)| {
        let mut query = json!({"id": id, "ds": service, "ip": ip, "path": path});
        if is_dns(service) {
            query["qtype"] = json!("A");
        }
        if *id == 0 {
            query["states"] = states(&snapshot);
        }
        query
    });
    let document =
        json!({"crconfig": snapshot, "czf": zone_file(&plan), "geo": {}, "queries": queries.collect::<Vec<_>>()});
    let scenario = read_scenario(&serde_json::to_vec(&document).unwrap(), &|name| Err(name.to_owned())).unwrap();
    let answers = answer_all(&scenario);
    let explainer = Explainer::new(&plan, "aurora", &[]).unwrap();
    let mut served = 0;
    for ((_, service, ip, path), answer) in questions.into_iter().zip(answers) {
        let order = ExplainOrder {
            cdn: "aurora".to_owned(),
            service: service.clone(),
            client: ExplainedClient::read(&ip).unwrap(),
            path,
            aaaa: false,
            down: Vec::new(),
        };
        let explained = explainer.explain(&plan, &order).unwrap();
        assert_eq!(explained.group.as_deref(), answer["group"].as_str(), "{service} for {ip}: {answer}");
        assert_eq!(explained.zone.as_deref(), answer["zone"].as_str(), "{service} for {ip}");
        served += usize::from(explained.group.is_some());
    }
    assert!(3_000 < served, "{served} of the questions are served");
}

#[test]
fn the_choices_of_the_tabs_have_the_keyboard_while_they_are_open() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let value = |window: &Window, name: &str| {
        let found = window.harness.query_all_by_role_and_label(Role::ComboBox, name).last();
        found.unwrap().accesskit_node().value().unwrap_or_default()
    };
    window.send(Action::Run(Command::ShowExplain));
    // The field has the keyboard at once.
    window.write("48.85, 2.35");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.comes_to(|window| window.tells("Answer: ")));
    for (command, name, last) in [
        (Command::ShowExplain, "Delivery service", "borealis-web"),
        (Command::ShowWhatIf, "Delivery service that is asked for", "aurora-web"),
        (Command::ShowWhatIf, "What fails", "Divisions"),
        // Nobody asks for anything of that one: the choice must still be there, to take it back.
        (Command::ShowWhatIf, "CDN", "borealis"),
    ] {
        window.send(Action::Run(command));
        window.harness.query_all_by_role_and_label(Role::ComboBox, name).last().unwrap().click();
        window.settle();
        window.keys(Modifiers::NONE, Key::End);
        window.keys(Modifiers::NONE, Key::Enter);
        assert_eq!(value(&window, name), last, "{name}");
    }
}
