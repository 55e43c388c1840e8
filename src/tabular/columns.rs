//! The columns of each kind's table: the fields that have a header, in Traffic Portal's order and default visibility
//! (`TPT/*`), and a few that Traffic Portal makes of other objects.

use super::codes;
use super::interfaces::InterfacePart;
use crate::model::{CacheGroup, FieldInfo, Kind, Shape};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColumnInfo {
    /// Its header.
    pub header: &'static str,
    /// What stands in it.
    pub source: CellSource,
    /// Whether it is shown unless somebody hides it.
    pub shown: bool,
    /// Whether it holds numbers, which stand at the right.
    pub numeric: bool,
}

/// Where a column's cells come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CellSource {
    /// The field at that place in the field table.
    Field(usize),
    /// A member of the object in that field.
    Member(usize, &'static str),
    /// How many entries that field has.
    Count(usize),
    /// Where a cache group is, which its coordinate says, or a phys location.
    Place(Axis),
    /// The cache group that a coverage zone names.
    ZoneGroup,
    /// What a server says of its network.
    Network(InterfacePart),
    /// What lies around a cache group.
    Around(GroupGeography),
    /// What is no part of the plan.
    Given(GivenColumn),
    /// The id in Traffic Ops.
    TrafficOpsId,
    /// When Traffic Ops last changed it.
    LastUpdated,
}

/// One of a position's two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
}

/// What lies around a cache group, by its servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupGeography {
    /// The regions of the phys locations of its servers, or of where it is planned.
    Region,
    /// The divisions of those.
    Division,
    /// The CDNs of its servers.
    Cdns,
    /// How many servers it has.
    Servers,
}

/// A column whose values are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenColumn {
    /// What clients, or caches below, ask of it.
    Load,
    /// How many per cent of what it can that is.
    CapacityUsed,
    /// How many delivery services its caches have.
    Services,
    /// How many findings about it count.
    Findings,
}

/// The columns of a kind's table.
pub fn columns(kind: Kind) -> Vec<ColumnInfo> {
    let infos = kind.fields();
    let mut columns: Vec<ColumnInfo> =
        infos.iter().enumerate().flat_map(|(at, info)| of_field(kind, at, info)).collect();
    columns.extend(extras(kind, infos));
    let own = |header, source, numeric| ColumnInfo { header, source, shown: false, numeric };
    columns.push(own("Findings", CellSource::Given(GivenColumn::Findings), true));
    columns.push(own("ID", CellSource::TrafficOpsId, true));
    columns.push(own("Last Updated", CellSource::LastUpdated, false));
    arrange(columns, layout(kind))
}

/// The columns that a field makes: usually one; none without a header; one a number where it is a position.
fn of_field(kind: Kind, at: usize, info: &FieldInfo) -> Vec<ColumnInfo> {
    if info.column.is_empty() {
        return Vec::new();
    }
    let headers: Vec<&'static str> = info.column.split(", ").collect();
    let column = |header, source, numeric| ColumnInfo { header, source, shown: true, numeric };
    match info.shape {
        Shape::Object(members) if members.len() == headers.len() => headers
            .into_iter()
            .zip(members)
            .map(|(header, member)| column(header, CellSource::Member(at, member.key), is_number(member.shape)))
            .collect(),
        Shape::List(Shape::Object(_)) if !matches!(info.key, "interfaces" | "matchList" | "down") => {
            vec![column(info.column, CellSource::Count(at), true)]
        }
        shape => {
            let numeric = is_number(shape) && codes::of(kind, info.key).is_none();
            vec![column(info.column, CellSource::Field(at), numeric)]
        }
    }
}

const fn is_number(shape: Shape) -> bool {
    matches!(shape, Shape::Int | Shape::Float)
}

