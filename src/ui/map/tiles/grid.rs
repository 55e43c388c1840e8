//! Which tiles a view shows, where they lie on the screen, and the drawing of them: muted, so that the plan stands out.
//!
//! The world goes on east and west, and tiles go with it. It must not know where tiles come from.

use egui::{Color32, Mesh, Painter, Rect, Shape};
use walkers::{Tile, TileId};

use super::engine::Engine;
use crate::sorting::sort_by;
use crate::ui::map::camera::View;
use crate::ui::theme::{self, Tokens};

/// More tiles than walkers keeps in memory would never be there at the same time.
const MOST: usize = 200;

/// What a frame showed.
#[derive(Debug, Default)]
pub(super) struct Painted {
    /// Tiles of the zoom that is wanted.
    pub(super) own: usize,
    /// One of those that are not there.
    pub(super) first_missing: Option<TileId>,
    /// How much of the view lies under tiles, from 0 to 1.
    pub(super) covered: f32,
}

/// Draws what is there.
///
/// # Errors
/// When the engine has lost its thread.
pub(super) fn paint(
    painter: &Painter,
    view: &View,
    engine: &mut Engine,
    tokens: &'static Tokens,
) -> Result<Painted, String> {
    let points_per_pixel = 1.0 / painter.pixels_per_point();
    let mut painted = Painted::default();
    let Some(zoom) = zoom_for(view, points_per_pixel, engine.zooms, engine.is_double()) else { return Ok(painted) };
    let (tint, veil) = shades(tokens);
    let (mut veils, mut area) = (Mesh::default(), 0.0);
    for (tile, rect) in tiles(view, zoom) {
        let rect = snapped(rect, points_per_pixel);
        match engine.at(tile)? {
            Some(piece) => {
                let Tile::Raster(texture) = &piece.tile;
                let mut mesh = Mesh::with_texture(texture.id());
                mesh.add_rect_with_uv(rect, piece.uv, tint);
                painter.add(Shape::mesh(mesh));
                veils.add_colored_rect(rect, veil);
                area += rect.intersect(view.rect).area();
                if piece.uv.width() < 1.0 {
                    painted.first_missing.get_or_insert(tile);
                } else {
                    painted.own += 1;
                }
            }
            None => {
                painted.first_missing.get_or_insert(tile);
            }
        }
    }
    painter.add(Shape::mesh(veils));
    painted.covered = area / view.rect.area().max(1.0);
    Ok(painted)
}

/// How tiles are muted: what their colours are multiplied by, and what is laid over them.
fn shades(tokens: &'static Tokens) -> (Color32, Color32) {
    if std::ptr::eq(tokens, theme::of_dark(true)) {
        (Color32::from_gray(112), tokens.ground.gamma_multiply(0.35))
    } else {
        (Color32::WHITE, tokens.ground.gamma_multiply(0.4))
    }
}

/// On whole pixels, so that no gap shows between neighbours.
fn snapped(rect: Rect, points_per_pixel: f32) -> Rect {
    let snap = |points: f32| (points / points_per_pixel).round() * points_per_pixel;
    Rect::from_min_max(egui::pos2(snap(rect.min.x), snap(rect.min.y)), egui::pos2(snap(rect.max.x), snap(rect.max.y)))
}

/// The zoom whose tiles are about as sharp as the screen; none when they would be too many, which is so where the
/// source has only tiles for a closer look.
fn zoom_for(view: &View, points_per_pixel: f32, zooms: (u8, u8), is_double: bool) -> Option<u8> {
    let sharp = view.zoom() - f64::from(points_per_pixel).log2() - f64::from(u8::from(is_double));
    let wanted = (sharp.round().max(0.0) as u8).clamp(zooms.0, zooms.1.max(zooms.0));
    (zooms.0..=wanted).rev().find(|zoom| count(view, *zoom) <= MOST)
}

/// The columns and rows of a zoom that a view shows; columns go on beyond the world.
fn span(view: &View, zoom: u8) -> (std::ops::Range<i64>, std::ops::Range<i64>) {
    let tiles = (1_u64 << zoom.min(31)) as f64;
    let half = [view.rect.width(), view.rect.height()].map(|side| f64::from(side) / 2.0 / view.scale);
    let range =
        |middle: f64, half: f64| ((middle - half) * tiles).floor() as i64..((middle + half) * tiles).ceil() as i64;
    let rows = range(view.centre[1], half[1]);
    (range(view.centre[0], half[0]), rows.start.max(0)..rows.end.min(tiles as i64))
}

