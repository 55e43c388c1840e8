//! What a few changes of a plan make of a scene: what they touch is read anew, all else stays as it is. Whoever draws is
//! told which nodes were touched, and which numbers nodes have now.
//!
//! It must not know who changed the plan: two plans are compared by the rows that they share.

use super::scene::{Scene, SceneNode, TypeNames, by_importance, is_nowhere, is_proposed, read_group, read_site};
use crate::model::{AnyId, CacheGroup, Coordinate, Id, Kind, PhysLocation, Plan, Table, Type};
use crate::sorting::OrderedSet;

/// What stands for the number of a node that is no more.
pub const GONE: u32 = u32::MAX;

/// The tables that a scene is made of: where none has changed, the scene is still right, whatever else has.
#[derive(Clone, Debug)]
pub struct SceneTables {
    groups: Table<CacheGroup>,
    coordinates: Table<Coordinate>,
    locations: Table<PhysLocation>,
    types: Table<Type>,
}

/// What differs between two plans, as far as a scene shows it.
#[derive(Debug)]
pub struct SceneDifference {
    groups: Vec<Id<CacheGroup>>,
    coordinates: Vec<Id<Coordinate>>,
    locations: Vec<Id<PhysLocation>>,
}

/// What became of a scene.
#[derive(Debug, Default)]
pub struct ScenePatch {
    /// The nodes that have come, moved, or are of another type, by their numbers now, in order.
    pub moved: Vec<u32>,
    /// For each number before, the one now, or [`GONE`]; none: all nodes have the numbers that they had.
    pub renumbered: Option<Vec<u32>>,
    /// Whether what is drawn together may be something else now.
    pub is_reshaped: bool,
    /// How many groups were read.
    pub read: usize,
}

impl SceneTables {
    /// Those of a plan.
    pub fn of(plan: &Plan) -> Self {
        Self {
            groups: plan.cache_groups().clone(),
            coordinates: plan.coordinates().clone(),
            locations: plan.phys_locations().clone(),
            types: plan.types().clone(),
        }
    }

    /// Whether a plan has the very same ones.
    pub fn is_of(&self, plan: &Plan) -> bool {
        self.groups.is_same(plan.cache_groups())
            && self.coordinates.is_same(plan.coordinates())
            && self.locations.is_same(plan.phys_locations())
            && self.types.is_same(plan.types())
    }

    /// What a plan has otherwise; none: more than `most`, or something on which many depend.
    pub fn differing(&self, plan: &Plan, most: usize) -> Option<SceneDifference> {
        if !self.types.is_same(plan.types()) {
            return None;
        }
        Some(SceneDifference {
            groups: self.groups.differing(plan.cache_groups(), most)?,
            coordinates: self.coordinates.differing(plan.coordinates(), most)?,
            locations: self.locations.differing(plan.phys_locations(), most)?,
        })
    }
}

/// What of the groups goes where.
#[derive(Default)]
struct GroupChanges {
    come: Vec<SceneNode>,
    /// Those that stay, elsewhere or as another type.
    moved: Vec<Id<CacheGroup>>,
    go: Vec<u32>,
    /// Whose links are to be found again.
    relinked: OrderedSet<Id<CacheGroup>>,
    is_retyped: bool,
}

impl Scene {
    /// Becomes the scene of a plan that differs in a few things from the one that it is of.
    pub fn follow(&mut self, plan: &Plan, known: &OrderedSet<String>, difference: &SceneDifference) -> ScenePatch {
        let mut groups: OrderedSet<Id<CacheGroup>> = difference.groups.iter().copied().collect();
        for coordinate in &difference.coordinates {
            let users = plan.users(AnyId::of(*coordinate)).filter(|user| user.kind == Kind::CacheGroup);
            groups.extend(users.map(|user| Id::new(user.number)));
        }
        let changes = self.read_again(plan, known, &groups);
        let GroupChanges { come, mut moved, go, mut relinked, .. } = changes;
        for node in &come {
            // Who has it as a parent has a link to it from now on.
            let children = plan.users(node.any()).filter(|user| user.kind == Kind::CacheGroup);
            relinked.extend(children.map(|child| Id::<CacheGroup>::new(child.number)).chain([node.id]));
            moved.push(node.id);
        }
        let mut patch = ScenePatch { read: groups.len(), ..ScenePatch::default() };
        patch.is_reshaped = !moved.is_empty() || !go.is_empty() || !relinked.is_empty();
        if !come.is_empty() || !go.is_empty() {
            patch.renumbered = Some(self.renumber(come, &go));
        }
        if patch.renumbered.is_some() || changes.is_retyped {
            self.by_importance = by_importance(&self.nodes);
        }
        self.link_again(&relinked);
        self.follow_sites(plan, &difference.locations);
        patch.moved = moved.iter().filter_map(|id| self.find(*id)).collect();
        patch.moved.sort_unstable();
        patch
    }

