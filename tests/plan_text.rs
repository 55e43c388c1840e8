//! The text twin of a plan: one malformed file per error, and what reading tolerates. Round trips stand in
//! `plan_text_round_trips`.

use lodestone::edit::import::Incoming;
use lodestone::edit::seeds::seed_plan;
use lodestone::finding::{Finding, Severity};
use lodestone::formats::plan_text::{read, recognises, write};
use lodestone::model::{Kind, Plan, Value};

const HEADER: &str = "lodestone-plan-text 2\n";

fn problems(incoming: &Incoming) -> Vec<String> {
    incoming.problems.iter().map(ToString::to_string).collect()
}

/// Reads lines below a header; the first of them is line 2.
fn read_lines(lines: &str) -> Incoming {
    read("twin.txt", format!("{HEADER}{lines}").as_bytes())
}

/// Files that are wrong below their header, and all that is to be said of each.
const MALFORMED: &[(&str, &[&str])] = &[
    ("cachegroup {\"name\":\"a\"}", &["line 2: `cachegroup` is no kind of object; do you mean `cache-group`?"]),
    ("wombat {\"name\":\"a\"}", &["line 2: `wombat` is no kind of object"]),
    ("division", &["line 2: expected an object in braces, like {\"name\":\"...\"}, after `division`"]),
    ("division \"a\"", &["line 2: expected an object in braces, like {\"name\":\"...\"}, after `division`"]),
    ("division {\"name\":\"a\"", &["line 2: column 20: EOF while parsing an object"]),
    ("division {\"name\":\"a\"} x", &["line 2: column 23: trailing characters"]),
    ("division {\"name\":\"a\",\"name\":\"b\"}", &["line 2, name: stands here twice"]),
    (
        "division {\"name\":\"a\",\"unmodelled\":{\"x\":[{\"y\":1,\"y\":2}]}}",
        &["line 2, unmodelled/x/0/y: stands here twice"],
    ),
    (
        "cache-group {\"name\":\"a\",\"fallback\":[]}",
        &["line 2, fallback: there is no such field; do you mean `fallbacks`?"],
    ),
    ("division {\"name\":\"a\",\"lastUpdated\":\"2026\"}", &["line 2, lastUpdated: there is no such field"]),
    (
        "server {\"hostName\":\"a\",\"interfaces\":[{\"name\":\"eth0\",\"mut\":1,\"mtu\":\"x\"}]}",
        &[
            "line 2, interfaces/0/mtu: expected a whole number, found a text",
            "line 2, interfaces/0/monitor: expected true or false, found nothing",
            "line 2, interfaces/0/routerHostName: expected a text, found nothing",
            "line 2, interfaces/0/routerPortName: expected a text, found nothing",
            "line 2, interfaces/0/mut: unknown member (they are name, mtu, maxBandwidth, monitor, routerHostName, \
             routerPortName, ipAddresses)",
        ],
    ),
    ("division {\"name\":7}", &["line 2, name: expected a text, found a number", "line 2: a division needs a name"]),
    ("division {\"name\":null}", &["line 2, name: expected a text, found null", "line 2: a division needs a name"]),
    ("division {}", &["line 2: a division needs a name"]),
    ("server {\"cdn\":\"ALL\"}", &["line 2: a server needs a name"]),
    ("static-dns-entry {\"address\":\"192.0.2.1\"}", &["line 2: a static DNS entry needs a name"]),
    ("asn {\"asn\":1.5}", &["line 2, asn: 1.5 is not a whole number of 64 bits"]),
    (
        "asn {\"asn\":18446744073709551615}",
        &["line 2, asn: 18446744073709551615 is too large for a whole number of 64 bits"],
    ),
    ("asn {\"asn\":1e400}", &["line 2: column 16: number out of range"]),
    (
        "coordinate {\"name\":\"a\",\"position\":{\"latitude\":91,\"longitude\":0}}",
        &["line 2, position: latitude 91 is not within -90 to 90"],
    ),
    (
        "cache-group {\"name\":\"a\",\"localizationMethods\":[\"GPS\"]}",
        &["line 2, localizationMethods/0: `GPS` is none of CZ, DEEP_CZ, GEO"],
    ),
    ("region {\"name\":\"a\",\"division\":7}", &["line 2, division: expected a name, found a number"]),
    (
        "region {\"name\":\"a\",\"division\":{\"trafficOpsId\":7,\"x\":1}}",
        &["line 2, division: `x` is not a member of a reference (they are name and trafficOpsId)"],
    ),
    (
        "cache-group {\"name\":\"a\",\"fallbacks\":[\"b\",[],[\"c\",1]]}",
        &[
            "line 2, fallbacks/1: expected a name, found a list",
            "line 2, fallbacks/2: expected a part of a name, found a number",
        ],
    ),
    (
        "division {\"name\":\"a\",\"trafficOpsId\":\"7\"}",
        &["line 2, trafficOpsId: expected a whole number, found a text"],
    ),
    ("division {\"name\":\"a\",\"unmodelled\":7}", &["line 2, unmodelled: expected an object"]),
    (
        "division {\"name\":\"a\",\"ordinal\":2}",
        &["line 2, ordinal: names of divisions are unique, they have no ordinals"],
    ),
    (
        "server {\"hostName\":\"a\",\"ordinal\":1}",
        &["line 2, ordinal: expected a whole number from 2 on: the first object of an identity has no ordinal"],
    ),
    ("division {\"name\":\"a\"}\n\ndivision {\"name\":\"a\"}", &["line 4: the division `a` stands in line 2 already"]),
    (
        "server {\"hostName\":\"a\",\"cdn\":\"x\"}\nserver {\"hostName\":\"a\",\"cdn\":\"x\",\"rack\":\"7\"}",
        &["line 3: the server `x/a` stands in line 2 already; if it is another one, give it an `ordinal`"],
    ),
    (
        "waiver {\"rule\":\"a b\",\"objectKind\":\"c\",\"objectName\":\"d\"}\nwaiver {\"rule\":\"a\",\"objectKind\":\"b c\",\"objectName\":\"d\"}",
        &["line 3: the waiver `a/b c/d` stands in line 2 already"],
    ),
    (
        "profile-parameter {\"profile\":\"a\",\"parameter\":\"b\"}\nprofile-parameter {\"parameter\":\"b\",\"profile\":\"a\"}",
        &["line 3: the same pair stands in line 2 already"],
    ),
    (
        "profile-parameter {\"profile\":\"a\",\"params\":\"b\"}",
        &[
            "line 2, parameter: missing; expected a name",
            "line 2, params: there is no such field; do you mean `parameter`?",
        ],
    ),
    ("profile-parameter {\"profile\":7,\"parameter\":\"b\"}", &["line 2, profile: expected a name, found a number"]),
    ("without division {\"name\":\"a\"}", &["line 2, name: a new plan has no division `a` that could be missing"]),
    ("without type {\"name\":\"WOMBAT\"}", &["line 2, name: a new plan has no type `WOMBAT` that could be missing"]),
    ("without wombat {\"name\":\"RIAK\"}", &["line 2: `wombat` is no kind of object"]),
    ("without type {\"nam\":\"RIAK\"}", &["line 2, name: missing; expected a text"]),
    ("without type {\"name\":\"RIAK\",\"description\":\"x\"}", &["line 2, description: there is no such field"]),
    (
        "type {\"name\":\"RIAK\"}\nwithout type {\"name\":\"RIAK\"}",
        &["line 3: the type `RIAK` is said to be missing here, and stands in line 2"],
    ),
    (
        "division {\"name\":\"a\"}\n<<<<<<< ours\ndivision {\"name\":\"b\"}\n=======\ndivision {\"name\":\"c\"}\n>>>>>>> theirs",
        &["line 3: unresolved merge conflict up to line 7: choose one of the sides and take the markers out"],
    ),
    (
        "<<<<<<< ours\ndivision {\"name\":\"b\"}",
        &["line 2: unresolved merge conflict up to the end of the file: take the markers out"],
    ),
    (">>>>>>> theirs", &["line 2: a merge conflict's marker that belongs to nothing: take it out"]),
];

