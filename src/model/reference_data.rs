//! What other entities choose from: types, statuses, server capabilities, CDNs, profiles and parameters.

use super::entity::entity;
use super::link::Link;

entity! {
    /// A type, of whatever its table says: cache groups, servers, delivery services, expressions ...
    pub struct Type in types {
        /// Unique over all tables.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
        /// For people.
        description: Option<String> {
            key: DESCRIPTION = "description", form: "Description", column: "Description", api: "description",
        },
        /// Which kind of object has it.
        use_in_table: Option<String> {
            key: USE_IN_TABLE = "useInTable", form: "Use In Table", column: "Use In Table", api: "useInTable",
        },
    }
    name(type_) = type_.name.as_str().into(); unique = true;
}

entity! {
    /// The state in which people want a server to be.
    pub struct Status in statuses {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
        /// For people.
        description: Option<String> {
            key: DESCRIPTION = "description", form: "Description", column: "Description", api: "description",
        },
    }
    name(status) = status.name.as_str().into(); unique = true;
}

entity! {
    /// Something that a server can do and a delivery service may require.
    pub struct ServerCapability in server_capabilities {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
        /// For people.
        description: Option<String> {
            key: DESCRIPTION = "description", form: "Description", column: "Description", api: "description",
        },
    }
    name(capability) = capability.name.as_str().into(); unique = true;
}

entity! {
    /// A content delivery network: what has a domain, servers and one snapshot.
    pub struct Cdn in cdns {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name", snapshot: "stats.CDN_name" },
        /// The domain below which delivery services live.
        domain_name: Option<String> {
            key: DOMAIN_NAME = "domainName", form: "Domain", column: "Domain", api: "domainName",
            snapshot: "config.domain_name",
        },
        /// Whether answers are signed.
        dnssec_enabled: Option<bool> {
            key: DNSSEC_ENABLED = "dnssecEnabled", form: "DNSSEC Enabled", column: "DNSSEC Enabled",
            api: "dnssecEnabled",
            snapshot: "config.dnssec.enabled",
        },
        /// Seconds that clamp every TTL of the CDN.
        ttl_override: Option<i64> { key: TTL_OVERRIDE = "ttlOverride", form: "TTL Override", api: "ttlOverride" },
    }
    name(cdn) = cdn.name.as_str().into(); unique = true;
}

entity! {
    /// A named set of parameters that servers or delivery services have.
    pub struct Profile in profiles {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name", snapshot: "profile" },
        /// The CDN whose servers may have it.
        cdn: Option<Link<Cdn>> { key: CDN = "cdn", form: "CDN", column: "CDN", api: "cdnName", api_id: "cdn" },
        /// Like `ATS_PROFILE`; a fixed list in Traffic Ops.
        type_: Option<String> { key: TYPE = "type", form: "Type", column: "Type", api: "type" },
        /// Whether Traffic Router sends no clients to its servers.
        routing_disabled: Option<bool> {
            key: ROUTING_DISABLED = "routingDisabled", form: "Routing Disabled", column: "Routing Disabled",
            api: "routingDisabled",
            snapshot: "routingDisabled",
        },
        /// For people.
        description: Option<String> {
            key: DESCRIPTION = "description", form: "Description", column: "Description", api: "description",
        },
    }
    name(profile) = profile.name.as_str().into(); unique = true;
}

entity! {
    /// One line of configuration, for a file or a part of the system.
    pub struct Parameter in parameters {
        /// Its name; name, file and value together are unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
        /// The file or part that it is for.
        config_file: Option<String> {
            key: CONFIG_FILE = "configFile", form: "Config File", column: "Config File", api: "configFile",
        },
        /// Its value; that of a secure one never leaves the plan file.
        value: String { key: VALUE = "value", form: "Value", column: "Value", api: "value" },
        /// Whether the value is a secret.
        secure: bool { key: SECURE = "secure", form: "Secure", column: "Secure", api: "secure" },
        /// For people.
        comment: Option<String> { key: COMMENT = "comment", form: "Comment", api: "comment" },
    }
    name(parameter) = parameter.name.as_str().into(); unique = false;
}

impl Parameter {
    /// The file of parameters that are for Traffic Router: the snapshot's `config`, and what routers and caches say.
    pub const CRCONFIG_FILE: &str = "CRConfig.json";
}
