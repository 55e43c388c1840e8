//! Host names, counted up: `edge-denver-01`, `edge-denver-02`, past those that are taken. Words only: it knows no plan.

use std::collections::HashSet;

/// DNS' bound on a label.
const MAX_LABEL: usize = 63;

/// Host names that count up from a first one.
#[derive(Clone, Debug)]
pub(in crate::edit::intent) struct Hosts {
    before: String,
    next: u64,
    digits: usize,
    after: String,
}

impl Hosts {
    /// Counts the last number in a name; a name without one gets `-01`.
    pub(in crate::edit::intent) fn from(first: &str) -> Self {
        let is_digit = |c: char| c.is_ascii_digit();
        let end = first.rfind(is_digit).map(|at| at + 1);
        let counted = end.and_then(|end| {
            let (head, after) = first.split_at_checked(end)?;
            let before = head.trim_end_matches(is_digit);
            let number = head.get(before.len()..)?;
            Some(Self {
                before: before.to_owned(),
                next: number.parse().ok()?,
                digits: number.len(),
                after: after.to_owned(),
            })
        });
        counted.unwrap_or_else(|| Self { before: format!("{first}-"), next: 1, digits: 2, after: String::new() })
    }

    /// The next one that is not taken, in whatever case, and its number.
    pub(in crate::edit::intent) fn next(&mut self, taken: &HashSet<String>) -> (String, u64) {
        loop {
            let number = self.next;
            let name = format!("{}{number:0width$}{}", self.before, self.after, width = self.digits);
            self.next = number.wrapping_add(1);
            if !taken.contains(&name.to_lowercase()) {
                return (name, number);
            }
        }
    }
}

/// A label of DNS made of any name: small letters, digits and single dashes, and no longer than leaves room for more.
pub(in crate::edit::intent) fn label_of(name: &str) -> String {
    const ROOM: usize = 40;
    let mut label = String::new();
    for c in name.chars() {
        let plain = c.to_ascii_lowercase();
        if plain.is_ascii_alphanumeric() {
            label.push(plain);
        } else if !label.is_empty() && !label.ends_with('-') {
            label.push('-');
        }
    }
    label.truncate(ROOM);
    let end = label.trim_end_matches('-').len();
    label.truncate(end);
    label
}

/// A domain for machines beside a CDN's own: Traffic Router answers for that, and knows no machines below it.
pub(in crate::edit::intent) fn beside(domain: &str) -> String {
    match domain.split_once('.') {
        Some((_, above)) if above.contains('.') => format!("infra.{above}"),
        _ => format!("infra.{domain}"),
    }
}

/// Why DNS cannot have a label, and what to do; none: it can.
pub(in crate::edit::intent) fn label_fault(label: &str) -> Option<String> {
    if label.is_empty() {
        return Some("a part of it is empty: put a letter or digit between the dots".to_owned());
    }
    if let Some(odd) = label.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
        let remedy = if odd.is_alphabetic() {
            "write the name in its international form, which begins with xn--"
        } else {
            "use letters a to z, digits and dashes"
        };
        return Some(format!("DNS names have no `{}`: {remedy}", odd.escape_debug()));
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Some(format!("`{label}` begins or ends with a dash, which DNS names cannot"));
    }
    if MAX_LABEL < label.len() {
        return Some(format!(
            "`{label}` is longer than {MAX_LABEL} characters, the most between two dots of a DNS name"
        ));
    }
    None
}

/// The same of a name with dots.
pub(in crate::edit::intent) fn domain_fault(domain: &str) -> Option<String> {
    /// Room for a delivery service and a host before it.
    const LONGEST: usize = 253;
    if domain.is_empty() {
        return Some("give a domain, like cdn.example.net".to_owned());
    }
    if LONGEST < domain.len() {
        return Some(format!("it is longer than {LONGEST} characters, the most that a DNS name has"));
    }
    domain.split('.').find_map(label_fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_up_past_those_that_are_taken() {
        let taken: HashSet<String> = ["edge-2", "b09-x"].map(str::to_owned).into();
        let cases: [(&str, [&str; 3]); 6] = [
            ("edge-denver-01", ["edge-denver-01", "edge-denver-02", "edge-denver-03"]),
            ("edge", ["edge-01", "edge-02", "edge-03"]),
            ("Edge-1", ["Edge-1", "Edge-3", "Edge-4"]),
            ("b08-x", ["b08-x", "b10-x", "b11-x"]),
            ("e99", ["e99", "e100", "e101"]),
            (
                "x18446744073709551616",
                ["x18446744073709551616-01", "x18446744073709551616-02", "x18446744073709551616-03"],
            ),
        ];
        for (first, expected) in cases {
            let mut hosts = Hosts::from(first);
            let names = [0; 3].map(|_| hosts.next(&taken).0);
            assert_eq!(names.each_ref().map(String::as_str), expected, "{first}");
        }
    }

    #[test]
    fn names_become_labels() {
        let cases = [("My CDN", "my-cdn"), ("--a..b--", "a-b"), ("B\u{fc}cher 2", "b-cher-2"), ("\u{65e5}", "")];
        for (name, label) in cases {
            assert_eq!(label_of(name), label, "{name}");
        }
        assert_eq!(label_of(&"x".repeat(99)).len(), 40);
        assert_eq!(beside("mycdn.example.net"), "infra.example.net");
        assert_eq!(beside("mycdn.test"), "infra.mycdn.test");
    }

    #[test]
    fn what_dns_cannot_have_is_refused_with_a_remedy() {
        let cases = [
            ("cdn.example.net", None),
            ("b\u{fc}cher.example", Some("xn--")),
            ("a b.example", Some("letters a to z")),
            ("under_score.example", Some("letters a to z")),
            ("a..b", Some("empty")),
            ("-a.b", Some("dash")),
            ("", Some("give a domain")),
        ];
        for (domain, part) in cases {
            let fault = domain_fault(domain);
            match part {
                None => assert_eq!(fault, None, "{domain}"),
                Some(part) => assert!(fault.unwrap().contains(part), "{domain}"),
            }
        }
        assert!(label_fault(&"x".repeat(64)).is_some());
        assert!(domain_fault(&format!("{}.x", "abc.".repeat(64))).is_some());
    }
}
