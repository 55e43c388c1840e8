//! The one test binary: every file of this folder is listed here, or `architecture` fails.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::wildcard_imports,
    reason = "a test says what is wrong by failing"
)]

mod support;

#[cfg(feature = "gui")]
mod accessible;
mod architecture;
mod beside_snapshot;
#[cfg(feature = "gui")]
mod bulk;
#[cfg(feature = "gui")]
mod capacity;
mod cases;
mod cases_export;
mod cases_files;
#[cfg(feature = "gui")]
mod changes;
mod check_command;
mod command_line;
mod command_line_words;
#[cfg(feature = "gui")]
mod contrast;
mod coverage_zones;
mod csv;
mod damage;
mod delivery_service;
#[cfg(feature = "gui")]
mod delivery_service_form;
#[cfg(feature = "gui")]
mod dialogs;
mod diff;
mod durability;
#[cfg(feature = "gui")]
mod exporting;
#[cfg(feature = "gui")]
mod first_picture;
#[cfg(feature = "gui")]
mod first_use;
#[cfg(feature = "gui")]
mod forms;
mod geojson;
mod hand_over;
#[cfg(feature = "gui")]
mod hierarchy;
mod hostile;
mod import_replacing;
mod import_rules;
mod intents;
mod java;
#[cfg(feature = "gui")]
mod keyboard;
mod kill;
mod kml;
#[cfg(feature = "gui")]
mod lists;
#[cfg(feature = "gui")]
mod made_anew;
#[cfg(feature = "gui")]
mod map;
#[cfg(feature = "gui")]
mod map_menus;
mod memory;
mod new_cdn;
#[cfg(feature = "gui")]
mod new_cdn_window;
#[cfg(target_os = "linux")]
mod opens;
mod packaging;
#[cfg(feature = "gui")]
mod palette;
#[cfg(feature = "gui")]
mod paths;
mod pictures;
mod plan_text;
mod plan_text_round_trips;
mod preflight;
#[cfg(feature = "gui")]
mod problems;
mod random_operations;
#[cfg(feature = "gui")]
mod repaints;
mod route_command;
mod route_snapshot;
mod rules;
mod rules_on_recordings;
mod safety;
#[cfg(feature = "gui")]
mod safety_window;
mod sample;
mod schema;
#[cfg(feature = "gui")]
mod small_window;
mod snapshot;
mod snapshot_import;
mod snapshot_round_trips;
#[cfg(feature = "gui")]
mod steering_form;
mod sweep_command;
#[cfg(feature = "gui")]
mod tables;
#[cfg(feature = "gui")]
mod tiles;
#[cfg(feature = "gui")]
mod topologies;
mod traffic_ops;
mod traffic_ops_over_plans;
#[cfg(feature = "gui")]
mod tray;
mod twin_changes;
mod what_if;
#[cfg(feature = "gui")]
mod window;
#[cfg(feature = "gui")]
mod zones_window;
