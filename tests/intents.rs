//! User actions: what each makes of a plan, what it refuses and in which words, and that its inverse takes it back.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

mod deleting;
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lodestone::edit::describe::{Sort, describe, text, unresolved};
use lodestone::edit::intent::*;
use lodestone::edit::seeds::seed_plan;
use lodestone::edit::{Change, Edit};
use lodestone::model::*;

/// A plan to which intents are applied, each checked: it fits, and its inverse gives back what was.
struct Bench {
    plan: Plan,
    labels: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        let plan = Plan::default();
        Self { plan: plan.applying(&seed_plan(&plan)).unwrap(), labels: Vec::new() }
    }

    fn perform(&mut self, edit: Edit) -> &mut Self {
        let next = self.plan.applying(&edit).unwrap();
        assert!(next.applying(&edit.inverse()).unwrap().same_content(&self.plan), "the inverse of {}", edit.label);
        check_indexes(&next);
        self.plan = next;
        self.labels.push(edit.label);
        self
    }

    fn group(&mut self, name: &str) -> Id<CacheGroup> {
        let edit = create_cache_group(&self.plan, vec![("name", word(name))], Some(at(1.0, 2.0))).unwrap();
        self.perform(edit);
        self.plan.find(name).unwrap()
    }

    fn make(&mut self, kind: Kind, fields: FieldValues) -> AnyId {
        let before: BTreeSet<AnyId> = self.plan.ids(kind).into_iter().collect();
        let edit = create(&self.plan, kind, fields).unwrap();
        self.perform(edit);
        self.plan.ids(kind).into_iter().find(|id| !before.contains(id)).unwrap()
    }

    fn cache_group(&self, id: Id<CacheGroup>) -> &CacheGroup {
        self.plan.get(id).unwrap()
    }

    fn coordinate(&self, id: Id<CacheGroup>) -> &Coordinate {
        self.plan.follow_opt(self.cache_group(id).coordinate.as_ref()).unwrap()
    }

    fn label(&self) -> &str {
        self.labels.last().unwrap()
    }
}

