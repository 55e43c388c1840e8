//! How groups are marked: the shape of a type, the size of its importance.
//!
//! It must not know of colours, or where the groups are.

use std::f32::consts::TAU;
use std::sync::LazyLock;

use super::scene::GroupType;

/// The corners of a regular polygon.
#[derive(Debug)]
pub struct Outline {
    /// The corners around the middle, at a distance of 1.
    pub corners: Vec<[f32; 2]>,
    /// The distance of the corners, in units of the distance of the sides.
    pub stretch: f32,
}

impl Outline {
    /// A polygon of so many corners, the first so many turns clockwise from the top.
    pub fn regular(corners: u16, turned: f32) -> Self {
        let at = |corner: u16| {
            let (sin, cos) = ((f32::from(corner) / f32::from(corners) + turned) * TAU).sin_cos();
            [sin, -cos]
        };
        let stretch = (TAU / 2.0 / f32::from(corners)).cos().recip();
        Self { corners: (0..corners).map(at).collect(), stretch }
    }

    /// How far a shape reaches whose sides have that distance.
    pub fn reach(&self, distance: f32) -> f32 {
        distance * self.stretch
    }
}

/// In the order of `GroupType::ALL`. A square stands on its side, a diamond on its corner.
static OUTLINES: LazyLock<[Outline; 6]> = LazyLock::new(|| {
    [
        Outline::regular(4, 0.125),
        Outline::regular(4, 0.0),
        Outline::regular(10, 0.0),
        Outline::regular(3, 0.0),
        Outline::regular(6, 0.0),
        Outline::regular(5, 0.0),
    ]
});

/// A type's shape.
pub fn outline(type_: GroupType) -> &'static Outline {
    &OUTLINES[type_.index()]
}

/// How far its sides are from its middle: origins are larger than mids, mids than edges.
pub fn size(type_: GroupType) -> f32 {
    match type_ {
        GroupType::Origin => 7.25,
        GroupType::Mid => 6.0,
        GroupType::Edge | GroupType::Control => 5.5,
        GroupType::Router => 4.25,
        GroupType::Other => 5.0,
    }
}

/// How far it reaches from its middle.
pub fn reach(type_: GroupType) -> f32 {
    outline(type_).reach(size(type_))
}

/// How large a cluster's disc is.
pub fn cluster_radius(count: u32) -> f32 {
    match count {
        ..10 => 10.5,
        10..100 => 12.0,
        100..1_000 => 14.0,
        _ => 16.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_larger_than_mids_and_none_is_too_large() {
        assert!(size(GroupType::Mid) < size(GroupType::Origin) && size(GroupType::Edge) < size(GroupType::Mid));
        for type_ in GroupType::ALL {
            assert!(reach(type_) <= 11.0, "{type_:?} reaches {}", reach(type_));
        }
    }
}
