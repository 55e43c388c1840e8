//! Where the sample's groups stand, and what stands there.

use super::*;

#[test]
fn everything_stands_in_the_city_that_it_is_named_after() {
    let plan = sample();
    for (_, site) in plan.phys_locations() {
        let city = site.city.as_deref().unwrap();
        assert!(site.name.strip_prefix(city).is_some_and(|rest| rest.trim().parse::<u8>().is_ok()), "{}", site.name);
    }
    for (_, group) in plan.cache_groups() {
        let (_, own) = group.name.split_once('-').unwrap();
        let (_, latitude, longitude) = CITIES.iter().find(|(city, ..)| *city == own).unwrap();
        let city = Position::new(*latitude, *longitude).unwrap();
        if let Some(at) = position(&plan, group) {
            assert!(at.distance_km(city) < NEAR_KM, "{}: {} km", group.name, at.distance_km(city));
        }
        let servers = servers_in(&plan, &group.name);
        let mut sites: Vec<_> =
            servers.iter().map(|server| plan.follow_opt(server.phys_location.as_ref()).unwrap()).collect();
        sites.extend(plan.follow_opt(group.planned_phys_location.as_ref()));
        assert!(!sites.is_empty() || group.name == "edge-lagos", "{} stands nowhere", group.name);
        for site in sites {
            let city = slug(site.city.as_deref().unwrap());
            assert!(city == own || city.starts_with(&format!("{own}-")), "{} in {city}", group.name);
            let at = site.position.as_ref().and_then(|position| position.at).unwrap();
            let distance = position(&plan, group).map_or(0.0, |group| group.distance_km(at));
            assert!(distance < NEAR_KM, "{}: {distance} km from {}", group.name, site.name);
        }
    }
}

#[test]
fn groups_have_the_servers_that_belong_there() {
    let plan = sample();
    for (_, group) in plan.cache_groups() {
        let count = |type_: &str| count_type(&plan, &group.name, type_);
        let (own, range) = match type_of(&plan, group).as_str() {
            "EDGE_LOC" if group.name == "edge-nairobi" => ("EDGE", 2..=2),
            "EDGE_LOC" if PLANNED.contains(&group.name.as_str()) => ("EDGE", 0..=0),
            "EDGE_LOC" => ("EDGE", 2..=5),
            "MID_LOC" => ("MID", 2..=4),
            "ORG_LOC" => ("ORG", 2..=4),
            "TR_LOC" => ("CCR", 2..=4),
            _ => ("RASCAL", 1..=4),
        };
        assert!(range.contains(&count(own)), "{}: {}", group.name, count(own));
        let others = servers_in(&plan, &group.name).len() - count(own) - count("TRAFFIC_STATS");
        assert_eq!(others, 0, "{}", group.name);
    }
    let mut statuses: BTreeMap<String, usize> = BTreeMap::new();
    for (_, server) in plan.servers() {
        let status = name_of(&plan, server.status.as_ref());
        let needs_reason = ["ADMIN_DOWN", "OFFLINE"].contains(&status.as_str());
        assert_eq!(server.offline_reason.is_some(), needs_reason, "{}", server.host_name);
        *statuses.entry(status).or_default() += 1;
    }
    assert!(statuses["REPORTED"] * 4 > plan.servers().len() * 3, "{statuses:?}");
    assert!(statuses["ADMIN_DOWN"] > 0 && statuses["OFFLINE"] > 0, "{statuses:?}");
}
