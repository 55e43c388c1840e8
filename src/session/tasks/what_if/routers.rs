//! The Traffic Routers of a CDN of a plan: without any that is up nobody is sent to a cache, whatever caches are. It knows
//! nothing of how clients are sent.

use crate::model::{Id, Kind, Plan, Server};

/// The Traffic Routers of a CDN that answer; their places are what failures know them by.
pub fn traffic_routers(plan: &Plan, cdn: &str) -> Vec<Id<Server>> {
    let name_is = |name: Option<&str>, wanted: &[&str]| name.is_some_and(|name| wanted.contains(&name));
    let answers = |server: &Server| {
        name_is(plan.follow_opt(server.type_.as_ref()).map(|own| own.name.as_str()), &["CCR"])
            && name_is(plan.follow_opt(server.cdn.as_ref()).map(|own| own.name.as_str()), &[cdn])
            && name_is(plan.follow_opt(server.status.as_ref()).map(|own| own.name.as_str()), &["ONLINE", "REPORTED"])
    };
    plan.servers().iter().filter(|(_, server)| answers(server)).map(|(id, _)| id).collect()
}

/// The part of a kind that a server belongs to.
pub(super) fn part_of(plan: &Plan, server: &Server, kind: Kind) -> Option<String> {
    match kind {
        Kind::Server => Some(server.host_name.clone()),
        Kind::CacheGroup => plan.follow_opt(server.cache_group.as_ref()).map(|own| own.name.clone()),
        Kind::Cdn => plan.follow_opt(server.cdn.as_ref()).map(|own| own.name.clone()),
        _ => plan.place_of(server, kind),
    }
}

/// The places of the Traffic Routers that go with a part.
pub(super) fn routers_of(plan: &Plan, routers: &[Id<Server>], kind: Kind, name: &str) -> Vec<usize> {
    let goes = |(_, router): &(usize, &Id<Server>)| {
        plan.get(**router).and_then(|server| part_of(plan, server, kind)).is_some_and(|own| own == name)
    };
    routers.iter().enumerate().filter(goes).map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::seeds::seed_plan;
    use crate::model::{DownPart, Position};
    use crate::routing::{SweepPart, sweep};
    use crate::session::add_sample;
    use crate::session::tasks::what_if::{
        ExplainOrder, ExplainedClient, PlayOrder, Played, consequence, explain, loads, parts, play,
    };

    fn sample() -> (Plan, Played) {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let plan = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        let order = PlayOrder { cdn: "aurora".to_owned(), service: Some("aurora-vod".to_owned()), demand: None };
        let played = play(&plan, &order, &|| true).unwrap().unwrap();
        (plan, played)
    }

    fn down(kind: Kind, name: &str) -> DownPart {
        DownPart { kind: kind.key().to_owned(), name: name.to_owned() }
    }

    #[test]
    fn without_a_traffic_router_everybody_is_lost() {
        let (plan, played) = sample();
        let both = [down(Kind::CacheGroup, "tr-atlanta"), down(Kind::CacheGroup, "tr-warsaw")];
        for all in [vec![down(Kind::Cdn, "aurora")], both.to_vec()] {
            let found = consequence(&plan, "aurora", &played, &all);
            assert!(found.is_unrouted && found.aftermath.is_unrouted && found.idle.is_empty(), "{all:?}");
            assert_eq!((found.aftermath.lost, found.aftermath.moved), (found.served, 0.0));
            assert_eq!((found.routers, found.caches), (4, 0));
            assert_eq!(loads(&plan, "aurora", &played, &all), None, "nobody says how much is asked for");
        }
        let one = consequence(&plan, "aurora", &played, &both[..1]);
        assert_eq!((one.is_unrouted, one.aftermath.lost, one.routers), (false, 0.0, 2));
        // Of another CDN nothing goes down.
        let other = consequence(&plan, "aurora", &played, &[down(Kind::Cdn, "borealis")]);
        assert_eq!((other.is_unrouted, other.idle.len()), (false, 1));
    }

    #[test]
    fn every_two_groups_include_those_of_the_traffic_routers() {
        let (plan, played) = sample();
        let named = parts(&plan, "aurora", played.what_if.router().view(), Kind::CacheGroup);
        let sweeping: Vec<SweepPart> = named.iter().map(|own| own.part.clone()).collect();
        let failures = sweep(&played.what_if, &sweeping, true, &|_, _| true).unwrap();
        let names: Vec<&str> = failures[0].down.iter().map(|part| named[*part].name.as_str()).collect();
        assert_eq!(names, ["tr-atlanta", "tr-warsaw"], "nothing is worse");
        assert!(failures[0].aftermath.is_unrouted && !failures[1].aftermath.is_unrouted);
        let servers = parts(&plan, "aurora", played.what_if.router().view(), Kind::Server);
        let router = servers.iter().find(|own| own.name == "tr-atl-01").unwrap();
        assert_eq!((router.part.caches.len(), router.part.routers.len()), (0, 1));
        assert!(!servers.iter().any(|own| own.name == "bor-tr-waw-01"), "it is of another CDN");
    }

    #[test]
    fn an_explanation_says_which_traffic_routers_are_left() {
        let (plan, _) = sample();
        let order = |down: Vec<DownPart>| ExplainOrder {
            cdn: "aurora".to_owned(),
            service: "aurora-vod".to_owned(),
            client: ExplainedClient::At(Position::new(48.85, 2.35).unwrap()),
            path: String::new(),
            aaaa: false,
            down,
        };
        let none = explain(&plan, &order(vec![down(Kind::Cdn, "aurora")])).unwrap();
        assert_eq!((none.group, none.answer.as_str()), (None, "none: no Traffic Router of the CDN is left"));
        let step = none.steps.iter().find(|step| step.words.starts_with("routers: none is left")).unwrap();
        assert_eq!(step.skipped.len(), 4);
        assert!(step.skipped[0].contains("taken down with the CDN aurora"), "{:?}", step.skipped);
        assert_eq!(step.object.map(|own| own.kind), Some(Kind::Server));
        let some = explain(&plan, &order(vec![down(Kind::Server, "tr-atl-01")])).unwrap();
        assert_eq!(some.group.as_deref(), Some("edge-paris"));
        assert!(some.steps.iter().any(|step| step.words.starts_with("routers: 3 of 4 left")));
        let all = explain(&plan, &order(Vec::new())).unwrap();
        assert!(!all.steps.iter().any(|step| step.words.starts_with("routers")), "nobody asks about them");
    }
}
