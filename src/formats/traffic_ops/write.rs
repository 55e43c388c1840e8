//! A plan as bodies of API 5.0: one file an endpoint, rows sorted as Traffic Ops sorts them, links by name and by id,
//! and what Traffic Ops would miss. What only Lodestone knows (positions of physical locations, scenarios ...) does not
//! travel in this format; secrets never do.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use thiserror::Error;

use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json::{Json, to_json};
use crate::model::kind::with_kind;
use crate::model::{AnyId, AnyLink, Entity, Id, Kind, Plan, SECRET_PLACEHOLDER, Shape, Target, Value};

use super::deriving::{self, Derived};
use super::endpoints::{self, file_name};
use super::layouts::{LAYOUTS, Layout, Order};
use super::relations;
use super::versions::OMITTED_WHEN_EMPTY;

/// What a plan becomes.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// File names and their bytes, by name.
    pub files: Vec<(String, Vec<u8>)>,
    /// What Traffic Ops would miss or refuse, by file and row.
    pub findings: Vec<Finding>,
}

/// Why a plan cannot be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// A value that JSON cannot hold.
    #[error("{endpoint} cannot be written: {source}")]
    Json {
        /// The endpoint.
        endpoint: String,
        /// Why.
        source: serde_json::Error,
    },
}

/// Writes a plan.
///
/// **Limitations.** When a pair (profile and parameter, delivery service and server, server and capability) last changed
/// is not kept, and rows are sorted where Traffic Ops has no order of its own.
pub fn write(plan: &Plan) -> Result<Written, WriteError> {
    let context = Context { plan, derived: Derived::of(plan) };
    let mut bodies: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    let mut findings = Vec::new();
    for layout in LAYOUTS {
        let Some(endpoint) = endpoints::of_kind(layout.kind) else { continue };
        let file: Arc<str> = Arc::from(file_name(endpoint.name));
        let rows = with_kind!(layout.kind, T => context.rows::<T>(layout, &file));
        let (rows, missing): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        findings.extend(missing.into_iter().flatten());
        bodies.insert(endpoint.name.to_owned(), rows);
    }
    relations::write(plan, &mut bodies, &mut findings);
    others(plan, &mut bodies, &mut findings);
    let mut files = Vec::with_capacity(bodies.len());
    for (endpoint, rows) in bodies {
        let bytes = body(&rows).map_err(|source| WriteError::Json { endpoint: endpoint.clone(), source })?;
        files.push((file_name(&endpoint), bytes));
    }
    Ok(Written { files, findings })
}

/// `{"response": [...]}`, one row a line.
fn body(rows: &[Json]) -> Result<Vec<u8>, serde_json::Error> {
    let lines: Vec<String> = rows.par_iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Ok(b"{\"response\":[]}\n".to_vec());
    }
    Ok(format!("{{\"response\":[\n{}\n]}}\n", lines.join(",\n")).into_bytes())
}

struct Context<'p> {
    plan: &'p Plan,
    derived: Derived<'p>,
}

/// Where a member's value comes from.
#[derive(Clone, Copy, Debug)]
enum Source {
    Id,
    LastUpdated,
    Field(usize),
    LinkName(usize),
    LinkId(usize),
    Derived,
}

/// The members of a kind's rows and where they come from.
fn sources<T: Entity>(layout: &Layout) -> Vec<(&'static str, Source)> {
    let place = |name: &str| -> Source {
        if let Some(source) = match name {
            "id" => Some(Source::Id),
            "lastUpdated" => Some(Source::LastUpdated),
            _ => None,
        } {
            return source;
        }
        for (index, field) in T::FIELDS.iter().enumerate() {
            let is_link = matches!(field.info.shape, Shape::Link(_));
            match name {
                _ if name == field.info.api && is_link => return Source::LinkName(index),
                _ if name == field.info.api => return Source::Field(index),
                _ if name == field.info.api_id => return Source::LinkId(index),
                _ => {}
            }
        }
        Source::Derived
    };
    layout.members.iter().map(|name| (*name, place(name))).collect()
}

