//! What the compiler would make once per kind: rayon's machinery is some thousand lines for each closure that it is given,
//! so a function over all kinds goes through `parallel`, where it stands once.

use super::scan::Source;
use super::{assert_none, rust};

/// What a function is generic over when it is made once per kind.
const BOUNDS: &[&str] = &["Entity", "Tabled", "DraftKind"];

/// What carries a closure into rayon.
const PARALLEL: &[&str] =
    &["par_iter", "par_iter_mut", "into_par_iter", "par_chunks", "par_sort", "par_bridge", "rayon::join"];

/// Functions over all kinds that give rayon a closure of their own.
fn check_copies(sources: &[Source]) -> Vec<String> {
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
                    let found = PARALLEL.iter().find(|word| line.contains(*word));
                    faults.extend(found.map(|word| {
                        format!("{}:{number}: `{word}` once per kind; `parallel` has it once", source.path)
                    }));
                }
                None => {
                    if is_head(trimmed) {
                        head.clear();
                    }
                    head = format!("{head} {trimmed}");
                    if trimmed.ends_with('{') {
                        let indent = head_indent(&code, number);
                        end = is_per_kind(&head).then(|| format!("{indent}}}"));
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
