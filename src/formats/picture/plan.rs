//! What is drawn of the plan: links, phys locations, groups where there is room and discs where there is not, names.

use std::f32::consts::TAU;

use super::lettering::Lettering;
use super::palette::PicturePalette;
use super::pen::{LineLook, SvgPen, TextLook, escaped, hex, number};
use crate::geometry::cluster::ClusterLevel;
use crate::geometry::labels::{LabelKind, LabelText, PlacedLabel};
use crate::geometry::markers::Drawn;
use crate::geometry::marks::{cluster_radius, outline, size};
use crate::geometry::scene::{GroupType, Scene};
use crate::geometry::viewport::{Spot, Viewport};
use crate::geometry::ways::{Stroke, Ways, WaysSource};

/// Names of groups.
pub(super) const TEXT_NAME: f32 = 12.0;
/// Names of places, which are no data.
pub(super) const TEXT_PLACE: f32 = 11.0;
/// Around marks, so that they stand apart.
const HALO: f32 = 2.0;
/// The border of a mark that Traffic Ops does not know yet.
const HOLLOW_BORDER: f32 = 2.25;
/// The width of a disc's ring.
pub(super) const RING: f32 = 3.0;

/// Words with the look that they are to have.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) size: f32,
}

/// Draws the links of a level; says how many there was no room for.
pub(super) fn links(
    pen: &mut SvgPen,
    view: &Viewport,
    scene: &Scene,
    (index, level): (usize, &ClusterLevel),
    palette: &PicturePalette,
) -> usize {
    let mut ways = Ways::default();
    let place = |anchor: u32| Some(scene.node(level.anchors.get(anchor as usize)?.node)?.world);
    ways.prepare(view, WaysSource { scene: 0, focus: 0, level: index }, |region, ways| {
        ways.gather(region, &level.bundles, &place);
    });
    pen.open(format_args!("id=\"links\" stroke-linecap=\"round\""));
    ways.each_piece(view, |run, stroke, piece| {
        let width = (1.0 + (run.count as f32).log2() * 0.3).min(2.5);
        let opacity = if stroke == Stroke::Faint { 0.45 } else { 0.75 };
        pen.line(piece, LineLook { colour: palette.link, width, opacity, is_dashed: stroke == Stroke::Dashed });
    });
    pen.close();
    ways.left_out
}

/// Draws the phys locations; says where they are.
pub(super) fn sites(pen: &mut SvgPen, view: &Viewport, scene: &Scene, palette: &PicturePalette) -> Vec<Spot> {
    let spots: Vec<Spot> =
        scene.sites.iter().filter(|site| view.shows(site.world, 8.0)).map(|site| view.spot(site.world)).collect();
    pen.open(format_args!(
        "id=\"phys-locations\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1\"",
        hex(palette.land),
        hex(palette.text_weak)
    ));
    for at in &spots {
        site(pen, *at);
    }
    pen.close();
    spots
}

/// The mark of a phys location.
pub(super) fn site(pen: &mut SvgPen, at: Spot) {
    pen.raw(format_args!(
        "<rect x=\"{}\" y=\"{}\" width=\"5\" height=\"5\"/>",
        number(at[0] - 2.5),
        number(at[1] - 2.5)
    ));
}

/// Draws groups and discs, what lies on top last. Each says its name to whoever points at it.
pub(super) fn groups(pen: &mut SvgPen, scene: &Scene, drawn: &[Drawn], palette: &PicturePalette) {
    pen.open(format_args!("id=\"cache-groups\""));
    for item in drawn {
        let Some(node) = scene.node(item.node) else { continue };
        let more = if item.count == 1 { String::new() } else { format!(" +{}", item.count - 1) };
        pen.raw(format_args!("<g><title>{}{more}</title>", escaped(&node.group.name)));
        match item.cluster {
            None => mark(pen, item.at, node.type_, node.is_new, palette),
            Some(_) => disc(pen, item.at, item.count, &item.mix, palette),
        }
        pen.close();
    }
    pen.close();
}

