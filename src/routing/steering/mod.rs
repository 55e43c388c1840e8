//! Steering (`SteeringRegistry`, `Steering`): services that stand for others, and which of these a request gets. It
//! knows no caches; what it needs of them is given to it.

mod geo;
mod order;

pub use geo::{SteeredTarget, geo_sort};

use thiserror::Error;

use super::hashing::Ring;
use super::outcome::{Failed, Thrown};
use crate::snapshot::java::regex::{Case, Uncompiled, WholePattern};
use crate::snapshot::reading::RouterPosition;
use crate::sorting::OrderedMap;

/// A steering service's targets and filters, as Traffic Ops gives them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steering {
    /// The service's xmlId.
    pub delivery_service: String,
    /// Whether clients get all targets and choose.
    pub is_client_steering: bool,
    /// The services that it stands for.
    pub targets: Vec<SteeringTarget>,
    /// Which paths go to which target.
    pub filters: Vec<SteeringFilter>,
}

/// A target of a steering service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SteeringTarget {
    /// The target's xmlId.
    pub delivery_service: String,
    /// How many points it gets; with none it goes by its order.
    pub weight: i32,
    /// Below 0 it stands before all that have a weight, else behind them.
    pub order: i32,
    /// Among targets of one origin and caches at one place.
    pub geo_order: i32,
    /// Of its origin.
    pub latitude: f64,
    /// Of its origin.
    pub longitude: f64,
}

impl SteeringTarget {
    /// Where its origin is: an origin on the equator or on the meridian of Greenwich does not count
    /// (SteeringTarget.java:100).
    pub fn origin(&self) -> Option<RouterPosition> {
        let counts = self.latitude != 0.0 && self.longitude != 0.0;
        counts.then_some(RouterPosition { latitude: self.latitude, longitude: self.longitude })
    }
}

/// Paths that go to one target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SteeringFilter {
    /// The target's xmlId.
    pub delivery_service: String,
    /// What matches the whole path.
    pub pattern: String,
}

/// Why Traffic Router does not take steering: it then keeps what it had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SteeringError {
    /// Java does not compile a filter.
    #[error("Java does not compile the filter `{pattern}` of `{delivery_service}`: {why}")]
    Filter {
        /// The steering service.
        delivery_service: String,
        /// The filter.
        pattern: String,
        /// Java's reason.
        why: String,
    },
}

/// More points of a target are not made: Traffic Router makes them all, whatever that takes.
const MAX_WEIGHT: i32 = 1_000_000;

/// Steering as Traffic Router keeps it.
#[derive(Clone, Debug, Default)]
pub struct SteeringRegistry {
    services: OrderedMap<String, SteeringService>,
}

/// One steering service, ready to be asked.
#[derive(Clone, Debug)]
pub struct SteeringService {
    steering: Steering,
    rings: Vec<Ring>,
    patterns: Vec<Result<WholePattern, String>>,
}

impl SteeringRegistry {
    /// Takes steering, all or none; of two for one service the last counts.
    pub fn new(steerings: &[Steering]) -> Result<Self, SteeringError> {
        let mut services = OrderedMap::new();
        for steering in steerings {
            services.insert(steering.delivery_service.clone(), SteeringService::new(steering.clone())?);
        }
        Ok(Self { services })
    }

    /// What a service stands for; none: it is no steering service.
    pub fn get(&self, xml_id: &str) -> Option<&SteeringService> {
        self.services.get(xml_id)
    }
}

impl SteeringService {
    fn new(steering: Steering) -> Result<Self, SteeringError> {
        let compile = |filter: &SteeringFilter| match WholePattern::compile(&filter.pattern, Case::Counts) {
            Ok(pattern) => Ok(Ok(pattern)),
            Err(Uncompiled::Fails(why)) => Err(SteeringError::Filter {
                delivery_service: steering.delivery_service.clone(),
                pattern: filter.pattern.clone(),
                why,
            }),
            Err(why @ Uncompiled::Unsupported(_)) => {
                Ok(Err(format!("the steering filter `{}`: {why}", filter.pattern)))
            }
        };
        let patterns = steering.filters.iter().map(compile).collect::<Result<_, _>>()?;
        let ring = |target: &SteeringTarget| {
            let count = u32::try_from(target.weight.min(MAX_WEIGHT)).unwrap_or_default();
            Ring::new(&target.delivery_service, count)
        };
        Ok(Self { rings: steering.targets.iter().map(ring).collect(), steering, patterns })
    }

    /// Whether clients get all targets and choose.
    pub fn is_client_steering(&self) -> bool {
        self.steering.is_client_steering
    }

    /// The targets in the order in which they were given.
    pub fn targets(&self) -> &[SteeringTarget] {
        &self.steering.targets
    }

    /// Whether a service is one of the targets.
    pub fn has_target(&self, xml_id: &str) -> bool {
        self.steering.targets.iter().any(|target| target.delivery_service == xml_id)
    }

