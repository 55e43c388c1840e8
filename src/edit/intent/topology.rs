//! Changing a topology's tree by Traffic Portal's rules (`TPF/topology/FormTopologyController.js`,
//! `TP/common/service/utils/TopologyUtils.js`): what may stand below what is asked before anything is moved. What came by
//! an import may be otherwise; rules report that.

use super::draft::Draft;
use super::refusal::Refusal;
use crate::edit::Edit;
use crate::model::{CacheGroup, Id, Link, Plan, Topology, TopologyNode};
use crate::sorting::OrderedSet;

/// The types of cache groups that stand in topologies, what is nearest to the origins first.
pub const TOPOLOGY_TYPES: &[&str] = &["ORG_LOC", "MID_LOC", "EDGE_LOC"];

/// What becomes of the nodes below one that is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodesBelow {
    /// They go as well.
    Go,
    /// They get its parent.
    Rise,
}

/// Whether a cache group may stand below a node, or at the root.
pub fn may_stand_below(
    plan: &Plan,
    topology: &Topology,
    group: Id<CacheGroup>,
    parent: Option<usize>,
) -> Result<(), Refusal> {
    let type_ = type_of(plan, group);
    let name = name_of(plan, group);
    if !TOPOLOGY_TYPES.contains(&type_) {
        let shown = if type_.is_empty() { "no type" } else { type_ };
        return Err(against(format!("`{name}` is of {shown}: only {} stand in topologies", TOPOLOGY_TYPES.join(", "))));
    }
    let Some(above) = parent.and_then(|parent| group_at(topology, parent)) else { return Ok(()) };
    if type_ == "ORG_LOC" {
        return Err(against(format!(
            "cache groups of ORG_LOC type must not have a parent: `{name}` stands at the root"
        )));
    }
    if type_of(plan, above) == "EDGE_LOC" && type_ != "EDGE_LOC" {
        let above = name_of(plan, above);
        return Err(against(format!(
            "`{above}` is an edge: only EDGE_LOC may stand below it, and `{name}` is {type_}"
        )));
    }
    Ok(())
}

/// Puts cache groups below a node or at the root, perhaps with a second parent.
pub fn add_to_topology(
    plan: &Plan,
    id: Id<Topology>,
    groups: &[Id<CacheGroup>],
    (parent, second): (Option<usize>, Option<usize>),
) -> Result<Edit, Refusal> {
    change(plan, id, |topology| {
        for group in groups {
            add_node(plan, topology, *group, parent)?;
            if second.is_some() {
                put_second(plan, topology, topology.nodes.len() - 1, second)?;
            }
        }
        Ok(match groups {
            [group] => format!("Add {} to {}", name_of(plan, *group), topology.name),
            _ => format!("Add {} cache groups to {}", groups.len(), topology.name),
        })
    })
}

/// Puts nodes, with all that is below them, below another or at the root.
pub fn move_in_topology(
    plan: &Plan,
    id: Id<Topology>,
    nodes: &[usize],
    parent: Option<usize>,
) -> Result<Edit, Refusal> {
    change(plan, id, |topology| {
        for node in nodes {
            move_node(plan, topology, *node, parent)?;
        }
        let groups: Vec<Id<CacheGroup>> = nodes.iter().filter_map(|node| group_at(topology, *node)).collect();
        Ok(put_label(plan, topology, &groups, parent))
    })
}

/// Puts cache groups below one of a topology: those that stand there are moved, the others are added.
pub fn put_in_topology(
    plan: &Plan,
    id: Id<Topology>,
    groups: &[Id<CacheGroup>],
    above: Id<CacheGroup>,
) -> Result<Edit, Refusal> {
    change(plan, id, |topology| {
        let Some(parent) = place_of(topology, above) else {
            return Err(against(format!("`{}` does not stand in `{}`", name_of(plan, above), topology.name)));
        };
        for group in groups {
            match place_of(topology, *group) {
                Some(node) => move_node(plan, topology, node, Some(parent))?,
                None => add_node(plan, topology, *group, Some(parent))?,
            }
        }
        Ok(put_label(plan, topology, groups, Some(parent)))
    })
}

fn put_label(plan: &Plan, topology: &Topology, groups: &[Id<CacheGroup>], parent: Option<usize>) -> String {
    let what = match groups {
        [only] => name_of(plan, *only).to_owned(),
        _ => format!("{} cache groups", groups.len()),
    };
    match parent.and_then(|parent| group_at(topology, parent)) {
        Some(parent) => format!("Put {what} below {} in {}", name_of(plan, parent), topology.name),
        None => format!("Put {what} at the root of {}", topology.name),
    }
}

