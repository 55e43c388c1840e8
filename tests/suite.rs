//! The one test binary: every file of this folder is listed here, or `architecture` fails.

mod support;

mod architecture;
mod command_line;
mod damage;
#[cfg(feature = "gui")]
mod forms;
mod hostile;
mod import_rules;
mod intents;
mod kill;
mod plan_text;
mod plan_text_round_trips;
mod random_operations;
mod schema;
mod snapshot;
#[cfg(feature = "gui")]
mod tables;
mod traffic_ops;
