//! The legend: what the marks and lines of the map mean, drawn as they are drawn on the map, and only what is there.
//!
//! It must not know where groups are.

use egui::{Color32, Frame, Mesh, Pos2, Rect, Role, Sense, Shape, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::MapView;
use super::camera::View;
use super::furniture;
use super::held::{DrawnThings, LegendThings};
use super::ink::Ink;
use super::marks::{self, GroupMark};
use super::sites;
use super::trouble;
use crate::finding::Severity;
use crate::geometry::scene::{GroupState, GroupType, LinkKind, Site};
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::info;

/// Where the words of a line begin.
const WORDS: f32 = 36.0;
/// The height of a line.
const LINE: f32 = 20.0;
/// Above the strip at the lower edge.
const ABOVE: f32 = 36.0;

/// What a line of the legend shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LegendSample {
    Group(GroupType),
    New,
    State(GroupState),
    Trouble(Severity),
    Cluster,
    Site,
    Proposed,
    Primary,
    Secondary,
    Failover,
    Stands,
}

/// Every sample with its words, in the order of the legend.
const SAMPLES: &[(LegendSample, &str)] = &[
    (LegendSample::Group(GroupType::Edge), "EDGE_LOC"),
    (LegendSample::Group(GroupType::Mid), "MID_LOC"),
    (LegendSample::Group(GroupType::Origin), "ORG_LOC"),
    (LegendSample::Group(GroupType::Router), "TR_LOC"),
    (LegendSample::Group(GroupType::Control), "TC_LOC"),
    (LegendSample::Group(GroupType::Other), "Another type"),
    (LegendSample::New, "Not known to Traffic Ops yet"),
    (LegendSample::State(GroupState::Warned), "Carries much"),
    (LegendSample::State(GroupState::Wrong), "Carries too much"),
    (LegendSample::State(GroupState::Down), "Down"),
    (LegendSample::Trouble(Severity::Error), "Has errors"),
    (LegendSample::Trouble(Severity::Warning), "Has warnings"),
    (LegendSample::Cluster, "Several cache groups"),
    (LegendSample::Site, "Phys location"),
    (LegendSample::Proposed, "Its position is proposed"),
    (LegendSample::Primary, "To the parent"),
    (LegendSample::Secondary, "To the secondary parent"),
    (LegendSample::Failover, "To a failover group"),
    (LegendSample::Stands, "To the groups whose servers stand there"),
];

/// Draws it at the lower left of the map.
pub(super) fn legend_ui(map: &mut MapView, ui: &mut Ui, seen: View, view: &ViewContext<'_>) {
    if !map.legend {
        return;
    }
    let mut known = std::mem::take(&mut map.legend_things);
    follow(&mut known, map, &seen);
    let lines: Vec<_> = SAMPLES.iter().filter(|(sample, _)| known.drawn.have(map, view, *sample)).collect();
    map.legend_things = known;
    let tints = map.tints.legend(map.colour_by, view.tokens);
    if lines.is_empty() {
        return;
    }
    let height = (lines.len() + tints.len()) as f32 * LINE + 2.0 * theme::GAP;
    // As wide as its words, and on the other side than the tray.
    let font = egui::FontId::proportional(theme::TEXT_SMALL);
    let words = lines
        .iter()
        .map(|(_, words)| *words)
        .chain(tints.iter().map(|(words, _)| words.as_str()))
        .map(|words| ui.painter().layout_no_wrap(words.to_owned(), font.clone(), view.tokens.text).size().x);
    let width = (WORDS + words.fold(0.0, f32::max) + 2.0 * theme::GAP).ceil();
    let mut corner = seen.rect.right_bottom() + vec2(-theme::GAP_ROW - width, -ABOVE - height);
    let [_, buttons] = furniture::covered(&seen);
    if corner.y < buttons.bottom() + theme::GAP {
        // So tall that it would lie over the buttons: beside them.
        corner.x = buttons.left() - theme::GAP - width;
    }
    let room = Rect::from_min_size(corner, vec2(width, height));
    // Nothing below it is to be clicked through it.
    ui.interact(room, ui.scope_id().with("legend ground"), Sense::click_and_drag());
    let mut inside = ui.new_child(UiBuilder::new().max_rect(room).id_salt("legend"));
    Frame::new()
        .fill(view.tokens.panel)
        .stroke((1.0, view.tokens.line))
        .corner_radius(6.0)
        .inner_margin(theme::GAP)
        .show(&mut inside, |ui| {
            ui.set_width(width - 2.0 * theme::GAP);
            ui.spacing_mut().item_spacing.y = 0.0;
            for (sample, words) in lines {
                line_ui(ui, LegendMark::Sample(*sample), words, !tints.is_empty(), view);
            }
            for (words, color) in &tints {
                line_ui(ui, LegendMark::Tint(*color), words, true, view);
            }
        });
}

