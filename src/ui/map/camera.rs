//! Where the map looks: centre, zoom, their limits, and the movement from one to another.
//!
//! It must not know of plans or painting; where a point is in a view, `geometry::viewport` reckons.

use egui::{Pos2, Rect, Vec2};

use crate::geometry::around::WorldExtent;
use crate::geometry::viewport::{MAX_ZOOM, Patch, Spot, Viewport, WORLD_POINTS};
use crate::ui::theme;

/// So close one comes to a place that somebody has asked for by name.
const VISIT_ZOOM: f64 = 7.0;
/// Fitting something small does not come closer than this.
const FIT_ZOOM: f64 = 9.0;

/// What a frame shows, in the toolkit's own terms: equal views draw equal pictures, so layers use it as the key of what
/// they keep. All reckoning is that of [`Viewport`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The map's place on the screen.
    pub rect: Rect,
    /// The world coordinates in its middle; x in 0..1.
    pub centre: [f64; 2],
    /// Points that the world is wide.
    pub scale: f64,
}

impl From<View> for Viewport {
    fn from(view: View) -> Self {
        Self { patch: view.rect.into(), centre: view.centre, scale: view.scale }
    }
}

impl From<Patch> for Rect {
    fn from(patch: Patch) -> Self {
        Self::from_min_max(patch.min.into(), patch.max.into())
    }
}

impl From<Rect> for Patch {
    fn from(rect: Rect) -> Self {
        Self { min: rect.min.into(), max: rect.max.into() }
    }
}

impl View {
    /// The same, as numbers.
    pub(super) fn port(&self) -> Viewport {
        (*self).into()
    }

    /// The zoom: the world is `256 * 2^zoom` points wide.
    pub fn zoom(&self) -> f64 {
        self.port().zoom()
    }

    /// How far east of the centre something is, the short way round, in worlds.
    pub(super) fn east(&self, x: f64) -> f64 {
        self.port().east(x)
    }

    /// Where a point is on the screen, in the copy of the world that is nearest to the centre.
    pub fn to_screen(&self, world: [f64; 2]) -> Pos2 {
        self.port().spot(world).into()
    }

    /// Where something is that lies so many worlds east and south of the centre.
    pub(super) fn at(&self, east: f64, south: f64) -> Pos2 {
        self.port().at(east, south).into()
    }

    /// World coordinates of a point on the screen, x not wrapped: what goes over the edge of the world stays in one piece.
    pub(super) fn unbroken(&self, screen: Pos2) -> [f64; 2] {
        let offset = screen - self.rect.center();
        [self.centre[0] + f64::from(offset.x) / self.scale, self.centre[1] + f64::from(offset.y) / self.scale]
    }

    /// Where such coordinates are seen.
    pub(super) fn of_unbroken(&self, world: [f64; 2]) -> Pos2 {
        self.at(world[0] - self.centre[0], world[1] - self.centre[1])
    }

    /// The world coordinates of a point on the screen: x in 0..1, y within what the map can show.
    pub fn to_world(&self, screen: Pos2) -> [f64; 2] {
        self.port().world(Spot::from(screen))
    }

    /// Whether a point would be seen, or lies at most so many points outside.
    pub(super) fn shows(&self, world: [f64; 2], margin: f32) -> bool {
        self.port().shows(world, margin)
    }

    /// The part of the screen in which the plan is drawn: the one copy of the world around the centre.
    pub fn stage(&self) -> Rect {
        self.port().stage().into()
    }
}

/// What the map is asked to go to.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Aim {
    centre: [f64; 2],
    zoom: f64,
}

/// A short movement.
#[derive(Clone, Copy, Debug)]
struct Flight {
    from: Aim,
    to: Aim,
    since: f64,
}

/// Where the map looks between frames.
#[derive(Clone, Debug)]
pub(super) struct Camera {
    here: Aim,
    flight: Option<Flight>,
}

impl Default for Camera {
    fn default() -> Self {
        Self { here: Aim { centre: [0.5, 0.4], zoom: 0.0 }, flight: None }
    }
}

impl Camera {
    /// A camera that looks at a point.
    pub(super) fn looking_at(centre: [f64; 2], zoom: f64) -> Self {
        Self { here: Aim { centre, zoom }, flight: None }
    }

    /// The middle of the map.
    pub(super) fn centre(&self) -> [f64; 2] {
        self.here.centre
    }

    /// The zoom.
    pub(super) fn zoom(&self) -> f64 {
        self.here.zoom
    }

    /// What it sees in a rectangle of the screen. Keeps to the limits, which depend on the rectangle.
    pub(super) fn view(&mut self, rect: Rect) -> View {
        self.here = limited(self.here, rect.size());
        View { rect, centre: self.here.centre, scale: WORLD_POINTS * self.here.zoom.exp2() }
    }