/// The mark of a group.
pub(super) fn mark(pen: &mut SvgPen, at: Spot, type_: GroupType, is_hollow: bool, palette: &PicturePalette) {
    let (normal, ground) = (hex(palette.normal), hex(palette.ground));
    let shape = |pen: &mut SvgPen, distance: f32, look: &str| {
        if type_ == GroupType::Edge {
            pen.raw(format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{look}/>",
                number(at[0]),
                number(at[1]),
                number(distance)
            ));
        } else {
            let outline = outline(type_);
            let corner = |[x, y]: &[f32; 2]| {
                let reach = outline.reach(distance);
                [at[0] + x * reach, at[1] + y * reach]
            };
            let corners: Vec<Spot> = outline.corners.iter().map(corner).collect();
            pen.path([corners.as_slice()], true, look);
        }
    };
    shape(pen, size(type_) + HALO, &format!(" fill=\"{ground}\" fill-opacity=\"0.8\""));
    if is_hollow {
        let look = format!(" fill=\"{ground}\" stroke=\"{normal}\" stroke-width=\"{HOLLOW_BORDER}\"");
        shape(pen, size(type_) - HOLLOW_BORDER / 2.0, &look);
    } else {
        shape(pen, size(type_), &format!(" fill=\"{normal}\""));
    }
}

/// A disc for several groups, whose ring says which types are in it, in shares.
pub(super) fn disc(
    pen: &mut SvgPen,
    at: Spot,
    count: u32,
    mix: &[u32; GroupType::ALL.len()],
    palette: &PicturePalette,
) {
    let radius = cluster_radius(count);
    let circle = |pen: &mut SvgPen, radius: f32, look: &str| {
        pen.raw(format_args!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{look}/>",
            number(at[0]),
            number(at[1]),
            number(radius)
        ));
    };
    circle(pen, radius + HALO, &format!(" fill=\"{}\" fill-opacity=\"0.8\"", hex(palette.ground)));
    circle(pen, radius, &format!(" fill=\"{}\"", hex(palette.raised)));
    let all = mix.iter().sum::<u32>().max(1) as f32;
    let is_mixed = 1 < mix.iter().filter(|count| 0 < **count).count();
    let middle = radius - RING / 2.0;
    // A small gap tells neighbours apart for those who cannot tell the colours.
    let gap = if is_mixed { 1.0 / (radius * TAU) } else { 0.0 };
    let mut from = 0.0;
    for (count, colour) in mix.iter().zip(&palette.mix) {
        let to = from + *count as f32 / all;
        let look = format!(" fill=\"none\" stroke=\"{}\" stroke-width=\"{RING}\"", hex(*colour));
        if !is_mixed && 0 < *count {
            circle(pen, middle, &look);
        } else if gap * 2.0 < to - from {
            let [start, end] = [from + gap, to - gap].map(|turn| {
                let (sin, cos) = (turn * TAU).sin_cos();
                format!("{} {}", number(at[0] + sin * middle), number(at[1] - cos * middle))
            });
            let large = u8::from(0.5 < to - from - 2.0 * gap);
            pen.raw(format_args!("<path d=\"M{start}A{middle} {middle} 0 {large} 1 {end}\"{look}/>"));
        }
        from = to;
    }
}

/// Writes the names of places, which belong below the plan, or those of groups, which belong on top of it.
pub(super) fn labels(
    pen: &mut SvgPen,
    found: &[PlacedLabel<Words>],
    places: bool,
    lettering: &Lettering,
    palette: &PicturePalette,
) {
    pen.open(format_args!("id=\"{}\"", if places { "places" } else { "names" }));
    for label in found.iter().filter(|label| (label.kind == LabelKind::Place) == places) {
        let at = [label.at[0], label.at[1] + lettering.baseline(label.text.size)];
        let (colour, halo) = match label.kind {
            LabelKind::Place => (palette.place, None),
            LabelKind::Count => (palette.text, None),
            LabelKind::Group => (palette.text, Some(palette.ground)),
        };
        let is_strong = label.kind == LabelKind::Count;
        pen.text(at, &label.text.text, TextLook { colour, size: label.text.size, is_strong, halo });
    }
    pen.close();
}

/// How large a label is.
pub(super) fn measure(regular: &Lettering, strong: &Lettering, text: &LabelText<'_>) -> (Words, [f32; 2]) {
    let words = crate::model::visible(&text.words()).into_owned();
    let (lettering, size) = match text {
        LabelText::Count(_) => (strong, TEXT_NAME),
        LabelText::Place(..) => (regular, TEXT_PLACE),
        _ => (regular, TEXT_NAME),
    };
    let measured = lettering.measure(&words, size);
    (Words { text: words, size }, measured)
}
