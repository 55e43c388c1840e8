//! What the code may name where, read from the sources: who uses whom, which crates and powers belong to which room,
//! and how files look. Every check is shown to fail on a bad sample.

mod circles;
mod copies;
mod fields;
mod inner;
mod per_kind;
mod scan;
mod words;

use std::path::{Path as FilePath, PathBuf};

use scan::Source;

/// The rooms, each may use only rooms of a lower rank.
const RANKS: &[(&str, usize)] = &[
    ("sorting", 0),
    ("parallel", 1),
    ("model", 2),
    ("finding", 3),
    ("edit", 4),
    ("snapshot", 4),
    ("routing", 5),
    ("tabular", 5),
    ("geometry", 5),
    ("formats", 6),
    ("compare", 7),
    ("rules", 7),
    ("store", 7),
    ("session", 8),
    ("cli", 9),
    ("ui", 9),
    ("main", 10),
];

/// Rooms that take values and return values.
const PURE: &[&str] = &[
    "sorting", "parallel", "model", "finding", "edit", "snapshot", "routing", "tabular", "geometry", "compare", "rules",
];

/// Crates that only one room may name.
const CRATES: &[(&str, &str)] = &[
    ("redb", "store"),
    ("egui", "ui"),
    ("eframe", "ui"),
    ("walkers", "ui"),
    ("winit", "ui"),
    ("csv", "formats"),
    ("quick_xml", "formats"),
    ("roxmltree", "formats"),
    ("kml", "formats"),
    ("geojson", "formats"),
    ("resvg", "formats"),
    ("ttf_parser", "formats"),
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("clap_mangen", "cli"),
    ("anyhow", "cli"),
];

/// What of `serde_json` is data, or makes it of values at hand: neither parsing nor printing.
const JSON_DATA: &[&str] = &["Value", "Map", "Number", "json", "json!"];

/// What a pure room may not name: clocks, files, threads, surroundings and chance.
const POWERS: &[&str] = &[
    "std::time",
    "std::fs",
    "std::thread",
    "std::env",
    "std::process",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "std::net::ToSocketAddrs",
    "std::os",
    "std::io::stdin",
    "rand",
    "fastrand",
    "getrandom",
    "tempfile",
];

/// What can send something over a network, or brings what can; only the tiles of the map may name it.
const NETWORK: &[&str] = &[
    "reqwest",
    "rustls",
    "rustls_platform_verifier",
    "tokio",
    "pmtiles",
    "walkers",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "std::net::ToSocketAddrs",
];
const NETWORKED: &str = "src/ui/map/tiles/";

/// Longer files are hard to read.
const MAX_LINES: usize = 600;

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of the project but what is built or belongs to git.
fn files(folder: &FilePath, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != ".git" {
            files(&path, found);
        } else if path.is_file() && name != ".git" {
            found.push(path);
        }
    }
}

/// All text files of the project.
fn all_sources() -> Vec<Source> {
    let root = project();
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    let relative = |path: &FilePath| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    found.iter().filter_map(|path| Some(Source::new(&relative(path), &std::fs::read_to_string(path).ok()?))).collect()
}

/// The Rust files below a folder.
fn rust(folder: &str) -> Vec<Source> {
    let mut sources = all_sources();
    sources.retain(|source| {
        source.path.starts_with(folder) && FilePath::new(&source.path).extension() == Some("rs".as_ref())
    });
    assert!(!sources.is_empty(), "{folder} has no Rust files");
    sources
}

/// The room that a file is in; none for `lib.rs`, which only lists rooms.
fn room(source: &Source) -> Option<String> {
    source.module().into_iter().next()
}

fn rank(room: &str) -> Option<usize> {
    RANKS.iter().find(|(name, _)| *name == room).map(|(_, rank)| *rank)
}