fn extras(kind: Kind, infos: &[FieldInfo]) -> Vec<ColumnInfo> {
    let column = |header, source, numeric| ColumnInfo { header, source, shown: true, numeric };
    let at = |key: &str| infos.iter().position(|info| info.key == key).unwrap_or_default();
    match kind {
        Kind::CacheGroup => vec![
            column("Latitude", CellSource::Place(Axis::Latitude), true),
            column("Longitude", CellSource::Place(Axis::Longitude), true),
            column("Region", CellSource::Around(GroupGeography::Region), false),
            column("Division", CellSource::Around(GroupGeography::Division), false),
            column("CDNs", CellSource::Around(GroupGeography::Cdns), false),
            column("Servers", CellSource::Around(GroupGeography::Servers), true),
            column("Fallbacks", CellSource::Count(at(CacheGroup::FALLBACKS)), true),
            column("Localization Methods", CellSource::Field(at(CacheGroup::LOCALIZATION_METHODS)), false),
            column("Services", CellSource::Given(GivenColumn::Services), true),
            column("Load", CellSource::Given(GivenColumn::Load), true),
            column("Capacity Used", CellSource::Given(GivenColumn::CapacityUsed), true),
        ],
        Kind::PhysLocation => [
            ("Latitude", CellSource::Place(Axis::Latitude)),
            ("Longitude", CellSource::Place(Axis::Longitude)),
            ("Services", CellSource::Given(GivenColumn::Services)),
        ]
        .map(|(header, source)| ColumnInfo { shown: false, ..column(header, source, true) })
        .to_vec(),
        Kind::CoverageZone => vec![column("Cache Group", CellSource::ZoneGroup, false)],
        Kind::Server => vec![
            column("IPv4 Address", CellSource::Network(InterfacePart::Address), false),
            column("IPv4 Gateway", CellSource::Network(InterfacePart::Gateway), false),
            column("IPv6 Address", CellSource::Network(InterfacePart::Address6), false),
            column("IPv6 Gateway", CellSource::Network(InterfacePart::Gateway6), false),
            column("Network MTU", CellSource::Network(InterfacePart::Mtu), true),
            column("Router Hostname", CellSource::Network(InterfacePart::Router), false),
            column("Router Port Name", CellSource::Network(InterfacePart::Port), false),
            column("Services", CellSource::Given(GivenColumn::Services), true),
            column("Load", CellSource::Given(GivenColumn::Load), true),
            column("Capacity Used", CellSource::Given(GivenColumn::CapacityUsed), true),
        ],
        _ => Vec::new(),
    }
}

/// How the columns of a kind are arranged, where that is not the order of the field table.
struct ColumnLayout {
    /// These first.
    shown: &'static [&'static str],
    /// Then these, hidden.
    hidden: &'static [&'static str],
}

/// What of a server is hidden at first.
const SERVER_HIDDEN: &[&str] = &[
    "HTTPS Port",
    "Hash ID",
    "ID",
    "ILO IP Address",
    "ILO IP Gateway",
    "ILO IP Netmask",
    "ILO Username",
    "Interface Name",
    "IPv6 Gateway",
    "Last Updated",
    "Mgmt IP Address",
    "Mgmt IP Gateway",
    "Mgmt IP Netmask",
    "IPv4 Gateway",
    "Network MTU",
    "Offline Reason",
    "Phys Location",
    "Rack",
    "Reval Pending",
    "Reval Status",
    "Config Status",
    "Router Hostname",
    "Router Port Name",
    "TCP Port",
    "Status Last Updated",
];

const fn layout(kind: Kind) -> Option<ColumnLayout> {
    let (shown, hidden): (&[&str], &[&str]) = match kind {
        Kind::CacheGroup => (
            &["Name", "Short Name", "Type", "1st Parent", "2nd Parent", "Latitude", "Longitude"],
            &[
                "Region",
                "Division",
                "CDNs",
                "Servers",
                "Services",
                "Load",
                "Capacity Used",
                "Findings",
                "Fallbacks",
                "Localization Methods",
                "ID",
                "Last Updated",
            ],
        ),
        Kind::Server => (
            &[
                "Cache Group",
                "CDN",
                "Domain",
                "Host",
                "IPv6 Address",
                "IPv4 Address",
                "Profile(s)",
                "Status",
                "Type",
                "Update Pending",
            ],
            SERVER_HIDDEN,
        ),
        Kind::Cdn => (&["DNSSEC Enabled", "Domain", "Name"], &["ID", "Last Updated"]),
        Kind::DeliveryService => (
            &[
                "XML ID",
                "Display Name",
                "Content Routing Type",
                "Active",
                "CDN",
                "Routing Name",
                "Geo Limit",
                "Topology",
                "Origin Server Base URL",
            ],
            &["Tenant", "Regular Expressions", "Protocol", "Required Server Capabilities", "Profile"],
        ),
        _ => return None,
    };
    Some(ColumnLayout { shown, hidden })
}