    /// Reads groups again: those that stay are replaced, those without a position put where these wait.
    fn read_again(
        &mut self,
        plan: &Plan,
        known: &OrderedSet<String>,
        groups: &OrderedSet<Id<CacheGroup>>,
    ) -> GroupChanges {
        let types = TypeNames::of_plan(plan);
        let mut changes = GroupChanges::default();
        self.unplaced.retain(|item| !groups.contains(&item.id));
        for id in groups {
            let read = plan.get(*id).map(|group| read_group(plan, known, &types, (*id, group)));
            match (self.find(*id), read) {
                (Some(number), Some(Ok(node))) => {
                    let Some(before) = self.nodes.get_mut(number as usize) else { continue };
                    let parents = |node: &SceneNode| (node.group.parent.clone(), node.group.secondary_parent.clone());
                    if parents(before) != parents(&node) {
                        changes.relinked.insert(*id);
                    }
                    changes.is_retyped |= before.type_ != node.type_;
                    let place = |node: &SceneNode| node.world.map(f64::to_bits);
                    if before.type_ != node.type_ || place(before) != place(&node) {
                        changes.moved.push(*id);
                    }
                    *before = node;
                }
                (Some(number), None) => changes.go.push(number),
                (None, Some(Ok(node))) => changes.come.push(node),
                (number, Some(Err(unplaced))) => {
                    changes.go.extend(number);
                    let at = self.unplaced.partition_point(|item| item.group.name < unplaced.group.name);
                    self.unplaced.insert(at, unplaced);
                }
                (None, None) => {}
            }
        }
        changes
    }

    /// Takes nodes in and out, which are ordered by their ids; says which number each has now.
    fn renumber(&mut self, come: Vec<SceneNode>, go: &[u32]) -> Vec<u32> {
        let before = std::mem::take(&mut self.nodes);
        let mut number_of = vec![GONE; before.len()];
        self.nodes.reserve(before.len() + come.len());
        let mut come = come.into_iter().peekable();
        for (number, node) in (0..).zip(before) {
            while let Some(new) = come.next_if(|new| new.id < node.id) {
                self.nodes.push(new);
            }
            if go.binary_search(&number).is_err() {
                number_of[number as usize] = self.nodes.len() as u32;
                self.nodes.push(node);
            }
        }
        self.nodes.extend(come);
        let now = |number: u32| number_of.get(number as usize).copied().unwrap_or(GONE);
        self.links.retain_mut(|link| {
            (link.from, link.to) = (now(link.from), now(link.to));
            link.from != GONE && link.to != GONE
        });
        number_of
    }

    /// Finds the links of some groups again.
    fn link_again(&mut self, groups: &OrderedSet<Id<CacheGroup>>) {
        let numbers: OrderedSet<u32> = groups.iter().filter_map(|id| self.find(*id)).collect();
        if numbers.is_empty() {
            return;
        }
        self.links.retain(|link| !numbers.contains(&link.from));
        for number in numbers {
            let found = self.links_of(number);
            self.links.extend(found.into_iter().flatten());
        }
        // Two runs in order, which is fast to merge.
        self.links.sort_by_key(|link| (link.from, link.kind));
    }

