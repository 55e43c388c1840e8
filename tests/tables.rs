//! The tables, driven as a person drives them: by the names of their rows, headers and buttons.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use std::time::Instant;

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lodestone::edit::import::{ImportOptions, import_rows};
use lodestone::edit::{Change, Delta, Edit};
use lodestone::formats::reading::ReadRequest;
use lodestone::model::*;
use lodestone::sorting::OrderedMap;
use lodestone::ui::selection::Selection;

use crate::support::window::Window;

type Table = Harness<'static, Window>;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn show(window: Window) -> Table {
    let mut table = Harness::builder()
        .with_size(egui::vec2(1480.0, 700.0))
        .with_max_steps(30)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    table.run();
    table
}

/// Divisions with these names.
fn divisions(names: &[&str]) -> Window {
    let mut window = Window::new();
    for name in names {
        window.make(Kind::Division, vec![("name", text(name))]);
    }
    window.kind = Kind::Division;
    window
}

fn rows(table: &Table) -> Vec<String> {
    let mut rows: Vec<_> = table.query_all_by_role(Role::Row).collect();
    rows.sort_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    rows.iter().filter_map(|row| row.accesskit_node().label()).collect()
}

fn selected(table: &Table) -> Vec<String> {
    let state = table.state();
    state.selection.iter().filter_map(|object| state.plan.name_of(object)).collect()
}

fn click(table: &mut Table, role: Role, label: &str) {
    table.get_by_role_and_label(role, label).click();
    table.run();
}

fn filter(table: &mut Table, words: &str) {
    table.get_by_role_and_label(Role::TextInput, "Filter").click();
    table.run();
    table.key_press_modifiers(Modifiers::COMMAND, Key::A);
    table.run();
    table.get_by_role_and_label(Role::TextInput, "Filter").type_text(words);
    table.run();
}

#[test]
fn headers_sort_up_down_and_not() {
    let mut table = show(divisions(&["west-10", "East", "west-2"]));
    assert_eq!(rows(&table), ["East", "west-2", "west-10"]);
    click(&mut table, Role::ColumnHeader, "Name");
    assert_eq!(rows(&table), ["west-10", "west-2", "East"]);
    let header = table.get_by_role_and_label(Role::ColumnHeader, "Name");
    assert_eq!(header.value().as_deref(), Some("descending"));
    click(&mut table, Role::ColumnHeader, "Name");
    assert_eq!(rows(&table), ["west-10", "East", "west-2"]);
}

#[test]
fn a_filter_says_how_many_of_how_many() {
    let mut table = show(divisions(&["west-10", "East", "west-2"]));
    table.get_by_label("3");
    filter(&mut table, "WEST 2");
    assert_eq!(rows(&table), ["west-2"]);
    table.get_by_label("1 of 3");
    click(&mut table, Role::Button, "Clear filter");
    assert_eq!(rows(&table).len(), 3);
    filter(&mut table, "north");
    table.get_by_label("No divisions match “north”");
    click(&mut table, Role::Button, "Show all");
    assert_eq!(rows(&table).len(), 3);
}

#[test]
fn rows_are_selected_by_clicks_and_keys() {
    let mut table = show(divisions(&["a", "b", "c", "d", "e"]));
    click(&mut table, Role::Row, "b");
    assert_eq!(selected(&table), ["b"]);
    table.get_by_role_and_label(Role::Row, "d").click_modifiers(Modifiers::SHIFT);
    table.run();
    assert_eq!(selected(&table), ["b", "c", "d"]);
    table.get_by_role_and_label(Role::Row, "c").click_modifiers(Modifiers::COMMAND);
    table.run();
    assert_eq!(selected(&table), ["b", "d"]);
    click(&mut table, Role::Row, "a");
    table.key_press(Key::ArrowDown);
    table.run();
    assert_eq!(selected(&table), ["b"]);
    table.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    table.run();
    assert_eq!(selected(&table), ["b", "c"]);
    table.key_press(Key::End);
    table.run();
    assert_eq!(selected(&table), ["e"]);
    table.key_press(Key::PageUp);
    table.run();
    assert_eq!(selected(&table), ["a"]);
    table.key_press_modifiers(Modifiers::COMMAND, Key::A);
    table.run();
    assert_eq!(selected(&table).len(), 5);
    table.key_press(Key::Delete);
    table.run();
    assert_eq!(table.state().asked, ["delete 5"]);
}

#[test]
fn enter_reveals_and_gives_the_keyboard_to_the_form() {
    let mut table = show(divisions(&["a", "b"]));
    click(&mut table, Role::Row, "b");
    table.key_press(Key::Enter);
    table.run();
    assert_eq!(table.state().asked, ["reveal b"]);
    assert!(table.get_by_role_and_label(Role::TextInput, "Name").is_focused());
}

