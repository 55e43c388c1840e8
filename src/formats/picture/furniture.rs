//! What stands at the edges: the legend, of what is there alone, the scale bar, and whom the map is owed to.

use super::lettering::Lettering;
use super::palette::PicturePalette;
use super::pen::{LineLook, SvgPen, TextLook, hex, number};
use super::plan::{self, TEXT_NAME};
use crate::geometry::markers::Drawn;
use crate::geometry::places::MAP_ATTRIBUTION;
use crate::geometry::scale_bar::ScaleBar;
use crate::geometry::scene::{GroupType, LinkKind, Scene};
use crate::geometry::viewport::{Patch, Spot, Viewport};

/// The strip along the lower edge.
const STRIP: f32 = 24.0;
/// From the edge of the picture.
const APART: f32 = 12.0;
/// Within the legend.
const INSIDE: f32 = 8.0;
/// The height of a line of the legend.
const LINE: f32 = 20.0;
/// Where the words of a line begin.
const WORDS: f32 = 36.0;

/// What a line of the legend shows.
#[derive(Clone, Copy)]
enum Sample {
    Group(GroupType),
    New,
    Disc,
    /// What the colour of a ring says.
    Share(GroupType),
    Site,
    Link(LinkKind),
}

/// Every sample with its words, in the order of the legend: that of the window.
const SAMPLES: &[(Sample, &str)] = &[
    (Sample::Group(GroupType::Edge), "EDGE_LOC"),
    (Sample::Group(GroupType::Mid), "MID_LOC"),
    (Sample::Group(GroupType::Origin), "ORG_LOC"),
    (Sample::Group(GroupType::Router), "TR_LOC"),
    (Sample::Group(GroupType::Control), "TC_LOC"),
    (Sample::Group(GroupType::Other), "Another type"),
    (Sample::New, "Not known to Traffic Ops yet"),
    (Sample::Disc, "Several cache groups"),
    (Sample::Share(GroupType::Edge), "Share of EDGE_LOC"),
    (Sample::Share(GroupType::Mid), "Share of MID_LOC"),
    (Sample::Share(GroupType::Origin), "Share of ORG_LOC"),
    (Sample::Share(GroupType::Router), "Share of TR_LOC"),
    (Sample::Share(GroupType::Control), "Share of TC_LOC"),
    (Sample::Share(GroupType::Other), "Share of other types"),
    (Sample::Site, "Phys location"),
    (Sample::Link(LinkKind::Primary), "To the parent"),
    (Sample::Link(LinkKind::Secondary), "To the secondary parent"),
];

/// The legend and the strip, before they are drawn.
pub(super) struct Furniture {
    samples: Vec<(Sample, &'static str)>,
    legend: Option<Patch>,
    strip: Patch,
}

impl Furniture {
    /// Of what is drawn in a view. A picture that has no room for a legend has none.
    pub(super) fn of(view: &Viewport, scene: &Scene, drawn: &[Drawn], sites: usize, lettering: &Lettering) -> Self {
        let single = |is: &dyn Fn(u32) -> bool| drawn.iter().any(|item| item.cluster.is_none() && is(item.node));
        let node =
            |number: u32, is: &dyn Fn(&crate::geometry::scene::SceneNode) -> bool| scene.node(number).is_some_and(is);
        let is_there = |sample: Sample| match sample {
            Sample::Group(type_) => single(&|number| node(number, &|node| node.type_ == type_)),
            Sample::New => single(&|number| node(number, &|node| node.is_new)),
            Sample::Disc => drawn.iter().any(|item| item.cluster.is_some()),
            Sample::Share(type_) => drawn.iter().any(|item| item.cluster.is_some() && 0 < item.mix[type_.index()]),
            Sample::Site => 0 < sites,
            Sample::Link(kind) => scene.links.iter().any(|link| link.kind == kind),
        };
        let samples: Vec<_> = SAMPLES.iter().copied().filter(|(sample, _)| is_there(*sample)).collect();
        let widest = samples.iter().map(|(_, words)| lettering.measure(words, TEXT_NAME)[0]).fold(0.0, f32::max);
        let size = [WORDS + widest + 2.0 * INSIDE, samples.len() as f32 * LINE + 2.0 * INSIDE];
        let [width, height] = view.patch.size();
        let strip = Patch::at([0.0, height - STRIP], [width, STRIP]);
        let fits = size[0] < width / 2.0 && size[1] < height - STRIP - 2.0 * APART;
        let legend = (fits && !samples.is_empty()).then(|| Patch::at([APART, height - STRIP - APART - size[1]], size));
        Self { samples, legend, strip }
    }