/// Looks through what is drawn, if that is something else than the last time.
fn follow(things: &mut LegendThings, map: &MapView, seen: &View) {
    let drawn = map.picture.markers.generation();
    let of = (drawn, map.worst.gone_through, map.board.generation, map.shown.sites, *seen);
    if things.of.replace(of) != Some(of) {
        things.drawn = DrawnThings::of(map, seen);
        things.looked_through += 1;
    }
}

impl DrawnThings {
    fn of(map: &MapView, seen: &View) -> Self {
        let mut things = Self::default();
        for drawn in &map.picture.markers.drawn {
            things.worst.extend(map.worst.of(drawn.node, drawn.cluster));
            let Some(node) = map.board.scene.node(drawn.node).filter(|_| drawn.cluster.is_none()) else {
                things.has_clusters = true;
                continue;
            };
            things.types.insert(node.type_);
            things.states.insert(map.board.state_of(drawn.node));
            things.has_new |= node.is_new;
        }
        let scene = &map.board.scene;
        let is_proposed = |site: &Site| site.is_proposed && seen.shows(site.world, 0.0);
        things.has_proposed =
            map.shown.sites && !scene.sites_proposed.is_empty() && scene.sites.iter().any(is_proposed);
        things
    }

    /// Whether the map shows such a thing.
    fn have(&self, map: &MapView, view: &ViewContext<'_>, sample: LegendSample) -> bool {
        match sample {
            LegendSample::Group(type_) => self.types.contains(&type_),
            LegendSample::New => self.has_new,
            LegendSample::State(state) => self.states.contains(&state),
            LegendSample::Trouble(severity) => self.worst.contains(&severity),
            LegendSample::Cluster => self.has_clusters,
            LegendSample::Site => map.shown.sites && !map.picture.sites_drawn().is_empty(),
            LegendSample::Proposed => self.has_proposed,
            LegendSample::Primary => has_links(map, LinkKind::Primary),
            LegendSample::Secondary => has_links(map, LinkKind::Secondary),
            LegendSample::Failover => map.picture.has_failovers(),
            LegendSample::Stands => map.has_site_ways(view),
        }
    }
}

/// Whether links of a kind are drawn: those of the groups, or of the topology that is shown.
fn has_links(map: &MapView, kind: LinkKind) -> bool {
    map.topology_has(kind) || map.shown.links && map.picture.has_links(kind)
}

/// What stands before the words of a line.
#[derive(Clone, Copy, Debug)]
enum LegendMark {
    /// What the map draws.
    Sample(LegendSample),
    /// What a colour means.
    Tint(Color32),
}

