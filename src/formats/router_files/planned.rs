//! What Traffic Router would have read beside its snapshot if a plan's own steering, federations, regional geo rules and
//! anonymous IP policy were in force. What it would not take of them is as good as none, as it had none before.

use std::sync::Arc;

use crate::formats::traffic_ops::is_client_steering;
use crate::model::{
    AnonymousIpPolicy, AnyLink, DeliveryService, Kind, Link, Plan, PlannedFilter, PlannedMapping, PlannedTarget,
    RegionalGeoRules, RegionalRange, RegionalRule, ServiceFederations, ServiceSteering,
};
use crate::routing::{
    AnonymousPolicy, CoordinateRange, Federation, FederationMapping, FederationRegistry, PostalsType, RegionalGeo,
    RegionalGeoRule, Steering, SteeringFilter, SteeringRegistry, SteeringTarget, Surroundings, policy_whitelist,
};

/// What a plan says, as Traffic Router has it in mind.
#[derive(Clone, Debug, Default)]
pub struct PlannedSurroundings {
    /// Which services stand for others.
    pub steering: Arc<SteeringRegistry>,
    /// Which resolvers are sent elsewhere.
    pub federations: Arc<FederationRegistry>,
    /// Where clients must be.
    pub regional_geo: Arc<RegionalGeo>,
    /// What is blocked of anonymous addresses; none: the plan does not say.
    pub anonymous: Option<AnonymousPolicy>,
    /// What Traffic Router would not take.
    pub not_taken: Vec<NotTaken>,
}

/// Something that Traffic Router would not take, as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// What.
    pub what: &'static str,
    /// Why.
    pub why: String,
}

impl PlannedSurroundings {
    /// Of a plan; all its CDNs, as the bodies of Traffic Ops have it.
    pub fn of(plan: &Plan) -> Self {
        let mut not_taken = Vec::new();
        let mut lost = |what, why: String| not_taken.push(NotTaken { what, why });
        let steering = SteeringRegistry::new(&steering(plan)).unwrap_or_else(|error| {
            lost("steering", error.to_string());
            SteeringRegistry::default()
        });
        let federations = FederationRegistry::new(&federations(plan)).unwrap_or_else(|error| {
            lost("federations", error.to_string());
            FederationRegistry::default()
        });
        let rules =
            regional_rules_of_plan(plan).and_then(|rules| RegionalGeo::new(&rules).map_err(|error| error.to_string()));
        let regional_geo = rules.unwrap_or_else(|why| {
            lost("regional geo rules", why);
            RegionalGeo::fallen_back()
        });
        Self {
            steering: Arc::new(steering),
            federations: Arc::new(federations),
            regional_geo: Arc::new(regional_geo),
            anonymous: policy_of(plan).map(anonymous),
            not_taken,
        }
    }
}

impl PlannedSurroundings {
    /// Puts it around a router; zones and places of addresses stay as they are.
    pub fn surround(&self, around: &mut Surroundings) {
        around.steering = Arc::clone(&self.steering);
        around.federations = Arc::clone(&self.federations);
        around.regional_geo = Arc::clone(&self.regional_geo);
        if let Some(policy) = &self.anonymous {
            around.anonymous.policy = policy.clone();
        }
    }
}

/// The name that a link goes by; empty: there is none, or only an id is known.
fn name_of(plan: &Plan, link: Option<&Link<DeliveryService>>) -> String {
    link.map_or_else(String::new, |link| match link {
        Link::Absent(absent) => absent.identity.concat(),
        Link::To(_) => plan.link_name(&AnyLink { kind: Kind::DeliveryService, target: link.target() }),
    })
}

/// Traffic Ops makes 32 bits of it, whatever that does (`TO/steering/steering.go`).
#[expect(clippy::cast_possible_truncation, reason = "as upstream does")]
const fn truncated(number: i64) -> i32 {
    number as i32
}

