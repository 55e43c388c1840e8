//! The expressions by which services are found.

use super::members::mandatory;
use super::remark::{RemarkRule, Remarks};
use super::view::{MatchKind, RouterMatchRule, RouterView, ServiceMatcher};
use crate::snapshot::document::{DocumentPlace, Node};
use crate::snapshot::java::regex::{self, RegexVerdict};

pub(super) fn read(section: &Node, superhack: bool, view: &mut RouterView, remarks: &mut Remarks) {
    let place = DocumentPlace::ROOT.member("deliveryServices");
    // The router sorts matchsets before it has read their expressions: behind one that stays empty none is taken up.
    let mut closed_by: Option<String> = None;
    for (service, (xml_id, node)) in section.members().iter().enumerate() {
        let place = place.member(xml_id);
        let Some(matchsets) = node.get("matchsets") else { continue };
        let place = place.member("matchsets");
        let Node::Array(sets) = matchsets else {
            if 0 < matchsets.size() {
                remarks.tell(
                    RemarkRule::ObjectForList,
                    &place,
                    "an object stands where the list of matchsets is wanted",
                );
            }
            continue;
        };
        for (index, set) in sets.iter().enumerate() {
            let place = place.item(index);
            let rules = rules(set, superhack && index == 0, &place, remarks);
            if let Some(closer) = &closed_by {
                let message = format!(
                    "the matchset without expressions at `{closer}` keeps this one from being taken up: the service is found by its routing name and domain alone"
                );
                remarks.tell(RemarkRule::MatchersLost, &place, message);
                continue;
            }
            if rules.is_empty() {
                closed_by = Some(place.to_string());
                remarks.tell(RemarkRule::MatchersLost, &place, "no request fits a matchset without expressions");
            }
            view.matchers.push(ServiceMatcher { service, rules });
        }
    }
}

fn rules(set: &Node, first_set: bool, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> Vec<RouterMatchRule> {
    let Some(list) = mandatory(set, "matchlist", place, remarks) else { return Vec::new() };
    let place = place.member("matchlist");
    let Node::Array(items) = list else {
        if 0 < list.size() {
            remarks.tell(RemarkRule::ObjectForList, &place, "an object stands where the list of expressions is wanted");
        }
        return Vec::new();
    };
    let rule = |(index, item): (usize, &Node)| rule(item, first_set && index == 0, &place.item(index), remarks);
    items.iter().enumerate().filter_map(rule).collect()
}

fn rule(item: &Node, first: bool, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> Option<RouterMatchRule> {
    let kind = mandatory(item, "match-type", place, remarks).and_then(|kind| match &*kind.as_text() {
        "HOST" => Some(MatchKind::Host),
        "PATH" => Some(MatchKind::Path),
        "HEADER" => Some(MatchKind::Header),
        other => {
            let message = format!("`{other}` is no kind of expression");
            remarks.tell(RemarkRule::BadMatchType, &place.member("match-type"), message);
            None
        }
    });
    let target = item.text_or("target", "").into_owned();
    if kind == Some(MatchKind::Header) && target.is_empty() {
        remarks.tell(RemarkRule::NoMatchTarget, &place.member("target"), "an expression for a header names none");
    }
    let expression = mandatory(item, "regex", place, remarks)?.as_text();
    let place = place.member("regex");
    let own = first && kind == Some(MatchKind::Host);
    let pattern = match expression.strip_prefix(".*\\.") {
        Some(rest) if own => format!("(.*\\.|^){rest}"),
        _ => expression.into_owned(),
    };
    compile(&pattern, &place, remarks);
    Some(RouterMatchRule { kind: kind?, pattern, target })
}

fn compile(pattern: &str, place: &DocumentPlace<'_>, remarks: &mut Remarks) {
    for (rule, message) in expression_faults(pattern) {
        remarks.tell(rule, place, message);
    }
}

/// What is wrong with an expression by itself: by which rule, and in words.
pub fn expression_faults(pattern: &str) -> Vec<(RemarkRule, String)> {
    let mut faults = Vec::new();
    match regex::judge(pattern) {
        RegexVerdict::Compiles => {}
        RegexVerdict::Fails { reason, index } => {
            faults.push((RemarkRule::BadRegex, format!("Java does not compile `{pattern}`: {reason} near {index}")));
        }
        RegexVerdict::Unjudged(why) => {
            faults.push((RemarkRule::UnjudgedRegex, format!("whether Java compiles `{pattern}` is not judged: {why}")));
        }
    }
    if !is_sortable(pattern) {
        faults.push((RemarkRule::WordlessRegex, format!("`{pattern}` has nothing to be sorted by")));
    }
    faults
}

/// Where `([\W])*([\w-\./]+).*`, with which the router takes an expression apart, finds what it sorts it by; none: nowhere.
pub(super) fn sorted_from(pattern: &str) -> Option<usize> {
    pattern.find(is_of_word).or_else(|| pattern.rfind(['-', '.', '/']))
}

/// What Java takes for a letter of a word.
pub(super) fn is_of_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Whether there is something to sort by: from there to the end must be no line break.
fn is_sortable(pattern: &str) -> bool {
    let Some(start) = sorted_from(pattern) else { return false };
    !pattern.get(start..).unwrap_or_default().contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
}

#[cfg(test)]
mod tests {
    use super::is_sortable;

    #[test]
    fn expressions_need_something_to_be_sorted_by() {
        let cases = [
            (".*\\.a\\..*", true),
            ("", false),
            ("$^", false),
            (".", true),
            ("\n.a", true),
            ("a\n", false),
            (".\n", false),
            ("\n.", true),
            ("é", false),
        ];
        for (pattern, sortable) in cases {
            assert_eq!(is_sortable(pattern), sortable, "{pattern:?}");
        }
    }
}
