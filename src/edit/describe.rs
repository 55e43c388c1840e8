//! Edits in the planner's words: by object and field, what was and what will be. For dry runs, History and diffs. It
//! knows no file format; values come out as data, with names instead of ids, and as text.

use super::change::{AnyDelta, Change, Edit};
use crate::model::{
    Absent, AnyEntity, AnyId, AnyLink, AnyPair, CacheGroup, FieldInfo, Identities, Kind, Parameter, Plan, RelationKind,
    SECRET_PLACEHOLDER, Target, Upstream, Value, seed,
};
use crate::sorting::{OrderedMap, OrderedSet, gather, sort, sort_by};

/// What an edit does in the end, each object once, sorted by kind and identity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// What comes.
    pub added: Vec<ChangeSubject>,
    /// What becomes another.
    pub changed: Vec<ChangedObject>,
    /// What goes.
    pub removed: Vec<ChangeSubject>,
}

/// An object, or a pair of a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeSubject {
    /// The kind of object, or the relation.
    pub sort: Sort,
    /// What files call it; of a pair, what they call the one and the other.
    pub identity: Vec<String>,
}

/// What sort of thing a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// An object of that kind.
    Object(Kind),
    /// A pair of that relation.
    Pair(RelationKind),
}

/// An object that changed, and its fields that did.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedObject {
    /// What it is called afterwards.
    pub subject: ChangeSubject,
    /// Its fields, in the order of the form.
    pub fields: Vec<ChangedField>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedField {
    /// Its key, or `trafficOpsId` or `unmodelled`.
    pub key: &'static str,
    /// Its label on the form.
    pub label: &'static str,
    /// What was; links name what they point to, so that no plan is needed to read them.
    pub before: Value,
    /// What is.
    pub after: Value,
}

impl Sort {
    /// Its word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Object(kind) => kind.key(),
            Self::Pair(relation) => relation.key(),
        }
    }

    /// Its name in a sentence.
    pub fn describe(self) -> String {
        match self {
            Self::Object(kind) => kind.singular().to_owned(),
            Self::Pair(relation) => format!("pair of {}", relation.describe()),
        }
    }
}

impl ChangeSubject {
    /// Its name, as people read it.
    pub fn name(&self) -> String {
        self.identity.join("/")
    }
}

impl std::fmt::Display for ChangeSubject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} `{}`", self.sort.describe(), self.name())
    }
}

impl ChangedField {
    /// Like `Short Name: DEN-E becomes DTC-E`.
    pub fn sentence(&self) -> String {
        format!("{}: {} becomes {}", self.label, text(&self.before), text(&self.after))
    }
}

impl Description {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// What an edit made of one plan another. Fields that say nothing about a plan are left out, and so are seeds that
/// only learnt their Traffic Ops ids.
pub fn describe(before: &Plan, after: &Plan, edit: &Edit) -> Description {
    let mut objects: OrderedSet<AnyId> = OrderedSet::new();
    let mut pairs: OrderedSet<AnyPair> = OrderedSet::new();
    for change in &edit.changes {
        objects.extend(change.object());
        if let super::Change::Link(link) = change {
            pairs.insert(link.pair.clone());
        }
    }
    let names = BothNames { before: Identities::of(before), after: Identities::of(after) };
    let mut description = Description::default();
    for object in objects {
        match (before.contains(object), after.contains(object)) {
            (false, true) => description.added.push(subject(&names.after, object)),
            (true, false) => description.removed.push(subject(&names.before, object)),
            (true, true) => description.changed.extend(changed(before, after, &names, object)),
            (false, false) => {}
        }
    }
    for pair in pairs {
        match (pair.relation.contains(before, &pair), pair.relation.contains(after, &pair)) {
            (false, true) => description.added.push(pair_subject(&names.after, &pair)),
            (true, false) => description.removed.push(pair_subject(&names.before, &pair)),
            (true, true) | (false, false) => {}
        }
    }
    sort(&mut description.added);
    sort_by(&mut description.changed, |a, b| a.subject.cmp(&b.subject));
    sort(&mut description.removed);
    description
}

/// How many objects and pairs of each sort an edit adds, changes and removes: what `describe` lists, without names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// What comes.
    pub added: OrderedMap<Sort, usize>,
    /// What becomes another.
    pub changed: OrderedMap<Sort, usize>,
    /// What goes.
    pub removed: OrderedMap<Sort, usize>,
}

