//! Steering: which delivery services a steering one stands for, and which paths go to which of them. After Traffic Ops'
//! steering targets (`TO/steeringtargets`) and the body that Traffic Router polls (`TO/steering/steering.go`).

use super::delivery_service::DeliveryService;
use super::entity::entity;
use super::field::{FieldType, Shape, Value, ValueError, object, wrong_shape};
use super::link::Link;

entity! {
    /// What a steering delivery service stands for.
    pub struct ServiceSteering in steerings {
        /// The service's xmlId, which is followed when it changes; unique.
        delivery_service: String {
            key: DELIVERY_SERVICE = "deliveryService", form: "Delivery Service", column: "Delivery Service",
            api: "deliveryService",
        },
        /// The services that it stands for, in the stored order, which decides among those of one order.
        targets: Vec<PlannedTarget> {
            key: TARGETS = "targets", form: "Steering Targets", column: "Targets", api: "targets",
        },
        /// Which paths go to which target, whatever the order of targets; the first that matches counts.
        filters: Vec<PlannedFilter> {
            key: FILTERS = "filters", form: "Filters", column: "Filters", api: "filters",
        },
    }
    name(steering) = steering.delivery_service.as_str().into(); unique = true;
}

object! {
    /// A target of a steering service.
    pub struct PlannedTarget {
        /// The service.
        target: Option<Link<DeliveryService>> = TARGET = "target",
        /// What its value is.
        type_: TargetType = TYPE = "type",
        /// Its weight or place in the order, as its type says.
        value: i64 = VALUE = "value",
        /// The place in the order of one that has a weight, or goes by the place of its origin: Traffic Ops gives such
        /// none, other sources of steering may.
        order: Option<i64> = ORDER = "order",
        /// The same for the order among targets of one origin, of one that has a weight and an origin.
        geo_order: Option<i64> = GEO_ORDER = "geoOrder",
        /// Of its origin: degrees north.
        latitude: Option<f64> = LATITUDE = "latitude",
        /// Of its origin: degrees east.
        longitude: Option<f64> = LONGITUDE = "longitude",
    }
}

object! {
    /// Paths that go to one target. Traffic Ops makes them of the target's `STEERING_REGEXP`.
    pub struct PlannedFilter {
        /// The target.
        target: Option<Link<DeliveryService>> = TARGET = "target",
        /// What matches the whole path, in Java's grammar.
        pattern: String = PATTERN = "pattern",
    }
}

/// What the value of a steering target is (`TC/steering.go`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum TargetType {
    /// Its place in the order.
    #[default]
    #[serde(rename = "STEERING_ORDER")]
    Order,
    /// Its weight among the others.
    #[serde(rename = "STEERING_WEIGHT")]
    Weight,
    /// Its place in the order of those of one origin; the origins are sorted by their distance.
    #[serde(rename = "STEERING_GEO_ORDER")]
    GeoOrder,
    /// Its weight among those of one origin.
    #[serde(rename = "STEERING_GEO_WEIGHT")]
    GeoWeight,
}

impl TargetType {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Order, Self::Weight, Self::GeoOrder, Self::GeoWeight];

    /// Its name among Traffic Ops' types.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Order => "STEERING_ORDER",
            Self::Weight => "STEERING_WEIGHT",
            Self::GeoOrder => "STEERING_GEO_ORDER",
            Self::GeoWeight => "STEERING_GEO_WEIGHT",
        }
    }

    /// The type with that name.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|each| each.word().eq_ignore_ascii_case(word))
    }

    /// Whether it goes by the place of its origin.
    pub const fn is_geo(self) -> bool {
        matches!(self, Self::GeoOrder | Self::GeoWeight)
    }

    /// Whether its value is a weight.
    pub const fn is_weight(self) -> bool {
        matches!(self, Self::Weight | Self::GeoWeight)
    }
}

impl FieldType for TargetType {
    const SHAPE: Shape =
        Shape::Choice(&["STEERING_ORDER", "STEERING_WEIGHT", "STEERING_GEO_ORDER", "STEERING_GEO_WEIGHT"]);

    fn to_value(&self) -> Value {
        Value::Text(self.word().to_owned())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        let Value::Text(word) = &value else { return Err(wrong_shape::<Self>(&value)) };
        Self::of_word(word).ok_or_else(|| {
            let words: Vec<&str> = Self::ALL.iter().map(|each| each.word()).collect();
            ValueError::Invalid(format!("`{word}` is not a type of steering targets (they are {})", words.join(", ")))
        })
    }
}

impl ServiceSteering {
    /// How many of some targets have negative orders, where Traffic Router cannot cope with that: several, and none of all
    /// has a weight (`TR/hash/ConsistentHasher.java`, 125 to 138). With two it turns the order around, with more it never
    /// answers.
    pub fn unsortable(targets: &[PlannedTarget]) -> Option<usize> {
        let weighs = |target: &PlannedTarget| 0 < target.effective_weight();
        let before = targets.iter().filter(|target| !weighs(target) && target.effective_order() < 0).count();
        (1 < before && !targets.iter().any(weighs)).then_some(before)
    }
}

impl PlannedTarget {
    /// Its place in the order, as Traffic Router reads it.
    pub fn effective_order(&self) -> i64 {
        if self.type_ == TargetType::Order { self.value } else { self.order.unwrap_or(0) }
    }

    /// Its weight, as Traffic Router reads it.
    pub const fn effective_weight(&self) -> i64 {
        if self.type_.is_weight() { self.value } else { 0 }
    }

    /// Its place among the targets of one origin; none: it does not go by its origin.
    pub fn effective_geo_order(&self) -> Option<i64> {
        match self.type_ {
            TargetType::GeoOrder => Some(self.value),
            TargetType::GeoWeight => Some(self.geo_order.unwrap_or(0)),
            TargetType::Order | TargetType::Weight => None,
        }
    }

    /// Where its origin is, latitude first; none of one that does not go by its origin.
    pub fn effective_origin(&self) -> [Option<f64>; 2] {
        if self.type_.is_geo() { [self.latitude, self.longitude] } else { [None, None] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_its_type_says() {
        let target = |type_, value| PlannedTarget { type_, value, ..PlannedTarget::default() };
        let all =
            |target: PlannedTarget| (target.effective_order(), target.effective_weight(), target.effective_geo_order());
        assert_eq!(all(target(TargetType::Order, -5)), (-5, 0, None));
        assert_eq!(all(target(TargetType::Weight, 10)), (0, 10, None));
        assert_eq!(all(target(TargetType::GeoOrder, 1)), (0, 0, Some(1)));
        assert_eq!(all(target(TargetType::GeoWeight, 7)), (0, 7, Some(0)));
        let both = PlannedTarget { order: Some(3), geo_order: Some(2), ..target(TargetType::GeoWeight, 7) };
        assert_eq!(all(both), (3, 7, Some(2)));
    }

    #[test]
    fn types_go_by_their_names() {
        for each in TargetType::ALL {
            assert_eq!(TargetType::from_value(each.to_value()), Ok(*each));
            assert_eq!(serde_json::to_value(each).ok(), Some(each.word().into()));
        }
        assert!(TargetType::from_value(Value::Text("HTTP".to_owned())).is_err());
    }
}
