//! What Traffic Portal's forms say and demand of each field, kind by kind, in the order of the forms (`TPF/`); of kinds that
//! Traffic Portal has no such form for, what Traffic Ops needs. It is data, and judges nothing.

use super::{FieldRule, TextForm};
use crate::model::{
    AnonymousIpPolicy, Asn, CacheGroup, CapacityOverride, Cdn, Coordinate, CoverageZone, CoverageZoneFile,
    CoverageZoneNetwork, DeliveryService, Demand, Division, Kind, Parameter, PhysLocation, Position, Profile, Region,
    RegionalGeoRules, SavedView, Scenario, Server, ServerCapability, ServiceFederations, ServiceSteering,
    StaticDnsEntry, Status, Topology, Type, Waiver,
};

/// Whole numbers from 0 on.
const COUNT: TextForm = TextForm::Between(0, i64::MAX);

/// What there is to say of the fields of a kind.
pub const fn of(kind: Kind) -> &'static [FieldRule] {
    match kind {
        Kind::Type => TYPE,
        Kind::Status => STATUS,
        Kind::Division => DIVISION,
        Kind::Region => REGION,
        Kind::PhysLocation => PHYS_LOCATION,
        Kind::Coordinate => COORDINATE,
        Kind::Cdn => CDN,
        Kind::CacheGroup => CACHE_GROUP,
        Kind::Asn => ASN,
        Kind::ServerCapability => SERVER_CAPABILITY,
        Kind::Profile => PROFILE,
        Kind::Parameter => PARAMETER,
        Kind::Server => SERVER,
        Kind::Topology => TOPOLOGY,
        Kind::DeliveryService => DELIVERY_SERVICE,
        Kind::StaticDnsEntry => STATIC_DNS_ENTRY,
        Kind::AnonymousIpPolicy => ANONYMOUS_IP_POLICY,
        Kind::CapacityOverride => CAPACITY_OVERRIDE,
        Kind::CoverageZoneFile => COVERAGE_ZONE_FILE,
        Kind::Demand => DEMAND,
        Kind::RegionalGeoRules => REGIONAL_GEO_RULES,
        Kind::SavedView => SAVED_VIEW,
        Kind::Scenario => SCENARIO,
        Kind::ServiceFederations => SERVICE_FEDERATIONS,
        Kind::ServiceSteering => SERVICE_STEERING,
        Kind::Waiver => WAIVER,
        Kind::CoverageZone => COVERAGE_ZONE,
        Kind::CoverageZoneNetwork => COVERAGE_ZONE_NETWORK,
        Kind::OtherRow => &[],
    }
}

const TYPE: &[FieldRule] =
    &[FieldRule::of(Type::NAME).needed().max(45), FieldRule::of(Type::DESCRIPTION).max(256).long()];

const STATUS: &[FieldRule] = &[FieldRule::of(Status::NAME).needed(), FieldRule::of(Status::DESCRIPTION).long()];

const DIVISION: &[FieldRule] = &[FieldRule::of(Division::NAME).needed()];

const REGION: &[FieldRule] = &[FieldRule::of(Region::NAME).needed().max(45), FieldRule::of(Region::DIVISION).needed()];

const PHYS_LOCATION: &[FieldRule] = &[
    FieldRule::of(PhysLocation::NAME).needed().max(100).once_unsaid(),
    FieldRule::of(PhysLocation::SHORT_NAME).needed().max(100).once_unsaid(),
    FieldRule::of(PhysLocation::ADDRESS).needed().max(128).once_unsaid(),
    FieldRule::of(PhysLocation::CITY).needed().max(128).once_unsaid(),
    FieldRule::of(PhysLocation::STATE).needed().max(4).once_unsaid(),
    FieldRule::of(PhysLocation::ZIP).needed().max(11).once_unsaid(),
    FieldRule::of(PhysLocation::POC).max(128),
    FieldRule::of(PhysLocation::PHONE).max(45),
    FieldRule::of(PhysLocation::EMAIL).max(128),
    FieldRule::of(PhysLocation::REGION).needed(),
    FieldRule::of(PhysLocation::COMMENTS).max(256).long(),
    FieldRule::of(PhysLocation::POSITION).hint("Lodestone's own: Traffic Ops gives phys locations no position"),
];

