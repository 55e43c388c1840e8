//! Look-ups as recorded of Traffic Router with the test databases of `MaxMind`, and databases that are damaged.

use std::net::IpAddr;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use super::{AnonymousDatabase, CityDatabase, LookupError, MaxMindError};
use crate::routing::{GeoLocation, Locate as _};

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traffic-router/second");
    std::fs::read(folder.join(name)).unwrap()
}

fn city(name: &str) -> CityDatabase {
    CityDatabase::open(fixture(name)).unwrap()
}

fn recorded(location: &Value) -> Option<GeoLocation> {
    let text = |key: &str| location[key].as_str().map(str::to_owned);
    Some(GeoLocation {
        latitude: location.get("lat")?.as_f64()?,
        longitude: location["long"].as_f64()?,
        country: text("country"),
        country_name: text("countryName"),
        city: text("city"),
        postal: text("postal"),
        is_default: location["default"].as_bool()?,
    })
}

#[test]
fn addresses_are_where_traffic_router_finds_them() {
    let packed = fixture("mmdb-lookups-GeoIP2-City-Test.json.gz");
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(&*packed)).unwrap();
    let recording: Value = serde_json::from_str(&text).unwrap();
    let database = city(recording["mmdb"].as_str().unwrap());
    let lookups = recording["lookups"].as_array().unwrap();
    assert_eq!(lookups.len(), 326);
    for lookup in lookups {
        let ip = lookup["ip"].as_str().unwrap();
        match database.look_up(ip) {
            Ok(found) => {
                assert!(lookup.get("exception").is_none(), "{lookup}");
                assert_eq!(found, recorded(&lookup["location"]), "{lookup}");
            }
            Err(LookupError::Address(_)) => assert!(lookup.get("exception").is_some(), "{lookup}"),
            Err(damaged) => panic!("{lookup}: {damaged}"),
        }
    }
}

#[test]
fn the_other_database_answers_too() {
    let database = city("GeoLite2-City-Test.mmdb");
    let found = database.locate("81.2.69.142/32").unwrap();
    assert_eq!((found.city.as_deref(), found.country.as_deref()), (Some("London"), Some("GB")));
    assert!(database.locate("10.0.0.1").is_none());
    assert!(database.locate("garbage").is_none());
}

#[test]
fn marks_are_those_of_the_database() {
    let database = AnonymousDatabase::open(fixture("GeoIP2-Anonymous-IP-Test.mmdb")).unwrap();
    let marks = |text: &str| database.look_up(text.parse::<IpAddr>().unwrap()).unwrap();
    assert!(marks("1.2.0.1").unwrap().anonymous_vpn);
    assert!(marks("65.4.3.2").is_some_and(|marks| marks.tor_exit_node));
    assert_eq!(marks("10.0.0.1"), None);
}

#[test]
fn a_database_of_another_kind_is_refused() {
    let kind = CityDatabase::open(fixture("GeoIP2-Anonymous-IP-Test.mmdb"));
    assert!(matches!(kind, Err(MaxMindError::Kind(found, _)) if found == "GeoIP2-Anonymous-IP"));
    assert!(matches!(AnonymousDatabase::open(fixture("GeoIP2-City-Test.mmdb")), Err(MaxMindError::Kind(..))));
    assert!(matches!(CityDatabase::open(b"no database".to_vec()), Err(MaxMindError::Bad(_))));
    assert!(matches!(CityDatabase::open(Vec::new()), Err(MaxMindError::Bad(_))));
}

proptest! {
    /// Whatever is turned round in a database, or cut off it: an answer or an error.
    #[test]
    fn damaged_databases_never_panic(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in prop::option::of(any::<prop::sample::Index>()),
        at_end in any::<bool>(),
        address in any::<u32>(),
        address6 in any::<u128>(),
    ) {
        for name in ["GeoIP2-City-Test.mmdb", "GeoIP2-Anonymous-IP-Test.mmdb"] {
            let mut bytes = fixture(name);
            for (index, byte) in &flips {
                // The end holds what the rest is read by.
                let place = if at_end { bytes.len() - 1 - index.index(400) } else { index.index(bytes.len()) };
                bytes[place] ^= byte;
            }
            if let Some(cut) = &cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            let addresses = [IpAddr::from(address.to_be_bytes()), IpAddr::from(address6.to_be_bytes()), IpAddr::from([81, 2, 69, 142])];
            if let Ok(database) = CityDatabase::open(bytes.clone()) {
                for address in addresses {
                    let _ = database.look_up(&address.to_string());
                }
            }
            if let Ok(database) = AnonymousDatabase::open(bytes) {
                for address in addresses {
                    let _ = database.look_up(address);
                }
            }
        }
    }
}