/// Where a path leads within the crate: its segments below the root; none: it leads elsewhere.
fn within_crate(module: &[String], segments: &[String]) -> Option<Vec<String>> {
    match segments.first()?.as_str() {
        "crate" | "lodestone" => Some(segments[1..].to_vec()),
        "self" => Some([module, &segments[1..]].concat()),
        "super" => {
            let ups = segments.iter().take_while(|segment| *segment == "super").count();
            let above = &module[..module.len().saturating_sub(ups)];
            Some([above, &segments[ups..]].concat())
        }
        _ => None,
    }
}

/// Who uses whom.
fn check_direction(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let Some(own) = room(source) else { continue };
        let Some(own_rank) = rank(&own) else {
            faults.push(format!("{}: `{own}` has no rank", source.path));
            continue;
        };
        for path in source.paths() {
            let Some(target) = within_crate(&source.module(), &path.segments).and_then(|path| path.into_iter().next())
            else {
                continue;
            };
            let allowed = target == own || rank(&target).is_some_and(|rank| rank < own_rank);
            if !allowed {
                faults.push(format!("{}:{}: `{own}` uses `{target}`", source.path, path.line));
            }
        }
    }
    faults
}

/// Crates that belong to one room, and JSON, which others may hold and not read or write.
fn check_crates(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let own = room(source).unwrap_or_default();
        for path in source.paths() {
            let first = path.segments[0].trim_end_matches('!');
            let second = path.segments.get(1).map_or("", String::as_str);
            let foreign = CRATES.iter().any(|(name, room)| {
                *name == first && *room != own && !(own == "main" && matches!(first, "clap" | "anyhow"))
            });
            let parses = first == "serde_json" && own != "formats" && !JSON_DATA.contains(&second);
            if foreign || parses {
                faults.push(format!("{}:{}: `{}` in `{own}`", source.path, path.line, path.segments.join("::")));
            }
        }
    }
    faults
}

/// Printing.
fn check_printing(sources: &[Source]) -> Vec<String> {
    const MACROS: &[&str] = &["print!", "println!", "eprint!", "eprintln!", "dbg!"];
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| room(source).as_deref() != Some("cli")) {
        for path in source.paths() {
            let last = path.segments.last().map_or("", String::as_str);
            let stream = path.segments.iter().any(|segment| segment == "io") && matches!(last, "stdout" | "stderr");
            if stream || MACROS.contains(&last) {
                faults.push(format!("{}:{}: prints with `{}`", source.path, path.line, path.segments.join("::")));
            }
        }
    }
    faults
}

/// Powers that pure rooms have not.
fn check_purity(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| room(source).is_some_and(|room| PURE.contains(&room.as_str()))) {
        for path in source.paths() {
            let named = path.segments.join("::");
            let power = POWERS
                .iter()
                .any(|power| named == *power || named.strip_prefix(power).is_some_and(|rest| rest.starts_with("::")));
            let clock = named.starts_with("jiff::") && named.ends_with("::now");
            if power || clock {
                faults.push(format!("{}:{}: `{named}`", source.path, path.line));
            }
        }
    }
    faults
}

/// What could send something, outside the one place that does when a planner has chosen so.
fn check_network(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.path.starts_with(NETWORKED)) {
        for path in source.paths() {
            let named = path.segments.join("::");
            if NETWORK.iter().any(|net| named == *net || named.starts_with(&format!("{net}::"))) {
                faults.push(format!("{}:{}: `{named}`", source.path, path.line));
            }
        }
    }
    faults
}

/// How a file looks: it says first what it is, and ends before one has to scroll for ever.
fn check_looks(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        if !source.text.starts_with("//! ") {
            faults.push(format!("{}: does not open with `//!`", source.path));
        }
        let lines = source.text.lines().count();
        if MAX_LINES < lines && !source.path.starts_with("tests/") {
            faults.push(format!("{}: {lines} lines", source.path));
        }
        // Whoever reads one item does not read the one before.
        for (number, line) in (1..).zip(source.text.lines()) {
            let doc = line.trim_start().strip_prefix("/// ").unwrap_or_default();
            if doc.to_lowercase().starts_with("see above") {
                faults.push(format!("{}:{number}: is no documentation", source.path));
            }
        }
    }
    faults
}

