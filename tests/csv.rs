//! Tables for spreadsheets: there and back over random plans, as people write them, and as nobody should.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what helps tests may fail as tests do")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use lodestone::edit::import::ImportOutcome;
use lodestone::finding::Severity;
use lodestone::formats::csv;
use lodestone::model::*;

use crate::support::fixture;
use crate::support::travelling::{import_files, new_plan, random_plan, sample_plan, told};

fn import(plan: &Plan, name: &str, text: &str) -> ImportOutcome {
    import_files(plan, &[(name.to_owned(), text.as_bytes().to_vec())], None)
}

/// Imports what nothing is wrong with.
fn imported(plan: &Plan, name: &str, text: &str) -> Plan {
    let outcome = import(plan, name, text);
    assert_eq!(told(&outcome, Severity::Error), [""; 0]);
    outcome.plan
}

fn group<'p>(plan: &'p Plan, name: &str) -> &'p CacheGroup {
    plan.get(plan.find::<CacheGroup>(name).unwrap()).unwrap()
}

fn place(plan: &Plan, name: &str) -> Option<(f64, f64)> {
    let position = plan.follow_opt(group(plan, name).coordinate.as_ref())?.position?;
    Some((position.latitude(), position.longitude()))
}

#[test]
fn random_plans_there_and_back() {
    for seed in 0..12 {
        let plan = random_plan(seed);
        let files = csv::write_all(&plan).unwrap();
        let again = import_files(&new_plan(), &files, None);
        assert_eq!(told(&again, Severity::Error), [""; 0], "seed {seed}");
        for ((name, first), (_, second)) in files.iter().zip(csv::write_all(&again.plan).unwrap()) {
            let (first, second) = (String::from_utf8_lossy(first), String::from_utf8_lossy(&second));
            let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (first.lines().collect(), second.lines().collect());
            assert_eq!(old.difference(&new).collect::<Vec<_>>(), Vec::<&&str>::new(), "seed {seed}, {name}");
        }
        // What was missing and is there under that name is found; from then on nothing changes.
        let settled = import_files(&plan, &files, None).plan;
        let same = import_files(&settled, &files, None);
        assert!(same.edit.is_empty(), "seed {seed}: {:#?}", same.edit.changes.first());
    }
}

#[test]
fn the_sample_goes_there_and_back_and_looks_like_this() {
    let plan = sample_plan();
    let files = csv::write_all(&plan).unwrap();
    for (name, bytes) in &files {
        let golden = fixture("csv").join(name);
        if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
            std::fs::create_dir_all(fixture("csv")).unwrap();
            std::fs::write(&golden, bytes).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(bytes), expected, "{name}");
    }
    let again = import_files(&new_plan(), &files, None);
    assert_eq!(told(&again, Severity::Warning), [""; 0]);
    assert_eq!(csv::write_all(&again.plan).unwrap(), files);
    assert!(import_files(&plan, &files, None).edit.is_empty());
}

#[test]
fn every_dialect_and_every_programs_headers_are_read() {
    for text in [
        "Name,Type,Latitude,Longitude,Fallbacks\nedge-1,EDGE_LOC,52.5,13.4,edge-2; edge-3\n",
        "\u{feff}name;typeName;lat;lon;fallbacks\r\nedge-1;EDGE_LOC;52,5;13,4;\"edge-2; edge-3\"\r\n",
        "Cache Group\tType\tGeo Magnetic Latitude\tGEO_MAGNETIC_LONGITUDE\tFailover Cache Groups\nedge-1\tEDGE_LOC\t52.5\t13.4\tedge-2;edge-3",
        "sep=|\n\"Name\"|\"Type\"|\"LAT\"|\"lng\"|\"failover\"\n\" edge-1 \"|EDGE_LOC|52.50|+13.4|[\"edge-2\",\"edge-3\"]\n",
    ] {
        let plan = imported(&new_plan(), "x.csv", text);
        assert_eq!(place(&plan, "edge-1"), Some((52.5, 13.4)), "{text}");
        assert_eq!(group(&plan, "edge-1").fallbacks.len(), 2, "{text}");
        assert_eq!(plan.follow_opt(group(&plan, "edge-1").type_.as_ref()).unwrap().name, "EDGE_LOC");
        assert!(import(&plan, "x.csv", text).edit.is_empty(), "twice is nothing to change: {text}");
    }
}