/// Counts what an edit made of one plan another; for a large one this is much faster than describing it.
pub fn count_changes(before: &Plan, after: &Plan, edit: &Edit) -> Counts {
    if edit.has_each_once() {
        return count_each(before, after, edit);
    }
    let (mut stays, mut counts) = (Vec::new(), Counts::default());
    let mut objects: Vec<AnyId> = edit.changes.iter().filter_map(super::Change::object).collect();
    sort(&mut objects);
    objects.dedup();
    for object in objects {
        let sort = Sort::Object(object.kind);
        match (before.contains(object), after.contains(object)) {
            (false, true) => *counts.added.entry(sort).or_default() += 1,
            (true, false) => *counts.removed.entry(sort).or_default() += 1,
            (true, true) => stays.push(object),
            (false, false) => {}
        }
    }
    count_changed(before, after, stays, &mut counts);
    let mut pairs: Vec<&AnyPair> = edit
        .changes
        .iter()
        .filter_map(|change| match change {
            super::Change::Link(link) => Some(&link.pair),
            _ => None,
        })
        .collect();
    sort(&mut pairs);
    pairs.dedup();
    for pair in pairs {
        let sort = Sort::Pair(pair.relation);
        match (pair.relation.contains(before, pair), pair.relation.contains(after, pair)) {
            (false, true) => *counts.added.entry(sort).or_default() += 1,
            (true, false) => *counts.removed.entry(sort).or_default() += 1,
            (true, true) | (false, false) => {}
        }
    }
    counts
}

/// Counts the changes of an edit of which none meets another.
fn count_each(before: &Plan, after: &Plan, edit: &Edit) -> Counts {
    let (mut stays, mut counts) = (Vec::new(), Counts::default());
    // Most stand behind others of their sort.
    let mut run = None;
    for change in &edit.changes {
        let (sort, comes) = match (change.link(), change.any_delta()) {
            (Some(link), _) => (Sort::Pair(link.pair.relation), link.present),
            (None, Some(AnyDelta { object, before: Some(_), after: Some(_) })) => {
                stays.push(object);
                continue;
            }
            (None, Some(AnyDelta { object, before, after })) if before.is_some() || after.is_some() => {
                (Sort::Object(object.kind), after.is_some())
            }
            (None, _) => continue,
        };
        match &mut run {
            Some((known, count)) if *known == (sort, comes) => *count += 1,
            _ => count_run(&mut counts, run.replace(((sort, comes), 1))),
        }
    }
    count_run(&mut counts, run);
    count_changed(before, after, stays, &mut counts);
    counts
}

/// Adds changes that follow each other: of what sort they are, whether it comes, and how many there are.
fn count_run(counts: &mut Counts, run: Option<((Sort, bool), usize)>) {
    if let Some(((sort, comes), count)) = run {
        let of = if comes { &mut counts.added } else { &mut counts.removed };
        *of.entry(sort).or_default() += count;
    }
}

fn count_changed(before: &Plan, after: &Plan, stays: Vec<AnyId>, counts: &mut Counts) {
    if stays.is_empty() {
        return;
    }
    let names = BothNames { before: Identities::of(before), after: Identities::of(after) };
    for object in stays.into_iter().filter(|object| changed(before, after, &names, *object).is_some()) {
        *counts.changed.entry(Sort::Object(object.kind)).or_default() += 1;
    }
}

/// How many changes an edit is for people: as many as `describe` lists of it, told by the edit alone.
pub fn told_changes(edit: &Edit) -> usize {
    edit.changes.iter().filter(|change| says_something(change)).count()
}

/// Whether a change is one that `describe` lists.
fn says_something(change: &Change) -> bool {
    let Some(AnyDelta { object, before: Some(before), after: Some(after) }) = change.any_delta() else { return true };
    let differs = |(at, info): (usize, &FieldInfo)| {
        !info.volatile && !is_same_value(info.key, &before.value_at(at), &after.value_at(at))
    };
    let (old, new) = (before.any_upstream(), after.any_upstream());
    let learns = old.traffic_ops_id != new.traffic_ops_id && !seed::names(object.kind).contains(&&*after.any_name());
    learns || old.unmodelled != new.unmodelled || object.kind.fields().iter().enumerate().any(differs)
}