fn move_node(plan: &Plan, topology: &mut Topology, node: usize, parent: Option<usize>) -> Result<(), Refusal> {
    let Some(group) = group_at(topology, node) else { return Ok(()) };
    may_stand_below(plan, topology, group, parent)?;
    refuse_circle(plan, topology, node, parent)?;
    let Some(moved) = topology.nodes.get_mut(node) else { return Ok(()) };
    // At the root there is no second parent either, nor may both be one.
    let second = moved.parents.get(1).copied().filter(|_| parent.is_some());
    moved.parents = places(parent);
    let second = second.filter(|second| !moved.parents.contains(second));
    moved.parents.extend(second);
    Ok(())
}

fn add_node(plan: &Plan, topology: &mut Topology, group: Id<CacheGroup>, parent: Option<usize>) -> Result<(), Refusal> {
    if place_of(topology, group).is_some() {
        return Err(against(format!("`{}` stands in `{}` already", name_of(plan, group), topology.name)));
    }
    may_stand_below(plan, topology, group, parent)?;
    topology.nodes.push(TopologyNode { cache_group: Some(Link::To(group)), parents: places(parent) });
    Ok(())
}

fn places(parent: Option<usize>) -> Vec<i64> {
    parent.into_iter().filter_map(|place| i64::try_from(place).ok()).collect()
}

/// Gives a node another second parent, or none.
pub fn set_second_parent(plan: &Plan, id: Id<Topology>, node: usize, second: Option<usize>) -> Result<Edit, Refusal> {
    change(plan, id, |topology| {
        put_second(plan, topology, node, second)?;
        let own = group_at(topology, node).map(|group| name_of(plan, group)).unwrap_or_default();
        Ok(match second.and_then(|second| group_at(topology, second)) {
            Some(second) => format!("Set 2nd parent of {own} to {} in {}", name_of(plan, second), topology.name),
            None => format!("Clear 2nd parent of {own} in {}", topology.name),
        })
    })
}

/// The nodes that may be a node's second parent.
pub fn second_parents(plan: &Plan, topology: &Topology, node: usize) -> Vec<usize> {
    let may = |place: &usize| check_second(plan, topology, node, *place).is_ok();
    (0..topology.nodes.len()).filter(may).collect()
}

/// Takes a node out of a topology; nobody has it as a parent any more.
pub fn take_out_of_topology(plan: &Plan, id: Id<Topology>, node: usize, below: NodesBelow) -> Result<Edit, Refusal> {
    change(plan, id, |topology| {
        let own = group_at(topology, node).map(|group| name_of(plan, group).to_owned()).unwrap_or_default();
        let going = match below {
            NodesBelow::Go => with_all_below(topology, node),
            NodesBelow::Rise => OrderedSet::from([node]),
        };
        let above = topology.nodes.get(node).and_then(|node| node.parents.first().copied());
        let own_place = i64::try_from(node).unwrap_or(i64::MAX);
        for each in &mut topology.nodes {
            if below == NodesBelow::Rise && each.parents.first() == Some(&own_place) {
                each.parents.remove(0);
                each.parents.retain(|parent| Some(*parent) != above);
                each.parents.splice(0..0, above);
            }
        }
        drop_nodes(topology, &going);
        let with = going.len() - 1;
        Ok(match with {
            0 => format!("Take {own} out of {}", topology.name),
            _ => format!("Take {own} and {with} below it out of {}", topology.name),
        })
    })
}

/// The node with all whose first parent it is, and theirs.
pub fn with_all_below(topology: &Topology, node: usize) -> OrderedSet<usize> {
    let (mut found, mut open) = (OrderedSet::from([node]), vec![node]);
    while let Some(above) = open.pop() {
        let is_below =
            |each: &TopologyNode| each.parents.first().is_some_and(|first| usize::try_from(*first) == Ok(above));
        let below = topology.nodes.iter().enumerate().filter(|(_, each)| is_below(each)).map(|(place, _)| place);
        open.extend(below.filter(|place| found.insert(*place)));
    }
    found
}

/// The place of a cache group among the nodes.
pub fn place_of(topology: &Topology, group: Id<CacheGroup>) -> Option<usize> {
    topology.nodes.iter().position(|node| node.cache_group.as_ref().and_then(Link::id) == Some(group))
}

fn change(
    plan: &Plan,
    id: Id<Topology>,
    with: impl FnOnce(&mut Topology) -> Result<String, Refusal>,
) -> Result<Edit, Refusal> {
    let mut draft = Draft::of(plan);
    let mut topology = Topology::clone(&*draft.get(id)?);
    let label = with(&mut topology)?;
    draft.put(id, topology);
    draft.done(label)
}

