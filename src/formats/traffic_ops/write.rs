//! A plan as bodies of API 5.0: one file an endpoint, rows sorted as Traffic Ops sorts them, links by name and by id,
//! and what Traffic Ops would miss. What only Lodestone knows (positions of physical locations, scenarios ...) does not
//! travel in this format; secrets never do.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use thiserror::Error;

use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json::{Json, to_json};
use crate::model::{
    AnyEntity, AnyId, AnyLink, DeliveryService, Kind, Plan, SECRET_PLACEHOLDER, Server, Shape, Target, Value, grouped,
    seed,
};
use crate::parallel;
use crate::sorting::{OrderedMap, OrderedSet};

use super::deriving::{self, DerivedMembers};
use super::endpoints::{self, file_name};
use super::federations;
use super::layouts::{LAYOUTS, Layout, MemberOrder};
use super::nested;
use super::refusals::Refusals;
use super::regexes;
use super::relations;
use super::steering;
use super::versions::OMITTED_WHEN_EMPTY;

/// The endpoint of the expressions of delivery services.
const REGEXES: &str = "deliveryservices_regexes";

/// What a plan becomes.
#[derive(Clone, Debug, Default)]
pub struct WrittenBodies {
    /// File names and their bytes, by name.
    pub files: Vec<(String, Vec<u8>)>,
    /// What Traffic Ops would miss or refuse, by file and row.
    pub findings: Vec<Finding>,
}

/// Why a plan cannot be written.
#[derive(Debug, Error)]
pub enum BodyWriteError {
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
pub fn write(plan: &Plan) -> Result<WrittenBodies, BodyWriteError> {
    let context = WriteContext { plan, derived: DerivedMembers::of(plan), refusals: Refusals::of(plan) };
    let mut bodies: OrderedMap<String, Vec<Json>> = OrderedMap::new();
    let mut findings = Vec::new();
    for layout in LAYOUTS {
        let Some(endpoint) = endpoints::of_kind(layout.kind) else { continue };
        let file: Arc<str> = Arc::from(file_name(endpoint.name));
        let written = context.rows(layout, &file);
        let (mut rows, mut by_name) = (Vec::with_capacity(written.len()), ByName::default());
        for row in written {
            by_name.add(row.by_name);
            findings.extend(row.problems);
            rows.push(row.json);
        }
        findings.extend(by_name.problem(&file));
        bodies.insert(endpoint.name.to_owned(), rows);
    }
    relations::write(plan, &mut bodies, &mut findings);
    findings.extend(context.refusals.of_assignments(&Place::whole(&Arc::from(file_name("deliveryserviceserver")))));
    findings.extend(news(plan));
    bodies.insert(REGEXES.to_owned(), regexes::write(plan));
    steering::write(plan, &mut bodies, &mut findings);
    federations::write(plan, &mut bodies, &mut findings);
    others(plan, &mut bodies, &mut findings);
    let mut files = Vec::with_capacity(bodies.len());
    for (endpoint, rows) in bodies {
        let bytes = body(&rows).map_err(|source| BodyWriteError::Json { endpoint: endpoint.clone(), source })?;
        files.push((file_name(&endpoint), bytes));
    }
    Ok(WrittenBodies { files, findings })
}

/// `{"response": [...]}`, one row a line.
fn body(rows: &[Json]) -> Result<Vec<u8>, serde_json::Error> {
    let lines = parallel::map_short(rows, serde_json::to_string);
    let lines: Vec<String> = lines.into_iter().collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Ok(b"{\"response\":[]}\n".to_vec());
    }
    Ok(format!("{{\"response\":[\n{}\n]}}\n", lines.join(",\n")).into_bytes())
}

struct WriteContext<'p> {
    plan: &'p Plan,
    derived: DerivedMembers<'p>,
    refusals: Refusals<'p>,
}

/// A row, what is to be said about it, and the kinds of what it names without an id of Traffic Ops.
struct WrittenRow {
    json: Json<'static>,
    problems: Vec<Finding>,
    by_name: OrderedSet<&'static str>,
}

