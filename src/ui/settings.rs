//! What the window remembers from one run to the next: theme, layers, what is shown, recent plans. It knows no plan;
//! sizes of panels and the window's own place are kept by the toolkit.

use std::path::{Path, PathBuf};

use egui::ThemePreference;
use serde::{Deserialize, Serialize};

use super::background::Background;
use crate::model::{Kind, Position};
use crate::rules::Limits;

pub use super::layers::Layers;

/// The key under which they are kept.
pub const KEY: &str = "lodestone";

/// So many recent plans are remembered.
const RECENT: usize = 10;

/// The sizes of everything that one steps through, in per cent.
const SCALES: &[u16] = &[75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

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

/// What the colours of groups on the map mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColourBy {
    /// How well they are.
    #[default]
    State,
    /// Their types.
    Type,
    /// The regions in which they stand.
    Region,
    /// The divisions of these.
    Division,
    /// The CDNs of their servers.
    Cdn,
    /// How much of what they can they carry.
    Load,
}

/// The tabs of the lower panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tab {
    /// The table of the chosen kind.
    #[default]
    Table,
    /// What rules have found.
    Problems,
    /// What a new snapshot would change.
    Changes,
    /// What becomes of clients when parts fail.
    WhatIf,
    /// What Traffic Router does with one client.
    Explain,
    /// Where everything stands, as a tree.
    Hierarchy,
    /// The steps that led here.
    History,
}

/// Where the map looked when a plan was last shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastLook {
    /// The plan file.
    pub plan: PathBuf,
    /// Degrees north of the map's middle.
    pub latitude: f64,
    /// Degrees east of the map's middle.
    pub longitude: f64,
    /// The world is `256 * 2^zoom` points wide.
    pub zoom: f64,
}

/// What lies under a plan's map on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanGround {
    /// The plan's id.
    pub plan: String,
    /// What lies under it.
    pub background: Background,
}

/// What is remembered of a plan on this machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanMemory {
    /// The plan's id.
    pub plan: String,
    /// The ids' numbers of what was selected, the one whose form was shown first; all of one kind.
    pub selected: Option<(Kind, Vec<u64>)>,
    /// The file that it was compared with.
    pub compared_with: Option<PathBuf>,
    /// The CDN that was last made or used.
    pub cdn: Option<String>,
}

/// How somebody has left the table of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptTable {
    /// The kind.
    pub kind: Kind,
    /// The headers of the columns that sort it, and whether the largest come first.
    pub sort: Vec<(String, bool)>,
    /// The headers of the columns that are shown.
    pub shown: Vec<String>,
    /// Filters that somebody has saved.
    #[serde(default)]
    pub filters: Vec<String>,
}

/// What the window remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The theme.
    pub theme: ThemeChoice,
    /// Whether nothing is to move by itself.
    pub reduce_motion: bool,
    /// How large everything is, in per cent.
    pub scale_percent: u16,
    /// Whether the map has its legend.
    pub legend: bool,
    /// The map's layers.
    pub layers: Layers,
    /// What the colours of groups on the map mean.
    pub colour_by: ColourBy,
    /// The CDN whose groups the map shows; the others stand back. None: all.
    pub map_cdn: Option<String>,
    /// The kind whose table is shown.
    pub kind: Kind,
    /// The tab of the lower panel.
    pub tab: Tab,
    /// Whether the kinds that are seldom wanted are listed.
    pub more: bool,
    /// Plans that were open, the newest first.
    pub recent: Vec<PathBuf>,
    /// Where the map looked, for those of them that were seen.
    pub looks: Vec<LastLook>,
    /// What headers of tables mean, where somebody has said it: the kind, the header, and the column of the kind.
    pub headers: Vec<(Kind, String, String)>,
    /// What lies under the map, for plans for which somebody has chosen something. It stays on this machine: a plan
    /// that travels takes nobody's leave to ask servers along.
    pub grounds: Vec<PlanGround>,
    /// What is remembered of plans, the newest first.
    pub plans: Vec<PlanMemory>,
    /// Kilometres that a cache group may be away from where its servers stand before that is a problem.
    pub far_km: u32,
    /// Tables that are not as they are at first.
    pub tables: Vec<KeptTable>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            reduce_motion: false,
            scale_percent: 100,
            legend: false,
            layers: Layers::default(),
            colour_by: ColourBy::default(),
            map_cdn: None,
            kind: Kind::CacheGroup,
            tab: Tab::default(),
            more: false,
            recent: Vec::new(),
            looks: Vec::new(),
            headers: Vec::new(),
            grounds: Vec::new(),
            plans: Vec::new(),
            far_km: Limits::FAR_KM,
            tables: Vec::new(),
        }
    }
}

