//! In which order API 5.0 writes the members of rows, and which of them Traffic Ops demands. Names only.

use crate::model::Kind;

/// How rows of an endpoint are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemberOrder {
    /// By name, bytewise, then by id.
    Name,
    /// By Traffic Ops id; what has none comes last, by name.
    Id,
    /// By number.
    Number,
}

/// How an endpoint's rows look.
pub(super) struct Layout {
    /// What they are.
    pub kind: Kind,
    /// Their order.
    pub order: MemberOrder,
    /// The order of their members.
    pub members: &'static [&'static str],
    /// Members without which Traffic Ops refuses the row.
    pub required: &'static [&'static str],
}

const fn layout(
    kind: Kind,
    order: MemberOrder,
    members: &'static [&'static str],
    required: &'static [&'static str],
) -> Layout {
    Layout { kind, order, members, required }
}

/// Every endpoint of entities, what is referred to first.
#[rustfmt::skip]
pub(super) const LAYOUTS: &[Layout] = &[
    layout(Kind::Type, MemberOrder::Name,
        &["id", "lastUpdated", "name", "description", "useInTable"],
        &["description", "useInTable"]),
    layout(Kind::Status, MemberOrder::Name,
        &["description", "id", "lastUpdated", "name"],
        &[]),
    layout(Kind::Division, MemberOrder::Name,
        &["id", "lastUpdated", "name"],
        &[]),
    layout(Kind::Region, MemberOrder::Name,
        &["divisionName", "division", "id", "lastUpdated", "name"],
        &["divisionName"]),
    layout(Kind::PhysLocation, MemberOrder::Name,
        &["address", "city", "comments", "email", "id", "lastUpdated", "name", "phone", "poc", "regionId", "region",
          "shortName", "state", "zip"],
        &["address", "city", "region", "shortName", "state", "zip"]),
    layout(Kind::Coordinate, MemberOrder::Name,
        &["id", "name", "latitude", "longitude", "lastUpdated"],
        &[]),
    layout(Kind::Cdn, MemberOrder::Name,
        &["dnssecEnabled", "domainName", "id", "lastUpdated", "name", "ttlOverride"],
        &["domainName"]),
    layout(Kind::CacheGroup, MemberOrder::Name,
        &["id", "name", "shortName", "latitude", "longitude", "parentCachegroupName", "parentCachegroupId",
          "secondaryParentCachegroupName", "secondaryParentCachegroupId", "fallbackToClosest", "localizationMethods",
          "typeName", "typeId", "lastUpdated", "fallbacks"],
        &["shortName", "typeName"]),
    layout(Kind::Asn, MemberOrder::Number,
        &["asn", "cachegroup", "cachegroupId", "id", "lastUpdated"],
        &["cachegroup"]),
    layout(Kind::ServerCapability, MemberOrder::Name,
        &["name", "lastUpdated", "description"],
        &[]),
    layout(Kind::Profile, MemberOrder::Id,
        &["id", "lastUpdated", "name", "description", "cdnName", "cdn", "routingDisabled", "type"],
        &["description", "cdnName", "type"]),
    layout(Kind::Parameter, MemberOrder::Name,
        &["configFile", "id", "lastUpdated", "name", "profiles", "secure", "value", "comment"],
        &["configFile"]),
    layout(Kind::Server, MemberOrder::Id,
        &["cacheGroup", "cacheGroupID", "cdnID", "cdn", "configApplyTime", "configUpdateTime", "configUpdateFailed",
          "domainName", "guid", "hostName", "httpsPort", "id", "iloIpAddress", "iloIpGateway", "iloIpNetmask",
          "iloUsername", "interfaces", "lastUpdated", "mgmtIpAddress", "mgmtIpGateway", "mgmtIpNetmask",
          "offlineReason", "physicalLocation", "physicalLocationID", "profiles", "rack", "revalApplyTime",
          "revalUpdateTime", "revalUpdateFailed", "status", "statusID", "statusLastUpdated", "tcpPort", "type",
          "typeID", "xmppId", "xmppPasswd"],
        &["cacheGroup", "cdn", "domainName", "interfaces", "physicalLocation", "profiles", "status", "type"]),
    layout(Kind::Topology, MemberOrder::Name,
        &["description", "name", "nodes", "lastUpdated"],
        &["nodes"]),
    layout(Kind::DeliveryService, MemberOrder::Name,
        &["active", "anonymousBlockingEnabled", "ccrDnsTtl", "cdnId", "cdnName", "checkPath",
          "consistentHashQueryParams", "consistentHashRegex", "deepCachingType", "displayName", "dnsBypassCname",
          "dnsBypassIp", "dnsBypassIp6", "dnsBypassTtl", "dscp", "ecsEnabled", "edgeHeaderRewrite", "exampleURLs",
          "firstHeaderRewrite", "fqPacingRate", "geoLimit", "geoLimitCountries", "geoLimitRedirectURL", "geoProvider",
          "globalMaxMbps", "globalMaxTps", "httpBypassFqdn", "id", "infoUrl", "initialDispersion",
          "innerHeaderRewrite", "ipv6RoutingEnabled", "lastHeaderRewrite", "lastUpdated", "logsEnabled", "longDesc",
          "matchList", "maxDnsAnswers", "maxOriginConnections", "maxRequestHeaderBytes", "midHeaderRewrite",
          "missLat", "missLong", "multiSiteOrigin", "originShield", "orgServerFqdn", "profileDescription",
          "profileId", "profileName", "protocol", "qstringIgnore", "rangeRequestHandling", "rangeSliceBlockSize",
          "regexRemap", "regional", "regionalGeoBlocking", "remapText", "requiredCapabilities", "routingName",
          "serviceCategory", "signed", "signingAlgorithm", "sslKeyVersion", "tenant", "tenantId", "tlsVersions",
          "topology", "trResponseHeaders", "trRequestHeaders", "type", "typeId", "xmlId"],
        &["active", "cdnName", "displayName", "dscp", "geoLimit", "geoProvider", "logsEnabled", "tenant", "type"]),
    layout(Kind::StaticDnsEntry, MemberOrder::Name,
        &["address", "cachegroup", "cachegroupId", "deliveryservice", "deliveryserviceId", "host", "id",
          "lastUpdated", "ttl", "type", "typeId"],
        &["address", "deliveryservice", "ttl", "type"]),
];
