//! How things are called: a name of a type means one thing in the whole crate, and files beside each other are told apart.

use std::collections::BTreeMap;

use super::scan::Source;
use super::{assert_none, rust};

/// What declares a type.
const DECLARES: &[&str] = &["struct", "enum", "union", "trait", "type"];

/// The name of the type that a line of code declares. An indented alias belongs to a trait, which says what it is called.
fn declared(line: &str) -> Option<&str> {
    let item = line.trim_start();
    let item = item.strip_prefix("pub").map_or(item, |rest| {
        rest.strip_prefix('(').and_then(|inner| inner.split_once(')')).map_or(rest, |(_, behind)| behind)
    });
    let (keyword, rest) = item.trim_start().split_once(' ')?;
    let is_of_a_trait = keyword == "type" && line.starts_with(' ');
    let name = rest.split(|character: char| !(character.is_alphanumeric() || character == '_')).next()?;
    let is_name = name.starts_with(|first: char| first.is_ascii_uppercase());
    (DECLARES.contains(&keyword) && !is_of_a_trait && is_name).then_some(name)
}

/// The types that a file declares, each with its line.
fn types(source: &Source) -> Vec<(usize, String)> {
    let code = source.code();
    let lines = (1..).zip(code.lines());
    lines.filter_map(|(number, line)| Some((number, declared(line)?.to_owned()))).collect()
}

/// Names that several types have.
fn check_type_names(sources: &[Source]) -> Vec<String> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources {
        for (line, name) in types(source) {
            places.entry(name).or_default().push(format!("{}:{line}", source.path));
        }
    }
    let doubled = places.into_iter().filter(|(_, places)| 1 < places.len());
    doubled.map(|(name, places)| format!("`{name}` is declared in {}", places.join(" and in "))).collect()
}

#[test]
fn a_type_name_stands_once_in_the_crate() {
    let sources = rust("src/");
    assert_none(&check_type_names(&sources));
    // It sees them, those in macros too.
    let seen: Vec<_> = sources.iter().flat_map(types).map(|(_, name)| name).collect();
    for name in ["Plan", "DeliveryService", "Finding", "RemarkRule", "SortedRow", "Command"] {
        assert_eq!(seen.iter().filter(|seen| *seen == name).count(), 1, "{name}");
    }
    for (one, other, fault) in [
        ("pub struct Place;", "enum Place { A }", true),
        ("entity! {\n    pub struct Server in servers {}\n}", "pub(super) struct Server<'a>(&'a str);", true),
        ("pub(in crate::formats) type Row = u8;", "pub trait Row {}", true),
        ("mod a {\n    pub(crate) struct Row;\n}", "struct Row;", true),
        ("struct Row;", "#[cfg(test)]\nmod tests {\n    struct Row;\n}", false),
        ("impl A for B {\n    type Value = u8;\n}", "impl A for C {\n    type Value = u8;\n}", false),
        ("struct Row;", "use super::Row;\nfn f(row: Row) -> Row { Row }\n// struct Row;", false),
        ("struct Row;", "enum A { Row(Row) }\nimpl A { const Row: u8 = 1; }", false),
    ] {
        let faults = check_type_names(&[Source::new("src/a.rs", one), Source::new("src/b.rs", other)]);
        assert_eq!(!faults.is_empty(), fault, "{one}: {other}: {faults:?}");
    }
}

/// Files that stand beside one of the same word: `reading` beside `read`.
fn check_file_names(sources: &[Source]) -> Vec<String> {
    let modules: BTreeMap<Vec<String>, &Source> = sources.iter().map(|source| (source.module(), source)).collect();
    let beside = |module: &[String], name: String| {
        let above = module.len().saturating_sub(1);
        modules.get(&[&module[..above], [name].as_slice()].concat())
    };
    let mut faults = Vec::new();
    for (module, source) in &modules {
        let stem = module.last().and_then(|name| name.strip_suffix("ing"));
        for name in stem.into_iter().flat_map(|stem| [stem.to_owned(), format!("{stem}e")]) {
            if let Some(other) = beside(module, name) {
                faults.push(format!("{} stands beside {}", source.path, other.path));
            }
        }
    }
    faults
}

#[test]
fn no_file_stands_beside_one_of_the_same_word() {
    assert_none(&check_file_names(&rust("src/")));
    for (one, other, fault) in [
        ("src/a/read.rs", "src/a/reading.rs", true),
        ("src/a/write.rs", "src/a/writing/mod.rs", true),
        ("src/a/read.rs", "src/b/reading.rs", false),
        ("src/a/read.rs", "src/a/ring.rs", false),
    ] {
        let faults = check_file_names(&[Source::new(one, ""), Source::new(other, "")]);
        assert_eq!(!faults.is_empty(), fault, "{one}: {other}: {faults:?}");
    }
}
