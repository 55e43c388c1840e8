//! An edit while it is being made: what the plan will have so far, each object once however often it is touched.

use std::any::Any;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::sync::Arc;

use super::refusal::Refusal;
use crate::edit::change::{Change, ChangeVisitor, Delta, Edit, LinkChange};
use crate::edit::describe::is_same_value;
use crate::edit::following::follow_up;
use crate::edit::relink::{Arrivals, relink_value, resolve_arrivals};
use crate::model::identity_fields;
use crate::model::kind::with_kind;
use crate::model::{
    AnyId, AnyLink, AnyPair, CacheGroup, Entity, Id, Identities, Kind, LocalizationMethod, Plan, Tabled, Target, Value,
};

/// An edit in the making.
pub(super) struct Draft<'a> {
    /// The plan before it.
    pub plan: &'a Plan,
    objects: BTreeMap<AnyId, Change>,
    pairs: BTreeMap<AnyPair, bool>,
    added: BTreeMap<Kind, u64>,
    /// Objects that are called otherwise than before, or new: links may be waiting for them.
    arrivals: BTreeSet<AnyId>,
    /// What files call the plan's objects, made when a name is first looked up.
    identities: OnceCell<Identities<'a>>,
}

impl<'a> Draft<'a> {
    /// Of a plan, with nothing in it yet.
    pub(super) fn of(plan: &'a Plan) -> Self {
        Self {
            plan,
            objects: BTreeMap::new(),
            pairs: BTreeMap::new(),
            added: BTreeMap::new(),
            arrivals: BTreeSet::new(),
            identities: OnceCell::new(),
        }
    }

    /// The object as the plan will have it.
    pub(super) fn get<T: Tabled>(&self, id: Id<T>) -> Result<Arc<T>, Refusal> {
        let object = any(id);
        let found = match self.objects.get(&object) {
            Some(change) => change.visit(&mut After::<T>(PhantomData)),
            None => self.plan.get(id).cloned(),
        };
        found.ok_or(Refusal::Gone { kind: T::KIND })
    }

    /// Puts an object in the place of what is there.
    pub(super) fn put<T: Tabled>(&mut self, id: Id<T>, entity: T)
    where
        Change: From<Delta<T>>,
    {
        self.put_arc(id, Some(Arc::new(entity)));
    }

    /// Adds a new object.
    pub(super) fn add<T: Tabled>(&mut self, entity: T) -> Id<T>
    where
        Change: From<Delta<T>>,
    {
        let offset = self.added.entry(T::KIND).or_default();
        let id = self.plan.fresh_id(*offset);
        *offset += 1;
        self.put(id, entity);
        id
    }

    /// Takes an object out.
    pub(super) fn remove(&mut self, object: AnyId) {
        with_kind!(object.kind, T => self.put_arc::<T>(Id::new(object.number), None));
    }

    fn put_arc<T: Tabled>(&mut self, id: Id<T>, after: Option<Arc<T>>)
    where
        Change: From<Delta<T>>,
    {
        let before = self.plan.get(id);
        if let Some(after) = &after
            && before.is_none_or(|before| names_differ(&**before, &**after))
        {
            self.arrivals.insert(any(id));
        }
        self.objects.insert(any(id), Delta { id, before: before.cloned(), after }.into());
    }

    /// Puts a pair in or takes it out.
    pub(super) fn pair(&mut self, pair: AnyPair, present: bool) {
        self.pairs.insert(pair, present);
    }

    /// Sets fields of an object. Names among the links are looked up.
    pub(super) fn set<T: Tabled>(
        &self,
        entity: &mut T,
        fields: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Result<(), Refusal> {
        for (key, mut value) in fields {
            let Some(field) = T::field(key) else {
                return Err(Refusal::NoSuchField { kind: T::KIND, field: key.to_owned() });
            };
            if field.info.has_links() && names_something(&value) {
                let identities = self.identities.get_or_init(|| Identities::of(self.plan));
                relink_value(&mut value, &|link| find(identities, link));
            }
            if key == CacheGroup::METHODS {
                // What was read keeps its order; what is set here comes in Traffic Ops'.
                if is_same_value(key, &(field.get)(entity), &value) {
                    continue;
                }
                in_order(&mut value);
            }
            (field.set)(entity, value).map_err(|error| Refusal::Unfit {
                field: field.info.key,
                label: field.info.form,
                error,
            })?;
        }
        Ok(())
    }

    /// The edit, with what was waiting for its new names; refused if it does not fit.
    pub(super) fn done(self, label: impl Into<String>) -> Result<Edit, Refusal> {
        let Self { plan, objects, pairs, arrivals, .. } = self;
        let mut changes: Vec<Change> = objects.into_values().filter(|change| change.visit(&mut Differs)).collect();
        let links = pairs.into_iter().filter(|(pair, present)| pair.relation.contains(plan, pair) != *present);
        changes.extend(links.map(|(pair, present)| Change::Link(LinkChange { pair, present })));
        changes.extend(follow_up(plan, &changes));
        let mut edit = Edit::new(label, changes);
        if edit.is_empty() {
            return Ok(edit);
        }
        let next = plan.applying(&edit)?;
        let resolved = resolve_arrivals(&next, &Arrivals::of(&next, arrivals));
        if resolved.is_empty() {
            return Ok(edit.with_trial(plan, next));
        }
        edit.changes.extend(resolved);
        Ok(edit)
    }
}

/// Puts localization methods into the order in which Traffic Ops lists them: CZ, `DEEP_CZ`, GEO.
fn in_order(methods: &mut Value) {
    let place = |value: &Value| match value {
        Value::Text(word) => LocalizationMethod::of_word(word),
        _ => None,
    };
    if let Value::List(items) = methods {
        items.sort_by_key(place);
    }
}

/// An id without its type.
pub(super) fn any<T: Entity>(id: Id<T>) -> AnyId {
    AnyId { kind: T::KIND, number: id.number() }
}

/// The id of the object that a link names, if it is in the plan.
fn find(identities: &Identities<'_>, link: &AnyLink) -> Option<Target> {
    let Target::Absent(absent) = &link.target else { return None };
    identities.find(link.kind, &absent.identity).map(Target::To)
}

fn names_something(value: &Value) -> bool {
    match value {
        Value::Link(link) => link.id().is_none(),
        Value::List(items) => items.iter().any(names_something),
        Value::Object(members) => members.iter().any(|(_, member)| names_something(member)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::Json(_) => false,
    }
}

/// Whether files call the two otherwise.
fn names_differ<T: Entity>(before: &T, after: &T) -> bool {
    let differs = |key: &&'static str| T::field(key).is_some_and(|field| (field.get)(before) != (field.get)(after));
    before.upstream().traffic_ops_id != after.upstream().traffic_ops_id || identity_fields(T::KIND).iter().any(differs)
}

/// What a change leaves, as a type that the caller knows.
struct After<U>(PhantomData<U>);

impl<U: Tabled> ChangeVisitor for After<U> {
    type Output = Option<Arc<U>>;

    fn delta<T: Tabled>(&mut self, delta: &Delta<T>) -> Self::Output {
        let after: &dyn Any = delta.after.as_ref()?;
        after.downcast_ref::<Arc<U>>().cloned()
    }

    fn link(&mut self, _: &LinkChange) -> Self::Output {
        None
    }
}

/// Whether a change changes anything.
struct Differs;

impl ChangeVisitor for Differs {
    type Output = bool;

    fn delta<T: Tabled>(&mut self, delta: &Delta<T>) -> bool {
        delta.before != delta.after
    }

    fn link(&mut self, _: &LinkChange) -> bool {
        true
    }
}
