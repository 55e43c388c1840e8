//! What would change hands while groups are dragged: a tint over the ground, and rings around those who ask.
//!
//! It must not know how that is found out.

use std::sync::Arc;

use egui::{Color32, ColorImage, Painter, Shape, TextureHandle, TextureOptions};

use super::super::camera::View;
use super::coverage::on_window;
use crate::geometry::scene::on_map;
use crate::session::tasks::what_if::HandOver;
use crate::ui::theme::Tokens;

/// How much of the ground is seen through the tint, and through its stripes, which tell it from an owner's colour.
const TINT: f32 = 0.12;
const STRIPE: f32 = 0.38;
/// A stripe is so wide, and comes back after so many points.
const STRIPE_WIDTH: usize = 2;
const STRIPE_EVERY: usize = 8;
/// The radius of the ring around somebody who asks.
const RING: f32 = 6.0;
/// So many rings are drawn at most.
const MOST_RINGS: usize = 5_000;

/// The tint between frames.
#[derive(Default)]
pub(in crate::ui::map) struct HandOverTint {
    shown: Option<Arc<HandOver>>,
    texture: Option<TextureHandle>,
}

impl HandOverTint {
    /// Paints it.
    pub(in crate::ui::map) fn paint(
        &mut self,
        painter: &Painter,
        view: &View,
        handed: &Arc<HandOver>,
        tokens: &'static Tokens,
    ) {
        if let Some(coverage) = &handed.coverage {
            if !self.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, handed)) {
                let image = image(coverage.grid.window.size, &handed.changing, tokens.text);
                match &mut self.texture {
                    Some(texture) => texture.set(image, TextureOptions::NEAREST),
                    None => {
                        self.texture = Some(painter.ctx().load_texture("hand-over", image, TextureOptions::NEAREST));
                    }
                }
                self.shown = Some(Arc::clone(handed));
            }
            if let Some(texture) = &self.texture {
                painter.add(Shape::mesh(on_window(view, &coverage.grid.window, texture)));
            }
        }
        for at in handed.askers.iter().take(MOST_RINGS) {
            let world = on_map(*at);
            if view.shows(world, RING) {
                painter.circle_stroke(view.to_screen(world), RING, (2.0, tokens.text));
            }
        }
    }
}

fn image(size: [usize; 2], changing: &[bool], color: Color32) -> ColorImage {
    let (tint, stripe) = (color.gamma_multiply(TINT), color.gamma_multiply(STRIPE));
    let width = size[0].max(1);
    let pixel = |(at, changes): (usize, &bool)| match changes {
        false => Color32::TRANSPARENT,
        true if (at % width + at / width) % STRIPE_EVERY < STRIPE_WIDTH => stripe,
        true => tint,
    };
    ColorImage::new(size, changing.iter().enumerate().map(pixel).collect())
}
