//! What somebody has typed and not yet made an edit of. Untouched fields follow the plan, touched ones stay as they
//! are; the plan itself is only read.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use super::kinds;
use super::kinds::KindForm;
use super::node::{InputFault, InputItem, InputNode};
use crate::edit::ApplyError;
use crate::finding::{Finding, ObjectRef, RuleId, Severity};
use crate::model::kind::with_kind;
use crate::model::{AnyId, AnyLink, Entity, FieldInfo, Id, Kind, Plan, Position, Value};
use crate::rules::portal::{self, TextForm};

/// What a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum FormSubject {
    /// An object of the plan.
    Object(AnyId),
    /// One that is yet to be made.
    New(Kind),
}

impl FormSubject {
    /// Its kind.
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Object(object) => object.kind,
            Self::New(kind) => kind,
        }
    }

    /// The object; none: it is yet to be made.
    pub(super) const fn object(self) -> Option<AnyId> {
        match self {
            Self::Object(object) => Some(object),
            Self::New(_) => None,
        }
    }
}

/// A field of a form.
#[derive(Debug)]
pub(super) struct FieldDraft {
    /// What it is.
    pub info: FieldInfo,
    /// What the plan has.
    pub value: Value,
    /// The same as input.
    origin: InputNode,
    /// What stands in the form.
    pub node: InputNode,
    /// What the plan had before it changed underneath something typed.
    pub before: Option<Value>,
    /// Why the last attempt was refused.
    pub refusal: Option<String>,
    /// Whether something else stands there than the plan has, or than new objects start with.
    touched: bool,
    /// Whether new objects start with something else than nothing.
    prefilled: bool,
    /// The value in the form, or why it is none; none: the plan's own.
    typed: Option<Result<Value, InputFault>>,
    /// Counts up with everything that is typed anywhere: the newest is undone first.
    pub typed_at: u64,
}

/// Counts what is typed.
static TYPED: AtomicU64 = AtomicU64::new(1);

/// Everything that stands in a form.
#[derive(Debug)]
pub(super) struct FormDraft {
    /// What it is about.
    pub subject: FormSubject,
    /// Its fields, in the form's order.
    pub fields: Vec<FieldDraft>,
    /// The revision that the fields follow.
    revision: Option<u64>,
    /// Whether somebody has tried to store it: then everything that is missing shows.
    pub attempted: bool,
    /// Why the last attempt was refused, where no field is to blame.
    pub refusal: Option<String>,
    /// The fallbacks that went when the type did, to come back with it.
    pub cleared: Vec<InputItem>,
    /// The servers that a new delivery service is to have, by their ids' numbers.
    pub servers: BTreeSet<u64>,
    /// What rules say of it.
    pub found: Vec<Finding>,
}

/// The fields of a kind's form with something for each, in the form's order.
fn in_order<T>(kind: Kind, with: Vec<T>) -> Vec<(FieldInfo, T)> {
    let mut infos: Vec<FieldInfo> = with_kind!(kind, T => T::FIELDS.iter().map(|field| field.info).collect());
    let form = kinds::of(kind);
    infos.extend(form.place_fields);
    infos.extend(form.beside_fields);
    let place = |info: &FieldInfo| form.rules.iter().position(|rule| rule.key == info.key);
    let mut fields: Vec<(FieldInfo, T)> = infos.into_iter().zip(with).collect();
    fields.sort_by_key(|(info, _)| place(info).unwrap_or(usize::MAX));
    fields
}

/// What an object has in the fields of its form; none: it is not in the plan.
fn values(plan: &Plan, object: AnyId) -> Option<Vec<(FieldInfo, Value)>> {
    let mut values: Vec<Value> = with_kind!(object.kind, T => {
        let entity = plan.get::<T>(Id::new(object.number))?;
        T::FIELDS.iter().map(|field| (field.get)(entity)).collect()
    });
    values.extend((kinds::of(object.kind).place_values)(plan, object));
    values.extend((kinds::of(object.kind).beside_values)(plan, object));
    Some(in_order(object.kind, values))
}

impl FieldDraft {
    fn new(info: FieldInfo, value: Value) -> Self {
        let origin = InputNode::of(&info.shape, &value);
        let node = origin.clone();
        Self {
            info,
            value,
            node,
            origin,
            before: None,
            refusal: None,
            touched: false,
            prefilled: false,
            typed: None,
            typed_at: 0,
        }
    }

