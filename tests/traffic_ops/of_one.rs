//! Answers that say what one object has, whose id stands in the file's name; and objects that several answers have.

use super::*;

const PROFILES: (&str, &str) =
    ("profiles.json", r#"{"response": [{"id": 9, "name": "P", "cdnName": "c", "type": "ATS_PROFILE"}]}"#);
const SERVICES: (&str, &str) =
    ("deliveryservices.json", r#"{"response": [{"id": 1, "xmlId": "d", "cdnName": "c", "routingName": "cdn"}]}"#);
const SERVERS: (&str, &str) = (
    "servers.json",
    r#"{"response": [{"id": 7, "hostName": "e", "cdnName": "c", "interfaces": [], "tcpPort": 80},
        {"id": 8, "hostName": "e", "cdnName": "c", "interfaces": [], "tcpPort": 81}]}"#,
);
const PARAMETERS: &str = r#"{"response": [{"id": 4, "name": "n", "configFile": "f", "value": "v", "secure": false}]}"#;
const SERVER_8: &str = r#"{"response": [{"id": 8, "hostName": "e", "cdnName": "c", "interfaces": [], "tcpPort": 81,
    "deliveryServiceCapabilities": null, "serverCapabilities": ["RAM"]}]}"#;
const SERVICE: &str = r#"{"response": [{"id": 1, "xmlId": "d", "cdnName": "c", "routingName": "cdn"}]}"#;

fn pairs(plan: &Plan, relation: RelationKind) -> Vec<(String, String)> {
    let name = |kind, target| plan.link_name(&AnyLink { kind, target });
    match relation {
        RelationKind::ProfileParameter => plan
            .profile_parameters()
            .iter()
            .map(|(a, b)| (name(Kind::Profile, a.target()), name(Kind::Parameter, b.target())))
            .collect(),
        _ => plan
            .delivery_service_servers()
            .iter()
            .map(|(a, b)| {
                let port = b.id().and_then(|id| plan.get(id)?.tcp_port);
                (name(Kind::DeliveryService, a.target()), format!("{port:?}"))
            })
            .collect(),
    }
}

/// `GET /profiles/9/parameters` and its kin name no owner in their rows.
#[test]
fn what_one_object_has_is_tied_to_it() {
    let read = |files: &[(&str, &str)]| read_files(files, &ReadOptions::default());
    let tied = |name: &str, text: &str, relation| {
        let incoming = read(&[PROFILES, SERVICES, SERVERS, (name, text)]);
        assert_eq!(errors(&incoming), Vec::<String>::new(), "{name}");
        let plan = planned(incoming);
        assert_eq!((plan.servers().len(), plan.delivery_services().len()), (2, 1), "{name}");
        assert!(plan.servers().iter().all(|(_, own)| own.upstream.unmodelled.is_empty()), "{name}");
        pairs(&plan, relation)
    };
    let parameter = [("P".to_owned(), "n".to_owned())];
    for name in ["profiles_9_parameters.json", "profiles_name_P_parameters.json"] {
        assert_eq!(tied(name, PARAMETERS, RelationKind::ProfileParameter), parameter, "{name}");
    }
    let eighth = [("d".to_owned(), "Some(81)".to_owned())];
    for (name, text) in [("deliveryservices_1_servers.json", SERVER_8), ("servers_8_deliveryservices.json", SERVICE)] {
        assert_eq!(tied(name, text, RelationKind::DeliveryServiceServer), eighth, "{name}");
    }
    // Without the others, what the rows say of their own objects counts.
    let alone = planned(read(&[("profiles_9_parameters.json", PARAMETERS)]));
    assert_eq!((alone.parameters().len(), alone.profile_parameters().iter().count()), (1, 1));
    // Those of one say nothing about the pairs of others.
    let incoming = read(&[("profiles_9_parameters.json", PARAMETERS)]);
    assert!(incoming.relations.is_empty() && incoming.kinds.is_empty());
}

/// Rows of `GET /deliveryservices/1/regexes` as Traffic Ops has them, whose type is an id.
const EXPRESSIONS: &str = r#"{"response": [
    {"id": 7, "type": 35, "typeName": "PATH_REGEXP", "setNumber": 1, "pattern": "/beta/.*"},
    {"id": 6, "type": 34, "typeName": "HOST_REGEXP", "setNumber": 0, "pattern": ".*\\.d\\..*"}]}"#;
