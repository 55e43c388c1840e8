//! The text twin of a plan, imported into a new plan, gives the same text again: over random plans of every kind, and
//! over every recording that can be read.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use lodestone::edit::import::{ImportOptions, import_rows};
use lodestone::edit::seeds::seed_plan;
use lodestone::edit::{Change, Delta, Edit, LinkChange};
use lodestone::finding::Severity;
use lodestone::formats::plan_text::{read, write};
use lodestone::formats::traffic_ops::{self, ReadOptions};
use lodestone::model::*;

/// A plan as `new` makes it.
fn new_plan() -> Plan {
    let empty = Plan::default();
    empty.applying(&seed_plan(&empty)).unwrap()
}

/// Imports a text into a plan; nothing may be wrong with it.
fn imported(plan: &Plan, text: &[u8], options: ImportOptions) -> Plan {
    let incoming = read("twin.txt", text);
    let outcome = import_rows(plan, incoming, options).unwrap();
    let errors: Vec<_> = outcome.report.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty() && !outcome.report.refused, "{errors:#?}");
    outcome.plan
}

/// Fails with the lines that only one of two texts has.
fn assert_same(text: &[u8], again: &[u8], what: &str) {
    let (text, again) = (std::str::from_utf8(text).unwrap(), std::str::from_utf8(again).unwrap());
    let (lines, others): (BTreeSet<_>, BTreeSet<_>) = (text.lines().collect(), again.lines().collect());
    let gone: Vec<_> = lines.difference(&others).collect();
    let come: Vec<_> = others.difference(&lines).collect();
    assert!(gone.is_empty() && come.is_empty(), "{what}: gone {gone:#?}, come {come:#?}");
    assert!(text == again, "{what}: the order of the lines differs");
}

fn assert_round_trip(plan: &Plan, what: &str) {
    let text = write(plan);
    let options = ImportOptions::default();
    assert_same(&text, &write(&imported(&new_plan(), &text, options)), what);
    // The same once more is nothing to change.
    let outcome = import_rows(plan, read("twin.txt", &text), options).unwrap();
    assert_same(&text, &write(&outcome.plan), &format!("{what}, into itself"));
    let replaced = ImportOptions { replace: true, ..options };
    assert_same(&text, &write(&imported(plan, &text, replaced)), &format!("{what}, replacing itself"));
}

/// Random numbers that are the same every time (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn text(&mut self) -> String {
        const PARTS: &[&str] = &[
            "edge",
            "denver",
            "-",
            "_",
            " ",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\t",
            "#2",
            "/",
            "ü",
            "東京",
            "🛰️",
            "\u{202e}",
            "\u{2066}",
            "\u{feff}",
            "\u{85}",
            "\u{2028}",
            "\u{7f}",
            "{",
            "}",
            ",",
            ":",
            "'",
            "null",
            "********",
            "2",
            "10",
            "<<<<<<<",
            "=======",
            "\u{1}",
            "\u{10ffff}",
            "A",
            "a",
            "$NAME",
        ];
        (0..=self.below(4)).map(|_| *self.pick(PARTS)).collect()
    }

    fn float(&mut self) -> f64 {
        const FLOATS: &[f64] = &[0.0, -0.0, 1.0, -90.0, 39.7392, 1e-7, 5e-324, 0.1 + 0.2, 89.999_999_999_999_99, -12.5];
        *self.pick(FLOATS)
    }

    fn int(&mut self) -> i64 {
        *self.pick(&[0, 1, 2, -1, 80, 443, 64512, i64::MAX, i64::MIN])
    }

    fn json(&mut self, depth: usize) -> serde_json::Value {
        use serde_json::Value as Json;
        match self.below(if depth == 0 { 6 } else { 8 }) {
            0 => Json::Null,
            1 => Json::Bool(self.one_in(2)),
            2 => self.int().into(),
            3 => self.float().into(),
            4 => u64::MAX.into(),
            5 => self.text().into(),
            6 => (0..self.below(3)).map(|_| self.json(depth - 1)).collect(),
            _ => Json::Object((0..self.below(3)).map(|_| (self.text(), self.json(depth - 1))).collect()),
        }
    }
}

/// A plan while it grows at random.
struct Growing {
    plan: Plan,
    random: Random,
    /// Whether its objects have been in Traffic Ops.
    upstream: bool,
}

/// Calls a method of `Growing` for every kind, what is referred to first.
macro_rules! for_every_kind {
    ($growing:ident . $method:ident ( $($argument:expr),* )) => {
        for_every_kind!(@ $growing $method ($($argument),*) Type Status Division Region PhysLocation Coordinate Cdn
            CacheGroup Asn ServerCapability Profile Parameter Server Topology DeliveryService StaticDnsEntry
            ServiceSteering ServiceFederations RegionalGeoRules AnonymousIpPolicy
            CoverageZoneFile CoverageZone CoverageZoneNetwork Waiver Scenario Demand CapacityOverride SavedView OtherRow)
    };
    (@ $growing:ident $method:ident $arguments:tt $($Kind:ident)*) => {
        $(for_every_kind!(@@ $growing $method $Kind $arguments);)*
    };
    (@@ $growing:ident $method:ident $Kind:ident ($($argument:expr),*)) => {
        $growing.$method::<$Kind>($($argument),*);
    };
}