/// Every file below a root file is one of its modules, or a module of these.
fn check_listed(root: &str, sources: &[Source]) -> Vec<String> {
    let declares = |parent: &Source, name: &str| {
        scan::without_literals(&parent.text)
            .split([';', '{'])
            .any(|item| item.trim_end().ends_with(&format!("mod {name}")))
            || parent.text.contains(&format!("#[path = \"{name}.rs\"]"))
    };
    let unlisted = |source: &&Source| {
        let module = source.path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
        let Some((folder, name)) = module.rsplit_once('/') else { return false };
        let is_parent = |parent: &&Source| {
            parent.path == format!("{folder}/mod.rs")
                || parent.path == format!("{folder}.rs")
                || (parent.path == root && root.rsplit_once('/').is_some_and(|(home, _)| home == folder))
                // A test beside the code that it tests is declared there.
                || (parent.path.starts_with(&format!("{folder}/")) && name.ends_with("_tests"))
        };
        source.path != root && name != "main" && !sources.iter().filter(is_parent).any(|parent| declares(parent, name))
    };
    sources.iter().filter(unlisted).map(|source| format!("{}: is no module of anything", source.path)).collect()
}

/// What says where and with what the project was made, which it does not.
fn check_silence(sources: &[Source]) -> Vec<String> {
    // Put together here, so that this file does not hold them.
    let paths = ["wo|rk/", "ro|ot/", "ho|me/", "Us|ers/"].map(|path| format!("/{}", path.replace('|', "")));
    let hosts =
        ["artif|actory", "nex|us.", "reg|istry.", "crates-mir|ror", "spar|se+http"].map(|host| host.replace('|', ""));
    let official = ["https://github.com/rust-lang/crates.io-index"].map(|index| format!("registry+{index}"));
    let mut faults = Vec::new();
    for source in sources {
        for (number, line) in (1..).zip(source.text.lines()) {
            // A path begins behind something that cannot be part of a longer one or of an address.
            let path = paths.iter().any(|path| {
                line.match_indices(path.as_str())
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/}".contains(c)))
            });
            let host = hosts.iter().any(|host| line.contains(host.as_str()));
            let lock = source.path == "Cargo.lock" && line.starts_with("source = ");
            let foreign = lock && !official.iter().any(|official| line.contains(official.as_str()));
            if path || host || foreign {
                faults.push(format!("{}:{number}: {}", source.path, line.trim().chars().take(100).collect::<String>()));
            }
        }
    }
    faults
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn rooms_use_only_what_stands_to_their_left() {
    assert_none(&check_direction(&rust("src/")));
    for (path, text, fault) in [
        ("src/model/a.rs", "use crate::edit::Edit;", true),
        ("src/model/a.rs", "use super::super::edit::Edit;", true),
        ("src/model/a/mod.rs", "fn f() { super::super::formats::g() }", true),
        ("src/model/mod.rs", "type E = super::edit::Edit;", true),
        ("src/edit/a.rs", "use crate::{model::Plan, snapshot::Snapshot};", true),
        ("src/formats/a/b.rs", "fn f() -> lodestone::session::Session { g() }", true),
        ("src/store/a.rs", "use crate::rules;", true),
        ("src/store/a.rs", "macro_rules! m { () => { $crate::cli::f() } }", true),
        ("src/finding/a.rs", "use crate::edit::Edit;", true),
        ("src/tabular/a.rs", "use crate::geometry::Scene;", true),
        ("src/geometry/a.rs", "use crate::formats::json;", true),
        ("src/routing/a.rs", "use crate::tabular::Column;", true),
        ("src/formats/a.rs", "use crate::compare::Side;", true),
        ("src/compare/a.rs", "use crate::rules::Rule;", true),
        ("src/formats/a.rs", "use crate::{routing, tabular, geometry, finding::Finding};", false),
        ("src/compare/a.rs", "use crate::{formats::snapshot::Tree, snapshot::Snapshot};", false),
        ("src/wombat/a.rs", "", true),
        ("src/edit/a.rs", "use crate::wombat::Wombat;", true),
        ("src/main.rs", "use lodestone::cli::run;", false),
        ("src/cli/a.rs", "use crate::{model::*, edit::{Edit, seeds}, formats, store, session::Session};", false),
        (
            "src/edit/import/a.rs",
            "use super::super::change::Change; use super::b; use super::super::super::model;",
            false,
        ),
        (
            "src/model/a.rs",
            "// crate::edit\nconst X: &str = \"crate::edit\";\n#[cfg(test)]\nmod tests { use crate::edit; }",
            false,
        ),
        ("src/lib.rs", "pub mod model;\npub mod cli;", false),
    ] {
        let faults = check_direction(&[Source::new(path, text)]);
        assert_eq!(!faults.is_empty(), fault, "{path}: {text}: {faults:?}");
    }
}

