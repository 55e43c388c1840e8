//! What somebody has typed and not yet made an edit of. Untouched fields follow the plan, touched ones stay as they
//! are; the plan itself is only read.

use super::node::{InputFault, InputItem, InputNode};
use crate::edit::intent::{self, FieldValues, Refusal};
use crate::edit::{ApplyError, Edit};
use crate::finding::{Finding, ObjectRef, RuleId, Severity};
use crate::model::{AnyId, AnyLink, FieldInfo, Kind, Plan, Position, Value};
use crate::rules::portal::{self, FieldRule, TextForm};
use crate::sorting::OrderedSet;
use crate::sorting::sort_by_key;

pub(super) use super::field_draft::{FieldDraft, FormSubject};

/// Everything that stands in a form.
#[derive(Debug)]
pub(super) struct FormDraft {
    /// What it is about.
    pub subject: FormSubject,
    /// What its kind's form holds.
    form: &'static DraftKind,
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
    pub servers: OrderedSet<u64>,
    /// What rules say of it.
    pub found: Vec<Finding>,
}

/// What makes an object of what was typed.
type Create = fn(&Plan, &FormDraft, FieldValues) -> Result<Edit, Refusal>;

/// What a kind's form holds, and how it begins and ends; not how it is drawn.
pub(super) struct DraftKind {
    /// The kind.
    pub kind: Kind,
    /// The key of the field that says what an object is called.
    pub name: &'static str,
    /// What there is to say of fields, in the order of Traffic Portal's form; other fields follow as the field table has
    /// them.
    pub rules: &'static [FieldRule],
    /// Fields of the form that the entity keeps elsewhere: a position, latitude first.
    pub place_fields: &'static [FieldInfo],
    /// What an object has in those.
    pub place_values: fn(&Plan, AnyId) -> Vec<Value>,
    /// Fields of the form that another object keeps, which goes by this one's name.
    pub beside_fields: &'static [FieldInfo],
    /// What that object has in those.
    pub beside_values: fn(&Plan, AnyId) -> Vec<Value>,
    /// Sets those of the object of that name.
    pub put_beside: fn(&Plan, &str, FieldValues) -> Result<Edit, Refusal>,
    /// Puts into a new form what Traffic Portal's starts with.
    pub start: fn(&mut FormDraft, &Plan),
    /// Puts a position into the form, as far as the kind has one of its own.
    pub place: fn(&mut FormDraft, Position),
    /// Makes the object.
    pub create: Create,
    /// Whether Traffic Portal marks a field for what stands in the form, beyond what it marks for all.
    pub also_required: fn(&Plan, &FormDraft, &str) -> bool,
}

impl std::fmt::Debug for DraftKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DraftKind({})", self.kind.key())
    }
}

impl DraftKind {
    /// What the field table says nearly all about.
    pub(super) const fn plain(kind: Kind, name: &'static str, rules: &'static [FieldRule]) -> Self {
        Self {
            kind,
            name,
            rules,
            place_fields: &[],
            place_values: |_, _| Vec::new(),
            beside_fields: &[],
            beside_values: |_, _| Vec::new(),
            put_beside: |_, _, _| Ok(Edit::new(String::new(), Vec::new())),
            start: |_, _| {},
            place: |_, _| {},
            create: |plan, draft, fields| intent::create(plan, draft.subject.kind(), fields),
            also_required: |_, _, _| false,
        }
    }

