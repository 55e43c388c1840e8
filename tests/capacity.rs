//! Demand in Mbit/s in the window: what every tier carries, what fills a group, which fallback is missing, and scenarios
//! beside each other and in two versions of the plan.

use egui::{Event, Key, Modifiers, PointerButton, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::intent;
use lodestone::model::{AnyId, AnyLink, CacheGroup, CapacityOverride, Demand, HitRatios, Id, Kind, Target, Value};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Paris and its fallbacks are asked for so much, and Brussels can carry little.
pub(crate) fn with_demand(window: &mut Window) {
    let row = |zone: &str, mbps: f64| Value::Object(vec![("zone", text(zone)), ("mbps", Value::Float(mbps))]);
    let rows = vec![row("edge-paris", 3_000.0), row("edge-brussels", 1_000.0), row("edge-london", 500.0)];
    let fields = vec![(Demand::NAME, text("evening")), (Demand::ROWS, Value::List(rows))];
    window.send(Action::Perform(intent::create(&window.plan(), Kind::Demand, fields).unwrap()));
    let name = vec![(CapacityOverride::NAME, text("small")), (CapacityOverride::CAPACITY_MBPS, Value::Float(2_000.0))];
    window.send(Action::Perform(intent::create(&window.plan(), Kind::CapacityOverride, name).unwrap()));
    let plan = window.plan();
    let small = AnyId::of(plan.find::<CapacityOverride>("small").unwrap());
    let brussels = AnyId::of(plan.find::<CacheGroup>("edge-brussels").unwrap());
    let link = Value::Link(AnyLink { kind: Kind::CacheGroup, target: Target::To(brussels.number) });
    let edit = intent::change(&plan, small, vec![(CapacityOverride::CACHE_GROUP, link)]).unwrap();
    window.send(Action::Perform(edit));
}

fn lists(window: &mut Window, what: &str) {
    window.click("What is listed");
    window.click(what);
}

#[test]
fn every_tier_has_a_load_once_hit_ratios_are_given() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    with_demand(&mut window);
    window.send(Action::Run(Command::ShowWhatIf));
    assert!(window.comes_to(|window| window.tells("edge-paris carries 3.0 Gbit/s of ")));
    assert!(window.shows("Hit ratio of edges"));
    let ratios = HitRatios { edge_percent: 90.0, mid_percent: 50.0 };
    window.send(Action::Perform(intent::keep_hit_ratios(&window.plan(), ratios).unwrap()));
    assert!(window.comes_to(|window| window.tells("mid-dublin, asked by caches carries ")), "parents carry");
    // The form says it as well.
    window.select(Kind::CacheGroup, "edge-paris");
    assert!(window.comes_to(|window| window.tells("Carries 3.0 Gbit/s of ")));
    // Without both parents Paris fetches nothing.
    let plan = window.plan();
    let mids = ["mid-dublin", "mid-zurich"].map(|name| AnyId::of(plan.find::<CacheGroup>(name).unwrap()));
    window.send(Action::Select(lodestone::ui::selection::Selection::many(mids)));
    window.send(Action::Run(Command::TakeDown));
    assert!(window.comes_to(|window| window.tells("edge-paris has no parent that is up")));
}

#[test]
fn load_is_a_column_that_sorts_and_filters() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.send(Action::ShowTable(Kind::CacheGroup));
    let rows = |window: &Window| -> Vec<String> {
        let mut rows: Vec<(f32, String)> = window
            .harness
            .query_all_by_role(Role::Row)
            .map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default()))
            .collect();
        rows.sort_by(|one, other| one.0.total_cmp(&other.0));
        rows.into_iter().map(|(_, name)| name).collect()
    };
    // Without a demand zones are counted: each group that serves any has some.
    window.retype("Filter", "load>0 paris");
    assert!(window.comes_to(|window| rows(window) == ["edge-paris"]), "{:?}", rows(&window));
    window.retype("Filter", "load>0 name:mid-dublin");
    assert!(window.comes_to(|window| rows(window).is_empty()), "{:?}", rows(&window));
    with_demand(&mut window);
    window.retype("Filter", "load>=1000");
    assert!(window.comes_to(|window| rows(window) == ["edge-brussels", "edge-paris"]), "{:?}", rows(&window));
    window.retype("Filter", "full>40");
    assert!(window.comes_to(|window| rows(window) == ["edge-brussels"]), "{:?}", rows(&window));
    window.retype("Filter", "load>0");
    window.click("Columns");
    for column in ["Short Name", "1st Parent", "2nd Parent", "Latitude", "Longitude", "Load"] {
        window.harness.get_by_role_and_label(Role::CheckBox, column).click();
        window.settle();
    }
    window.keys(Modifiers::NONE, Key::Escape);
    for _ in 0..2 {
        window.harness.get_by_role_and_label(Role::ColumnHeader, "Load").click();
        window.settle();
    }
    assert!(
        window.comes_to(|window| rows(window) == ["edge-paris", "edge-brussels", "edge-london"]),
        "the most first: {:?}",
        rows(&window)
    );
}

