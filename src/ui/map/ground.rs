//! What lies under the plan: the basemap's levels and the place names, decoded when they are first needed.
//!
//! It must not know of plans or meshes. The coarsest level is decoded at once; the others, which take longer, elsewhere.
//! Until then the next coarser one stands in.

use std::sync::Arc;

use crate::geometry::basemap::{Basemap, LandLevel};
use crate::geometry::places::Places;
use crate::ui::latest::{Latest, Task};

const LEVEL: Task = Task::unseen("Reading the basemap");
const PLACES: Task = Task::unseen("Reading the names of places");

/// A part that is decoded in the background; it depends on nothing, so there is one question only. The map does without
/// what cannot be decoded.
type GroundPart<T> = Latest<(), T>;

/// The basemap and the place names.
pub(super) struct MapGround {
    basemap: Option<Basemap<'static>>,
    levels: Vec<GroundPart<LandLevel>>,
    places: GroundPart<Places>,
}

impl Default for MapGround {
    fn default() -> Self {
        let basemap = Basemap::embedded().ok();
        let mut levels: Vec<GroundPart<LandLevel>> = Vec::new();
        for index in 0..basemap.as_ref().map_or(0, Basemap::levels) {
            let first = basemap.as_ref().filter(|_| index == 0).and_then(|basemap| basemap.decode(0).ok());
            let mut part = GroundPart::new(LEVEL);
            if let Some(level) = first {
                part.answer((), level);
            }
            levels.push(part);
        }
        Self { basemap, levels, places: GroundPart::new(PLACES) }
    }
}

impl MapGround {
    /// The level for a zoom, or the next coarser one until that is here; and which one it is.
    pub(super) fn level(&mut self, ctx: &egui::Context, zoom: f64) -> Option<(usize, Arc<LandLevel>)> {
        let wanted = self.basemap.as_ref()?.level_for(zoom);
        let part = self.levels.get_mut(wanted)?;
        part.ask(ctx, &(), move |_| Basemap::embedded().ok()?.decode(wanted).ok());
        if let Some(level) = part.newest() {
            return Some((wanted, Arc::clone(level)));
        }
        (0..wanted).rev().find_map(|index| Some((index, Arc::clone(self.levels.get(index)?.newest()?))))
    }

    /// The place names, once they are here.
    pub(super) fn places(&mut self, ctx: &egui::Context) -> Option<Arc<Places>> {
        self.places.ask(ctx, &(), |_| Places::embedded().ok());
        self.places.newest().cloned()
    }
}
