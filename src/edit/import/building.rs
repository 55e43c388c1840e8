//! From a row to the object that it makes: fields set by their keys, links resolved, what did not come left as it was.
//! It decides whether that is a change, and reports values that don't fit.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::directory::Directory;
use super::incoming::Taking;
use super::made::{MadeFields, to_change};
use super::merging::is_masked;
use super::parting::{Content, ListedContent, RowHeading};
use crate::edit::change::Change;
use crate::edit::describe::is_same_value;
use crate::edit::relink::{Pointing, relinked};
use crate::finding::{Finding, Severity};
use crate::model::field::FieldType as _;
use crate::model::identity_fields;
use crate::model::{
    Absent, AnyEntity, AnyId, AnyLink, FieldInfo, Id, Kind, Parameter, Plan, QuickSet, Shape, Target, Topology,
    TopologyNode, Value, seed,
};

/// What a row comes to.
pub(super) struct Built {
    /// The change; none: the object is as the row says.
    pub change: Option<Change>,
    /// Whether it counts as unchanged.
    pub quiet: bool,
    /// What is to be said of the row; as a rule nothing.
    pub said: Option<Box<RowRemarks>>,
}

/// What there is to say of a row.
#[derive(Default)]
pub(super) struct RowRemarks {
    /// What the row refers to in vain.
    pub unresolved: Vec<(Kind, Arc<Absent>)>,
    /// Why the row cannot be taken.
    pub errors: Vec<Finding>,
    /// What is odd about it.
    pub warnings: Vec<Finding>,
}

impl Built {
    fn saying(mut self, said: RowRemarks) -> Self {
        let is_silent = said.unresolved.is_empty() && said.errors.is_empty() && said.warnings.is_empty();
        self.said = (!is_silent).then(|| Box::new(said));
        self
    }
}

/// What all rows are built with.
pub(super) struct Building<'a, 'd> {
    plan: &'a Plan,
    directory: &'a Directory<'d>,
    found: FoundLately,
}

/// So many objects are remembered by each core.
const FOUND_LATELY: usize = 256;

/// An object that rows name, and its number.
type FoundObject = (Kind, Arc<Absent>, Option<u64>);

/// What was found of late, apart for each core: hundreds of thousands of rows name a few types, statuses and profiles, and
/// those of one cache group stand together.
struct FoundLately(Vec<Mutex<Vec<Option<FoundObject>>>>);

impl Default for FoundLately {
    fn default() -> Self {
        Self((0..=rayon::current_num_threads()).map(|_| Mutex::new(vec![None; FOUND_LATELY])).collect())
    }
}

impl FoundLately {
    /// What `find` says of an object, which is asked where it is not remembered.
    fn find(&self, kind: Kind, absent: &Arc<Absent>, find: impl Fn() -> Option<u64>) -> Option<u64> {
        let core = rayon::current_thread_index().map_or(0, |index| index + 1);
        let Some(objects) = self.0.get(core) else { return find() };
        let mut objects = objects.lock().unwrap_or_else(PoisonError::into_inner);
        // What is remembered is held, so that nothing else has its address.
        let address = Arc::as_ptr(absent) as usize / 64;
        let Some(slot) = objects.get_mut((address ^ address >> 8) % FOUND_LATELY) else { return find() };
        match slot {
            Some((of, known, number)) if *of == kind && Arc::ptr_eq(known, absent) => *number,
            _ => {
                let number = find();
                *slot = Some((kind, Arc::clone(absent), number));
                number
            }
        }
    }
}

impl<'a, 'd> Building<'a, 'd> {
    /// Of rows whose links lead into a plan and to what comes.
    pub(super) fn of(plan: &'a Plan, directory: &'a Directory<'d>) -> Self {
        Self { plan, directory, found: FoundLately::default() }
    }

    /// Builds the objects of rows, with what these say, and with the objects' numbers and what the plan has of them.
    pub(super) fn built(
        &self,
        rows: &[RowHeading],
        contents: Vec<Content>,
        numbers: &[(u64, Option<u64>)],
        moved: &QuickSet<AnyId>,
    ) -> Vec<Built> {
        let rows = rows.par_iter().zip(contents).zip(numbers);
        rows.map(|((row, content), (number, existing))| {
            let object = AnyId { kind: row.kind, number: *number };
            self.object(row, content, object, existing.is_none() || moved.contains(&object))
        })
        .collect()
    }

