//! What Java's own library makes of texts, recorded on Java 17: expressions that compile or do not, addresses, and
//! numbers as Jackson reads them. Ours must agree wherever it has a verdict.

use std::path::PathBuf;

use lodestone::snapshot::document::Node;
use lodestone::snapshot::java::regex::{Case, FindPattern, RegexVerdict, Uncompiled, WholePattern, judge};
use lodestone::snapshot::java::{address, number};
use serde::de::DeserializeOwned;

/// The rows of a recording.
fn recorded<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/java");
    let path =
        std::env::var_os("JAVA_MATCHES").filter(|_| name == "matches.json").map_or(folder.join(name), PathBuf::from);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn expressions_compile_as_they_do_in_java() {
    let rows: Vec<(String, bool)> = recorded("expressions.json");
    let mut faults = Vec::new();
    let mut unjudged = 0;
    for (expression, compiles) in &rows {
        match judge(expression) {
            RegexVerdict::Compiles if *compiles => {}
            RegexVerdict::Fails { .. } if !compiles => {}
            RegexVerdict::Unjudged(_) => unjudged += 1,
            other => faults.push(format!("{expression:?} {compiles}: {other:?}")),
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), rows.len(), faults.join("\n"));
    assert!(1000 < rows.len() && unjudged * 10 < rows.len(), "{unjudged} of {} are not judged", rows.len());
}

/// A text, whether the whole of it matches, and what the groups caught where the expression is found; none: not found.
type Match = (String, Option<bool>, Option<Vec<Option<String>>>);

/// An expression, whether either case of its letters will do, whether it compiles, and what it matches.
type Matches = (String, bool, bool, Vec<Match>);

/// The faults of ours in a recording by `Matches.java`, and how many expressions and texts are not matched.
fn faults_in_matches(rows: &[Matches]) -> (Vec<String>, usize) {
    let mut faults = Vec::new();
    let mut unsupported = 0;
    for (expression, either, compiles, matches) in rows {
        let case = if *either { Case::Either } else { Case::Counts };
        match WholePattern::compile(expression, case) {
            Ok(pattern) => {
                if !compiles {
                    faults.push(format!("{expression:?} compiles"));
                }
                for (text, recorded, _) in matches {
                    let ours = pattern.matches(text);
                    unsupported += usize::from(ours.is_err());
                    if ours.is_ok_and(|ours| *recorded != Some(ours)) {
                        faults.push(format!("{expression:?} either case {either}: whole {text:?} {recorded:?}"));
                    }
                }
            }
            Err(Uncompiled::Fails(_)) if !compiles => {}
            Err(Uncompiled::Fails(why)) => faults.push(format!("{expression:?}: {why}")),
            Err(Uncompiled::Unsupported(_)) => unsupported += 1,
        }
        if *either {
            continue;
        }
        match FindPattern::compile(expression) {
            Ok(pattern) => {
                for (text, _, recorded) in matches {
                    let mut caught = Vec::new();
                    match pattern.find(text, |group| caught.push(group.map(str::to_owned))) {
                        Ok(found) => {
                            let ours = found.then_some(caught);
                            if ours != *recorded {
                                faults.push(format!("{expression:?}: in {text:?} {recorded:?}, not {ours:?}"));
                            }
                        }
                        Err(_) => unsupported += 1,
                    }
                }
            }
            Err(Uncompiled::Fails(_)) if !compiles => {}
            Err(Uncompiled::Fails(why)) => faults.push(format!("{expression:?}: {why}")),
            Err(Uncompiled::Unsupported(_)) => unsupported += 1,
        }
    }
    (faults, unsupported)
}

/// `tests/fixtures/java/Matches.java` made the recording (`java Matches.java 7 600`); other seeds are other recordings.
#[test]
fn expressions_match_as_they_do_in_java() {
    let rows: Vec<Matches> = recorded("matches.json");
    let (faults, unsupported) = faults_in_matches(&rows);
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
    assert!(500 < rows.len() && unsupported * 3 < rows.len() * 2, "{unsupported} of {} are not matched", rows.len());
}

#[test]
fn addresses_are_those_of_java() {
    let rows: Vec<(String, Option<String>)> = recorded("addresses.json");
    assert!(200 < rows.len());
    for (text, recorded) in rows {
        assert_eq!(address::by_name(&text).map(|address| address.to_string()), recorded, "{text:?}");
    }
}

/// A text, the whole numbers of 32 and 64 bits that it is read as, and the bits of the double.
type Numbers = (String, Option<i32>, Option<i64>, Option<String>);

#[test]
fn numbers_are_those_of_jackson() {
    let rows: Vec<Numbers> = recorded("numbers.json");
    assert!(300 < rows.len());
    for (text, int, long, double) in rows {
        let node = Node::Text(text.as_str().into());
        // A default tells "none" from a number that happens to be the default.
        let of = |default: i32| (node.as_int(default), node.as_long(default.into()));
        let expected = |default: i32| (int.unwrap_or(default), long.unwrap_or(default.into()));
        assert_eq!((of(7), of(8)), (expected(7), expected(8)), "{text:?}");
        // Java has one NaN only.
        let one = |number: f64| if number.is_nan() { f64::NAN } else { number };
        let bits = number::lenient_double(&text).map(|number| format!("{:x}", one(number).to_bits()));
        assert_eq!(bits, double, "{text:?}");
    }
}
