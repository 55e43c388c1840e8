//! Rows of the endpoints that hold entities: what one row gives beyond its own fields, like a cache group's coordinate
//! or a profile's parameters.

use std::borrow::Cow;
use std::sync::Arc;

use crate::edit::import::{IncomingObject, IncomingPair};
use crate::finding::{Finding, Place, Severity};
use crate::formats::json::{Flaw, Json};
use crate::model::{Absent, Cdn, Coordinate, Kind, RelationKind, Target, Value};
use crate::sorting::OrderedSet;
use crate::sorting::sort_by_cached_key;

use super::older::Unsaid;
use super::row::{self, Columns, RowObject, link_to};
use super::row_members::{RowMembers, take};
use super::versions::{self, Fate};

/// What came of one row.
#[derive(Debug, Default)]
pub(super) struct TakenRow {
    /// The object and what follows from it.
    pub objects: Vec<IncomingObject>,
    /// Pairs that it gives.
    pub pairs: Vec<IncomingPair>,
    /// What is wrong.
    pub problems: Vec<Finding>,
    /// Whether it was left out.
    pub left_out: bool,
    /// Whether a secret was dropped.
    pub secret: bool,
    /// Relations of which the row gives all pairs of its object.
    pub relations: OrderedSet<RelationKind>,
    /// What a row of an older version leaves unsaid; none: it is of 5.0, or nobody can tell.
    pub older: Option<Unsaid>,
}

impl TakenRow {
    /// A row that cannot be taken.
    pub(super) fn refused(problem: Finding) -> Self {
        Self { problems: vec![problem], left_out: true, ..Self::default() }
    }

    fn error(&mut self, place: &Place, path: &str, message: impl Into<String>) {
        self.problems.push(Finding::new(Severity::Error, place.clone(), path, message));
    }

    /// The same, its objects held in little room.
    pub(super) fn packed(mut self) -> Self {
        self.objects.iter_mut().for_each(IncomingObject::pack);
        self
    }

    /// A row with errors gives nothing.
    fn settled(mut self) -> Self {
        if self.problems.iter().any(|problem| problem.severity == Severity::Error) {
            self.left_out = true;
            self.objects.clear();
            self.pairs.clear();
        }
        self
    }
}

/// What the rows of a kind are read with.
#[derive(Debug)]
pub(super) struct EntityReader {
    columns: Columns,
    parameter_columns: Option<Columns>,
    fates: Vec<(&'static str, Fate)>,
}

impl EntityReader {
    /// For a kind.
    pub(super) fn of(kind: Kind) -> Self {
        let parameter_columns = (kind == Kind::Profile).then(|| Columns::of(Kind::Parameter));
        Self { columns: Columns::of(kind), parameter_columns, fates: versions::fates_of(kind) }
    }

    /// Reads one row; `is_body` says that it is of an answer of the API, which leaves out only what is empty.
    pub(super) fn read(&self, is_body: bool, place: Place, mut members: RowMembers) -> TakenRow {
        let kind = self.columns.kind;
        let mut taken = TakenRow::default();
        let upgraded = versions::upgrade(kind, &self.fates, is_body, &mut members);
        taken.secret = upgraded.secret;
        taken.older = upgraded.older;
        for (member, message) in upgraded.flaws {
            taken.problems.push(Finding::new(Severity::Warning, place.clone(), &member, message));
        }
        let moved = Moved::out_of(kind, &mut members);
        let mut object = self.columns.read(members);
        object.coarse = upgraded.coarse;
        for flaw in &mut object.flaws {
            with_old_name(flaw, &upgraded.renamed);
        }
        if let Some(member) = object.is_nameless(kind) {
            let empty = object.flaws.iter().all(|flaw| flaw.path != member);
            if empty {
                taken.error(&place, member, "is empty: nothing tells the object from others");
            }
        }
        self.moved(is_body, &place, moved, &mut object, &mut taken);
        for flaw in object.flaws.drain(..) {
            taken.error(&place, &flaw.path, flaw.message);
        }
        let identity = object.identity(kind);
        taken.objects.insert(0, incoming(kind, place, identity, object, false));
        taken.settled()
    }

    /// Reads a profile with its parameters, as Traffic Ops exports it (`TC/profiles.go` `ProfileExportResponse`). That other
    /// profiles and parameters are not there says nothing about them.
    pub(super) fn read_export(&self, place: Place, mut members: RowMembers) -> TakenRow {
        let (profile, parameters) = (take(&mut members, "profile"), take(&mut members, "parameters"));
        let Some(Json::Object(mut row)) = profile else {
            return TakenRow::refused(Finding::new(Severity::Error, place, "profile", "expected an object"));
        };
        let mut parameters = parameters.unwrap_or(Json::Null);
        if let Json::List(items) = &mut parameters {
            for item in items {
                if let Json::Object(members) = item {
                    for (key, _) in members.iter_mut().filter(|(key, _)| key == "config_file") {
                        *key = Cow::Borrowed("configFile");
                    }
                }
            }
        }
        row.push((Cow::Borrowed("params"), parameters));
        TakenRow { relations: OrderedSet::new(), ..self.read(false, place, row) }
    }