impl Settings {
    /// What is set of the rules; a file that says something odd is not believed.
    pub fn limits(&self) -> Limits {
        Limits { far_km: self.far_km.clamp(1, Limits::MOST_KM) }
    }

    /// How large everything is, as a factor; a file that says something odd is not believed.
    pub fn scale(&self) -> f32 {
        f32::from(self.scale_percent.clamp(75, 300)) / 100.0
    }

    /// Makes everything a step larger or smaller.
    pub fn step_scale(&mut self, is_larger: bool) {
        let now = self.scale_percent;
        let next = if is_larger {
            SCALES.iter().find(|scale| now < **scale)
        } else {
            SCALES.iter().rev().find(|scale| **scale < now)
        };
        self.scale_percent = next.copied().unwrap_or(now).clamp(75, 300);
    }

    /// Puts a plan first among the recent ones.
    pub fn remember(&mut self, plan: &Path) {
        self.recent.retain(|known| known != plan);
        self.recent.insert(0, plan.to_owned());
        self.recent.truncate(RECENT);
        self.looks.retain(|look| self.recent.contains(&look.plan));
    }

    /// What lies under the map of a plan; by default the built-in map.
    pub fn background_of(&self, plan: &str) -> Background {
        self.grounds
            .iter()
            .find(|ground| ground.plan == plan)
            .map(|ground| ground.background.clone())
            .unwrap_or_default()
    }

    /// Keeps what lies under the map of a plan.
    pub fn keep_background(&mut self, plan: &str, background: Background) {
        self.grounds.retain(|ground| ground.plan != plan);
        if background != Background::default() {
            self.grounds.push(PlanGround { plan: plan.to_owned(), background });
        }
    }

    /// What is remembered of a plan.
    pub fn memory_of(&self, plan: &str) -> Option<&PlanMemory> {
        self.plans.iter().find(|memory| memory.plan == plan)
    }

    /// The same, to remember something else.
    pub fn memory_mut(&mut self, plan: &str) -> &mut PlanMemory {
        let at = self.plans.iter().position(|memory| memory.plan == plan);
        let memory = at
            .map_or_else(|| PlanMemory { plan: plan.to_owned(), ..PlanMemory::default() }, |at| self.plans.remove(at));
        self.plans.truncate(RECENT - 1);
        self.plans.insert(0, memory);
        &mut self.plans[0]
    }

    /// Knows by its id what was kept under the path of a plan by versions that knew no better.
    pub fn adopt(&mut self, path: &Path, plan: &str) {
        let path = path.display().to_string();
        if self.grounds.iter().all(|ground| ground.plan != plan) {
            self.grounds
                .iter_mut()
                .filter(|ground| ground.plan == path)
                .for_each(|ground| plan.clone_into(&mut ground.plan));
        }
    }

    /// Keeps where the map looks for a plan.
    pub fn keep_look(&mut self, plan: &Path, (middle, zoom): (Position, f64)) {
        self.looks.retain(|look| look.plan != plan);
        let (latitude, longitude) = (middle.latitude(), middle.longitude());
        self.looks.push(LastLook { plan: plan.to_owned(), latitude, longitude, zoom });
    }

