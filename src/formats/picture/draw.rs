//! The picture: the parts on top of each other, and what is to be said about it.

use super::furniture::Furniture;
use super::ground::ground;
use super::lettering::{Lettering, REGULAR, SEMI_BOLD};
use super::pen::{SvgPen, escaped};
use super::{PictureError, palette, plan};
use crate::finding::{Finding, Place, Severity};
use crate::formats::Choices;
use crate::geometry::around::WorldExtent;
use crate::geometry::cluster::ClusterLevels;
use crate::geometry::labels::{LabelPlacer, LabelledScene, TakenSpots, WantedNames};
use crate::geometry::markers::{Apart, MarkerFinder};
use crate::geometry::places::Places;
use crate::geometry::scene::Scene;
use crate::geometry::viewport::{Patch, Viewport};
use crate::model::{Kind, Plan, counted, grouped};

/// No closer than this, however near to each other all groups are.
const CLOSEST_ZOOM: f64 = 9.0;

/// Draws a plan's map as SVG.
pub fn draw(plan: &Plan, choices: &Choices<'_>) -> Result<(String, Vec<Finding>), PictureError> {
    let palette = palette::of_dark(choices.picture.is_dark);
    let (regular, strong) = (Lettering::of(REGULAR)?, Lettering::of(SEMI_BOLD)?);
    let none = crate::sorting::OrderedSet::new();
    let scene = Scene::of_plan(plan, choices.known.unwrap_or(&none));
    let view = view_of(&scene, choices);
    let mut levels = ClusterLevels::default();
    let index = ClusterLevels::index(view.zoom());
    levels.prepare(&scene, index);
    let mut drawn = Vec::new();
    if let Some(level) = levels.get(index) {
        MarkerFinder::default().find(&view, (&scene, level), Apart::default(), &mut drawn);
    }

    let mut pen = SvgPen::default();
    ground(&mut pen, &view, palette)?;
    let mut over = SvgPen::default();
    let left_out = levels.get(index).map_or(0, |level| plan::links(&mut over, &view, &scene, (index, level), palette));
    let sites = plan::sites(&mut over, &view, &scene, palette);
    plan::groups(&mut over, &scene, &drawn, palette);

    let furniture = Furniture::of(&view, &scene, &drawn, sites.len(), &regular);
    let covered = furniture.covered();
    let places = Places::embedded().map_err(|error| PictureError::Asset(error.to_string()))?;
    let mut placer = LabelPlacer::default();
    let named = LabelledScene { scene: &scene, drawn: &drawn, lead: None, hidden: &[], places: Some(&places) };
    let taken = TakenSpots { around: &covered, lines: &[], sites: &sites };
    placer.place(&view, named, WantedNames { groups: true, places: true }, taken, &mut |text| {
        plan::measure(&regular, &strong, text)
    });
    plan::labels(&mut pen, &placer.found, true, &regular, palette);
    pen.out.push_str(&over.out);
    plan::labels(&mut pen, &placer.found, false, &regular, palette);
    let note = if left_out == 0 { String::new() } else { format!("{} more links closer in", grouped(left_out)) };
    furniture.draw(&mut pen, &view, &note, &regular, palette);
    Ok((document(&pen.out, choices), findings(&scene, left_out, &regular)))
}

fn view_of(scene: &Scene, choices: &Choices<'_>) -> Viewport {
    let size = choices.picture.size.map(|side| side as f32);
    let patch = Patch::at([0.0, 0.0], size);
    if let Some([south_west, north_east]) = choices.picture.corners {
        return WorldExtent::between(south_west, north_east).view(patch);
    }
    let spots = scene.nodes.iter().map(|node| node.world).chain(scene.sites.iter().map(|site| site.world));
    match WorldExtent::of(spots) {
        Some(around) => around.roomy_view(patch, CLOSEST_ZOOM),
        None => WorldExtent::world().view(patch),
    }
}

fn document(content: &str, choices: &Choices<'_>) -> String {
    let [width, height] = choices.picture.size;
    let title = escaped("Cache groups, phys locations and links");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"Inter, 'Helvetica Neue', Arial, sans-serif\">\n<title>{title}</title>\n{content}</svg>\n"
    )
}

fn findings(scene: &Scene, left_out: usize, lettering: &Lettering) -> Vec<Finding> {
    let note = |message: String| Finding::new(Severity::Note, Place::whole(&"picture".into()), "", message);
    let mut notes = Vec::new();
    if !scene.unplaced.is_empty() {
        let message =
            format!("without a position and so not shown: {}", counted(Kind::CacheGroup, scene.unplaced.len()));
        notes.push(note(message));
    }
    if 0 < left_out {
        notes.push(note(format!("{} links have no room; smaller --bounds show them", grouped(left_out))));
    }
    let foreign = scene.nodes.iter().filter(|node| !lettering.has(&node.group.name)).count();
    if 0 < foreign {
        let message = format!(
            "letters that the picture's typeface lacks are in the names of {}; a PNG leaves them out",
            counted(Kind::CacheGroup, foreign)
        );
        notes.push(note(message));
    }
    notes
}
