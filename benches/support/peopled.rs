//! A crowd of cache groups with what stands in them: CDNs, servers in one of four groups, and the geography of these. It
//! must not know what is measured.

use lodestone::edit::{Change, Delta, Edit};
use lodestone::model::{
    CacheGroup, Cdn, Division, Id, Link, PhysLocation, Plan, Position, Region, Server, SitePosition, Type,
};

const DIVISIONS: u64 = 4;
const REGIONS: u64 = 24;
const LOCATIONS: u64 = 240;

/// A plan with servers in one of four of its groups.
pub(crate) fn peopled(plan: &Plan) -> Plan {
    let mut changes: Vec<Change> = Vec::new();
    let to = |number: u64, of: u64| number % of;
    for name in ["north", "south"] {
        let made = Cdn { name: name.to_owned(), domain_name: Some(format!("{name}.example.net")), ..Cdn::default() };
        changes.push(Delta::added(plan.fresh_id(changes.len() as u64), made).into());
    }
    for number in 0..DIVISIONS {
        let made = Division { name: format!("division-{number}"), ..Division::default() };
        changes.push(Delta::added(plan.fresh_id(number), made).into());
    }
    for number in 0..REGIONS {
        let division = Some(Link::To(plan.fresh_id(to(number, DIVISIONS))));
        let made = Region { name: format!("region-{number}"), division, ..Region::default() };
        changes.push(Delta::added(plan.fresh_id(number), made).into());
    }
    let groups: Vec<(Id<CacheGroup>, &std::sync::Arc<CacheGroup>)> = plan.cache_groups().iter().collect();
    for number in 0..LOCATIONS {
        let name = format!("location-{number}");
        let region = Some(Link::To(plan.fresh_id(to(number, REGIONS))));
        let at = groups.get(number as usize * 4).and_then(|(_, group)| {
            let coordinate = group.coordinate.as_ref().and_then(Link::id)?;
            plan.get(coordinate)?.position
        });
        let position = Some(SitePosition { at: at.or_else(|| Position::new(1.0, 1.0).ok()), proposed: false });
        let made = PhysLocation { short_name: Some(name.clone()), name, region, position, ..PhysLocation::default() };
        changes.push(Delta::added(plan.fresh_id(number), made).into());
    }
    let edge = plan.find::<Type>("EDGE").map(Link::To);
    for (number, (group, _)) in groups.iter().step_by(4).enumerate() {
        let number = number as u64;
        let made = Server {
            host_name: format!("cache-{number}"),
            cdn: Some(Link::To(plan.fresh_id::<Cdn>(number % 2))),
            cache_group: Some(Link::To(*group)),
            type_: edge.clone(),
            phys_location: Some(Link::To(plan.fresh_id(to(number, LOCATIONS)))),
            ..Server::default()
        };
        changes.push(Delta::added(plan.fresh_id(number), made).into());
    }
    plan.applying(&Edit::new("People", changes)).expect("the plan is sound")
}
