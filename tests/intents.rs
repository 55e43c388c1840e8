//! User actions: what each makes of a plan, what it refuses and in which words, and that its inverse takes it back.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

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

/// A plan in which everything refers to the cache group `used`.
fn entangled() -> (Bench, Id<CacheGroup>) {
    let mut bench = Bench::new();
    let (used, other) = (bench.group("used"), bench.group("other"));
    let link = to(group_id(used));
    let fallbacks = Value::List(vec![link.clone(), to(group_id(other))]);
    bench.make(
        Kind::CacheGroup,
        vec![("name", word("child")), ("parentCachegroup", link.clone()), ("fallbacks", fallbacks)],
    );
    bench.make(Kind::Asn, vec![("asn", Value::Int(64_512)), ("cachegroup", link.clone())]);
    let server = bench.make(Kind::Server, vec![("hostName", word("h")), ("cacheGroup", link.clone())]);
    let node = |group: Value, parents: &[i64]| {
        let parents = parents.iter().copied().map(Value::Int).collect();
        Value::Object(vec![("cachegroup", group), ("parents", Value::List(parents))])
    };
    let nodes =
        vec![node(named(Kind::CacheGroup, "child"), &[1, 2]), node(link.clone(), &[2]), node(to(group_id(other)), &[])];
    bench.make(Kind::Topology, vec![("name", word("tree")), ("nodes", Value::List(nodes))]);
    let rows = vec![
        Value::Object(vec![("cachegroup", link), ("demandGbps", Value::Float(1.0))]),
        Value::Object(vec![("cachegroup", to(group_id(other))), ("demandGbps", Value::Float(2.0))]),
    ];
    bench.make(Kind::Demand, vec![("name", word("d")), ("rows", Value::List(rows))]);
    let capability = bench.make(Kind::ServerCapability, vec![("name", word("ram"))]);
    let relation = RelationKind::ServerOfCapability;
    let pair = AnyPair { relation, a: Target::To(server.number), b: Target::To(capability.number) };
    let edit = add_pairs(&bench.plan, &[pair]).unwrap();
    bench.perform(edit);
    assert_eq!(bench.label(), "Add server capability ram of server h");
    (bench, used)
}

#[test]
fn deleting_what_is_used_lists_the_users() {
    let (bench, used) = entangled();
    let refusal = delete(&bench.plan, &[group_id(used)]).unwrap_err();
    let words = refusal.to_string();
    for line in [
        "used by the cache group `child` (Parent Cache Group, Failover Cache Groups)",
        "used by the ASN `64512` (Cache Group)",
        "used by the server `h` (Cache Group)",
        "used by the topology `tree` (Cache Groups)",
        "used by the demand `d` (Rows)",
    ] {
        assert!(words.contains(line), "{words}");
    }
    let server = bench.plan.ids(Kind::Server)[0];
    let words = delete(&bench.plan, &[server]).unwrap_err().to_string();
    assert!(words.contains("used by the server capability `ram` (pair of server and capability)"), "{words}");
    let coordinate = bench.plan.ids(Kind::Coordinate)[0];
    let words = delete(&bench.plan, &[coordinate]).unwrap_err().to_string();
    assert!(words.contains("the coordinate `from_cachegroup_used` is used by the cache group `used` (Coordinate)"));
}

#[test]
fn deleting_takes_references_along() {
    let (mut bench, used) = entangled();
    let other = bench.plan.find::<CacheGroup>("other").unwrap();
    let edit = delete_with_references(&bench.plan, &[group_id(used)]).unwrap();
    bench.perform(edit);
    assert_eq!(bench.label(), "Delete used");
    let plan = &bench.plan;
    assert_eq!(plan.find::<Coordinate>("from_cachegroup_used"), None);
    assert_eq!(plan.unresolved(), []);
    let child = plan.get(plan.find::<CacheGroup>("child").unwrap()).unwrap();
    assert_eq!((child.parent.clone(), child.fallbacks.as_slice()), (None, &[Link::To(other)][..]));
    let (_, tree) = plan.topologies().iter().next().unwrap();
    let nodes: Vec<_> = tree
        .nodes
        .iter()
        .map(|node| (plan.follow_opt(node.cache_group.as_ref()).unwrap().name.as_str(), node.parents.clone()))
        .collect();
    assert_eq!(nodes, [("child", vec![1]), ("other", vec![])]);
    assert_eq!(plan.demands().iter().next().unwrap().1.rows.len(), 1);

    let both: Vec<AnyId> = [plan.ids(Kind::Server)[0], plan.ids(Kind::ServerCapability)[0]].to_vec();
    let edit = delete(plan, &both).unwrap();
    bench.perform(edit);
    assert_eq!(bench.label(), "Delete 2 objects");
    assert!(bench.plan.server_server_capabilities().is_empty());
}

