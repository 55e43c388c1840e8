//! What the compiler would make again and again: rayon's machinery is some thousand lines for each closure that it is given,
//! threads and channels are some hundred functions for each type that goes through them, a sort is a dozen for each type and
//! each comparison, a tree some hundred for each type of a map. So these stand once: in `parallel`, `ui/latest` and `sorting`.

use super::scan::Source;
use super::{assert_none, rust};

/// What a function is generic over when it is made once per kind.
const BOUNDS: &[&str] = &["Entity", "Tabled", "DraftKind"];

/// What carries a closure into rayon.
const PARALLEL: &[&str] =
    &["par_iter", "par_iter_mut", "into_par_iter", "par_chunks", "par_sort", "par_bridge", "rayon::join"];

/// Where rayon is named beside `parallel`: there its closures are few, and none is made once per kind.
const NAMES_RAYON: &[&str] = &[
    "src/parallel.rs",
    "src/edit/apply.rs",
    "src/edit/import/building.rs",
    "src/edit/import/importing.rs",
    "src/formats/traffic_ops/read/mod.rs",
    "src/formats/traffic_ops/sharing.rs",
];

/// What is made once per type that goes through it.
const THREADS: &[&str] = &[".spawn(", "thread::spawn", "channel()", "sync_channel("];

/// Rooms where nothing is sorted of which there are many, nor in a frame, nor for a snapshot or an answer.
const SELDOM_SORTED: &[&str] =
    &["src/cli/", "src/compare/", "src/finding/", "src/rules/", "src/session/", "src/ui/dialogs/", "src/ui/panels/"];

/// What sorts by a comparison of its own. Numbers, texts and ids are sorted by the sort that their type has anyway.
const SORTS: &[&str] =
    &[".sort_by(", ".sort_by_key(", ".sort_by_cached_key(", ".sort_unstable_by(", ".sort_unstable_by_key("];

/// Where the one type of a tree of the standard library is named: members of a JSON object, which serde reads and writes.
const NAMES_TREE: &str = "src/model/field.rs";

/// What the toolkit makes anew for each closure, and what stands before the one pointer that it is given instead.
const DRAWN: &[(&str, &str)] = &[(".widget_info(", "info("), (".show_rows(", "ui, height, count, draw)")];

/// What has the toolkit's own notation written and read: some hundred functions for each type of a member.
const KEPT: &[&str] = &["eframe::get_value", "eframe::set_value"];

/// Closures that the toolkit is given where it may have a pointer, and types that it writes or reads.
fn check_drawn(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        for (number, line) in (1..).zip(source.code().lines()) {
            for (word, pointer) in DRAWN {
                let is_closure = line.split(word).skip(1).any(|behind| !behind.starts_with(pointer));
                faults.extend(is_closure.then(|| {
                    format!(
                        "{}:{number}: `{word}` once more for a closure; `widgets/contents` has it once",
                        source.path
                    )
                }));
            }
            let word = KEPT.iter().find(|word| line.contains(*word));
            faults.extend(word.map(|word| format!("{}:{number}: `{word}`; `formats/kept` has it", source.path)));
        }
    }
    faults
}

/// Maps and sets of the standard library that go in order.
fn check_trees(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| source.path != NAMES_TREE && !source.path.ends_with("_tests.rs")) {
        for (number, line) in (1..).zip(source.code().lines()) {
            if let Some(word) = ["BTreeMap", "BTreeSet"].iter().find(|word| line.contains(*word)) {
                faults.push(format!(
                    "{}:{number}: `{word}` once more for a type; `sorting` has maps and sets",
                    source.path
                ));
            }
        }
    }
    faults
}

/// Files that give rayon closures of their own.
fn check_rayon(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !NAMES_RAYON.contains(&source.path.as_str())) {
        for path in source.paths().iter().filter(|path| path.segments.first().is_some_and(|name| name == "rayon")) {
            faults
                .push(format!("{}:{}: rayon once more for a closure; `parallel` has it once", source.path, path.line));
        }
    }
    faults
}

/// Files of rooms that seldom sort, with a sort that is made anew.
fn check_sorts(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| SELDOM_SORTED.iter().any(|room| source.path.starts_with(room))) {
        for (number, line) in (1..).zip(source.code().lines()) {
            if let Some(word) = SORTS.iter().find(|word| line.contains(*word) && !line.contains("state.sort_by(")) {
                faults.push(format!("{}:{number}: `{word}` once more for a type; `sorting` has it once", source.path));
            }
        }
    }
    faults
}

