//! Coverage zones in the window, by the names of its widgets: a zone's form and its networks, the file's form, the table,
//! and addresses in the search box.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use lodestone::model::{CoverageZone, CoverageZoneFile, Id, Kind, Link};
use lodestone::ui::action::Action;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

fn reach(window: &mut Window, label: &str) {
    window.harness.get_by_label(label).scroll_to_me();
    window.settle();
}

fn networks(window: &Window, zone: u64) -> Vec<String> {
    window.plan().networks_of(Id::<CoverageZone>::new(zone)).iter().map(|(_, one)| one.network.clone()).collect()
}

#[test]
fn a_zones_networks_come_and_go_in_small_steps() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let zone = window.select(Kind::CoverageZone, "edge-seattle").number;
    assert!(window.tells("2 IPv4, 1 IPv6"));
    assert!(window.shows("View the cache group edge-seattle"));
    window.retype("New network", "10.0.0.0/99");
    assert!(window.tells("Traffic Router would reject the whole file"));
    window.retype("New network", "10.200.0.0/16");
    reach(&mut window, "Add network");
    window.click("Add network");
    assert_eq!(networks(&window, zone), ["2001:db8:8010::/48", "10.16.0.0/16", "10.80.0.0/17", "10.200.0.0/16"]);
    reach(&mut window, "Remove 10.80.0.0/17");
    window.click("Remove 10.80.0.0/17");
    assert_eq!(networks(&window, zone), ["2001:db8:8010::/48", "10.16.0.0/16", "10.200.0.0/16"]);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(networks(&window, zone).len(), 4);
    window.select(Kind::CoverageZone, "edge-seattle");
    reach(&mut window, "View 10.80.0.0/17");
    window.click("View 10.80.0.0/17");
    window.retype("Network", "10.80.0.0/18");
    window.click("Update");
    assert_eq!(networks(&window, zone)[2], "10.80.0.0/18");
}

#[test]
fn the_files_form_says_where_zones_and_groups_do_not_meet() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    let zone = window.select(Kind::CoverageZone, "edge-seattle");
    window.retype("Name", "edge-atlantis");
    window.click("Update");
    assert!(window.tells("No cache group has the zone's name"));
    let file = window.select(Kind::CoverageZoneFile, "coverage-zones.json");
    assert!(window.tells("Zones that name no cache group: edge-atlantis"));
    assert!(window.tells("EDGE_LOC groups without a zone: "));
    let plan = window.plan();
    let own = plan.get(Id::<CoverageZone>::new(zone.number)).unwrap();
    assert_eq!(own.file, Some(Link::To(Id::<CoverageZoneFile>::new(file.number))));
    window.send(Action::ShowTable(Kind::CoverageZone));
    // In a window of this size the menu beside the table has its title.
    let header = |name: &str| window.harness.query_by_role_and_label(Role::ColumnHeader, name).is_some();
    assert!(window.tells("Coverage Zones ") && header("Coverage Zone File") && header("Cache Group"));
}

#[test]
fn an_address_in_the_search_box_is_answered_with_its_zone_and_group() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("10.16.2.3");
    assert!(window.comes_to(|window| window.tells("edge-seattle has 10.16.2.3 in 10.16.0.0/16 (coverage-zones.json)")));
    window.keys(Modifiers::NONE, Key::ArrowDown);
    window.keys(Modifiers::NONE, Key::Enter);
    let lead = window.harness.state().selection().lead().unwrap();
    assert_eq!((lead.kind, window.plan().name_of(lead).as_deref()), (Kind::CacheGroup, Some("edge-seattle")));
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("192.0.2.1");
    assert!(window.comes_to(|window| window.tells("192.0.2.1 is in no zone of coverage-zones.json")));
}
