//! An edit while it is being made: what the plan will have so far, each object once however often it is touched.

use std::cell::OnceCell;
use std::sync::Arc;

use super::FieldValues;
use super::refusal::Refusal;
use crate::edit::change::{Change, Delta, Edit, LinkChange};
use crate::edit::describe::is_same_value;
use crate::edit::following::follow_up;
use crate::edit::relink::{Arrivals, relink_value, resolve_arrivals};
use crate::model::identity_fields;
use crate::model::{
    AnyEntity, AnyId, AnyLink, AnyPair, CacheGroup, Cdn, Id, Identities, Kind, LocalizationMethod, Plan, Tabled,
    Target, Value,
};
use crate::sorting::{OrderedMap, OrderedSet, sort_by_key};

/// An edit in the making.
pub(super) struct Draft<'a> {
    /// The plan before it.
    pub plan: &'a Plan,
    objects: OrderedMap<AnyId, Change>,
    pairs: OrderedMap<AnyPair, bool>,
    added: OrderedMap<Kind, u64>,
    /// Objects that are called otherwise than before, or new: links may be waiting for them.
    arrivals: OrderedSet<AnyId>,
    /// What files call the plan's objects, made when a name is first looked up.
    identities: OnceCell<Identities<'a>>,
}

impl<'a> Draft<'a> {
    /// Of a plan, with nothing in it yet.
    pub(super) fn of(plan: &'a Plan) -> Self {
        Self {
            plan,
            objects: OrderedMap::new(),
            pairs: OrderedMap::new(),
            added: OrderedMap::new(),
            arrivals: OrderedSet::new(),
            identities: OnceCell::new(),
        }
    }

    /// The object as the plan will have it.
    pub(super) fn get<T: Tabled>(&self, id: Id<T>) -> Result<Arc<T>, Refusal> {
        let found = match self.objects.get(&AnyId::of(id)) {
            Some(change) => change.after_arc().and_then(|after| after.downcast().ok()),
            None => self.plan.get(id).cloned(),
        };
        found.ok_or(Refusal::Gone { kind: T::KIND })
    }

    /// The object as the plan will have it, without its type.
    pub(super) fn object(&self, object: AnyId) -> Result<&dyn AnyEntity, Refusal> {
        let found = match self.objects.get(&object) {
            Some(change) => change.any_delta().and_then(|delta| delta.after),
            None => self.plan.object(object),
        };
        found.ok_or(Refusal::Gone { kind: object.kind })
    }

    /// Puts an object in the place of what is there.
    pub(super) fn put<T: Tabled>(&mut self, id: Id<T>, entity: T)
    where
        Change: From<Delta<T>>,
    {
        let before = self.plan.get(id);
        if before.is_none_or(|before| names_differ(&**before, &entity)) {
            self.arrivals.insert(AnyId::of(id));
        }
        self.objects.insert(AnyId::of(id), Delta { id, before: before.cloned(), after: Some(Arc::new(entity)) }.into());
    }

    /// The same without its type.
    pub(super) fn put_object(&mut self, object: AnyId, entity: Box<dyn AnyEntity>) {
        if self.plan.object(object).is_none_or(|before| names_differ(before, &*entity)) {
            self.arrivals.insert(object);
        }
        self.objects.insert(object, Change::into(self.plan, object, entity.into()));
    }

    /// Adds a new object.
    pub(super) fn add<T: Tabled>(&mut self, entity: T) -> Id<T>
    where
        Change: From<Delta<T>>,
    {
        let id = Id::new(self.fresh_number(T::KIND));
        self.put(id, entity);
        id
    }

    /// The same without its type.
    pub(super) fn add_object(&mut self, entity: Box<dyn AnyEntity>) -> AnyId {
        let kind = entity.any_kind();
        let object = AnyId { kind, number: self.fresh_number(kind) };
        self.put_object(object, entity);
        object
    }

    fn fresh_number(&mut self, kind: Kind) -> u64 {
        let offset = self.added.entry(kind).or_default();
        *offset += 1;
        self.plan.fresh_number(kind, *offset - 1)
    }

    /// Takes an object out.
    pub(super) fn remove(&mut self, object: AnyId) {
        self.objects.insert(object, Change::removal(self.plan, object));
    }

    /// Puts a pair in or takes it out.
    pub(super) fn pair(&mut self, pair: AnyPair, present: bool) {
        self.pairs.insert(pair, present);
    }

    /// Sets fields of an object. Names among the links are looked up.
    pub(super) fn set(&self, entity: &mut dyn AnyEntity, fields: FieldValues) -> Result<(), Refusal> {
        let kind = entity.any_kind();
        for (key, mut value) in fields {
            let field = kind.fields().iter().enumerate().find(|(_, info)| info.key == key);
            let Some((at, info)) = field else {
                return Err(Refusal::NoSuchField { kind, field: key.to_owned() });
            };
            if info.has_links() && names_something(&value) {
                let identities = self.identities.get_or_init(|| Identities::of(self.plan));
                relink_value(&mut value, &|link| find(identities, link));
            }
            if key == CacheGroup::METHODS {
                // What was read keeps its order; what is set here comes in Traffic Ops'.
                if is_same_value(key, &entity.value_at(at), &value) {
                    continue;
                }
                in_order(&mut value);
            }
            if kind == Kind::Cdn
                && key == Cdn::DOMAIN_NAME
                && let Value::Text(domain) = &mut value
            {
                // As Traffic Ops writes it (`TOG/cdn/cdns.go`).
                *domain = domain.to_lowercase();
            }
            entity.set_at(at, value).map_err(|error| Refusal::Unfit { field: info.key, label: info.form, error })?;
        }
        Ok(())
    }

    /// The edit, with what was waiting for its new names; refused if it does not fit.
    pub(super) fn done(self, label: impl Into<String>) -> Result<Edit, Refusal> {
        let Self { plan, objects, pairs, arrivals, .. } = self;
        let mut changes: Vec<Change> = objects.into_values().filter(Change::differs).collect();
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
        sort_by_key(items, place);
    }
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
fn names_differ(before: &dyn AnyEntity, after: &dyn AnyEntity) -> bool {
    let differs = |key: &&'static str| before.value_of(key) != after.value_of(key);
    before.any_upstream().traffic_ops_id != after.any_upstream().traffic_ops_id
        || identity_fields(before.any_kind()).iter().any(differs)
}