    /// What rows say in other ways than their objects do.
    fn moved(&self, is_body: bool, place: &Place, moved: Moved, object: &mut RowObject, taken: &mut TakenRow) {
        match self.columns.kind {
            Kind::Server => sort_interfaces(object),
            Kind::CacheGroup => cache_group_position(place, &moved, object, taken),
            Kind::Coordinate => coordinate_position(&moved, object),
            Kind::Parameter => profiles_of_parameter(place, moved, object, taken),
            Kind::Cdn if !is_body => lower_domain(place, object, taken),
            Kind::Profile => self.parameters_of_profile(is_body, place, moved, object, taken),
            _ => {}
        }
    }

    fn parameters_of_profile(
        &self,
        is_body: bool,
        place: &Place,
        moved: Moved,
        profile: &RowObject,
        taken: &mut TakenRow,
    ) {
        let rows = match moved.params {
            None | Some(Json::Null) => return,
            Some(Json::List(rows)) => rows,
            Some(other) => {
                return taken.error(place, "params", format!("expected a list, found {}", other.describe()));
            }
        };
        let Some(columns) = &self.parameter_columns else { return };
        taken.relations.insert(RelationKind::ProfileParameter);
        let profile_identity = profile.identity(Kind::Profile);
        let profile = Absent { identity: profile_identity, traffic_ops_id: profile.traffic_ops_id };
        let profile = Target::Absent(Arc::new(profile));
        let fates = versions::fates_of(Kind::Parameter);
        for (index, row) in rows.into_iter().enumerate() {
            let path = format!("params/{index}");
            let Json::Object(mut members) = row else {
                taken.error(place, &path, format!("expected an object, found {}", row.describe()));
                continue;
            };
            versions::upgrade(Kind::Parameter, &fates, is_body, &mut members);
            take(&mut members, "profiles");
            let mut parameter = columns.read(members);
            for flaw in parameter.flaws.drain(..) {
                taken.error(place, &format!("{path}/{}", flaw.path), flaw.message);
            }
            if parameter.is_nameless(Kind::Parameter).is_some() {
                taken.error(place, &format!("{path}/name"), "is empty: a parameter needs a name");
            }
            let identity = parameter.identity(Kind::Parameter);
            let target = Absent { identity: identity.clone(), traffic_ops_id: parameter.traffic_ops_id };
            let pair = pair(RelationKind::ProfileParameter, place, profile.clone(), Target::Absent(Arc::new(target)));
            taken.pairs.push(pair);
            taken.objects.push(incoming(Kind::Parameter, place.clone(), identity, parameter, true));
        }
    }
}

/// Members that are no fields of the row's own object.
#[derive(Debug, Default)]
struct Moved<'a> {
    latitude: Option<Json<'a>>,
    longitude: Option<Json<'a>>,
    profiles: Option<Json<'a>>,
    params: Option<Json<'a>>,
}

impl<'a> Moved<'a> {
    fn out_of(kind: Kind, members: &mut RowMembers<'a>) -> Self {
        match kind {
            Kind::CacheGroup | Kind::Coordinate => {
                Self { latitude: take(members, "latitude"), longitude: take(members, "longitude"), ..Self::default() }
            }
            Kind::Parameter => Self { profiles: take(members, "profiles"), ..Self::default() },
            Kind::Profile => Self { params: take(members, "params"), ..Self::default() },
            _ => Self::default(),
        }
    }
}

/// Traffic Ops lists them in a new order each time.
fn sort_interfaces(object: &mut RowObject) {
    for (_, interfaces) in object.fields.iter_mut().filter(|(key, _)| *key == "interfaces") {
        if let Value::List(items) = interfaces {
            sort_by_cached_key(items, |item| match item {
                Value::Object(members) => members.iter().find_map(|(key, value)| match value {
                    Value::Text(name) if *key == "name" => Some(name.clone()),
                    _ => None,
                }),
                _ => None,
            });
        }
    }
}