fn put_second(plan: &Plan, topology: &mut Topology, node: usize, second: Option<usize>) -> Result<(), Refusal> {
    if let Some(second) = second {
        check_second(plan, topology, node, second)?;
    }
    if let Some(node) = topology.nodes.get_mut(node) {
        node.parents.truncate(1);
        node.parents.extend(second.and_then(|second| i64::try_from(second).ok()));
    }
    Ok(())
}

fn check_second(plan: &Plan, topology: &Topology, node: usize, second: usize) -> Result<(), Refusal> {
    let name = |place: usize| group_at(topology, place).map(|group| name_of(plan, group)).unwrap_or_default();
    let first = topology.nodes.get(node).and_then(|node| node.parents.first().copied());
    if first.is_none() {
        return Err(against(format!("`{}` stands at the root: it has no parent, and so no second one", name(node))));
    }
    if first.is_some_and(|first| usize::try_from(first) == Ok(second)) {
        return Err(against(format!("`{}` is the first parent of `{}` already", name(second), name(node))));
    }
    if let Some(group) = group_at(topology, node) {
        may_stand_below(plan, topology, group, Some(second))?;
    }
    refuse_circle(plan, topology, node, Some(second))
}

/// A node cannot stand below itself, by whichever parents.
fn refuse_circle(plan: &Plan, topology: &Topology, node: usize, parent: Option<usize>) -> Result<(), Refusal> {
    let (mut open, mut seen) = (Vec::from_iter(parent), OrderedSet::new());
    while let Some(place) = open.pop() {
        if place == node {
            let name = |place: Option<usize>| {
                let group = place.and_then(|place| group_at(topology, place));
                group.map(|group| name_of(plan, group).to_owned()).unwrap_or_default()
            };
            if parent == Some(node) {
                return Err(Refusal::BelowItself { group: name(parent) });
            }
            return Err(Refusal::Circle { group: name(Some(node)), parent: name(parent) });
        }
        let Some(at) = topology.nodes.get(place).filter(|_| seen.insert(place)) else { continue };
        open.extend(at.parents.iter().filter_map(|parent| usize::try_from(*parent).ok()));
    }
    Ok(())
}

/// Takes nodes out and lets the places of parents follow.
fn drop_nodes(topology: &mut Topology, going: &OrderedSet<usize>) {
    let left = |place: i64| {
        let place = usize::try_from(place).ok()?;
        (!going.contains(&place)).then(|| place - going.range(..place).count())
    };
    let mut place = 0;
    topology.nodes.retain(|_| {
        place += 1;
        !going.contains(&(place - 1))
    });
    for node in &mut topology.nodes {
        let kept = node.parents.iter().filter_map(|parent| i64::try_from(left(*parent)?).ok());
        node.parents = kept.collect();
    }
}

fn group_at(topology: &Topology, place: usize) -> Option<Id<CacheGroup>> {
    topology.nodes.get(place)?.cache_group.as_ref()?.id()
}

fn name_of(plan: &Plan, group: Id<CacheGroup>) -> &str {
    plan.get(group).map_or("", |group| group.name.as_str())
}

fn type_of(plan: &Plan, group: Id<CacheGroup>) -> &str {
    let type_ = plan.get(group).and_then(|group| plan.follow_opt(group.type_.as_ref()));
    type_.map_or("", |type_| type_.name.as_str())
}

