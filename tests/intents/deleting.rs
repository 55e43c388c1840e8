//! What goes, and what refers to it.

use super::*;

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
