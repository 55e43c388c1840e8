//! A scenario's questions asked one by one, and a single one with all its steps.

use serde_json::{Map, Value};

use super::answer_form::AnswerForm;
use super::read::{RouterScenario, ScenarioQuery, ScenarioRequest};
use super::{dns_answer, http_answer};
use crate::routing::{RouteStep, Router};

/// An answer and how it came about.
#[derive(Clone, Debug)]
pub struct ExplainedAnswer {
    /// The answer as the recordings have it.
    pub members: Map<String, Value>,
    /// The steps; of what is drawn the first is taken.
    pub steps: Vec<RouteStep>,
}

/// What the router answers to each question, in order.
pub fn answer_all(scenario: &RouterScenario) -> Vec<Value> {
    let mut router = Router::new(scenario.view.clone(), scenario.around.clone());
    let form = AnswerForm { with_answers: scenario.with_answers, wire_authority: scenario.wire_authority };
    let mut answers = Vec::with_capacity(scenario.queries.len());
    for query in &scenario.queries {
        // What was said last stays in force.
        if let Some(states) = &query.states {
            router.set_states(states);
        }
        answers.push(Value::Object(answer(&router, form, query)));
        if scenario.keep_state
            && let Some(steered) = http_answer::steered(&router, query)
        {
            router.remember(steered);
        }
    }
    answers
}

/// What a router answers to one question, and why.
pub fn answer_explained(router: &Router, query: &ScenarioQuery) -> ExplainedAnswer {
    let form = AnswerForm { with_answers: true, wire_authority: true };
    let members = answer(router, form, query);
    let mut steps = Vec::new();
    // What comes of it has been put into the members already.
    if let Some(request) = http_answer::request_of(router, query) {
        let _ = router.answer(&request, &mut steps);
    }
    if let Some(question) = dns_answer::question_of(router, query) {
        let _ = router.route_dns(&question, &mut steps);
    }
    ExplainedAnswer { members, steps }
}

fn answer(router: &Router, form: AnswerForm, query: &ScenarioQuery) -> Map<String, Value> {
    let mut members = query.own.clone();
    match &query.asked {
        ScenarioRequest::Http { .. } => http_answer::put(router, form, query, &mut members),
        ScenarioRequest::Dns { .. } => dns_answer::put(router, form, query, &mut members),
    }
    members
}
