//! Networks into the zones of coverage zone files: each is one small step, whatever the zone holds.

use super::draft::Draft;
use super::refusal::Refusal;
use crate::edit::Edit;
use crate::edit::places::places_between;
use crate::model::{CoverageZone, CoverageZoneNetwork, Entity as _, Id, Kind, Link, Plan};

/// Adds a network to a zone, behind those of its list.
pub fn add_network(plan: &Plan, zone: Id<CoverageZone>, network: &str, network6: bool) -> Result<Edit, Refusal> {
    let owner = plan.get(zone).ok_or(Refusal::Gone { kind: Kind::CoverageZone })?;
    let list = plan.networks_of(zone);
    let last = list.iter().filter(|(_, one)| one.network6 == network6).map(|(_, one)| one.order).next_back();
    let order = places_between(last, None, 1).and_then(|places| places.first().copied()).or(last).unwrap_or_default();
    let added = CoverageZoneNetwork {
        network: network.to_owned(),
        zone: Some(Link::To(zone)),
        network6,
        order,
        ..Default::default()
    };
    let label = format!("Add {} to {}", added.name(), owner.name());
    let mut draft = Draft::of(plan);
    draft.add(added);
    draft.done(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::Value;

    #[test]
    fn a_network_comes_last_in_its_list_as_one_step() {
        let plan = Plan::default();
        let fields = vec![(CoverageZone::NAME, Value::Text("edge-denver".to_owned()))];
        let mut plan = plan.applying(&intent::create(&plan, Kind::CoverageZone, fields).unwrap()).unwrap();
        let zone = Id::new(plan.ids(Kind::CoverageZone)[0].number);
        for (text, network6) in [("10.0.0.0/8", false), ("2001:db8::/32", true), ("11.0.0.0/8", false)] {
            let edit = add_network(&plan, zone, text, network6).unwrap();
            assert_eq!((edit.changes.len(), edit.label.as_str()), (1, format!("Add {text} to edge-denver").as_str()));
            plan = plan.applying(&edit).unwrap();
        }
        let texts: Vec<&str> = plan.networks_of(zone).iter().map(|(_, one)| one.network.as_str()).collect();
        assert_eq!(texts, ["2001:db8::/32", "10.0.0.0/8", "11.0.0.0/8"]);
        assert!(add_network(&plan, Id::new(99), "10.0.0.0/8", false).is_err());
    }
}
