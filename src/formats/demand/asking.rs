//! Who asks: the rows of a demand, or else each zone of the coverage zone file.

use std::collections::HashMap;

use super::countries::Countries;
use super::read::{DemandError, DemandFault, DemandLine, DemandPlace};
use super::refusal::AskingError;
use crate::model::{DeliveryService, Plan};
use crate::routing::{Asker, GeoLocation, Router, ServiceIndex};
use crate::snapshot::reading::RouterPosition;
use crate::sorting::OrderedMap;

/// What the weights of those who ask are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighing {
    /// Mbit/s of a demand.
    Mbps,
    /// One for each zone.
    Zones,
    /// One for each row of a demand that does not say how much.
    Points,
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct Asking {
    /// All of them: a row or zone once for each service that it asks for.
    pub askers: Vec<Asker>,
    /// What each row or zone is called, by an asker's source.
    pub names: Vec<String>,
    /// What the weights are.
    pub weighing: Weighing,
    /// The hour of the demand that is looked at, the one in which most is asked for; none where it has no hours.
    pub hour: Option<u8>,
    /// The services that are asked for, by xmlId.
    pub services: Vec<String>,
    /// What was left out, in words.
    pub notes: Vec<String>,
}

/// Who asks a router: the rows of a demand, or else the zones; for one service, or in equal parts for every service that
/// has a cache.
pub fn who_asks(
    plan: &Plan,
    cdn: &str,
    router: &Router,
    service: Option<&str>,
    demand: &[DemandLine],
) -> Result<Asking, AskingError> {
    let services = services(cdn, router, service)?;
    let mut asking = Asking {
        askers: Vec::new(),
        names: Vec::new(),
        weighing: Weighing::Mbps,
        hour: None,
        services: services.iter().map(|service| router.xml_id(*service).to_owned()).collect(),
        notes: Vec::new(),
    };
    let has_zones = !router.surroundings().zones.zones().is_empty();
    let says_how_much = demand.iter().any(|line| line.mbps.is_some());
    if says_how_much || (!demand.is_empty() && !has_zones) {
        asking.weighing = if says_how_much { Weighing::Mbps } else { Weighing::Points };
        DemandRows { plan, router, services: &services, only: service.is_some() }.put(demand, &mut asking)?;
    } else if has_zones {
        asking.weighing = Weighing::Zones;
        if !demand.is_empty() {
            asking
                .notes
                .push("the demand does not say how much: each zone of the coverage zone file counts 1".to_owned());
        }
        put_zones(router, &services, &mut asking);
    } else {
        return Err(AskingError::NobodyAsks);
    }
    Ok(asking)
}

/// A service, or every one that has a cache, for which nobody asks.
pub fn nobody_asks(cdn: &str, router: &Router, service: Option<&str>) -> Result<Asking, AskingError> {
    let services = services(cdn, router, service)?;
    Ok(Asking {
        askers: Vec::new(),
        names: Vec::new(),
        weighing: Weighing::Zones,
        hour: None,
        services: services.into_iter().map(|service| router.xml_id(service).to_owned()).collect(),
        notes: Vec::new(),
    })
}

/// The services that are asked for.
fn services(cdn: &str, router: &Router, service: Option<&str>) -> Result<Vec<ServiceIndex>, AskingError> {
    let Some(xml_id) = service else {
        let all: Vec<ServiceIndex> = (0..router.view().services.len()).filter(|own| router.has_caches(*own)).collect();
        return if all.is_empty() { Err(AskingError::NoCaches(cdn.to_owned())) } else { Ok(all) };
    };
    let found = router.service_by_id(xml_id).ok_or_else(|| AskingError::NoService(xml_id.to_owned()))?;
    if router.steering_of(found).is_some() {
        return Err(AskingError::Steering(xml_id.to_owned()));
    }
    Ok(vec![found])
}

