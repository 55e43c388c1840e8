//! Where things are on the organisation's map: divisions, regions, physical locations and coordinates. Fields and
//! labels after Traffic Portal's forms (`TPF/division`, `region`, `physLocation`, `coordinate`).

use super::entity::entity;
use super::field::object;
use super::link::Link;
use super::position::Position;

entity! {
    /// A group of regions.
    pub struct Division in divisions {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
    }
    name(division) = division.name.as_str().into(); unique = true;
}

entity! {
    /// A group of physical locations, in one division.
    pub struct Region in regions {
        /// Unique over all divisions.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
        /// The division that it belongs to.
        division: Option<Link<Division>> {
            key: DIVISION = "division", form: "Division", column: "Division", api: "divisionName", api_id: "division",
        },
    }
    name(region) = region.name.as_str().into(); unique = true;
}

entity! {
    /// A building with servers in it, in one region.
    pub struct PhysLocation in phys_locations {
        /// Unique.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
        /// Unique in Traffic Ops.
        short_name: Option<String> {
            key: SHORT_NAME = "shortName", form: "Short Name", column: "Short Name", api: "shortName",
        },
        /// Street and number.
        address: Option<String> { key: ADDRESS = "address", form: "Address", column: "Address", api: "address" },
        /// The city.
        city: Option<String> { key: CITY = "city", form: "City", column: "City", api: "city" },
        /// State or province, abbreviated.
        state: Option<String> { key: STATE = "state", form: "State", column: "State", api: "state" },
        /// Postal code.
        zip: Option<String> { key: ZIP = "zip", form: "Zip", api: "zip" },
        /// Point of contact.
        poc: Option<String> { key: POC = "poc", form: "Poc", api: "poc" },
        /// Of the point of contact.
        phone: Option<String> { key: PHONE = "phone", form: "Phone", api: "phone" },
        /// Of the point of contact.
        email: Option<String> { key: EMAIL = "email", form: "Email", api: "email" },
        /// The region that it belongs to.
        region: Option<Link<Region>> {
            key: REGION = "region", form: "Region", column: "Region", api: "region", api_id: "regionId",
        },
        /// Whatever there is to say.
        comments: Option<String> { key: COMMENTS = "comments", form: "Comments", api: "comments" },
        /// Where it is on our map; Traffic Ops gives physical locations no position.
        position: Option<SitePosition> { key: POSITION = "position", form: "Position" },
    }
    name(location) = location.name.as_str().into(); unique = true;
}

object! {
    /// The position of a physical location, which is Lodestone's own.
    pub struct SitePosition {
        /// Where.
        at: Option<Position> = AT = "at",
        /// Whether it was only proposed from city and state, and nobody has confirmed it yet.
        proposed: bool = PROPOSED = "proposed",
    }
}

entity! {
    /// A named position. A cache group's position is its coordinate's.
    pub struct Coordinate in coordinates {
        /// Unique; `from_cachegroup_<name>` when Traffic Ops made it for a cache group.
        name: String { key: NAME = "name", form: "Name", column: "Name", api: "name" },
        /// Where. Traffic Ops knows it as the two fields `latitude` and `longitude`.
        position: Option<Position> {
            key: POSITION = "position", form: "Geo Magnetic Latitude, Geo Magnetic Longitude",
            column: "Latitude, Longitude",
        },
    }
    name(coordinate) = coordinate.name.as_str().into(); unique = true;
}

impl Coordinate {
    /// What Traffic Ops names the coordinate that it makes for a cache group (`TC/constants.go`).
    pub fn name_for_cache_group(cache_group: &str) -> String {
        format!("from_cachegroup_{cache_group}")
    }
}
