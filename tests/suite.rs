//! The one test binary: every file of this folder is listed here, or `architecture` fails.

mod support;

mod architecture;
mod command_line;
mod damage;
mod hostile;
mod import_rules;
mod intents;
mod kill;
mod map;
mod plan_text;
mod plan_text_round_trips;
mod random_operations;
mod sample;
mod schema;
mod snapshot;
mod traffic_ops;
