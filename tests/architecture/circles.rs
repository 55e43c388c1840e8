//! That no files use each other in a circle: whoever reads one would have to read them all at once.

use std::collections::{BTreeMap, BTreeSet};

use super::scan::{Source, without_items};
use super::{assert_none, rust, within_crate};

/// Files that may lean on each other, each with the reason why.
const CIRCLES_LEFT: &[&str] = &[
    // A rule about rules: a waiver may name any of the catalogue, and is looked at by one of it.
    "src/rules/all/mod.rs",
    "src/rules/all/waiver_unused.rs",
    "src/rules/catalogue.rs",
];

/// Who uses whom, by the numbers of files.
struct FileUses<'s> {
    files: BTreeMap<Vec<String>, usize>,
    /// What a file hands on: a name there, and where it comes from.
    handed_on: BTreeMap<(usize, String), Vec<String>>,
    sources: &'s [Source],
}

impl<'s> FileUses<'s> {
    fn of(sources: &'s [Source]) -> Self {
        let files = sources.iter().enumerate().map(|(number, source)| (source.module(), number)).collect();
        let mut uses = Self { files, handed_on: BTreeMap::new(), sources };
        for (number, source) in sources.iter().enumerate() {
            for path in handing_on(source).paths() {
                if let (Some(target), Some(name)) = (uses.target(source, &path.segments), path.segments.last()) {
                    uses.handed_on.insert((number, name.clone()), target);
                }
            }
        }
        uses
    }

    /// Where a path leads within the crate; those that begin with a part of the file's own module as well.
    fn target(&self, source: &Source, segments: &[String]) -> Option<Vec<String>> {
        let module = source.module();
        let within = within_crate(&module, segments);
        // `mod b;` names a part, and uses nothing of it.
        within.or_else(|| {
            if segments.len() < 2 {
                return None;
            }
            let child = [module.as_slice(), &segments[..1]].concat();
            self.files.contains_key(&child).then(|| [module.as_slice(), segments].concat())
        })
    }

    /// The file that has what a path names: that of its longest beginning that is one, or from where that has it.
    fn file(&self, path: &[String]) -> Option<usize> {
        let (end, file) = (1..=path.len()).rev().find_map(|end| Some((end, *self.files.get(&path[..end])?)))?;
        let handed = path.get(end).and_then(|name| self.handed_on.get(&(file, name.clone())));
        match handed.filter(|handed| handed.as_slice() != path) {
            Some(handed) => self.file(&[handed.as_slice(), &path[end + 1..]].concat()),
            None => Some(file),
        }
    }

    /// The files that a file uses.
    fn used_by(&self, number: usize) -> Vec<usize> {
        let source = &self.sources[number];
        let paths = own_code(source).paths();
        let targets = paths.iter().filter_map(|path| self.file(&self.target(source, &path.segments)?));
        targets.filter(|target| *target != number).collect()
    }
}

/// The code without who may see what, which is no use of it, and without macros: what they name is used where they are.
fn seen_by_all(source: &Source) -> String {
    let mut code = without_items(&source.code(), "macro_rules!");
    while let Some(begin) = code.find("pub(") {
        let end = code[begin..].find(')').map_or(code.len(), |end| begin + end + 1);
        code.replace_range(begin..end, "pub");
    }
    code
}

/// Whether an item hands on what stands elsewhere: a room that names its parts for others does not use them by that.
fn hands_on(item: &str) -> bool {
    let line = item.trim_start();
    line.starts_with("pub") && line.split_whitespace().nth(1) == Some("use")
}

/// What a file hands on.
fn handing_on(source: &Source) -> Source {
    let code = seen_by_all(source);
    let items: Vec<String> =
        code.split(';').filter(|item| hands_on(item)).map(|item| item.replace("pub", "")).collect();
    Source::new(&source.path, &items.join(";"))
}

/// The code without what it hands on.
fn own_code(source: &Source) -> Source {
    let code = seen_by_all(source);
    let items: Vec<&str> = code.split(';').filter(|item| !hands_on(item)).collect();
    Source::new(&source.path, &items.join(";"))
}

/// Files that use each other in a circle.
fn check_circles(sources: &[Source]) -> Vec<String> {
    let files = FileUses::of(sources);
    let uses: Vec<Vec<usize>> = (0..sources.len()).map(|number| files.used_by(number)).collect();
    let reached = |from: usize| {
        let mut found = vec![false; uses.len()];
        let mut open = uses[from].clone();
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut found[next], true) {
                open.extend(&uses[next]);
            }
        }
        found
    };
    let reach: Vec<Vec<bool>> = (0..sources.len()).map(reached).collect();
    let circles = (0..sources.len()).filter(|number| reach[*number][*number]);
    circles
        .map(|number| {
            let through: BTreeSet<&str> = uses[number]
                .iter()
                .filter(|next| reach[**next][number])
                .map(|next| sources[*next].path.as_str())
                .collect();
            let through: Vec<&str> = through.into_iter().collect();
            format!("{}: uses itself through {}", sources[number].path, through.join(", "))
        })
        .collect()
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut circles = check_circles(&rust("src/"));
    for left in CIRCLES_LEFT {
        assert!(circles.iter().any(|circle| circle.starts_with(left)), "{left} is no circle any more");
    }
    circles.retain(|circle| !CIRCLES_LEFT.iter().any(|left| circle.starts_with(left)));
    assert_none(&circles);
    let circle = |texts: [&str; 3]| {
        let paths = ["src/ui/a/mod.rs", "src/ui/a/b.rs", "src/ui/c.rs"];
        check_circles(&paths.iter().zip(texts).map(|(path, text)| Source::new(path, text)).collect::<Vec<_>>()).len()
    };
    assert_eq!(circle(["use self::b::B;", "use super::A;", ""]), 2);
    assert_eq!(circle(["use b::B;", "use super::A;", ""]), 2, "a part is named without `self`");
    assert_eq!(circle(["fn f() { b::g() }", "use super::A;", ""]), 2, "a path in the code is a use");
    assert_eq!(circle(["use super::c::C;", "", "use crate::ui::a::b::B;"]), 0, "a circle of rooms, not of files");
    assert_eq!(circle(["use super::c::C;", "use super::A;", "use crate::ui::a::b::B;"]), 3);
    assert_eq!(circle(["use self::b::B;", "pub(super) struct B;", ""]), 0, "who may see it does not use it");
    assert_eq!(circle(["pub use b::B;\nmod b;", "use super::A;", "use super::a::A;"]), 0);
    assert_eq!(circle(["pub use super::c::C;\nfn f() { b::g() }", "use super::C;", ""]), 0, "`C` is not of `a`");
    assert_eq!(
        circle(["fn f() { b::g() }", "macro_rules! m { () => { super::A } }", ""]),
        0,
        "it names `A` where it is used"
    );
    assert_eq!(circle(["fn f() { b::g() }", "#[test]\nfn f() { super::A }", ""]), 0, "tests may look at all");
}
