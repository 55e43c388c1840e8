//! The window: map, tables, forms, dialogs. The only place that knows egui. It changes a plan only through `Session`.

pub mod action;
pub mod background;
pub mod commands;
pub mod derived;
pub mod forms;
pub mod latest;
pub mod layers;
pub mod map;
mod remembered;
pub mod selection;
pub mod tables;
pub mod theme;
pub mod view;
pub mod widgets;

pub mod app;
mod dialogs;
pub mod dispatch;
pub mod document;
mod exporting;
mod files;
mod fonts;
mod held_back;
mod jobs;
mod launch;
mod making;
pub mod order;
mod outcome;
mod panels;
mod patience;
pub mod pointing;
pub mod settings;
mod showing;
pub mod trail;

pub use derived::differences::Differences;
pub use panels::changes;

pub use launch::{LaunchError, launch};