fn put_zones(router: &Router, services: &[ServiceIndex], asking: &mut Asking) {
    let mut empty = 0_usize;
    for (place, zone) in router.surroundings().zones.zones().iter().enumerate() {
        let source = asking.names.len();
        let weight = 1.0 / services.len() as f64;
        let askers = services.iter().filter_map(|service| router.zone_asker(place, *service, weight, source));
        let before = asking.askers.len();
        asking.askers.extend(askers);
        if asking.askers.len() == before {
            empty += 1;
        } else {
            asking.names.push(zone.name.clone());
        }
    }
    if 0 < empty {
        let words = if empty == 1 {
            "1 zone has no network: nobody is in it"
        } else {
            "zones have no network: nobody is in them"
        };
        asking.notes.push(if empty == 1 { words.to_owned() } else { format!("{empty} {words}") });
    }
}

/// What turns rows of a demand into those who ask.
struct DemandRows<'a> {
    plan: &'a Plan,
    router: &'a Router,
    services: &'a [ServiceIndex],
    /// Whether one service was named.
    only: bool,
}

/// Where a row's clients are.
enum RowPlace {
    /// In a zone, by its place.
    Zone(usize),
    /// Where geolocation finds them.
    At(GeoLocation),
}

impl DemandRows<'_> {
    fn put(&self, demand: &[DemandLine], asking: &mut Asking) -> Result<(), AskingError> {
        let zones: HashMap<&str, usize> = self
            .router
            .surroundings()
            .zones
            .zones()
            .iter()
            .enumerate()
            .map(|(at, zone)| (zone.name.as_str(), at))
            .collect();
        let countries = demand.iter().any(|line| matches!(line.place, DemandPlace::Country(_) | DemandPlace::Point(_)));
        let countries = countries.then(Countries::embedded).flatten();
        let (mut rows, mut faults, mut elsewhere) = (Vec::new(), Vec::new(), 0_usize);
        for line in demand {
            let placed = self.whereabouts(line, &zones, countries.as_ref());
            match (placed, self.asked(line)) {
                (Ok(at), Ok(Some(services))) => rows.push((line, at, services)),
                (Ok(_), Ok(None)) => elsewhere += 1,
                (one, other) => faults.extend(one.err().into_iter().chain(other.err())),
            }
        }
        if !faults.is_empty() {
            return Err(DemandError::Rows(faults).into());
        }
        asking.hour = busiest(rows.iter().map(|(line, _, _)| *line));
        for (line, at, services) in rows {
            if asking.hour.is_some() && line.hour.is_some() && line.hour != asking.hour {
                continue;
            }
            let source = asking.names.len();
            asking.names.push(name_of(line));
            let weight = line.mbps.unwrap_or(1.0) / services.len() as f64;
            let asker = |service: ServiceIndex| match &at {
                RowPlace::Zone(zone) => self.router.zone_asker(*zone, service, weight, source),
                RowPlace::At(location) => Some(Asker::located(location.clone(), service, weight, source)),
            };
            asking.askers.extend(services.iter().filter_map(|service| asker(*service)));
        }
        if 0 < elsewhere {
            let rows = if elsewhere == 1 { "1 row is".to_owned() } else { format!("{elsewhere} rows are") };
            asking.notes.push(format!("{rows} about delivery services that are not asked for here"));
        }
        Ok(())
    }

    /// The services that a row asks for; none: they are not asked for here.
    fn asked(&self, line: &DemandLine) -> Result<Option<Vec<ServiceIndex>>, DemandFault> {
        let Some(xml_id) = &line.service else { return Ok(Some(self.services.to_vec())) };
        let wrong = |what: String| Err(DemandFault { line: line.line, column: "service", what });
        match self.router.service_by_id(xml_id) {
            Some(found) if self.router.steering_of(found).is_some() => {
                wrong(format!("`{xml_id}` steers its clients to others: give the demand of its targets"))
            }
            Some(found) if self.only && !self.services.contains(&found) => Ok(None),
            Some(found) => Ok(Some(vec![found])),
            None if self.plan.find::<DeliveryService>(xml_id).is_some() => Ok(None),
            None => wrong(format!("there is no delivery service `{xml_id}`")),
        }
    }

    fn whereabouts(
        &self,
        line: &DemandLine,
        zones: &HashMap<&str, usize>,
        countries: Option<&Countries>,
    ) -> Result<RowPlace, DemandFault> {
        let wrong = |what: String| DemandFault { line: line.line, column: line.place.column(), what };
        match &line.place {
            DemandPlace::Zone(name) => {
                let zone = zones.get(name.as_str()).copied();
                let zone = zone.ok_or_else(|| wrong(format!("there is no coverage zone `{name}`")))?;
                if self.router.zone_asker(zone, 0, 1.0, 0).is_none() {
                    return Err(wrong(format!("the coverage zone `{name}` has no network, so that nobody is in it")));
                }
                Ok(RowPlace::Zone(zone))
            }
            DemandPlace::Asn(number) => self.asn(*number, zones).map_err(wrong),
            DemandPlace::Country(country) => {
                let at = countries.and_then(|countries| countries.middle(country));
                let at = at.ok_or_else(|| wrong(format!("there is no country `{country}`")))?;
                let location = GeoLocation { country: Some(country.clone()), is_default: true, ..located(at) };
                Ok(RowPlace::At(location))
            }
            DemandPlace::Point(at) => {
                let country = countries.and_then(|countries| countries.at(*at));
                Ok(RowPlace::At(GeoLocation { country, ..located(*at) }))
            }
        }
    }

    /// Traffic Router knows no numbers of autonomous systems: who plans by them puts their networks into the zone of the
    /// group that they are given to.
    fn asn(&self, number: i64, zones: &HashMap<&str, usize>) -> Result<RowPlace, String> {
        let of_number = self.plan.asns().iter().map(|(_, own)| own).filter(|own| own.asn == number);
        let groups: Vec<_> = of_number.map(|own| self.plan.follow_opt(own.cache_group.as_ref())).collect();
        if groups.is_empty() {
            return Err(format!("the plan has no ASN {number}"));
        }
        let Some(group) = groups.into_iter().flatten().next() else {
            return Err(format!("the ASN {number} belongs to no cache group"));
        };
        let zone = zones.get(group.name.as_str()).copied();
        if let Some(zone) = zone.filter(|zone| self.router.zone_asker(*zone, 0, 1.0, 0).is_some()) {
            return Ok(RowPlace::Zone(zone));
        }
        let coordinate = self.plan.follow_opt(group.coordinate.as_ref());
        let at = coordinate.and_then(|own| own.position);
        let at = at.ok_or_else(|| {
            format!("the group `{}` of the ASN {number} has neither a zone nor a position", group.name)
        })?;
        Ok(RowPlace::At(located(at)))
    }
}

fn located(at: crate::model::Position) -> GeoLocation {
    GeoLocation::at(RouterPosition { latitude: at.latitude(), longitude: at.longitude() })
}

/// The hour in which most is asked for, the first of several; none where no row has one.
fn busiest<'a>(lines: impl Iterator<Item = &'a DemandLine>) -> Option<u8> {
    let mut hours: OrderedMap<u8, f64> = OrderedMap::new();
    for line in lines {
        if let Some(hour) = line.hour {
            *hours.entry(hour).or_default() += line.mbps.unwrap_or(1.0);
        }
    }
    let mut best: Option<(u8, f64)> = None;
    for (hour, sum) in hours {
        if best.is_none_or(|(_, most)| most < sum) {
            best = Some((hour, sum));
        }
    }
    best.map(|(hour, _)| hour)
}

fn name_of(line: &DemandLine) -> String {
    match &line.place {
        DemandPlace::Zone(name) => name.clone(),
        DemandPlace::Asn(number) => format!("AS{number}"),
        DemandPlace::Country(country) => country.clone(),
        DemandPlace::Point(at) => format!("{},{}", at.latitude(), at.longitude()),
    }
}
