//! Laid-out texts of the map, kept between frames so that a frame lays out only what is new.
//!
//! It must not know where they go.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use egui::{Color32, FontId, Galley, Painter};

use crate::geometry::labels::LabelText;
use crate::model::visible;
use crate::ui::theme;

/// More than this is more than any view shows: what is left over from others is dropped.
const MOST: usize = 4_000;

/// What tells a text from others: which kind it is, and what of.
type TextKey = (u8, u64, u64);

fn key_of(text: &LabelText<'_>) -> TextKey {
    match text {
        // By what they say: names change, and other groups get their numbers.
        LabelText::Node(_, name) | LabelText::Gone(_, name) => (0, hash_of(name), 0),
        LabelText::Cluster(_, name, more) => (1, hash_of(name), u64::from(*more)),
        LabelText::Count(count) => (2, u64::from(*count), 0),
        LabelText::Place(world, _) => (3, world[0].to_bits(), world[1].to_bits()),
        LabelText::Distance(distance_km) => (4, distance_km.to_bits(), 0),
        LabelText::Share(share, added_km) => (6, share.to_bits(), added_km.map_or(u64::MAX, f64::to_bits)),
    }
}

fn hash_of(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

fn font_of(text: &LabelText<'_>) -> FontId {
    match text {
        LabelText::Count(_) | LabelText::Share(..) => theme::strong(theme::TEXT_SMALL),
        LabelText::Place(..) => FontId::proportional(theme::TEXT_PLACE),
        LabelText::Node(..) | LabelText::Cluster(..) | LabelText::Gone(..) | LabelText::Distance(_) => {
            FontId::proportional(theme::TEXT_SMALL)
        }
    }
}

/// The texts that are kept.
#[derive(Default)]
pub(super) struct Texts {
    kept: HashMap<TextKey, Arc<Galley>>,
    /// A text that is laid out in every frame. The toolkit hands out the same one until it throws all of its own away,
    /// which it does whenever the atlas of glyphs is another one: after a change of theme (each has its own way to
    /// blend letters), of fonts, of density, or when the atlas is full (`epaint`'s `Fonts::begin_pass`).
    sentinel: Option<Arc<Galley>>,
    /// Counts how often all were dropped: what refers to them is stale then.
    pub(super) generation: u64,
}

impl Texts {
    /// Drops what the fonts have made stale. Call it once a frame.
    pub(super) fn refresh(&mut self, painter: &Painter) {
        let font = FontId::proportional(theme::TEXT_SMALL);
        let sentinel = painter.layout_no_wrap("0".to_owned(), font, Color32::PLACEHOLDER);
        // A text points into the atlas of glyphs: in another atlas, other letters stand there.
        let is_same_atlas = self.sentinel.as_ref().is_some_and(|before| Arc::ptr_eq(before, &sentinel));
        self.sentinel = Some(sentinel);
        if !is_same_atlas || MOST < self.kept.len() {
            self.kept.clear();
            self.generation += 1;
        }
    }

    /// The text, laid out.
    pub(super) fn get(&mut self, painter: &Painter, text: &LabelText<'_>) -> Arc<Galley> {
        // The colour is chosen when it is painted: what stands out differently is the same text.
        let lay_out =
            || painter.layout_no_wrap(visible(&text.words()).into_owned(), font_of(text), Color32::PLACEHOLDER);
        Arc::clone(self.kept.entry(key_of(text)).or_insert_with(lay_out))
    }
}
