//! Members that Traffic Ops makes of others: positions of cache groups, a parameter's profiles, example URLs. Made again
//! when written, as Traffic Ops makes them.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::finding::{Finding, Place, Severity};
use crate::formats::json::Json;
use crate::model::{
    AnyId, AnyLink, CacheGroup, Coordinate, DeliveryService, Id, Kind, Plan, Position, SECRET_PLACEHOLDER,
};

/// What is looked up for many rows.
pub(super) struct DerivedMembers<'p> {
    plan: &'p Plan,
    /// The names of the profiles that hold a parameter, sorted.
    profiles_of: HashMap<u64, Vec<String>>,
}

impl<'p> DerivedMembers<'p> {
    /// Of a plan.
    pub(super) fn of(plan: &'p Plan) -> Self {
        let mut profiles_of: HashMap<u64, Vec<String>> = HashMap::new();
        for (profile, parameter) in plan.profile_parameters().iter() {
            let Some(id) = parameter.id() else { continue };
            let link = AnyLink { kind: Kind::Profile, target: profile.target() };
            profiles_of.entry(id.number()).or_default().push(plan.link_name(&link));
        }
        for names in profiles_of.values_mut() {
            names.sort();
        }
        Self { plan, profiles_of }
    }

    /// A member of an object; none: nothing derives it.
    pub(super) fn member(&self, object: AnyId, name: &str) -> Option<Json<'static>> {
        match (object.kind, name) {
            (Kind::CacheGroup | Kind::Coordinate, "latitude") => {
                Some(self.position(object).map_or(Json::Null, |position| Json::Float(position.latitude())))
            }
            (Kind::CacheGroup | Kind::Coordinate, "longitude") => {
                Some(self.position(object).map_or(Json::Null, |position| Json::Float(position.longitude())))
            }
            (Kind::Parameter, "profiles") => {
                let names = self.profiles_of.get(&object.number).map_or(&[][..], Vec::as_slice);
                Some(Json::List(names.iter().map(|name| Json::text(name.as_str())).collect()))
            }
            (Kind::DeliveryService, "tenantId") => self.tenant_id(Id::new(object.number)),
            (Kind::DeliveryService, "exampleURLs") => Some(self.example_urls(Id::new(object.number))),
            (Kind::DeliveryService, "profileDescription") => {
                Some(self.profile_description(Id::new(object.number)).map_or(Json::Null, Json::text))
            }
            // Never kept, and yet a member of every row.
            (Kind::Server, "xmppPasswd") => Some(Json::Null),
            _ => None,
        }
    }

    fn position(&self, object: AnyId) -> Option<Position> {
        if object.kind == Kind::Coordinate {
            return self.plan.get::<Coordinate>(Id::new(object.number))?.position;
        }
        let group = self.plan.get::<CacheGroup>(Id::new(object.number))?;
        self.plan.follow_opt(group.coordinate.as_ref())?.position
    }

    /// The id of a service's tenant, by the rows of tenants that the plan keeps; none: they don't say.
    fn tenant_id(&self, service: Id<DeliveryService>) -> Option<Json<'static>> {
        let tenant = self.plan.get(service)?.tenant.as_deref().unwrap_or(ROOT);
        let rows = self.plan.other_rows().iter().filter(|(_, row)| row.endpoint == "tenants");
        let named =
            rows.filter(|(_, row)| row.document.get("name").and_then(serde_json::Value::as_str) == Some(tenant));
        let mut ids = named.filter_map(|(_, row)| row.document.get("id")?.as_i64());
        ids.next().map(Json::Int)
    }

    fn profile_description(&self, service: Id<DeliveryService>) -> Option<String> {
        let service = self.plan.get(service)?;
        self.plan.follow_opt(service.profile.as_ref())?.description.clone()
    }

    fn example_urls(&self, service: Id<DeliveryService>) -> Json<'static> {
        let Some(service) = self.plan.get(service) else { return Json::Null };
        let domain = self.plan.follow_opt(service.cdn.as_ref()).and_then(|cdn| cdn.domain_name.clone());
        let type_ = service.type_.clone().map(|link| AnyLink { kind: Kind::Type, target: link.target() });
        let type_ = type_.map_or_else(String::new, |link| self.plan.link_name(&link));
        let urls = example_urls(service, type_.starts_with("DNS"), &domain.unwrap_or_default());
        Json::List(urls.into_iter().map(Json::text).collect())
    }
}

