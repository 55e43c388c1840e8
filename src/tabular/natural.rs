//! The order in which people expect names: capitals don't matter, and `edge-2` comes before `edge-10`.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Chars;

/// Compares two names.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.chars().peekable(), b.chars().peekable());
    loop {
        let (Some(first), Some(second)) = (left.peek().copied(), right.peek().copied()) else {
            // The shorter first; the very same letters in other cases keep one order.
            return left.peek().is_some().cmp(&right.peek().is_some()).then_with(|| a.cmp(b));
        };
        let order = if first.is_ascii_digit() && second.is_ascii_digit() {
            compare_numbers(&mut left, &mut right)
        } else {
            left.next();
            right.next();
            lower(first).cmp(&lower(second))
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn lower(letter: char) -> char {
    if letter.is_ascii() { letter.to_ascii_lowercase() } else { letter.to_lowercase().next().unwrap_or(letter) }
}

/// Compares the runs of digits at the heads of two texts, however long, and goes past them.
fn compare_numbers(left: &mut Peekable<Chars<'_>>, right: &mut Peekable<Chars<'_>>) -> Ordering {
    while left.next_if_eq(&'0').is_some() {}
    while right.next_if_eq(&'0').is_some() {}
    let mut order = Ordering::Equal;
    loop {
        let digit = |letters: &mut Peekable<Chars<'_>>| letters.next_if(char::is_ascii_digit);
        match (digit(left), digit(right)) {
            (Some(first), Some(second)) => order = order.then(first.cmp(&second)),
            (Some(_), None) => return Ordering::Greater,
            (None, Some(_)) => return Ordering::Less,
            (None, None) => return order,
        }
    }
}

/// Whether a text contains a word, which is in lower case already.
pub fn contains(text: &str, word: &str) -> bool {
    if text.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        let Some(first) = word.first() else { return true };
        let Some(last) = text.len().checked_sub(word.len()) else { return false };
        // Most places differ in the first letter already.
        return (0..=last)
            .any(|at| text[at].to_ascii_lowercase() == *first && text[at..at + word.len()].eq_ignore_ascii_case(word));
    }
    text.to_lowercase().contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_expect_this_order() {
        let mut names =
            ["edge-10", "Edge-2", "edge-1", "edge", "mid-007", "mid-7", "mid-08", "Łódź", "zürich", "edge-2a"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(
            names,
            ["edge", "edge-1", "Edge-2", "edge-2a", "edge-10", "mid-007", "mid-7", "mid-08", "zürich", "Łódź"]
        );
    }

    #[test]
    fn case_does_not_matter() {
        assert!(contains("Edge-Denver", "denv"));
        assert!(contains("Łódź", "łód"));
        assert!(contains("anything", ""));
        assert!(!contains("ed", "edge"));
    }
}
