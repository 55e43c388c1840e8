//! Reads a `TopoJSON` world: land as rings and country borders as lines, on an integer Web Mercator grid.
//!
//! It must not know of cells or files. The package has joined what the antimeridian cuts, so a ring may run across it:
//! such rings are unrolled here and lie partly outside of the world, once for each copy of the world they touch.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The world is `1 << GRID_BITS` grid steps wide and high: finer than what is written, so that the steps by which
/// cutting moves a point vanish when it is rounded.
pub const GRID_BITS: u32 = 27;
/// Grid steps across the world.
pub const WORLD: i32 = 1 << GRID_BITS;
/// South of the world, where the ring around the pole is closed.
const BELOW: i32 = WORLD + WORLD / 16;

/// x to the east, y to the south.
pub type Point = [i32; 2];

/// What one file holds.
pub struct World {
    /// Rings of all land; inside is what an odd number of them surrounds.
    pub land: Vec<Vec<Point>>,
    /// Lines where two countries touch, each once.
    pub borders: Vec<Vec<Point>>,
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<[i32; 2]>>,
    objects: BTreeMap<String, Geometry>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Geometry {
    #[serde(rename = "GeometryCollection")]
    Collection { geometries: Vec<Geometry> },
    Polygon { arcs: Vec<Vec<i32>> },
    MultiPolygon { arcs: Vec<Vec<Vec<i32>>> },
}

impl Geometry {
    fn rings(&self) -> Vec<&Vec<i32>> {
        match self {
            Self::Collection { geometries } => geometries.iter().flat_map(Self::rings).collect(),
            Self::Polygon { arcs } => arcs.iter().collect(),
            Self::MultiPolygon { arcs } => arcs.iter().flatten().collect(),
        }
    }
}

/// Reads one of `world-atlas`'s `countries` files.
pub fn read(json: &[u8]) -> Result<World> {
    let topology: Topology = serde_json::from_slice(json).context("not the expected TopoJSON")?;
    let arcs: Vec<Vec<Point>> = topology.arcs.iter().map(|arc| place(arc, &topology.transform)).collect();
    let countries = topology.objects.get("countries").context("no object `countries`")?;
    let Geometry::Collection { geometries } = countries else {
        anyhow::bail!("`countries` is no collection");
    };

    // An arc that two countries share is a border.
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); arcs.len()];
    for (country, geometry) in geometries.iter().enumerate() {
        for &arc in geometry.rings().into_iter().flatten() {
            let seen = &mut users[index(arc)];
            if !seen.contains(&country) {
                seen.push(country);
            }
        }
    }
    let borders = users.iter().zip(&arcs).filter(|(users, _)| users.len() > 1).map(|(_, arc)| unrolled(arc)).collect();

    let mut land = Vec::new();
    for ring in topology.objects.get("land").context("no object `land`")?.rings() {
        let mut points: Vec<Point> = Vec::new();
        for &arc in ring {
            let source = &arcs[index(arc)];
            if arc < 0 {
                points.extend(source.iter().rev());
            } else {
                points.extend(source);
            }
            points.dedup();
        }
        ensure!(points.first() == points.last(), "a ring is open");
        if points.iter().all(|point| point[1] > WORLD) {
            continue; // the seam around the pole
        }
        land.extend(copies(unrolled(&points)));
    }
    Ok(World { land, borders })
}

fn index(arc: i32) -> usize {
    usize::try_from(if arc < 0 { !arc } else { arc }).unwrap_or_default()
}

/// Decodes an arc's deltas and projects it.
fn place(arc: &[[i32; 2]], transform: &Transform) -> Vec<Point> {
    let mut at = [0, 0];
    arc.iter()
        .map(|delta| {
            at = [at[0] + delta[0], at[1] + delta[1]];
            let longitude = f64::from(at[0]) * transform.scale[0] + transform.translate[0];
            let latitude = f64::from(at[1]) * transform.scale[1] + transform.translate[1];
            project(longitude, latitude)
        })
        .collect()
}

/// Web Mercator on the grid; what lies beyond the world's lower edge is kept within reach.
pub fn project(longitude: f64, latitude: f64) -> Point {
    let x = (longitude + 180.0) / 360.0;
    let y = 0.5 - latitude.to_radians().tan().asinh() / std::f64::consts::TAU;
    let y = y.clamp(-0.02, f64::from(BELOW) / f64::from(WORLD));
    [(x * f64::from(WORLD)).round() as i32, (y * f64::from(WORLD)).round() as i32]
}

/// Makes x continuous, so that a line across the antimeridian leaves the world instead of jumping back.
fn unrolled(points: &[Point]) -> Vec<Point> {
    let mut turn = 0;
    let mut last: Option<i32> = None;
    points
        .iter()
        .map(|&[x, y]| {
            if let Some(last) = last {
                if x - last > WORLD / 2 {
                    turn -= WORLD;
                } else if last - x > WORLD / 2 {
                    turn += WORLD;
                }
            }
            last = Some(x);
            [x + turn, y]
        })
        .collect()
}

/// The ring, closed around the pole if it must be, once for each copy of the world that it touches.
fn copies(mut ring: Vec<Point>) -> Vec<Vec<Point>> {
    if let (Some(&first), Some(&last)) = (ring.first(), ring.last())
        && first[0] != last[0]
    {
        ring.extend([[last[0], BELOW], [first[0], BELOW]]);
    }
    let (min, max) = ring.iter().fold((i32::MAX, i32::MIN), |(min, max), p| (min.min(p[0]), max.max(p[0])));
    [-WORLD, 0, WORLD]
        .into_iter()
        .filter(|shift| max + shift > 0 && min + shift < WORLD)
        .map(|shift| ring.iter().map(|&[x, y]| [x + shift, y]).collect())
        .collect()
}