/// As `MakeExampleURLs` does it (`TOG/deliveryservice/deliveryservices.go`).
fn example_urls(service: &DeliveryService, is_dns: bool, domain: &str) -> Vec<String> {
    let schemes: &[&str] = match service.protocol {
        Some(1) => &["https"],
        Some(2 | 3) => &["http", "https"],
        _ => &["http"],
    };
    let routing_name = service.routing_name.as_deref().unwrap_or_default();
    let mut urls = Vec::new();
    for expression in &service.match_list {
        if is_dns || expression.type_ == "HOST_REGEXP" {
            let host = match expression.set_number {
                0 => format!("{routing_name}.{}.{domain}", label(&expression.pattern)),
                _ => expression.pattern.clone(),
            };
            urls.extend(schemes.iter().map(|scheme| format!("{scheme}://{host}")));
        } else if expression.type_ == "PATH_REGEXP" {
            urls.push(expression.pattern.clone());
        }
    }
    urls
}

/// The expression without `\`, `.*` and `.`, taken out in one pass from left to right, as Go's replacer does.
fn label(pattern: &str) -> String {
    let mut label = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {}
            '.' => drop(chars.next_if_eq(&'*')),
            other => label.push(other),
        }
    }
    label
}

/// The tenant that every Traffic Ops has, and that a delivery service must have one of.
const ROOT: &str = "root";

/// A member, with the tenant in the place of none: Traffic Ops answers 500 without (`TO/deliveryservice`).
pub(super) fn tenant(kind: Kind, name: &str, value: Json<'static>) -> Json<'static> {
    let is_none = kind == Kind::DeliveryService && name == "tenant" && matches!(&value, Json::Null);
    if is_none { Json::text(ROOT) } else { value }
}

/// Rows that Traffic Ops would take otherwise than they are meant.
pub(super) fn refused(place: &Place, kind: Kind, members: &[(Cow<'static, str>, Json<'static>)]) -> Option<Finding> {
    let is = |name: &str, value: &Json| members.iter().any(|(key, found)| key == name && found == value);
    let masked = kind == Kind::Parameter
        && is("secure", &Json::Bool(true))
        && is("value", &Json::Text(Cow::Borrowed(SECRET_PLACEHOLDER)));
    let message = "the value of a secure parameter is not written: put it in before you send the row";
    masked.then(|| Finding::new(Severity::Warning, place.clone(), "value", message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Expression;

    #[test]
    fn example_urls_are_those_of_traffic_ops() {
        let expression = |type_: &str, set_number, pattern: &str| Expression {
            type_: type_.to_owned(),
            set_number,
            pattern: pattern.to_owned(),
        };
        let service = DeliveryService {
            protocol: Some(3),
            routing_name: Some("cdn".to_owned()),
            match_list: vec![
                expression("HOST_REGEXP", 0, r".*\.foo\..*"),
                expression("HOST_REGEXP", 1, "foo.example"),
                expression("PATH_REGEXP", 2, "/x/.*"),
                expression("HEADER_REGEXP", 3, "h"),
            ],
            ..DeliveryService::default()
        };
        let expected =
            ["http://cdn.foo.c.test", "https://cdn.foo.c.test", "http://foo.example", "https://foo.example", "/x/.*"];
        assert_eq!(example_urls(&service, false, "c.test"), expected);
        assert_eq!(label(r"a.\*b"), "a*b");
    }
}