#[test]
fn every_malformed_line_says_what_is_wrong_with_it() {
    let differing: Vec<_> = MALFORMED
        .iter()
        .filter_map(|(lines, expected)| {
            let expected: Vec<_> = expected.iter().map(|problem| format!("error: twin.txt, {problem}")).collect();
            let found = problems(&read_lines(lines));
            (found != expected).then(|| format!("{lines}\n{found:#?}"))
        })
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

#[test]
fn all_problems_come_at_once_in_the_order_of_lines() {
    let incoming =
        read_lines("wombat {}\ndivision {\"name\":\"a\"}\nasn {\"asn\":1.5}\ndivision {\"name\":\"a\"}\n=======");
    let lines: Vec<_> = incoming.problems.iter().map(Finding::spot).collect();
    assert_eq!(lines, ["line 2", "line 4", "line 5", "line 6"]);
    assert_eq!((incoming.objects.len(), incoming.left_out), (1, 3));
}

#[test]
fn a_file_of_another_kind_or_version_is_refused_as_a_whole() {
    let not_ours = "error: twin.txt, line 1: this is not a plan-text: its first line is not `lodestone-plan-text 2`";
    for (text, expected) in [
        ("", not_ours),
        ("{\"response\":[]}", not_ours),
        ("lodestone-plan-text\n", not_ours),
        ("lodestone-plan-text one\n", not_ours),
        ("lodestone-plan-text 0\n", not_ours),
        ("lodestone-plan-text-1\n", not_ours),
        (
            "lodestone-plan-text 3\nwombat",
            "error: twin.txt, line 1: a newer Lodestone made this file (plan-text 3; this one reads 2): \
             use that one to read it",
        ),
    ] {
        let incoming = read("twin.txt", text.as_bytes());
        assert_eq!(problems(&incoming), [expected], "{text}");
        assert!(incoming.kinds.is_empty() && incoming.objects.is_empty());
    }
}

#[test]
fn a_line_that_is_not_utf_8_is_named() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend_from_slice(b"division {\"name\":\"a\"}\ndivision {\"name\":\"\xff\"}\n");
    let incoming = read("twin.txt", &bytes);
    assert_eq!(problems(&incoming), ["error: twin.txt, line 3: the line is not UTF-8"]);
    assert_eq!(incoming.objects.len(), 1);
}