    /// Moves on if it is under way; says whether it still is.
    pub(super) fn tick(&mut self, now: f64) -> bool {
        let Some(flight) = self.flight else { return false };
        let part = ((now - flight.since) / f64::from(theme::ANIMATION_SECS)).clamp(0.0, 1.0);
        if 1.0 <= part {
            self.here = flight.to;
            self.flight = None;
            return false;
        }
        // Fast first, then settling.
        let part = 1.0 - (1.0 - part).powi(3);
        let (from, to) = (flight.from, flight.to);
        let zoom = from.zoom + (to.zoom - from.zoom) * part;
        // The centre keeps pace with the size of the picture, so that what stays on the screen moves on a line.
        let shrink = |zoom: f64| (-zoom).exp2();
        let whole = shrink(to.zoom) - shrink(from.zoom);
        let way = if whole.abs() < 1e-12 { part } else { (shrink(zoom) - shrink(from.zoom)) / whole };
        let dx = to.centre[0] - from.centre[0];
        let dx = dx - dx.round();
        self.here =
            Aim { centre: [from.centre[0] + dx * way, from.centre[1] + (to.centre[1] - from.centre[1]) * way], zoom };
        true
    }

    /// Moves the map by so many points, as a hand does.
    pub(super) fn pan(&mut self, view: &View, by: Vec2) {
        self.flight = None;
        self.here.centre[0] -= f64::from(by.x) / view.scale;
        self.here.centre[1] -= f64::from(by.y) / view.scale;
        self.here = limited(self.here, view.rect.size());
    }

    /// Comes closer, or goes away, while what lies under `anchor` stays there.
    pub(super) fn zoom_at(&mut self, view: &View, anchor: Pos2, by: f64) {
        self.flight = None;
        self.here = zoomed(self.here, view, anchor, by);
    }

    /// The same, as a short movement.
    pub(super) fn fly_zoom(&mut self, view: &View, anchor: Pos2, by: f64, now: Option<f64>) {
        let from = self.flight.map_or(self.here, |flight| flight.to);
        let seen = View { centre: from.centre, scale: WORLD_POINTS * from.zoom.exp2(), ..*view };
        self.go(zoomed(from, &seen, anchor, by), now);
    }

    /// Shows all points, with a margin; none: the whole world.
    pub(super) fn fit(&mut self, points: impl Iterator<Item = [f64; 2]>, size: Vec2, now: Option<f64>) {
        let Some(around) = WorldExtent::of(points) else {
            return self.go(Aim { centre: [0.5, 0.4], zoom: 0.0 }, now);
        };
        let zoom = around.zoom(size.into()).min(FIT_ZOOM);
        self.go(limited(Aim { centre: around.centre, zoom }, size), now);
    }

    /// Comes closer to points until they are far apart, at least one zoom.
    pub(super) fn zoom_to(&mut self, points: impl Iterator<Item = [f64; 2]>, view: &View, now: Option<f64>) {
        if let Some(around) = WorldExtent::of(points) {
            let size = view.rect.size();
            let zoom = around.zoom((size * 0.7).into()).max(self.here.zoom + 1.0);
            self.go(limited(Aim { centre: around.centre, zoom }, size), now);
        }
    }

    /// Brings a point into the middle unless it is seen well enough already.
    pub(super) fn reveal(&mut self, point: [f64; 2], view: &View, now: Option<f64>) {
        if !view.shows(point, -60.0) {
            let to = Aim { centre: point, zoom: self.here.zoom.max(5.0) };
            self.go(limited(to, view.rect.size()), now);
        }
    }

    /// Brings a place into the middle, close enough to see what is around it.
    pub(super) fn visit(&mut self, point: [f64; 2], view: &View, now: Option<f64>) {
        let to = Aim { centre: point, zoom: self.here.zoom.max(VISIT_ZOOM) };
        self.go(limited(to, view.rect.size()), now);
    }

    /// Goes there: at once, or from `now` on in a short movement.
    fn go(&mut self, to: Aim, now: Option<f64>) {
        self.flight = now.map(|since| Flight { from: self.here, to, since });
        if self.flight.is_none() {
            self.here = to;
        }
    }
}

fn zoomed(from: Aim, view: &View, anchor: Pos2, by: f64) -> Aim {
    let size = view.rect.size();
    let zoom = limited(Aim { zoom: from.zoom + by, ..from }, size).zoom;
    let offset = anchor - view.rect.center();
    let keep = |axis: usize, points: f32| {
        from.centre[axis] + f64::from(points) / view.scale * (1.0 - (from.zoom - zoom).exp2())
    };
    limited(Aim { centre: [keep(0, offset.x), keep(1, offset.y)], zoom }, size)
}

/// Within the limits: the whole world at the least, no view beyond the poles.
fn limited(target: Aim, size: Vec2) -> Aim {
    let least = (f64::from(size.min_elem()) / WORLD_POINTS).log2().max(0.0);
    let zoom = target.zoom.clamp(least.min(MAX_ZOOM), MAX_ZOOM);
    let half = f64::from(size.y) / 2.0 / (WORLD_POINTS * zoom.exp2());
    let y = if half < 0.5 { target.centre[1].clamp(half, 1.0 - half) } else { 0.5 };
    Aim { centre: [target.centre[0].rem_euclid(1.0), y], zoom }
}

#[cfg(test)]
mod tests {
    use egui::{pos2, vec2};

    use super::*;
    use crate::geometry::mercator::{WorldBounds, project};
    use crate::model::Position;

