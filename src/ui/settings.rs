//! What the window remembers from one run to the next: theme, layers, what is shown, recent plans. It knows no plan;
//! sizes of panels and the window's own place are kept by the toolkit.

use std::path::{Path, PathBuf};

use egui::ThemePreference;
use serde::{Deserialize, Serialize};

use crate::model::Kind;

/// The key under which they are kept.
pub const KEY: &str = "lodestone";

/// So many recent plans are remembered.
const RECENT: usize = 10;

/// The choice of theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// Light text on dark ground.
    Dark,
    /// Dark text on light ground.
    Light,
    /// Whichever the system has.
    #[default]
    System,
}

/// The tabs of the lower panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tab {
    /// The table of the chosen kind.
    #[default]
    Table,
    /// What a new snapshot would change.
    Changes,
    /// The steps that led here.
    History,
}

/// Which layers of the map are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each layer is shown or not")]
pub struct Layers {
    /// Links to parents.
    pub links: bool,
    /// Physical locations.
    pub sites: bool,
    /// Names of groups.
    pub labels: bool,
    /// Names of places.
    pub places: bool,
}

/// What the window remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The theme.
    pub theme: ThemeChoice,
    /// Whether nothing is to move by itself.
    pub reduce_motion: bool,
    /// The map's layers.
    pub layers: Layers,
    /// The kind whose table is shown.
    pub kind: Kind,
    /// The tab of the lower panel.
    pub tab: Tab,
    /// Whether the kinds that are seldom wanted are listed.
    pub more: bool,
    /// Plans that were open, the newest first.
    pub recent: Vec<PathBuf>,
}

impl Default for Layers {
    fn default() -> Self {
        Self { links: true, sites: true, labels: true, places: true }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            reduce_motion: false,
            layers: Layers::default(),
            kind: Kind::CacheGroup,
            tab: Tab::default(),
            more: false,
            recent: Vec::new(),
        }
    }
}

impl Settings {
    /// Puts a plan first among the recent ones.
    pub fn remember(&mut self, plan: &Path) {
        self.recent.retain(|known| known != plan);
        self.recent.insert(0, plan.to_owned());
        self.recent.truncate(RECENT);
    }
}

impl From<ThemeChoice> for ThemePreference {
    fn from(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::Dark => Self::Dark,
            ThemeChoice::Light => Self::Light,
            ThemeChoice::System => Self::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_plans_are_few_and_each_once() {
        let mut settings = Settings::default();
        for number in 0..12 {
            settings.remember(Path::new(&format!("{number}.lodestone")));
        }
        settings.remember(Path::new("5.lodestone"));
        assert_eq!(settings.recent.len(), RECENT);
        assert_eq!(settings.recent[0], Path::new("5.lodestone"));
        assert_eq!(settings.recent.iter().filter(|path| path.ends_with("5.lodestone")).count(), 1);
    }
}
