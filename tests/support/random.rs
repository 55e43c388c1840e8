//! Random plans: a small generator of numbers, and changes of all kinds made of the table of fields, so that a field
//! that is added is tested without a word here.

use std::collections::BTreeMap;

use lodestone::edit::{Change, Delta, LinkChange};
use lodestone::model::*;

/// Runs an expression with `$T` standing for the type of a kind that is known only at run time.
macro_rules! for_kind {
    ($kind:expr, $T:ident => $body:expr) => {
        $crate::support::random::for_kind!(@arms $kind, $T, $body,
            Type Status Division Region PhysLocation Coordinate Cdn CacheGroup Asn ServerCapability Profile Parameter
            Server Topology DeliveryService StaticDnsEntry ServiceSteering ServiceFederations RegionalGeoRules AnonymousIpPolicy CoverageZoneFile CoverageZone CoverageZoneNetwork Waiver Scenario Demand CapacityOverride
            SavedView OtherRow)
    };
    (@arms $kind:expr, $T:ident, $body:expr, $($Kind:ident)*) => {
        match $kind {
            $(lodestone::model::Kind::$Kind => { type $T = lodestone::model::$Kind; $body })*
        }
    };
}
pub(crate) use for_kind;

/// Numbers that look random and are the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number, by `SplitMix64`.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }
}

/// Ids given within one edit, so that it does not give one twice.
pub(crate) type Given = BTreeMap<Kind, u64>;

/// A change that may fit the plan.
pub(crate) fn random_change(random: &mut Random, plan: &Plan, given: &mut Given) -> Option<Change> {
    if random.one_in(6) {
        return Some(random_link(random, plan));
    }
    let kind = *random.pick(Kind::ALL)?;
    for_kind!(kind, T => random_delta::<T>(random, plan, given).map(Change::from))
}

fn random_delta<T: Tabled>(random: &mut Random, plan: &Plan, given: &mut Given) -> Option<Delta<T>> {
    let ids = plan.ids(T::KIND);
    // Plans stay small enough to look at as a whole, and now and then something goes.
    let grow = ids.len() < 60 && random.one_in(2);
    if grow || ids.is_empty() {
        let offset = given.entry(T::KIND).or_default();
        let id = plan.fresh_id(*offset);
        *offset += 1;
        return Some(Delta::added(id, random_entity(random, plan)));
    }
    let id = Id::new(random.pick(&ids)?.number);
    let before = plan.get::<T>(id)?;
    if random.one_in(3) {
        return Some(Delta::removed(id, before));
    }
    let mut after = T::clone(before);
    for _ in 0..=random.below(3) {
        set_randomly(random, plan, &mut after);
    }
    Some(Delta::changed(id, before, after))
}

/// An entity with some of its fields set.
pub(crate) fn random_entity<T: Tabled>(random: &mut Random, plan: &Plan) -> T {
    let mut entity = T::default();
    if let Some(name) = T::FIELDS.first() {
        // A name field may be a number, see ASNs.
        let _ = (name.set)(&mut entity, random_value(random, plan, &name.info.shape, 0));
    }
    for _ in 0..random.below(T::FIELDS.len() + 3) {
        set_randomly(random, plan, &mut entity);
    }
    if random.one_in(2) {
        let upstream = entity.upstream_mut();
        upstream.traffic_ops_id = Some(i64::try_from(random.below(1_000)).unwrap());
        upstream.unmodelled.insert(random_text(random), random_json(random, 0));
    }
    entity
}

fn set_randomly<T: Tabled>(random: &mut Random, plan: &Plan, entity: &mut T) {
    let Some(field) = random.pick(T::FIELDS) else { return };
    let empty = field.info.nullable && random.one_in(5);
    let value = if empty { Value::Null } else { random_value(random, plan, &field.info.shape, 0) };
    // A latitude of 1e300 is refused, as it should be.
    let _ = (field.set)(entity, value);
}

/// Sets every field to something that is not its default; texts by which objects are found begin with `name`.
pub(crate) fn set_every_field<T: Tabled>(random: &mut Random, plan: &Plan, entity: &mut T, name: &str) {
    for (at, field) in T::FIELDS.iter().enumerate() {
        let blank = (field.get)(&T::default());
        for _ in 0..1_000 {
            let value = match field.info.shape {
                Shape::Text if at < 4 => Value::Text(format!("{name} {}", field.info.key)),
                _ => random_value(random, plan, &field.info.shape, 0),
            };
            if (field.set)(entity, value).is_ok() && (field.get)(entity) != blank {
                break;
            }
        }
        assert!((field.get)(entity) != blank, "{} is never set", field.info.key);
    }
}