fn count(view: &View, zoom: u8) -> usize {
    let (columns, rows) = span(view, zoom);
    let length = |range: &std::ops::Range<i64>| usize::try_from(range.end - range.start).unwrap_or(0);
    length(&columns).saturating_mul(length(&rows))
}

/// The tiles of a zoom that a view shows, those in the middle first, and where they lie.
fn tiles(view: &View, zoom: u8) -> Vec<(TileId, Rect)> {
    let tiles = 1_i64 << zoom.min(31);
    let (columns, rows) = span(view, zoom);
    let part = |index: i64| index as f64 / tiles as f64;
    let mut found = Vec::new();
    for row in rows {
        for column in columns.clone() {
            let corner = |column: i64, row: i64| view.at(part(column) - view.centre[0], part(row) - view.centre[1]);
            let rect = Rect::from_min_max(corner(column, row), corner(column + 1, row + 1));
            let tile = TileId { x: column.rem_euclid(tiles) as u32, y: row as u32, zoom };
            found.push((tile, rect));
        }
    }
    // What is asked for first comes first.
    sort_by(&mut found, |a, b| {
        let distance = |rect: &Rect| rect.center().distance_sq(view.rect.center());
        distance(&a.1).total_cmp(&distance(&b.1))
    });
    found
}

/// The tile in the middle of a view.
pub(super) fn middle(view: &View) -> TileId {
    let zoom = view.zoom().round().clamp(0.0, 19.0) as u8;
    let tiles = f64::from(1_u32 << zoom);
    let index = |part: f64| (part * tiles).floor().clamp(0.0, tiles - 1.0) as u32;
    TileId { x: index(view.centre[0]), y: index(view.centre[1]), zoom }
}

#[cfg(test)]
mod tests {
    use egui::{pos2, vec2};

    use super::*;

    fn view(centre: [f64; 2], zoom: f64) -> View {
        View { rect: Rect::from_min_size(pos2(100.0, 50.0), vec2(1_000.0, 600.0)), centre, scale: 256.0 * zoom.exp2() }
    }

    #[test]
    fn tiles_cover_the_view_at_every_zoom_and_across_the_date_line() {
        for zoom in [1.3, 2.0, 2.5, 4.4, 7.77, 12.01] {
            for centre in [[0.5, 0.5], [0.001, 0.4], [0.999, 0.6], [0.25, 0.31]] {
                let view = view(centre, zoom);
                let found = tiles(&view, zoom_for(&view, 1.0, (0, 19), false).unwrap());
                let area: f32 = found.iter().map(|(_, rect)| rect.intersect(view.rect).area()).sum();
                // The world ends in the north and in the south.
                let half = f64::from(view.rect.height()) / 2.0 / view.scale;
                let height = (centre[1] + half).min(1.0) - (centre[1] - half).max(0.0);
                let world = (height * view.scale) as f32 * view.rect.width();
                assert!((area / world - 1.0).abs() < 0.01, "{zoom} {centre:?}: {area} of {world}");
                for (tile, rect) in found {
                    // The middle of each tile lies where the camera has it, in this copy of the world or another one.
                    let tiles = f64::from(1_u32 << tile.zoom);
                    let middle = [(f64::from(tile.x) + 0.5) / tiles, (f64::from(tile.y) + 0.5) / tiles];
                    let at = view.to_screen(middle);
                    let worlds = f64::from(at.x - rect.center().x) / view.scale;
                    assert!((worlds - worlds.round()).abs() < 1e-3 && (at.y - rect.center().y).abs() < 0.1);
                }
            }
        }
    }

    #[test]
    fn tiles_are_as_sharp_as_the_screen_and_never_too_many() {
        let close = view([0.5, 0.4], 6.4);
        assert_eq!(zoom_for(&close, 1.0, (0, 19), false), Some(6));
        assert_eq!(zoom_for(&close, 0.5, (0, 19), false), Some(7), "twice as many pixels");
        assert_eq!(zoom_for(&close, 1.0, (0, 19), true), Some(5), "tiles twice as wide");
        assert_eq!(zoom_for(&close, 1.0, (0, 4), false), Some(4), "no closer ones");
        let world = view([0.5, 0.5], 2.0);
        assert_eq!(zoom_for(&world, 1.0, (4, 9), false), Some(4));
        assert_eq!(zoom_for(&world, 1.0, (7, 9), false), None, "too many to be shown at once");
        assert_eq!(middle(&world), TileId { x: 2, y: 2, zoom: 2 });
    }
}