#[test]
fn the_right_button_offers_what_can_be_done() {
    let mut table = show(divisions(&["a", "b"]));
    table.get_by_role_and_label(Role::Row, "b").click_secondary();
    table.run();
    assert_eq!(selected(&table), ["b"]);
    table.get_by_label("Edit");
    assert!(table.query_by_label("Show on map").is_none(), "divisions are nowhere");
    table.get_by_label("Delete b…").click();
    table.run();
    assert_eq!(rows(&table), ["a"]);
}

#[test]
fn columns_come_and_go() {
    let mut table = show(divisions(&["a"]));
    assert!(table.query_by_role_and_label(Role::ColumnHeader, "ID").is_none());
    click(&mut table, Role::Button, "Columns");
    click(&mut table, Role::CheckBox, "ID");
    table.get_by_role_and_label(Role::ColumnHeader, "ID");
    table.get_by_label("Width of ID");
}

#[test]
fn empty_tables_say_what_belongs_there() {
    let mut window = Window::new();
    window.kind = Kind::Asn;
    let mut table = show(window);
    table.get_by_label("No ASNs yet");
    // The form's place offers the same while there is nothing at all.
    table.get_all_by_role_and_label(Role::Button, "Import…").last().unwrap().click();
    table.run();
    assert_eq!(table.state().asked, ["Run(Import)"]);
    click(&mut table, Role::Button, "New ASN…");
    table.get_by_role_and_label(Role::TextInput, "ASN");
}

/// A plan of Traffic Ops bodies, with objects of most kinds.
fn recorded() -> Window {
    let window = Window::new();
    let folder = crate::support::atlas("api-5.0");
    let paths = [folder];
    let request = ReadRequest { paths: &paths, format: None, kind: None, sets: OrderedMap::new() };
    let reading = lodestone::formats::reading::read(&request);
    let outcome = import_rows(&window.plan, reading.others, ImportOptions::default()).unwrap();
    Window::of(outcome.plan)
}

#[test]
fn every_widget_of_every_table_and_form_has_a_name() {
    for kind in Kind::ALL {
        let mut window = recorded();
        window.kind = *kind;
        let first = window.plan.ids(*kind).first().copied();
        window.selection = first.map_or_else(Selection::default, Selection::one);
        let table = show(window);
        table.check_accessibility();
        assert_eq!(rows(&table).is_empty(), first.is_none(), "{}", kind.key());
    }
}

/// A plan with so many cache groups, in one edit.
fn crowd(count: u64) -> Window {
    let mut window = Window::new();
    let types: Vec<Id<Type>> = ["EDGE_LOC", "MID_LOC"].iter().filter_map(|name| window.plan.find(name)).collect();
    let group = |number: u64| {
        let group = CacheGroup {
            name: format!("group-{number}"),
            short_name: Some(format!("g{number}")),
            type_: Some(Link::To(types[usize::from(number.is_multiple_of(10))])),
            ..CacheGroup::default()
        };
        Change::CacheGroup(Delta::added(Id::new(number), group))
    };
    window.apply(&Edit::new("Crowd", (1..=count).map(group).collect()));
    window
}

#[test]
fn large_tables_are_sorted_and_filtered_elsewhere() {
    let mut table = show(crowd(20_000));
    let wait = |table: &mut Table, words: &str| {
        let begin = Instant::now();
        while table.query_by_label(words).is_none() {
            assert!(begin.elapsed().as_secs() < 60, "`{words}` never came");
            std::thread::sleep(std::time::Duration::from_millis(5));
            table.step();
        }
    };
    wait(&mut table, "group-1");
    assert!(rows(&table).len() < 40, "only what is seen is made");
    assert_eq!(rows(&table)[..3], ["group-1", "group-2", "group-3"]);
    table.get_by_role_and_label(Role::TextInput, "Filter").click();
    table.run();
    table.get_by_role_and_label(Role::TextInput, "Filter").type_text("mid 1999");
    wait(&mut table, "1 of 20,000");
    assert_eq!(rows(&table), ["group-19990"]);
}

#[test]
fn a_selection_elsewhere_scrolls_the_table_to_it() {
    let names: Vec<String> = (1..=200).map(|number| format!("division-{number}")).collect();
    let mut table = show(divisions(&names.iter().map(String::as_str).collect::<Vec<_>>()));
    assert!(!rows(&table).contains(&"division-150".to_owned()));
    let id = table.state().plan.find::<Division>("division-150").unwrap();
    table.state_mut().selection = Selection::one(AnyId { kind: Kind::Division, number: id.number() });
    table.run();
    table.run();
    assert!(rows(&table).contains(&"division-150".to_owned()));
}