/// Puts columns into an order; those that it does not name come last, hidden.
fn arrange(columns: Vec<ColumnInfo>, layout: Option<ColumnLayout>) -> Vec<ColumnInfo> {
    let Some(layout) = layout else { return columns };
    let named = |headers: &[&str], shown: bool| {
        let find = |header: &&str| columns.iter().find(|column| column.header == *header);
        headers.iter().filter_map(find).map(|column| ColumnInfo { shown, ..*column }).collect::<Vec<_>>()
    };
    let mut arranged = named(layout.shown, true);
    arranged.extend(named(layout.hidden, false));
    let rest = columns.iter().filter(|column| !arranged.iter().any(|done| done.header == column.header));
    let rest: Vec<ColumnInfo> = rest.map(|column| ColumnInfo { shown: false, ..*column }).collect();
    arranged.extend(rest);
    arranged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(kind: Kind) -> Vec<String> {
        let mark =
            |column: &ColumnInfo| if column.shown { column.header.to_owned() } else { format!("({})", column.header) };
        columns(kind).iter().map(mark).collect()
    }

    #[test]
    fn portals_headers_to_the_letter() {
        assert_eq!(
            headers(Kind::CacheGroup).join(", "),
            "Name, Short Name, Type, 1st Parent, 2nd Parent, Latitude, Longitude, (Region), (Division), (CDNs), (Servers), (Services), (Load), (Capacity Used), (Findings), (Fallbacks), (Localization Methods), (ID), (Last Updated)"
        );
        assert_eq!(headers(Kind::Division).join(", "), "Name, (Findings), (ID), (Last Updated)");
        assert_eq!(headers(Kind::Region).join(", "), "Name, Division, (Findings), (ID), (Last Updated)");
        assert_eq!(headers(Kind::Coordinate).join(", "), "Name, Latitude, Longitude, (Findings), (ID), (Last Updated)");
        assert_eq!(headers(Kind::Asn).join(", "), "ASN, Cache Group, (Findings), (ID), (Last Updated)");
        assert_eq!(headers(Kind::Type).join(", "), "Name, Description, Use In Table, (Findings), (ID), (Last Updated)");
        assert_eq!(
            headers(Kind::Topology).join(", "),
            "Name, Description, Cache Groups, (Findings), (ID), (Last Updated)"
        );
        assert_eq!(
            headers(Kind::PhysLocation).join(", "),
            "Name, Short Name, Address, City, State, Region, (Latitude), (Longitude), (Services), (Findings), (ID), (Last Updated)"
        );
        assert_eq!(headers(Kind::Cdn).join(", "), "DNSSEC Enabled, Domain, Name, (ID), (Last Updated), (Findings)");
        let servers = headers(Kind::Server).join(", ");
        assert!(
            servers.starts_with("Cache Group, CDN, Domain, Host, IPv6 Address, IPv4 Address, Profile(s), Status, Type")
        );
    }

    #[test]
    fn no_column_is_lost_or_twice_in_any_table() {
        for kind in Kind::ALL {
            let mut headers: Vec<&str> = columns(*kind).iter().map(|column| column.header).collect();
            assert!(columns(*kind).iter().any(|column| column.shown), "{}", kind.key());
            let layout = layout(*kind);
            let named: Vec<&str> =
                layout.iter().flat_map(|layout| layout.shown.iter().chain(layout.hidden)).copied().collect();
            for header in named {
                assert!(headers.contains(&header), "{} has no {header}", kind.key());
            }
            let count = headers.len();
            headers.sort_unstable();
            headers.dedup();
            assert_eq!(headers.len(), count, "{}", kind.key());
        }
    }
}