/// Rows that name what Traffic Ops has given no id yet.
#[derive(Default)]
struct ByName {
    rows: usize,
    kinds: OrderedSet<&'static str>,
}

impl ByName {
    fn add(&mut self, kinds: OrderedSet<&'static str>) {
        self.rows += usize::from(!kinds.is_empty());
        self.kinds.extend(kinds);
    }

    /// Traffic Ops takes ids alone (`TO/region/regions.go`, `TO/asn/asns.go` and the like).
    fn problem(self, file: &Arc<str>) -> Option<Finding> {
        let kinds: Vec<_> = self.kinds.into_iter().collect();
        let rows = if self.rows == 1 { "1 row names".to_owned() } else { format!("{} rows name", grouped(self.rows)) };
        let message = format!(
            "{rows} objects that Traffic Ops has given no id yet ({}), and it refuses names alone: create these first, import \
             them from there, and export again",
            kinds.join(", ")
        );
        (0 < self.rows).then(|| Finding::new(Severity::Warning, Place::whole(file), "", message))
    }
}

/// Where a member's value comes from.
#[derive(Clone, Copy, Debug)]
enum BodySource {
    Id,
    LastUpdated,
    Field(usize),
    LinkName(usize),
    LinkId(usize),
    Derived,
}

/// The members of a kind's rows and where they come from.
fn sources(layout: &Layout) -> Vec<(&'static str, BodySource)> {
    let place = |name: &str| -> BodySource {
        if let Some(source) = match name {
            "id" => Some(BodySource::Id),
            "lastUpdated" => Some(BodySource::LastUpdated),
            _ => None,
        } {
            return source;
        }
        for (index, info) in layout.kind.fields().iter().enumerate() {
            let is_link = matches!(info.shape, Shape::Link(_));
            match name {
                _ if name == info.api && is_link => return BodySource::LinkName(index),
                _ if name == info.api => return BodySource::Field(index),
                _ if name == info.api_id => return BodySource::LinkId(index),
                _ => {}
            }
        }
        BodySource::Derived
    };
    layout.members.iter().map(|name| (*name, place(name))).collect()
}

