//! A frame of the map: what it was asked for is done, what the user does is heard, and everything is drawn in its order.
//!
//! It must not keep anything; that is the map's.

use egui::{Rect, Response, Sense, Ui, UiBuilder};

use super::board::Board;
use super::camera::View;
use super::{MapView, Wish, access, card, furniture, gesture, hit, keys, lasso, legend, listing, menu, overlay, tiles};
use crate::geometry::viewport::Patch;
use crate::ui::layers::Layers;
use crate::ui::pointing;
use crate::ui::settings::ColourBy;
use crate::ui::view::ViewContext;

impl MapView {
    /// Draws the map into all the room that is left, and does what the user asks it for.
    pub fn map_ui(&mut self, ui: &mut Ui, view: &ViewContext<'_>) {
        self.follow_loads(view);
        self.gesture.settle(&mut self.board);
        self.follow_plan(ui.ctx(), view);
        let now = ui.input(|input| input.time);
        if self.camera.tick(now) {
            ui.request_repaint();
        }
        // walkers brings the tiles; where the map looks is the camera's business, which has limits, no inertia, and goes
        // round the world as walkers' own widget does not.
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("map"));
        self.focus_id = Some(response.id);
        self.contents_ui(&mut inside, &response, view, now);
    }

    /// Shows the whole plan when several groups have come at once, as they do with an import, and are not all seen.
    pub(super) fn show_arrivals(&mut self, before: usize) {
        let nodes = &self.board.scene.nodes;
        let is_hidden = |seen: View| nodes.iter().any(|node| !seen.shows(node.world, 0.0));
        if self.was_drawn && before + 2 <= nodes.len() && self.view.is_some_and(is_hidden) {
            // Before whatever else is asked for: who makes groups may want to see one of them closely.
            self.wishes.insert(0, Wish::FitAll);
        }
    }

    fn contents_ui(&mut self, ui: &mut Ui, response: &Response, view: &ViewContext<'_>, now: f64) {
        let rect = response.rect;
        let ease = (!view.reduce_motion).then_some(now);
        self.grant_wishes(rect, ease);
        let seen = self.camera.view(rect);
        self.wheel(ui, response, seen, view);
        lasso::keys(self, ui, response, &seen, view);
        keys::handle(self, ui, response, seen, view);
        gesture::handle(self, ui, response, seen, view);

        let seen = self.camera.view(rect);
        if self.view.replace(seen) != Some(seen) {
            self.listing.close_if_moved(seen);
        }
        let painter = ui.painter().with_clip_rect(rect);
        let [strip, buttons] = furniture::covered(&seen);
        let around = [strip, buttons, self.tray.rect().unwrap_or(buttons)].map(Patch::from);
        self.follow_coverage(&painter, &seen, view);
        self.follow_topology(view);
        self.follow_tints(ui, view);
        let links = self.shown.links && !self.topology.is_shown();
        let shown = Layers { links, coverage: self.shown.coverage || self.shows_sides(), ..self.shown };
        let below = overlay::below(self, painter.pixels_per_point(), &seen, view);
        self.follow_levels(ui.ctx(), seen.zoom());
        let sides = self.shows_sides().then_some(&self.sides);
        self.picture.paint(&painter, seen, &self.board, (shown, &around, below), sides, view.tokens);
        let found = self.problems.as_ref().filter(|_| self.shown.problems);
        self.worst.follow(found, &self.board);
        overlay::paint(self, ui, seen, view);
        if self.shows_sides() {
            self.sides.line_ui(ui, rect, view.tokens);
        }
        access::announce(self, ui, response, view);
        furniture::furniture_ui(self, ui, seen, view);
        tiles::notice_ui(self, ui, seen, view);
        self.tray_ui(ui, seen, view);
        legend::legend_ui(self, ui, seen, view);
        menu::menu_ui(self, ui, response, seen, view);
        listing::listing_ui(self, ui, seen, view);
        card::card_ui(self, ui, response, seen, view);
        self.note_surface(ui, response);
        if self.camera.tick(now) {
            ui.request_repaint();
        }
    }

    /// Gives groups the colours that mean what was chosen.
    fn follow_tints(&mut self, ui: &Ui, view: &ViewContext<'_>) {
        let scene = (&self.board.scene, self.board.generation);
        let by = (self.colour_by, self.cdn.as_deref());
        let loads = self.loads.as_ref().filter(|_| self.colour_by == ColourBy::Load);
        self.tints.follow(ui.ctx(), view, scene, by, loads);
        let tinted = (self.tints.generation, self.colour_by, view.tokens.ground);
        if self.tinted_for.replace(tinted) != Some(tinted) {
            let nodes = 0..u32::try_from(self.board.scene.nodes.len()).unwrap_or(u32::MAX);
            let tint = |node: u32| self.tints.color(node, self.colour_by, view.tokens);
            let tints = nodes.map(tint).collect();
            self.board.set_tints(tints);
        }
    }

    /// Notes how far the pointer may go before anything on the map changes by it.
    fn note_surface(&self, ui: &Ui, response: &Response) {
        let Some(pointer) = response.hover_pos() else { return };
        let is_quiet = !self.is_busy() && !self.menu.is_open() && !self.listing.is_open();
        let sites = if self.shown.sites { self.picture.sites_drawn() } else { &[] };
        let radius = if is_quiet { hit::quiet_radius(&self.picture.markers.drawn, sites, pointer) } else { 0.0 };
        pointing::note_surface(ui.ctx(), response.id, pointer, radius);
    }

    /// Whether before and after stand side by side.
    fn shows_sides(&self) -> bool {
        self.compares && self.covering.as_ref().is_some_and(|(_, down)| !down.is_empty())
    }

    /// Asks who serves where in what is shown, once that rests.
    fn follow_coverage(&mut self, painter: &egui::Painter, seen: &View, view: &ViewContext<'_>) {
        let moves = gesture::named_moves(&self.board.scene, &self.gesture);
        let shows_sides = self.shows_sides();
        let is_shown = self.shown.coverage || shows_sides;
        let Some((order, down)) = self.covering.as_ref().filter(|_| is_shown || !moves.is_empty()) else {
            self.handed = None;
            self.picture.follow_before(None);
            return self.picture.follow_hand_over(None, None);
        };
        let window = self.picture.coverage.wanted(painter, seen);
        let found = view.derived.coverage((order, down), window);
        let first = if shows_sides { view.derived.coverage_before(order, window) } else { None };
        self.picture.follow_before(first);
        let is_current = found.as_ref().is_some_and(|(_, is_current)| *is_current);
        let before = found.map(|(found, _)| found);
        if !moves.is_empty() {
            let known = before.clone().filter(|_| is_current);
            let handed = view.derived.handed_over((order, down), &moves, known);
            self.handed = handed.map(|handed| (handed, moves));
        } else if is_current || !is_shown {
            // What has been let go is shown as it was in the hand until the plan with it has been asked.
            self.handed = None;
        }
        let shown = self.handed.as_ref().map(|(handed, _)| handed);
        self.picture.follow_hand_over(before.filter(|_| is_shown), shown);
    }

    /// Does what it was asked for since the last frame.
    fn grant_wishes(&mut self, rect: Rect, ease: Option<f64>) {
        if !self.was_drawn {
            self.was_drawn = true;
            self.fit_points(rect, None, false);
        }
        for wish in std::mem::take(&mut self.wishes) {
            let view = self.camera.view(rect);
            match wish {
                Wish::FitAll => self.fit_points(rect, ease, false),
                Wish::FitSelection => self.fit_points(rect, ease, true),
                Wish::Zoom(by) => self.camera.fly_zoom(&view, rect.center(), by, ease),
                Wish::RevealPlace(place) => self.camera.reveal(place, &view, ease),
                Wish::Visit(place) => self.camera.visit(place, &view, ease),
                Wish::Reveal(object) => match self.board.scene.place_of(object) {
                    Some(place) => self.camera.reveal(place, &view, ease),
                    None => self.wait_with(wish),
                },
            }
        }
    }

    fn fit_points(&mut self, rect: Rect, ease: Option<f64>, selection_only: bool) {
        let Board { scene, focus, .. } = &self.board;
        if selection_only && focus.is_empty() {
            return;
        }
        let wanted = |number: &u32| !selection_only || focus.contains(*number);
        let nodes = (0..).zip(&scene.nodes).filter(|(number, _)| wanted(number)).map(|(_, node)| node.world);
        self.camera.fit(nodes, rect.size(), ease);
    }

    /// Zooms with wheel and pinch, toward the pointer.
    fn wheel(&mut self, ui: &Ui, response: &Response, seen: View, view: &ViewContext<'_>) {
        /// Points of scrolling that double the scale; a notch of a wheel is 40.
        const POINTS_PER_ZOOM: f32 = 100.0;
        let Some(pointer) = response.hover_pos() else { return };
        let (scrolled, pinched) = ui.input_mut(|input| {
            let raw = || input.events.iter().map(wheel_points).sum();
            let scrolled = if view.reduce_motion { raw() } else { input.smooth_scroll_delta.y };
            input.smooth_scroll_delta = egui::Vec2::ZERO;
            (scrolled, input.zoom_delta())
        });
        let by = f64::from(scrolled / POINTS_PER_ZOOM) + f64::from(pinched.max(0.01).log2());
        if by.abs() > 1e-4 {
            self.camera.zoom_at(&seen, pointer, by);
        }
    }
}

/// How far a wheel was turned, in points.
fn wheel_points(event: &egui::Event) -> f32 {
    match event {
        egui::Event::MouseWheel { unit, delta, modifiers, .. } if !modifiers.ctrl => match unit {
            egui::MouseWheelUnit::Point => delta.y,
            egui::MouseWheelUnit::Line => delta.y * 40.0,
            egui::MouseWheelUnit::Page => delta.y * 200.0,
        },
        _ => 0.0,
    }
}