#[test]
fn it_is_said_what_fills_a_group_and_which_fallback_is_missing() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    with_demand(&mut window);
    window.send(Action::Run(Command::ShowWhatIf));
    assert!(window.comes_to(|window| window.tells("the worst first")));
    lists(&mut window, "What fills a group");
    assert!(window.comes_to(|window| window.tells("Choose a group")));
    window.click("Group that is filled");
    window.click("edge-brussels");
    // Paris fails over to Brussels: 4,000 of 2,000 Mbit/s.
    assert!(window.comes_to(|window| window.tells("edge-paris down: edge-brussels carries 200 % of what it can")));
    window.click_containing("edge-paris down: edge-brussels carries 200 %");
    assert!(window.comes_to(|window| window.tells("edge-brussels carries 4000 of 2000 Mbit/s")), "it is applied");
    window.click("Bring all up");
    // Paris falls back on a group without caches alone: nobody serves its zone when it fails.
    let plan = window.plan();
    let id = |name: &str| -> Id<CacheGroup> { plan.find::<CacheGroup>(name).unwrap() };
    let fallbacks = intent::set_fallbacks(&plan, id("edge-paris"), &[id("edge-auckland")]).unwrap();
    window.send(Action::Perform(fallbacks));
    let closest = vec![(CacheGroup::FALLBACK_TO_CLOSEST, Value::Bool(false))];
    let edit = intent::change(&window.plan(), AnyId::of(id("edge-paris")), closest).unwrap();
    window.send(Action::Perform(edit));
    lists(&mut window, "Missing fallbacks");
    assert!(window.comes_to(|window| window.tells("edge-paris without ")));
    window.click_containing("edge-paris without ");
    let lead = window.harness.state().selection().lead().and_then(|lead| window.plan().name_of(lead));
    assert_eq!(lead.as_deref(), Some("edge-paris"), "it leads to the form that has the list");
}

#[test]
fn scenarios_stand_beside_each_other_and_in_two_versions_of_the_plan() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    // Paris falls back on a group without caches alone.
    let plan = window.plan();
    let id = |name: &str| -> Id<CacheGroup> { plan.find::<CacheGroup>(name).unwrap() };
    let edit = intent::set_fallbacks(&plan, id("edge-paris"), &[id("edge-auckland")]).unwrap();
    window.send(Action::Perform(edit));
    let closest = vec![(CacheGroup::FALLBACK_TO_CLOSEST, Value::Bool(false))];
    let edit = intent::change(&window.plan(), AnyId::of(id("edge-paris")), closest).unwrap();
    window.send(Action::Perform(edit));
    // A region goes down: who takes over is read zone by zone.
    window.select(Kind::Region, "Western Europe");
    window.send(Action::Run(Command::TakeDown));
    assert!(window.comes_to(|window| window.tells("Nobody takes ")));
    window.click("Zone by zone");
    assert!(window.comes_to(|window| window.tells("Nobody serves edge-paris, which edge-paris served")));
    window.click("Save as scenario");
    lists(&mut window, "Scenarios");
    assert!(
        window.comes_to(|window| window.tells("Run Western Europe down: ") && window.tells("Run Zürich is dark: "))
    );
    window.click("Version to compare with");
    window.click("The plan as it is now");
    lists(&mut window, "Failures");
    let first = |window: &Window| -> String {
        let failures = window
            .harness
            .query_all_by_label_contains(" down: ")
            .filter(|row| row.accesskit_node().role() == Role::Button);
        let mut failures: Vec<_> =
            failures.map(|row| (row.rect().top(), row.accesskit_node().label().unwrap())).collect();
        failures.sort_by(|one, other| one.0.total_cmp(&other.0));
        failures.into_iter().next().map(|(_, label)| label).unwrap_or_default()
    };
    assert!(window.comes_to(|window| first(window).starts_with("edge-paris down: ")), "{}", first(&window));
    assert!(!first(&window).contains(" 0.0 % lost"), "nothing is worse: {}", first(&window));
    // A fallback is added, and it is better than before.
    let edit = intent::set_fallbacks(&window.plan(), id("edge-paris"), &[id("edge-london")]).unwrap();
    window.send(Action::Perform(edit));
    assert!(window.comes_to(|window| first(window).contains(" 0.0 % lost")), "all over again: {}", first(&window));
    lists(&mut window, "Scenarios");
    assert!(window.comes_to(|window| window.tells("Run Western Europe down: 0.0 % lost") && window.tells("before ")));
    assert!(window.comes_to(|window| !window.tells("Nobody serves edge-paris")));
    window.click("Bring all up");
    window.click_containing("Run Western Europe down: ");
    assert!(window.comes_to(|window| window.shows("Bring up Western Europe")), "a click runs it");
    window.click("Stop comparing");
    assert!(window.comes_to(|window| !window.tells("; before ")));
    // The same with the plan as it was before that step.
    window.click("Version to compare with");
    window.harness.get_all_by_label_contains("Before “").next().unwrap().click();
    window.settle();
    assert!(window.comes_to(|window| window.tells("Compared with before “")));
    assert!(window.comes_to(|window| window.tells("Run Western Europe down: 0.0 % lost") && window.tells("; before ")));
    assert_eq!(window.plan().find::<CacheGroup>("edge-paris"), Some(id("edge-paris")), "the plan is where it was");
}