    /// To be called when something was typed: reads it once, so that frames need not.
    pub(super) fn settle(&mut self) {
        self.touched = self.node != self.origin;
        self.typed_at = if self.touched { TYPED.fetch_add(1, Ordering::Relaxed) } else { 0 };
        let read = || {
            let value = self.node.read(&self.info.shape, self.info.nullable)?;
            super::node::check_range(self.info.key, &value)?;
            Ok(value)
        };
        self.typed = (self.touched || self.prefilled).then(read);
        self.refusal = None;
    }

    /// Whether something else stands there than at first.
    pub(super) const fn is_touched(&self) -> bool {
        self.touched
    }

    /// The value, or why it is none.
    pub(super) fn read(&self) -> Result<&Value, InputFault> {
        match &self.typed {
            None => Ok(&self.value),
            Some(read) => read.as_ref().map_err(|fault| *fault),
        }
    }

    /// Whether Update would change the field, or fail to.
    pub(super) fn is_changed(&self) -> bool {
        self.touched && self.read() != Ok(&self.value)
    }

    /// Takes what stands there as what stood there at first.
    fn start_here(&mut self) {
        self.prefilled = self.node != self.origin;
        self.origin = self.node.clone();
        self.settle();
    }

    /// Takes over what the plan has now.
    fn follow(&mut self, value: Value) {
        if value == self.value {
            return;
        }
        let fresh = InputNode::of(&self.info.shape, &value);
        if !self.touched {
            self.node = fresh.clone();
            self.before = None;
        } else if self.node == fresh {
            self.before = None;
        } else {
            self.before.get_or_insert_with(|| self.value.clone());
        }
        self.value = value;
        self.origin = fresh;
        self.settle();
    }

    /// Forgets what was typed.
    pub(super) fn discard(&mut self) {
        if self.touched {
            self.node = self.origin.clone();
            self.settle();
        }
        self.before = None;
        self.refusal = None;
    }
}

impl FormDraft {
    /// Of an object of the plan.
    pub(super) fn of(plan: &Plan, object: AnyId) -> Option<Self> {
        let values = values(plan, object)?;
        let fields = values.into_iter().map(|(info, value)| FieldDraft::new(info, value));
        Some(Self::with(FormSubject::Object(object), fields.collect()))
    }

    /// Of a new object in which nothing stands yet.
    pub(super) fn blank(kind: Kind) -> Self {
        let mut defaults: Vec<Value> = with_kind!(kind, T => {
            let blank = T::default();
            T::FIELDS.iter().map(|field| (field.get)(&blank)).collect()
        });
        defaults.extend(kinds::of(kind).place_fields.iter().map(|_| Value::Null));
        defaults.extend(kinds::of(kind).beside_fields.iter().map(|_| Value::List(Vec::new())));
        let fields = in_order(kind, defaults).into_iter().map(|(info, value)| FieldDraft::new(info, value)).collect();
        Self::with(FormSubject::New(kind), fields)
    }

    /// Of no object: nothing is said in any field, not even what new objects have by themselves.
    pub(super) fn unsaid(kind: Kind) -> Self {
        let mut draft = Self::blank(kind);
        for field in &mut draft.fields {
            *field = FieldDraft::new(FieldInfo { nullable: true, ..field.info }, Value::Null);
        }
        draft
    }

    /// Of a new object, with what new ones usually have.
    pub(super) fn of_new(plan: &Plan, kind: Kind, position: Option<Position>) -> Self {
        let mut draft = Self::blank(kind);
        (kinds::of(kind).start)(&mut draft, plan);
        draft.fields.iter_mut().for_each(FieldDraft::start_here);
        if let Some(position) = position {
            draft.place(position);
        }
        draft
    }