impl Growing {
    /// Takes a change if the plan's invariants allow it.
    fn try_change(&mut self, change: impl Into<Change>) -> bool {
        let applied = self.plan.applying(&Edit::new("Random", vec![change.into()]));
        applied.map(|plan| self.plan = plan).is_ok()
    }

    fn grow<T: Tabled>(&mut self, many: usize)
    where
        Change: From<Delta<T>>,
    {
        for _ in 0..self.random.below(many) {
            let entity = self.entity::<T>();
            self.try_change(Delta::added(self.plan.fresh_id(0), entity.clone()));
            // A twin, where the kind can have one.
            if self.upstream && self.random.one_in(3) {
                let mut twin = entity;
                twin.upstream_mut().traffic_ops_id = self.random.one_in(2).then(|| self.random.int());
                self.try_change(Delta::added(self.plan.fresh_id(0), twin));
            }
        }
    }

    fn entity<T: Tabled>(&mut self) -> T {
        let mut entity = T::default();
        for (at, field) in T::FIELDS.iter().enumerate() {
            if 0 < at && self.random.one_in(3) {
                continue;
            }
            let value = self.value(&field.info.shape, field.info.nullable);
            // A value that is none for the field, like a position out of range, leaves it as it is.
            let _ = (field.set)(&mut entity, value);
        }
        if !self.upstream {
            return entity;
        }
        let upstream = entity.upstream_mut();
        upstream.traffic_ops_id = self.random.one_in(2).then(|| self.random.int());
        upstream.last_updated = self.random.one_in(2).then(|| "2026-01-02T03:04:05Z".into());
        if self.random.one_in(3) {
            upstream.unmodelled = JsonMembers::from([(self.random.text(), self.random.json(2))]).into();
        }
        entity
    }

    fn value(&mut self, shape: &Shape, nullable: bool) -> Value {
        if nullable && self.random.one_in(4) {
            return Value::Null;
        }
        match shape {
            Shape::Bool => Value::Bool(self.random.one_in(2)),
            Shape::Int => Value::Int(self.random.int()),
            Shape::Float => Value::Float(self.random.float()),
            Shape::Text => Value::Text(self.random.text()),
            Shape::Choice(words) => Value::Text((*self.random.pick(words)).to_owned()),
            Shape::Link(kind) => Value::Link(AnyLink { kind: *kind, target: self.target(*kind) }),
            Shape::List(item) => Value::List((0..self.random.below(4)).map(|_| self.value(item, false)).collect()),
            Shape::Object(members) => Value::Object(
                members.iter().map(|member| (member.key, self.value(&member.shape, member.nullable))).collect(),
            ),
            Shape::Json => Value::Json(serde_json::Value::Object(
                (0..self.random.below(3)).map(|_| (self.random.text(), self.random.json(2))).collect(),
            )),
        }
    }

    /// Mostly an object of the plan; sometimes one that it lacks, by name or by Traffic Ops id.
    fn target(&mut self, kind: Kind) -> Target {
        let ids = self.plan.ids(kind);
        if !ids.is_empty() && !self.random.one_in(5) {
            return Target::To(self.random.pick(&ids).number);
        }
        if self.random.one_in(4) {
            return Target::Absent(Absent::numbered(1_000_000 + self.random.int() % 1000));
        }
        let identity = (0..identity_len(kind)).map(|at| format!("absent {at} {}", self.random.text())).collect();
        Target::Absent(Arc::new(Absent { identity, traffic_ops_id: None }))
    }

    fn relate(&mut self, many: usize) {
        for relation in RelationKind::ALL {
            let (a, b) = relation.sides();
            for _ in 0..self.random.below(many) {
                let pair = AnyPair { relation: *relation, a: self.target(a), b: self.target(b) };
                self.try_change(Change::Link(LinkChange { pair, present: true }));
            }
        }
    }

    /// Takes seeds away or changes them, as far as nothing needs them.
    fn disturb<T: Tabled>(&mut self)
    where
        Change: From<Delta<T>>,
    {
        for name in seed::names(T::KIND) {
            let Some(id) = self.plan.find::<T>(name) else { continue };
            let seed = Arc::clone(self.plan.get(id).unwrap());
            match self.random.below(6) {
                0 => drop(self.try_change(Delta::removed(id, &seed))),
                1 => {
                    let mut bare = T::default();
                    (T::FIELDS[0].set)(&mut bare, Value::Text(name.to_owned())).unwrap();
                    self.try_change(Delta::changed(id, &seed, bare));
                }
                2 => {
                    let other = self.entity();
                    self.try_change(Delta::changed(id, &seed, other));
                }
                _ => {}
            }
        }
    }
}

fn random_plan(seed: u64, upstream: bool) -> Plan {
    let plan = if seed.is_multiple_of(7) { Plan::default() } else { new_plan() };
    let mut growing = Growing { plan, random: Random(seed), upstream };
    for_every_kind!(growing.grow(12));
    growing.relate(12);
    for_every_kind!(growing.disturb());
    growing.plan
}