    /// The target that a filter sends a path to: of the first that matches and names a target (`getBypassDestination`).
    pub fn filtered(&self, path: &str) -> Result<Option<&str>, Failed> {
        for (filter, pattern) in self.steering.filters.iter().zip(&self.patterns) {
            let pattern = pattern.as_ref().map_err(|why| Failed::Unsaid(why.clone()))?;
            let matches = pattern.matches(path).map_err(|why| Failed::Unsaid(format!("a steering filter: {why}")))?;
            if matches && self.has_target(&filter.delivery_service) {
                return Ok(Some(&filter.delivery_service));
            }
        }
        Ok(None)
    }

    /// The places of its targets in the order in which a request gets them, by the hash of its path; only those that are
    /// asked for take part (`ConsistentHasher.sortHashables`).
    pub fn ordered(&self, hash: f64, takes_part: impl Fn(&SteeringTarget) -> bool) -> Result<Vec<usize>, Failed> {
        let taking_part = self.steering.targets.iter().zip(&self.rings).enumerate();
        let taking_part: Vec<(usize, i32, &Ring)> = taking_part
            .filter(|(_, (target, _))| takes_part(target))
            .map(|(index, (target, ring))| (index, target.order, ring))
            .collect();
        let too_heavy = |index: usize| self.steering.targets.get(index).is_some_and(|own| MAX_WEIGHT < own.weight);
        if taking_part.iter().any(|(index, _, _)| too_heavy(*index)) {
            return Err(Failed::Unsaid(format!("a target with a weight of more than {MAX_WEIGHT}")));
        }
        order::ordered(&taking_part, hash).ok_or(Failed::Thrown(Thrown::NoAnswer))
    }
}

#[cfg(test)]
mod tests {
    use super::super::hashing::hash;
    use super::*;

    fn service(targets: &[(&str, i32, i32)], filters: &[(&str, &str)]) -> SteeringService {
        let target = |(id, weight, order): &(&str, i32, i32)| SteeringTarget {
            delivery_service: (*id).to_owned(),
            weight: *weight,
            order: *order,
            ..SteeringTarget::default()
        };
        let filter = |(id, pattern): &(&str, &str)| SteeringFilter {
            delivery_service: (*id).to_owned(),
            pattern: (*pattern).to_owned(),
        };
        SteeringService::new(Steering {
            delivery_service: "entry".to_owned(),
            is_client_steering: false,
            targets: targets.iter().map(target).collect(),
            filters: filters.iter().map(filter).collect(),
        })
        .unwrap()
    }

    fn ordered(targets: &[(&str, i32, i32)], path: &str) -> String {
        let service = service(targets, &[]);
        match service.ordered(hash(path), |_| true) {
            Ok(order) => {
                let names = order.into_iter().map(|index| service.targets()[index].delivery_service.clone());
                names.collect::<Vec<_>>().join(" ")
            }
            Err(failed) => format!("{failed:?}"),
        }
    }

    #[test]
    fn weights_stand_between_negative_orders_and_the_others() {
        assert_eq!(ordered(&[("t1", 0, 2), ("t2", 0, 1), ("t3", 0, 1)], "/a"), "t2 t3 t1");
        assert_eq!(ordered(&[("t1", 0, 2), ("t2", 100, 9), ("t3", 0, -1), ("t4", 0, -2)], "/a"), "t4 t3 t2 t1");
        let weighted = ordered(&[("t1", 0, 0), ("t2", 100, 0), ("t3", 100, 0)], "/a");
        assert!(weighted.ends_with(" t1"), "{weighted}");
        assert_eq!(ordered(&[("t1", -5, 0), ("t2", 0, -1)], "/a"), "t2 t1");
    }

    /// `steering-nuances`, `twonegs`; and what never ends in Traffic Router.
    #[test]
    fn negative_orders_without_a_weight_are_broken() {
        assert_eq!(ordered(&[("t1", 0, -1), ("t2", 0, 3)], "/a"), "t1 t2");
        assert_eq!(ordered(&[("t1", 0, -2), ("t2", 0, -1), ("t3", 0, 3)], "/a"), "t2 t3 t1");
        assert_eq!(ordered(&[("t1", 0, -2), ("t2", 0, -1), ("t3", 0, -3)], "/a"), "Thrown(NoAnswer)");
    }

    #[test]
    fn the_first_filter_whose_service_is_a_target_counts() {
        let steering = service(&[("t1", 0, 0), ("t2", 0, 0)], &[("other", ".*"), ("t2", "/a/.*"), ("t1", "/a.*")]);
        assert_eq!(steering.filtered("/a/b"), Ok(Some("t2")));
        assert_eq!(steering.filtered("/ab"), Ok(Some("t1")));
        assert_eq!(steering.filtered("/A/b"), Ok(None));
        let bad = Steering {
            filters: vec![SteeringFilter { delivery_service: "x".to_owned(), pattern: "(".to_owned() }],
            ..Steering::default()
        };
        assert!(SteeringRegistry::new(&[bad]).is_err());
    }
}