    /// `given`: the plan does not know the object by this identity yet.
    fn object(&self, row: &RowHeading, content: Content, object: AnyId, given: bool) -> Built {
        let before = self.plan.object(object);
        let pointing: Pointing<'_> = &|link| self.directory.point_to(link);
        let mut built = Built { change: None, quiet: false, said: None };
        let Content { made, last_updated, listed } = content;
        let ListedContent { mut fields, unmodelled } = listed.map(|listed| *listed).unwrap_or_default();
        let mut said = RowRemarks { warnings: parents_outside(row, &fields), ..RowRemarks::default() };
        if given {
            complete_identity(row, made.as_ref(), &mut fields);
        }
        for (key, message) in made.iter().flat_map(MadeFields::refused) {
            said.errors.push(Finding::new(Severity::Error, row.place.clone(), key, message));
        }
        let mut after = match (before, made) {
            (Some(before), made) => {
                fields.splice(0..0, made.iter().flat_map(MadeFields::values));
                Arc::from(relinked(before, pointing).unwrap_or_else(|| before.copied()))
            }
            (None, Some(made)) => made.into_entity(),
            (None, None) => row.kind.blank_arc(),
        };
        let entity = to_change(&mut after);
        if before.is_none() {
            self.resolve_links(entity, &mut said.unresolved);
        }
        let secret = before.is_some() && row.kind == Kind::Parameter && self.is_secret(&fields, Id::new(object.number));
        for (key, value) in fields {
            // What only stands for a secret leaves the one that the plan has.
            if secret && key == "value" && matches!(&value, Value::Text(text) if is_masked(text)) {
                continue;
            }
            self.set(entity, (row, before.is_some()), key, value, &mut said);
        }
        if entity.any_name().is_empty() {
            let message = format!("a {} needs a name", row.kind.singular());
            said.errors.push(Finding::new(Severity::Error, row.place.clone(), "", message));
        }
        let upstream = entity.any_upstream_mut();
        upstream.traffic_ops_id = row.traffic_ops_id.or(upstream.traffic_ops_id);
        if upstream.unmodelled.is_empty() {
            upstream.unmodelled = unmodelled.into();
        } else {
            upstream.unmodelled.extend(unmodelled);
        }
        if !said.errors.is_empty() {
            return built.saying(said);
        }
        let Some(before) = before else {
            entity.any_upstream_mut().last_updated = last_updated;
            built.change = Some(Change::into(self.plan, object, after));
            return built.saying(said);
        };
        let news = ObjectNews::between(before, entity);
        if news != ObjectNews::None {
            if last_updated.is_some() {
                entity.any_upstream_mut().last_updated = last_updated;
            }
            built.quiet = news == ObjectNews::TrafficOpsId && seed::names(row.kind).contains(&&*after.any_name());
            built.change = Some(Change::into(self.plan, object, after));
        }
        built.saying(said)
    }

    /// Points the links of an object that a row has made to what they name.
    fn resolve_links(&self, entity: &mut dyn AnyEntity, unresolved: &mut Vec<(Kind, Arc<Absent>)>) {
        let fields = entity.any_kind().fields();
        for (at, _) in fields.iter().enumerate().filter(|(_, info)| info.has_links()) {
            let mut waits = false;
            entity.links_at(at, &mut |link| waits |= link.id().is_none());
            if waits {
                let mut value = entity.value_at(at);
                self.resolve(&mut value, unresolved);
                // What the field had it takes again.
                let _ = entity.set_at(at, value);
            }
        }
    }

