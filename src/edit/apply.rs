//! `Plan::applying`: the one way from a plan to the next, and the invariants that it holds. Everything else that can be
//! wrong with a plan may exist in one; `rules` reports it.

use std::sync::Arc;

use thiserror::Error;

use super::change::{AnyDelta, Change, ChangeVisitor, Delta, Edit, LinkChange};
use crate::model::*;
use crate::parallel;
use crate::sorting::{OrderedMap, OrderedSet};

/// Why an edit does not fit a plan.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ApplyError {
    /// The object is not as the edit remembers it: somebody was faster.
    #[error("the {} `{name}` has changed in the meantime", kind.singular())]
    Stale {
        /// Its kind.
        kind: Kind,
        /// Its name, or its id where it has gone.
        name: String,
    },
    /// The name is taken; in Traffic Ops' words.
    #[error("{} name '{name}' already exists, please choose a different name", kind.singular())]
    NameTaken {
        /// The kind.
        kind: Kind,
        /// The name.
        name: String,
    },
    /// An object without a name cannot be told from others.
    #[error("a {} needs a name", kind.singular())]
    NoName {
        /// The kind.
        kind: Kind,
    },
    /// The object refers to one that is not there.
    #[error("the {} `{name}` would refer to a {} that is not in the plan", kind.singular(), to.singular())]
    Dangling {
        /// Who refers.
        kind: Kind,
        /// Its name.
        name: String,
        /// The kind of what is missing.
        to: Kind,
    },
    /// The object goes and another still refers to it.
    #[error("the {} `{name}` is still used by the {} `{user}`", kind.singular(), user_kind.singular())]
    InUse {
        /// What would go.
        kind: Kind,
        /// Its name.
        name: String,
        /// Who refers to it.
        user_kind: Kind,
        /// Its name.
        user: String,
    },
    /// A pair of a relation is already there, or already gone.
    #[error("the pair of {} has changed in the meantime", relation.describe())]
    StalePair {
        /// Which relation.
        relation: RelationKind,
    },
    /// A pair would refer to an object that is not there.
    #[error("the pair of {} would refer to a {} that is not in the plan", relation.describe(), to.singular())]
    DanglingPair {
        /// Which relation.
        relation: RelationKind,
        /// The kind of what is missing.
        to: Kind,
    },
}

/// From so many changes on, the indexes are made anew rather than kept up to date.
const REBUILD_FROM_CHANGES: usize = 5_000;

impl Plan {
    /// The plan after an edit. This one stays as it is.
    ///
    /// A cascade may pass through odd states: references and names are checked once, at the end.
    pub fn applying(&self, edit: &Edit) -> Result<Self, ApplyError> {
        let mut applying = Applying {
            plan: self.clone(),
            index_each: edit.changes.len() < REBUILD_FROM_CHANGES,
            removed: OrderedMap::new(),
            loaded: Vec::new(),
        };
        if !applying.index_each {
            applying.load_pairs(edit);
        }
        for change in &edit.changes {
            change.visit(&mut applying)?;
        }
        if !applying.index_each {
            applying.plan.index_anew();
        }
        let Applying { plan, removed, index_each, .. } = applying;
        if index_each {
            edit.changes.iter().try_for_each(|change| check(&plan, change, NameCheck::EachByItself))?;
        } else {
            check_names(&plan)?;
            if !plan.has_sound_objects() {
                let mut objects = edit.changes.iter().filter(|change| !matches!(change, Change::Link(_)));
                objects.try_for_each(|change| check(&plan, change, NameCheck::AreChecked))?;
            }
            for relation in changed_relations(edit) {
                relation.dangling_pair(&plan).map_or(Ok(()), |pair| check_pair(&plan, &pair))?;
            }
        }
        check_removed(&plan, &removed)?;
        Ok(plan)
    }

    /// A plan of the rows of a file: indexed, its ids' counters as the file has them, all references followed.
    pub(crate) fn loaded(mut self) -> Result<Self, ApplyError> {
        // Names are sorted by one core.
        let (indexes, are_sound) = parallel::join(|| self.built_indexes(), || self.has_sound_objects());
        self.indexes = indexes;
        check_names(&self)?;
        if !are_sound {
            for kind in Kind::ALL {
                let mut objects = self.objects(*kind);
                objects.try_for_each(|(object, entity)| check_entity(&self, object, entity, NameCheck::AreChecked))?;
            }
        }
        for relation in RelationKind::ALL {
            relation.dangling_pair(&self).map_or(Ok(()), |pair| check_pair(&self, &pair))?;
        }
        Ok(self)
    }
}