    const RECT: Rect = Rect { min: pos2(100.0, 50.0), max: pos2(1100.0, 650.0) };

    fn world(latitude: f64, longitude: f64) -> [f64; 2] {
        project(Position::new(latitude, longitude).unwrap())
    }

    #[test]
    fn the_screen_and_the_world_are_inverse() {
        for zoom in [2.3, 4.0, 9.7, 14.0] {
            let denver = world(39.7392, -104.9903);
            let view = Camera::looking_at(denver, zoom).view(RECT);
            for at in [RECT.center(), pos2(333.0, 222.0), pos2(1099.0, 649.0)] {
                let back = view.to_screen(view.to_world(at));
                assert!((back - at).length() < 0.02, "{back:?} for {at:?} at {zoom}");
            }
        }
    }

    #[test]
    fn it_projects_as_walkers_does() {
        let (latitude, longitude, zoom) = (52.5, 13.4, 5.25);
        let view = Camera::looking_at(world(latitude, longitude), zoom).view(RECT);
        let mut memory = walkers::MapMemory::default();
        memory.center_at(walkers::lat_lon(latitude, longitude));
        memory.set_zoom(zoom).unwrap();
        let theirs = walkers::Projector::new(RECT, &walkers::MercatorProjection, &memory, walkers::lat_lon(0.0, 0.0));
        for (latitude, longitude) in [(48.1, 11.6), (60.0, 25.0), (40.0, -3.7)] {
            let ours = view.to_screen(world(latitude, longitude));
            let there = theirs.project(walkers::lat_lon(latitude, longitude)).to_pos2();
            assert!((ours - there).length() < 0.01, "{ours:?} and {there:?}");
        }
    }

    #[test]
    fn zooming_keeps_what_lies_under_the_pointer() {
        let mut camera = Camera::looking_at(world(40.0, 20.0), 4.0);
        let view = camera.view(RECT);
        let pointer = pos2(300.0, 200.0);
        let before = view.to_world(pointer);
        camera.zoom_at(&view, pointer, 1.5);
        let after = camera.view(RECT).to_world(pointer);
        assert!((before[0] - after[0]).abs() < 1e-9 && (before[1] - after[1]).abs() < 1e-9);
    }

    #[test]
    fn zoom_and_panning_have_limits() {
        let mut camera = Camera::default();
        let view = camera.view(RECT);
        assert!((view.scale - 600.0).abs() < 1e-6, "the whole world fits: {}", view.scale);
        camera.zoom_at(&view, RECT.center(), 40.0);
        assert!((camera.view(RECT).zoom() - MAX_ZOOM).abs() < 1e-9);
        let mut camera = Camera::looking_at([0.5, 0.5], 3.0);
        let view = camera.view(RECT);
        camera.pan(&view, vec2(0.0, 1e9));
        let view = camera.view(RECT);
        assert!((view.to_world(RECT.center_top())[1]).abs() < 1e-9, "the north edge is at the top");
        camera.pan(&view, vec2(-2048.0, 0.0));
        assert!((camera.view(RECT).centre[0] - 0.5).abs() < 1e-9, "once around the world");
    }

    #[test]
    fn fitting_takes_the_short_way_round() {
        let mut camera = Camera::default();
        camera.fit([world(35.7, 139.7), world(37.8, -122.4)].into_iter(), RECT.size(), None);
        let view = camera.view(RECT);
        let (tokyo, san_francisco) = (view.to_screen(world(35.7, 139.7)), view.to_screen(world(37.8, -122.4)));
        assert!(tokyo.x < san_francisco.x && RECT.contains(tokyo) && RECT.contains(san_francisco));
        assert!(RECT.width() * 0.5 < san_francisco.x - tokyo.x);
        camera.fit(std::iter::empty(), RECT.size(), None);
        assert!((camera.view(RECT).scale - 600.0).abs() < 1e-6);
        camera.fit(std::iter::once(world(10.0, 10.0)), RECT.size(), None);
        assert!((camera.view(RECT).zoom() - FIT_ZOOM).abs() < 1e-9);
    }

    #[test]
    fn views_across_the_antimeridian_have_two_windows() {
        let view = Camera::looking_at([0.99, 0.5], 6.0).view(RECT);
        let windows: Vec<WorldBounds> = view.port().windows(0.0).collect();
        assert_eq!(windows.len(), 2);
        assert!(view.shows([0.001, 0.5], 0.0) && view.shows([0.98, 0.5], 0.0) && !view.shows([0.5, 0.5], 0.0));
    }

    #[test]
    fn a_flight_ends() {
        let mut camera = Camera::looking_at([0.9, 0.5], 4.0);
        camera.view(RECT);
        camera.fit([[0.05, 0.5], [0.06, 0.51]].into_iter(), RECT.size(), Some(10.0));
        assert!(camera.tick(10.05));
        let between = camera.centre()[0].rem_euclid(1.0);
        assert!(!(0.06..=0.9).contains(&between), "the short way: {between}");
        assert!(!camera.tick(10.5));
        assert!((camera.centre()[0] - 0.055).abs() < 1e-9);
    }
}
