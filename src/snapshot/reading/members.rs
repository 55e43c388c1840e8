//! Members of a document as the router takes them: those that must be there, lists of texts, addresses.

use super::remark::{RemarkRule, Remarks};
use crate::snapshot::document::{DocumentPlace, Node};
use crate::sorting::OrderedSet;

/// A member, which must be there; when it is not, that is remarked.
pub(in crate::snapshot) fn mandatory<'a>(
    node: &'a Node,
    key: &'static str,
    place: &DocumentPlace<'_>,
    remarks: &mut Remarks,
) -> Option<&'a Node> {
    let found = node.get(key);
    if found.is_none() {
        let message = match node {
            Node::Object(_) => format!("`{key}` is missing"),
            other => format!("`{key}` is missing, as {} stands where an object is wanted", other.describe()),
        };
        remarks.tell(RemarkRule::MissingMember, &place.member(key), message);
    }
    found
}

/// The texts of a list, but empty ones; a value that is no list is none, which is remarked.
pub(super) fn texts(node: Option<&Node>, place: &DocumentPlace<'_>, remarks: &mut Remarks) -> OrderedSet<String> {
    let Some(node) = node else { return OrderedSet::new() };
    if !node.is_array() {
        remarks.tell(
            RemarkRule::NotAList,
            place,
            format!("{} stands where a list is wanted, and is not read", node.describe()),
        );
    }
    let items = if node.is_array() { node.elements() } else { Box::new(std::iter::empty()) };
    items.map(|item| item.as_text().into_owned()).filter(|text| !text.is_empty()).collect()
}

/// An address without the mask that may follow it.
pub(in crate::snapshot) fn without_mask(text: &str) -> &str {
    text.split_once('/').map_or(text, |(address, _)| address)
}