#[test]
fn before_and_after_stand_side_by_side() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::CacheGroup, "edge-paris");
    window.send(Action::Run(Command::TakeDown));
    assert!(window.comes_to(|window| window.tells("takes ")));
    let line =
        |window: &Window| window.harness.query_by_role_and_label(Role::Slider, LINE).map(|line| line.rect().center());
    assert_eq!(line(&window), None);
    window.click("Before and after");
    let first = line(&window).expect("there is a line over the map");
    // It is moved with the arrow keys, and dragged.
    window.harness.get_by_role_and_label(Role::Slider, LINE).focus();
    window.settle();
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    window.settle();
    let moved = line(&window).unwrap();
    assert!(moved.x < first.x - 2.0, "{first:?} {moved:?}");
    window.harness.event(Event::PointerMoved(moved));
    window.harness.step();
    let modifiers = Modifiers::NONE;
    for (pos, pressed) in [(moved, true), (first, false)] {
        window.harness.event(Event::PointerMoved(pos));
        window.harness.step();
        window.harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
        window.harness.step();
    }
    window.settle();
    assert!((line(&window).unwrap().x - first.x).abs() < 2.0);
    window.click("Bring all up");
    assert_eq!(line(&window), None, "nothing differs");
}

/// The line between both.
const LINE: &str = "Line between before and after";

#[test]
fn without_traffic_routers_nobody_is_served() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.select(Kind::Cdn, "aurora");
    window.send(Action::Run(Command::TakeDown));
    assert!(window.comes_to(|window| window.tells("No Traffic Router of the CDN is left")));
    assert!(window.tells(" served before, 0.0 % now"));
    window.click("Bring up aurora");
    assert!(window.shows("Nothing is down"));
}

#[test]
fn distances_are_measured_over_points() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.send(Action::Run(Command::MeasureDistance));
    assert!(window.tells("Click a point or a group to measure from"));
    let map = window.harness.get_by_label_contains("Map, ").rect();
    for part in [0.3, 0.6] {
        let at = map.lerp_inside(egui::vec2(part, 0.35));
        for pressed in [true, false] {
            window.harness.event(Event::PointerMoved(at));
            let modifiers = Modifiers::NONE;
            window.harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
            window.harness.step();
        }
    }
    assert!(window.comes_to(|window| window.tells(" km over 2 points")));
    assert!(window.harness.state().selection().is_empty(), "what is measured is not selected");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.tells("over 2 points"));
}

#[test]
fn a_step_leads_to_the_field_that_decides_it() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.send(Action::Run(Command::ShowExplain));
    window.retype("Who asks", "48.85,2.35");
    window.click("Ask");
    assert!(window.comes_to(|window| window.tells("nearest: edge-paris")));
    // It may lie below what is seen of the steps.
    window.harness.get_by_label_contains("nearest: edge-paris").click_accesskit();
    window.settle();
    let lead = window.harness.state().selection().lead().and_then(|lead| window.plan().name_of(lead));
    assert_eq!(lead.as_deref(), Some("edge-paris"));
    // A click on the map asks for a client there.
    let at = window.harness.get_by_label_contains("Map, ").rect().lerp_inside(egui::vec2(0.45, 0.8));
    for pressed in [true, false] {
        window.harness.event(Event::PointerMoved(at));
        let modifiers = Modifiers::NONE;
        window.harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
        window.harness.step();
    }
    assert!(window.comes_to(|window| window.tells("nearest: ") && !window.tells("nearest: edge-paris")));
}