const COORDINATE: &[FieldRule] = &[
    FieldRule::of(Coordinate::NAME).needed().max(45).form(TextForm::NoSpaces),
    FieldRule::of(Coordinate::POSITION).needed(),
];

const CDN: &[FieldRule] = &[
    FieldRule::of(Cdn::NAME).needed().max(45),
    FieldRule::of(Cdn::DOMAIN_NAME).needed().max(255),
    FieldRule::of(Cdn::DNSSEC_ENABLED).needed(),
    FieldRule::of(Cdn::TTL_OVERRIDE).form(TextForm::Positive),
];

const CACHE_GROUP: &[FieldRule] = &[
    FieldRule::of(CacheGroup::NAME).needed().form(TextForm::NoSpaces),
    FieldRule::of(CacheGroup::SHORT_NAME).needed().form(TextForm::NoSpaces),
    FieldRule::of(CacheGroup::TYPE).needed(),
    FieldRule::of(Position::LATITUDE).needed().single(),
    FieldRule::of(Position::LONGITUDE).needed().single(),
    FieldRule::of(CacheGroup::PARENT),
    FieldRule::of(CacheGroup::SECONDARY_PARENT),
    FieldRule::of(CacheGroup::LOCALIZATION_METHODS),
    FieldRule::of(CacheGroup::FALLBACKS),
    FieldRule::of(CacheGroup::FALLBACK_TO_CLOSEST),
    FieldRule::of(CacheGroup::COORDINATE).single(),
];

const ASN: &[FieldRule] =
    &[FieldRule::of(Asn::ASN).needed().form(TextForm::Natural), FieldRule::of(Asn::CACHE_GROUP).needed()];

const SERVER_CAPABILITY: &[FieldRule] =
    &[FieldRule::of(ServerCapability::NAME).needed(), FieldRule::of(ServerCapability::DESCRIPTION).long()];

const PROFILE: &[FieldRule] = &[
    FieldRule::of(Profile::NAME).needed(),
    FieldRule::of(Profile::CDN).needed(),
    FieldRule::of(Profile::TYPE).needed(),
    FieldRule::of(Profile::ROUTING_DISABLED).needed(),
    FieldRule::of(Profile::DESCRIPTION).needed().max(256).long(),
];

const PARAMETER: &[FieldRule] = &[
    FieldRule::of(Parameter::NAME).needed(),
    FieldRule::of(Parameter::CONFIG_FILE).needed(),
    FieldRule::of(Parameter::VALUE).secret_when(Parameter::SECURE),
    FieldRule::of(Parameter::SECURE).needed(),
    FieldRule::of(Parameter::COMMENT).long(),
];

const SERVER: &[FieldRule] = &[
    FieldRule::of(Server::STATUS).needed(),
    FieldRule::of(Server::OFFLINE_REASON).max(256),
    FieldRule::of(Server::HOST_NAME).needed().max(100).form(TextForm::HostName),
    FieldRule::of(Server::DOMAIN_NAME).needed().max(100).form(TextForm::NoSpaces),
    FieldRule::of(Server::CDN).needed(),
    FieldRule::of(Server::CACHE_GROUP).needed(),
    FieldRule::of(Server::TYPE).needed(),
    FieldRule::of(Server::PROFILES).needed().hint("The first has the highest priority"),
    FieldRule::of(Server::PHYS_LOCATION).needed(),
    FieldRule::of(Server::TCP_PORT).form(TextForm::Port),
    FieldRule::of(Server::HTTPS_PORT).form(TextForm::Port),
    FieldRule::of(Server::RACK).max(64),
    FieldRule::of(Server::MGMT_IP_ADDRESS),
    FieldRule::of(Server::MGMT_IP_NETMASK),
    FieldRule::of(Server::MGMT_IP_GATEWAY),
    FieldRule::of(Server::ILO_IP_ADDRESS),
    FieldRule::of(Server::ILO_IP_NETMASK),
    FieldRule::of(Server::ILO_IP_GATEWAY),
    FieldRule::of(Server::ILO_USERNAME).max(45).form(TextForm::NoSpaces),
    FieldRule::of(Server::XMPP_ID),
    FieldRule::of(Server::INTERFACES),
];