    /// Whether a parameter's value is a secret, by what comes or else by what the plan says.
    fn is_secret(&self, fields: &[(&'static str, Value)], id: Id<Parameter>) -> bool {
        match fields.iter().find(|(key, _)| *key == "secure") {
            Some((_, secure)) => *secure == Value::Bool(true),
            None => self.plan.get(id).is_some_and(|parameter| parameter.secure),
        }
    }

    fn set(
        &self,
        entity: &mut dyn AnyEntity,
        (row, is_known): (&RowHeading, bool),
        key: &'static str,
        mut value: Value,
        said: &mut RowRemarks,
    ) {
        let info = |at: usize| Some((at, row.kind.fields().get(at)?));
        let Some((at, info)) = row.kind.field_at(key).and_then(info) else {
            let message = format!("{} have no such field", row.kind.plural());
            said.errors.push(Finding::new(Severity::Error, row.place.clone(), key, message));
            return;
        };
        let takings = row.coarse.iter().filter(|(of, _)| *of == key);
        for (_, taking) in takings.clone() {
            if let Taking::Into(put) = taking {
                value = put(entity.value_at(at), value);
            }
        }
        if info.has_links() {
            self.resolve(&mut value, &mut said.unresolved);
        }
        if is_same_value(key, &entity.value_at(at), &value) {
            return;
        }
        let comes_to_it = |taking: &Taking| match taking {
            Taking::Unless(covers) => is_known && covers(&entity.value_at(at), &value),
            Taking::Into(_) => false,
        };
        if takings.map(|(_, taking)| taking).any(comes_to_it) {
            return;
        }
        if let Err(error) = entity.set_at(at, value) {
            said.errors.push(Finding::new(Severity::Error, row.place.clone(), key, error.to_string()));
        }
    }

    /// Points the links inside a value to what they name, and notes those that name nothing.
    fn resolve(&self, value: &mut Value, unresolved: &mut Vec<(Kind, Arc<Absent>)>) {
        match value {
            Value::Link(link) => {
                let Target::Absent(absent) = &link.target else { return };
                let find = || self.directory.find(link.kind, absent);
                if let Some(number) = self.found.find(link.kind, absent, find) {
                    link.target = Target::To(number);
                } else {
                    let kept = Directory::kept(absent);
                    unresolved.push((link.kind, Arc::clone(&kept)));
                    link.target = Target::Absent(kept);
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.resolve(item, unresolved)),
            Value::Object(members) => members.iter_mut().for_each(|(_, member)| self.resolve(member, unresolved)),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::Json(_) => {}
        }
    }
}

/// The parents of a topology's nodes that its list of nodes has not (`TO/topology/validation.go` refuses them).
fn parents_outside(row: &RowHeading, fields: &[(&'static str, Value)]) -> Vec<Finding> {
    if row.kind != Kind::Topology {
        return Vec::new();
    }
    let Some((_, Value::List(nodes))) = fields.iter().find(|(key, _)| *key == "nodes") else { return Vec::new() };
    let Ok(nodes) = nodes.iter().cloned().map(TopologyNode::from_value).collect::<Result<Vec<_>, _>>() else {
        return Vec::new();
    };
    let topology = Topology { name: row.identity.concat(), nodes, ..Topology::default() };
    let told = topology.parents_outside().into_iter().map(|(node, parent)| {
        let message = format!(
            "node {node} of the topology `{}` names node {parent} as a parent, and there are only nodes 0 to {}; it is kept",
            topology.name,
            topology.nodes.len() - 1
        );
        Finding::new(Severity::Warning, row.place.clone(), &format!("nodes/{node}/parents"), message)
    });
    told.collect()
}

/// How an object differs from what it was.
#[derive(PartialEq)]
enum ObjectNews {
    /// In nothing that counts: moments and marks of running systems don't.
    None,
    /// Only in its Traffic Ops id.
    TrafficOpsId,
    /// In what a plan is about.
    Content,
}

impl ObjectNews {
    fn between(before: &dyn AnyEntity, after: &dyn AnyEntity) -> Self {
        if before.is_equal(after) {
            return Self::None;
        }
        let (old, new) = (before.any_upstream(), after.any_upstream());
        let differs = |(at, info): (usize, &FieldInfo)| !info.volatile && before.value_at(at) != after.value_at(at);
        if old.unmodelled != new.unmodelled || before.any_kind().fields().iter().enumerate().any(differs) {
            Self::Content
        } else if old.traffic_ops_id != new.traffic_ops_id {
            Self::TrafficOpsId
        } else {
            Self::None
        }
    }
}

/// Adds the fields that the identity speaks of and the row does not.
fn complete_identity(row: &RowHeading, made: Option<&MadeFields>, fields: &mut Vec<(&'static str, Value)>) {
    for (key, part) in identity_fields(row.kind).iter().zip(&row.identity) {
        let is_said = fields.iter().any(|(given, _)| given == key) || made.is_some_and(|made| made.says(key));
        if part.is_empty() || is_said {
            continue;
        }
        let Some(info) = row.kind.field(key) else { continue };
        let value = match info.shape {
            Shape::Link(kind) => Value::Link(AnyLink { kind, target: Target::Absent(Absent::named(part)) }),
            Shape::Int => part.parse().map_or_else(|_| Value::Text(part.clone()), Value::Int),
            _ => Value::Text(part.clone()),
        };
        fields.push((info.key, value));
    }
}

/// Objects with links changed after they were built: those to rows that turned out not to come.
pub(super) fn repointed(change: Change, pointing: Pointing<'_>) -> Change {
    let next = change.any_delta().and_then(|delta| relinked(delta.after?, pointing));
    next.map(|next| change.ending_in(next)).unwrap_or(change)
}
