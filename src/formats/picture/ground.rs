//! What lies below the plan: sea, land, coasts and borders.

use super::PictureError;
use super::palette::PicturePalette;
use super::pen::{SvgPen, hex};
use crate::geometry::basemap::{Basemap, LandCell, LandLine};
use crate::geometry::land::{LandShift, each_cell};
use crate::geometry::rings::rings;
use crate::geometry::viewport::{Patch, Spot, Viewport};

/// Draws the ground of a view.
pub(super) fn ground(pen: &mut SvgPen, view: &Viewport, palette: &PicturePalette) -> Result<(), PictureError> {
    let broken = |error: crate::geometry::AssetError| PictureError::Asset(error.to_string());
    let basemap = Basemap::embedded().map_err(broken)?;
    let level = basemap.decode(basemap.level_for(view.zoom())).map_err(broken)?;
    let [width, height] = view.patch.size();
    pen.raw(format_args!("<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>", hex(palette.sea)));
    let land = hex(palette.land);
    // The line around each piece closes the seams between them.
    pen.open(format_args!(
        "id=\"land\" fill=\"{land}\" fill-rule=\"evenodd\" stroke=\"{land}\" stroke-width=\"0.6\" stroke-linejoin=\"round\""
    ));
    each_cell(view, &level, |cell, shift| faces(pen, cell, shift));
    pen.close();
    for (id, colour) in [("borders", palette.border), ("coasts", palette.coast)] {
        pen.open(format_args!(
            "id=\"{id}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1\" stroke-linejoin=\"round\"",
            hex(colour)
        ));
        each_cell(view, &level, |cell, shift| {
            let mut draw = |line: LandLine<'_>| line_of(pen, line, shift, view.patch);
            if id == "borders" { cell.borders().for_each(&mut draw) } else { cell.coasts().for_each(&mut draw) }
        });
        pen.close();
    }
    veils(pen, view, palette);
    Ok(())
}

fn faces(pen: &mut SvgPen, cell: &LandCell, shift: LandShift) {
    let spots = |ring: Vec<u16>| -> Vec<Spot> {
        ring.into_iter().filter_map(|corner| cell.vertices.get(usize::from(corner))).map(|at| shift.spot(*at)).collect()
    };
    let outlines: Vec<Vec<Spot>> = rings(&cell.triangles).into_iter().map(spots).collect();
    pen.path(outlines.iter().map(Vec::as_slice), true, "");
}

fn line_of(pen: &mut SvgPen, line: LandLine<'_>, shift: LandShift, patch: Patch) {
    let points: Vec<Spot> = line.points.iter().map(|point| shift.spot(*point)).collect();
    let near = patch.grown([2.0, 2.0]);
    let [first, ..] = points.as_slice() else { return };
    let around = points.iter().fold(Patch::between(*first, *first), |around, at| Patch {
        min: [around.min[0].min(at[0]), around.min[1].min(at[1])],
        max: [around.max[0].max(at[0]), around.max[1].max(at[1])],
    });
    if near.overlaps(&around.grown([0.1, 0.1])) {
        pen.path([points.as_slice()], line.closed, "");
    }
}

/// Dims what is a repetition of the world, so that it does not look as if groups were missing there.
fn veils(pen: &mut SvgPen, view: &Viewport, palette: &PicturePalette) {
    let (stage, patch) = (view.stage(), view.patch);
    for (from, to) in [(patch.min[0], stage.min[0]), (stage.max[0], patch.max[0])] {
        if 0.5 < to - from {
            pen.raw(format_args!(
                "<rect x=\"{from:.1}\" width=\"{:.1}\" height=\"{}\" fill=\"{}\" fill-opacity=\"0.6\"/>",
                to - from,
                patch.size()[1],
                hex(palette.ground)
            ));
        }
    }
}