impl Context<'_> {
    fn rows<T: Entity>(&self, layout: &Layout, file: &Arc<str>) -> Vec<(Json<'static>, Vec<Finding>)> {
        let sources = sources::<T>(layout);
        let omitted = OMITTED_WHEN_EMPTY.iter().find(|(kind, _)| *kind == T::KIND).map_or(&[][..], |(_, names)| names);
        let sorted = sorted::<T>(self.plan, layout.order);
        sorted
            .into_par_iter()
            .enumerate()
            .map(|(row, (id, entity))| {
                let members = self.members(&sources, omitted, id, &entity);
                let place = Place { file: Arc::clone(file), at: At::Row(row) };
                let mut missing = missing(layout, &place, &*entity, &members);
                missing.extend(self.unresolved(&place, &*entity));
                (Json::Object(members), missing)
            })
            .collect()
    }

    fn members<T: Entity>(
        &self,
        sources: &[(&'static str, Source)],
        omitted: &[&str],
        id: Id<T>,
        entity: &Arc<T>,
    ) -> Vec<(Cow<'static, str>, Json<'static>)> {
        let upstream = entity.upstream();
        let mut members: Vec<(Cow<str>, Json)> = Vec::with_capacity(sources.len() + upstream.unmodelled.len());
        let any = AnyId { kind: T::KIND, number: id.number() };
        for (name, source) in sources {
            let value = match source {
                Source::Id => upstream.traffic_ops_id.map(Json::Int),
                Source::LastUpdated => upstream.last_updated.clone().map(Json::text),
                Source::Field(index) => {
                    self.field(&**entity, *index).map(|value| masked(any.kind, name, value, entity))
                }
                Source::LinkName(index) => Some(self.name(link_of(&**entity, *index))),
                Source::LinkId(index) => Some(self.traffic_ops_id(link_of(&**entity, *index))),
                Source::Derived => self
                    .derived
                    .member(any, name)
                    .or_else(|| upstream.unmodelled.get(*name).map(|value| Json::of_value(value).into_owned())),
            };
            if let Some(value) = value
                && (value != Json::Null || !omitted.contains(name))
            {
                members.push((Cow::Borrowed(name), value));
            }
        }
        for (name, value) in &upstream.unmodelled {
            if sources.iter().all(|(known, _)| known != name) {
                members.push((Cow::Owned(name.clone()), Json::of_value(value).into_owned()));
            }
        }
        members
    }

    fn field<T: Entity>(&self, entity: &T, index: usize) -> Option<Json<'static>> {
        let field = T::FIELDS.get(index)?;
        Some(to_json(&field.info.shape, (field.get)(entity), &mut |link| self.name(Some(link))))
    }

    fn name(&self, link: Option<AnyLink>) -> Json<'static> {
        match link {
            Some(link) if is_number_alone(&link) => Json::Null,
            Some(link) => Json::text(self.plan.link_name(&link)),
            None => Json::Null,
        }
    }

    fn traffic_ops_id(&self, link: Option<AnyLink>) -> Json<'static> {
        let Some(link) = link else { return Json::Null };
        relations::traffic_ops_id(self.plan, link.kind, &link.target).map_or(Json::Null, Json::Int)
    }

    fn unresolved<T: Entity>(&self, place: &Place, entity: &T) -> Vec<Finding> {
        let mut found = Vec::new();
        for field in T::FIELDS.iter().filter(|field| field.info.has_links() && !field.info.api.is_empty()) {
            (field.links)(entity, &mut |link| {
                if link.id().is_none() {
                    let (kind, name) = (link.kind.singular(), self.plan.link_name(&link));
                    let message =
                        format!("`{}` refers to the {kind} `{name}`, which is not in the plan", entity.name());
                    found.push(Finding::new(Severity::Warning, place.clone(), field.info.api, message));
                }
            });
        }
        found
    }
}

/// Whether all that is known of a link's target is its Traffic Ops id.
fn is_number_alone(link: &AnyLink) -> bool {
    matches!(&link.target, Target::Absent(absent) if absent.identity.is_empty())
}

fn link_of<T: Entity>(entity: &T, index: usize) -> Option<AnyLink> {
    let field = T::FIELDS.get(index)?;
    match (field.get)(entity) {
        Value::Link(link) => Some(link),
        _ => None,
    }
}

