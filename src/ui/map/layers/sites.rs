//! Physical locations: small and quiet, below everything that can be dragged.
//!
//! It must not know of servers or regions.

use egui::{Color32, Pos2};

use super::super::ink::BadgeLook;
use super::sheet::SheetPart;
use super::{Canvas, CanvasKey, KeptMesh};
use crate::geometry::marks::Outline;
use crate::geometry::scene::Site;
use crate::geometry::viewport::Spot;
use crate::model::{Id, PhysLocation};

/// Half the side of a site's square.
pub(in crate::ui::map) const RADIUS: f32 = 3.0;

/// Of sites that are closer than this one is drawn.
pub(in crate::ui::map) const APART: f32 = 3.0;

/// The sites' mesh.
pub(in crate::ui::map) struct Sites {
    kept: KeptMesh<CanvasKey>,
    outline: Outline,
    /// Where they are on the screen.
    pub(in crate::ui::map) drawn: Vec<Spot>,
}

impl Default for Sites {
    fn default() -> Self {
        Self { kept: KeptMesh::default(), outline: Outline::regular(4, 0.125), drawn: Vec::new() }
    }
}

impl Sites {
    /// They as they were prepared.
    pub(in crate::ui::map) fn part(&self, canvas: &Canvas<'_>) -> SheetPart<'_> {
        self.kept.part(canvas.painter.clip_rect())
    }

    /// Draws the sites of a view.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        sites: &[Site],
        selected: impl Fn(Id<PhysLocation>) -> bool,
    ) {
        let Canvas { view, tokens, .. } = *canvas;
        let Self { kept, outline, drawn } = self;
        kept.prepare(canvas.painter.pixels_per_point(), canvas.key, |ink| {
            drawn.clear();
            let mut pixels_taken = TakenPixels::default();
            for site in sites.iter().filter(|site| view.shows(site.world, 8.0)) {
                let at = view.to_screen(site.world);
                let is_selected = selected(site.id);
                if !is_selected && !pixels_taken.take(at) {
                    continue;
                }
                let border = match (is_selected, site.is_proposed) {
                    (true, _) => tokens.accent,
                    // Where it only probably is, it is worth a look.
                    (false, true) => tokens.warned,
                    (false, false) => tokens.text_weak,
                };
                let look = BadgeLook {
                    fill: tokens.land,
                    border,
                    border_width: 1.0,
                    halo: Color32::TRANSPARENT,
                    halo_width: 0.0,
                };
                drawn.push(at.into());
                ink.badge(at, outline, RADIUS + f32::from(u8::from(is_selected)), &look);
            }
        });
    }
}

/// Where sites would cover each other, one is enough.
#[derive(Default)]
struct TakenPixels(std::collections::HashSet<(i32, i32)>);

impl TakenPixels {
    fn take(&mut self, at: Pos2) -> bool {
        self.0.insert(((at.x / APART) as i32, (at.y / APART) as i32))
    }
}