#[test]
fn random_plans_come_back_as_they_were() {
    let mut kinds: BTreeSet<Kind> = BTreeSet::new();
    let mut relations: BTreeSet<RelationKind> = BTreeSet::new();
    let mut missing = false;
    for seed in 0..150 {
        let plan = random_plan(seed, true);
        kinds.extend(Kind::ALL.iter().filter(|kind| 0 < plan.count(**kind)));
        relations.extend(RelationKind::ALL.iter().filter(|relation| !relation.pairs(&plan).is_empty()));
        missing |= plan.find::<Type>("RIAK").is_none();
        assert_round_trip(&plan, &format!("plan {seed}"));
    }
    assert_eq!((kinds.len(), relations.len(), missing), (Kind::COUNT, RelationKind::ALL.len(), true));
}

#[test]
fn a_line_is_a_line_whatever_the_names_hold() {
    for seed in 0..30 {
        let plan = random_plan(seed, true);
        let text = String::from_utf8(write(&plan)).unwrap();
        assert!(text.ends_with('\n') && !text.chars().any(|c| c != '\n' && c.is_control()));
        let objects: usize = Kind::ALL.iter().map(|kind| plan.count(*kind)).sum();
        let lines =
            text.lines().filter(|line| Kind::ALL.iter().any(|kind| line.starts_with(&format!("{} ", kind.key()))));
        assert_eq!(lines.count(), objects, "plan {seed}");
    }
}

#[test]
fn the_text_does_not_depend_on_ids() {
    for seed in 0..20 {
        let text = write(&random_plan(seed, true));
        // A plan with a past has other ids than a new one.
        let other =
            imported(&random_plan(seed + 1000, false), &text, ImportOptions { replace: true, ..Default::default() });
        let own = |line: &&str| {
            ["without", "coverage-zone", "waiver", "scenario", "demand", "capacity-override", "saved-view"]
                .iter()
                .all(|word| !line.starts_with(word))
        };
        let (text, again) = (String::from_utf8(text).unwrap(), String::from_utf8(write(&other)).unwrap());
        let lost: Vec<_> = {
            let again: BTreeSet<_> = again.lines().collect();
            text.lines().filter(own).filter(|line| !again.contains(line)).collect()
        };
        assert!(lost.is_empty(), "plan {seed}: {lost:#?}");
    }
}

#[test]
fn secrets_stay_in_the_plan() {
    let mut growing = Growing { plan: new_plan(), random: Random(1), upstream: true };
    for value in ["swordfish", "opensesame"] {
        let secret =
            Parameter { name: "key".to_owned(), value: value.to_owned(), secure: true, ..Parameter::default() };
        assert!(growing.try_change(Delta::added(growing.plan.fresh_id(0), secret)));
    }
    let text = String::from_utf8(write(&growing.plan)).unwrap();
    assert!(!text.contains("swordfish") && !text.contains("opensesame"));
    assert!(text.contains("\nparameter {\"name\":\"key\",\"value\":\"********\",\"secure\":true}\n"));
    assert!(text.contains("\nparameter {\"ordinal\":2,\"name\":\"key\",\"value\":\"********\",\"secure\":true}\n"));
    assert_round_trip(&growing.plan, "secrets");
    let same = imported(&growing.plan, text.as_bytes(), ImportOptions::default());
    assert!(same.same_content(&growing.plan), "a placeholder keeps the value");
}

/// Reads recorded bodies into a new plan.
fn recorded(folder: &Path, set: &[(&str, &str)]) -> Plan {
    let set = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let incoming = traffic_ops::read(&[folder.to_owned()], &ReadOptions { set, ..ReadOptions::default() });
    let outcome = import_rows(&new_plan(), incoming, ImportOptions::default()).unwrap();
    let errors: Vec<_> = outcome.report.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(!outcome.report.refused, "{}: {errors:#?}", folder.display());
    assert!(0 < outcome.plan.count(Kind::CacheGroup), "{}", folder.display());
    outcome.plan
}

#[test]
fn recordings_come_back_as_they_were() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-ops");
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let mut folders = Vec::new();
    for version in ["api-5.0", "api-4.0", "api-3.0"] {
        folders.extend(["atlas", "variants"].map(|set| fixtures.join(set).join(version)));
        folders.push(shared.join("golden/traffic-ops/three-cdns").join(version));
    }
    for folder in folders {
        if folder.is_dir() {
            assert_round_trip(&recorded(&folder, &[]), &folder.display().to_string());
        } else {
            assert!(!folder.starts_with(&fixtures), "{} is part of the project", folder.display());
            println!("skipped: {} is not there", folder.display());
        }
    }
    let in_a_box = shared.join("data/cdn-in-a-box");
    if in_a_box.is_dir() {
        assert_round_trip(&recorded(&in_a_box, &[]), "CDN-in-a-Box with its placeholders");
        assert_round_trip(&recorded(&in_a_box, &[("CDN_NAME", "CDN-in-a-Box")]), "CDN-in-a-Box");
    } else {
        println!("skipped: {} is not there", in_a_box.display());
    }
}