const TOPOLOGY: &[FieldRule] = &[
    FieldRule::of(Topology::NAME).needed().form(TextForm::Word),
    FieldRule::of(Topology::DESCRIPTION).needed().max(256).long(),
    FieldRule::of(Topology::NODES).needed().hint("Parents are chosen among the cache groups of the list"),
];

const DELIVERY_SERVICE: &[FieldRule] = &[
    FieldRule::of(DeliveryService::XML_ID).needed().max(48).form(TextForm::DnsLabel),
    FieldRule::of(DeliveryService::DISPLAY_NAME).needed().max(48),
    FieldRule::of(DeliveryService::ACTIVE).needed(),
    FieldRule::of(DeliveryService::TYPE).needed(),
    FieldRule::of(DeliveryService::TENANT).marked(),
    FieldRule::of(DeliveryService::CDN).needed(),
    FieldRule::of(DeliveryService::ORG_SERVER_FQDN),
    FieldRule::of(DeliveryService::PROTOCOL).marked(),
    FieldRule::of(DeliveryService::TOPOLOGY),
    FieldRule::of(DeliveryService::TLS_VERSIONS),
    FieldRule::of(DeliveryService::REQUIRED_CAPABILITIES),
    FieldRule::of(DeliveryService::SERVICE_CATEGORY),
    FieldRule::of(DeliveryService::LONG_DESC).long(),
    FieldRule::of(DeliveryService::DSCP),
    FieldRule::of(DeliveryService::PROFILE),
    FieldRule::of(DeliveryService::INFO_URL).max(255),
    FieldRule::of(DeliveryService::CHECK_PATH).max(255),
    FieldRule::of(DeliveryService::ORIGIN_SHIELD).max(1024),
    FieldRule::of(DeliveryService::MAX_ORIGIN_CONNECTIONS).form(COUNT),
    FieldRule::of(DeliveryService::REGIONAL),
    FieldRule::of(DeliveryService::MAX_REQUEST_HEADER_BYTES).form(TextForm::Between(0, 2_147_483_647)),
    FieldRule::of(DeliveryService::FQ_PACING_RATE).form(COUNT),
    FieldRule::of(DeliveryService::SIGNING_ALGORITHM),
    FieldRule::of(DeliveryService::RANGE_REQUEST_HANDLING).marked(),
    FieldRule::of(DeliveryService::RANGE_SLICE_BLOCK_SIZE).form(TextForm::Between(262_144, 33_554_432)),
    FieldRule::of(DeliveryService::QSTRING_IGNORE).marked(),
    FieldRule::of(DeliveryService::EDGE_HEADER_REWRITE).long(),
    FieldRule::of(DeliveryService::MID_HEADER_REWRITE).long(),
    FieldRule::of(DeliveryService::FIRST_HEADER_REWRITE).long(),
    FieldRule::of(DeliveryService::INNER_HEADER_REWRITE).long(),
    FieldRule::of(DeliveryService::LAST_HEADER_REWRITE).long(),
    FieldRule::of(DeliveryService::REGEX_REMAP),
    FieldRule::of(DeliveryService::REMAP_TEXT).long(),
    FieldRule::of(DeliveryService::MULTI_SITE_ORIGIN).marked(),
    FieldRule::of(DeliveryService::ROUTING_NAME).needed().max(48).form(TextForm::DnsLabel),
    FieldRule::of(DeliveryService::DEEP_CACHING_TYPE).marked(),
    FieldRule::of(DeliveryService::IPV6_ROUTING_ENABLED).marked(),
    FieldRule::of(DeliveryService::ECS_ENABLED).marked(),
    FieldRule::of(DeliveryService::INITIAL_DISPERSION).marked().form(TextForm::Between(1, 10)),
    FieldRule::of(DeliveryService::REGIONAL_GEO_BLOCKING).marked(),
    FieldRule::of(DeliveryService::ANONYMOUS_BLOCKING_ENABLED).marked(),
    FieldRule::of(DeliveryService::GEO_PROVIDER).marked(),
    FieldRule::of(DeliveryService::MISS_LAT).marked().form(TextForm::Latitude),
    FieldRule::of(DeliveryService::MISS_LONG).marked().form(TextForm::Longitude),
    FieldRule::of(DeliveryService::GEO_LIMIT).marked(),
    FieldRule::of(DeliveryService::GEO_LIMIT_COUNTRIES),
    FieldRule::of(DeliveryService::GEO_LIMIT_REDIRECT_URL),
    FieldRule::of(DeliveryService::HTTP_BYPASS_FQDN),
    FieldRule::of(DeliveryService::DNS_BYPASS_IP).max(255),
    FieldRule::of(DeliveryService::DNS_BYPASS_IP6).max(255),
    FieldRule::of(DeliveryService::DNS_BYPASS_CNAME).max(255),
    FieldRule::of(DeliveryService::DNS_BYPASS_TTL).form(COUNT),
    FieldRule::of(DeliveryService::MAX_DNS_ANSWERS).form(COUNT),
    FieldRule::of(DeliveryService::CCR_DNS_TTL).form(COUNT),
    FieldRule::of(DeliveryService::GLOBAL_MAX_MBPS).form(COUNT),
    FieldRule::of(DeliveryService::GLOBAL_MAX_TPS).form(COUNT),
    FieldRule::of(DeliveryService::TR_RESPONSE_HEADERS).long(),
    FieldRule::of(DeliveryService::TR_REQUEST_HEADERS).long(),
    FieldRule::of(DeliveryService::CONSISTENT_HASH_REGEX).max(1024),
    FieldRule::of(DeliveryService::CONSISTENT_HASH_QUERY_PARAMS),
];

