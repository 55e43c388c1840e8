//! What differs between two documents, object by object and field by field, in the groups of Traffic Portal's view of
//! a pending snapshot. The rows of the patch are made of these very changes, so that what is told is complete.

use serde_json::{Map, Value};

use super::patch::{JsonPatchRow, PatchOperation, below, rows_between};
use super::same::is_same;
use crate::model::{Movement, Position};
use crate::parallel;
use crate::snapshot::is_same_set;
use crate::sorting::OrderedSet;
use crate::sorting::sort_by;

/// A tab of Traffic Portal's view of a pending snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SnapshotTab {
    /// `config`
    GeneralConfig,
    /// `contentRouters`
    TrafficRouters,
    /// `monitors`
    TrafficMonitors,
    /// `contentServers`
    TrafficServers,
    /// `deliveryServices`
    DeliveryServices,
    /// `edgeLocations`
    EdgeCacheGroups,
    /// `trafficRouterLocations`
    TrCacheGroups,
    /// `topologies`
    Topologies,
    /// `stats`
    Stats,
    /// Whatever else stands at the top of a document, and sections that are no objects. Traffic Portal has no such tab.
    Other,
}

/// What differs between two documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// One for each tab, in their order, those without changes included.
    pub groups: Vec<DocumentGroup>,
    /// How many objects both have and are the same.
    pub unchanged: usize,
}

/// The changes of one tab.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentGroup {
    /// Which tab.
    pub tab: SnapshotTab,
    /// Whether the section itself is there in both.
    pub frame: Frame,
    /// The objects that changed, by name.
    pub objects: Vec<ObjectChange>,
    /// `stats.date`, which differs between any two snapshots and is no change of the CDN; rows have it.
    pub date: Option<FieldChange>,
}

/// Whether a section is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// In both or in neither.
    Same,
    /// Only afterwards.
    Comes,
    /// Only before.
    Goes,
}

/// An object that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectChange {
    /// Its key in its section.
    pub name: String,
    /// What became of it.
    pub what: What,
}

/// What became of an object.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// It came.
    Added(Value),
    /// It went.
    Removed(Value),
    /// Some of its fields differ.
    Updated {
        /// Which, sorted by their keys.
        fields: Vec<FieldChange>,
        /// What that means on the map.
        relocations: Vec<Relocation>,
    },
}

/// A field that differs: the smallest part that is no object in both.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The keys that lead to it from its object; none: the object itself, which is no JSON object in one of both.
    pub keys: Vec<String>,
    /// What was; none: it was not there.
    pub before: Option<Value>,
    /// What is; none: it is not there.
    pub after: Option<Value>,
}

/// A pair of fields that say where something is, of which one or both differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Relocation {
    /// The keys that lead to the latitude.
    pub latitude: Vec<String>,
    /// The keys that lead to the longitude.
    pub longitude: Vec<String>,
    /// Where it was.
    pub from: Position,
    /// How far and which way.
    pub movement: Movement,
}

/// The member of `stats` that differs between any two snapshots.
const DATE: &str = "date";

/// The member of a location that is a set: its order makes no difference to anybody.
const METHODS: &str = "localizationMethods";

/// The members of objects that say where something is.
const PLACES: [(&[&str], &[&str]); 2] =
    [(&["latitude"], &["longitude"]), (&["missLocation", "lat"], &["missLocation", "long"])];

impl SnapshotTab {
    /// All of them, in Traffic Portal's order.
    pub const ALL: &'static [Self] = &[
        Self::GeneralConfig,
        Self::TrafficRouters,
        Self::TrafficMonitors,
        Self::TrafficServers,
        Self::DeliveryServices,
        Self::EdgeCacheGroups,
        Self::TrCacheGroups,
        Self::Topologies,
        Self::Stats,
        Self::Other,
    ];

    /// Its title, as Traffic Portal has it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::GeneralConfig => "General Config",
            Self::TrafficRouters => "Traffic Routers",
            Self::TrafficMonitors => "Traffic Monitors",
            Self::TrafficServers => "Traffic Servers",
            Self::DeliveryServices => "Delivery Services",
            Self::EdgeCacheGroups => "Edge Cache Groups",
            Self::TrCacheGroups => "TR Cache Groups",
            Self::Topologies => "Topologies",
            Self::Stats => "Stats",
            Self::Other => "Other",
        }
    }

    /// Its section of the document; empty: the document itself.
    pub const fn section(self) -> &'static str {
        match self {
            Self::GeneralConfig => "config",
            Self::TrafficRouters => "contentRouters",
            Self::TrafficMonitors => "monitors",
            Self::TrafficServers => "contentServers",
            Self::DeliveryServices => "deliveryServices",
            Self::EdgeCacheGroups => "edgeLocations",
            Self::TrCacheGroups => "trafficRouterLocations",
            Self::Topologies => "topologies",
            Self::Stats => "stats",
            Self::Other => "",
        }
    }
}

