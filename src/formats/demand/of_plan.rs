//! A plan's own demand as the rows of a file would say it.

use super::read::{DemandLine, DemandPlace};
use crate::model::{Demand, DemandRow, Id, Plan};

/// The demand that is meant where none is named: the only one that the plan has.
pub fn only_demand(plan: &Plan) -> Option<Id<Demand>> {
    let mut all = plan.demands().iter().map(|(id, _)| id);
    all.next().filter(|_| all.next().is_none())
}

/// Its rows; one that names no place is left out. A row that names no service asks for the demand's own.
pub fn demand_lines(plan: &Plan, demand: &Demand) -> Vec<DemandLine> {
    let own = plan.follow_opt(demand.delivery_service.as_ref()).map(|own| own.xml_id.clone());
    let line = |(line, row): (u64, &DemandRow)| {
        let service = plan.follow_opt(row.service.as_ref()).map(|own| own.xml_id.clone());
        Some(DemandLine {
            line,
            place: place(plan, row)?,
            service: service.or_else(|| own.clone()),
            hour: row.hour.and_then(|hour| u8::try_from(hour).ok()),
            mbps: row.mbps.filter(|mbps| mbps.is_finite() && 0.0 <= *mbps),
        })
    };
    (1..).zip(&demand.rows).filter_map(line).collect()
}

fn place(plan: &Plan, row: &DemandRow) -> Option<DemandPlace> {
    let group = || plan.follow_opt(row.cache_group.as_ref()).map(|group| DemandPlace::Zone(group.name.clone()));
    let zone = row.zone.clone().map(DemandPlace::Zone);
    zone.or_else(|| row.asn.map(DemandPlace::Asn))
        .or_else(|| row.country.clone().map(DemandPlace::Country))
        .or_else(|| row.at.map(DemandPlace::Point))
        .or_else(group)
}