#[test]
fn what_was_waiting_for_a_name_finds_it() {
    let mut bench = Bench::new();
    bench.make(Kind::Region, vec![("name", word("r")), ("division", named(Kind::Division, "east"))]);
    bench.make(Kind::Region, vec![("name", word("s")), ("division", named(Kind::Division, "west"))]);
    let relation = RelationKind::ProfileParameter;
    let side = |parts: &[&str]| {
        let identity = parts.iter().map(|part| (*part).to_owned()).collect();
        Target::Absent(Arc::new(Absent { identity, traffic_ops_id: None }))
    };
    let pair = AnyPair { relation, a: side(&["p"]), b: side(&["n", "f", "v"]) };
    let edit = add_pairs(&bench.plan, &[pair]).unwrap();
    bench.perform(edit);
    assert_eq!(
        unresolved(&bench.plan),
        [
            "the region `r` refers to the division `east`, which is not in the plan (Division)",
            "the region `s` refers to the division `west`, which is not in the plan (Division)",
            "the pair of profile and parameter `p/n/f/v` refers to the profile `p`, which is not in the plan",
            "the pair of profile and parameter `p/n/f/v` refers to the parameter `n/f/v`, which is not in the plan",
        ]
    );
    let east = bench.make(Kind::Division, vec![("name", word("east"))]);
    let edit = rename(&bench.plan, east, "west").unwrap();
    bench.perform(edit);
    assert!(bench.plan.regions().iter().all(|(_, region)| region.division == Some(Link::To(Id::new(east.number)))));
    bench.make(Kind::Profile, vec![("name", word("p"))]);
    bench.make(Kind::Parameter, vec![("name", word("n")), ("configFile", word("f")), ("value", word("v"))]);
    assert_eq!((unresolved(&bench.plan).len(), bench.plan.profile_parameters().len()), (0, 1));
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

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn one_of<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        if items.is_empty() { None } else { Some(items[self.roll(items.len())]) }
    }
}

/// Some intent on the plan; none when there is nothing for it to work on.
fn some_intent(plan: &Plan, dice: &mut Dice) -> Option<Result<Edit, Refusal>> {
    let kinds = [Kind::CacheGroup, Kind::Server, Kind::Region, Kind::Division, Kind::Coordinate, Kind::Parameter];
    let kind = dice.one_of(&kinds)?;
    let name = format!("n{}", dice.roll(40));
    let groups = plan.ids(Kind::CacheGroup);
    let group = |dice: &mut Dice| dice.one_of(&groups).map(|group| Id::<CacheGroup>::new(group.number));
    let position = at(dice.roll(180) as f64 - 90.0, dice.roll(360) as f64 - 180.0);
    let key = if kind == Kind::Server { "hostName" } else { "name" };
    Some(match dice.roll(12) {
        0 => create_cache_group(plan, vec![("name", word(&name))], Some(position)),
        1 => create(plan, kind, vec![(key, word(&name))]),
        2 => create(plan, Kind::Region, vec![("name", word(&name)), ("division", named(Kind::Division, "n7"))]),
        3 => rename(plan, dice.one_of(&plan.ids(kind))?, &name),
        4 => relocate(plan, &[(group_id(group(dice)?), position)]),
        5 => reparent(plan, &[group(dice)?, group(dice)?], Rank::Primary, group(dice)),
        6 => set_fallbacks(plan, group(dice)?, &[group(dice)?, group(dice)?]),
        7 => delete(plan, &[dice.one_of(&plan.ids(kind))?]),
        8 => delete_with_references(plan, &[dice.one_of(&plan.ids(kind))?]),
        9 => change(plan, dice.one_of(&plan.ids(Kind::Server))?, vec![("cacheGroup", to(dice.one_of(&groups)?))]),
        10 => {
            let nodes: Vec<Value> = (0..dice.roll(4))
                .filter_map(|_| Some(Value::Object(vec![("cachegroup", to(dice.one_of(&groups)?))])))
                .collect();
            create(plan, Kind::Topology, vec![("name", word(&name)), ("nodes", Value::List(nodes))])
        }
        _ => {
            let (server, parameter) = (dice.one_of(&plan.ids(Kind::Server))?, plan.ids(Kind::ServerCapability));
            let b = dice.one_of(&parameter).map_or(Target::Absent(Absent::named(&name)), |id| Target::To(id.number));
            add_pairs(plan, &[AnyPair { relation: RelationKind::ServerOfCapability, a: Target::To(server.number), b }])
        }
    })
}

#[test]
fn random_intents_and_their_inverses() {
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut bench = Bench::new();
        let mut edits: Vec<Edit> = Vec::new();
        let start = bench.plan.clone();
        let mut refused = 0;
        for _ in 0..150 {
            match some_intent(&bench.plan, &mut dice) {
                Some(Ok(edit)) if !edit.is_empty() => {
                    let before = bench.plan.clone();
                    bench.perform(edit.clone());
                    let described = describe(&before, &bench.plan, &edit);
                    assert!(!described.is_empty(), "{} says nothing", edit.label);
                    edits.push(edit);
                }
                Some(Err(refusal)) => {
                    assert!(!refusal.to_string().is_empty());
                    refused += 1;
                }
                Some(Ok(_)) | None => {}
            }
        }
        assert!(30 < edits.len() && 0 < refused, "{} edits, {refused} refusals", edits.len());
        let mut plan = bench.plan.clone();
        for edit in edits.iter().rev() {
            plan = plan.applying(&edit.inverse()).unwrap();
        }
        assert!(plan.same_content(&start));
        assert!(edits.iter().flat_map(|edit| &edit.changes).any(|change| matches!(change, Change::Topology(_))));
    }
}