const fn against(why: String) -> Refusal {
    Refusal::AgainstTopology { why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::model::{Kind, Value};

    /// A plan with a topology and groups whose names say their types: `o` and `m` and `e`.
    fn plan() -> (Plan, Id<Topology>) {
        let plan = Plan::default();
        let mut plan = plan.applying(&seed_plan(&plan)).unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        for name in ["o1", "m1", "m2", "e1", "e2", "r1"] {
            let type_ = match &name[..1] {
                "o" => "ORG_LOC",
                "m" => "MID_LOC",
                "e" => "EDGE_LOC",
                _ => "TR_LOC",
            };
            let type_ = plan.find::<crate::model::Type>(type_).unwrap();
            let link = Value::Link(crate::model::AnyLink {
                kind: Kind::Type,
                target: crate::model::Target::To(type_.number()),
            });
            let edit = intent::create(&plan, Kind::CacheGroup, vec![("name", text(name)), ("type", link)]).unwrap();
            plan = plan.applying(&edit).unwrap();
        }
        plan = plan.applying(&intent::create(&plan, Kind::Topology, vec![("name", text("top"))]).unwrap()).unwrap();
        let id = plan.find("top").unwrap();
        (plan, id)
    }

    fn groups(plan: &Plan, names: &[&str]) -> Vec<Id<CacheGroup>> {
        names.iter().map(|name| plan.find(name).unwrap()).collect()
    }

    fn tree(plan: &Plan, id: Id<Topology>) -> String {
        let topology = plan.get(id).unwrap();
        let name = |node: &TopologyNode| name_of(plan, node.cache_group.as_ref().unwrap().id().unwrap()).to_owned();
        let line = |node: &TopologyNode| {
            let parents = node.parents.iter().map(|at| name(&topology.nodes[usize::try_from(*at).unwrap()]));
            format!("{}({})", name(node), parents.collect::<Vec<_>>().join(","))
        };
        topology.nodes.iter().map(line).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_tree_grows_moves_and_shrinks() {
        let (plan, id) = plan();
        let add = |plan: &Plan, names: &[&str], under| {
            plan.applying(&add_to_topology(plan, id, &groups(plan, names), under).unwrap()).unwrap()
        };
        let plan = add(&plan, &["o1"], (None, None));
        let plan = add(&plan, &["m1", "m2"], (Some(0), None));
        let plan = add(&plan, &["e1", "e2"], (Some(1), Some(2)));
        assert_eq!(tree(&plan, id), "o1() m1(o1) m2(o1) e1(m1,m2) e2(m1,m2)");
        let moved = plan.applying(&move_in_topology(&plan, id, &[3], Some(2)).unwrap()).unwrap();
        assert_eq!(tree(&moved, id), "o1() m1(o1) m2(o1) e1(m2) e2(m1,m2)");
        let rooted = plan.applying(&move_in_topology(&plan, id, &[1], None).unwrap()).unwrap();
        assert_eq!(tree(&rooted, id), "o1() m1() m2(o1) e1(m1,m2) e2(m1,m2)");
        let risen = take_out_of_topology(&plan, id, 1, NodesBelow::Rise).unwrap();
        assert_eq!(tree(&plan.applying(&risen).unwrap(), id), "o1() m2(o1) e1(o1,m2) e2(o1,m2)");
        let gone = take_out_of_topology(&plan, id, 1, NodesBelow::Go).unwrap();
        assert_eq!(gone.label, "Take m1 and 2 below it out of top");
        assert_eq!(tree(&plan.applying(&gone).unwrap(), id), "o1() m2(o1)");
        let cleared = set_second_parent(&plan, id, 3, None).unwrap();
        assert_eq!(tree(&plan.applying(&cleared).unwrap(), id), "o1() m1(o1) m2(o1) e1(m1) e2(m1,m2)");
        assert_eq!(second_parents(&plan, plan.get(id).unwrap(), 3), [0, 2, 4]);
        assert_eq!(second_parents(&plan, plan.get(id).unwrap(), 0), [] as [usize; 0]);
    }

    #[test]
    fn traffic_portals_rules_are_told() {
        let (plan, id) = plan();
        let start = add_to_topology(&plan, id, &groups(&plan, &["m1", "e1"]), (None, None)).unwrap();
        let plan = plan.applying(&start).unwrap();
        let refused = |names: &[&str], parent| {
            add_to_topology(&plan, id, &groups(&plan, names), (parent, None)).unwrap_err().to_string()
        };
        assert!(refused(&["o1"], Some(0)).starts_with("cache groups of ORG_LOC type must not have a parent"));
        assert_eq!(refused(&["m2"], Some(1)), "`e1` is an edge: only EDGE_LOC may stand below it, and `m2` is MID_LOC");
        let onto = |names: &[&str]| put_in_topology(&plan, id, &groups(&plan, names), plan.find("m1").unwrap());
        let both = plan.applying(&onto(&["e1", "e2"]).unwrap()).unwrap();
        assert_eq!(tree(&both, id), "m1() e1(m1) e2(m1)", "one was moved, one added");
        assert!(onto(&["o1"]).is_err());
        assert!(refused(&["r1"], None).starts_with("`r1` is of TR_LOC"));
        assert_eq!(refused(&["m1"], None), "`m1` stands in `top` already");
        let below = plan.applying(&move_in_topology(&plan, id, &[1], Some(0)).unwrap()).unwrap();
        let itself = move_in_topology(&below, id, &[0], Some(0)).unwrap_err();
        assert!(itself.to_string().contains("below itself"), "{itself}");
        let up = move_in_topology(&below, id, &[0], Some(1)).unwrap_err();
        assert!(up.to_string().contains("is an edge"), "{up}");
    }
}
