//! The embedded place names: labels for every zoom, and the nearest name to a position.
//!
//! It must not know how a label looks; which labels collide is decided where they are drawn. The names are those of
//! `GeoNames` (CC BY 4.0), which the map and About must say.

use super::mercator::{WorldBounds, unproject};
use super::packed::{AssetError, AssetReader, decompress};
use super::words::km;
use crate::model::Position;

/// What the licences of basemap and places ask to be said wherever they are shown.
pub const MAP_ATTRIBUTION: &str = "Natural Earth · GeoNames, CC BY 4.0";

/// The asset in the binary.
const EMBEDDED: &[u8] = include_bytes!("../../assets/places.bin");
/// The magic and the version that this reads.
const MAGIC: &[u8] = b"LDPL\x01";
/// What the licence asks for, where place names are shown.
pub const ATTRIBUTION: &str = "Place names: GeoNames, CC BY 4.0";

/// Letters of a country code.
const COUNTRY: usize = 2;

/// So near to a place's middle one is in it.
pub const IN_TOWN_KM: f64 = 15.0;

/// All places, most important first.
#[derive(Debug)]
pub struct Places {
    names: String,
    rows: Vec<PlaceRow>,
    /// Where each row's place lies on the unit sphere.
    directions: Vec<[f64; 3]>,
}

#[derive(Debug)]
struct PlaceRow {
    /// Where in `names` the country's two letters and the name begin.
    text: usize,
    /// Where the name ends.
    end: usize,
    rank: u8,
    is_capital: bool,
    population: u32,
    position: Position,
    world: [f64; 2],
}

/// One place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NamedPlace<'a> {
    /// As `GeoNames` has it.
    pub name: &'a str,
    /// ISO 3166-1, two letters.
    pub country: &'a str,
    /// The zoom from which there is room for its name.
    pub rank: u8,
    /// Whether a country's government sits there.
    pub is_capital: bool,
    /// 0 is unknown.
    pub population: u32,
    /// Within 30 m of the position that `GeoNames` has.
    pub position: Position,
    /// The position in world coordinates.
    pub world: [f64; 2],
}

/// A place that was found near a position, in words: like `Boulder, US`, or `40 km from Boulder, US`.
pub fn near_words((place, distance_km): &(NamedPlace<'_>, f64)) -> String {
    let name = format!("{}, {}", place.name, place.country);
    if *distance_km < IN_TOWN_KM { name } else { format!("{} from {name}", km(*distance_km)) }
}

impl Places {
    /// The ones in the binary.
    pub fn embedded() -> Result<Self, AssetError> {
        Self::decode(EMBEDDED)
    }

    /// Decodes the file.
    pub fn decode(bytes: &[u8]) -> Result<Self, AssetError> {
        let mut reader = AssetReader::new(bytes, MAGIC)?;
        let bits = reader.byte()?;
        if !(1..=24).contains(&bits) {
            return Err(AssetError::Value);
        }
        let body = decompress(reader.rest())?;
        let mut reader = AssetReader::of(&body);
        let count = reader.count()?;
        let (mut names, mut rows) = (String::new(), Vec::with_capacity(count));
        for _ in 0..count {
            rows.push(row(&mut reader, f64::from(1_u32 << bits), &mut names)?);
        }
        let directions = rows.iter().map(|row| direction(row.position)).collect();
        Ok(Self { names, rows, directions })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All of them: by rank, and within a rank the more important first.
    pub fn iter(&self) -> impl Iterator<Item = NamedPlace<'_>> {
        self.rows.iter().map(|row| self.place(row))
    }

    /// The places of a view for which a zoom has room, most important first.
    pub fn visible(&self, view: WorldBounds, zoom: f64) -> impl Iterator<Item = NamedPlace<'_>> {
        let end = self.rows.partition_point(|row| f64::from(row.rank) <= zoom.max(0.0));
        self.rows[..end].iter().filter(move |row| view.contains(row.world)).map(|row| self.place(row))
    }

    /// The place nearest to a position, and its distance in km.
    pub fn nearest(&self, position: Position) -> Option<(NamedPlace<'_>, f64)> {
        let from = direction(position);
        // The square of the straight line through the earth grows with the distance, and needs no trigonometry.
        let chord = |to: &[f64; 3]| (0..3).map(|axis| (to[axis] - from[axis]).powi(2)).sum::<f64>();
        let nearest = self.directions.iter().map(chord).zip(&self.rows).min_by(|a, b| a.0.total_cmp(&b.0))?.1;
        Some((self.place(nearest), position.distance_km(nearest.position)))
    }

    fn place(&self, row: &PlaceRow) -> NamedPlace<'_> {
        NamedPlace {
            name: self.names.get(row.text + COUNTRY..row.end).unwrap_or_default(),
            country: self.names.get(row.text..row.text + COUNTRY).unwrap_or_default(),
            rank: row.rank,
            is_capital: row.is_capital,
            population: row.population,
            position: row.position,
            world: row.world,
        }
    }
}

