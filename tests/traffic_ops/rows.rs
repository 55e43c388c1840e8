//! Single rows and answers, and what is said about them.

use super::*;

#[test]
fn many_endpoints_in_one_file_are_told_apart() {
    let file = r#"{
        "cdns": [{"name": "c1", "domainName": "c1.test", "dnssecEnabled": false}],
        "cacheGroups": [{"name": "g1", "shortName": "g", "typeName": "EDGE_LOC", "latitude": 0, "longitude": 0}],
        "physLocations": [{"name": "p1", "shortName": "p", "region": "r1"}],
        "regions": [{"name": "r1", "division": "d1"}],
        "serverServerCapabilities": [{"serverHostName": "h1", "serverCapability": "ram"}],
        "servers": [{"hostName": "h1", "cdnName": "c1", "cachegroup": "g1"}],
        "users": [{"username": "admin", "localPasswd": "secret"}],
        "jobs": [{"id": 4, "assetUrl": "http://x"}],
        "consistentHashRoute": {"a": 1}
    }"#;
    let incoming = read_files(&[("tc-fixtures.json", file)], &ReadOptions::default());
    assert_eq!(errors(&incoming), Vec::<String>::new());
    assert_eq!(field(&incoming, Kind::Region, "division").as_ref(), Some(&link(Kind::Division, "d1", None)));
    assert_eq!(field(&incoming, Kind::Server, "cacheGroup").as_ref(), Some(&link(Kind::CacheGroup, "g1", None)));
    let told: Vec<String> = incoming.problems.iter().map(|problem| problem.message.clone()).collect();
    assert!(told.iter().any(|message| message.contains("1 users are not taken")), "{told:?}");
    assert!(told.iter().any(|message| message.contains("`consistentHashRoute` is no list")), "{told:?}");
    assert_eq!(of_kind(&incoming, Kind::OtherRow)[0].identity, ["jobs", "4"]);
    let Target::Absent(server) = incoming.pairs.iter().next().unwrap().a else { panic!("a reader knows no plan") };
    assert_eq!(server.identity, ["c1", "h1"]);
    let broken = file.replace(r#""name": "r1", "division""#, r#""name": 7, "division""#);
    let told = errors(&read_files(&[("tc-fixtures.json", &broken)], &ReadOptions::default()));
    assert_eq!(told, ["error: tc-fixtures.json, regions row 0, name: expected a text, found a number"]);
    // 0,0 that a file gives is a position like any other.
    assert!(incoming.objects.iter().any(|object| object.derived && object.identity == ["from_cachegroup_g1"]));
}

fn link(kind: Kind, name: &str, traffic_ops_id: Option<i64>) -> Value {
    let absent = Absent { identity: vec![name.to_owned()], traffic_ops_id };
    Value::Link(AnyLink { kind, target: Target::Absent(Arc::new(absent)) })
}

#[test]
fn a_cache_group_without_position_gets_none() {
    for (position, stated) in [("", false), (r#", "latitude": null, "longitude": null"#, true)] {
        let row = format!(r#"{{"response": [{{"name": "g"{position}}}]}}"#);
        let incoming = read_files(&[("cachegroups.json", &row)], &ReadOptions::default());
        assert_eq!(incoming.objects.len(), 1);
        assert_eq!(field(&incoming, Kind::CacheGroup, "coordinate").as_ref(), stated.then_some(&Value::Null));
    }
}

#[test]
fn references_keep_names_and_ids() {
    let row = r#"{"response": [{"name": "g", "typeName": "EDGE_LOC", "typeId": 23, "parentCachegroupId": 8,
                  "secondaryParentCachegroupName": null, "secondaryParentCachegroupId": null}]}"#;
    let incoming = read_files(&[("cachegroups.json", row)], &ReadOptions::default());
    assert_eq!(field(&incoming, Kind::CacheGroup, "type").as_ref(), Some(&link(Kind::Type, "EDGE_LOC", Some(23))));
    let parent = Value::Link(AnyLink { kind: Kind::CacheGroup, target: Target::Absent(Absent::numbered(8)) });
    assert_eq!(field(&incoming, Kind::CacheGroup, "parentCachegroup").as_ref(), Some(&parent));
    assert_eq!(field(&incoming, Kind::CacheGroup, "secondaryParentCachegroup").as_ref(), Some(&Value::Null));
}