/// The value of a secure parameter never leaves the plan file.
fn masked<T: Entity>(kind: Kind, name: &str, value: Json<'static>, entity: &Arc<T>) -> Json<'static> {
    let secret = kind == Kind::Parameter
        && name == "value"
        && T::field("secure").is_some_and(|field| (field.get)(entity) == Value::Bool(true));
    if secret { Json::text(SECRET_PLACEHOLDER) } else { value }
}

/// The entities of a kind in the order of the endpoint.
fn sorted<T: Entity>(plan: &Plan, order: Order) -> Vec<(Id<T>, Arc<T>)> {
    let mut all: Vec<(Id<T>, Arc<T>)> = T::table(plan).iter().map(|(id, entity)| (id, Arc::clone(entity))).collect();
    let traffic_ops_id = |entity: &T| entity.upstream().traffic_ops_id.unwrap_or(i64::MAX);
    match order {
        Order::Name => all.sort_by(|(a_id, a), (b_id, b)| {
            (a.name(), traffic_ops_id(a), a_id).cmp(&(b.name(), traffic_ops_id(b), b_id))
        }),
        Order::Id => all.sort_by(|(a_id, a), (b_id, b)| {
            (traffic_ops_id(a), a.name(), a_id).cmp(&(traffic_ops_id(b), b.name(), b_id))
        }),
        Order::Number => all.sort_by_key(|(id, entity)| {
            (entity.name().parse::<i64>().unwrap_or(i64::MAX), traffic_ops_id(entity), *id)
        }),
    }
    all
}

/// Members that Traffic Ops demands and the row has not.
fn missing<T: Entity>(
    layout: &Layout,
    place: &Place,
    entity: &T,
    members: &[(Cow<'static, str>, Json<'static>)],
) -> Vec<Finding> {
    let is_empty = |name: &str| match members.iter().find(|(key, _)| key == name).map(|(_, value)| value) {
        None | Some(Json::Null) => true,
        Some(Json::Text(text)) => text.is_empty(),
        Some(Json::List(items)) => items.is_empty(),
        Some(_) => false,
    };
    let lacking = layout.required.iter().filter(|name| is_empty(name));
    let problem = |name: &&str| {
        let message = format!("the {} `{}` has none, and Traffic Ops demands one", T::KIND.singular(), entity.name());
        Finding::new(Severity::Warning, place.clone(), name, message)
    };
    let mut found: Vec<_> = lacking.map(problem).collect();
    found.extend(deriving::refused(place, T::KIND, members));
    found
}

/// Rows of endpoints that we don't model, as they came.
fn others(plan: &Plan, bodies: &mut BTreeMap<String, Vec<Json<'static>>>, findings: &mut Vec<Finding>) {
    let mut names: HashMap<&str, String> = HashMap::new();
    let mut taken: BTreeSet<String> = bodies.keys().cloned().collect();
    for (_, row) in plan.other_rows().iter().filter(|(_, row)| !row.is_own()) {
        let name = names.entry(&row.endpoint).or_insert_with(|| {
            let safe = safe_name(&row.endpoint, &taken);
            if safe != row.endpoint {
                let place = Place::whole(&Arc::from(file_name(&safe)));
                let message = format!("holds the rows of `{}`, whose name no file can have", row.endpoint);
                findings.push(Finding::new(Severity::Warning, place, "", message));
            }
            taken.insert(safe.clone());
            safe
        });
        let mut document = Json::of_value(&row.document).into_owned();
        if let (Json::Object(members), Some(time)) = (&mut document, &row.upstream.last_updated)
            && members.iter().all(|(key, _)| key != "lastUpdated")
        {
            members.push((Cow::Borrowed("lastUpdated"), Json::text(time.as_str())));
        }
        bodies.entry(name.clone()).or_default().push(document);
    }
}

/// A name for a file: of letters, digits, dashes and underscores, and not yet taken.
fn safe_name(endpoint: &str, taken: &BTreeSet<String>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' };
    let mut name: String = endpoint.chars().take(100).map(plain).collect();
    while name.is_empty() || taken.contains(&name) {
        name.push_str("_rows");
    }
    name
}