    /// What there is to say of a field.
    pub(super) fn rule(&self, key: &str) -> Option<&'static FieldRule> {
        self.rules.iter().find(|rule| rule.key == key)
    }

    /// Whether another object keeps a field of the form.
    pub(super) fn is_beside(&self, key: &str) -> bool {
        self.beside_fields.iter().any(|info| info.key == key)
    }

    /// Whether a field of the form is one of those of a position.
    pub(super) fn is_place(&self, key: &str) -> bool {
        self.place_fields.iter().any(|info| info.key == key)
    }

    /// The fields with something for each, in the form's order.
    fn in_order<T>(&self, with: Vec<T>) -> Vec<(FieldInfo, T)> {
        let mut infos = self.kind.fields().to_vec();
        infos.extend(self.place_fields);
        infos.extend(self.beside_fields);
        let place = |info: &FieldInfo| self.rules.iter().position(|rule| rule.key == info.key);
        let mut fields: Vec<(FieldInfo, T)> = infos.into_iter().zip(with).collect();
        sort_by_key(&mut fields, |(info, _)| place(info).unwrap_or(usize::MAX));
        fields
    }

    /// What an object has in the fields; none: it is not in the plan.
    fn values(&self, plan: &Plan, object: AnyId) -> Option<Vec<(FieldInfo, Value)>> {
        let entity = plan.object(object)?;
        let mut values: Vec<Value> = (0..object.kind.fields().len()).map(|at| entity.value_at(at)).collect();
        values.extend((self.place_values)(plan, object));
        values.extend((self.beside_values)(plan, object));
        Some(self.in_order(values))
    }
}

impl FormDraft {
    /// Of an object of the plan.
    pub(super) fn of(form: &'static DraftKind, plan: &Plan, object: AnyId) -> Option<Self> {
        let values = form.values(plan, object)?;
        let fields = values.into_iter().map(|(info, value)| FieldDraft::new(info, value));
        Some(Self::with(form, FormSubject::Object(object), fields.collect()))
    }

    /// Of a new object in which nothing stands yet.
    pub(super) fn blank(form: &'static DraftKind) -> Self {
        let blank = form.kind.blank();
        let mut defaults: Vec<Value> = (0..form.kind.fields().len()).map(|at| blank.value_at(at)).collect();
        defaults.extend(form.place_fields.iter().map(|_| Value::Null));
        defaults.extend(form.beside_fields.iter().map(|_| Value::List(Vec::new())));
        let fields = form.in_order(defaults).into_iter().map(|(info, value)| FieldDraft::new(info, value)).collect();
        Self::with(form, FormSubject::New(form.kind), fields)
    }

    /// Of no object: nothing is said in any field, not even what new objects have by themselves.
    pub(super) fn unsaid(form: &'static DraftKind) -> Self {
        let mut draft = Self::blank(form);
        for field in &mut draft.fields {
            *field = FieldDraft::new(FieldInfo { nullable: true, ..field.info }, Value::Null);
        }
        draft
    }

    /// Of a new object, with what new ones usually have.
    pub(super) fn of_new(form: &'static DraftKind, plan: &Plan, position: Option<Position>) -> Self {
        let mut draft = Self::blank(form);
        (form.start)(&mut draft, plan);
        draft.fields.iter_mut().for_each(FieldDraft::start_here);
        if let Some(position) = position {
            draft.place(position);
        }
        draft
    }

    fn with(form: &'static DraftKind, subject: FormSubject, fields: Vec<FieldDraft>) -> Self {
        Self {
            subject,
            form,
            fields,
            revision: None,
            attempted: false,
            refusal: None,
            cleared: Vec::new(),
            servers: OrderedSet::new(),
            found: Vec::new(),
        }
    }

    /// What its kind's form holds.
    pub(super) const fn form(&self) -> &'static DraftKind {
        self.form
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
        if let Some(field) = self.field_mut(key).filter(|field| !field.is_touched() && field.node != node) {
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
        let Some(values) = self.form.values(plan, object) else { return false };
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
    use crate::model::CacheGroup;
    use crate::ui::forms::kinds;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn form() -> &'static DraftKind {
        &kinds::of(Kind::CacheGroup).draft
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
        let mut draft = FormDraft::of(form(), &plan, id).unwrap();
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
        let mut draft = FormDraft::of(form(), &plan, id).unwrap();
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
        let mut draft = FormDraft::of_new(form(), &plan, Position::new(1.0, 2.0).ok());
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
