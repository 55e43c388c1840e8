//! The names of groups, with a halo, and of places, small and grey; never on top of each other.
//!
//! It must not know of meshes: text is the font's business.

use std::sync::Arc;

use egui::{Color32, Galley, Pos2, Rect, Shape, Vec2, epaint::TextShape, vec2};

use super::super::declutter::Declutter;
use super::super::focus::Focus;
use super::super::places::Places;
use super::super::scene::Scene;
use super::super::texts::{Text, Texts};
use super::markers::Drawn;
use super::{Canvas, Key};
use crate::ui::theme::Tokens;

/// Group names that are shown at most.
const MOST_GROUPS: usize = 120;
/// Groups that are asked: behind so many there is hardly room.
const MOST_ASKED: usize = 350;
/// Place names that are shown at most.
const MOST_PLACES: usize = 90;
/// Room around a name.
const ROOM: Vec2 = vec2(3.0, 1.0);
/// Clusters of at most so many are called by their most important group.
const NAMED_CLUSTER: u32 = 9;

/// A name in its place.
struct Label {
    at: Pos2,
    galley: Arc<Galley>,
    kind: LabelKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LabelKind {
    Place,
    Count,
    Group,
}

/// Which names are wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ui::map) struct Wanted {
    /// Of groups.
    pub(in crate::ui::map) groups: bool,
    /// Of places.
    pub(in crate::ui::map) places: bool,
}

/// Where no name may be.
#[derive(Clone, Copy)]
pub(in crate::ui::map) struct Taken<'a> {
    /// By what stands at the edges of the map.
    pub(in crate::ui::map) around: &'a [Rect],
    /// By arrows.
    pub(in crate::ui::map) arrows: &'a [Rect],
    /// By ghosts and their distances.
    pub(in crate::ui::map) ghosts: &'a [Rect],
    /// By physical locations.
    pub(in crate::ui::map) sites: &'a [Pos2],
}

/// The names of a view.
#[derive(Default)]
pub(in crate::ui::map) struct Labels {
    key: Option<(Key, Wanted, bool)>,
    around: Vec<Rect>,
    room: Option<Rect>,
    found: Vec<Label>,
    declutter: Declutter,
}

impl Labels {
    /// Finds out which names have room, if anything has changed.
    pub(in crate::ui::map) fn prepare(
        &mut self,
        canvas: &Canvas<'_>,
        (scene, drawn, focus): (&Scene, &[Drawn], &Focus),
        (places, wanted): (Option<&Places>, Wanted),
        taken: Taken<'_>,
        texts: &mut Texts,
    ) {
        let key = (canvas.key, wanted, places.is_some());
        if self.key == Some(key) && self.around == taken.around {
            return;
        }
        self.key = Some(key);
        self.around.clear();
        self.around.extend_from_slice(taken.around);
        self.found.clear();
        self.room = Some(canvas.view.rect.shrink(2.0));
        self.declutter.clear(canvas.view.rect);
        for rect in taken.around.iter().chain(taken.arrows).chain(taken.ghosts) {
            self.declutter.occupy(*rect);
        }
        for at in taken.sites {
            self.declutter.occupy(Rect::from_center_size(*at, Vec2::splat(8.0)));
        }
        for item in drawn {
            self.declutter.occupy(Rect::from_center_size(item.at, Vec2::splat(item.reach * 2.0)));
        }
        // Where dragged groups come from, a ghost is left.
        for node in focus.hidden().iter().filter_map(|node| scene.node(*node)).take(MOST_GROUPS) {
            self.declutter.occupy(Rect::from_center_size(canvas.view.to_screen(node.world), Vec2::splat(16.0)));
        }
        self.counts(canvas, drawn, texts);
        // What lies on top comes last in the list, and first here: selected groups, then by importance.
        let (mut asked, mut shown) = (0, 0);
        for item in drawn.iter().rev() {
            let is_selected = item.cluster.is_none() && focus.is_lone(item.node);
            if is_selected || (wanted.groups && asked < MOST_ASKED && shown < MOST_GROUPS) {
                asked += 1;
                shown += usize::from(self.group(canvas, scene, item, is_selected, texts));
            }
        }
        if let Some(places) = places.filter(|_| wanted.places) {
            self.places(canvas, places, texts);
        }
    }

    fn counts(&mut self, canvas: &Canvas<'_>, drawn: &[Drawn], texts: &mut Texts) {
        // A marker that lies on a disc would lie on its count.
        let is_free = |disc: &Drawn| {
            let covers = |item: &Drawn| item.cluster.is_none() && item.at.distance(disc.at) < item.reach + 6.0;
            drawn.iter().rev().take_while(|item| item.cluster.is_none()).all(|item| !covers(item))
        };
        for item in drawn.iter().filter(|item| item.cluster.is_some() && is_free(item)) {
            let galley = texts.get(canvas.painter, &Text::Count(item.count));
            self.found.push(Label { at: item.at - galley.size() / 2.0, galley, kind: LabelKind::Count });
        }
    }

