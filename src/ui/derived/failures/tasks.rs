//! What the jobs about failures are called while they go on, and whether they can be cancelled.

use crate::ui::latest::{Cancel, Task};

pub(super) const PLAYING: Task = Task {
    title: "Asking who is served by whom",
    stages: &["Making the snapshot and asking"],
    cancel: Cancel::Possible,
};
pub(super) const TAKING: Task =
    Task { title: "Taking parts down", stages: &["Asking again"], cancel: Cancel::Possible };
pub(super) const COVERING: Task = Task::unseen("Finding out who serves where");
pub(super) const HANDING: Task = Task::unseen("Finding out what would change hands");
pub(super) const LOADING: Task = Task::unseen("Adding up what every tier carries");
pub(super) const CARRYING: Task = Task::unseen("Adding up what groups carry");
pub(super) const PUSHING: Task =
    Task { title: "Looking for what fills a group", stages: &["Taking parts down in turn"], cancel: Cancel::Possible };
pub(super) const MISSING: Task = Task {
    title: "Looking for fallbacks that are missing",
    stages: &["Taking every group down without and with another fallback"],
    cancel: Cancel::Possible,
};
pub(super) const COMPARING: Task =
    Task { title: "Playing scenarios", stages: &["Taking parts down"], cancel: Cancel::Possible };
pub(super) const EXPLAINING: Task =
    Task { title: "Asking Traffic Router", stages: &["Making the snapshot and asking"], cancel: Cancel::Possible };
pub(super) const SWEEPING: Task =
    Task { title: "Playing every failure", stages: &["Taking parts down in turn"], cancel: Cancel::Possible };
