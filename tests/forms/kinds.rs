//! Forms of every kind, and of parts within parts.

use super::*;

/// The label of the field that is a kind's name.
fn name_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Server => "Hostname",
        Kind::Asn => "ASN",
        Kind::DeliveryService => "XML_ID (Key)",
        Kind::StaticDnsEntry => "Host",
        Kind::ServiceSteering | Kind::ServiceFederations | Kind::RegionalGeoRules => "Delivery Service",
        Kind::Waiver => "Rule",
        Kind::CoverageZoneNetwork => "Network",
        Kind::OtherRow => "Endpoint",
        _ => "Name",
    }
}

#[test]
fn every_kind_can_be_made_from_its_name_alone() {
    for kind in Kind::ALL {
        let mut window = Window::new();
        window.kind = *kind;
        let before = window.plan.count(*kind);
        window.forms.start_new(*kind, None);
        let mut form = show(window);
        form.check_accessibility();
        let name = if *kind == Kind::Asn { "64500" } else { "made-by-name" };
        retype(&mut form, name_label(*kind), name);
        click(&mut form, Role::Button, "Create");
        assert_eq!(form.state().plan.count(*kind), before + 1, "{}", kind.key());
        let lead = form.state().selection.lead().unwrap();
        assert_eq!(lead.kind, *kind);
        assert!(form.state().plan.name_of(lead).unwrap().contains(name), "{}", kind.key());
        // Its own form has an Update that has nothing to do.
        assert!(form.get_by_role_and_label(Role::Button, "Update").accesskit_node().is_disabled(), "{}", kind.key());
        form.check_accessibility();
    }
}

#[test]
fn nested_parts_are_added_filled_and_stored() {
    let mut window = Window::new();
    let server = window.make(Kind::Server, vec![("hostName", text("edge-1"))]);
    window.kind = Kind::Server;
    window.selection = Selection::one(server);
    let mut form = show(window);
    form.get_by_role_and_label(Role::Button, "Add interface").scroll_to_me();
    form.run();
    click(&mut form, Role::Button, "Add interface");
    form.get_by_role_and_label(Role::TextInput, "Interface 1 Name").scroll_to_me();
    form.run();
    retype(&mut form, "Interface 1 Name", "eth0");
    retype(&mut form, "Interface 1 MTU", "9k");
    form.get_by_label("Must be a whole number");
    update(&mut form);
    assert!(form.state().edits.is_empty());
    retype(&mut form, "Interface 1 MTU", "9000");
    form.check_accessibility();
    update(&mut form);
    let plan = &form.state().plan;
    let server = plan.get(Id::<Server>::new(server.number)).unwrap();
    assert_eq!(server.interfaces.len(), 1);
    assert_eq!((server.interfaces[0].name.as_str(), server.interfaces[0].mtu), ("eth0", Some(9000)));
    assert!(server.interfaces[0].monitor, "as on Traffic Portal's form");
    assert!(server.interfaces[0].ip_addresses[0].service_address);
}

#[test]
fn a_topology_shows_parents_by_name() {
    let (mut window, denver) = cdn();
    let node = |group: AnyId, parents: Vec<Value>| {
        Value::Object(vec![("cachegroup", to(group)), ("parents", Value::List(parents))])
    };
    let mid = id(&window, "mid-denver");
    let nodes = Value::List(vec![node(mid, Vec::new()), node(denver, vec![Value::Int(0)])]);
    let topology = window.make(Kind::Topology, vec![("name", text("tree")), ("nodes", nodes)]);
    window.kind = Kind::Topology;
    window.selection = Selection::one(topology);
    let mut form = show(window);
    click(&mut form, Role::DisclosureTriangle, "Cache group 2, edge-denver");
    let parent = form.get_by_role_and_label(Role::ComboBox, "Cache group 2 Parent");
    assert_eq!(parent.value().as_deref(), Some("mid-denver"));
    click(&mut form, Role::Button, "Move Cache group 2");
    form.key_press(Key::ArrowUp);
    form.run();
    update(&mut form);
    let plan = &form.state().plan;
    let topology = plan.get(Id::<Topology>::new(topology.number)).unwrap();
    assert_eq!(topology.nodes[0].parents, [1], "parents follow their nodes");
}

#[test]
fn users_are_counted_and_shown_in_their_table() {
    let (mut window, denver) = cdn();
    for number in 1..=3 {
        let fields = vec![("hostName", text(&format!("edge-{number}"))), ("cacheGroup", to(denver))];
        window.make(Kind::Server, fields);
    }
    window.make(Kind::Server, vec![("hostName", text("other"))]);
    let mut form = show(window);
    form.get_by_role_and_label(Role::Link, "View 3 servers").scroll_to_me();
    form.run();
    click(&mut form, Role::Link, "View 3 servers");
    assert_eq!(form.state().kind, Kind::Server);
    form.get_by_label("3 of 4");
}
