//! Short names that several objects have.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("short-name-taken"),
    severity: Severity::Error,
    title: "A short name stands more than once",
    effect: "Traffic Ops takes each once and refuses the second",
    fact: "Short names of cache groups and of phys locations are unique in the database (traffic_ops/app/db/create_tables.sql); \
           DOC/overview/cache_groups.rst says otherwise and is wrong",
    check: Check::Shared(&[
        &Sharing::<CacheGroup> {
            keys: |group| keys(group.short_name.as_deref()),
            judge: |plan, sharing, found| judge(plan, sharing, found, |group| group.short_name.as_deref()),
        },
        &Sharing::<PhysLocation> {
            keys: |location| keys(location.short_name.as_deref()),
            judge: |plan, sharing, found| judge(plan, sharing, found, |location| location.short_name.as_deref()),
        },
    ]),
    fixes: none,
};

fn keys(name: Option<&str>) -> Vec<String> {
    name.filter(|name| !name.is_empty()).map(str::to_owned).into_iter().collect()
}

fn judge<T: Tabled>(plan: &Plan, sharing: &[Id<T>], found: &mut Found<'_>, short: fn(&T) -> Option<&str>) {
    for id in sharing {
        let Some(entity) = plan.get(*id) else { continue };
        let others = sharing.iter().filter(|other| *other != id).filter_map(|other| plan.get(*other));
        let names = listed(others.map(|other| other.name().into_owned()));
        let message = format!("{names} has the short name `{}` too", short(entity).unwrap_or_default());
        found.say(AnyId::of(*id), CacheGroup::SHORT_NAME, message);
    }
}

#[test]
fn short_names_are_unique() {
    check_marks(
        &RULE,
        r#"
        phys-location {"name":"Denver","shortName":"den"}
        # ^ error shortName: `Dent` has the short name `den` too
        phys-location {"name":"Dent","shortName":"den"}
        # ^ error shortName: `Denver` has
        cache-group {"name":"edge-1","shortName":"den","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","shortName":"e2","type":"EDGE_LOC"}
        # ^ error shortName: `edge-3`
        cache-group {"name":"edge-3","shortName":"e2","type":"EDGE_LOC"}
        # ^ error shortName: `edge-2`
        "#,
    );
}
