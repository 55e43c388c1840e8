//! Topologies in the window: built, moved, cloned and taken apart in their tree and on the map.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use lodestone::edit::intent;
use lodestone::model::{AnyId, CacheGroup, Id, Kind, Plan, Topology};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;

use crate::hierarchy::{drag, find, lines, on_hierarchy, place};
use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

/// The nodes of a topology with their parents, like `edge(mid,other)`.
fn tree(plan: &Plan, name: &str) -> Vec<String> {
    let topology = plan.get(plan.find::<Topology>(name).unwrap()).unwrap();
    let group = |at: usize| plan.follow_opt(topology.nodes[at].cache_group.as_ref()).unwrap().name.clone();
    let line = |at: usize| {
        let parents = topology.nodes[at].parents.iter().map(|parent| group(usize::try_from(*parent).unwrap()));
        format!("{}({})", group(at), parents.collect::<Vec<_>>().join(","))
    };
    (0..topology.nodes.len()).map(line).collect()
}

fn of_type(plan: &Plan, type_: &str) -> Vec<String> {
    let is_of = |group: &CacheGroup| plan.follow_opt(group.type_.as_ref()).is_some_and(|own| own.name == type_);
    plan.cache_groups().iter().filter(|(_, group)| is_of(group)).map(|(_, group)| group.name.clone()).collect()
}

#[test]
fn a_topology_is_built_moved_cloned_and_taken_apart() {
    let folder = temporary_folder();
    let mut window = on_hierarchy(folder.path());
    let plan = window.plan();
    let fields = vec![("name", lodestone::model::Value::Text("tree".to_owned()))];
    window.send(Action::Perform(intent::create(&plan, Kind::Topology, fields).unwrap()));
    window.select(Kind::Topology, "tree");
    assert!(window.tells("This topology is empty"), "it is the one that is shown");
    let (mids, edges) = (of_type(&plan, "MID_LOC"), of_type(&plan, "EDGE_LOC"));
    // Two mids at the root, many edges below the first one.
    window.click("Add…");
    window.click("MID_LOC");
    for mid in &mids[..2] {
        window.harness.get_by_role_and_label(Role::CheckBox, mid).click();
        window.settle();
    }
    window.click("Add 2 cache groups");
    window.harness.get_by_role_and_label(Role::TreeItem, &mids[0]).click();
    window.settle();
    window.click("Add…");
    assert!(window.shows("MID_LOC") && !window.shows("ORG_LOC"), "no origin stands below a mid");
    window.click("EDGE_LOC");
    window.click("Choose all shown");
    window.click(&format!("Add {} cache groups", edges.len()));
    assert_eq!(tree(&window.plan(), "tree").len(), 2 + edges.len());
    // An edge to the other mid, and a second parent by key.
    let edge = tree(&window.plan(), "tree")[2].split('(').next().unwrap().to_owned();
    find(&mut window, &edge);
    window.retype("Find in the tree", " ");
    let onto = place(&window, &mids[1]);
    let told = drag(&mut window, &edge, onto);
    assert!(told.contains(&format!("Put {edge} below {} in tree", mids[1])), "{told:?}");
    assert!(tree(&window.plan(), "tree").contains(&format!("{edge}({})", mids[1])));
    // A mid may not stand below an edge, and that is told.
    let onto = place(&window, &edge);
    let told = drag(&mut window, &mids[0], onto);
    assert!(told.iter().any(|told| told.contains("only EDGE_LOC may stand below it")), "{told:?}");
    window.click("More");
    window.click("Clone topology");
    assert_eq!(tree(&window.plan(), "tree-copy"), tree(&window.plan(), "tree"));
    assert!(window.comes_to(|window| lines(window).contains(&mids[0])));
    window.harness.get_by_role_and_label(Role::TreeItem, &mids[1]).click();
    window.settle();
    window.click("Take out");
    window.click(&format!("Take {} out, and let what is below it rise", mids[1]));
    assert!(tree(&window.plan(), "tree-copy").contains(&format!("{edge}()")));
    let group = AnyId::of::<CacheGroup>(window.plan().find::<CacheGroup>(&mids[1]).unwrap());
    assert!(window.plan().contains(group), "the group itself stays");
}

