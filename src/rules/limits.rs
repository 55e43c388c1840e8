//! What a planner can set of the rules. It knows no rule.

/// How far rules let things go before they say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Kilometres that a cache group may be away from the nearest phys location of its servers.
    pub far_km: u32,
}

impl Limits {
    /// Farther apart than the edges of a large city.
    pub const FAR_KM: u32 = 100;
    /// Half around the earth: nothing is farther.
    pub const MOST_KM: u32 = 20_038;
}

impl Default for Limits {
    fn default() -> Self {
        Self { far_km: Self::FAR_KM }
    }
}