/// Whether two values of a field say the same: the methods of a cache group have no order.
pub(crate) fn is_same_value(key: &str, before: &Value, after: &Value) -> bool {
    if before == after {
        return true;
    }
    let sorted = |value: &Value| match value {
        Value::List(items) => {
            let mut texts: Vec<String> = items.iter().map(text).collect();
            texts.sort_unstable();
            Some(texts)
        }
        _ => None,
    };
    key == CacheGroup::METHODS && sorted(before).is_some_and(|before| Some(before) == sorted(after))
}

/// What both plans call their objects.
pub(crate) struct BothNames<'a> {
    pub(crate) before: Identities<'a>,
    pub(crate) after: Identities<'a>,
}

/// What makes two references the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SameLinks {
    /// The id: both plans are of one descent, and what was renamed is still the same.
    ById,
    /// The name: ids of the one plan mean nothing in the other.
    ByName,
}

pub(crate) fn subject(names: &Identities<'_>, object: AnyId) -> ChangeSubject {
    ChangeSubject { sort: Sort::Object(object.kind), identity: names.identity(object) }
}

pub(crate) fn pair_subject(names: &Identities<'_>, pair: &AnyPair) -> ChangeSubject {
    let sides = pair.links().into_iter().flat_map(|link| identity(names, &link).identity);
    ChangeSubject { sort: Sort::Pair(pair.relation), identity: sides.collect() }
}

fn changed(before: &Plan, after: &Plan, names: &BothNames<'_>, object: AnyId) -> Option<ChangedObject> {
    let fields = fields(before.object(object)?, after.object(object)?, names, SameLinks::ById);
    changed_object(names, object, fields)
}

/// An object of the later plan with the fields that changed; none when that says nothing.
pub(crate) fn changed_object(names: &BothNames<'_>, object: AnyId, fields: Vec<ChangedField>) -> Option<ChangedObject> {
    let subject = subject(&names.after, object);
    let learns = fields.iter().all(|field| field.key == TRAFFIC_OPS_ID)
        && subject.identity.first().is_some_and(|name| seed::names(object.kind).contains(&name.as_str()));
    (!fields.is_empty() && !learns).then_some(ChangedObject { subject, fields })
}

const TRAFFIC_OPS_ID: &str = "trafficOpsId";

/// The fields in which an object differs, volatile ones aside.
pub(crate) fn fields(
    before: &dyn AnyEntity,
    after: &dyn AnyEntity,
    names: &BothNames<'_>,
    links: SameLinks,
) -> Vec<ChangedField> {
    let secret = holds_secret(before) || holds_secret(after);
    let mut changed = Vec::new();
    for (at, info) in before.any_kind().fields().iter().enumerate().filter(|(_, info)| !info.volatile) {
        let (old, new) = (before.value_at(at), after.value_at(at));
        let by_name = links == SameLinks::ByName && info.has_links();
        if !by_name && is_same_value(info.key, &old, &new) {
            continue;
        }
        let (before, after) = if secret && info.key == "value" {
            (Value::Text(SECRET_PLACEHOLDER.to_owned()), Value::Text(SECRET_PLACEHOLDER.to_owned()))
        } else {
            (named(&names.before, old), named(&names.after, new))
        };
        if by_name && before == after {
            continue;
        }
        changed.push(ChangedField { key: info.key, label: info.form, before, after });
    }
    let (old, new) = (before.any_upstream(), after.any_upstream());
    if old.traffic_ops_id != new.traffic_ops_id {
        let id = |upstream: &Upstream| upstream.traffic_ops_id.map_or(Value::Null, Value::Int);
        changed.push(ChangedField { key: TRAFFIC_OPS_ID, label: "Traffic Ops ID", before: id(old), after: id(new) });
    }
    if old.unmodelled != new.unmodelled {
        let label = "Fields that are kept";
        let (before, after) = (others(old, new), others(new, old));
        changed.push(ChangedField { key: "unmodelled", label, before, after });
    }
    changed
}

/// What `of` says otherwise than `than`, among what we do not model.
fn others(of: &Upstream, than: &Upstream) -> Value {
    let differing = of.unmodelled.iter().filter(|(key, value)| than.unmodelled.get(*key) != Some(*value));
    let members: serde_json::Map<_, _> = gather(differing.map(|(key, value)| (key.clone(), value.clone())));
    if members.is_empty() { Value::Null } else { Value::Json(serde_json::Value::Object(members)) }
}