#[test]
fn terms_ask_of_one_column_and_say_what_they_cannot_read() {
    let mut table = show(divisions(&["west-10", "East", "west-2"]));
    filter(&mut table, "name:west-*");
    assert_eq!(rows(&table), ["west-2", "west-10"]);
    filter(&mut table, "-name=east");
    assert_eq!(rows(&table), ["west-2", "west-10"]);
    filter(&mut table, "nonesuch:1");
    table.get_by_label_contains("No column is called “nonesuch”: there are Findings, ID, Last Updated, Name");
    assert_eq!(rows(&table), ["west-2", "west-10"], "the last filter that could be read stays in force");
    filter(&mut table, "name>5x");
    table.get_by_label_contains("is no number");
    filter(&mut table, "id=");
    assert_eq!(rows(&table).len(), 3);
}

#[test]
fn what_is_shown_is_copied_for_spreadsheets() {
    let mut table = show(divisions(&["=west", "East", "north, upper"]));
    let copy = |table: &mut Table, how: &str| {
        click(table, Role::Button, "Copy");
        table.get_by_label(how).click();
        // The frame that copies says so.
        table.step();
        let copied = table.output().platform_output.commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        table.run();
        copied.unwrap_or_default()
    };
    assert_eq!(copy(&mut table, "As TSV, for spreadsheets"), "Name\n'=west\nEast\nnorth, upper\n");
    click(&mut table, Role::Row, "north, upper");
    assert_eq!(copy(&mut table, "As CSV"), "Name\r\n\"north, upper\"\r\n");
}

/// Two servers in two groups; one service is assigned, one comes by a topology and requires what only one server can do.
const SERVICES: &str = r#"lodestone-plan-text 2
cdn {"name":"one","domainName":"one.example"}
cache-group {"name":"edge-1","type":"EDGE_LOC"}
cache-group {"name":"edge-2","type":"EDGE_LOC"}
cache-group {"name":"empty","type":"EDGE_LOC"}
phys-location {"name":"site"}
server-capability {"name":"disk"}
server {"hostName":"a","cdn":"one","cacheGroup":"edge-1","type":"EDGE","physicalLocation":"site"}
server {"hostName":"b","cdn":"one","cacheGroup":"edge-2","type":"EDGE","physicalLocation":"site"}
server {"hostName":"c","cdn":"ALL","cacheGroup":"edge-2","type":"EDGE"}
server {"hostName":"router","cdn":"one","cacheGroup":"edge-2","type":"CCR"}
topology {"name":"tree","nodes":[{"cachegroup":"edge-2"}]}
delivery-service {"xmlId":"assigned","cdn":"one"}
delivery-service {"xmlId":"tree","cdn":"one","topology":"tree"}
delivery-service {"xmlId":"disk","cdn":"one","topology":"tree","requiredCapabilities":["disk"]}
delivery-service-server {"delivery-service":"assigned","server":["one","a"]}
delivery-service-server {"delivery-service":"assigned","server":["one","b"]}
delivery-service-server {"delivery-service":"tree","server":["one","b"]}
"#;

#[test]
fn services_and_findings_are_columns_that_sort_and_filter() {
    let mut window = Window::new();
    let incoming = lodestone::formats::plan_text::read("plan", SERVICES.as_bytes());
    let outcome = import_rows(&window.plan, incoming, ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused, "{:#?}", outcome.report.problems);
    window.apply(&outcome.edit);
    window.kind = Kind::CacheGroup;
    let mut table = show(window);
    for (words, expected) in [
        ("services=0", vec!["empty"]),
        ("services=1", vec!["edge-1"]),
        ("services>1", vec!["edge-2"]),
        ("services>0 -name:2", vec!["edge-1"]),
        ("deliveryservices<=1", vec!["edge-1", "empty"]),
        ("findings>0 servers=0", vec!["empty"]),
        ("findings=0 servers=0", vec![]),
    ] {
        filter(&mut table, words);
        assert_eq!(rows(&table), expected, "{words}");
    }
    filter(&mut table, "servic");
    table.get_by_label("Complete with Services");
    filter(&mut table, "name:e");
    click(&mut table, Role::Button, "Columns");
    click(&mut table, Role::CheckBox, "Services");
    table.key_press(Key::Escape);
    table.run();
    click(&mut table, Role::ColumnHeader, "Services");
    assert_eq!(rows(&table), ["empty", "edge-1", "edge-2"]);
    click(&mut table, Role::ColumnHeader, "Services");
    assert_eq!(rows(&table), ["edge-2", "edge-1", "empty"]);
    for (kind, words, expected) in [
        (Kind::Server, "services=2", vec!["b"]),
        (Kind::Server, "services=0", vec!["c", "router"]),
        (Kind::PhysLocation, "services=2", vec!["site"]),
        (Kind::PhysLocation, "latitude=", vec!["site"]),
        (Kind::PhysLocation, "lat>0", vec![]),
    ] {
        let mut window = Window::of(Plan::clone(&table.state().plan));
        window.kind = kind;
        let mut other = show(window);
        filter(&mut other, words);
        let mut found = rows(&other);
        found.sort_unstable();
        assert_eq!(found, expected, "{words}");
    }
}