    fn group(
        &mut self,
        canvas: &Canvas<'_>,
        scene: &Scene,
        item: &Drawn,
        is_selected: bool,
        texts: &mut Texts,
    ) -> bool {
        let Some(node) = scene.node(item.node) else { return false };
        // The name of what is covered would stand alone.
        if self.around.iter().any(|rect| rect.contains(item.at)) {
            return false;
        }
        let text = match (item.cluster, item.count) {
            (None, _) => Text::Node(item.node, &node.group.name),
            (Some(_), ..=NAMED_CLUSTER) => Text::Cluster(item.node, &node.group.name, item.count - 1),
            (Some(_), _) => return false,
        };
        let galley = texts.get(canvas.painter, &text);
        let size = galley.size();
        let away = item.reach + if is_selected { 8.0 } else { 4.0 };
        let (aside, diagonal) = (away + size.x / 2.0, away * 0.7 + size.y / 2.0);
        // Beside it, above, below; then at its corners.
        let corners = [
            [aside, 0.0],
            [-aside, 0.0],
            [0.0, -away - size.y / 2.0],
            [0.0, away + size.y / 2.0],
            [aside - away * 0.3, -diagonal],
            [aside - away * 0.3, diagonal],
            [away * 0.3 - aside, -diagonal],
            [away * 0.3 - aside, diagonal],
        ]
        .map(|[x, y]| item.at + vec2(x, y) - size / 2.0);
        let room = |corner: Pos2| Rect::from_min_size(corner, size).expand2(ROOM);
        let kind = LabelKind::Group;
        let inside = self.room.unwrap_or(Rect::EVERYTHING);
        let mut seen = corners.into_iter().filter(|corner| inside.contains_rect(room(*corner)));
        if let Some(at) = seen.find(|corner| self.declutter.place(room(*corner))) {
            self.found.push(Label { at, galley, kind });
            return true;
        }
        if is_selected {
            self.declutter.occupy(room(corners[0]));
            self.found.push(Label { at: corners[0], galley, kind });
        }
        is_selected
    }

    fn places(&mut self, canvas: &Canvas<'_>, places: &Places, texts: &mut Texts) {
        let view = canvas.view;
        let (first, mut shown) = (self.found.len(), 0);
        for window in view.windows(0.0) {
            // A zoom less than fits: names are to fill the gaps, not the map.
            for place in places.visible(window, view.zoom() - 0.5) {
                if MOST_PLACES <= shown {
                    break;
                }
                let galley = texts.get(canvas.painter, &Text::Place(place.world, place.name));
                // In its place, or else just above or below it.
                let middle = view.to_screen(place.world) - galley.size() / 2.0;
                let step = vec2(0.0, galley.size().y * 0.9);
                let free = [middle, middle - step, middle + step].into_iter().find(|at| {
                    let rect = Rect::from_min_size(*at, galley.size());
                    view.rect.contains_rect(rect) && self.declutter.place(rect.expand2(ROOM * 2.0))
                });
                if let Some(at) = free {
                    shown += 1;
                    self.found.push(Label { at, galley, kind: LabelKind::Place });
                }
            }
        }
        debug_assert!(first + shown == self.found.len(), "places come after groups");
    }

    /// Paints the names of places, which belong below the plan.
    pub(in crate::ui::map) fn paint_places(&self, canvas: &Canvas<'_>) {
        self.paint(canvas, |kind| kind == LabelKind::Place);
    }

    /// Paints the names of groups, which belong on top of it.
    pub(in crate::ui::map) fn paint_groups(&self, canvas: &Canvas<'_>) {
        self.paint(canvas, |kind| kind != LabelKind::Place);
    }

    fn paint(&self, canvas: &Canvas<'_>, wanted: impl Fn(LabelKind) -> bool) {
        let tokens = canvas.tokens;
        for label in self.found.iter().filter(|label| wanted(label.kind)) {
            match label.kind {
                LabelKind::Place => text(canvas, label, tokens.place),
                LabelKind::Count => text(canvas, label, tokens.text),
                LabelKind::Group => with_halo(canvas, label, tokens),
            }
        }
    }
}

fn text(canvas: &Canvas<'_>, label: &Label, color: Color32) {
    canvas.painter.add(Shape::galley(label.at, Arc::clone(&label.galley), color));
}

fn with_halo(canvas: &Canvas<'_>, label: &Label, tokens: &Tokens) {
    for offset in [vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(-1.0, 1.0), vec2(1.0, 1.0)] {
        let galley = Arc::clone(&label.galley);
        canvas.painter.add(TextShape::new(label.at + offset, galley, tokens.ground));
    }
    text(canvas, label, tokens.text);
}