/// Whether the object's `value` must not be shown.
fn holds_secret(entity: &dyn AnyEntity) -> bool {
    entity.downcast::<Parameter>().is_some_and(|parameter| parameter.secure)
}

/// A value whose links name what they point to.
pub fn named(names: &Identities<'_>, value: Value) -> Value {
    match value {
        Value::Link(link) => {
            let target = Target::Absent(std::sync::Arc::new(identity(names, &link)));
            Value::Link(AnyLink { kind: link.kind, target })
        }
        Value::List(items) => Value::List(items.into_iter().map(|item| named(names, item)).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(key, member)| (key, named(names, member))).collect())
        }
        plain @ (Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::Json(_)) => {
            plain
        }
    }
}

pub(crate) fn identity(names: &Identities<'_>, link: &AnyLink) -> Absent {
    match (&link.target, link.id()) {
        // A name tells enough; beside it the id would only make what is missing differ from what is there.
        (Target::Absent(absent), _) if !absent.identity.is_empty() => {
            Absent { identity: absent.identity.clone(), traffic_ops_id: None }
        }
        (Target::Absent(absent), _) => Absent::clone(absent),
        (Target::To(_), Some(id)) => Absent { identity: names.identity(id), traffic_ops_id: None },
        (Target::To(_), None) => Absent::default(),
    }
}

/// A value whose links are names, for people to read: `none`, `39.7`, `mid-east, mid-west`.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) if text.is_empty() => "empty".to_owned(),
        Value::Text(text) => in_one_line(text),
        Value::Link(link) => match &link.target {
            Target::Absent(absent) => absent.to_string(),
            Target::To(number) => format!("{} #{number}", link.kind.singular()),
        },
        Value::List(items) if items.is_empty() => "none".to_owned(),
        Value::List(items) => items.iter().map(text_in_list).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            members.iter().map(|(key, member)| format!("{key} {}", text_in_list(member))).collect::<Vec<_>>().join(", ")
        }
        Value::Json(json) => json.to_string(),
    }
}

/// Several lines, like those of headers, with a mark where one ends.
fn in_one_line(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', " ⏎ ")
}

/// Brackets keep what belongs together apart from its neighbours.
fn text_in_list(value: &Value) -> String {
    match value {
        Value::List(items) if items.is_empty() => "none".to_owned(),
        Value::List(_) => format!("[{}]", text(value)),
        Value::Object(_) => format!("({})", text(value)),
        _ => text(value),
    }
}

/// Every reference to something that the plan lacks, in words: who refers, in which field, to what.
pub fn unresolved(plan: &Plan) -> Vec<String> {
    let names = Identities::of(plan);
    let sentences = plan.unresolved().into_iter().map(|unresolved| {
        let missing = format!(
            "the {} `{}`, which is not in the plan",
            unresolved.to.kind.singular(),
            plan.link_name(&unresolved.to)
        );
        match (unresolved.from, &unresolved.pair) {
            (Some(from), _) => {
                let labels = labels_with(plan, from, &unresolved.to).join(", ");
                format!("the {} refers to {missing} ({labels})", subject(&names, from))
            }
            (None, Some(pair)) => format!("the {} refers to {missing}", pair_subject(&names, pair)),
            (None, None) => missing,
        }
    });
    let outside = plan.topologies().iter().flat_map(|(_, topology)| {
        let told = topology.parents_outside().into_iter();
        told.map(|(node, parent)| {
            format!("the topology `{}` refers from node {node} to node {parent}, which it has not", topology.name)
        })
    });
    sentences.chain(outside).collect()
}

/// The labels of an object's fields that hold a link.
pub(super) fn labels_with(plan: &Plan, object: AnyId, wanted: &AnyLink) -> Vec<&'static str> {
    let Some(entity) = plan.object(object) else { return Vec::new() };
    let holds = |at: usize| {
        let mut found = false;
        entity.links_at(at, &mut |link| found = found || link == *wanted);
        found
    };
    object.kind.fields().iter().enumerate().filter(|(at, _)| holds(*at)).map(|(_, info)| info.form).collect()
}
