//! Differences as they are told: groups with counts, and in them objects with what became of them in sentences. Of
//! snapshots the groups are Traffic Portal's tabs, of plans the kinds.

use std::borrow::Cow;

use crate::compare::plans::sentence;
use crate::compare::snapshots::{Comparison, Frame, JsonPatchRow, SnapshotTab, What, words};
use crate::edit::describe::{ChangeSubject, ChangedObject, Description, Sort};
use crate::formats::json::compact;
use crate::model::{AnyId, Coordinate, Kind, Plan, RelationKind, grouped};

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It is another.
    Updated,
}

/// What the objects of a group are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Members of a section of snapshots.
    Tab(SnapshotTab),
    /// Objects or pairs of plans.
    Sort(Sort),
}

/// The changes of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldGroup {
    /// Which one.
    pub section: Section,
    /// Its title.
    pub title: Cow<'static, str>,
    /// How many objects were added, removed and updated.
    pub counts: [usize; 3],
    /// What became of the section itself.
    pub remark: Option<&'static str>,
    /// Its objects.
    pub objects: Vec<ToldObject>,
}

/// An object that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldObject {
    /// What became of it.
    pub became: Became,
    /// What it is called.
    pub name: String,
    /// What files call it: its key in its section, or the parts of its identity.
    pub identity: Vec<String>,
    /// What became of it, a sentence a field; empty where there is nothing to say beyond that.
    pub sentences: Vec<String>,
}

impl Became {
    /// Its sign at the head of a line.
    pub const fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '-',
            Self::Updated => '~',
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Removed => "Removed",
            Self::Updated => "Updated",
        }
    }
}

impl ToldObject {
    /// Everything in one line, like `edge-denver: Failover Cache Groups: edge-dallas added at 2; moved 12 km west`.
    pub fn line(&self) -> String {
        if self.sentences.is_empty() {
            self.name.clone()
        } else {
            format!("{}: {}", self.name, self.sentences.join("; "))
        }
    }
}

/// Like `[1 added | 0 removed | 2 updated]`.
pub fn counts_text(counts: [usize; 3]) -> String {
    let [added, removed, updated] = counts.map(grouped);
    format!("[{added} added | {removed} removed | {updated} updated]")
}

/// The differences of snapshots; sections without any are left out.
pub fn tell_snapshots(comparison: &Comparison) -> Vec<ToldGroup> {
    let groups = comparison.groups.iter().filter(|group| !group.is_empty());
    let told = groups.map(|group| ToldGroup {
        section: Section::Tab(group.tab),
        title: group.tab.title().into(),
        counts: group.counts(),
        remark: match group.frame {
            Frame::Comes => Some("the section was not there"),
            Frame::Goes => Some("the section is no longer there"),
            Frame::Same => None,
        },
        objects: (group.objects.iter())
            .map(|object| ToldObject {
                became: match object.what {
                    What::Added(_) => Became::Added,
                    What::Removed(_) => Became::Removed,
                    What::Updated { .. } => Became::Updated,
                },
                name: object.name.clone(),
                identity: vec![object.name.clone()],
                sentences: words(group.tab, &object.what),
            })
            .collect(),
    });
    told.collect()
}

/// The titles of the sections of snapshots that have no differences.
pub fn unchanged_sections(groups: &[ToldGroup]) -> Vec<&'static str> {
    let has = |tab: SnapshotTab| groups.iter().any(|group| group.section == Section::Tab(tab));
    SnapshotTab::ALL.iter().filter(|tab| **tab != SnapshotTab::Other && !has(**tab)).map(|tab| tab.title()).collect()
}

/// The differences of plans; kinds without any are left out.
pub fn tell_plans(description: &Description, after: &Plan) -> Vec<ToldGroup> {
    let kinds = Kind::ALL.iter().map(|kind| Sort::Object(*kind));
    let sorts = kinds.chain(RelationKind::ALL.iter().map(|relation| Sort::Pair(*relation)));
    sorts.filter_map(|sort| of_sort(sort, description, after)).collect()
}

fn of_sort(sort: Sort, description: &Description, after: &Plan) -> Option<ToldGroup> {
    let told = |became: Became, subject: &ChangeSubject| ToldObject {
        became,
        name: subject.name(),
        identity: subject.identity.clone(),
        sentences: Vec::new(),
    };
    let of_sort = |subject: &&ChangeSubject| subject.sort == sort;
    let added = description.added.iter().filter(of_sort).map(|subject| told(Became::Added, subject));
    let removed = description.removed.iter().filter(of_sort).map(|subject| told(Became::Removed, subject));
    let changed = description.changed.iter().filter(|object| object.subject.sort == sort);
    let updated = changed.map(|object| ToldObject {
        name: called(object, after),
        sentences: object.fields.iter().map(sentence).collect(),
        ..told(Became::Updated, &object.subject)
    });
    let objects: Vec<ToldObject> = added.chain(removed).chain(updated).collect();
    if objects.is_empty() {
        return None;
    }
    let count = |became: Became| objects.iter().filter(|object| object.became == became).count();
    let counts = [Became::Added, Became::Removed, Became::Updated].map(count);
    Some(ToldGroup { section: Section::Sort(sort), title: title(sort), counts, remark: None, objects })
}

fn title(sort: Sort) -> Cow<'static, str> {
    match sort {
        Sort::Object(kind) => kind.plural().into(),
        Sort::Pair(relation) => format!("pairs of {}", relation.describe()).into(),
    }
}

/// An object's name; of a coordinate also what stands there, because that is what a planner looks for.
fn called(object: &ChangedObject, plan: &Plan) -> String {
    let name = object.subject.name();
    let coordinate =
        (object.subject.sort == Sort::Object(Kind::Coordinate)).then(|| plan.find::<Coordinate>(&name)).flatten();
    let users: Vec<String> = coordinate.map_or_else(Vec::new, |id| {
        let users = plan.users(AnyId { kind: Kind::Coordinate, number: id.number() });
        users.filter_map(|user| plan.name_of(user)).collect()
    });
    if users.is_empty() { name } else { format!("{name} (where {} stands)", users.join(", ")) }
}

/// The rows of a JSON patch as a document, a row a line.
pub fn patch_text(rows: &[JsonPatchRow]) -> String {
    let lines: Vec<String> = rows.iter().map(|row| format!("  {}", compact(&row.to_value()))).collect();
    if lines.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
}