fn direction(position: Position) -> [f64; 3] {
    let (sin, cos) = position.latitude().to_radians().sin_cos();
    let (east, meridian) = position.longitude().to_radians().sin_cos();
    [cos * meridian, cos * east, sin]
}

fn row(reader: &mut AssetReader<'_>, unit: f64, names: &mut String) -> Result<PlaceRow, AssetError> {
    let flags = reader.byte()?;
    let text = names.len();
    let country = reader.take(COUNTRY)?;
    let length = reader.count()?;
    for part in [country, reader.take(length)?] {
        names.push_str(str::from_utf8(part).map_err(|_| AssetError::Value)?);
    }
    let world = [f64::from(reader.varint()?) / unit, f64::from(reader.varint()?) / unit];
    if !WorldBounds::WORLD.contains(world) {
        return Err(AssetError::Value);
    }
    Ok(PlaceRow {
        text,
        end: names.len(),
        rank: flags & 0x7f,
        is_capital: flags & 0x80 != 0,
        population: reader.varint()?,
        position: unproject(world).ok_or(AssetError::Value)?,
        world,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::mercator::project;

    fn nearest(places: &Places, latitude: f64, longitude: f64) -> (String, f64) {
        let (place, distance) = places.nearest(Position::new(latitude, longitude).unwrap()).unwrap();
        (format!("{}, {}", place.name, place.country), distance)
    }

    #[test]
    fn the_asset_is_as_described() {
        let places = Places::embedded().unwrap();
        assert!((5_000..40_000).contains(&places.len()), "{}", places.len());
        assert!(places.iter().is_sorted_by_key(|place| place.rank));
        assert!(places.iter().all(|place| !place.name.is_empty() && place.country.len() == COUNTRY));
        assert_eq!(places.iter().filter(|place| place.is_capital && place.country == "FR").count(), 1);
        assert!(EMBEDDED.len() < 700_000);
    }

    #[test]
    fn the_nearest_place_is_found() {
        let places = Places::embedded().unwrap();
        for (latitude, longitude, name) in [
            (48.86, 2.35, "Paris, FR"),
            (39.74, -104.98, "Denver, US"),
            (-36.85, 174.76, "Auckland, NZ"),
            (64.15, -21.94, "Reykjav\u{ed}k, IS"),
            (30.0, -45.0, ""),
        ] {
            let (found, distance) = nearest(&places, latitude, longitude);
            if name.is_empty() {
                assert!(distance > 500.0, "{found} in the middle of the Atlantic");
            } else {
                assert!(found == name && distance < 5.0, "{found} at {distance} km");
            }
        }
    }

    #[test]
    fn the_search_is_exact_everywhere() {
        let places = Places::embedded().unwrap();
        for step in 0..60_i32 {
            let position = Position::new(f64::from(step * 7 % 181 - 90), f64::from(step * 53 % 361 - 180)).unwrap();
            let (_, found) = places.nearest(position).unwrap();
            let least = places.iter().map(|place| position.distance_km(place.position)).fold(f64::INFINITY, f64::min);
            assert!((found - least).abs() < 1e-9, "{position:?}: {found} km instead of {least} km");
        }
    }

    #[test]
    fn every_view_has_names() {
        let places = Places::embedded().unwrap();
        let world: Vec<_> = places.visible(WorldBounds::WORLD, 2.0).collect();
        assert!((15..80).contains(&world.len()), "{}", world.len());
        assert!(world.iter().any(|place| place.name == "Mexico City"));
        for (latitude, longitude) in [(62.0, 129.7), (64.2, -51.7), (-25.3, 131.0), (17.0, 8.0), (46.8, 8.3)] {
            let centre = project(Position::new(latitude, longitude).unwrap());
            let (width, height) = (1600.0 / 256.0 / 64.0 / 2.0, 1000.0 / 256.0 / 64.0 / 2.0);
            let view = WorldBounds {
                min: [centre[0] - width, centre[1] - height],
                max: [centre[0] + width, centre[1] + height],
            };
            let count = places.visible(view, 6.0).count();
            assert!((3..300).contains(&count), "{count} names around {latitude}, {longitude}");
        }
        assert_eq!(places.visible(WorldBounds::WORLD, f64::INFINITY).count(), places.len());
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        assert_eq!(Places::decode(b"LDPL\x02").err(), Some(AssetError::Header));
        for cut in [5, 6, 10, 1000, EMBEDDED.len() - 1] {
            assert!(Places::decode(&EMBEDDED[..cut]).is_err());
        }
    }
}
