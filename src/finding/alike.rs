//! Many problems that say the same of many places, as one: a hundred alike warnings are one line. Errors stay apart,
//! because each of them has to be mended.

use super::{Finding, Severity};
use crate::sorting::OrderedMap;

/// From so many on, problems that are alike are one.
const MANY: usize = 4;

/// So many places are named.
const PLACES_SHOWN: usize = 3;

/// The problems for people to read, in their order, those that are alike where the first of them is.
pub fn condensed(problems: &[Finding]) -> Vec<Finding> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known: OrderedMap<(Severity, String, String), usize> = OrderedMap::new();
    for problem in problems {
        let key = (problem.severity, shape(&problem.field), shape(&problem.message));
        let at = if problem.severity == Severity::Error { None } else { known.get(&key).copied() };
        if let Some(group) = at.and_then(|at| groups.get_mut(at)) {
            group.push(problem);
        } else {
            known.insert(key, groups.len());
            groups.push(vec![problem]);
        }
    }
    let told = groups.into_iter().flat_map(|group| match group.as_slice() {
        [first, ..] if MANY <= group.len() => vec![together(first, &group)],
        _ => group.into_iter().cloned().collect(),
    });
    told.collect()
}

/// One that stands for all.
fn together(first: &Finding, group: &[&Finding]) -> Finding {
    let same = group.iter().all(|other| other.message == first.message);
    let place = |problem: &&Finding| match named(&problem.message).filter(|_| !same) {
        Some(name) => format!("{} (`{name}`)", problem.subject),
        None => problem.subject.to_string(),
    };
    let places: Vec<String> = group.iter().take(PLACES_SHOWN).map(place).collect();
    let message = format!("{}; {} times: {}, ...", first.message, group.len(), places.join("; "));
    Finding { message, ..first.clone() }
}

/// The first name in a sentence.
fn named(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// A sentence without its names and numbers.
fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            shape.push('`');
            continue;
        }
        shape.extend(part.chars().filter(|c| !c.is_ascii_digit()));
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::super::{At, Place};
    use super::*;

    #[test]
    fn many_alike_are_one_and_few_are_not() {
        let at = |severity, row, message: &str| {
            let place = Place { file: "servers.json".into(), at: At::Row(row) };
            Finding::new(severity, place, &format!("interfaces/{row}/x"), message)
        };
        let mut problems: Vec<Finding> =
            (0..100).map(|row| at(Severity::Warning, row, &format!("`h{row}` has {row} of them"))).collect();
        problems.extend((0..3).map(|row| at(Severity::Note, row, "is so")));
        problems.extend((0..9).map(|row| at(Severity::Error, row, "is wrong")));
        let told = condensed(&problems);
        assert_eq!(told.len(), 1 + 3 + 9);
        let expected = "`h0` has 0 of them; 100 times: servers.json, row 0 (`h0`); servers.json, row 1 (`h1`); \
                        servers.json, row 2 (`h2`), ...";
        assert_eq!(told[0].message, expected);
    }
}