/// The next plan while its changes go in.
struct Applying {
    plan: Plan,
    index_each: bool,
    removed: OrderedMap<AnyId, String>,
    /// The relations that have all their pairs already.
    loaded: Vec<RelationKind>,
}

impl Applying {
    /// Where a relation has no pair and many come in their order, all are put down in one go.
    fn load_pairs(&mut self, edit: &Edit) {
        let links = || edit.changes.iter().filter_map(Change::link);
        for relation in changed_relations(edit) {
            if 0 < relation.count(&self.plan) {
                continue;
            }
            let own = || links().filter(move |link| link.pair.relation == relation);
            if own().all(|link| link.present) && own().is_sorted_by(|one, other| one.pair < other.pair) {
                relation.load(&mut self.plan, own().count(), &mut own().map(|link| link.pair.clone()));
                self.loaded.push(relation);
            }
        }
    }
}

/// The relations of which an edit changes pairs.
fn changed_relations(edit: &Edit) -> OrderedSet<RelationKind> {
    edit.changes.iter().filter_map(Change::link).map(|link| link.pair.relation).collect()
}

impl ChangeVisitor for Applying {
    type Output = Result<(), ApplyError>;

    fn delta<T: Tabled>(&mut self, delta: &Delta<T>) -> Self::Output {
        let sides = delta.any();
        let current = self.plan.get(delta.id).map(|entity| -> &dyn AnyEntity { &**entity });
        let exists = Self::check_remembered(&sides, current)?;
        let table = T::table_mut(&mut self.plan);
        match &delta.after {
            Some(after) => drop(table.put(delta.id, Arc::clone(after))),
            None if exists => drop(table.take(delta.id)),
            None => {}
        }
        self.note(&sides, exists);
        Ok(())
    }

    fn link(&mut self, link: &LinkChange) -> Self::Output {
        let relation = link.pair.relation;
        if self.loaded.contains(&relation) || relation.put(&mut self.plan, &link.pair, link.present) {
            Ok(())
        } else {
            Err(ApplyError::StalePair { relation })
        }
    }
}

impl Applying {
    /// Refuses a change of an object that is not as the change remembers it; says whether it is there.
    fn check_remembered(delta: &AnyDelta<'_>, current: Option<&dyn AnyEntity>) -> Result<bool, ApplyError> {
        let as_remembered = match (current, delta.before) {
            (Some(current), Some(before)) => current.is_same(before),
            (current, before) => current.is_none() && before.is_none(),
        };
        if as_remembered {
            return Ok(current.is_some());
        }
        Err(ApplyError::Stale { kind: delta.object.kind, name: name_in_delta(delta) })
    }

    /// Takes note that a change was made of an object that existed or not.
    fn note(&mut self, delta: &AnyDelta<'_>, existed: bool) {
        let AnyDelta { object, before, after } = *delta;
        match (existed, after.is_some()) {
            (false, true) => drop(self.removed.remove(&object)),
            (true, false) => drop(self.removed.insert(object, name_in_delta(delta))),
            (true, true) | (false, false) => {}
        }
        let next = &mut self.plan.next_ids[object.kind.index()];
        *next = (*next).max(object.number + 1);
        if self.index_each {
            self.plan.indexes.update(object, before, after);
        }
    }
}

fn name_in_delta(delta: &AnyDelta<'_>) -> String {
    let named = delta.before.or(delta.after);
    named.map_or_else(|| delta.object.number.to_string(), |entity| entity.any_name().into_owned())
}

/// Whether names are looked at for each object, or have been for all at once.
#[derive(Clone, Copy, PartialEq)]
enum NameCheck {
    EachByItself,
    AreChecked,
}

/// Checks that unique names are, for all kinds at once: cheaper than one by one when there are many.
fn check_names(plan: &Plan) -> Result<(), ApplyError> {
    for kind in Kind::ALL.iter().filter(|kind| kind.has_unique_names()) {
        let mut names = plan.indexes.names_sorted(*kind).map(|(name, _)| name);
        let mut last = names.next();
        for name in names {
            if last == Some(name) {
                return Err(ApplyError::NameTaken { kind: *kind, name: name.to_owned() });
            }
            last = Some(name);
        }
    }
    Ok(())
}

