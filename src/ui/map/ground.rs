//! What lies under the plan: the basemap's levels and the place names, decoded when they are first needed.
//!
//! It must not know of plans or meshes. The coarsest level is decoded at once; the others, which take longer, on a
//! thread that wakes the window when it is done. Until then the next coarser one stands in.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::geometry::basemap::{Basemap, LandLevel};
use crate::geometry::places::Places;

/// A part that is decoded in the background.
enum GroundPart<T> {
    /// Nobody has asked.
    Asleep,
    /// A thread is at it.
    Coming(Receiver<Option<T>>),
    /// It is here.
    Here(Arc<T>),
    /// It cannot be decoded; the map does without.
    Missing,
}

impl<T: Send + 'static> GroundPart<T> {
    /// Starts decoding if nobody has, and says what is here.
    fn get(&mut self, ctx: &egui::Context, decode: impl FnOnce() -> Option<T> + Send + 'static) -> Option<Arc<T>> {
        if matches!(self, Self::Asleep) {
            let (sender, receiver) = channel();
            let ctx = ctx.clone();
            std::thread::spawn(move || {
                // A map that is gone needs neither the part nor to be woken.
                if sender.send(decode()).is_ok() {
                    ctx.request_repaint();
                }
            });
            *self = Self::Coming(receiver);
        }
        if let Self::Coming(receiver) = self {
            match receiver.try_recv() {
                Ok(Some(part)) => *self = Self::Here(Arc::new(part)),
                Ok(None) | Err(TryRecvError::Disconnected) => *self = Self::Missing,
                Err(TryRecvError::Empty) => {}
            }
        }
        self.here()
    }

    fn here(&self) -> Option<Arc<T>> {
        if let Self::Here(part) = self { Some(Arc::clone(part)) } else { None }
    }
}

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
            levels.push(first.map_or(GroundPart::Asleep, |level| GroundPart::Here(Arc::new(level))));
        }
        Self { basemap, levels, places: GroundPart::Asleep }
    }
}

impl MapGround {
    /// The level for a zoom, or the next coarser one until that is here; and which one it is.
    pub(super) fn level(&mut self, ctx: &egui::Context, zoom: f64) -> Option<(usize, Arc<LandLevel>)> {
        let wanted = self.basemap.as_ref()?.level_for(zoom);
        if let Some(level) =
            self.levels.get_mut(wanted)?.get(ctx, move || Basemap::embedded().ok()?.decode(wanted).ok())
        {
            return Some((wanted, level));
        }
        (0..wanted).rev().find_map(|index| Some((index, self.levels.get(index)?.here()?)))
    }

    /// The place names, once they are here.
    pub(super) fn places(&mut self, ctx: &egui::Context) -> Option<Arc<Places>> {
        self.places.get(ctx, || Places::embedded().ok())
    }
}
