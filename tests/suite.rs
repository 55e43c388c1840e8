//! The one test binary: every file of this folder is listed here, or `architecture` fails.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::wildcard_imports,
    reason = "a test says what is wrong by failing"
)]

mod support;

mod architecture;
mod command_line;
mod damage;
mod hostile;
mod import_rules;
mod intents;
mod kill;
mod plan_text;
mod plan_text_round_trips;
mod random_operations;
mod sample;
mod schema;
mod snapshot;
mod snapshot_import;
mod traffic_ops;