#[test]
fn rows_add_change_and_leave_and_empty_cells_clear() {
    let text = "Name,Short Name,2nd Parent,Latitude,Longitude\na,A,b,1,2\nb,B,,,\n";
    let plan = imported(&new_plan(), "cache-group.csv", text);
    assert_eq!((place(&plan, "a"), place(&plan, "b")), (Some((1.0, 2.0)), None), "what has no position waits");
    let outcome = import(&plan, "cache-group.csv", "Name,2nd Parent,Latitude,Longitude\na,,1,2\nb,,,\nc,a,,\n");
    assert_eq!((outcome.report.unchanged, told(&outcome, Severity::Warning).len()), (2, 0), "b, and where a is");
    assert_eq!(group(&outcome.plan, "a").secondary_parent, None, "an empty cell clears");
    assert_eq!(group(&outcome.plan, "a").short_name.as_deref(), Some("A"), "a column that is not there leaves");
    assert_eq!(place(&outcome.plan, "a"), Some((1.0, 2.0)));
    assert_eq!(outcome.plan.count(Kind::CacheGroup), 3);
    let moved = imported(&outcome.plan, "cache-group.csv", "Name,Latitude,Longitude\na,,\nb,3,4\n");
    assert_eq!((place(&moved, "a"), place(&moved, "b")), (None, Some((3.0, 4.0))));
    // A row that ends early says nothing of the rest.
    let short = import(&plan, "cache-group.csv", "Name,Short Name,2nd Parent\na,AA\n");
    assert_eq!(group(&short.plan, "a").secondary_parent, group(&plan, "a").secondary_parent);
    assert_eq!(
        told(&short, Severity::Warning),
        ["warning: cache-group.csv, row 2: has 2 cells of 3: what is missing stays as it is"]
    );
}

#[test]
fn servers_have_their_addresses_in_cells() {
    let text = "Host,CDN,Cache Group,IPv4 Address,IPv4 Gateway,Network MTU\nh1,cdn,edge,10.0.0.1/24,10.0.0.254,1500\n";
    let plan = imported(&new_plan(), "servers.csv", text);
    let server = |plan: &Plan| Server::clone(plan.get(plan.find::<Server>("h1").unwrap()).unwrap());
    let interface = server(&plan).interfaces[0].clone();
    assert_eq!((interface.name.as_str(), interface.mtu, interface.monitor), ("eth0", Some(1500), true));
    assert_eq!(interface.ip_addresses[0].gateway.as_deref(), Some("10.0.0.254"));
    let moved = imported(&plan, "servers.csv", "Host,CDN,IPv4 Address\nh1,cdn,10.0.0.2/24\n");
    let mut expected = interface;
    expected.ip_addresses[0].address = "10.0.0.2/24".to_owned();
    assert_eq!(server(&moved).interfaces, [expected], "the gateway stays");
}

#[test]
fn what_a_spreadsheet_would_run_is_written_safely() {
    let texts = ["=HYPERLINK(\"x\")", "+1 2", "-2+3", "@x", "\tx", "\rx", "'=1", "-3.5", " x "];
    let mut plan = new_plan();
    for (at, text) in texts.iter().enumerate() {
        let fields = vec![
            ("name", Value::Text(format!("{text}{at}"))),
            ("comments", Value::Text((*text).to_owned())),
            ("phone", Value::Text("+49 30 1".to_owned())),
        ];
        let edit = lodestone::edit::intent::create(&plan, Kind::PhysLocation, fields).unwrap();
        plan = plan.applying(&edit).unwrap();
    }
    let bytes = csv::write_kind(&plan, Kind::PhysLocation).unwrap();
    let sheet = csv::CsvSheet::read(&bytes).unwrap();
    for cell in sheet.rows.iter().flat_map(|row| row.cells().map(str::to_owned).collect::<Vec<_>>()) {
        assert!(!cell.starts_with(['=', '+', '@', '\t', '\r']), "{cell:?}");
        assert!(!cell.starts_with('-') || cell.parse::<f64>().is_ok(), "{cell:?}");
    }
    let again = import_files(&new_plan(), &[("phys-location.csv".to_owned(), bytes.clone())], None).plan;
    assert_eq!(csv::write_kind(&again, Kind::PhysLocation).unwrap(), bytes);
    for (at, text) in texts.iter().enumerate() {
        let location = again.get(again.find::<PhysLocation>(&format!("{text}{at}")).unwrap()).unwrap();
        assert_eq!(location.comments.as_deref(), Some(*text));
    }
}