    /// What of the picture lies below it.
    pub(super) fn covered(&self) -> Vec<Patch> {
        self.legend.into_iter().chain([self.strip]).collect()
    }

    /// Draws it; `note` is said in the strip.
    pub(super) fn draw(
        &self,
        pen: &mut SvgPen,
        view: &Viewport,
        note: &str,
        lettering: &Lettering,
        palette: &PicturePalette,
    ) {
        if let Some(legend) = self.legend {
            pen.open(format_args!("id=\"legend\""));
            let [width, height] = legend.size();
            pen.raw(format_args!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\" fill=\"{}\" stroke=\"{}\"/>",
                number(legend.min[0]),
                number(legend.min[1]),
                number(width),
                number(height),
                hex(palette.panel),
                hex(palette.line)
            ));
            for (row, (sample, words)) in self.samples.iter().enumerate() {
                let middle = legend.min[1] + INSIDE + (row as f32 + 0.5) * LINE;
                draw_sample(pen, *sample, [legend.min[0] + INSIDE + WORDS / 2.0 - 4.0, middle], palette);
                let at = [legend.min[0] + INSIDE + WORDS, baseline(middle, lettering)];
                pen.text(at, words, look(palette.text));
            }
            pen.close();
        }
        self.draw_strip(pen, view, note, lettering, palette);
    }

    fn draw_strip(
        &self,
        pen: &mut SvgPen,
        view: &Viewport,
        note: &str,
        lettering: &Lettering,
        palette: &PicturePalette,
    ) {
        let [width, height] = self.strip.size();
        let middle = self.strip.middle()[1];
        pen.open(format_args!("id=\"scale\""));
        pen.raw(format_args!(
            "<rect y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
            number(self.strip.min[1]),
            number(width),
            number(height),
            hex(palette.ground)
        ));
        let mut left = APART;
        if let Some(bar) = ScaleBar::of(view) {
            let (to, foot) = (left + bar.points as f32, middle + 4.0);
            let line = LineLook { colour: palette.text_weak, width: 1.0, opacity: 1.0, is_dashed: false };
            pen.line(&[[left, middle - 1.0], [left, foot], [to, foot], [to, middle - 1.0]], line);
            let words = bar.words();
            pen.text([to + INSIDE, baseline(middle, lettering)], &words, look(palette.text_weak));
            left = to + 2.0 * INSIDE + lettering.measure(&words, TEXT_NAME)[0];
        }
        let right = width - APART - lettering.measure(MAP_ATTRIBUTION, TEXT_NAME)[0];
        pen.text([right, baseline(middle, lettering)], MAP_ATTRIBUTION, look(palette.text_weak));
        if left + lettering.measure(note, TEXT_NAME)[0] + 2.0 * INSIDE < right && !note.is_empty() {
            pen.text([left + INSIDE, baseline(middle, lettering)], note, look(palette.text_weak));
        }
        pen.close();
    }
}

fn look(colour: super::palette::Rgb) -> TextLook {
    TextLook { colour, size: TEXT_NAME, is_strong: false, halo: None }
}

/// Where letters stand whose line is around a height.
fn baseline(middle: f32, lettering: &Lettering) -> f32 {
    middle - lettering.measure("", TEXT_NAME)[1] / 2.0 + lettering.baseline(TEXT_NAME)
}

fn draw_sample(pen: &mut SvgPen, sample: Sample, at: Spot, palette: &PicturePalette) {
    let strong = |is_dashed| LineLook { colour: palette.link, width: 1.5, opacity: 1.0, is_dashed };
    let ends = [[at[0] - 12.0, at[1]], [at[0] + 12.0, at[1]]];
    match sample {
        Sample::Group(type_) => plan::mark(pen, at, type_, false, palette),
        Sample::New => plan::mark(pen, at, GroupType::Edge, true, palette),
        Sample::Disc => plan::disc(pen, at, 2, &[0, 1, 1, 0, 0, 0], palette),
        Sample::Share(type_) => {
            let colour = palette.mix[type_.index()];
            let ends = [[at[0] - 6.0, at[1]], [at[0] + 6.0, at[1]]];
            pen.line(&ends, LineLook { colour, width: plan::RING, opacity: 1.0, is_dashed: false });
        }
        Sample::Site => {
            pen.open(format_args!("fill=\"{}\" stroke=\"{}\"", hex(palette.land), hex(palette.text_weak)));
            plan::site(pen, at);
            pen.close();
        }
        Sample::Link(LinkKind::Primary) => pen.line(&ends, strong(false)),
        Sample::Link(LinkKind::Secondary) => pen.line(&ends, strong(true)),
    }
}