fn steering(plan: &Plan) -> Vec<Steering> {
    let target = |target: &PlannedTarget| {
        let [latitude, longitude] = target.effective_origin().map(Option::unwrap_or_default);
        SteeringTarget {
            delivery_service: name_of(plan, target.target.as_ref()),
            weight: truncated(target.effective_weight()),
            order: truncated(target.effective_order()),
            geo_order: truncated(target.effective_geo_order().unwrap_or(0)),
            latitude,
            longitude,
        }
    };
    let filter = |filter: &PlannedFilter| SteeringFilter {
        delivery_service: name_of(plan, filter.target.as_ref()),
        pattern: filter.pattern.clone(),
    };
    let one = |own: &ServiceSteering| Steering {
        delivery_service: own.delivery_service.clone(),
        is_client_steering: is_client_steering(plan, own),
        targets: own.targets.iter().map(target).collect(),
        filters: own.filters.iter().map(filter).collect(),
    };
    plan.steerings().iter().map(|(_, own)| one(own)).collect()
}

fn federations(plan: &Plan) -> Vec<Federation> {
    plan.federations().iter().map(|(_, own)| federation_of(own)).collect()
}

/// The federations of a service as their body gives them.
pub fn federation_of(own: &ServiceFederations) -> Federation {
    let mapping = |mapping: &PlannedMapping| FederationMapping {
        cname: mapping.cname.clone(),
        ttl: truncated(mapping.ttl),
        resolve4: mapping.resolve4.clone(),
        resolve6: mapping.resolve6.clone(),
    };
    Federation { delivery_service: own.delivery_service.clone(), mappings: own.mappings.iter().map(mapping).collect() }
}

/// The regional geo rules of a plan, in the order of their file; or what Traffic Router insists on and one has not.
pub fn regional_rules_of_plan(plan: &Plan) -> Result<Vec<RegionalGeoRule>, String> {
    let all = plan.regional_geo_rules().iter().map(|(_, own)| regional_rules_of(own));
    Ok(all.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The rules of a service; or what Traffic Router insists on and one has not.
pub fn regional_rules_of(own: &RegionalGeoRules) -> Result<Vec<RegionalGeoRule>, String> {
    own.rules.iter().map(|rule| regional_rule(&own.delivery_service, rule)).collect()
}

fn regional_rule(service: &str, rule: &RegionalRule) -> Result<RegionalGeoRule, String> {
    let Some((included, postal_codes)) = rule.postal_codes() else {
        return Err(format!(
            "the rule `{}` of `{service}` includes or excludes no postal codes, and Traffic Router insists on either list",
            rule.url_regex
        ));
    };
    let range = |range: &RegionalRange| CoordinateRange {
        min_latitude: range.min_lat,
        min_longitude: range.min_lon,
        max_latitude: range.max_lat,
        max_longitude: range.max_lon,
    };
    Ok(RegionalGeoRule {
        delivery_service: service.to_owned(),
        url_regex: rule.url_regex.clone(),
        redirect_url: rule.redirect_url.clone(),
        is_steering: rule.is_steering,
        white_list: rule.white_list.clone(),
        postals: if included { PostalsType::Include } else { PostalsType::Exclude },
        postal_codes,
        coordinate_ranges: rule.coordinate_range.as_ref().map(|ranges| ranges.iter().map(range).collect()),
    })
}

/// The policy that counts: of several the first by name.
pub(in crate::formats) fn policy_of(plan: &Plan) -> Option<&AnonymousIpPolicy> {
    let all = plan.anonymous_ip_policies().iter().map(|(_, policy)| &**policy);
    all.min_by(|a, b| a.name.cmp(&b.name))
}

fn anonymous(policy: &AnonymousIpPolicy) -> AnonymousPolicy {
    let whitelist = |networks: &[String]| policy_whitelist(networks.iter().map(String::as_str)).0;
    AnonymousPolicy {
        blocks_anonymous_vpn: policy.block_anonymous_vpn,
        blocks_hosting_provider: policy.block_hosting_provider,
        blocks_public_proxy: policy.block_public_proxy,
        blocks_tor_exit_node: policy.block_tor_exit_node,
        ip4_whitelist: whitelist(&policy.ip4_whitelist),
        ip6_whitelist: whitelist(&policy.ip6_whitelist),
        redirect_url: policy.redirect_url.clone(),
    }
}
