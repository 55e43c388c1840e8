//! The legend: what the marks and lines of the map mean, drawn as they are drawn on the map, and only what is there.
//!
//! It must not know where groups are.

use egui::{Color32, Frame, Mesh, Pos2, Rect, Role, Sense, Shape, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::MapView;
use super::camera::View;
use super::ink::Ink;
use super::marks::{self, GroupMark};
use crate::geometry::scene::{GroupState, GroupType};
use crate::ui::theme;
use crate::ui::view::ViewContext;

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
    Cluster,
    Site,
    Primary,
    Secondary,
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
    (LegendSample::State(GroupState::Warned), "Worth a look"),
    (LegendSample::State(GroupState::Wrong), "Wrong"),
    (LegendSample::State(GroupState::Down), "Down"),
    (LegendSample::Cluster, "Several cache groups"),
    (LegendSample::Site, "Phys location"),
    (LegendSample::Primary, "To the parent"),
    (LegendSample::Secondary, "To the secondary parent"),
];

/// Draws it at the lower left of the map.
pub(super) fn legend_ui(map: &MapView, ui: &mut Ui, seen: View, view: &ViewContext<'_>) {
    if !map.legend {
        return;
    }
    let lines: Vec<_> = SAMPLES.iter().filter(|(sample, _)| is_there(map, *sample)).collect();
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
    let corner = seen.rect.right_bottom() + vec2(-theme::GAP_ROW - width, -ABOVE - height);
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
                line_ui(ui, LegendMark::Sample(*sample), words, view);
            }
            for (words, color) in &tints {
                line_ui(ui, LegendMark::Tint(*color), words, view);
            }
        });
}

/// Whether the map shows such a thing of this plan.
fn is_there(map: &MapView, sample: LegendSample) -> bool {
    let nodes = &map.board.scene.nodes;
    match sample {
        LegendSample::Group(type_) => nodes.iter().any(|node| node.type_ == type_),
        LegendSample::New => nodes.iter().any(|node| node.is_new),
        LegendSample::State(state) => (0..).zip(nodes).any(|(number, _)| map.board.state_of(number) == state),
        LegendSample::Cluster => 1 < nodes.len(),
        LegendSample::Site => map.shown.sites && !map.board.scene.sites.is_empty(),
        LegendSample::Primary | LegendSample::Secondary => map.shown.links && !nodes.is_empty(),
    }
}

/// What stands before the words of a line.
#[derive(Clone, Copy, Debug)]
enum LegendMark {
    /// What the map draws.
    Sample(LegendSample),
    /// What a colour means.
    Tint(Color32),
}

fn line_ui(ui: &mut Ui, mark: LegendMark, words: &str, view: &ViewContext<'_>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    let middle = pos2(rect.min.x + WORDS / 2.0 - 4.0, rect.center().y);
    let mut ink = Ink::new(ui.painter().pixels_per_point(), Mesh::default());
    match mark {
        LegendMark::Sample(sample) => draw(&mut ink, sample, middle, view),
        LegendMark::Tint(tint) => {
            let (type_, state) = (GroupType::Edge, GroupState::Normal);
            GroupMark { type_, state, is_hollow: false, tint: Some(tint) }.draw(&mut ink, middle, view.tokens, 1.0);
        }
    }
    ui.painter().add(Shape::mesh(ink.mesh));
    let galley =
        ui.painter().layout_no_wrap(words.to_owned(), egui::FontId::proportional(theme::TEXT_SMALL), view.tokens.text);
    let at = pos2(rect.min.x + WORDS, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, view.tokens.text);
}

fn draw(ink: &mut Ink, sample: LegendSample, middle: Pos2, view: &ViewContext<'_>) {
    let tokens = view.tokens;
    let group = |type_, state, is_hollow| GroupMark { type_, state, is_hollow, tint: None };
    match sample {
        LegendSample::Group(type_) => group(type_, GroupState::Normal, false).draw(ink, middle, tokens, 1.0),
        LegendSample::New => group(GroupType::Edge, GroupState::Normal, true).draw(ink, middle, tokens, 1.0),
        LegendSample::State(state) => group(GroupType::Edge, state, false).draw(ink, middle, tokens, 1.0),
        LegendSample::Cluster => marks::cluster(ink, middle, 2, &[0, 1, 1, 0, 0, 0], tokens),
        LegendSample::Site => {
            let corners = [[-2.5, -2.5], [2.5, -2.5], [2.5, 2.5], [-2.5, 2.5], [-2.5, -2.5]];
            ink.line(corners.iter().map(|[x, y]| middle + vec2(*x, *y)), 1.0, tokens.text_weak);
        }
        LegendSample::Primary => {
            ink.line([-12.0, 12.0].iter().map(|x| middle + vec2(*x, 0.0)), 1.5, tokens.link_strong);
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
