//! The window: map, tables, forms, dialogs. The only place that knows egui. It changes a plan only through `Session`.

pub mod action;
pub mod commands;
pub mod forms;
pub mod map;
pub mod selection;
pub mod tables;
pub mod theme;
pub mod view;
pub mod widgets;