impl Comparison {
    /// Whether both say the same, but for `stats.date`.
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(DocumentGroup::is_empty)
    }

    /// The rows that make the second document of the first, `stats.date` included.
    pub fn rows(&self) -> Vec<JsonPatchRow> {
        self.rows_of(&|_, _| true)
    }

    /// The rows of the objects that are wanted by tab and name: they can be applied to the first document without the
    /// others. A section goes only when all that was in it does.
    pub fn rows_of(&self, wants: &dyn Fn(SnapshotTab, &str) -> bool) -> Vec<JsonPatchRow> {
        let mut rows = Vec::new();
        for group in &self.groups {
            group.rows(wants, &mut rows);
        }
        rows
    }

    /// How many objects were added, removed and updated.
    pub fn counts(&self) -> [usize; 3] {
        let mut sums = [0; 3];
        for counts in self.groups.iter().map(DocumentGroup::counts) {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        sums
    }
}

impl DocumentGroup {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.frame == Frame::Same
    }

    /// How many objects were added, removed and updated.
    pub fn counts(&self) -> [usize; 3] {
        let count = |is: fn(&What) -> bool| self.objects.iter().filter(|object| is(&object.what)).count();
        [
            count(|what| matches!(what, What::Added(_))),
            count(|what| matches!(what, What::Removed(_))),
            count(|what| matches!(what, What::Updated { .. })),
        ]
    }

    /// Where its objects stand.
    fn pointer(&self) -> String {
        match self.tab.section() {
            "" => String::new(),
            section => below("", section),
        }
    }

    fn rows(&self, wants: &dyn Fn(SnapshotTab, &str) -> bool, rows: &mut Vec<JsonPatchRow>) {
        let pointer = self.pointer();
        let wanted: Vec<&ObjectChange> = self.objects.iter().filter(|object| wants(self.tab, &object.name)).collect();
        let date = self.date.as_ref().filter(|_| wants(self.tab, DATE));
        let is_all = wanted.len() == self.objects.len() && date.is_some() == self.date.is_some();
        if self.frame == Frame::Comes && (is_all || !wanted.is_empty() || date.is_some()) {
            rows.push(JsonPatchRow::new(pointer.as_str(), PatchOperation::Add(Value::Object(Map::new()))));
        }
        if let Some(date) = date {
            date.rows(&pointer, rows);
        }
        for object in wanted {
            object.rows(&below(&pointer, &object.name), rows);
        }
        if self.frame == Frame::Goes && is_all {
            rows.push(JsonPatchRow::new(pointer, PatchOperation::Remove));
        }
    }
}

impl ObjectChange {
    fn rows(&self, pointer: &str, rows: &mut Vec<JsonPatchRow>) {
        match &self.what {
            What::Added(after) => rows_between(pointer, None, Some(after), rows),
            What::Removed(before) => rows_between(pointer, Some(before), None, rows),
            What::Updated { fields, .. } => fields.iter().for_each(|field| field.rows(pointer, rows)),
        }
    }
}

impl FieldChange {
    /// The field's name in the snapshot, like `backupLocations.list`.
    pub fn name(&self) -> String {
        self.keys.join(".")
    }

    fn rows(&self, object: &str, rows: &mut Vec<JsonPatchRow>) {
        let pointer = self.keys.iter().fold(object.to_owned(), |pointer, key| below(&pointer, key));
        rows_between(&pointer, self.before.as_ref(), self.after.as_ref(), rows);
    }
}

/// Compares two snapshots, each the bare object.
pub fn compare_snapshots(before: &Map<String, Value>, after: &Map<String, Value>) -> Comparison {
    let mut unchanged = 0;
    let groups = SnapshotTab::ALL.iter().map(|tab| group(*tab, before, after, &mut unchanged)).collect();
    Comparison { groups, unchanged }
}

fn group(
    tab: SnapshotTab,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    unchanged: &mut usize,
) -> DocumentGroup {
    let mut group = DocumentGroup { tab, frame: Frame::Same, objects: Vec::new(), date: None };
    if tab == SnapshotTab::Other {
        let keys: OrderedSet<&String> = before.keys().chain(after.keys()).collect();
        for key in keys.into_iter().filter(|key| sections(key, before, after).is_none()) {
            group.compare(key, before.get(key), after.get(key), unchanged);
        }
        return group;
    }
    let Some((old, new)) = sections(tab.section(), before, after) else { return group };
    group.frame = match (old, new) {
        (None, Some(_)) => Frame::Comes,
        (Some(_), None) => Frame::Goes,
        (Some(_), Some(_)) | (None, None) => Frame::Same,
    };
    let empty = Map::new();
    let (old, new) = (old.unwrap_or(&empty), new.unwrap_or(&empty));
    if tab == SnapshotTab::Stats {
        for (name, before, after) in pairs(old, new) {
            group.compare(name, before, after, unchanged);
        }
    } else {
        let pairs: Vec<(&String, Option<&Value>, Option<&Value>)> = pairs(old, new).collect();
        let changes = parallel::map_short(&pairs, |(name, before, after)| {
            Some(ObjectChange { name: (*name).clone(), what: what_became(*before, *after)? })
        });
        group.objects = changes.into_iter().flatten().collect();
        *unchanged += pairs.len() - group.objects.len();
    }
    sort_by(&mut group.objects, |a, b| a.name.cmp(&b.name));
    group
}

