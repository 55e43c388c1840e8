//! Laid-out texts of the map, kept between frames so that a frame lays out only what is new.
//!
//! It must not know where they go.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Color32, FontId, Galley, Painter};

use super::words::km;
use crate::ui::theme;

/// More than this is more than any view shows: what is left over from others is dropped.
const MOST: usize = 4_000;

/// A text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'a> {
    /// The name of a node; the key is its number.
    Node(u32, &'a str),
    /// The name of a cluster's most important node, and how many more there are.
    Cluster(u32, &'a str, u32),
    /// A number of groups, short.
    Count(u32),
    /// The name of a group that is no more; the key is where it was.
    Gone([f64; 2], &'a str),
    /// A distance in kilometres.
    Distance(f64),
    /// A place's name; the key is where it is.
    Place([f64; 2], &'a str),
}

impl Text<'_> {
    fn key(&self) -> (u8, u64, u64) {
        match self {
            Self::Node(node, _) => (0, u64::from(*node), 0),
            Self::Cluster(node, _, more) => (1, u64::from(*node), u64::from(*more)),
            Self::Count(count) => (2, u64::from(*count), 0),
            Self::Gone(world, _) => (5, world[0].to_bits(), world[1].to_bits()),
            Self::Distance(distance_km) => (4, distance_km.to_bits(), 0),
            Self::Place(world, _) => (3, world[0].to_bits(), world[1].to_bits()),
        }
    }

    fn lay_out(&self, painter: &Painter) -> Arc<Galley> {
        let (text, font) = match self {
            Self::Node(_, name) | Self::Gone(_, name) => ((*name).to_owned(), FontId::proportional(theme::TEXT_SMALL)),
            Self::Cluster(_, name, more) => (format!("{name} +{more}"), FontId::proportional(theme::TEXT_SMALL)),
            Self::Count(count) => (short(*count), theme::strong(theme::TEXT_SMALL)),
            Self::Distance(distance_km) => (km(*distance_km), FontId::proportional(theme::TEXT_SMALL)),
            Self::Place(_, name) => ((*name).to_owned(), FontId::proportional(theme::TEXT_PLACE)),
        };
        // The colour is chosen when it is painted, so that a change of theme keeps all texts.
        painter.layout_no_wrap(text, font, Color32::PLACEHOLDER)
    }
}

/// At most four characters.
fn short(count: u32) -> String {
    match count {
        ..1_000 => count.to_string(),
        1_000..10_000 => format!("{}.{}k", count / 1_000, count % 1_000 / 100),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}

/// The texts that are kept.
#[derive(Default)]
pub(super) struct Texts {
    kept: HashMap<(u8, u64, u64), Arc<Galley>>,
    pixels_per_point: f32,
    filled: f32,
    /// Counts how often all were dropped: what refers to them is stale then.
    pub(super) generation: u64,
}

impl Texts {
    /// Drops what the fonts or the plan have made stale. Call it once a frame.
    pub(super) fn refresh(&mut self, painter: &Painter, scene_changed: bool) {
        // A text points into the atlas of glyphs; when that is cleared because it is full, it has less in it.
        let filled = painter.fonts_mut(|fonts| fonts.font_atlas_fill_ratio());
        let pixels_per_point = painter.pixels_per_point();
        let fonts_changed = filled < self.filled || (pixels_per_point - self.pixels_per_point).abs() > f32::EPSILON;
        (self.filled, self.pixels_per_point) = (filled, pixels_per_point);
        if fonts_changed || scene_changed || MOST < self.kept.len() {
            self.kept.clear();
            self.generation += 1;
        }
    }

    /// The text, laid out.
    pub(super) fn get(&mut self, painter: &Painter, text: &Text<'_>) -> Arc<Galley> {
        Arc::clone(self.kept.entry(text.key()).or_insert_with(|| text.lay_out(painter)))
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn counts_are_short() {
        for (count, text) in [(2, "2"), (999, "999"), (1_234, "1.2k"), (98_765, "98k"), (1_999_999, "1M")] {
            assert_eq!(short(count), text);
        }
    }
}