fn random_link(random: &mut Random, plan: &Plan) -> Change {
    let relation = *random.pick(RelationKind::ALL).unwrap();
    let there = relation.pairs(plan);
    if random.one_in(3)
        && let Some(pair) = random.pick(&there)
    {
        return Change::Link(LinkChange { pair: pair.clone(), present: false });
    }
    let (a, b) = relation.sides();
    let pair = AnyPair { relation, a: random_target(random, plan, a), b: random_target(random, plan, b) };
    Change::Link(LinkChange { pair, present: !random.one_in(10) })
}

fn random_target(random: &mut Random, plan: &Plan, kind: Kind) -> Target {
    match random.pick(&plan.ids(kind)) {
        Some(id) if !random.one_in(8) => Target::To(id.number),
        // Sometimes one that never was.
        Some(_) if random.one_in(20) => Target::To(1_000_000),
        _ if random.one_in(2) => Target::Absent(Absent::named(&random_text(random))),
        _ => Target::Absent(Absent::numbered(random_int(random))),
    }
}

fn random_value(random: &mut Random, plan: &Plan, shape: &Shape, depth: usize) -> Value {
    match shape {
        Shape::Bool => Value::Bool(random.one_in(2)),
        Shape::Int => Value::Int(random_int(random)),
        Shape::Float => Value::Float(random_float(random)),
        Shape::Text => Value::Text(random_text(random)),
        Shape::Choice(words) => Value::Text((*random.pick(words).unwrap()).to_owned()),
        Shape::Link(kind) => Value::Link(AnyLink { kind: *kind, target: random_target(random, plan, *kind) }),
        Shape::List(inner) => {
            Value::List((0..random.below(4)).map(|_| random_value(random, plan, inner, depth + 1)).collect())
        }
        Shape::Object(members) => {
            let mut values = Vec::new();
            for member in *members {
                if !(member.nullable && random.one_in(3)) {
                    values.push((member.key, random_value(random, plan, &member.shape, depth + 1)));
                }
            }
            Value::Object(values)
        }
        Shape::Json => {
            let mut members = serde_json::Map::new();
            members.insert(random_text(random), random_json(random, depth));
            Value::Json(members.into())
        }
    }
}

fn random_int(random: &mut Random) -> i64 {
    match random.below(8) {
        0 => i64::MIN,
        1 => i64::MAX,
        2 => -1,
        _ => i64::try_from(random.below(100)).unwrap(),
    }
}

fn random_float(random: &mut Random) -> f64 {
    match random.below(10) {
        0 => -0.0,
        1 => f64::MIN_POSITIVE / 8.0,
        2 => 1e300,
        3 => -38.971_000_000_000_004,
        _ => (random.next() >> 11) as f64 / (1_u64 << 53) as f64 * 180.0 - 90.0,
    }
}

/// From few words, so that names clash now and then.
fn random_text(random: &mut Random) -> String {
    const WORDS: &[&str] =
        &["", "edge", "mid", "Zürich", "東京", "a b", "x\u{0}y", "\u{202e}evil", "\n", "quote\"s", "🛰", "-"];
    let word = random.pick(WORDS).unwrap();
    if random.one_in(4) { (*word).to_owned() } else { format!("{word}{}", random.below(400)) }
}

fn random_json(random: &mut Random, depth: usize) -> serde_json::Value {
    match random.below(if depth < 3 { 8 } else { 6 }) {
        0 => serde_json::Value::Null,
        1 => random.one_in(2).into(),
        2 => random_int(random).into(),
        3 => u64::MAX.into(),
        4 => random_float(random).into(),
        5 => random_text(random).into(),
        6 => (0..random.below(3)).map(|_| random_json(random, depth + 1)).collect::<Vec<_>>().into(),
        _ => {
            let members = (0..random.below(3)).map(|_| (random_text(random), random_json(random, depth + 1)));
            serde_json::Value::Object(members.collect())
        }
    }
}

#[test]
fn every_kind_can_be_made_with_all_its_fields() {
    let mut random = Random::new(7);
    let plan = Plan::default();
    for kind in Kind::ALL {
        for_kind!(*kind, T => {
            set_every_field(&mut random, &plan, &mut T::default(), kind.key());
        });
    }
}