/// Functions over all kinds that give rayon a closure of their own, and functions over all types with threads or channels.
fn check_copies(sources: &[Source]) -> Vec<String> {
    let mut faults = check_bodies(sources, is_per_kind, PARALLEL, "once per kind; `parallel` has it once");
    faults.extend(check_bodies(sources, is_per_type, THREADS, "once per type; `ui/latest` has it once"));
    faults
}

/// Words in the bodies of functions with a head like that.
fn check_bodies<'a>(
    sources: impl IntoIterator<Item = &'a Source>,
    is_meant: fn(&str) -> bool,
    words: &[&str],
    remedy: &str,
) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let code = source.code();
        // The head of the function that is read, and what ends its body.
        let (mut head, mut end): (String, Option<String>) = Default::default();
        for (number, line) in (1..).zip(code.lines()) {
            let trimmed = line.trim();
            match &end {
                Some(last) if line.trim_end() == *last => end = None,
                Some(_) => {
                    let found = words.iter().find(|word| line.contains(*word));
                    faults.extend(found.map(|word| format!("{}:{number}: `{word}` {remedy}", source.path)));
                }
                None => {
                    if is_head(trimmed) {
                        head.clear();
                    }
                    head = format!("{head} {trimmed}");
                    if trimmed.ends_with('{') {
                        let indent = head_indent(&code, number);
                        end = is_meant(&head).then(|| format!("{indent}}}"));
                        head.clear();
                    }
                }
            }
        }
    }
    faults
}

/// Whether a function begins on the line, or functions of a type that is generic.
fn is_head(line: &str) -> bool {
    let line = line.strip_prefix("pub").map_or(line, |rest| {
        let rest = rest.trim_start();
        if rest.starts_with('(') { rest.split_once(')').map_or(rest, |(_, rest)| rest.trim_start()) } else { rest }
    });
    ["fn ", "const fn ", "impl<"].iter().any(|word| line.starts_with(word))
}

/// How far the line stands in on which the head that ends on a line began: a body ends as far in.
fn head_indent(code: &str, number: usize) -> String {
    let lines: Vec<&str> = code.lines().take(number).collect();
    let begins = lines.iter().rev().find(|line| is_head(line.trim())).copied().unwrap_or_default();
    begins.chars().take_while(|letter| letter.is_whitespace()).collect()
}

fn is_per_kind(head: &str) -> bool {
    BOUNDS.iter().any(|bound| head.contains(&format!(": {bound}")) || head.contains(&format!("+ {bound}")))
}

/// Whether a function, or those of a type, are made for every type: lifetimes are none.
fn is_per_type(head: &str) -> bool {
    if !is_head(head.trim()) {
        return false;
    }
    let named = head.split_once("fn ").map_or(head, |(_, rest)| rest);
    let generics = named.split_once('<').filter(|(before, _)| !before.contains('(')).map_or("", |(_, rest)| rest);
    let first = generics.split(['>', ':']).next().unwrap_or_default();
    head.contains("impl Fn") || first.split(',').any(|name| !name.trim().is_empty() && !name.trim().starts_with('\''))
}

#[test]
fn rayon_is_named_in_parallel() {
    assert_none(&check_rayon(&rust("src/")));
    for (text, fault) in [
        ("use rayon::prelude::*;", true),
        ("fn f() {\n    rayon::join(f, g);\n}", true),
        ("use crate::parallel;\nfn f() {\n    parallel::join(f, g);\n}", false),
        ("#[cfg(test)]\nmod tests {\n    use rayon::prelude::*;\n}", false),
    ] {
        assert_eq!(!check_rayon(&[Source::new("src/rules/a.rs", text)]).is_empty(), fault, "{text}");
        assert!(check_rayon(&[Source::new("src/parallel.rs", text)]).is_empty());
    }
}

#[test]
fn rooms_that_seldom_sort_share_one_sort() {
    assert_none(&check_sorts(&rust("src/")));
    for (text, fault) in [
        ("fn f() {\n    all.sort_by_key(|one| one.name);\n}", true),
        ("fn f() {\n    all.sort_unstable_by(|one, other| one.cmp(other));\n}", true),
        ("fn f() {\n    sort_by_key(&mut all, |one| one.name);\n    numbers.sort_unstable();\n}", false),
    ] {
        assert_eq!(!check_sorts(&[Source::new("src/compare/a.rs", text)]).is_empty(), fault, "{text}");
        assert!(check_sorts(&[Source::new("src/routing/a.rs", text)]).is_empty(), "what answers sorts by itself");
    }
}

