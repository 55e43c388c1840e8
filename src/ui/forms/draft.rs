//! What somebody has typed and not yet made an edit of. Untouched fields follow the plan, touched ones stay as they
//! are; the plan itself is only read.

use std::collections::BTreeSet;

use super::node::{Fault, Item, Node};
use super::{constraints, delivery_service};
use crate::edit::ApplyError;
use crate::finding::{Finding, ObjectRef, RuleId, Severity};
use crate::model::kind::with_kind;
use crate::model::{
    AnyId, AnyLink, CacheGroup, Coordinate, Entity, FieldInfo, Id, Kind, Plan, Position, Shape, Status, Target, Value,
};

/// What a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// An object of the plan.
    Object(AnyId),
    /// One that is yet to be made.
    New(Kind),
}

impl Subject {
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
    origin: Node,
    /// What stands in the form.
    pub node: Node,
    /// What the plan had before it changed underneath something typed.
    pub before: Option<Value>,
    /// Why the last attempt was refused.
    pub refusal: Option<String>,
    /// Whether something else stands there than the plan has, or than new objects start with.
    touched: bool,
    /// Whether new objects start with something else than nothing.
    prefilled: bool,
    /// The value in the form, or why it is none; none: the plan's own.
    typed: Option<Result<Value, Fault>>,
}

/// Everything that stands in a form.
#[derive(Debug)]
pub(super) struct Draft {
    /// What it is about.
    pub subject: Subject,
    /// Its fields, in the form's order.
    pub fields: Vec<FieldDraft>,
    /// The revision that the fields follow.
    revision: Option<u64>,
    /// Whether somebody has tried to store it: then everything that is missing shows.
    pub attempted: bool,
    /// Why the last attempt was refused, where no field is to blame.
    pub refusal: Option<String>,
    /// The fallbacks that went when the type did, to come back with it.
    pub cleared: Vec<Item>,
    /// The servers that a new delivery service is to have, by their ids' numbers.
    pub servers: BTreeSet<u64>,
}

/// The two fields of the cache group's form that Traffic Portal has and the entity keeps in its coordinate.
const PLACE: [FieldInfo; 2] = [
    FieldInfo {
        key: "latitude",
        form: "Geo Magnetic Latitude",
        shape: Shape::Float,
        nullable: true,
        ..FieldInfo::BLANK
    },
    FieldInfo {
        key: "longitude",
        form: "Geo Magnetic Longitude",
        shape: Shape::Float,
        nullable: true,
        ..FieldInfo::BLANK
    },
];

/// Whether a field of the cache group's form is one of these.
pub(super) fn is_place(key: &str) -> bool {
    PLACE.iter().any(|info| info.key == key)
}

/// The key of the field that says what an object is called.
pub(super) const fn name_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Server => "hostName",
        Kind::Asn => "asn",
        Kind::DeliveryService => "xmlId",
        Kind::StaticDnsEntry => "host",
        Kind::Waiver => "rule",
        Kind::OtherRow => "endpoint",
        _ => "name",
    }
}

/// The fields of a kind's form.
fn infos(kind: Kind) -> Vec<FieldInfo> {
    let mut infos: Vec<FieldInfo> = with_kind!(kind, T => T::FIELDS.iter().map(|field| field.info).collect());
    if kind == Kind::CacheGroup {
        infos.extend(PLACE);
    }
    infos
}

/// What an object has in the fields of its form; none: it is not in the plan.
fn values(plan: &Plan, object: AnyId) -> Option<Vec<Value>> {
    let mut values: Vec<Value> = with_kind!(object.kind, T => {
        let entity = plan.get::<T>(Id::new(object.number))?;
        T::FIELDS.iter().map(|field| (field.get)(entity)).collect()
    });
    if object.kind == Kind::CacheGroup {
        let group = plan.get::<CacheGroup>(Id::new(object.number))?;
        let position = plan
            .follow_opt(group.coordinate.as_ref())
            .and_then(|coordinate: &std::sync::Arc<Coordinate>| coordinate.position);
        values.extend(place_values(position));
    }
    Some(values)
}

fn place_values(position: Option<Position>) -> [Value; 2] {
    position.map_or([Value::Null, Value::Null], |position| {
        [Value::Float(position.latitude()), Value::Float(position.longitude())]
    })
}