/// Traffic Ops writes a CDN's domain in lower case, whatever is asked for (`TOG/cdn/cdns.go`). What it answers is as it is.
fn lower_domain(place: &Place, cdn: &mut RowObject, taken: &mut TakenRow) {
    for (key, value) in cdn.fields.iter_mut().filter(|(key, _)| *key == Cdn::DOMAIN_NAME) {
        // The names of placeholders that nobody filled stay as they are.
        if let Value::Text(domain) = value
            && !domain.contains('$')
            && *domain != domain.to_lowercase()
        {
            let message = format!("`{domain}` is taken in lower case, as Traffic Ops writes it");
            taken.problems.push(Finding::new(Severity::Note, place.clone(), key, message));
            *domain = domain.to_lowercase();
        }
    }
}

/// A cache group's latitude and longitude are those of the coordinate that Traffic Ops made for it.
fn cache_group_position(place: &Place, moved: &Moved, object: &mut RowObject, taken: &mut TakenRow) {
    if moved.latitude.is_none() && moved.longitude.is_none() {
        return;
    }
    match row::position(moved.latitude.as_ref(), moved.longitude.as_ref()) {
        Err(flaws) => object.flaws.extend(flaws),
        // 0,0 is never invented.
        Ok(None) => object.fields.push(("coordinate", Value::Null)),
        Ok(Some(position)) => {
            let group = object.identity(Kind::CacheGroup);
            let name = Coordinate::name_for_cache_group(&group.concat());
            object.fields.push(("coordinate", link_to(Kind::Coordinate, &name)));
            let fields = vec![("name", Value::Text(name.clone())), ("position", position)];
            let coordinate = RowObject { fields, ..RowObject::default() };
            taken.objects.push(incoming(Kind::Coordinate, place.clone(), vec![name], coordinate, true));
        }
    }
}

fn coordinate_position(moved: &Moved, object: &mut RowObject) {
    match row::position(moved.latitude.as_ref(), moved.longitude.as_ref()) {
        Err(flaws) => object.flaws.extend(flaws),
        Ok(Some(position)) => object.fields.push(("position", position)),
        Ok(None) if moved.latitude.is_some() => object.fields.push(("position", Value::Null)),
        Ok(None) => {}
    }
}

/// A parameter names the profiles that hold it.
fn profiles_of_parameter(place: &Place, moved: Moved, object: &RowObject, taken: &mut TakenRow) {
    let Some(profiles) = moved.profiles else { return };
    match row::names(&profiles) {
        Err(message) => taken.error(place, "profiles", message),
        Ok(names) => {
            let identity = object.identity(Kind::Parameter);
            let parameter = Target::Absent(Arc::new(Absent { identity, traffic_ops_id: object.traffic_ops_id }));
            taken.relations.insert(RelationKind::ProfileParameter);
            for name in names {
                let profile = Target::Absent(Absent::named(name));
                taken.pairs.push(pair(RelationKind::ProfileParameter, place, profile, parameter.clone()));
            }
        }
    }
}

fn pair(relation: RelationKind, place: &Place, a: Target, b: Target) -> IncomingPair {
    IncomingPair { relation, place: place.clone(), a, b }
}

/// A flaw of a renamed member, under the name that stands in the file.
fn with_old_name(flaw: &mut Flaw, renamed: &[(&'static str, &'static str)]) {
    for (new, old) in renamed {
        if let Some(rest) = flaw.path.strip_prefix(new)
            && (rest.is_empty() || rest.starts_with('/'))
        {
            flaw.path = format!("{old}{rest}");
            return;
        }
    }
}

fn incoming(kind: Kind, place: Place, identity: Vec<String>, object: RowObject, derived: bool) -> IncomingObject {
    IncomingObject {
        kind,
        place,
        identity,
        traffic_ops_id: object.traffic_ops_id,
        last_updated: object.last_updated,
        fields: object.fields,
        coarse: object.coarse,
        unmodelled: object.unmodelled,
        derived,
        made: None,
    }
}

/// The members of a row, or what is wrong with it.
pub(super) fn members_of<'a>(row: Json<'a>, place: &Place) -> Result<RowMembers<'a>, Vec<Finding>> {
    let problem = |path: &str, message: String| Finding::new(Severity::Error, place.clone(), path, message);
    let twice = row.duplicates();
    if !twice.is_empty() {
        let all = twice.iter().map(|pointer| {
            problem(pointer.trim_start_matches('/'), "stands twice in the same object: keep one".to_owned())
        });
        return Err(all.collect());
    }
    match row {
        Json::Object(members) => Ok(members),
        other => Err(vec![problem("", format!("expected an object, found {}", other.describe()))]),
    }
}

/// A text member, if it has one.
pub(super) fn text<'j>(members: &'j [(Cow<str>, Json)], name: &str) -> Option<&'j str> {
    members.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.as_text()).filter(|text| !text.is_empty())
}

/// A whole-number member, if it has one.
pub(super) fn int(members: &[(Cow<str>, Json)], name: &str) -> Option<i64> {
    let value = members.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.as_int());
    value.filter(|number| *number != 0)
}
