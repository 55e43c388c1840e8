//! What is needed to play failures of a plan: who asks, which parts may be taken down and what they can carry. The answers
//! are the router's; here names of the plan become what the router knows.

mod carried;
mod consequence;
mod coverage;
mod explain;
mod hand_over;
mod loads;
mod missing;
mod parts;
mod played;
mod routers;
mod scenarios;
mod zones;

pub use carried::carried_loads;
pub use consequence::{AskerChange, Consequence, GroupFlow, consequence, taken_with};
pub use coverage::{Coverage, coverage};
pub use explain::{ExplainOrder, ExplainedClient, ExplainedStep, Explainer, Explanation, explain};
pub use hand_over::{GroupMove, HandOver, HandOverFlow, hand_over};
pub use loads::{Burden, Loads, loads};
pub use missing::{MissingFallback, missing_fallbacks};
pub use parts::{DOWN_KINDS, NamedPart, TAKEN_KINDS, caches_of, parts, servers_down};
pub use played::{PlayOrder, Played, play};
pub use routers::traffic_routers;
pub use scenarios::{ScenarioOutcome, scenario_outcomes};
pub use zones::plan_zones;
