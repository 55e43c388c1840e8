//! Where the people of a country are, and in which country a point is, by the places of the map.

use crate::geometry::places::Places;
use crate::model::Position;
use crate::sorting::OrderedMap;

/// The countries.
#[derive(Debug)]
pub(super) struct Countries {
    places: Places,
    middles: OrderedMap<String, Position>,
}

impl Countries {
    /// By the places in the binary.
    pub(super) fn embedded() -> Option<Self> {
        let places = Places::embedded().ok()?;
        let mut sums: OrderedMap<String, [f64; 3]> = OrderedMap::new();
        for place in places.iter() {
            // A place of unknown size counts as one of a hundred people.
            let weight = f64::from(place.population.max(100));
            let (north, east) = (place.position.latitude().to_radians(), place.position.longitude().to_radians());
            let point = [north.cos() * east.cos(), north.cos() * east.sin(), north.sin()];
            let sum = sums.entry(place.country.to_owned()).or_default();
            for (sum, part) in sum.iter_mut().zip(point) {
                *sum += part * weight;
            }
        }
        let middle =
            |[x, y, z]: [f64; 3]| Position::new(z.atan2(x.hypot(y)).to_degrees(), y.atan2(x).to_degrees()).ok();
        let middles = sums.into_iter().filter_map(|(country, sum)| Some((country, middle(sum)?))).collect();
        Some(Self { places, middles })
    }

    /// The middle of a country's people.
    pub(super) fn middle(&self, country: &str) -> Option<Position> {
        self.middles.get(country).copied()
    }

    /// The country that a point is in, by the nearest place.
    pub(super) fn at(&self, position: Position) -> Option<String> {
        self.places.nearest(position).map(|(place, _)| place.country.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_where_their_people_are() {
        let countries = Countries::embedded().unwrap();
        let germany = countries.middle("DE").unwrap();
        assert!(germany.distance_km(Position::new(51.0, 10.0).unwrap()) < 200.0, "{germany:?}");
        assert_eq!(countries.middle("XX"), None);
        assert_eq!(countries.at(Position::new(48.86, 2.35).unwrap()).as_deref(), Some("FR"));
    }
}