#[test]
fn what_an_answer_of_5_0_leaves_out_is_empty() {
    let rows = [("2026-11-21T18:26:26.41679Z", Some(&Value::Null)), ("2026-11-21 18:26:26+00", None)];
    for (time, expected) in rows {
        let row = format!(r#"{{"response": [{{"hostName": "h", "cdn": "c", "lastUpdated": "{time}"}}]}}"#);
        let incoming = read_files(&[("servers.json", &row)], &ReadOptions::default());
        assert_eq!(field(&incoming, Kind::Server, "httpsPort").as_ref(), expected, "{time}");
        assert!(
            incoming
                .objects
                .first()
                .unwrap()
                .last_updated
                .as_ref()
                .unwrap()
                .to_string()
                .starts_with("2026-11-21T18:26:26")
        );
    }
}

#[test]
fn secrets_are_dropped_with_one_note() {
    let row = r#"{"hostName": "h", "cdn": "c", "iloPassword": "hunter2", "xmppPasswd": "hunter3"}"#;
    let body = format!(r#"{{"response": [{row}, {}]}}"#, row.replace("\"h\"", "\"i\""));
    let incoming = read_files(&[("servers.json", &body)], &ReadOptions::default());
    let notes = incoming.problems.iter().filter(|problem| problem.severity == Severity::Note).count();
    assert_eq!(notes, 1);
    assert!(!format!("{incoming:?}").contains("hunter"));
}

#[test]
fn secure_values_do_not_leave_the_plan() {
    let body = r#"{"response": [{"name": "key", "configFile": "f", "value": "hunter2", "secure": true}]}"#;
    let plan = planned(read_files(&[("parameters.json", body)], &ReadOptions::default()));
    let written = write(&plan).unwrap();
    for (name, bytes) in &written.files {
        assert!(!String::from_utf8_lossy(bytes).contains("hunter"), "{name}");
    }
    assert_eq!(body_rows(&written, "parameters")[0]["value"], "********");
    assert!(written.findings.iter().any(|finding| finding.message.contains("secure parameter")));
    let outcome = import_rows(&plan, travelled(&plan), ImportOptions::default()).unwrap();
    assert_eq!(outcome.edit.changes, []);
}

#[test]
fn dollars_in_answers_are_not_touched() {
    let set = OrderedMap::from([("CDN_NAME".to_owned(), "x".to_owned())]);
    let options = ReadOptions { set, ..ReadOptions::default() };
    let body = r#"{"response": [{"name": "$CDN_NAME", "domainName": "${CDN_NAME}"}]}"#;
    for name in ["cdns.json", "cdns/cdns.json"] {
        let incoming = read_files(&[(name, body)], &options);
        assert_eq!(field(&incoming, Kind::Cdn, "name").as_ref(), Some(&text("$CDN_NAME")), "{name}");
        assert_eq!(incoming.problems, [], "{name}");
    }
}

#[test]
fn incomplete_answers_are_warned_of() {
    let cases = [
        (r#"{"response": [{"hostName": "h", "cdn": "c"}], "summary": {"count": 3}}"#, "1 of 3 rows"),
        (r#"{"response": [{"hostName": "h", "cdn": "c"}], "summary": {"count": 1}}"#, ""),
        (r#"{"response": [{"hostName": "h", "cdn": "c"}], "size": 0, "limit": 1}"#, "limited to 1 rows"),
        (r#"{"response": [{"hostName": "h", "cdn": "c"}], "size": 0, "limit": 2}"#, ""),
    ];
    for (body, expected) in cases {
        let incoming = read_files(&[("servers.json", body)], &ReadOptions::default());
        let told: Vec<_> = incoming.problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.is_empty(), expected.is_empty(), "{told:?}");
        assert!(told.iter().all(|message| message.contains(expected) && message.starts_with("warning")), "{told:?}");
    }
}

#[test]
fn files_that_say_nothing_need_a_kind() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Export 7.json");
    let cases = [
        (r#"[{"name": "d1"}]"#, None, None),
        (r#"[{"name": "d1"}]"#, Some("divisions"), Some(Kind::Division)),
        (r#"{"response": [{"name": "d1"}]}"#, Some("server-capability"), Some(Kind::ServerCapability)),
        (r#"[{"name": "g1", "shortName": "g", "typeName": "EDGE_LOC"}]"#, None, Some(Kind::CacheGroup)),
        (r#"{"response": [{"asn": 7, "cachegroup": "g"}]}"#, None, Some(Kind::Asn)),
        (r#"{"hostName": "h", "cdn": "c", "interfaces": []}"#, None, Some(Kind::Server)),
        (r#"[{"name": "d1"}]"#, Some("nonsense"), None),
    ];
    for (content, kind, expected) in cases {
        std::fs::write(&file, content).unwrap();
        let options = ReadOptions { kind: kind.map(str::to_owned), ..ReadOptions::default() };
        let incoming = read(std::slice::from_ref(&file), &options);
        assert_eq!(incoming.objects.first().map(|object| object.kind), expected, "{content}");
        assert_eq!(errors(&incoming).is_empty(), expected.is_some(), "{content}");
    }
}

#[test]
fn pairs_without_ids_travel_by_name() {
    let files = [
        ("cdns/1.json", r#"{"name": "c1"}"#),
        ("servers.json", r#"[{"hostName": "h1", "cdn": "c1"}, {"hostName": "h1", "cdn": "c2"}]"#),
        ("deliveryservices.json", r#"[{"xmlId": "s1", "cdnName": "c1", "routingName": "cdn"}]"#),
        ("deliveryservice_servers/1.json", r#"{"xmlId": "s1", "serverNames": ["h1"]}"#),
        ("server_capabilities/1.json", r#"{"name": "ram"}"#),
        (
            "server_server_capabilities.json",
            r#"[{"serverHostName": "h1", "cdnName": "c2", "serverCapability": "ram"}]"#,
        ),
        (
            "profiles/1.json",
            r#"{"name": "P1", "params": [{"name": "a", "configFile": "f", "value": "v", "secure": false}]}"#,
        ),
    ];
    let plan = planned(read_files(&files, &ReadOptions::default()));
    assert!(plan.unresolved().iter().all(|missing| missing.pair.is_none()), "{:?}", plan.unresolved());
    let back = travelled(&plan);
    assert_eq!(back.pairs.len(), 3);
    let outcome = import_rows(&plan, back, ImportOptions::default()).unwrap();
    assert_eq!(outcome.edit.changes, []);
}

#[test]
fn what_traffic_ops_would_miss_is_told() {
    let files = [("cachegroups.json", r#"[{"name": "g1", "parentCachegroupName": "nowhere"}]"#)];
    let written = write(&planned(read_files(&files, &ReadOptions::default()))).unwrap();
    let told: Vec<_> = written.findings.iter().filter(|finding| finding.file().contains("cachegroups")).collect();
    let fields: Vec<_> = told.iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(fields, ["shortName", "typeName", "parentCachegroupName"]);
    let row = &body_rows(&written, "cachegroups")[0];
    assert_eq!(row["parentCachegroupName"], "nowhere");
    assert!(row.get("id").is_none());
}

#[test]
fn countries_in_one_text_are_those_of_the_list() {
    let read = |countries: &str| {
        let row = format!(r#"{{"response": [{{"xmlId": "d", "geoLimitCountries": {countries}}}]}}"#);
        let incoming = read_files(&[("deliveryservices.json", &row)], &ReadOptions::default());
        assert_eq!(errors(&incoming), Vec::<String>::new());
        field(&incoming, Kind::DeliveryService, "geoLimitCountries")
    };
    for (older, five) in
        [(r#""US,CA""#, r#"["US","CA"]"#), (r#""US, CA,,DE""#, r#"["US"," CA","","DE"]"#), (r#""""#, "null")]
    {
        assert_eq!(read(older), read(five), "{older}");
    }
}

/// Traffic Ops writes the domain of a CDN in lower case: what is sent to it may have capitals, what it answers is so.
#[test]
fn domains_that_are_sent_come_to_lower_case() {
    let row = r#"{"name": "c", "domainName": "Atlas.Example.NET", "dnssecEnabled": false}"#;
    for (text, expected) in [
        (row.to_owned(), "atlas.example.net"),
        (format!("[{row}]"), "atlas.example.net"),
        (format!(r#"{{"cdns": [{row}]}}"#), "atlas.example.net"),
        (format!(r#"{{"response": [{row}]}}"#), "Atlas.Example.NET"),
    ] {
        let incoming = read_files(&[("cdns.json", &text)], &ReadOptions::default());
        assert_eq!(field(&incoming, Kind::Cdn, "domainName"), Some(Value::Text(expected.to_owned())), "{text}");
        let is_told = incoming.problems.iter().any(|problem| problem.message.contains("lower case"));
        assert_eq!(is_told, expected.starts_with('a'), "{text}");
    }
    let bare = row.replace("Atlas.Example.NET", "$CDN_Domain");
    let incoming = read_files(&[("cdns/cdn.json", &bare)], &ReadOptions::default());
    assert_eq!(field(&incoming, Kind::Cdn, "domainName"), Some(Value::Text("$CDN_Domain".to_owned())));
}

/// The same where a form makes one.
#[test]
fn domains_of_forms_come_to_lower_case() {
    let fields = |domain: &str| {
        let text = |text: &str| Value::Text(text.to_owned());
        vec![("name", text("c")), ("domainName", text(domain)), ("dnssecEnabled", Value::Bool(false))]
    };
    let plan = Plan::default();
    let made = plan.applying(&intent::create(&plan, Kind::Cdn, fields("C.Example.NET")).unwrap()).unwrap();
    let domain = |plan: &Plan| plan.cdns().iter().find_map(|(_, cdn)| cdn.domain_name.clone());
    assert_eq!(domain(&made).as_deref(), Some("c.example.net"));
    let (id, _) = made.cdns().iter().next().unwrap();
    let changed = intent::change(&made, AnyId::of(id), fields("D.Example.NET")).unwrap();
    assert_eq!(domain(&made.applying(&changed).unwrap()).as_deref(), Some("d.example.net"));
}
