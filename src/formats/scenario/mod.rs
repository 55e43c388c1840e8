//! Scenarios for Traffic Router: a snapshot with what stands around it, and questions; and what the router answers, in
//! the form of the recordings that were made of the real one.

mod answer_form;
mod answering;
mod assuming;
mod beside;
mod dns_answer;
mod error;
mod geo;
mod http_answer;
mod question;
mod read;
#[cfg(test)]
mod recordings_tests;
mod routers;
mod states;
mod words;

pub use answering::{ExplainedAnswer, answer_all, answer_explained};
pub use assuming::{AssumedStates, assume_states, take_down};
pub use error::ScenarioError;
pub use geo::GeoTable;
pub use question::stand_in;
pub use read::{RouterScenario, ScenarioQuery, ScenarioRequest, read_scenario};
pub use routers::RoutersLeft;
pub use states::{read_states, states_of};
pub use words::{answer_line, skipped_lines, step_line, type_word};
