//! What each missing fallback costs: for every group the nearest one that its list does not have, and what a failure of
//! the group comes to without it and with it.

use super::played::Played;
use crate::routing::FallbackCost;
use crate::sorting::sort_by;

/// A fallback that a group does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingFallback {
    /// The group.
    pub group: String,
    /// The nearest one that its list does not have.
    pub fallback: String,
    /// How far apart they are.
    pub distance_km: f64,
    /// What is lost when the group fails, as it is.
    pub lost: f64,
    /// What would be lost with it.
    pub lost_with: f64,
    /// How much farther those who move go in the mean, as it is.
    pub added_km: f64,
    /// And with it.
    pub added_km_with: f64,
}

impl MissingFallback {
    /// Whether it would help.
    pub fn helps(&self) -> bool {
        self.lost_with < self.lost || (self.lost_with <= self.lost && self.added_km_with + 0.5 < self.added_km)
    }
}

/// Plays every group's failure without and with the nearest group that is not on its list; those that help, the dearest
/// first. None: it was cut short.
pub fn missing_fallbacks(played: &Played, goes_on: &(dyn Fn() -> bool + Sync)) -> Option<Vec<MissingFallback>> {
    let router = played.what_if.router();
    let name = |location| router.location_name(location).to_owned();
    let missing = |cost: FallbackCost| MissingFallback {
        group: name(cost.location),
        fallback: name(cost.fallback),
        distance_km: cost.distance_km,
        lost: cost.now.lost,
        lost_with: cost.with.lost,
        added_km: cost.now.added_km,
        added_km_with: cost.with.added_km,
    };
    let all = played.what_if.fallback_costs(goes_on)?.into_iter().map(missing);
    let mut found: Vec<MissingFallback> = all.filter(MissingFallback::helps).collect();
    let gain = |own: &MissingFallback| (own.lost - own.lost_with, own.added_km - own.added_km_with);
    sort_by(&mut found, |one, other| {
        let (one, other) = (gain(one), gain(other));
        other.0.total_cmp(&one.0).then_with(|| other.1.total_cmp(&one.1))
    });
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::model::{AnyId, CacheGroup, Plan, Value};
    use crate::session::add_sample;
    use crate::session::tasks::what_if::{PlayOrder, play};

    #[test]
    fn a_fallback_that_is_missing_costs_what_is_lost_without_it() {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let plan = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        let order = PlayOrder { cdn: "aurora".to_owned(), service: Some("aurora-vod".to_owned()), demand: None };
        let of = |plan: &Plan| {
            let played = play(plan, &order, &|| true).unwrap().unwrap();
            missing_fallbacks(&played, &|| true).unwrap()
        };
        assert!(of(&plan).iter().all(|own| own.lost == 0.0), "nothing is lost in the sample");
        // Paris falls back on a group without caches alone.
        let id = |plan: &Plan, name: &str| plan.find::<CacheGroup>(name).unwrap();
        let paris = id(&plan, "edge-paris");
        let auckland = id(&plan, "edge-auckland");
        let plan = plan.applying(&intent::set_fallbacks(&plan, paris, &[auckland]).unwrap()).unwrap();
        let closest = vec![(CacheGroup::FALLBACK_TO_CLOSEST, Value::Bool(false))];
        let plan = plan.applying(&intent::change(&plan, AnyId::of(paris), closest).unwrap()).unwrap();
        let found = of(&plan);
        let first = found.first().unwrap();
        assert_eq!(first.group, "edge-paris");
        assert!((first.lost - 1.0).abs() < 1e-9 && first.lost_with == 0.0, "{first:?}");
        // It is so: with the fallback nothing is lost any more.
        let fallback = id(&plan, &first.fallback);
        let mended = plan.applying(&intent::set_fallbacks(&plan, paris, &[auckland, fallback]).unwrap()).unwrap();
        assert!(of(&mended).iter().all(|own| own.lost == 0.0));
        let played = play(&plan, &order, &|| true).unwrap().unwrap();
        assert_eq!(missing_fallbacks(&played, &|| false), None, "it can be cut short");
    }
}
