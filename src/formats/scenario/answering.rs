//! A scenario's questions asked one by one.

use serde_json::{Map, Value};

use super::read::{Asked, RouterScenario, ScenarioQuery};
use super::{dns_answer, http_answer};
use crate::routing::Router;

/// What the router answers to each question, in order.
pub fn answer_all(scenario: &RouterScenario) -> Vec<Value> {
    let mut router = Router::new(scenario.view.clone(), scenario.around.clone());
    let mut answers = Vec::with_capacity(scenario.queries.len());
    for query in &scenario.queries {
        // What was said last stays in force.
        if let Some(states) = &query.states {
            router.set_states(states);
        }
        answers.push(Value::Object(answer(&router, scenario, query)));
        if scenario.keep_state
            && let Some(steered) = http_answer::steered(&router, query)
        {
            router.remember(steered);
        }
    }
    answers
}

fn answer(router: &Router, scenario: &RouterScenario, query: &ScenarioQuery) -> Map<String, Value> {
    let mut members = query.own.clone();
    match &query.asked {
        Asked::Http { .. } => http_answer::put(router, scenario, query, &mut members),
        Asked::Dns { .. } => dns_answer::put(router, scenario, query, &mut members),
    }
    members
}
