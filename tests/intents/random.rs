//! Random intents, and their inverses.

use super::*;

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