const OF_SERVICE_1: &str = "deliveryservices_1_regexes.json";

fn expressions(plan: &Plan) -> Vec<(String, i64, String)> {
    let services = plan.delivery_services().iter().flat_map(|(_, own)| own.match_list.clone());
    services.map(|own| (own.type_, own.set_number, own.pattern)).collect()
}

fn warnings(problems: &[lodestone::finding::Finding]) -> Vec<String> {
    problems.iter().filter(|problem| problem.severity == Severity::Warning).map(ToString::to_string).collect()
}

#[test]
fn expressions_of_one_service_are_its_own() {
    let read = |files: &[(&str, &str)]| read_files(files, &ReadOptions::default());
    let expected = [("HOST_REGEXP", 0, r".*\.d\..*"), ("PATH_REGEXP", 1, "/beta/.*")]
        .map(|(type_, number, pattern)| (type_.to_owned(), number, pattern.to_owned()));
    let bare = EXPRESSIONS.trim_start_matches(r#"{"response": "#).trim_end_matches('}');
    for text in [EXPRESSIONS, bare] {
        let incoming = read(&[SERVICES, (OF_SERVICE_1, text)]);
        assert_eq!(warnings(&incoming.problems), Vec::<String>::new());
        assert_eq!(expressions(&planned(incoming)), expected, "{text}");
    }
    // What the service says itself counts; the same in another order is no contradiction.
    let own = r#"{"response": [{"id": 1, "xmlId": "d", "cdnName": "c", "routingName": "cdn", "matchList": [
        {"type": "HOST_REGEXP", "setNumber": 0, "pattern": ".*\\.d\\..*"},
        {"type": "PATH_REGEXP", "setNumber": 1, "pattern": "/beta/.*"}]}]}"#;
    let same = read(&[("deliveryservices.json", own), (OF_SERVICE_1, EXPRESSIONS)]);
    let outcome = import_rows(&Plan::default(), same, ImportOptions { keep_going: true, ..ImportOptions::default() });
    let outcome = outcome.unwrap();
    assert!(!warnings(&outcome.report.problems).iter().any(|told| told.contains("otherwise")), "{:?}", outcome.report);
    assert_eq!(expressions(&outcome.plan), expected);
    let other = read(&[("deliveryservices.json", &own.replace("beta", "gamma")), (OF_SERVICE_1, EXPRESSIONS)]);
    assert!(expressions(&planned(other)).iter().any(|(.., pattern)| pattern == "/gamma/.*"));
    // A single one of them is not all that it has, and what asks for one has no name of its type.
    let single = r#"{"response": {"id": 7, "type": 35, "typeName": "PATH_REGEXP", "setNumber": 1, "pattern": "/x"}}"#;
    let single = read(&[SERVICES, (OF_SERVICE_1, single)]);
    assert_eq!(warnings(&single.problems).len(), 1, "{:?}", single.problems);
    let untyped = EXPRESSIONS.replace(r#""typeName": "PATH_REGEXP", "#, "");
    let untyped = read(&[SERVICES, (OF_SERVICE_1, &untyped)]);
    assert!(errors(&untyped).iter().any(|told| told.contains("typeName")), "{:?}", errors(&untyped));
    assert_eq!(untyped.objects.len(), 1);
}

#[test]
fn expressions_of_a_service_of_the_plan_go_there() {
    let read = |files: &[(&str, &str)]| read_files(files, &ReadOptions::default());
    let plan = planned(read(&[SERVICES]));
    let outcome = import_rows(&plan, read(&[(OF_SERVICE_1, EXPRESSIONS)]), ImportOptions::default()).unwrap();
    assert!(!outcome.report.refused, "{:?}", outcome.report.problems);
    assert_eq!((outcome.plan.delivery_services().len(), expressions(&outcome.plan).len()), (1, 2));
    // Nobody knows it: the rest is taken.
    let files = [PROFILES, ("deliveryservices_5_regexes.json", EXPRESSIONS)];
    let outcome = import_rows(&plan, read(&files), ImportOptions::default()).unwrap();
    let told = warnings(&outcome.report.problems);
    assert!(told.iter().any(|told| told.contains("the Traffic Ops id 5")), "{told:?}");
    assert_eq!((outcome.report.refused, outcome.plan.profiles().len(), outcome.report.left_out), (false, 1, 1));
    assert_eq!(expressions(&outcome.plan), Vec::new());
}