#[test]
fn several_columns_sort_the_first_one_first() {
    let mut window = Window::new();
    let link = |plan: &Plan, name: &str| {
        let number = plan.find::<Division>(name).unwrap().number();
        Value::Link(AnyLink { kind: Kind::Division, target: Target::To(number) })
    };
    for name in ["north", "south"] {
        window.make(Kind::Division, vec![("name", text(name))]);
    }
    for (name, division) in [("a", "south"), ("b", "north"), ("c", "south"), ("d", "north")] {
        let division = link(&window.plan, division);
        window.make(Kind::Region, vec![("name", text(name)), ("division", division)]);
    }
    window.kind = Kind::Region;
    let mut table = show(window);
    click(&mut table, Role::ColumnHeader, "Division");
    let also = |table: &mut Table| {
        table.get_by_role_and_label(Role::ColumnHeader, "Name").click_modifiers(Modifiers::SHIFT);
        table.run();
    };
    also(&mut table);
    assert_eq!(rows(&table), ["b", "d", "a", "c"]);
    also(&mut table);
    assert_eq!(rows(&table), ["d", "b", "c", "a"], "among equals the other way");
    let value = |table: &Table, header: &str| table.get_by_role_and_label(Role::ColumnHeader, header).value();
    assert_eq!(value(&table, "Division").as_deref(), Some("ascending"));
    assert_eq!(value(&table, "Name").as_deref(), Some("descending"));
}

#[test]
fn every_column_can_be_chosen_and_is_kept() {
    let menu = [
        Kind::Topology,
        Kind::CacheGroup,
        Kind::Coordinate,
        Kind::PhysLocation,
        Kind::Division,
        Kind::Region,
        Kind::Asn,
        Kind::Server,
        Kind::Cdn,
        Kind::Type,
    ];
    for kind in menu {
        let mut window = recorded();
        window.kind = kind;
        let mut table = show(window);
        let hidden = lodestone::tabular::columns::columns(kind).into_iter().filter(|column| !column.shown);
        let headers: Vec<&str> = hidden.map(|column| column.header).collect();
        assert!(2 < headers.len(), "{}", kind.key());
        click(&mut table, Role::Button, "Columns");
        for header in &headers {
            table.get_by_role_and_label(Role::CheckBox, header).click_accesskit();
            table.run();
        }
        table.key_press(Key::Escape);
        table.run();
        let kept = table.state_mut().kept_tables();
        let shown = &kept.iter().find(|kept| kept.kind == kind).unwrap().shown;
        assert!(headers.iter().all(|header| shown.iter().any(|shown| shown == header)), "{shown:?}");
    }
}

#[test]
fn a_term_completes_with_what_is_reckoned_too() {
    let mut window = Window::new();
    let incoming = lodestone::formats::plan_text::read("plan", SERVICES.as_bytes());
    let outcome = import_rows(&window.plan, incoming, ImportOptions::default()).unwrap();
    window.apply(&outcome.edit);
    window.kind = Kind::CacheGroup;
    let mut table = show(window);
    filter(&mut table, "services=");
    for count in ["0", "1", "2"] {
        table.get_by_label(&format!("Complete with {count}"));
    }
    table.get_by_label("Complete with 2").click();
    table.run();
    assert_eq!(rows(&table), ["edge-2"]);
    filter(&mut table, "findings=");
    assert!(table.query_all_by_label_contains("Complete with ").next().is_some());
    filter(&mut table, "cdns=");
    table.get_by_label("Complete with one");
    filter(&mut table, "cdns=one");
    assert_eq!(rows(&table), ["edge-1", "edge-2"], "one of several is enough");
}

#[test]
fn where_its_line_has_no_room_the_table_is_named_in_the_empty_filter() {
    use crate::support::shell::{Window, sample};
    let folder = crate::support::temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    for width in [1280.0, 1920.0] {
        window.harness.set_size(egui::vec2(width, 800.0));
        window.settle();
        let titles = window.harness.query_all_by_role_and_label(Role::Label, "Cache Groups");
        let titles: Vec<egui::Rect> = titles.map(|title| title.rect()).collect();
        assert_eq!(titles.len(), 1, "at {width}: {titles:?}");
    }
    let filter = window.harness.get_by_role_and_label(Role::TextInput, "Filter");
    assert_eq!(filter.accesskit_node().placeholder(), Some("Filter cache groups"));
}