#[test]
fn crates_belong_to_their_rooms() {
    assert_none(&check_crates(&rust("src/")));
    for (path, text, fault) in [
        ("src/session/a.rs", "use redb::Database;", true),
        ("src/cli/a.rs", "fn f(ui: &mut egui::Ui) {}", true),
        ("src/edit/a.rs", "serde_json::from_str(text)", true),
        ("src/cli/a.rs", "let x = serde_json::json!({});", false),
        ("src/cli/a.rs", "let x = serde_json::to_vec(&x);", true),
        ("src/cli/a.rs", "use serde_json::{Value, to_string};", true),
        ("src/cli/a.rs", "use serde_json as json;", true),
        ("src/store/a.rs", "use redb::{Database, TableDefinition};", false),
        ("src/model/a.rs", "fn f(value: &serde_json::Value) { serde_json::Value::Null }", false),
        ("src/formats/json/a.rs", "serde_json::from_str(text)", false),
        ("src/cli/a.rs", "use clap::Parser;", false),
        ("src/session/a.rs", "fn f() -> anyhow::Result<()> { g() }", true),
        ("src/main.rs", "fn f() -> anyhow::Result<()> { g() }", false),
    ] {
        let faults = check_crates(&[Source::new(path, text)]);
        assert_eq!(!faults.is_empty(), fault, "{path}: {text}: {faults:?}");
    }
}

#[test]
fn only_the_command_line_prints() {
    assert_none(&check_printing(&rust("src/")));
    for (path, text, fault) in [
        ("src/edit/a.rs", "println!(\"x\")", true),
        ("src/main.rs", "std::eprintln!(\"x\")", true),
        ("src/session/a.rs", "std::io::stdout().write_all(b)", true),
        ("src/store/a.rs", "use std::io::{self, stderr};", true),
        ("src/cli/a.rs", "println!(\"x\")", false),
        ("src/edit/a.rs", "// println!()\nlet println = 1;", false),
    ] {
        let faults = check_printing(&[Source::new(path, text)]);
        assert_eq!(!faults.is_empty(), fault, "{path}: {text}: {faults:?}");
    }
}

#[test]
fn pure_rooms_know_no_clock_file_or_thread() {
    assert_none(&check_purity(&rust("src/")));
    for (path, text, fault) in [
        ("src/model/a.rs", "use std::time::Instant;", true),
        ("src/edit/a.rs", "use std::{fmt, fs};", true),
        ("src/snapshot/a.rs", "std::thread::spawn(f)", true),
        ("src/rules/a.rs", "std::env::var(\"X\")", true),
        ("src/edit/a.rs", "jiff::Timestamp::now()", true),
        ("src/routing/a.rs", "let x: u8 = rand::random();", true),
        ("src/finding/a.rs", "use std::time::SystemTime;", true),
        ("src/tabular/a.rs", "std::fs::read(path)", true),
        ("src/geometry/a.rs", "std::thread::scope(f)", true),
        ("src/compare/a.rs", "use std::fs;", true),
        ("src/formats/a.rs", "use std::fs;", false),
        ("src/store/a.rs", "use std::fs::File;", false),
        ("src/model/a.rs", "use std::fmt; #[cfg(test)] mod tests { use std::fs; }", false),
    ] {
        let faults = check_purity(&[Source::new(path, text)]);
        assert_eq!(!faults.is_empty(), fault, "{path}: {text}: {faults:?}");
    }
}

