//! Names for what a new CDN needs, made of its own, that nothing in the plan has yet.

use crate::edit::intent::add_servers::label_of;
use crate::model::{CacheGroup, Coordinate, PhysLocation, Plan, Tabled};

/// What the names of a CDN's parts are made of: its own as DNS can have it.
pub(super) fn stem(cdn: &str) -> String {
    let label = label_of(cdn);
    if label.is_empty() { "cdn".to_owned() } else { label }
}

/// The name, or the name with the first number that makes it free.
fn free(base: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(base) {
        return base.to_owned();
    }
    let mut number = 2_u64;
    loop {
        let name = format!("{base}-{number}");
        if !is_taken(&name) {
            return name;
        }
        number += 1;
    }
}

/// A name that no object of a kind has.
pub(super) fn free_name<T: Tabled>(plan: &Plan, base: &str) -> String {
    free(base, |name| plan.find::<T>(name).is_some())
}

/// A name that no cache group has, neither as its name nor as its short one, and for whose coordinate there is room.
pub(super) fn free_group(plan: &Plan, base: &str) -> String {
    let short = |name: &str| plan.cache_groups().iter().any(|(_, group)| group.short_name.as_deref() == Some(name));
    let coordinate = |name: &str| plan.find::<Coordinate>(&Coordinate::name_for_cache_group(name)).is_some();
    free(base, |name| plan.find::<CacheGroup>(name).is_some() || short(name) || coordinate(name))
}

/// A name that no physical location has, neither as its name nor as its short one.
pub(super) fn free_location(plan: &Plan, base: &str) -> String {
    let short =
        |name: &str| plan.phys_locations().iter().any(|(_, location)| location.short_name.as_deref() == Some(name));
    free(base, |name| plan.find::<PhysLocation>(name).is_some() || short(name))
}