#[test]
fn every_problem_is_told_by_row_and_column() {
    let text = "Name,Type,Latitude,Longitude,Fallback to Geo Failover,Colour\n\
                a,EDGE_LOC,91,0,perhaps,red\n\
                \n\
                ,EDGE_LOC,1,2,,\n\
                b,EDGE_LOC,120,45,,\n\
                c,EDGE_LOC,x,2,,\n\
                d,EDGE_LOC,1,,,\n\
                e,EDGE_LOC,1,2,yes,,beyond\n\
                f,EDGE_LOC,1,2,yes,\n\
                f,EDGE_LOC,1,2,yes,\n";
    let outcome = import(&new_plan(), "groups.csv", text);
    assert!(outcome.report.refused && outcome.edit.is_empty());
    assert_eq!(
        told(&outcome, Severity::Warning),
        [
            "warning: groups.csv, row 1, Colour: cache groups have no such column, and it is left out",
            "error: groups.csv, row 2, Fallback to Geo Failover: `perhaps` is neither true nor false",
            "error: groups.csv, row 2, Latitude: latitude 91 is not within -90 to 90; are latitude and longitude the wrong way round?",
            "error: groups.csv, row 4, Name: is empty: a cache group needs it",
            "error: groups.csv, row 5, Latitude: latitude 120 is not within -90 to 90; are latitude and longitude the wrong way round?",
            "error: groups.csv, row 6, Latitude: `x` is not a number",
            "error: groups.csv, row 7, Latitude: there is no longitude beside it: a position has both",
            "error: groups.csv, row 8: has 7 cells and there are 6 headers (`beyond` stands beyond the last): put cells with a delimiter in quotes",
            "error: groups.csv, row 10: the cache group `f` stands here a second time, the first is in groups.csv, row 9: remove one of them",
        ]
    );
}

#[test]
fn a_malformed_table_says_what_to_do() {
    for (name, bytes, expected) in [
        ("a.csv", b"Name,Latitude,Longitude\nx,1,2\n".as_slice(), "say which the rows are with --kind"),
        ("a.csv", b"foo,bar\n1,2\n", "this is a table (CSV) of no kind of object; its columns are foo, bar"),
        ("a.csv", b"Name,Type\nx,Z\xfcrich\n", "line 2 is not UTF-8"),
        ("a.csv", b"\xff\xfeN\0a\0m\0e\0,\0T\0y\0p\0e\0", "this is UTF-16"),
        ("a.csv", b"Name,Type\nx,\"never closed\ny,1\n", "the quote that opens in row 2 is never closed"),
        ("a.csv", b"Name,Type,name,Parent\nx,1,2,3\n", "this column and `Name` both are Name: remove one of them"),
        ("server.csv", b"Host,Status\nx,ONLINE\n", "there is no column CDN, which tells servers apart: add it"),
        ("asn.csv", b"ASN,Cache Group\n12x,e\n", "`12x` is not a whole number of 64 bits"),
        ("server.csv", b"Host,CDN,Interfaces\nx,c,[{\"mtu\": 1}]\n", "0/name: expected a text, found nothing"),
        ("cdn.csv", b"Name,ID\nx,12.5\n", "row 2, ID: `12.5` is not a whole number"),
        ("cdn.csv", b"Name,TTL Override\nx,1e99\n", "is not a whole number"),
        ("region.csv", b"Name,Division\nx,[]\n", "expected a name, found a list"),
    ] {
        let outcome = import_files(&new_plan(), &[(name.to_owned(), bytes.to_vec())], None);
        let errors = told(&outcome, Severity::Error);
        assert!(errors.iter().any(|error| error.contains(expected)), "{name} {expected}: {errors:?}");
        assert!(outcome.edit.is_empty(), "{expected}");
    }
    let named = [("a.csv".to_owned(), b"Name,Latitude,Longitude\nx,1,2\n".to_vec())];
    let plan = import_files(&new_plan(), &named, Some("cache-group")).plan;
    assert_eq!(place(&plan, "x"), Some((1.0, 2.0)), "--kind says what they are");
}

#[test]
fn hostile_tables_end_soon() {
    let begun = Instant::now();
    for bytes in [
        "Name,Type\n".to_owned() + &"a\n".repeat(1_100_000),
        format!("Name{}\n", ",x".repeat(20_000)),
        format!("Name,Type\na,\"{}\n", "x\n".repeat(1_000_000)),
        format!("Name,Type,Latitude,Longitude\n{}", "a,b,c,d\n".repeat(100_000)),
        format!("Name,Fallbacks,Type\na,{},\n", "[".repeat(1_000_000)),
    ] {
        let outcome = import(&new_plan(), "cache-group.csv", &bytes);
        let errors = told(&outcome, Severity::Error);
        assert!(!errors.is_empty() && errors.len() <= 1_001, "{} errors", errors.len());
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn secrets_stay_at_home() {
    let text = "Name,Config File,Value,Secure\nkey,f,hunter2,true\n";
    let plan = imported(&new_plan(), "parameter.csv", text);
    let bytes = csv::write_kind(&plan, Kind::Parameter).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("hunter2"));
    let again = import_files(&plan, &[("parameter.csv".to_owned(), bytes)], None);
    assert!(again.edit.is_empty(), "a placeholder leaves the value: {:?}", again.edit);
    assert_eq!(plan.parameters().iter().next().unwrap().1.value, "hunter2");
}
