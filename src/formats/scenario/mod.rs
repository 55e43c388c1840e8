//! Scenarios for Traffic Router: a snapshot with what stands around it, and questions; and what the router answers, in
//! the form of the recordings that were made of the real one.

mod answering;
mod beside;
mod dns_answer;
mod geo;
mod http_answer;
mod read;
#[cfg(test)]
mod recordings_tests;
mod states;

pub use answering::answer_all;
pub use read::{RouterScenario, ScenarioError, ScenarioQuery, read_scenario};
pub use states::{read_states, states_of};
