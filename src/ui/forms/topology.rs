//! A topology's nodes: their parents are places in the list of nodes, which forms show as names and which follow their
//! nodes when these change places.

use egui::Ui;

use super::editor::{Editing, EditorLeaf, menu_ui};
use super::node::{InputItem, InputNode};
use super::row::{FieldLabel, row_ui};
use crate::model::{Topology, TopologyNode};

/// Where in a topology node's shape the group and the parents stand.
const GROUP: usize = 0;
const PARENTS: usize = 1;

/// Whether a member of a list's entries are a node's parents.
pub(super) fn is_parents(list: &str, member: &str) -> bool {
    list == Topology::NODES && member == TopologyNode::PARENTS
}

/// What the nodes of a topology are called; nothing for other lists.
pub(super) fn places(editing: &Editing<'_>, list: &str, items: &[InputItem]) -> Vec<String> {
    if list != Topology::NODES {
        return Vec::new();
    }
    let name = |(at, item): (usize, &InputItem)| match &item.node {
        InputNode::Object(nodes) => match nodes.get(GROUP) {
            Some(InputNode::Link(Some(link))) => editing.view.plan.link_name(link),
            _ => format!("Cache group {}", at + 1),
        },
        _ => String::new(),
    };
    items.iter().enumerate().map(name).collect()
}

/// Draws a node's parents as two drop-downs of the topology's other nodes.
pub(super) fn parents_ui(
    ui: &mut Ui,
    editing: &Editing<'_>,
    leaf: EditorLeaf<'_>,
    node: &mut InputNode,
    places: &[String],
    own: usize,
) -> bool {
    let InputNode::List(items) = node else { return false };
    let mut parents: Vec<Option<usize>> = items.iter().map(place_of).collect();
    let mut changed = false;
    for (rank, label) in [(0, "Parent"), (1, "2nd Parent")] {
        if rank == 1 && parents.is_empty() {
            break;
        }
        let full = format!("{} {label}", leaf.name.trim_end_matches(" Parents"));
        let mut chosen = parents.get(rank).copied().flatten();
        let mut options = vec![("None".to_owned(), None)];
        let others = places.iter().enumerate().filter(|(place, _)| *place != own);
        options.extend(others.map(|(place, name)| (name.clone(), Some(place))));
        if chosen.is_some() && options.iter().all(|(_, place)| *place != chosen) {
            options.push(("A place that is not in the list".to_owned(), chosen));
        }
        let picked = row_ui(ui, FieldLabel { full: &full, ..FieldLabel::plain(label) }, |ui, id| {
            let own = EditorLeaf { id: leaf.id.with(rank), name: &full, label: Some(id), ..leaf };
            menu_ui(ui, editing, own, &options, &mut chosen)
        });
        if picked {
            parents.resize(parents.len().max(rank + 1), None);
            parents[rank] = chosen;
            changed = true;
        }
    }
    if changed {
        *items =
            parents.into_iter().flatten().map(|place| InputItem::new(InputNode::Text(place.to_string()))).collect();
    }
    changed
}

fn place_of(item: &InputItem) -> Option<usize> {
    match &item.node {
        InputNode::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// Renumbers parents before a node changes places.
pub(super) fn follow_shift(list: &str, items: &mut [InputItem], from: usize, to: usize) {
    if list == Topology::NODES {
        renumber(items, &|place| {
            Some(if place == from {
                to
            } else if from < place && place <= to {
                place - 1
            } else if to <= place && place < from {
                place + 1
            } else {
                place
            })
        });
    }
}

/// Renumbers parents after a node has gone; nodes below it lose it.
pub(super) fn follow_removal(list: &str, items: &mut [InputItem], gone: usize) {
    if list == Topology::NODES {
        renumber(items, &|place| match place.cmp(&gone) {
            std::cmp::Ordering::Less => Some(place),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(place - 1),
        });
    }
}

fn renumber(items: &mut [InputItem], next: &dyn Fn(usize) -> Option<usize>) {
    for item in items {
        let InputNode::Object(nodes) = &mut item.node else { continue };
        let Some(InputNode::List(parents)) = nodes.get_mut(PARENTS) else { continue };
        parents.retain_mut(|parent| {
            // What was no place before stays wrong, and rules say so.
            let Some(place) = place_of(parent) else { return true };
            let Some(place) = next(place) else { return false };
            parent.node = InputNode::Text(place.to_string());
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(parents: &[&[usize]]) -> Vec<InputItem> {
        let list = |places: &[usize]| {
            InputNode::List(places.iter().map(|place| InputItem::new(InputNode::Text(place.to_string()))).collect())
        };
        parents
            .iter()
            .map(|places| InputItem::new(InputNode::Object(vec![InputNode::Link(None), list(places)])))
            .collect()
    }

    #[test]
    fn parents_follow_their_nodes() {
        let mut items = nodes(&[&[], &[0], &[0, 1]]);
        follow_shift(Topology::NODES, &mut items, 0, 2);
        assert_eq!(items, nodes(&[&[], &[2], &[2, 0]]));
        follow_removal(Topology::NODES, &mut items, 0);
        assert_eq!(items[1], nodes(&[&[1]])[0]);
        assert_eq!(items[2], nodes(&[&[1]])[0]);
    }
}