#[test]
fn the_tree_of_a_topology_is_on_the_map_and_changed_there() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let plan = window.plan();
    let fields = vec![("name", lodestone::model::Value::Text("tree".to_owned()))];
    window.send(Action::Perform(intent::create(&plan, Kind::Topology, fields).unwrap()));
    let plan = window.plan();
    let id = plan.find::<Topology>("tree").unwrap();
    let group = |name: &str| plan.find::<CacheGroup>(name).unwrap();
    let mid = "mid-hong-kong".to_owned();
    let edit = intent::add_to_topology(&plan, id, &[group(&mid)], (None, None)).unwrap();
    window.send(Action::Perform(edit));
    window.select(Kind::Topology, "tree");
    window.send(Action::Run(Command::ShowHierarchy));
    // What the map offers on a group, and then a click on the one that it is to stand below.
    let edge = window.select(Kind::CacheGroup, "edge-tokyo");
    window.send(Action::Run(Command::FitSelection));
    let at = window.harness.get_by_label_contains("edge-tokyo, EDGE_LOC").rect().center();
    window.right_click_at(at);
    window.click("Add to tree at the root");
    assert_eq!(tree(&window.plan(), "tree"), [format!("{mid}()"), "edge-tokyo()".to_owned()]);
    assert_eq!(window.harness.state().selection().lead(), Some(edge));
    // Below another, which is clicked; Traffic Portal's rules hold here too.
    let marker = |window: &Window, name: &str| window.harness.get_by_label_contains(name).rect().center();
    window.send(Action::Run(Command::FitAll));
    let at = marker(&window, "edge-tokyo, EDGE_LOC");
    window.right_click_at(at);
    window.click("Move in tree below…");
    assert!(window.harness.query_by_label_contains("Take out of").is_none(), "the menu is gone");
    let onto = marker(&window, &format!("{mid}, MID_LOC"));
    window.harness.hover_at(onto);
    window.harness.run_steps(2);
    window.harness.drag_at(onto);
    window.harness.drop_at(onto);
    window.settle();
    assert_eq!(tree(&window.plan(), "tree"), [format!("{mid}()"), format!("edge-tokyo({mid})")]);
    let at = marker(&window, "edge-tokyo, EDGE_LOC");
    window.right_click_at(at);
    window.click("Take out of tree");
    assert_eq!(tree(&window.plan(), "tree"), [format!("{mid}()")]);
}

/// Clicks a line of a menu, which a line of the tree may be called like.
fn choose(window: &mut Window, line: &str) {
    window.harness.get_all_by_role_and_label(Role::Button, line).last().unwrap().click();
    window.settle();
}

#[test]
fn a_topology_has_second_parents_and_another_name() {
    let folder = temporary_folder();
    let mut window = on_hierarchy(folder.path());
    let plan = window.plan();
    let fields = vec![("name", lodestone::model::Value::Text("tree".to_owned()))];
    window.send(Action::Perform(intent::create(&plan, Kind::Topology, fields).unwrap()));
    let plan = window.plan();
    let id = plan.find::<Topology>("tree").unwrap();
    let groups =
        |names: &[String]| -> Vec<Id<CacheGroup>> { names.iter().map(|name| plan.find(name).unwrap()).collect() };
    let mids = of_type(&plan, "MID_LOC");
    let edit = intent::add_to_topology(&plan, id, &groups(&mids[..2]), (None, None)).unwrap();
    window.send(Action::Perform(edit));
    let edge = of_type(&plan, "EDGE_LOC")[0].clone();
    let edit =
        intent::add_to_topology(&window.plan(), id, &groups(std::slice::from_ref(&edge)), (Some(0), None)).unwrap();
    window.send(Action::Perform(edit));
    window.select(Kind::Topology, "tree");
    window.click("Topology");
    window.harness.get_by_role_and_label(Role::TreeItem, &edge).click();
    window.settle();
    window.click("2nd parent");
    choose(&mut window, &mids[1]);
    assert!(tree(&window.plan(), "tree").contains(&format!("{edge}({},{})", mids[0], mids[1])));
    window.click("2nd parent");
    choose(&mut window, "None");
    assert!(tree(&window.plan(), "tree").contains(&format!("{edge}({})", mids[0])));
    // The same by the right button of the line.
    window.right_click_at(place(&window, &edge));
    window.click("2nd parent");
    choose(&mut window, &mids[1]);
    assert!(tree(&window.plan(), "tree").contains(&format!("{edge}({},{})", mids[0], mids[1])));
    window.click("More");
    window.click("Rename, describe…");
    window.retype("Name", "another");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.plan().find::<Topology>("another") == Some(id));
    window.click("More");
    window.click("View delivery services");
    assert!(window.tells("No delivery services match") || window.tells("0 of "));
}