/// Checks what one change left behind.
fn check(plan: &Plan, change: &Change, names: NameCheck) -> Result<(), ApplyError> {
    match (change, change.object()) {
        (Change::Link(link), _) if link.pair.relation.contains(plan, &link.pair) => check_pair(plan, &link.pair),
        // An edit may change an object twice: what counts is what the plan has in the end.
        (_, Some(object)) => plan.object(object).map_or(Ok(()), |entity| check_entity(plan, object, entity, names)),
        (_, None) => Ok(()),
    }
}

fn check_entity(plan: &Plan, object: AnyId, entity: &dyn AnyEntity, names: NameCheck) -> Result<(), ApplyError> {
    let (kind, name) = (object.kind, entity.any_name());
    if name.is_empty() {
        return Err(ApplyError::NoName { kind });
    }
    if names == NameCheck::EachByItself
        && kind.has_unique_names()
        && plan.numbers_named(kind, &name).any(|other| other != object.number)
    {
        return Err(ApplyError::NameTaken { kind, name: name.into_owned() });
    }
    let mut dangling = None;
    entity.any_links(&mut |link| {
        if link.id().is_some_and(|target| !plan.contains(target)) {
            dangling = Some(link.kind);
        }
    });
    match dangling {
        Some(to) => Err(ApplyError::Dangling { kind, name: name.into_owned(), to }),
        None => Ok(()),
    }
}

fn check_pair(plan: &Plan, pair: &AnyPair) -> Result<(), ApplyError> {
    for link in pair.links() {
        if link.id().is_some_and(|target| !plan.contains(target)) {
            return Err(ApplyError::DanglingPair { relation: pair.relation, to: link.kind });
        }
    }
    Ok(())
}

/// Checks that nothing refers to what has gone.
fn check_removed(plan: &Plan, removed: &OrderedMap<AnyId, String>) -> Result<(), ApplyError> {
    for (gone, name) in removed {
        if let Some(user) = plan.users(*gone).next() {
            return Err(ApplyError::InUse {
                kind: gone.kind,
                name: name.clone(),
                user_kind: user.kind,
                user: plan.name_of(user).unwrap_or_default(),
            });
        }
    }
    if removed.is_empty() {
        return Ok(());
    }
    for relation in RelationKind::ALL {
        let (a, b) = relation.sides();
        if removed.keys().any(|gone| gone.kind == a || gone.kind == b) {
            for pair in relation.pairs(plan) {
                check_pair(plan, &pair)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::seeds::seed_plan;
    use crate::model::{Division, Id, Link, Region, Tabled};

    fn seeded() -> Plan {
        let empty = Plan::default();
        empty.applying(&seed_plan(&empty)).unwrap()
    }

    fn with<T: Tabled>(mut plan: Plan, number: u64, entity: T) -> Plan {
        T::table_mut(&mut plan).put(Id::new(number), entity.into());
        plan
    }

    #[test]
    fn a_file_whose_objects_refer_to_nothing_or_have_no_name_is_no_plan() {
        let division = |name: &str| Division { name: name.to_owned(), ..Division::default() };
        let region = |division: u64| Region {
            name: format!("of {division}"),
            division: Some(Link::To(Id::new(division))),
            ..Region::default()
        };
        let sound = with(with(seeded(), 3, division("north")), 5, region(3));
        assert!(sound.clone().loaded().unwrap().has_sound_objects());
        let dangling = with(sound.clone(), 7, region(4)).loaded().unwrap_err();
        assert!(
            matches!(&dangling, ApplyError::Dangling { kind: Kind::Region, name, to: Kind::Division } if name == "of 4"),
            "{dangling}"
        );
        let unnamed = with(sound.clone(), 4, division("")).loaded().unwrap_err();
        assert!(matches!(unnamed, ApplyError::NoName { kind: Kind::Division }), "{unnamed}");
        let twice = with(sound, 4, division("north")).loaded().unwrap_err();
        assert!(matches!(&twice, ApplyError::NameTaken { kind: Kind::Division, name } if name == "north"), "{twice}");
    }
}