    /// Where the map looked when a plan was last shown; none for one that was not, or when the file makes no sense.
    pub fn look_of(&self, plan: &Path) -> Option<(Position, f64)> {
        let look = self.looks.iter().find(|look| look.plan == plan)?;
        let middle = Position::new(look.latitude, look.longitude).ok()?;
        look.zoom.is_finite().then_some((middle, look.zoom))
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
    use crate::formats::kept;
    use crate::ui::background::{GroundSource, TileServer};

    /// One text that is kept.
    #[derive(Default)]
    struct KeptText(String);

    impl eframe::Storage for KeptText {
        fn get_string(&self, _: &str) -> Option<String> {
            Some(self.0.clone())
        }

        fn set_string(&mut self, _: &str, value: String) {
            self.0 = value;
        }

        fn remove_string(&mut self, _: &str) {}

        fn flush(&mut self) {}
    }

    #[test]
    fn what_is_kept_is_read_again_and_what_the_toolkit_wrote_for_versions_before() {
        let mut settings =
            Settings { theme: ThemeChoice::Dark, map_cdn: Some("a \"b\"\n\u{301}".to_owned()), ..Settings::default() };
        settings.recent = vec![PathBuf::from("/p l/ü.lodestone"), PathBuf::from(r"C:\new\one")];
        settings.keep_look(Path::new("/p l/ü.lodestone"), (Position::new(-59.9, 1e-7).unwrap(), 6.0));
        settings.headers.push((Kind::DeliveryService, "Host (name)".to_owned(), "host".to_owned()));
        let server = TileServer { url: "https://t/{z}/{x}/{y}.png".to_owned(), ..TileServer::default() };
        for (plan, source) in [
            ("a", GroundSource::Server(server)),
            ("b", GroundSource::Archive(PathBuf::from("/t.pmtiles"))),
            ("c", GroundSource::OpenStreetMap),
        ] {
            settings.keep_background(plan, Background { source, own_places: true });
        }
        settings.memory_mut("a").selected = Some((Kind::Server, vec![7, u64::MAX]));
        settings.tables.push(KeptTable {
            kind: Kind::Asn,
            sort: vec![("Number".to_owned(), true)],
            shown: vec![String::new()],
            filters: vec!["a:(b)".to_owned()],
        });
        for settings in [settings, Settings::default()] {
            let mut storage = KeptText::default();
            eframe::set_value(&mut storage, KEY, &settings);
            assert!(storage.0.starts_with('('), "{}", storage.0);
            assert_eq!(kept::read(&storage.0).as_ref(), Some(&settings));
            assert_eq!(kept::read(&kept::write(&settings).unwrap()).as_ref(), Some(&settings));
        }
        assert_eq!(kept::read("(theme:Light)"), Some(Settings { theme: ThemeChoice::Light, ..Settings::default() }));
    }

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

    #[test]
    fn backgrounds_belong_to_one_plan_and_go_with_the_choice() {
        let mut settings = Settings::default();
        let chosen = Background { source: GroundSource::OpenStreetMap, own_places: true };
        settings.keep_background("one", chosen.clone());
        assert_eq!(settings.background_of("one"), chosen);
        assert_eq!(settings.background_of("two"), Background::default());
        settings.keep_background("one", Background::default());
        assert_eq!((settings.background_of("one"), settings.grounds.len()), (Background::default(), 0));
    }

    #[test]
    fn a_few_plans_are_remembered_by_their_ids() {
        let mut settings = Settings::default();
        for number in 0..12 {
            settings.memory_mut(&number.to_string()).cdn = Some(format!("cdn-{number}"));
        }
        settings.memory_mut("5").compared_with = Some(PathBuf::from("a.json"));
        assert_eq!((settings.plans.len(), settings.plans[0].cdn.as_deref()), (RECENT, Some("cdn-5")));
        assert_eq!((settings.memory_of("1"), settings.memory_of("11").is_some()), (None, true));
    }

    #[test]
    fn backgrounds_that_were_kept_by_path_are_known_by_id() {
        let mut settings = Settings::default();
        let chosen = Background { source: GroundSource::OpenStreetMap, own_places: true };
        settings.keep_background("/plans/a.lodestone", chosen.clone());
        settings.adopt(Path::new("/plans/a.lodestone"), "id");
        assert_eq!(settings.background_of("id"), chosen);
        assert_eq!(settings.background_of("/plans/a.lodestone"), Background::default());
    }

    #[test]
    fn everything_is_three_quarters_to_three_times_as_large() {
        let mut settings = Settings::default();
        settings.step_scale(true);
        assert_eq!(settings.scale_percent, 110);
        for _ in 0..20 {
            settings.step_scale(true);
        }
        assert!(settings.scale_percent == 300 && (settings.scale() - 3.0).abs() < 1e-6);
        for _ in 0..20 {
            settings.step_scale(false);
        }
        assert!(settings.scale_percent == 75 && (settings.scale() - 0.75).abs() < 1e-6);
        settings.scale_percent = 9_000;
        assert!((settings.scale() - 3.0).abs() < 1e-6);
    }

    #[test]
    fn looks_are_kept_for_recent_plans_only() {
        let mut settings = Settings::default();
        let oslo = (Position::new(59.9, 10.7).unwrap(), 6.0);
        let plan = Path::new("0.lodestone");
        settings.remember(plan);
        settings.keep_look(plan, (Position::new(0.0, 0.0).unwrap(), 1.0));
        settings.keep_look(plan, oslo);
        assert_eq!((settings.look_of(plan), settings.looks.len()), (Some(oslo), 1));
        settings.looks[0].latitude = f64::NAN;
        assert_eq!(settings.look_of(plan), None);
        for number in 1..=RECENT {
            settings.remember(Path::new(&format!("{number}.lodestone")));
        }
        assert_eq!(settings.looks, []);
    }
}