impl FieldDraft {
    fn new(info: FieldInfo, value: Value) -> Self {
        let origin = Node::of(&info.shape, &value);
        let node = origin.clone();
        Self { info, value, node, origin, before: None, refusal: None, touched: false, prefilled: false, typed: None }
    }

    /// To be called when something was typed: reads it once, so that frames need not.
    pub(super) fn settle(&mut self) {
        self.touched = self.node != self.origin;
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
    pub(super) fn read(&self) -> Result<&Value, Fault> {
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
        let fresh = Node::of(&self.info.shape, &value);
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

impl Draft {
    /// Of an object of the plan.
    pub(super) fn of(plan: &Plan, object: AnyId) -> Option<Self> {
        let values = values(plan, object)?;
        let fields = infos(object.kind).into_iter().zip(values).map(|(info, value)| FieldDraft::new(info, value));
        Some(Self::with(Subject::Object(object), fields.collect()))
    }

    /// Of a new object in which nothing stands yet.
    pub(super) fn blank(kind: Kind) -> Self {
        let defaults: Vec<Value> = with_kind!(kind, T => {
            let blank = T::default();
            T::FIELDS.iter().map(|field| (field.get)(&blank)).collect()
        });
        let fields = infos(kind).into_iter().zip(defaults.into_iter().chain([Value::Null, Value::Null]));
        let fields = fields.map(|(info, value)| FieldDraft::new(info, value)).collect();
        Self::with(Subject::New(kind), fields)
    }

    /// Of a new object, with what new ones usually have.
    pub(super) fn of_new(plan: &Plan, kind: Kind, position: Option<Position>) -> Self {
        let mut draft = Self::blank(kind);
        draft.prefill(plan);
        draft.fields.iter_mut().for_each(FieldDraft::start_here);
        if let Some(position) = position {
            draft.place(position);
        }
        draft
    }

    fn with(subject: Subject, fields: Vec<FieldDraft>) -> Self {
        Self {
            subject,
            fields,
            revision: None,
            attempted: false,
            refusal: None,
            cleared: Vec::new(),
            servers: BTreeSet::new(),
        }
    }

    /// What Traffic Portal's forms start with.
    fn prefill(&mut self, plan: &Plan) {
        let words = |words: &[&str]| {
            Node::List(words.iter().map(|word| Item::new(Node::Choice(Some((*word).to_owned())))).collect())
        };
        match self.subject.kind() {
            Kind::CacheGroup => self.set("localizationMethods", words(&["CZ", "GEO"])),
            Kind::Asn => self.set("asn", Node::Text(String::new())),
            Kind::Type => self.set("useInTable", Node::Text("server".to_owned())),
            Kind::Server => {
                self.set("tcpPort", Node::Text("80".to_owned()));
                self.set("httpsPort", Node::Text("443".to_owned()));
                if let Some(offline) = plan.find::<Status>("OFFLINE") {
                    let link = AnyLink { kind: Kind::Status, target: Target::To(offline.number()) };
                    self.set("status", Node::Link(Some(link)));
                }
            }
            Kind::DeliveryService => delivery_service::start(self, plan),
            _ => {}
        }
    }

    /// Puts an object somewhere, as far as its kind has a place of its own.
    pub(super) fn place(&mut self, position: Position) {
        let text = |degrees: f64| Node::Text(super::degrees(degrees));
        let at = || vec![text(position.latitude()), text(position.longitude())];
        match self.subject.kind() {
            Kind::CacheGroup => {
                self.set("latitude", text(position.latitude()));
                self.set("longitude", text(position.longitude()));
            }
            Kind::Coordinate => self.set("position", Node::Object(at())),
            Kind::DeliveryService => {
                self.set("missLat", text(position.latitude()));
                self.set("missLong", text(position.longitude()));
            }
            Kind::PhysLocation => {
                self.set("position", Node::Object(vec![Node::Object(at()), Node::Truth(Some(false))]));
            }
            _ => {}
        }
    }

    /// Puts something into a field.
    pub(super) fn set(&mut self, key: &str, node: Node) {
        if let Some(field) = self.field_mut(key) {
            field.node = node;
            field.settle();
        }
    }

    /// Lets a field that nobody touched start with something else.
    pub(super) fn restart(&mut self, key: &str, node: Node) {
        if let Some(field) = self.field_mut(key).filter(|field| !field.touched && field.node != node) {
            field.node = node;
            field.start_here();
        }
    }

    /// What stands in a field of text or numbers.
    pub(super) fn text(&self, key: &str) -> &str {
        match self.field(key).map(|field| &field.node) {
            Some(Node::Text(text)) => text,
            _ => "",
        }
    }

    /// The reference in a field.
    pub(super) fn link(&self, key: &str) -> Option<&AnyLink> {
        match &self.field(key)?.node {
            Node::Link(link) => link.as_ref(),
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
        let Subject::Object(object) = self.subject else { return true };
        let Some(values) = values(plan, object) else { return false };
        for (field, value) in self.fields.iter_mut().zip(values) {
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
        let name = self.field(name_key(self.subject.kind())).map(|field| &field.value);
        let name = if let Some(Value::Text(name)) = name { name.clone() } else { String::new() };
        ObjectRef { kind: self.subject.kind(), name, id: self.subject.object() }
    }

    /// What is to be said about a field; none: nothing. What cannot be stored is an error, all else a warning.
    pub(super) fn finding(&self, plan: &Plan, field: &FieldDraft) -> Option<Finding> {
        let (severity, words) = self.judge(plan, field)?;
        let rule = if severity == Severity::Error { RuleId::NONE } else { constraints::RULE };
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
        if is_place(key) && kind == Kind::CacheGroup && field.node.is_blank() && !self.is_nowhere() {
            // Half a position cannot be stored.
            return Some((Severity::Error, constraints::missing(kind, key).to_owned()));
        }
        match field.read() {
            Err(Fault::Missing) => Some((Severity::Error, constraints::missing(kind, key).to_owned())),
            Err(Fault::NotWhole) if kind == Kind::Asn => Some((Severity::Error, "Whole Number".to_owned())),
            Err(fault) => Some((Severity::Error, fault.to_string())),
            // One sentence about both says more than two about each.
            Ok(Value::Null) if self.is_nowhere() && is_place(key) => None,
            Ok(value) => {
                let refusal = if key == name_key(kind) { self.name_refusal(plan, value) } else { None };
                let warned = || constraints::words(kind, key, value).map(|words| (Severity::Warning, words.to_owned()));
                refusal.map(|refusal| (Severity::Error, refusal)).or_else(warned)
            }
        }
    }

    /// Whether a cache group has no position, neither in the plan nor in the form.
    pub(super) fn is_nowhere(&self) -> bool {
        let blank = |key: &str| self.field(key).is_some_and(|field| field.node.is_blank());
        self.subject.kind() == Kind::CacheGroup && blank("latitude") && blank("longitude")
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
        let mut draft = Draft::of(&plan, id).unwrap();
        assert!(!draft.is_changed());
        draft.set("shortName", Node::Text("DTC".to_owned()));
        assert!(draft.is_changed());
        let edit = intent::change(&plan, id, vec![("name", text("edge-dtc")), ("shortName", text("DX"))]).unwrap();
        let next = plan.applying(&edit).unwrap();
        assert!(draft.follow(&next, 2));
        assert_eq!(draft.field("name").unwrap().node, Node::Text("edge-dtc".to_owned()));
        let short = draft.field("shortName").unwrap();
        assert_eq!(short.node, Node::Text("DTC".to_owned()));
        assert_eq!((&short.before, &short.value), (&Some(text("DEN")), &text("DX")));
        let edit = intent::change(&next, id, vec![("shortName", text("DTC"))]).unwrap();
        assert!(draft.follow(&next.applying(&edit).unwrap(), 3));
        assert!(!draft.is_changed(), "what was typed has become so");
    }

    #[test]
    fn numbers_that_only_look_different_are_no_change() {
        let (plan, id) = plan_with_group();
        let mut draft = Draft::of(&plan, id).unwrap();
        draft.set("latitude", Node::Text("39.50".to_owned()));
        assert!(!draft.is_changed());
        draft.set("latitude", Node::Text("39.50x".to_owned()));
        assert!(draft.is_changed());
        let field = draft.field("latitude").unwrap();
        let found = draft.finding(&plan, field).unwrap();
        assert_eq!((found.severity, found.message.as_str()), (Severity::Error, "Must be a number, like 39.7392"));
    }

    #[test]
    fn a_new_form_does_not_scold_before_it_is_tried() {
        let plan = Plan::default();
        let mut draft = Draft::of_new(&plan, Kind::CacheGroup, Position::new(1.0, 2.0).ok());
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
