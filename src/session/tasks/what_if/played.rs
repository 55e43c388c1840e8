//! A CDN of a plan with those who ask it, ready to have parts taken down: its snapshot as Traffic Router reads it, the
//! coverage zones that it uses, the states that Traffic Monitor would publish, and the demand.

use std::sync::Arc;

use super::routers::traffic_routers;
use super::zones::plan_zones;
use crate::formats::demand::{Asking, AskingError, Weighing, capacities, demand_lines, nobody_asks, who_asks};
use crate::formats::router_files::PlannedSurroundings;
use crate::formats::scenario::assume_states;
use crate::formats::snapshot::read_document_bytes;
use crate::formats::writing::{self, Written};
use crate::model::{Demand, Id, Plan, Server};
use crate::routing::{Locate, Router, Surroundings, WhatIf};
use crate::snapshot::document::SnapshotDocument;
use crate::snapshot::reading::{Remarks, read_view};
use crate::sorting::OrderedMap;

/// A CDN with those who ask it.
pub struct Played {
    /// The router and what it is asked.
    pub what_if: WhatIf,
    /// Who asks.
    pub asking: Asking,
    /// Why nobody asks, in the user's words: who would be served where is known all the same.
    pub nobody: Option<String>,
    /// The Traffic Routers of the CDN.
    pub routers: Vec<Id<Server>>,
}

/// What is played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayOrder {
    /// Whose snapshot.
    pub cdn: String,
    /// The service that is asked for, by its xmlId; none: all.
    pub service: Option<String>,
    /// How much is asked for; none: the zones ask.
    pub demand: Option<Id<Demand>>,
}

/// A router of a CDN of the plan, and the snapshot that it reads.
pub(super) struct RouterOfPlan {
    /// The router, in the states that are assumed.
    pub router: Router,
    /// The snapshot.
    pub document: SnapshotDocument,
}

/// A router of a CDN of the plan with a geolocation database; or why there is none, in the user's words.
pub(super) fn router_with(
    plan: &Plan,
    cdn: &str,
    geolocation: Option<Arc<dyn Locate>>,
) -> Result<RouterOfPlan, String> {
    let written = writing::write_snapshot(plan, cdn, &writing::making_options()).map_err(|error| error.to_string())?;
    let Written::One { bytes, .. } = written else { return Err("it is no single document".to_owned()) };
    let document = read_document_bytes(&bytes).map_err(|error| error.to_string())?;
    let view = read_view(&document, &mut Remarks::default());
    let tree = |deep| plan_zones(plan, cdn, deep).map(Arc::new);
    let mut around =
        Surroundings { zones: tree(false)?, deep_zones: tree(true)?, geolocation, ..Surroundings::default() };
    PlannedSurroundings::of(plan).surround(&mut around);
    let mut router = Router::new(Arc::new(view), around);
    router.set_states(&assume_states(&document.root, &OrderedMap::new()).states);
    Ok(RouterOfPlan { router, document })
}

/// Makes the snapshot and asks. None: it was cut short.
pub fn play(plan: &Plan, order: &PlayOrder, goes_on: &(dyn Fn() -> bool + Sync)) -> Option<Result<Played, String>> {
    let router = match router_with(plan, &order.cdn, None) {
        Ok(made) => Arc::new(made.router),
        Err(why) => return Some(Err(why)),
    };
    if !goes_on() {
        return None;
    }
    let demand =
        order.demand.and_then(|demand| plan.get(demand)).map(|demand| demand_lines(plan, demand)).unwrap_or_default();
    let (asking, nobody) = match who_asks(plan, &order.cdn, &router, order.service.as_deref(), &demand) {
        Ok(asking) => (asking, None),
        Err(error) => match nobody_asks(&order.cdn, &router, order.service.as_deref()) {
            Ok(asking) if error == AskingError::NobodyAsks => (asking, Some(error.to_string())),
            _ => return Some(Err(refusal(plan, order, &error))),
        },
    };
    let can = (asking.weighing == Weighing::Mbps).then(|| capacities(plan, &order.cdn, router.view()));
    let routers = traffic_routers(plan, &order.cdn);
    let what_if = WhatIf::new(router, asking.askers.clone(), can, goes_on)?.with_routers(routers.len());
    Some(Ok(Played { what_if, asking, nobody, routers }))
}

/// Why nobody can be asked; of a demand, which one, and what helps.
fn refusal(plan: &Plan, order: &PlayOrder, error: &AskingError) -> String {
    match (error, order.demand.and_then(|demand| plan.get(demand))) {
        (AskingError::Demand(_), Some(demand)) => {
            format!("in the demand {}, {error}: mend these rows, or add what they name", demand.name)
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::model::{Kind, Value};
    use crate::session::add_sample;

    #[test]
    fn a_demand_that_cannot_be_asked_is_named() {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let plan = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        let row = Value::Object(vec![("zone", text("edge-rome")), ("mbps", Value::Float(1.0))]);
        let fields = vec![("name", text("evening")), ("rows", Value::List(vec![row]))];
        let plan = plan.applying(&intent::create(&plan, Kind::Demand, fields).unwrap()).unwrap();
        let order = PlayOrder { cdn: "aurora".to_owned(), service: None, demand: plan.find::<Demand>("evening") };
        let why = play(&plan, &order, &|| true).unwrap().err().unwrap();
        assert!(why.starts_with("in the demand evening, row 1, column zone: there is no coverage zone"), "{why}");
        assert!(why.ends_with("mend these rows, or add what they name"), "{why}");
    }
}
