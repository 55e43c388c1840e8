//! What follows from a delivery service's regular expressions: its match sets, its domains, and the names under which
//! caches serve it (`TO/crconfig/deliveryservice.go` getDSRegexesDomains, `servers.go` getServerDSes).

use std::borrow::Cow;

use crate::model::{DeliveryService, Expression};
use crate::snapshot::go::without;
use crate::snapshot::value::{MatchSet, Nullable, SnapshotMatchRule};
use crate::sorting::sort_by_key;

const HOST: &str = "HOST_REGEXP";

/// A name under which caches serve a delivery service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The same for every cache.
    Fixed(String),
    /// Comes behind the cache's host name.
    BehindHost(String),
}

impl Route {
    /// The name for a cache.
    pub(super) fn of_host(&self, host: &str) -> String {
        match self {
            Self::Fixed(name) => name.clone(),
            Self::BehindHost(rest) => [host, rest].concat(),
        }
    }
}

/// The expressions by set number; gaps say nothing. Traffic Ops gives a service without any the usual one.
pub(super) fn ordered(service: &DeliveryService) -> Cow<'_, [Expression]> {
    let list = &service.match_list;
    if list.is_empty() {
        let pattern = format!(r".*\.{}\..*", service.xml_id);
        return Cow::Owned(vec![Expression { type_: HOST.to_owned(), set_number: 0, pattern }]);
    }
    if list.is_sorted_by_key(|expression| expression.set_number) {
        return Cow::Borrowed(list);
    }
    let mut sorted = list.clone();
    sort_by_key(&mut sorted, |expression| expression.set_number);
    Cow::Owned(sorted)
}

/// One match set an expression; none for types that Traffic Ops does not know here, which it writes as null.
pub(super) fn match_sets(expressions: &[Expression], protocol: &str) -> Vec<Option<MatchSet>> {
    let match_set = |expression: &Expression| {
        let match_type = match expression.type_.as_str() {
            HOST => "HOST",
            "PATH_REGEXP" => "PATH",
            "HEADER_REGEXP" => "HEADER",
            _ => return None,
        };
        let rule = SnapshotMatchRule { regex: expression.pattern.clone(), match_type: match_type.to_owned() };
        Some(MatchSet { protocol: protocol.to_owned(), matchlist: Nullable(Some(vec![rule])) })
    };
    expressions.iter().map(match_set).collect()
}

/// The domains of the host expressions in set 0.
pub(super) fn domains(expressions: &[Expression], cdn_domain: &str) -> Vec<String> {
    expressions
        .iter()
        .filter(|expression| expression.type_ == HOST && expression.set_number == 0)
        .map(|expression| host_label(&expression.pattern) + "." + cdn_domain)
        .collect()
}

/// What of a host pattern stands before the CDN's domain.
fn host_label(pattern: &str) -> String {
    without(pattern, &["\\", ".*", "."])
}

/// The host that clients ask for by a host expression of set 0, as Traffic Ops gives it for an example
/// (`TO/deliveryservice/deliveryservices.go` `MakeExampleURLs`).
pub fn example_host(pattern: &str, routing_name: &str, cdn_domain: &str) -> String {
    [routing_name, &host_label(pattern), cdn_domain].join(".")
}

/// The names under which caches serve the service: one a host expression.
pub(super) fn routes(expressions: &[Expression], is_dns: bool, routing_name: &str, cdn_domain: &str) -> Vec<Route> {
    let route = |expression: &Expression| {
        if !expression.pattern.contains(".*") {
            return Route::Fixed(expression.pattern.clone());
        }
        let rest = without(&expression.pattern, &["\\", ".*"]) + cdn_domain;
        if is_dns { Route::Fixed([routing_name, &rest].concat()) } else { Route::BehindHost(rest) }
    };
    expressions.iter().filter(|expression| expression.type_ == HOST).map(route).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(type_: &str, set_number: i64, pattern: &str) -> Expression {
        Expression { type_: type_.to_owned(), set_number, pattern: pattern.to_owned() }
    }

    #[test]
    fn routes_are_made_of_host_patterns() {
        for (pattern, http, dns) in [
            (r".*\.vod\..*", "edge.vod.cdn.test", "www.vod.cdn.test"),
            (r".*-mid\..*x.*", "edge-mid.xcdn.test", "www-mid.xcdn.test"),
            (r"fixed\.example\.com", r"fixed\.example\.com", r"fixed\.example\.com"),
        ] {
            let expressions = [expression(HOST, 3, pattern), expression("PATH_REGEXP", 4, "/.*")];
            let names = |is_dns| -> Vec<String> {
                routes(&expressions, is_dns, "www", "cdn.test").iter().map(|route| route.of_host("edge")).collect()
            };
            assert_eq!((names(false), names(true)), (vec![http.to_owned()], vec![dns.to_owned()]), "{pattern}");
        }
    }

    #[test]
    fn sets_are_ordered_and_unknown_types_are_null() {
        let service = DeliveryService {
            xml_id: "vod".to_owned(),
            match_list: vec![
                expression("PATH_REGEXP", 30, "/p"),
                expression("STEERING_REGEXP", 1, "s"),
                expression(HOST, 0, r".*\.vod\..*"),
                expression(HOST, 0, "a.b"),
            ],
            ..DeliveryService::default()
        };
        let expressions = ordered(&service);
        let sets = match_sets(&expressions, "HTTP");
        let types: Vec<_> =
            sets.iter().map(|set| Some(set.as_ref()?.matchlist.0.as_ref()?.first()?.match_type.clone())).collect();
        assert_eq!(types, [Some("HOST".to_owned()), Some("HOST".to_owned()), None, Some("PATH".to_owned())]);
        assert_eq!(domains(&expressions, "cdn.test"), ["vod.cdn.test", "ab.cdn.test"]);
    }

    #[test]
    fn a_service_without_expressions_has_the_usual_one() {
        let service = DeliveryService { xml_id: "vod".to_owned(), ..DeliveryService::default() };
        assert_eq!(*ordered(&service), [expression(HOST, 0, r".*\.vod\..*")]);
    }
}
