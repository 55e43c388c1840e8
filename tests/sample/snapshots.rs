//! The snapshots of the sample.

use super::*;

/// The rules of Traffic Router that a snapshot can break; those about odd bytes cannot be broken from here.
fn assert_accepted(cdn: &str, document: &Json) {
    for section in ["config", "contentServers", "contentRouters", "deliveryServices", "edgeLocations", "monitors"] {
        assert!(!members(document, section).is_empty(), "{cdn} has no {section}");
    }
    assert!(!members(document, "trafficRouterLocations").is_empty());
    assert_eq!((text(&document["stats"], "CDN_name"), text(&document["stats"], "tm_host")), (cdn, "ops.example.net"));
    for url in ["coveragezone.polling.url", "geolocation.polling.url"] {
        assert!(text(&document["config"], url).starts_with("https://static."));
    }
    let monitors = members(document, "monitors");
    assert!(monitors.values().any(|monitor| text(monitor, "status") == "ONLINE"));
    for router in members(document, "contentRouters").values() {
        assert!(text(router, "ip").parse::<std::net::Ipv4Addr>().is_ok());
        assert!(text(router, "ip6").split('/').next().unwrap().parse::<std::net::Ipv6Addr>().is_ok());
        assert!(document["trafficRouterLocations"][text(router, "location")].is_object());
        assert!(router["api.port"].is_string() && text(router, "fqdn").contains('.'));
    }
    for (name, location) in members(document, "edgeLocations") {
        assert!(location["latitude"].is_number() && location["longitude"].is_number(), "{name}");
        let backups = location["backupLocations"]["list"].as_array().into_iter().flatten();
        for backup in backups {
            // A small CDN is not everywhere; Traffic Router passes over what it does not know.
            assert!(cdn != "aurora" || document["edgeLocations"][backup.as_str().unwrap()].is_object(), "{backup}");
        }
    }
    for (name, server) in members(document, "contentServers") {
        for key in ["locationId", "fqdn", "ip", "ip6", "hashId"] {
            assert!(!text(server, key).is_empty(), "{name}: {key}");
        }
        assert!(server["port"].is_number() && server["hashCount"] == 1000, "{name}");
        for names in server["deliveryServices"].as_object().into_iter().flatten() {
            let first = names.1[0].as_str().unwrap();
            assert!(first.matches('.').count() >= 2, "{first}");
        }
    }
    for (name, service) in members(document, "deliveryServices") {
        assert!(service["coverageZoneOnly"].is_string() && !text(service, "routingName").is_empty(), "{name}");
        assert!(!service["domains"].as_array().unwrap().is_empty(), "{name}");
        for matchset in service["matchsets"].as_array().unwrap() {
            assert!(["HTTP", "DNS"].contains(&text(matchset, "protocol")));
            assert_eq!(text(&matchset["matchlist"][0], "match-type"), "HOST");
        }
    }
    assert!(members(document, "topologies").values().all(|topology| topology["nodes"].is_array()));
}

/// The delivery services that no cache has.
fn without_caches(document: &Json) -> Vec<&str> {
    let servers = members(document, "contentServers");
    let has = |service: &str| match document["deliveryServices"][service]["topology"].as_str() {
        None => servers.values().any(|server| server["deliveryServices"][service].is_array()),
        Some(topology) => {
            let wanted = document["deliveryServices"][service]["requiredCapabilities"].as_array().unwrap();
            let nodes = document["topologies"][topology]["nodes"].as_array().unwrap();
            nodes.iter().all(|node| {
                servers.values().any(|server| {
                    let has = server["capabilities"].as_array();
                    server["locationId"] == *node && wanted.iter().all(|one| has.is_some_and(|has| has.contains(one)))
                })
            })
        }
    };
    members(document, "deliveryServices").keys().map(String::as_str).filter(|service| !has(service)).collect()
}

#[test]
fn its_snapshots_are_such_as_traffic_router_takes() {
    for (cdn, locations, services) in [("aurora", 24, 3), ("borealis", 2, 1)] {
        let document = snapshot_of(cdn);
        assert_accepted(cdn, &document);
        assert_eq!(members(&document, "edgeLocations").len(), locations, "{cdn}");
        assert_eq!(members(&document, "deliveryServices").len(), services, "{cdn}");
        assert_eq!(without_caches(&document), [""; 0], "{cdn}");
        for planned in PLANNED {
            assert!(document["edgeLocations"][planned].is_null(), "{planned} is not in service");
        }
    }
}