/// What two sections have of each name.
fn pairs<'a>(
    old: &'a Map<String, Value>,
    new: &'a Map<String, Value>,
) -> impl Iterator<Item = (&'a String, Option<&'a Value>, Option<&'a Value>)> {
    let come = new.iter().filter(|(name, _)| !old.contains_key(*name)).map(|(name, value)| (name, None, Some(value)));
    old.iter().map(|(name, value)| (name, Some(value), new.get(name))).chain(come)
}

/// What became of an object; none: it is the same.
fn what_became(before: Option<&Value>, after: Option<&Value>) -> Option<What> {
    Some(match (before, after) {
        (None, None) => return None,
        (None, Some(after)) => What::Added(after.clone()),
        (Some(before), None) => What::Removed(before.clone()),
        (Some(before), Some(after)) => {
            let mut fields = Vec::new();
            compare_fields(&mut Vec::new(), Some(before), Some(after), &mut fields);
            if fields.is_empty() {
                return None;
            }
            sort_by(&mut fields, |a, b| a.keys.cmp(&b.keys));
            What::Updated { fields, relocations: relocations(before, after) }
        }
    })
}

/// A section of both documents, if it is one of the nine and an object wherever it is there.
#[expect(clippy::type_complexity, reason = "a pair of what each document has")]
fn sections<'a>(
    name: &str,
    before: &'a Map<String, Value>,
    after: &'a Map<String, Value>,
) -> Option<(Option<&'a Map<String, Value>>, Option<&'a Map<String, Value>>)> {
    let is_section = SnapshotTab::ALL.iter().any(|tab| !tab.section().is_empty() && tab.section() == name);
    let members = |document: &'a Map<String, Value>| match document.get(name) {
        None => Some(None),
        Some(Value::Object(members)) => Some(Some(members)),
        Some(_) => None,
    };
    if is_section { Some((members(before)?, members(after)?)) } else { None }
}

impl DocumentGroup {
    fn compare(&mut self, name: &str, before: Option<&Value>, after: Option<&Value>, unchanged: &mut usize) {
        let Some(what) = what_became(before, after) else {
            *unchanged += usize::from(before.is_some());
            return;
        };
        if self.tab == SnapshotTab::Stats && name == DATE {
            let (before, after) = (before.cloned(), after.cloned());
            self.date = Some(FieldChange { keys: vec![name.to_owned()], before, after });
            return;
        }
        self.objects.push(ObjectChange { name: name.to_owned(), what });
    }
}

fn compare_fields(keys: &mut Vec<String>, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<FieldChange>) {
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let come = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(come) {
                let (before, after) = (before.get(key), after.get(key));
                if let (Some(before), Some(after)) = (before, after)
                    && !before.is_object()
                    && (is_same(before, after) || key == METHODS && is_same_set(before, after))
                {
                    continue;
                }
                keys.push(key.clone());
                compare_fields(keys, before, after, found);
                keys.pop();
            }
        }
        (Some(before), Some(after)) if is_same(before, after) => {}
        (before, after) => {
            found.push(FieldChange { keys: keys.clone(), before: before.cloned(), after: after.cloned() });
        }
    }
}

fn relocations(before: &Value, after: &Value) -> Vec<Relocation> {
    let found = PLACES.iter().filter_map(|(latitude, longitude)| {
        let position = |object| Position::new(number(object, latitude)?, number(object, longitude)?).ok();
        let from = position(before)?;
        let movement = Movement::between(from, position(after)?)?;
        let path = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Some(Relocation { latitude: path(latitude), longitude: path(longitude), from, movement })
    });
    found.collect()
}

/// Whether an object's member of that name says where it is: that is told of as one, so both halves of it are wanted even
/// where only one differs.
pub fn says_where(member: &str) -> bool {
    PLACES.iter().any(|(latitude, longitude)| [latitude, longitude].iter().any(|keys| keys.first() == Some(&member)))
}

/// Where an object of a snapshot is, if it says so.
pub fn position_in(object: &Value) -> Option<Position> {
    Position::new(number(object, &["latitude"])?, number(object, &["longitude"])?).ok()
}

/// A number at some keys, which Traffic Router also takes from a text.
fn number(object: &Value, keys: &[&str]) -> Option<f64> {
    let value = keys.iter().try_fold(object, |value, key| value.get(key))?;
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
