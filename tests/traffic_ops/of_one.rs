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