fn word(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn at(latitude: f64, longitude: f64) -> Position {
    Position::new(latitude, longitude).unwrap()
}

fn group_id(id: Id<CacheGroup>) -> AnyId {
    AnyId { kind: Kind::CacheGroup, number: id.number() }
}

fn to(object: AnyId) -> Value {
    Value::Link(AnyLink { kind: object.kind, target: Target::To(object.number) })
}

fn named(kind: Kind, name: &str) -> Value {
    Value::Link(AnyLink { kind, target: Target::Absent(Absent::named(name)) })
}

fn note<T: Tabled>(plan: &Plan, id: Id<T>, entity: &T, users: &mut BTreeMap<AnyId, BTreeSet<AnyId>>) {
    assert!(plan.named::<T>(&entity.name()).any(|found| found == id), "{:?} by name", entity.name());
    let user = AnyId { kind: T::KIND, number: id.number() };
    entity.links(&mut |link| {
        if let Some(target) = link.id() {
            users.entry(target).or_default().insert(user);
        }
    });
}

/// The public view of the indexes, against the tables themselves.
fn check_indexes(plan: &Plan) {
    let mut users: BTreeMap<AnyId, BTreeSet<AnyId>> = BTreeMap::new();
    macro_rules! each {
        ($($table:ident)*) => {$(
            for (id, entity) in plan.$table().iter() {
                note(plan, id, &**entity, &mut users);
            }
        )*};
    }
    each!(types statuses divisions regions phys_locations coordinates cdns cache_groups asns server_capabilities
        profiles parameters servers topologies delivery_services static_dns_entries steerings demands
        capacity_overrides);
    for kind in Kind::ALL {
        for id in plan.ids(*kind) {
            let indexed: BTreeSet<AnyId> = plan.users(id).collect();
            assert_eq!(indexed, users.remove(&id).unwrap_or_default(), "users of {id:?}");
        }
    }
}

#[test]
fn a_cache_group_lives_with_its_coordinate() {
    let mut bench = Bench::new();
    let id = bench.group("edge-denver");
    assert_eq!(bench.label(), "Create edge-denver");
    assert_eq!(bench.coordinate(id).name, "from_cachegroup_edge-denver");

    let edit = rename(&bench.plan, group_id(id), "edge-dtc").unwrap();
    bench.perform(edit);
    assert_eq!(bench.label(), "Rename edge-denver to edge-dtc");
    assert_eq!(bench.coordinate(id).name, "from_cachegroup_edge-dtc");

    let edit = relocate(&bench.plan, &[(group_id(id), at(39.5, -104.9))]).unwrap();
    bench.perform(edit);
    assert_eq!(bench.label(), "Move edge-dtc");
    assert_eq!(bench.coordinate(id).position, Some(at(39.5, -104.9)));

    let edit = delete(&bench.plan, &[group_id(id)]).unwrap();
    bench.perform(edit);
    assert_eq!(bench.label(), "Delete edge-dtc");
    assert_eq!((bench.plan.count(Kind::CacheGroup), bench.plan.count(Kind::Coordinate)), (0, 0));
}

#[test]
fn a_coordinate_of_another_name_has_its_own_life() {
    let mut bench = Bench::new();
    let site = bench.make(Kind::Coordinate, vec![("name", word("site"))]);
    let one = bench.make(Kind::CacheGroup, vec![("name", word("one")), ("coordinate", to(site))]);
    bench.make(Kind::CacheGroup, vec![("name", word("two")), ("coordinate", named(Kind::Coordinate, "site"))]);
    assert!(unresolved(&bench.plan).is_empty(), "names are looked up");

    let edit = relocate(&bench.plan, &[(one, at(5.0, 6.0))]).unwrap();
    bench.perform(edit);
    assert_eq!(bench.label(), "Move one and two, which shares its coordinate");
    let edit = rename(&bench.plan, one, "uno").unwrap();
    bench.perform(edit);
    let edit = delete(&bench.plan, &[one]).unwrap();
    bench.perform(edit);
    assert!(bench.plan.find::<Coordinate>("site").is_some());
}

#[test]
fn a_group_without_coordinate_gets_its_own() {
    let mut bench = Bench::new();
    let group = bench.make(Kind::CacheGroup, vec![("name", word("g"))]);
    let edit = relocate(&bench.plan, &[(group, at(5.0, 6.0))]).unwrap();
    bench.perform(edit);
    assert_eq!(bench.coordinate(Id::new(group.number)).name, "from_cachegroup_g");

    let idle = bench.make(Kind::Coordinate, vec![("name", word("from_cachegroup_h"))]);
    let other = bench.make(Kind::CacheGroup, vec![("name", word("h"))]);
    let edit = relocate(&bench.plan, &[(other, at(7.0, 8.0))]).unwrap();
    bench.perform(edit);
    assert_eq!(bench.cache_group(Id::new(other.number)).coordinate, Some(Link::To(Id::new(idle.number))));

    let location = bench.make(Kind::PhysLocation, vec![("name", word("building"))]);
    let edit = relocate(&bench.plan, &[(location, at(1.0, 1.0)), (group, at(1.0, 1.0))]).unwrap();
    bench.perform(edit);
    assert_eq!(bench.label(), "Move 2 objects");
    let refused = relocate(&bench.plan, &[(bench.plan.ids(Kind::Cdn)[0], at(1.0, 1.0))]);
    assert_eq!(
        refused.unwrap_err().to_string(),
        "a CDN has no position of its own: move its cache group or its physical location"
    );
}

#[test]
fn clashes_are_refused_as_traffic_ops_does() {
    let mut bench = Bench::new();
    let (a, b) = (bench.group("a"), bench.group("b"));
    let coordinate = bench.make(Kind::Coordinate, vec![("name", word("from_cachegroup_c"))]);
    let refusals = [
        (rename(&bench.plan, group_id(a), "b"), "cache group name 'b' already exists, please choose a different name"),
        (
            create_cache_group(&bench.plan, vec![("name", word("a"))], None),
            "cache group name 'a' already exists, please choose a different name",
        ),
        (
            create(&bench.plan, Kind::CacheGroup, vec![("name", word("a"))]),
            "cache group name 'a' already exists, please choose a different name",
        ),
        (rename(&bench.plan, group_id(a), "c"), "cachegroup name already exists, please choose a different name: "),
        (
            create_cache_group(&bench.plan, vec![("name", word("c"))], Some(at(0.0, 0.0))),
            "cachegroup name already exists, please choose a different name: ",
        ),
        (rename(&bench.plan, group_id(a), ""), "a cache group needs a name"),
        (create(&bench.plan, Kind::Division, vec![]), "a division needs a name"),
        (set_fallbacks(&bench.plan, a, &[a]), "the cache group `a` cannot be its own fallback"),
        (set_fallbacks(&bench.plan, a, &[b, b]), "the cache group `b` is a fallback of `a` twice"),
        (
            change(&bench.plan, group_id(a), vec![("fallbacks", Value::List(vec![to(group_id(a))]))]),
            "the cache group `a` cannot be its own fallback",
        ),
        (change(&bench.plan, group_id(a), vec![("nope", Value::Null)]), "cache groups have no field `nope`"),
        (change(&bench.plan, group_id(a), vec![("name", Value::Int(1))]), "Name: expected a text, found a number"),
        (delete(&bench.plan, &[AnyId { kind: Kind::Server, number: 99 }]), "this server is no longer in the plan"),
        (rename(&bench.plan, AnyId { kind: Kind::Asn, number: 99 }, "1"), "this ASN is no longer in the plan"),
        (
            change(&bench.plan, coordinate, vec![("name", word("from_cachegroup_a"))]),
            "coordinate name 'from_cachegroup_a' already exists",
        ),
    ];
    for (result, words) in refusals {
        let message = result.unwrap_err().to_string();
        assert!(message.starts_with(words), "{message:?} is not {words:?}");
    }
}

#[test]
fn what_changes_nothing_is_no_edit() {
    let mut bench = Bench::new();
    let (a, b) = (bench.group("a"), bench.group("b"));
    let edit = reparent(&bench.plan, &[a], Rank::Primary, Some(b)).unwrap();
    bench.perform(edit);
    let plan = &bench.plan;
    let edits = [
        rename(plan, group_id(a), "a"),
        relocate(plan, &[(group_id(a), at(1.0, 2.0))]),
        reparent(plan, &[a], Rank::Primary, Some(b)),
        reparent(plan, &[b], Rank::Secondary, None),
        set_fallbacks(plan, a, &[]),
        change(plan, group_id(a), vec![("shortName", Value::Null)]),
        change_each(plan, vec![]),
        delete(plan, &[]),
        add_pairs(plan, &[]),
    ];
    for edit in edits {
        let edit = edit.unwrap();
        assert!(edit.is_empty(), "{edit:?}");
    }
}

/// An intent and its label.
type Step<'a> = (&'a dyn Fn(&Plan) -> Result<Edit, Refusal>, &'a str);

#[test]
fn parents_and_fallbacks() {
    let mut bench = Bench::new();
    let (a, b, c) = (bench.group("a"), bench.group("b"), bench.group("c"));
    let steps: [Step<'_>; 3] = [
        (&|plan| reparent(plan, &[a], Rank::Primary, Some(b)), "Set parent of a to b"),
        (&|plan| reparent(plan, &[a, c], Rank::Secondary, Some(a)), "Set secondary parent of 2 cache groups to a"),
        (&|plan| set_fallbacks(plan, b, &[c, a]), "Set fallbacks of b"),
    ];
    for (intent, label) in steps {
        let edit = intent(&bench.plan).unwrap();
        bench.perform(edit);
        assert_eq!(bench.label(), label);
    }
    assert_eq!(bench.cache_group(a).parent, Some(Link::To(b)));
    assert_eq!(bench.cache_group(a).secondary_parent, Some(Link::To(a)), "Traffic Ops takes it, rules report it");
    assert_eq!(bench.cache_group(b).fallbacks, [Link::To(c), Link::To(a)]);
    let edit = reparent(&bench.plan, &[a], Rank::Primary, None).unwrap();
    assert_eq!(edit.label, "Clear parent of a");
}

#[test]
fn fields_change_in_one_edit() {
    let mut bench = Bench::new();
    let (a, b) = (bench.group("a"), bench.group("b"));
    let edit = change(&bench.plan, group_id(a), vec![("shortName", word("A"))]).unwrap();
    assert_eq!(edit.label, "Change Short Name of a");
    let edit = change_each(
        &bench.plan,
        vec![
            (group_id(a), vec![("shortName", word("A")), ("type", named(Kind::Type, "EDGE_LOC"))]),
            (group_id(b), vec![("name", word("B")), ("parentCachegroup", named(Kind::CacheGroup, "a"))]),
            (group_id(b), vec![("fallbackToClosest", Value::Bool(true))]),
        ],
    )
    .unwrap();
    let before = bench.plan.clone();
    bench.perform(edit.clone());
    assert_eq!(bench.label(), "Change 2 cache groups");
    assert_eq!(bench.cache_group(b).parent, Some(Link::To(a)));
    assert_eq!(bench.coordinate(b).name, "from_cachegroup_B");

    let described = describe(&before, &bench.plan, &edit);
    assert_eq!((described.added.len(), described.removed.len()), (0, 0));
    let sentences: Vec<String> = described
        .changed
        .iter()
        .flat_map(|object| object.fields.iter().map(|field| format!("{}: {}", object.subject, field.sentence())))
        .collect();
    assert_eq!(
        sentences,
        [
            "coordinate `from_cachegroup_B`: Name: from_cachegroup_b becomes from_cachegroup_B",
            "cache group `B`: Name: b becomes B",
            "cache group `B`: Parent Cache Group: none becomes a",
            "cache group `B`: Fallback to Geo Failover: none becomes true",
            "cache group `a`: Short Name: none becomes A",
            "cache group `a`: Type: none becomes EDGE_LOC",
        ]
    );
}

#[test]
fn values_read_well() {
    let list = |items| Value::List(items);
    let cases = [
        (Value::Null, "none"),
        (list(vec![]), "none"),
        (word(""), "empty"),
        (Value::Float(39.7), "39.7"),
        (list(vec![word("CZ"), word("GEO")]), "CZ, GEO"),
        (named(Kind::CacheGroup, "mid"), "mid"),
        (
            Value::Object(vec![("latitude", Value::Float(1.5)), ("longitude", Value::Float(-2.0))]),
            "latitude 1.5, longitude -2",
        ),
        (list(vec![Value::Object(vec![("parents", list(vec![Value::Int(1), Value::Int(2)]))])]), "(parents [1, 2])"),
    ];
    for (value, words) in cases {
        assert_eq!(text(&value), words);
    }
}

#[test]
fn descriptions_are_net_and_keep_secrets() {
    let mut bench = Bench::new();
    let secret = vec![
        ("name", word("key")),
        ("configFile", word("f")),
        ("value", word("hunter2")),
        ("secure", Value::Bool(true)),
    ];
    let before = bench.plan.clone();
    let parameter = bench.make(Kind::Parameter, secret);
    let middle = bench.plan.clone();
    let next = change(&bench.plan, parameter, vec![("value", word("hunter3"))]).unwrap();
    bench.perform(next.clone());
    let described = describe(&middle, &bench.plan, &next);
    assert!(!format!("{described:?}").contains("hunter"));
    assert_eq!(described.changed[0].fields[0].key, "value");

    // Come and changed in one edit is come; come and gone is nothing.
    let mut both = Edit::new("", vec![]);
    both.changes.extend(create(&before, Kind::Division, vec![("name", word("d"))]).unwrap().changes);
    let with = before.applying(&both).unwrap();
    both.changes.extend(rename(&with, with.ids(Kind::Division)[0], "e").unwrap().changes);
    let after = before.applying(&both).unwrap();
    let described = describe(&before, &after, &both);
    assert_eq!((described.added[0].sort, described.added[0].name()), (Sort::Object(Kind::Division), "e".to_owned()));
    assert_eq!((described.added.len(), described.changed.len()), (1, 0));
    both.changes.extend(delete(&after, &after.ids(Kind::Division)).unwrap().changes);
    assert!(describe(&before, &before.applying(&both).unwrap(), &both).is_empty());
}