/// A line; `is_tinted` says whether colours mean something else than states.
fn line_ui(ui: &mut Ui, mark: LegendMark, words: &str, is_tinted: bool, view: &ViewContext<'_>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    response.widget_info(info(&|| WidgetInfo::labeled(Role::Label, true, words)));
    let middle = pos2(rect.min.x + WORDS / 2.0 - 4.0, rect.center().y);
    let mut ink = Ink::new(ui.painter().pixels_per_point(), Mesh::default());
    match mark {
        LegendMark::Sample(sample) => draw(&mut ink, sample, middle, is_tinted, view),
        LegendMark::Tint(tint) => {
            let (type_, state) = (GroupType::Edge, GroupState::Normal);
            GroupMark { type_, state, is_hollow: false, tint: Some(tint) }.draw(&mut ink, middle, view.tokens, 1.0);
        }
    }
    ui.painter().add(Shape::mesh(ink.mesh));
    if let LegendMark::Sample(LegendSample::Trouble(severity)) = mark {
        trouble::sign(ui.painter(), middle, severity, view.tokens);
    }
    let galley =
        ui.painter().layout_no_wrap(words.to_owned(), egui::FontId::proportional(theme::TEXT_SMALL), view.tokens.text);
    let at = pos2(rect.min.x + WORDS, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, view.tokens.text);
}

fn draw(ink: &mut Ink, sample: LegendSample, middle: Pos2, is_tinted: bool, view: &ViewContext<'_>) {
    let tokens = view.tokens;
    // A shape means a type, whatever its colour means.
    let tint = is_tinted.then_some(tokens.text_weak);
    let group = |type_, state, is_hollow| GroupMark { type_, state, is_hollow, tint };
    let square = |ink: &mut Ink, color| {
        let corners = [[-2.5, -2.5], [2.5, -2.5], [2.5, 2.5], [-2.5, 2.5], [-2.5, -2.5]];
        ink.line(corners.iter().map(|[x, y]| middle + vec2(*x, *y)), 1.0, color);
    };
    match sample {
        LegendSample::Group(type_) => group(type_, GroupState::Normal, false).draw(ink, middle, tokens, 1.0),
        LegendSample::New => group(GroupType::Edge, GroupState::Normal, true).draw(ink, middle, tokens, 1.0),
        LegendSample::State(state) => {
            GroupMark { type_: GroupType::Edge, state, is_hollow: false, tint: None }.draw(ink, middle, tokens, 1.0);
        }
        LegendSample::Trouble(severity) => trouble::mark(ink, middle, severity, tokens),
        LegendSample::Cluster => marks::cluster(ink, middle, 2, &[0, 1, 1, 0, 0, 0], tokens),
        LegendSample::Site => square(ink, tokens.text_weak),
        LegendSample::Proposed => square(ink, tokens.warned),
        LegendSample::Primary => {
            ink.line([-12.0, 12.0].iter().map(|x| middle + vec2(*x, 0.0)), 1.5, tokens.link_strong);
        }
        LegendSample::Stands => {
            ink.line([-12.0, 12.0].iter().map(|x| middle + vec2(*x, 0.0)), sites::WAY_WIDTH, sites::way_color(tokens));
        }
        LegendSample::Failover => {
            let way = [[-12.0, 4.0], [-6.0, -0.5], [0.0, -2.5], [6.0, -1.5], [10.0, 1.0]];
            ink.line(way.iter().map(|[x, y]| middle + vec2(*x, *y)), 1.5, tokens.accent);
            ink.arrow_head(middle + vec2(12.0, 3.0), vec2(0.83, 0.55), 7.0, tokens.accent);
        }
        LegendSample::Secondary => {
            for from in [-12.0, -2.0, 8.0] {
                let ends = [from, from + 5.0];
                ink.line(ends.iter().map(|x| middle + vec2(*x, 0.0)), 1.5, tokens.link_strong);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_and_state_has_its_line() {
        for type_ in GroupType::ALL {
            assert!(SAMPLES.iter().any(|(sample, _)| *sample == LegendSample::Group(type_)), "{type_:?}");
        }
        for state in [GroupState::Warned, GroupState::Wrong, GroupState::Down] {
            assert!(SAMPLES.iter().any(|(sample, _)| *sample == LegendSample::State(state)), "{state:?}");
        }
    }
}