    fn with(subject: FormSubject, fields: Vec<FieldDraft>) -> Self {
        Self {
            subject,
            fields,
            revision: None,
            attempted: false,
            refusal: None,
            cleared: Vec::new(),
            servers: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    /// What its kind's form says.
    pub(super) fn form(&self) -> &'static KindForm {
        kinds::of(self.subject.kind())
    }

    /// Puts an object somewhere, as far as its kind has a place of its own.
    pub(super) fn place(&mut self, position: Position) {
        (self.form().place)(self, position);
    }

    /// Puts something into a field.
    pub(super) fn set(&mut self, key: &str, node: InputNode) {
        if let Some(field) = self.field_mut(key) {
            field.node = node;
            field.settle();
        }
    }

    /// Lets a field that nobody touched start with something else.
    pub(super) fn restart(&mut self, key: &str, node: InputNode) {
        if let Some(field) = self.field_mut(key).filter(|field| !field.touched && field.node != node) {
            field.node = node;
            field.start_here();
        }
    }

    /// What stands in a field of text or numbers.
    pub(super) fn text(&self, key: &str) -> &str {
        match self.field(key).map(|field| &field.node) {
            Some(InputNode::Text(text)) => text,
            _ => "",
        }
    }

    /// The reference in a field.
    pub(super) fn link(&self, key: &str) -> Option<&AnyLink> {
        match &self.field(key)?.node {
            InputNode::Link(link) => link.as_ref(),
            _ => None,
        }
    }

    /// The field with a key.
    pub(super) fn field(&self, key: &str) -> Option<&FieldDraft> {
        self.fields.iter().find(|field| field.info.key == key)
    }

    /// The same, to type into it.
    pub(super) fn field_mut(&mut self, key: &str) -> Option<&mut FieldDraft> {
        self.fields.iter_mut().find(|field| field.info.key == key)
    }

    /// Takes over what the plan has now in all fields that nobody touched. False: the object has gone.
    pub(super) fn follow(&mut self, plan: &Plan, revision: u64) -> bool {
        if self.revision == Some(revision) {
            return true;
        }
        self.revision = Some(revision);
        let FormSubject::Object(object) = self.subject else { return true };
        let Some(values) = values(plan, object) else { return false };
        for (field, (_, value)) in self.fields.iter_mut().zip(values) {
            field.follow(value);
        }
        if !self.is_changed() {
            self.attempted = false;
            self.refusal = None;
            self.cleared.clear();
        }
        true
    }

    /// Whether there is something to store.
    pub(super) fn is_changed(&self) -> bool {
        !self.servers.is_empty() || self.fields.iter().any(FieldDraft::is_changed)
    }

    /// The field in which somebody typed last, of those that are changed.
    pub(super) fn last_typed(&self) -> Option<&FieldDraft> {
        self.fields.iter().filter(|field| field.is_changed()).max_by_key(|field| field.typed_at)
    }

    /// Forgets what was last typed; gives the field's key and what stood there.
    pub(super) fn take_typing(&mut self) -> Option<(&'static str, InputNode)> {
        let key = self.last_typed()?.info.key;
        let field = self.field_mut(key)?;
        let node = field.node.clone();
        field.discard();
        Some((key, node))
    }

    /// Forgets all that was typed.
    pub(super) fn discard(&mut self) {
        self.fields.iter_mut().for_each(FieldDraft::discard);
        self.attempted = false;
        self.refusal = None;
        self.cleared.clear();
        self.servers.clear();
    }

    /// The object that the form is of; one that is new has no name yet.
    pub(super) fn about(&self) -> ObjectRef {
        let name = self.field(self.form().name).map(|field| &field.value);
        let name = if let Some(Value::Text(name)) = name { name.clone() } else { String::new() };
        ObjectRef { kind: self.subject.kind(), name, id: self.subject.object() }
    }

    /// What is to be said about a field; none: nothing. What cannot be stored is an error, all else a warning.
    pub(super) fn finding(&self, plan: &Plan, field: &FieldDraft) -> Option<Finding> {
        let (severity, words) = self.judge(plan, field)?;
        let judged = |value: &Value| Some(portal::judge(self.subject.kind(), field.info.key, value)?.0.rule());
        let rule = if severity == Severity::Error { None } else { field.read().ok().and_then(judged) };
        let rule = rule.unwrap_or(RuleId::NONE);
        Some(Finding { rule, ..Finding::new(severity, self.about(), field.info.key, words) })
    }

    fn judge(&self, plan: &Plan, field: &FieldDraft) -> Option<(Severity, String)> {
        if let Some(refusal) = &field.refusal {
            return Some((Severity::Error, refusal.clone()));
        }
        let kind = self.subject.kind();
        // Nobody is blamed for what he has not come to yet.
        let fresh = self.subject.object().is_none() && !self.attempted && !field.is_touched();
        if fresh {
            return None;
        }
        let key = field.info.key;
        if self.form().is_place(key) && field.node.is_blank() && !self.is_nowhere() {
            // Half a position cannot be stored.
            return Some((Severity::Error, portal::missing(kind, key).to_owned()));
        }
        match field.read() {
            Err(InputFault::Missing) => Some((Severity::Error, portal::missing(kind, key).to_owned())),
            Err(InputFault::NotWhole) if self.form().rule(key).is_some_and(|rule| rule.form == TextForm::Natural) => {
                Some((Severity::Error, "Whole Number".to_owned()))
            }
            Err(fault) => Some((Severity::Error, fault.to_string())),
            // One sentence about both says more than two about each.
            Ok(Value::Null) if self.is_nowhere() && self.form().is_place(key) => None,
            Ok(value) => {
                let refusal = if key == self.form().name { self.name_refusal(plan, value) } else { None };
                let warned = || portal::judge(kind, key, value).map(|(_, words)| (Severity::Warning, words));
                refusal.map(|refusal| (Severity::Error, refusal)).or_else(warned)
            }
        }
    }

    /// Whether something that has a position has none, neither in the plan nor in the form.
    pub(super) fn is_nowhere(&self) -> bool {
        let place = self.form().place_fields;
        let is_blank = |info: &FieldInfo| self.field(info.key).is_some_and(|field| field.node.is_blank());
        !place.is_empty() && place.iter().all(is_blank)
    }

    /// Why a name cannot be stored.
    fn name_refusal(&self, plan: &Plan, value: &Value) -> Option<String> {
        let Value::Text(name) = value else { return None };
        let kind = self.subject.kind();
        if name.is_empty() {
            return Some("Required".to_owned());
        }
        let own = self.subject.object().map(|object| object.number);
        let unique = kind.has_unique_names() && !matches!(kind, Kind::Waiver | Kind::OtherRow);
        let taken = unique && plan.indexes.named(kind, name).any(|other| Some(other) != own);
        taken.then(|| ApplyError::NameTaken { kind, name: name.clone() }.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::CacheGroup;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn plan_with_group() -> (Plan, AnyId) {
        let plan = Plan::default();
        let fields = vec![("name", text("edge-denver")), ("shortName", text("DEN"))];
        let edit = intent::create_cache_group(&plan, fields, Position::new(39.5, -104.5).ok()).unwrap();
        let plan = plan.applying(&edit).unwrap();
        let id = AnyId { kind: Kind::CacheGroup, number: plan.find::<CacheGroup>("edge-denver").unwrap().number() };
        (plan, id)
    }

    #[test]
    fn untouched_fields_follow_and_touched_ones_stay() {
        let (plan, id) = plan_with_group();
        let mut draft = FormDraft::of(&plan, id).unwrap();
        assert!(!draft.is_changed());
        draft.set("shortName", InputNode::Text("DTC".to_owned()));
        assert!(draft.is_changed());
        let edit = intent::change(&plan, id, vec![("name", text("edge-dtc")), ("shortName", text("DX"))]).unwrap();
        let next = plan.applying(&edit).unwrap();
        assert!(draft.follow(&next, 2));
        assert_eq!(draft.field("name").unwrap().node, InputNode::Text("edge-dtc".to_owned()));
        let short = draft.field("shortName").unwrap();
        assert_eq!(short.node, InputNode::Text("DTC".to_owned()));
        assert_eq!((&short.before, &short.value), (&Some(text("DEN")), &text("DX")));
        let edit = intent::change(&next, id, vec![("shortName", text("DTC"))]).unwrap();
        assert!(draft.follow(&next.applying(&edit).unwrap(), 3));
        assert!(!draft.is_changed(), "what was typed has become so");
    }

    #[test]
    fn numbers_that_only_look_different_are_no_change() {
        let (plan, id) = plan_with_group();
        let mut draft = FormDraft::of(&plan, id).unwrap();
        draft.set("latitude", InputNode::Text("39.50".to_owned()));
        assert!(!draft.is_changed());
        draft.set("latitude", InputNode::Text("39.50x".to_owned()));
        assert!(draft.is_changed());
        let field = draft.field("latitude").unwrap();
        let found = draft.finding(&plan, field).unwrap();
        assert_eq!((found.severity, found.message.as_str()), (Severity::Error, "Must be a number, like 39.7392"));
    }

    #[test]
    fn a_new_form_does_not_scold_before_it_is_tried() {
        let plan = Plan::default();
        let mut draft = FormDraft::of_new(&plan, Kind::CacheGroup, Position::new(1.0, 2.0).ok());
        assert_eq!(draft.finding(&plan, draft.field("name").unwrap()), None);
        draft.attempted = true;
        let found = draft.finding(&plan, draft.field("name").unwrap()).unwrap();
        assert_eq!(
            (found.severity, found.field.as_str(), found.message.as_str()),
            (Severity::Error, "name", "Required")
        );
        assert!(draft.is_changed(), "it has a place already");
        assert!(draft.follow(&plan, 7));
    }
}
