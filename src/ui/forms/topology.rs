//! A topology's nodes: their parents are places in the list of nodes, which forms show as names and which follow their
//! nodes when these change places.

use egui::Ui;

use super::editor::{Editing, Leaf, menu_ui};
use super::node::{Item, Node};
use super::row::{Label, row_ui};

/// Where in a topology node's shape the group and the parents stand.
const GROUP: usize = 0;
const PARENTS: usize = 1;

/// Whether a member of a list's entries are a node's parents.
pub(super) fn is_parents(list: &str, member: &str) -> bool {
    list == "nodes" && member == "parents"
}

/// What the nodes of a topology are called; nothing for other lists.
pub(super) fn places(editing: &Editing<'_>, list: &str, items: &[Item]) -> Vec<String> {
    if list != "nodes" {
        return Vec::new();
    }
    let name = |(at, item): (usize, &Item)| match &item.node {
        Node::Object(nodes) => match nodes.get(GROUP) {
            Some(Node::Link(Some(link))) => editing.view.plan.link_name(link),
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
    leaf: Leaf<'_>,
    node: &mut Node,
    places: &[String],
    own: usize,
) -> bool {
    let Node::List(items) = node else { return false };
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
        let shown = match chosen {
            None => "None",
            Some(place) => places.get(place).map_or("A place that is not in the list", String::as_str),
        };
        let picked = row_ui(ui, Label { full: &full, ..Label::plain(label) }, |ui, id| {
            let own = Leaf { id: leaf.id.with(rank), name: &full, label: Some(id), ..leaf };
            menu_ui(ui, editing, own, shown, &options, &mut chosen)
        });
        if picked {
            parents.resize(parents.len().max(rank + 1), None);
            parents[rank] = chosen;
            changed = true;
        }
    }
    if changed {
        *items = parents.into_iter().flatten().map(|place| Item::new(Node::Text(place.to_string()))).collect();
    }
    changed
}

fn place_of(item: &Item) -> Option<usize> {
    match &item.node {
        Node::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// Renumbers parents before a node changes places.
pub(super) fn follow_shift(list: &str, items: &mut [Item], from: usize, to: usize) {
    if list == "nodes" {
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
pub(super) fn follow_removal(list: &str, items: &mut [Item], gone: usize) {
    if list == "nodes" {
        renumber(items, &|place| match place.cmp(&gone) {
            std::cmp::Ordering::Less => Some(place),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(place - 1),
        });
    }
}

fn renumber(items: &mut [Item], next: &dyn Fn(usize) -> Option<usize>) {
    for item in items {
        let Node::Object(nodes) = &mut item.node else { continue };
        let Some(Node::List(parents)) = nodes.get_mut(PARENTS) else { continue };
        parents.retain_mut(|parent| {
            // What was no place before stays wrong, and rules say so.
            let Some(place) = place_of(parent) else { return true };
            let Some(place) = next(place) else { return false };
            parent.node = Node::Text(place.to_string());
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(parents: &[&[usize]]) -> Vec<Item> {
        let list = |places: &[usize]| {
            Node::List(places.iter().map(|place| Item::new(Node::Text(place.to_string()))).collect())
        };
        parents.iter().map(|places| Item::new(Node::Object(vec![Node::Link(None), list(places)]))).collect()
    }

    #[test]
    fn parents_follow_their_nodes() {
        let mut items = nodes(&[&[], &[0], &[0, 1]]);
        follow_shift("nodes", &mut items, 0, 2);
        assert_eq!(items, nodes(&[&[], &[2], &[2, 0]]));
        follow_removal("nodes", &mut items, 0);
        assert_eq!(items[1], nodes(&[&[1]])[0]);
        assert_eq!(items[2], nodes(&[&[1]])[0]);
    }
}