/// `GET /divisions/1` and its kin, whose rows have nothing that tells them.
#[test]
fn one_object_is_taken_by_its_id_or_name() {
    let read = |name: &str, text: &str| read_files(&[(name, text)], &ReadOptions::default());
    let rows = [
        ("divisions_1", Kind::Division, r#"{"id": 1, "name": "d"}"#),
        ("divisions_id_1", Kind::Division, r#"{"id": 1, "name": "d"}"#),
        ("division-1", Kind::Division, r#"{"id": 1, "name": "d"}"#),
        ("statuses_1", Kind::Status, r#"{"id": 1, "name": "S", "description": ""}"#),
        ("server_capabilities_ram", Kind::ServerCapability, r#"{"name": "RAM"}"#),
        ("server_capabilities_big_disk", Kind::ServerCapability, r#"{"name": "big-disk"}"#),
        ("serverCapabilities_name_RAM", Kind::ServerCapability, r#"{"name": "RAM"}"#),
        ("cachegroups_3", Kind::CacheGroup, r#"{"id": 3, "name": "g", "shortName": "g", "typeName": "EDGE_LOC"}"#),
        ("tenants_2", Kind::OtherRow, r#"{"id": 2, "name": "t", "active": true, "parentId": 1}"#),
        ("service_categories_live", Kind::OtherRow, r#"{"name": "live"}"#),
    ];
    for (name, kind, row) in rows {
        for text in [row.to_owned(), format!("[{row}]"), format!(r#"{{"response": [{row}]}}"#)] {
            let incoming = read(&format!("{name}.json"), &text);
            assert_eq!(errors(&incoming), Vec::<String>::new(), "{name} {text}");
            let kinds: Vec<Kind> = incoming.objects.iter().map(|object| object.kind).collect();
            assert_eq!(kinds, [kind], "{name} {text}");
            assert!(incoming.kinds.is_empty() && incoming.endpoints.is_empty(), "{name} says nothing about others");
        }
    }
    // The name is that of another one, or there are more.
    for (name, text) in [
        ("divisions_2.json", r#"{"response": [{"id": 1, "name": "d"}]}"#),
        ("divisions_1.json", r#"{"response": [{"id": 1, "name": "d"}, {"id": 2, "name": "e"}]}"#),
        ("divisions_old.json", r#"{"response": [{"id": 1, "name": "d"}]}"#),
        ("roads_1.json", r#"{"response": [{"id": 1, "name": "d"}]}"#),
    ] {
        assert!(errors(&read(name, text)).iter().any(|told| told.contains("nothing says")), "{name}");
    }
}

/// Servers may share a host name, but not a Traffic Ops id: pages that overlap have the same one twice.
#[test]
fn the_same_id_is_the_same_object() {
    let page = r#"{"response": [{"id": 8, "hostName": "e", "cdnName": "c", "interfaces": [], "tcpPort": 81}]}"#;
    let incoming = read_files(&[SERVERS, ("page2/servers.json", page)], &ReadOptions::default());
    let empty = Plan::default();
    let outcome = import_rows(&empty, incoming, ImportOptions::default()).unwrap();
    let told: Vec<&str> = outcome.report.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(outcome.report.refused && told.iter().any(|message| message.contains("a second time")), "{told:?}");
    let other = page.replace("\"id\": 8", "\"id\": 9");
    let incoming = read_files(&[SERVERS, ("page2/servers.json", &other)], &ReadOptions::default());
    assert_eq!(planned(incoming).servers().len(), 3);
}

/// The body of `POST /deliveryserviceserver`, which the answer repeats.
#[test]
fn a_request_ties_a_service_to_many_servers() {
    let request = r#"{"dsId": 1, "replace": true, "servers": [7, 8]}"#;
    for text in [request.to_owned(), format!(r#"{{"response": {request}}}"#)] {
        let plan =
            planned(read_files(&[SERVICES, SERVERS, ("deliveryserviceserver.json", &text)], &ReadOptions::default()));
        let expected = ["Some(80)", "Some(81)"].map(|port| ("d".to_owned(), port.to_owned()));
        assert_eq!(pairs(&plan, RelationKind::DeliveryServiceServer), expected, "{text}");
    }
}