#[test]
fn only_the_tiles_of_the_map_can_send_anything() {
    assert_none(&check_network(&rust("src/")));
    for (path, text, fault) in [
        ("src/ui/files.rs", "use reqwest::Client;", true),
        ("src/session/a.rs", "let s = std::net::TcpStream::connect(x);", true),
        ("src/ui/map/picture.rs", "use walkers::HttpTiles;", true),
        ("src/ui/map/tiles/http.rs", "use walkers::HttpTiles;", false),
        ("src/model/a.rs", "use std::net::IpAddr;", false),
    ] {
        let faults = check_network(&[Source::new(path, text)]);
        assert_eq!(!faults.is_empty(), fault, "{path}: {text}: {faults:?}");
    }
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    let folders = ["src/", "tests/", "benches/"];
    assert_none(&folders.iter().flat_map(|folder| check_looks(&rust(folder))).collect::<Vec<_>>());
    let long = format!("//! Long.\n{}", "\n".repeat(MAX_LINES));
    for (path, text, fault) in [
        ("src/a.rs", "use x;", true),
        ("src/a.rs", "// A comment.", true),
        ("src/a.rs", long.as_str(), true),
        ("tests/a.rs", long.as_str(), false),
        ("src/a.rs", "//! What it is.\n/// See above.\nfn f() {}", true),
        ("src/a.rs", "//! What it is.\n/// See above the door.\nfn f() {}", true),
        ("src/a.rs", "//! What it is.\n/// What it does.\nfn f() {} // See above.", false),
        ("src/a.rs", "//! What it is.\n", false),
    ] {
        assert_eq!(!check_looks(&[Source::new(path, text)]).is_empty(), fault, "{path}");
    }
}

#[test]
fn every_file_is_a_module() {
    assert_none(&check_listed("src/lib.rs", &rust("src/")));
    assert_none(&check_listed("tests/suite.rs", &rust("tests/")));
    let sources = [
        Source::new("tests/suite.rs", "mod a;\n// mod b;\nmod d;"),
        Source::new("tests/a.rs", "mod c;"),
        Source::new("tests/b.rs", ""),
        Source::new("tests/a/c.rs", ""),
        Source::new("tests/d/mod.rs", ""),
        Source::new("tests/d/e.rs", ""),
        Source::new("tests/f/mod.rs", ""),
    ];
    let faults = check_listed("tests/suite.rs", &sources);
    let expected =
        ["tests/b.rs", "tests/d/e.rs", "tests/f/mod.rs"].map(|path| format!("{path}: is no module of anything"));
    assert_eq!(faults, expected);
}

#[test]
fn no_file_tells_where_it_was_made() {
    assert_none(&check_silence(&all_sources()));
    for (path, text, fault) in [
        ("a.md", format!("see /{}x", "work/"), true),
        ("a.rs", format!("\"/{}me/x\"", "home/"), true),
        ("Cargo.toml", format!("index = \"https://{}.example.com\"", "registry"), true),
        ("Cargo.lock", "source = \"registry+https://crates.example.com/index\"".to_owned(), true),
        ("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"".to_owned(), false),
        ("a.md", "https://example.com/work/x and network/ and ../home/x".to_owned(), false),
    ] {
        let faults = check_silence(&[Source::new(path, &text)]);
        assert_eq!(!faults.is_empty(), fault, "{path}: {text}: {faults:?}");
    }
}
