//! Cache groups and the numbers of the networks that they serve. Labels after Traffic Portal's form (`TPF/cacheGroup`).

use super::entity::entity;
use super::field::{FieldType, Shape, Value, ValueError, wrong_shape};
use super::link::Link;
use super::place::{Coordinate, PhysLocation};
use super::reference_data::Type;

entity! {
    /// A group of servers that stand together: what Traffic Router sends clients to, and what has parents.
    pub struct CacheGroup in cache_groups {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
        /// Unique in Traffic Ops.
        short_name: Option<String> {
            key: SHORT_NAME = "shortName", form: "Short Name", column: "Short Name", api: "shortName",
        },
        /// `EDGE_LOC`, `MID_LOC`, `ORG_LOC`, `TR_LOC` or `TC_LOC` in a usual Traffic Ops.
        type_: Option<Link<Type>> {
            key: TYPE = "type", form: "Type", column: "Type", api: "typeName", api_id: "typeId",
        },
        /// Where it is; none: nobody has said yet. The API shows the position, never the coordinate.
        coordinate: Option<Link<Coordinate>> { key: COORDINATE = "coordinate", form: "Coordinate" },
        /// Where its servers ask first.
        parent: Option<Link<CacheGroup>> {
            key: PARENT = "parentCachegroup", form: "Parent Cache Group", column: "1st Parent",
            api: "parentCachegroupName", api_id: "parentCachegroupId",
        },
        /// Where they ask next.
        secondary_parent: Option<Link<CacheGroup>> {
            key: SECONDARY_PARENT = "secondaryParentCachegroup", form: "Secondary Parent Cache Group",
            column: "2nd Parent",
            api: "secondaryParentCachegroupName", api_id: "secondaryParentCachegroupId",
        },
        /// How Traffic Router may find it, in the stored order; empty means all ways.
        localization_methods: Vec<LocalizationMethod> {
            key: LOCALIZATION_METHODS = "localizationMethods", form: "Enabled Localization Methods",
            api: "localizationMethods",
            snapshot: "localizationMethods",
        },
        /// Where Traffic Router goes when it is down, in order.
        fallbacks: Vec<Link<CacheGroup>> {
            key: FALLBACKS = "fallbacks", form: "Failover Cache Groups", api: "fallbacks",
            snapshot: "backupLocations.list",
        },
        /// Whether it then goes on to the closest; empty means yes.
        fallback_to_closest: Option<bool> {
            key: FALLBACK_TO_CLOSEST = "fallbackToClosest", form: "Fallback to Geo Failover", api: "fallbackToClosest",
            snapshot: "backupLocations.fallbackToClosest",
        },
        /// Where the servers of a group that has none yet are to stand; Lodestone's own.
        planned_phys_location: Option<Link<PhysLocation>> {
            key: PLANNED_PHYS_LOCATION = "plannedPhysLocation", form: "Planned Phys Location",
        },
    }
    name(group) = group.name.as_str().into(); unique = true;
}

impl CacheGroup {
    /// The key of the field that is a set: in which order its words stand makes no difference.
    pub const METHODS: &str = "localizationMethods";
}

/// A way in which Traffic Router finds the cache group for a client (`TC/enum.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum LocalizationMethod {
    /// Coverage Zone File.
    #[serde(rename = "CZ")]
    Cz,
    /// Deep Coverage Zone File; has no effect in Traffic Router.
    #[serde(rename = "DEEP_CZ")]
    DeepCz,
    /// Geo-IP Database.
    #[serde(rename = "GEO")]
    Geo,
}

impl LocalizationMethod {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Cz, Self::DeepCz, Self::Geo];

    /// Its word in the API and the snapshot.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cz => "CZ",
            Self::DeepCz => "DEEP_CZ",
            Self::Geo => "GEO",
        }
    }

    /// The method with that word, in any case, as Traffic Ops reads it.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.word().eq_ignore_ascii_case(word))
    }
}

impl FieldType for LocalizationMethod {
    const SHAPE: Shape = Shape::Choice(&["CZ", "DEEP_CZ", "GEO"]);

    fn to_value(&self) -> Value {
        Value::Text(self.word().to_owned())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        let Value::Text(word) = &value else { return Err(wrong_shape::<Self>(&value)) };
        Self::of_word(word).ok_or_else(|| {
            ValueError::Invalid(format!("`{word}` is not a localization method (they are CZ, DEEP_CZ and GEO)"))
        })
    }
}

entity! {
    /// The number of an autonomous system whose clients a cache group serves.
    pub struct Asn in asns {
        /// 0 or more; Traffic Ops wants each number once.
        asn: i64 { key: ASN = "asn", form: "ASN", column: "ASN", api: "asn" },
        /// The group.
        cache_group: Option<Link<CacheGroup>> {
            key: CACHE_GROUP = "cachegroup", form: "Cache Group", column: "Cache Group", api: "cachegroup",
            api_id: "cachegroupId",
        },
    }
    name(asn) = asn.asn.to_string().into(); unique = false;
}
