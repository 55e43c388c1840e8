//! What is being moved in the hierarchy, and what would come of letting it go at a line: an edit, or a refusal in words.
//! It draws nothing.

use crate::edit::Edit;
use crate::edit::intent::{Placed, Rank, Refusal, Under, assign, move_in_topology, place_of, set_second_parent};
use crate::model::{AnyId, CacheGroup, Id, Kind, Plan, Topology, grouped};
use crate::tabular::tree::{Tree, TreeKey};
use crate::ui::view::ViewContext;

/// What is being moved.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    what: CarriedLines,
    /// The same in words.
    pub(super) words: String,
    /// Whether the pointer holds it, and not the keyboard.
    pub(super) by_pointer: bool,
    /// What came of the last place, which is asked in every frame.
    tried: Option<(Trial, CarriedLanding)>,
}

#[derive(Clone, Debug)]
enum CarriedLines {
    Objects(Vec<Placed>),
    Nodes(Id<Topology>, Vec<usize>),
}

/// Where it was tried to be let go: the line, whether as second parent, and in which plan.
type Trial = (Option<usize>, bool, u64);

/// What would come of letting it go.
#[derive(Clone, Debug)]
pub(super) struct CarriedLanding {
    /// The line below which it would stand; none: below none.
    pub(super) line: Option<usize>,
    /// The edit, or why not.
    pub(super) said: Result<Edit, String>,
}

impl Carried {
    /// Takes a line up, or all that is selected with it; none: it cannot be moved.
    pub(super) fn of(
        (tree, topology): (&Tree, Option<Id<Topology>>),
        view: &ViewContext<'_>,
        at: usize,
        by_pointer: bool,
    ) -> Option<Self> {
        let node = tree.nodes.get(at)?;
        let alike = node.object.filter(|object| view.selection.contains(*object));
        let alike: Vec<AnyId> = match alike {
            Some(_) => view.selection.iter().collect(),
            None => node.object.into_iter().collect(),
        };
        let what = match node.key {
            TreeKey::Node(own) => {
                let id = topology?;
                let topology = view.plan.get(id)?;
                let place = |object: &AnyId| place_of(topology, Id::<CacheGroup>::new(object.number));
                let places: Vec<usize> = alike.iter().filter_map(place).collect();
                CarriedLines::Nodes(id, if places.contains(&own) { places } else { vec![own] })
            }
            TreeKey::Object(own) => {
                let placed = |object: AnyId| {
                    // The line itself, or wherever the object stands first.
                    let line = if object == own { Some(at) } else { tree.places_of(object).first().copied() };
                    let place = line.and_then(|line| tree.above_of_kind(line, Kind::PhysLocation));
                    Placed { object, at: place.map(|place| Id::new(place.number)) }
                };
                CarriedLines::Objects(alike.into_iter().map(placed).collect())
            }
            TreeKey::Without(_) | TreeKey::Circle => return None,
        };
        let count = match &what {
            CarriedLines::Objects(placed) => placed.len(),
            CarriedLines::Nodes(_, nodes) => nodes.len(),
        };
        let kind = node.object.map_or(Kind::CacheGroup, |object| object.kind);
        let words = if count == 1 { node.name.clone() } else { format!("{} {}", grouped(count), kind.plural()) };
        Some(Self { what, words, by_pointer, tried: None })
    }

    /// What would come of letting it go at a line, or below all; `second`: as second parent.
    pub(super) fn landing(
        &mut self,
        tree: &Tree,
        view: &ViewContext<'_>,
        at: Option<usize>,
        second: bool,
    ) -> &CarriedLanding {
        let trial = (at, second, view.revision);
        if self.tried.as_ref().is_none_or(|(tried, _)| *tried != trial) {
            self.tried = None;
        }
        let what = &self.what;
        &self.tried.get_or_insert_with(|| (trial, what.land(tree, view.plan, at, second))).1
    }
}

impl CarriedLines {
    fn land(&self, tree: &Tree, plan: &Plan, at: Option<usize>, second: bool) -> CarriedLanding {
        let node = at.and_then(|at| tree.nodes.get(at));
        if node.is_some_and(|node| node.key == TreeKey::Circle) {
            return CarriedLanding { line: at, said: Err("nothing can be put into a circle".to_owned()) };
        }
        match self {
            Self::Nodes(topology, nodes) => {
                let parent = node.and_then(|node| match node.key {
                    TreeKey::Node(place) => Some(place),
                    _ => None,
                });
                let edit = match (second, nodes.as_slice()) {
                    (true, [only]) => set_second_parent(plan, *topology, *only, parent),
                    (true, _) => Err(Refusal::AgainstTopology {
                        why: "second parents are given to one cache group at a time".to_owned(),
                    }),
                    (false, _) => move_in_topology(plan, *topology, nodes, parent),
                };
                CarriedLanding { line: at, said: edit.map_err(|refusal| refusal.to_string()) }
            }
            Self::Objects(placed) => land_objects(tree, plan, placed, at, second),
        }
    }
}

/// Objects land at the line, or at the first above it that can hold them.
fn land_objects(tree: &Tree, plan: &Plan, placed: &[Placed], at: Option<usize>, second: bool) -> CarriedLanding {
    let is_of_places = tree.nodes.iter().any(|node| match node.key {
        TreeKey::Object(object) => object.kind != Kind::CacheGroup,
        TreeKey::Without(_) => true,
        TreeKey::Circle | TreeKey::Node(_) => false,
    });
    if !is_of_places {
        let rank = if second { Rank::Secondary } else { Rank::Primary };
        let parent = at.and_then(|at| tree.nodes.get(at)?.object).map(|object| Id::new(object.number));
        let said = assign(plan, placed, Under::Parent(rank, parent));
        return CarriedLanding { line: at, said: said.map_err(|refusal| refusal.to_string()) };
    }
    let mut first = None;
    let mut next = at;
    while let Some(line) = next {
        if let Some(under) = under(tree, line) {
            match assign(plan, placed, under) {
                Ok(edit) => return CarriedLanding { line: Some(line), said: Ok(edit) },
                Err(Refusal::NotThere { .. }) if first.is_some() => {}
                Err(refusal) => first = Some((line, refusal)),
            }
        }
        next = tree.nodes.get(line).and_then(|node| node.above);
    }
    match first {
        Some((line, refusal)) => CarriedLanding { line: Some(line), said: Err(refusal.to_string()) },
        None => CarriedLanding { line: None, said: Err("put it on a line: what stands there takes it".to_owned()) },
    }
}

/// What it means to stand below a line.
fn under(tree: &Tree, line: usize) -> Option<Under> {
    let node = tree.nodes.get(line)?;
    Some(match node.key {
        TreeKey::Object(object) => match object.kind {
            Kind::Division => Under::Division(Some(Id::new(object.number))),
            Kind::Region => Under::Region(Some(Id::new(object.number))),
            Kind::PhysLocation => Under::PhysLocation(Some(Id::new(object.number))),
            Kind::CacheGroup => {
                let place = tree.above_of_kind(line, Kind::PhysLocation);
                Under::CacheGroup(Id::new(object.number), place.map(|place| Id::new(place.number)))
            }
            _ => return None,
        },
        TreeKey::Without(Kind::Division) => Under::Division(None),
        TreeKey::Without(Kind::Region) => Under::Region(None),
        TreeKey::Without(_) => Under::PhysLocation(None),
        TreeKey::Circle | TreeKey::Node(_) => return None,
    })
}
