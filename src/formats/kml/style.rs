//! How placemarks and lines look on a globe: the colours of the Okabe-Ito set, which colour-blind people tell apart.

use crate::formats::placemarks::LineKind;
use crate::geometry::scene::GroupType;

/// A style: what it is called, its colour as KML has it (opacity, blue, green, red), and how large or wide it is.
pub(super) struct MarkStyle {
    /// Its id.
    pub id: &'static str,
    /// Its colour.
    pub colour: &'static str,
    /// The scale of an icon, or the width of a line.
    pub size: f32,
}

/// The style of phys locations.
pub(super) const SITE: MarkStyle = MarkStyle { id: "phys-location", colour: "ff7a7a7a", size: 0.7 };

/// The style of servers, which stand at phys locations.
pub(super) const SERVER: MarkStyle = MarkStyle { id: "server", colour: "ffb0b0b0", size: 0.5 };

/// The style of ASNs, which stand at cache groups.
pub(super) const ASN: MarkStyle = MarkStyle { id: "asn", colour: "ff42e4f0", size: 0.5 };

/// The style of groups of a type.
pub(super) const fn of_type(type_: GroupType) -> MarkStyle {
    match type_ {
        GroupType::Origin => MarkStyle { id: "origin", colour: "ffa779cc", size: 1.2 },
        GroupType::Mid => MarkStyle { id: "mid", colour: "ffb27200", size: 1.1 },
        GroupType::Edge => MarkStyle { id: "edge", colour: "ff739e00", size: 1.0 },
        GroupType::Router => MarkStyle { id: "router", colour: "ff009fe6", size: 1.0 },
        GroupType::Control => MarkStyle { id: "control", colour: "ffe9b456", size: 1.0 },
        GroupType::Other => MarkStyle { id: "other", colour: "ff999999", size: 1.0 },
    }
}

/// The style of lines.
pub(super) const fn of_line(kind: LineKind) -> MarkStyle {
    match kind {
        LineKind::Parent => MarkStyle { id: "parent", colour: "ffb27200", size: 2.0 },
        LineKind::SecondaryParent => MarkStyle { id: "secondary-parent", colour: "99b27200", size: 1.5 },
        LineKind::Fallback => MarkStyle { id: "fallback", colour: "99005ed5", size: 1.0 },
    }
}
