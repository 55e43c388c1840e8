//! Where things stand of which a file says that they stand elsewhere: a server stands where its phys location does, an ASN
//! where its cache group does, and only these have a position.
//!
//! It must not change anything: it only says what was passed over.

use std::collections::HashMap;

use super::incoming::StandingClaim;
use crate::finding::{Finding, Severity};
use crate::model::{CacheGroup, Kind, PhysLocation, Plan, Position, Server};

/// Files round what they write: so far apart it is still the same place.
const SAME_KM: f64 = 0.1;
/// So many are told one by one.
const MOST: usize = 20;

/// What is said of claims that a plan does not bear out.
pub(super) fn notes(plan: &Plan, claims: &[StandingClaim]) -> Vec<Finding> {
    let mut by_host: Option<HashMap<&str, &Server>> = None;
    let mut notes = Vec::new();
    let mut more = 0;
    for claim in claims {
        let servers = || plan.servers().iter().map(|(_, server)| (server.host_name.as_str(), &**server)).collect();
        let on = claim.on.clone().or_else(|| {
            let server = by_host.get_or_insert_with(servers).get(claim.name.as_str())?;
            Some(plan.follow_opt(server.phys_location.as_ref())?.name.clone())
        });
        let Some((on, position)) = on.and_then(|on| position_of(plan, claim.kind, &on).map(|at| (on, at))) else {
            continue;
        };
        let apart_km = position.distance_km(claim.position);
        if apart_km <= SAME_KM {
            continue;
        }
        if MOST <= notes.len() {
            more += 1;
            continue;
        }
        let (whose, what) = match claim.kind {
            Kind::Server => ("phys location", "server"),
            _ => ("cache group", "ASN"),
        };
        let message = format!(
            "the {what} `{}` stands where its {whose} `{on}` does, {apart_km:.1} km from here: the place is passed over, \
             move the {whose}",
            claim.name
        );
        notes.push(Finding::new(Severity::Note, claim.place.clone(), "", message));
    }
    if let (Some(last), true) = (claims.last(), 0 < more) {
        let message = format!("and {more} more stand elsewhere than the file says");
        notes.push(Finding::new(Severity::Note, crate::finding::Place::whole(&last.place.file), "", message));
    }
    notes
}

fn position_of(plan: &Plan, kind: Kind, on: &str) -> Option<Position> {
    if kind == Kind::Server {
        return plan.get(plan.find::<PhysLocation>(on)?)?.position.as_ref()?.at;
    }
    plan.follow_opt(plan.get(plan.find::<CacheGroup>(on)?)?.coordinate.as_ref())?.position
}