impl WriteContext<'_> {
    fn rows(&self, layout: &Layout, file: &Arc<str>) -> Vec<WrittenRow> {
        let kind = layout.kind;
        let sources = sources(layout);
        let omitted =
            OMITTED_WHEN_EMPTY.iter().find(|(omitting, _)| *omitting == kind).map_or(&[][..], |(_, names)| names);
        let sorted: Vec<_> = sorted(self.plan, kind, layout.order).into_iter().enumerate().collect();
        parallel::map_short(&sorted, |(row, (id, entity))| {
            let members = self.members(&sources, omitted, *id, *entity);
            let place = Place { file: Arc::clone(file), at: At::Row(*row) };
            let mut problems = missing(layout, &place, *entity, &members);
            problems.extend(self.unresolved(&place, *entity));
            problems.extend(self.refusals.problems(*id, &place));
            let by_name = self.by_name(*entity, &members);
            WrittenRow { json: Json::Object(members), problems, by_name }
        })
    }

    fn members(
        &self,
        sources: &[(&'static str, BodySource)],
        omitted: &[&str],
        any: AnyId,
        entity: &dyn AnyEntity,
    ) -> Vec<(Cow<'static, str>, Json<'static>)> {
        let upstream = entity.any_upstream();
        let mut members: Vec<(Cow<str>, Json)> = Vec::with_capacity(sources.len() + upstream.unmodelled.len());
        for (name, source) in sources {
            let value = match source {
                BodySource::Id => upstream.traffic_ops_id.map(Json::Int),
                BodySource::LastUpdated => {
                    upstream.last_updated.as_ref().map(|time| Json::Text(time.to_string().into()))
                }
                BodySource::Field(index) => {
                    let value = self.field(entity, *index).map(|value| masked(any.kind, name, value, entity));
                    value.map(|value| deriving::tenant(any.kind, name, value))
                }
                BodySource::LinkName(index) => Some(self.name(link_of(entity, *index))),
                BodySource::LinkId(index) => Some(self.traffic_ops_id(link_of(entity, *index))),
                BodySource::Derived => self
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
            let value = || Json::of_value(value).into_owned();
            if nested::is_path(name, &members) {
                nested::put(&mut members, name, value());
            } else if sources.iter().all(|(known, _)| known != name) {
                members.push((Cow::Owned(name.clone()), value()));
            }
        }
        members
    }

    fn field(&self, entity: &dyn AnyEntity, index: usize) -> Option<Json<'static>> {
        let info = entity.any_kind().fields().get(index)?;
        Some(to_json(&info.shape, entity.value_at(index), &mut |link| self.name(Some(link))))
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

    /// What a row names that has no Traffic Ops id, by kind.
    fn by_name(
        &self,
        entity: &dyn AnyEntity,
        members: &[(Cow<'static, str>, Json<'static>)],
    ) -> OrderedSet<&'static str> {
        let mut kinds = OrderedSet::new();
        let kind = entity.any_kind();
        for (index, _) in kind.fields().iter().enumerate().filter(|(_, info)| !info.api_id.is_empty()) {
            if let Some(link) = link_of(entity, index).filter(|link| link.id().is_some())
                && self.traffic_ops_id(Some(link.clone())) == Json::Null
                // What every Traffic Ops has is there, whatever its id.
                && !seed::names(link.kind).contains(&self.plan.link_name(&link).as_str())
            {
                kinds.insert(link.kind.plural());
            }
        }
        // Tenants are not modelled.
        let is =
            |name: &str, null: bool| members.iter().any(|(key, value)| key == name && (*value == Json::Null) == null);
        if kind == Kind::DeliveryService && is("tenant", false) && !is("tenantId", false) {
            kinds.insert("tenants");
        }
        kinds
    }

    fn unresolved(&self, place: &Place, entity: &dyn AnyEntity) -> Vec<Finding> {
        let mut found = Vec::new();
        let linking = entity.any_kind().fields().iter().enumerate();
        for (at, info) in linking.filter(|(_, info)| info.has_links() && !info.api.is_empty()) {
            entity.links_at(at, &mut |link| {
                if link.id().is_none() {
                    let (kind, name) = (link.kind.singular(), self.plan.link_name(&link));
                    let message =
                        format!("`{}` refers to the {kind} `{name}`, which is not in the plan", entity.any_name());
                    found.push(Finding::new(Severity::Warning, place.clone(), info.api, message));
                }
            });
        }
        found
    }
}

/// What is to be known before objects are sent that Traffic Ops does not know yet.
fn news(plan: &Plan) -> Vec<Finding> {
    let of = |endpoint: &str| Place::whole(&Arc::from(file_name(endpoint)));
    let is_new = |server: &Server| server.upstream.traffic_ops_id.is_none();
    let hashed = plan.servers().iter().filter(|(_, server)| is_new(server) && server.xmpp_id.is_some()).count();
    let is_active = |service: &DeliveryService| service.active.as_deref() == Some("ACTIVE");
    let active = plan
        .delivery_services()
        .iter()
        .filter(|(_, service)| service.upstream.traffic_ops_id.is_none() && is_active(service))
        .count();
    let told = [
        (
            hashed,
            "servers",
            "servers that Traffic Ops does not know yet have a Hash ID (xmppId): it does not take it, and draws its own",
        ),
        (
            active,
            "deliveryservices",
            "delivery services that Traffic Ops does not know yet are ACTIVE: create them INACTIVE, assign their servers, \
             and activate them then",
        ),
    ];
    let problem = |(count, endpoint, message): (usize, &str, &str)| {
        Finding::new(Severity::Note, of(endpoint), "", format!("{} {message}", grouped(count)))
    };
    told.into_iter().filter(|(count, ..)| 0 < *count).map(problem).collect()
}

/// Whether all that is known of a link's target is its Traffic Ops id.
fn is_number_alone(link: &AnyLink) -> bool {
    matches!(&link.target, Target::Absent(absent) if absent.identity.is_empty())
}

fn link_of(entity: &dyn AnyEntity, index: usize) -> Option<AnyLink> {
    match entity.value_at(index) {
        Value::Link(link) => Some(link),
        _ => None,
    }
}

/// The value of a secure parameter never leaves the plan file.
fn masked(kind: Kind, name: &str, value: Json<'static>, entity: &dyn AnyEntity) -> Json<'static> {
    let secret = kind == Kind::Parameter && name == "value" && entity.value_of("secure") == Value::Bool(true);
    if secret { Json::text(SECRET_PLACEHOLDER) } else { value }
}

/// The entities of a kind in the order of the endpoint.
fn sorted(plan: &Plan, kind: Kind, order: MemberOrder) -> Vec<(AnyId, &dyn AnyEntity)> {
    let all: Vec<(AnyId, &dyn AnyEntity)> = plan.objects(kind).collect();
    let number = |entity: &dyn AnyEntity| entity.any_upstream().traffic_ops_id.unwrap_or(i64::MAX);
    let keys: Vec<(Cow<'_, str>, i64)> = all.iter().map(|(_, entity)| (entity.any_name(), number(*entity))).collect();
    sorted_places(&keys, order).into_iter().filter_map(|at| all.get(at).copied()).collect()
}

/// Where the entities of these names and ids of Traffic Ops stand, in the order of an endpoint; equals as they stand.
fn sorted_places(keys: &[(Cow<'_, str>, i64)], order: MemberOrder) -> Vec<usize> {
    let number = |name: &str| name.parse::<i64>().unwrap_or(i64::MAX);
    parallel::sorted(keys.len(), &|a, b| match (keys.get(a), keys.get(b), order) {
        (Some((a, a_id)), Some((b, b_id)), MemberOrder::Name) => (a, a_id).cmp(&(b, b_id)),
        (Some((a, a_id)), Some((b, b_id)), MemberOrder::Id) => (a_id, a).cmp(&(b_id, b)),
        (Some((a, a_id)), Some((b, b_id)), MemberOrder::Number) => (number(a), a_id).cmp(&(number(b), b_id)),
        _ => Ordering::Equal,
    })
}

/// Members that Traffic Ops demands and the row has not.
fn missing(
    layout: &Layout,
    place: &Place,
    entity: &dyn AnyEntity,
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
        let message =
            format!("the {} `{}` has none, and Traffic Ops demands one", layout.kind.singular(), entity.any_name());
        Finding::new(Severity::Warning, place.clone(), name, message)
    };
    let mut found: Vec<_> = lacking.map(problem).collect();
    found.extend(deriving::refused(place, layout.kind, members));
    found
}

/// Rows of endpoints that we don't model, as they came.
fn others(plan: &Plan, bodies: &mut OrderedMap<String, Vec<Json<'static>>>, findings: &mut Vec<Finding>) {
    let mut names: HashMap<&str, String> = HashMap::new();
    let mut taken: OrderedSet<String> = bodies.keys().cloned().collect();
    // Plans of earlier versions may hold rows of what has become a part of the services.
    for (_, row) in plan.other_rows().iter().filter(|(_, row)| !row.is_own() && row.endpoint != REGEXES) {
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
            members.push((Cow::Borrowed("lastUpdated"), Json::Text(time.to_string().into())));
        }
        bodies.entry(name.clone()).or_default().push(document);
    }
}

/// A name for a file: of letters, digits, dashes and underscores, and not yet taken.
fn safe_name(endpoint: &str, taken: &OrderedSet<String>) -> String {
    let mut name = endpoints::safe_name(endpoint);
    while name.is_empty() || taken.contains(&name) {
        name.push_str("_rows");
    }
    name
}