const STATIC_DNS_ENTRY: &[FieldRule] = &[
    FieldRule::of(StaticDnsEntry::HOST).needed(),
    FieldRule::of(StaticDnsEntry::DELIVERY_SERVICE).needed(),
    FieldRule::of(StaticDnsEntry::TYPE).needed(),
    FieldRule::of(StaticDnsEntry::ADDRESS).needed(),
    FieldRule::of(StaticDnsEntry::TTL).needed(),
];

const ANONYMOUS_IP_POLICY: &[FieldRule] = &[FieldRule::of(AnonymousIpPolicy::NAME).needed()];

const CAPACITY_OVERRIDE: &[FieldRule] = &[
    FieldRule::of(CapacityOverride::NAME).needed(),
    FieldRule::of(CapacityOverride::CACHE_GROUP).hint("A cache group or a server"),
];

const COVERAGE_ZONE_FILE: &[FieldRule] = &[FieldRule::of(CoverageZoneFile::NAME).needed()];

const DEMAND: &[FieldRule] = &[FieldRule::of(Demand::NAME).needed()];

const REGIONAL_GEO_RULES: &[FieldRule] = &[
    FieldRule::of(RegionalGeoRules::DELIVERY_SERVICE)
        .needed()
        .hint("The XML_ID of a service with Regional Geoblocking"),
    FieldRule::of(RegionalGeoRules::RULES).needed().hint("The first that matches what is asked for counts"),
];

const SAVED_VIEW: &[FieldRule] = &[FieldRule::of(SavedView::NAME).needed()];

const SCENARIO: &[FieldRule] = &[FieldRule::of(Scenario::NAME).needed(), FieldRule::of(Scenario::DESCRIPTION).long()];

const SERVICE_FEDERATIONS: &[FieldRule] = &[
    FieldRule::of(ServiceFederations::DELIVERY_SERVICE).needed().hint("The XML_ID of a service that is routed by DNS"),
    FieldRule::of(ServiceFederations::MAPPINGS).needed().hint("The first that has a resolver counts"),
];

const SERVICE_STEERING: &[FieldRule] = &[
    FieldRule::of(ServiceSteering::DELIVERY_SERVICE).needed().hint("The XML_ID of a steering service"),
    FieldRule::of(ServiceSteering::TARGETS).needed(),
];

const WAIVER: &[FieldRule] = &[FieldRule::of(Waiver::RULE).needed()];

const COVERAGE_ZONE: &[FieldRule] =
    &[FieldRule::of(CoverageZone::NAME).needed(), FieldRule::of(CoverageZone::FILE).needed()];

const COVERAGE_ZONE_NETWORK: &[FieldRule] =
    &[FieldRule::of(CoverageZoneNetwork::NETWORK).needed(), FieldRule::of(CoverageZoneNetwork::ZONE).needed()];