    fn follow_sites(&mut self, plan: &Plan, locations: &[Id<PhysLocation>]) {
        if locations.is_empty() {
            return;
        }
        let locations: OrderedSet<Id<PhysLocation>> = locations.iter().copied().collect();
        self.sites.retain(|site| !locations.contains(&site.id));
        for list in [&mut self.sites_nowhere, &mut self.sites_proposed] {
            list.retain(|id| !locations.contains(id));
        }
        for id in locations {
            let Some(location) = plan.get(id) else { continue };
            if let Some(site) = read_site(id, location) {
                let at = self.sites.partition_point(|other| other.id < id);
                self.sites.insert(at, site);
            }
            let lists =
                [(&mut self.sites_nowhere, is_nowhere(location)), (&mut self.sites_proposed, is_proposed(location))];
            for (list, _) in lists.into_iter().filter(|(_, is_so)| *is_so) {
                let is_before =
                    |other: &Id<PhysLocation>| plan.get(*other).is_some_and(|other| other.name < location.name);
                let at = list.partition_point(is_before);
                list.insert(at, id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Delta, Edit, intent};
    use crate::geometry::testing;
    use crate::model::{Link, Position};

    /// What a scene shows, without how it came to be.
    fn told(scene: &Scene) -> String {
        let nodes: Vec<_> = scene
            .nodes
            .iter()
            .map(|node| (node.id, std::sync::Arc::as_ptr(&node.group), node.world, node.type_, node.is_new))
            .collect();
        let unplaced: Vec<_> = scene.unplaced.iter().map(|item| (item.id, item.type_, item.is_new)).collect();
        format!(
            "{nodes:?}\n{:?}\n{:?}\n{unplaced:?}\n{:?}\n{:?}\n{:?}",
            scene.links, scene.sites, scene.sites_nowhere, scene.sites_proposed, scene.by_importance
        )
    }

    /// Many edits of all sorts, one after the other.
    struct Edits {
        seed: u64,
        made: u32,
    }

    impl Edits {
        fn below(&mut self, most: usize) -> usize {
            self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.seed >> 33) as usize % most.max(1)
        }

        fn group(&mut self, plan: &Plan) -> Id<CacheGroup> {
            let at = self.below(plan.cache_groups().len());
            plan.cache_groups().iter().nth(at).unwrap().0
        }

        fn changed(&mut self, plan: &Plan, change: impl FnOnce(&mut CacheGroup)) -> Edit {
            let id = self.group(plan);
            let before = plan.get(id).unwrap();
            let mut after = CacheGroup::clone(before);
            change(&mut after);
            Edit::new("Test", vec![Delta::changed(id, before, after).into()])
        }

        fn next(&mut self, plan: &Plan) -> Option<Edit> {
            self.made += 1;
            let (place, other, type_) = (self.below(120) as f64, self.group(plan), self.below(plan.types().len()));
            let type_ = plan.types().iter().nth(type_).map(|(id, _)| Link::To(id));
            let position = Position::new(place - 60.0, place * 1.3).unwrap();
            let name = format!("made-{}", self.made);
            match self.below(9) {
                0 => intent::relocate(plan, &[(AnyId::of::<CacheGroup>(self.group(plan)), position)]).ok(),
                1 => Some(self.changed(plan, |group| group.name = name)),
                2 => Some(self.changed(plan, |group| group.parent = Some(Link::To(other)))),
                3 => Some(self.changed(plan, |group| group.secondary_parent = None)),
                4 => Some(self.changed(plan, |group| group.type_ = type_)),
                5 => Some(self.changed(plan, |group| group.coordinate = None)),
                6 => {
                    let fields = vec![("name", crate::model::Value::Text(name))];
                    intent::create_cache_group(plan, fields, Some(position)).ok()
                }
                7 => intent::delete_with_references(plan, &[AnyId::of::<CacheGroup>(self.group(plan))]).ok(),
                _ => {
                    let at = (self.below(3) > 0).then_some(position);
                    let position = Some(crate::model::SitePosition { at, proposed: self.below(2) == 0 });
                    let first = plan.phys_locations().iter().next().filter(|_| self.below(2) == 0);
                    let change = if let Some((id, before)) = first {
                        Delta::changed(id, before, PhysLocation { position, ..PhysLocation::clone(before) })
                    } else {
                        Delta::added(plan.fresh_id(0), PhysLocation { name, position, ..PhysLocation::default() })
                    };
                    Some(Edit::new("Test", vec![change.into()]))
                }
            }
        }
    }

    #[test]
    fn a_scene_that_follows_edits_is_the_one_that_is_read_anew() {
        let known = OrderedSet::from(["edge-3".to_owned()]);
        let mut edits = Edits { seed: 11, made: 0 };
        let mut plan = testing::scattered(40);
        let mut history = vec![plan.clone()];
        let mut scene = Scene::of_plan(&plan, &known);
        let mut renumbered = 0;
        for _ in 0..600 {
            // Now and then a step is taken back.
            let next = if edits.below(5) == 0 && 1 < history.len() {
                history.pop();
                history.last().cloned()
            } else {
                edits.next(&plan).and_then(|edit| plan.applying(&edit).ok()).inspect(|next| history.push(next.clone()))
            };
            let Some(next) = next else { continue };
            let tables = SceneTables::of(&plan);
            let difference = tables.differing(&next, 50).unwrap();
            let ids: Vec<_> = scene.nodes.iter().map(|node| node.id).collect();
            let patch = scene.follow(&next, &known, &difference);
            assert_eq!(told(&scene), told(&Scene::of_plan(&next, &known)));
            assert!(patch.read <= 12, "{} groups were read", patch.read);
            for (before, id) in ids.iter().enumerate() {
                let now = patch.renumbered.as_ref().map_or(before as u32, |number_of| number_of[before]);
                assert_eq!(scene.find(*id), (now != GONE).then_some(now));
            }
            renumbered += usize::from(patch.renumbered.is_some());
            plan = next;
        }
        assert!(40 < renumbered && 5 < plan.cache_groups().len(), "{renumbered}");
    }

    #[test]
    fn what_differs_is_told_up_to_a_number() {
        let plan = testing::scattered(30);
        let groups: Vec<AnyId> = plan.ids(Kind::CacheGroup);
        let position = Position::new(1.0, 2.0).unwrap();
        let moves: Vec<(AnyId, Position)> = groups.iter().take(3).map(|group| (*group, position)).collect();
        let next = plan.applying(&intent::relocate(&plan, &moves).unwrap()).unwrap();
        let tables = SceneTables::of(&plan);
        assert!(tables.is_of(&plan) && !tables.is_of(&next));
        assert_eq!(tables.differing(&next, 3).unwrap().coordinates.len(), 3);
        assert!(tables.differing(&next, 2).is_none());
        let fewer = plan.applying(&intent::delete_with_references(&plan, &groups[..2]).unwrap()).unwrap();
        assert_eq!(tables.differing(&fewer, 9).unwrap().groups.len(), 2);
        assert_eq!(SceneTables::of(&fewer).differing(&plan, 9).unwrap().groups.len(), 2);
    }
}