#[test]
fn maps_that_go_in_order_share_one_machinery() {
    assert_none(&check_trees(&rust("src/")));
    for (text, fault) in [
        ("fn f() {\n    let seen: BTreeSet<u64> = g();\n}", true),
        ("fn f() {\n    let seen = BTreeMap::new();\n}", true),
        ("fn f() {\n    let seen = g().collect::<std::collections::BTreeMap<_, _>>();\n}", true),
        ("fn f() -> A {\n    A { unmodelled: JsonMembers::new() }\n}", false),
        ("#[cfg(test)]\nmod tests {\n    use std::collections::BTreeMap;\n}", false),
        ("fn f() {\n    let seen: OrderedSet<u64> = g();\n}", false),
    ] {
        assert_eq!(!check_trees(&[Source::new("src/rules/a.rs", text)]).is_empty(), fault, "{text}");
    }
}

#[test]
fn the_toolkit_is_given_pointers_and_texts() {
    assert_none(&check_drawn(&rust("src/ui/")));
    for (text, fault) in [
        ("fn f() {\n    response.widget_info(|| g());\n}", true),
        ("fn f() {\n    area.show_rows(ui, 1.0, 2, |ui, rows| g(ui, rows));\n}", true),
        (
            "fn f() {\n    response.widget_info(info(&|| g()));\n    rows_ui(area, ui, 1.0, 2, &mut |ui, rows| g());\n}",
            false,
        ),
    ] {
        assert_eq!(!check_drawn(&[Source::new("src/ui/a.rs", text)]).is_empty(), fault, "{text}");
    }
}

#[test]
fn threads_and_channels_are_not_made_once_per_type() {
    for (text, fault) in [
        ("fn f<T: Send>(work: T) {\n    thread::spawn(move || work);\n}", true),
        ("pub fn f(work: impl FnOnce() + Send) {\n    let (send, done) = channel();\n}", true),
        ("impl<T> A<T> {\n    fn f(&self) {\n        let (send, done) = channel();\n    }\n}", true),
        ("impl<'a> A<'a> {\n    fn f(&self) {\n        let (send, done) = channel();\n    }\n}", false),
        (
            "struct A {\n    a: Vec<u8>,\n}\nimpl A {\n    fn f() {\n        let (send, done) = channel();\n    }\n}",
            false,
        ),
        ("fn f(list: Vec<u8>) {\n    thread::spawn(move || list);\n}", false),
        ("fn f<'a>(work: Box<dyn FnOnce() + Send>) {\n    thread::Builder::new().spawn(work);\n}", false),
    ] {
        let faults = check_copies(&[Source::new("src/ui/a.rs", text)]);
        assert_eq!(!faults.is_empty(), fault, "{text}: {faults:?}");
    }
}

#[test]
fn what_is_made_once_per_kind_goes_through_parallel() {
    assert_none(&check_copies(&rust("src/")));
    for (text, fault) in [
        ("fn f<T: Tabled>(plan: &Plan) -> Vec<u64> {\n    rows.par_iter().map(g).collect()\n}", true),
        ("fn f<T: Entity>(\n    plan: &Plan,\n) -> Vec<u64> {\n    list.par_sort_by(g);\n}", true),
        ("fn f<T>() where T: Send + Tabled {\n    rayon::join(f, g);\n}", true),
        ("impl A {\n    pub(super) fn f<T: Tabled>() {\n        a.into_par_iter();\n    }\n}", true),
        ("impl<T: Entity> A<T> {\n    fn f(&self) {\n        a.par_iter();\n    }\n}", true),
        ("impl<T> A<T> {\n    fn f(&self) {\n        a.par_iter();\n    }\n}", false),
        ("fn f<T: Tabled>() {\n    parallel::map(&rows, g)\n}\nfn g() {\n    a.par_iter();\n}", false),
        ("fn f() {\n    rows.par_iter().map(g).collect()\n}", false),
    ] {
        let faults = check_copies(&[Source::new("src/store/a.rs", text)]);
        assert_eq!(!faults.is_empty(), fault, "{text}: {faults:?}");
    }
}
