//! Input that means harm: each gets an error that says what and where, at once, and in little memory.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lodestone::edit::import::Incoming;
use lodestone::finding::{Finding, Severity};
use lodestone::formats::json;
use lodestone::formats::traffic_ops::{ReadOptions, read};

/// Far longer than any of these takes, far shorter than a hang.
const PATIENCE: Duration = Duration::from_secs(60);

fn read_one(path: &Path) -> Incoming {
    let begun = Instant::now();
    let incoming = read(&[path.to_owned()], &ReadOptions::default());
    assert!(begun.elapsed() < PATIENCE, "{} took {:?}", path.display(), begun.elapsed());
    incoming
}

fn errors(incoming: &Incoming) -> Vec<&Finding> {
    incoming.problems.iter().filter(|problem| problem.severity == Severity::Error).collect()
}

/// Reads bytes as a file of that name and gives the errors.
fn errors_of(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let incoming = read_one(&file);
    errors(&incoming).iter().map(ToString::to_string).collect()
}

fn body(rows: &str) -> Vec<u8> {
    format!("{{\"response\": [{rows}]}}").into_bytes()
}

#[test]
fn every_malformed_file_gets_an_error_that_says_where() {
    let million = "7".repeat(1_000_000);
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00".to_vec(), "PNG"),
        (b"\x1f\x8b\x08\x00\x00".to_vec(), "gzip"),
        (b"<!DOCTYPE html><html>".to_vec(), "HTML"),
        (b"\xef\xbb\xbf{\"response\": []}".to_vec(), "byte order mark"),
        (b"{\"response\": [{\"name\": \"\xff\xfe\"}]}".to_vec(), "line 1 column 25"),
        (b"{\"response\": []} {\"response\": []}".to_vec(), "trailing characters"),
        (b"{\"response\": [".to_vec(), "EOF"),
        (b"\"cachegroups\"".to_vec(), "expected an object or a list, found a text"),
        (body(r#"{"name": "a", "latitude": 1e400, "longitude": 0}"#), "row 0: number out of range at line 1 column"),
        (body(&format!("{{\"name\": \"a\", \"id\": {million}}}")), "row 0: number out of range"),
        (body(r#"{"name": "a", "id": 9223372036854775808}"#), "id: expected a whole number"),
        (body(r#"{"name": "\ud800"}"#), "row 0: unexpected end of hex escape at line 1 column"),
        (body(r#"{"name": "a\u0000b"}"#), "NUL"),
        (body(&format!("{{\"name\": {deep}}}")), "row 0: recursion limit exceeded"),
        (deep.clone().into_bytes(), "recursion limit exceeded"),
        ("[".repeat(3_000_000).into_bytes(), "EOF"),
        ("{\"a\":".repeat(1_000_000).into_bytes(), "at line 1"),
        (body(r#"{"name": "a", "name": "b"}"#), "row 0, name: stands twice"),
        (body(r#"{"name": "a", "extra": {"x": [{"y": 1, "y": 2}]}}"#), "extra/x/0/y: stands twice"),
        (b"{\"response\": [], \"response\": [{\"name\": \"a\"}]}".to_vec(), "`response` stands twice"),
        (body("7"), "row 0: expected an object, found a number"),
        (body(r#"{"name": 7}"#), "name: expected a text, found a number"),
        (body(r#"{"name": ""}"#), "name: is empty"),
        (body("{}"), "name: is empty"),
        (body(r#"{"name": "a", "latitude": 91, "longitude": 0}"#), "latitude: latitude 91 is not within"),
        (body(r#"{"name": "a", "latitude": 9}"#), "longitude: is empty"),
        (body(r#"{"name": "a", "localizationMethods": ["CZ", "FOO"]}"#), "localizationMethods/1: `FOO`"),
        (body(r#"{"name": "a", "fallbacks": ["b", 7]}"#), "fallbacks/1: expected a name"),
        (
            b"{\"alerts\": [{\"text\": \"unauthorized, please log in.\", \"level\": \"error\"}]}".to_vec(),
            "please log in",
        ),
        (b"{\"response\": \"no list\"}".to_vec(), "response: expected a list, found a text"),
    ];
    for (bytes, expected) in cases {
        let found = errors_of("cachegroups.json", &bytes);
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        assert!(found.iter().any(|error| error.contains(expected)), "{start}: {found:?} should say `{expected}`");
        assert!(found.iter().all(|error| error.len() < 1000), "{start}");
    }
}

#[test]
fn all_problems_of_a_file_are_told_and_the_good_rows_taken() {
    let rows = r#"{"name": "a", "latitude": "x", "longitude": 200}, {"name": "good"}, {"name": "b", "typeId": []}"#;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cachegroups.json"), body(rows)).unwrap();
    fs::write(folder.path().join("types.json"), body(r#"{"name": true}"#)).unwrap();
    let incoming = read_one(folder.path());
    let told: Vec<String> = errors(&incoming).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "error: cachegroups.json, row 0, latitude: expected a number, found a text",
            "error: cachegroups.json, row 2, typeId: expected a name or an id, found a list",
            "error: types.json, row 0, name: expected a text, found true or false",
        ]
    );
    assert_eq!(incoming.left_out, 3);
    assert_eq!(incoming.objects.len(), 1);
}

#[test]
fn a_file_of_nothing_but_errors_does_not_fill_the_memory() {
    let rows = vec!["[]"; 200_000].join(",");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cachegroups.json");
    fs::write(&file, body(&rows)).unwrap();
    let incoming = read_one(&file);
    assert_eq!(incoming.left_out, 200_000);
    assert!(incoming.problems.len() < 20_000);
    assert!(incoming.problems.iter().any(|problem| problem.message.contains("problems more")));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused() {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    for (path, expected) in [
        ("/dev/zero", "is no regular file"),
        ("/dev/null", "is no regular file"),
        ("/nowhere/at/all.json", "cannot be read"),
    ] {
        assert!(errors(&read_one(Path::new(path)))[0].message.contains(expected), "{path}");
    }
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("cachegroups.json");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    symlink("/dev/zero", folder.path().join("types.json")).unwrap();
    symlink("servers.json", folder.path().join("servers.json")).unwrap();
    let incoming = read_one(folder.path());
    let told: Vec<String> = errors(&incoming).iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().filter(|error| error.contains("no regular file")).count() == 2, "{told:?}");
    assert!(errors(&read_one(&fifo))[0].message.contains("no regular file"));
}

#[cfg(unix)]
#[test]
fn loops_of_links_end() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::write(inner.join("divisions.json"), body(r#"{"name": "one"}"#)).unwrap();
    for name in ["up", "again", "more"] {
        symlink(folder.path(), inner.join(name)).unwrap();
        symlink(&inner, folder.path().join(name)).unwrap();
    }
    let incoming = read_one(folder.path());
    assert_eq!(incoming.objects.len(), 1);
    let told = errors(&incoming);
    assert!(!told.is_empty());
    assert!(told.iter().all(|problem| problem.message.contains("link back")), "{told:?}");
}

#[test]
fn folders_that_are_too_deep_or_empty_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(errors(&read_one(folder.path()))[0].message.contains("no .json file"));
    let deep: PathBuf = std::iter::repeat_n("d", 40).collect();
    fs::create_dir_all(folder.path().join(&deep)).unwrap();
    assert!(errors(&read_one(folder.path())).iter().any(|problem| problem.message.contains("deep")));
}

#[test]
fn files_too_large_are_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("servers.json");
    File::create(&file).unwrap().set_len(3 << 30).unwrap();
    let begun = Instant::now();
    assert!(errors(&read_one(&file))[0].message.contains("larger than 512 MiB"));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn thousands_of_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let divisions = folder.path().join("divisions");
    fs::create_dir(&divisions).unwrap();
    for i in 0..5_000 {
        fs::write(divisions.join(format!("{i:05}.json")), format!("{{\"name\": \"d{i}\"}}")).unwrap();
    }
    let incoming = read_one(folder.path());
    assert_eq!((incoming.objects.len(), incoming.problems.len()), (5_000, 0));
}

/// A small generator of random numbers: failures come again with their seeds.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

const SPLINTERS: &[&[u8]] = &[
    b"null",
    b"\"\"",
    b"-1",
    b"1e999",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"\xff",
    b"0",
    b"true",
    b"99999999999999999999",
    b"[[[[",
    b"{\"id\":",
    b"$X",
    b"response",
    b"alerts",
    b"\"name\":7,",
];

fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(5) {
            0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, SPLINTERS[random.below(SPLINTERS.len())].iter().copied())),
            3 => bytes.truncate(at),
            _ => {
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                drop(bytes.splice(to..to, copy));
            }
        }
    }
    bytes
}

#[test]
fn random_damage_never_panics() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-ops");
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(0x5eed_1234_abcd_0042);
    let mut refused = 0;
    let endpoints =
        ["cachegroups", "servers", "deliveryservices", "topologies", "parameters", "asns", "coordinates", "tenants"];
    for set in ["atlas/api-5.0", "variants/api-3.0"] {
        for endpoint in endpoints {
            let whole = fs::read(fixtures.join(set).join(format!("{endpoint}.json"))).unwrap();
            // A few rows are enough, and quick.
            let text = String::from_utf8(whole).unwrap();
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let rows: Vec<_> = value["response"].as_array().unwrap().iter().take(3).cloned().collect();
            let bytes = serde_json::to_vec(&serde_json::json!({ "response": rows })).unwrap();
            let file = folder.path().join(format!("{endpoint}.json"));
            for _ in 0..125 {
                fs::write(&file, mutated(&bytes, &mut random)).unwrap();
                let incoming = read(std::slice::from_ref(&file), &ReadOptions::default());
                refused += usize::from(!errors(&incoming).is_empty());
            }
            for _ in 0..200 {
                let damaged = mutated(&bytes, &mut random);
                if let Ok(mut json) = json::parse(&damaged) {
                    json.let_last_win();
                    assert!(json.duplicates().is_empty());
                }
            }
        }
    }
    // Most damage is noticed; what is not, like another digit, must not be.
    assert!((700..2_000).contains(&refused), "{refused}");
}