#[test]
fn hostile_lines_cost_little() {
    let many_fields: String =
        (0..200_000).flat_map(|at| [",\"wombat".to_owned(), at.to_string(), "\":1".to_owned()]).collect();
    for line in [
        format!("division {{\"name\":\"a\",\"unmodelled\":{{\"x\":{}{}}}}}", "[".repeat(200_000), "]".repeat(200_000)),
        format!("asn {{\"asn\":{}}}", "9".repeat(1_000_000)),
        format!("division {{\"name\":\"a\"{many_fields}}}"),
        format!("cache-group {{\"name\":\"a\",\"fallbacks\":[{}1]}}", "1,".repeat(500_000)),
        format!("{} {{}}", "a".repeat(10_000_000)),
        "\u{0}".repeat(1_000_000),
    ] {
        let incoming = read_lines(&line);
        assert!(!incoming.problems.is_empty() && incoming.problems.len() < 300, "{}", incoming.problems.len());
        assert!(incoming.problems.iter().all(|problem| problem.message.len() < 300 && problem.field.len() < 300));
        assert_eq!((incoming.objects.len(), incoming.left_out), (0, 1));
    }
}

#[test]
fn a_flood_of_wrong_lines_is_cut_off_and_nothing_counts_as_gone() {
    for line in ["wombat {}\n", "division {\"name\":\"a\"}\n", "=======\n"] {
        let incoming = read_lines(&line.repeat(20_000));
        assert!(incoming.problems.len() < 10_000);
        let last = incoming.problems.last().unwrap();
        assert_eq!(
            last.to_string(),
            "error: twin.txt: more than 1000 lines are wrong; the rest of the file was not read"
        );
        assert!(incoming.kinds.is_empty() && incoming.relations.is_empty() && incoming.objects.is_empty());
    }
}

#[test]
fn what_editors_do_to_a_file_is_tolerated() {
    let text =
        "\u{feff}lodestone-plan-text 1\r\n# ours\r\n\r\n  division   {\"name\" : \"a\"} \r\n\tdivision{\"name\":\"b\"}";
    let incoming = read("twin.txt", text.as_bytes());
    assert_eq!(problems(&incoming), [""; 0]);
    let names: Vec<_> = incoming.objects.iter().map(|object| object.identity.join("/")).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(recognises(text.as_bytes()) && !recognises(b"{\"response\":[]}"));
}

#[test]
fn a_line_says_all_of_its_object() {
    let incoming = read_lines("status {\"name\":\"ONLINE\"}");
    assert_eq!(
        incoming.objects.first().unwrap().fields,
        [("name", Value::Text("ONLINE".to_owned())), ("description", Value::Null),]
    );
    assert_eq!(incoming.kinds.len(), Kind::COUNT);
}

#[test]
fn a_new_plan_is_written_as_its_seeds() {
    let empty = Plan::default();
    let text = String::from_utf8(write(&empty)).unwrap();
    assert_eq!(text.lines().filter(|line| line.starts_with("without ")).count(), text.lines().count() - 1);
    assert!(text.contains("\nwithout type {\"name\":\"RIAK\"}\n"));

    let plan = empty.applying(&seed_plan(&empty)).unwrap();
    let text = String::from_utf8(write(&plan)).unwrap();
    assert!(text.starts_with("lodestone-plan-text 2\ntype {\"name\":\"AAAA_RECORD\",\"description\":"));
    assert!(text.ends_with("\ncdn {\"name\":\"ALL\",\"domainName\":\"-\",\"dnssecEnabled\":false}\n"), "{text}");
    let incoming = read("twin.txt", text.as_bytes());
    assert!(incoming.problems.iter().all(|problem| problem.severity != Severity::Error));
    assert_eq!(incoming.objects.len(), text.lines().count() - 1);
}
