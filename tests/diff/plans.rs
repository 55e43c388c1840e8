//! Plans compared with plans.

use super::*;

fn new_plan() -> Plan {
    let empty = Plan::default();
    empty.applying(&seed_plan(&empty)).unwrap()
}

fn atlas_plan(onto: &Plan) -> Plan {
    let incoming = traffic_ops::read(&[atlas("api-5.0")], &traffic_ops::ReadOptions::default());
    import_rows(onto, incoming, ImportOptions::default()).unwrap().plan
}

/// The changed objects and their fields in words, then what came and went.
fn told_plans(comparison: &PlanComparison) -> Vec<String> {
    let description = &comparison.description;
    let changed = description.changed.iter().map(|object| {
        let sentences: Vec<String> = object.fields.iter().map(sentence).collect();
        format!("{}: {}", object.subject.name(), sentences.join("; "))
    });
    let added = description.added.iter().map(|subject| format!("+ {subject}"));
    changed.chain(added).chain(description.removed.iter().map(|subject| format!("- {subject}"))).collect()
}

#[test]
fn plans_are_told_in_a_planners_words() {
    let before = atlas_plan(&new_plan());
    let find = |name: &str| before.find::<CacheGroup>(name).unwrap();
    let (denver, oslo) = (find("edge-denver"), find("edge-toronto"));
    let group = before.get(denver).unwrap();
    let mut other = CacheGroup::clone(group);
    other.fallbacks.insert(1, Link::To(oslo));
    other.short_name = Some("DTC".to_owned());
    let coordinate_id = before.find::<Coordinate>("from_cachegroup_edge-denver").unwrap();
    let coordinate = before.get(coordinate_id).unwrap();
    let was = coordinate.position.unwrap();
    let position = Position::new(was.latitude() + 0.08, was.longitude() - 0.1).ok();
    let pair = RelationKind::ServerOfCapability.pairs(&before).remove(0);
    let after = changed(
        &before,
        vec![
            Delta::changed(denver, group, other).into(),
            Delta::changed(coordinate_id, coordinate, Coordinate { position, ..Coordinate::clone(coordinate) }).into(),
            Change::Link(LinkChange { pair, present: false }),
        ],
    );
    let comparison = compare_plans(&before, &after);
    assert_eq!(
        told_plans(&comparison)[..2],
        [
            "from_cachegroup_edge-denver: moved 12 km north-west",
            "edge-denver: Short Name: DEN-E becomes DTC; Failover Cache Groups: edge-toronto added at 2",
        ]
    );
    let (added, removed) = (&comparison.description.added, &comparison.description.removed);
    assert_eq!((added.len(), removed.len()), (0, 1));
    assert!(removed[0].to_string().starts_with("pair of server and capability `"), "{}", removed[0]);
    let total: usize = Kind::ALL.iter().map(|kind| before.count(*kind)).sum();
    assert_eq!(comparison.unchanged, total - 2);
}

#[test]
fn ids_make_no_difference() {
    let one = atlas_plan(&new_plan());
    // The same data in a plan where other objects came and went first, so that every id is another.
    let detour = atlas_plan(&atlas_plan(&new_plan()));
    let empty = Plan::default();
    let filler = Delta::added(empty.fresh_id(0), Server { host_name: "filler".to_owned(), ..Server::default() });
    let started = changed(&new_plan(), vec![filler.clone().into()]);
    let gone = changed(&started, vec![filler.inverse().into()]);
    let other = atlas_plan(&gone);
    let host = one.servers().iter().next().unwrap();
    assert!(other.get(host.0).is_none_or(|server| server.host_name != host.1.host_name));
    for plan in [&detour, &other] {
        assert_eq!(told_plans(&compare_plans(&one, plan)), Vec::<String>::new());
    }
}

#[test]
fn secrets_are_not_told() {
    let before = new_plan();
    let secret = |value: &str| Parameter {
        name: "key".to_owned(),
        value: value.to_owned(),
        secure: true,
        ..Parameter::default()
    };
    let id = before.fresh_id(0);
    let [one, two] = ["old secret", "new secret"].map(|v| changed(&before, vec![Delta::added(id, secret(v)).into()]));
    let told = told_plans(&compare_plans(&one, &two)).join("\n");
    assert!(told.contains("Value: ******** becomes ********") && !told.contains("secret"), "{told}");
}

/// Plans are the same exactly when their texts are, and every object is counted once.
#[test]
fn no_difference_between_random_plans_is_missed() {
    let mut random = Random::new(77);
    let mut plans = vec![new_plan()];
    let (mut same, mut different) = (0, 0);
    for _ in 0..1_500 {
        let from = random.pick(&plans).unwrap().clone();
        let (mut given, mut next) = (Given::new(), from.clone());
        for _ in 0..=random.below(3) {
            if let Some(change) = random_change(&mut random, &next, &mut given)
                && let Ok(made) = next.applying(&Edit::new("Change", vec![change]))
            {
                next = made;
                given.clear();
            }
        }
        let (comparison, from_text, next_text) =
            (compare_plans(&from, &next), plan_text::write(&from), plan_text::write(&next));
        let holds_secrets = next.parameters().iter().chain(from.parameters().iter()).any(|(_, row)| row.secure);
        if !holds_secrets || from_text != next_text {
            assert_eq!(comparison.description.is_empty(), from_text == next_text, "{comparison:?}");
        }
        if from_text == next_text {
            same += 1;
        } else {
            different += 1;
        }
        let objects = |subjects: &[lodestone::edit::describe::ChangeSubject]| {
            let is_object = |sort| matches!(sort, lodestone::edit::describe::Sort::Object(_));
            subjects.iter().filter(|subject| is_object(subject.sort)).count()
        };
        let count = |plan: &Plan| Kind::ALL.iter().map(|kind| plan.count(*kind)).sum::<usize>();
        let both = comparison.unchanged + comparison.description.changed.len();
        assert_eq!(both + objects(&comparison.description.added), count(&next));
        assert_eq!(both + objects(&comparison.description.removed), count(&from));
        if plans.len() < 40 { plans.push(next) } else { plans[random.below(40)] = next }
    }
    assert!(20 < same && 500 < different, "{same} {different}");
}

#[test]
fn a_link_to_what_is_missing_is_the_same_as_one_to_what_is_there() {
    let before = new_plan();
    let pair = |a: Target| AnyPair { relation: RelationKind::ServerOfCapability, a, b: named("ram") };
    let missing = changed(&before, vec![Change::Link(LinkChange { pair: pair(named("edge-1")), present: true })]);
    let told = told_plans(&compare_plans(&before, &missing));
    assert_eq!(told, ["+ pair of server and capability `edge-1/ram`"]);
}
