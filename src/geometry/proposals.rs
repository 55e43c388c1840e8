//! Where phys locations probably are: by the city, state and country that they name, among the places that are built in.
//! Traffic Ops gives them no position.
//!
//! It must not know how a proposal is shown or confirmed.

use std::collections::HashMap;

use super::places::{NamedPlace, Places};
use crate::model::{Id, PhysLocation, Plan, Position};

/// The states of the United States, by abbreviation and name.
const STATES: &[(&str, &str)] = &[
    ("al", "alabama"),
    ("ak", "alaska"),
    ("az", "arizona"),
    ("ar", "arkansas"),
    ("ca", "california"),
    ("co", "colorado"),
    ("ct", "connecticut"),
    ("de", "delaware"),
    ("fl", "florida"),
    ("ga", "georgia"),
    ("hi", "hawaii"),
    ("id", "idaho"),
    ("il", "illinois"),
    ("in", "indiana"),
    ("ia", "iowa"),
    ("ks", "kansas"),
    ("ky", "kentucky"),
    ("la", "louisiana"),
    ("me", "maine"),
    ("md", "maryland"),
    ("ma", "massachusetts"),
    ("mi", "michigan"),
    ("mn", "minnesota"),
    ("ms", "mississippi"),
    ("mo", "missouri"),
    ("mt", "montana"),
    ("ne", "nebraska"),
    ("nv", "nevada"),
    ("nh", "new hampshire"),
    ("nj", "new jersey"),
    ("nm", "new mexico"),
    ("ny", "new york"),
    ("nc", "north carolina"),
    ("nd", "north dakota"),
    ("oh", "ohio"),
    ("ok", "oklahoma"),
    ("or", "oregon"),
    ("pa", "pennsylvania"),
    ("ri", "rhode island"),
    ("sc", "south carolina"),
    ("sd", "south dakota"),
    ("tn", "tennessee"),
    ("tx", "texas"),
    ("ut", "utah"),
    ("vt", "vermont"),
    ("va", "virginia"),
    ("wa", "washington"),
    ("wv", "west virginia"),
    ("wi", "wisconsin"),
    ("wy", "wyoming"),
    ("dc", "district of columbia"),
];

/// Names of countries in which caches often stand, with their codes. Others are known by their codes alone.
const COUNTRIES: &[(&str, &str)] = &[
    ("argentina", "AR"),
    ("australia", "AU"),
    ("austria", "AT"),
    ("belgium", "BE"),
    ("brazil", "BR"),
    ("bulgaria", "BG"),
    ("canada", "CA"),
    ("chile", "CL"),
    ("china", "CN"),
    ("colombia", "CO"),
    ("croatia", "HR"),
    ("czechia", "CZ"),
    ("denmark", "DK"),
    ("egypt", "EG"),
    ("estonia", "EE"),
    ("finland", "FI"),
    ("france", "FR"),
    ("germany", "DE"),
    ("greece", "GR"),
    ("hong kong", "HK"),
    ("hungary", "HU"),
    ("iceland", "IS"),
    ("india", "IN"),
    ("indonesia", "ID"),
    ("ireland", "IE"),
    ("israel", "IL"),
    ("italy", "IT"),
    ("japan", "JP"),
    ("kenya", "KE"),
    ("latvia", "LV"),
    ("lithuania", "LT"),
    ("luxembourg", "LU"),
    ("malaysia", "MY"),
    ("mexico", "MX"),
    ("morocco", "MA"),
    ("netherlands", "NL"),
    ("new zealand", "NZ"),
    ("nigeria", "NG"),
    ("norway", "NO"),
    ("pakistan", "PK"),
    ("peru", "PE"),
    ("philippines", "PH"),
    ("poland", "PL"),
    ("portugal", "PT"),
    ("qatar", "QA"),
    ("romania", "RO"),
    ("russia", "RU"),
    ("saudi arabia", "SA"),
    ("serbia", "RS"),
    ("singapore", "SG"),
    ("slovakia", "SK"),
    ("slovenia", "SI"),
    ("south africa", "ZA"),
    ("south korea", "KR"),
    ("spain", "ES"),
    ("sweden", "SE"),
    ("switzerland", "CH"),
    ("taiwan", "TW"),
    ("thailand", "TH"),
    ("turkey", "TR"),
    ("ukraine", "UA"),
    ("united arab emirates", "AE"),
    ("united kingdom", "GB"),
    ("uk", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("united states", "US"),
    ("usa", "US"),
    ("vietnam", "VN"),
];

/// The places by their names.
pub struct PlaceFinder<'a> {
    by_name: HashMap<String, Vec<NamedPlace<'a>>>,
}

impl std::fmt::Debug for PlaceFinder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlaceFinder").field("names", &self.by_name.len()).finish()
    }
}

impl<'a> PlaceFinder<'a> {
    /// Of places.
    pub fn of(places: &'a Places) -> Self {
        let mut by_name: HashMap<String, Vec<NamedPlace<'a>>> = HashMap::with_capacity(places.len());
        for place in places.iter() {
            by_name.entry(plain(place.name)).or_default().push(place);
        }
        Self { by_name }
    }

    /// The place of a city: of several the one in the country that is meant, and of these the one with most people.
    /// `said` is what else names a country: state, region, division. None: no city is called so, or only ones in other
    /// countries than the one that is surely meant.
    pub fn find(&self, city: &str, said: &[&str]) -> Option<NamedPlace<'a>> {
        let found = self.by_name.get(&plain(city))?;
        let countries: Vec<&str> = said.iter().filter_map(|words| country(words)).collect();
        let largest = |of: &mut dyn Iterator<Item = &NamedPlace<'a>>| of.max_by_key(|place| place.population).copied();
        match countries.first() {
            Some(country) => largest(&mut found.iter().filter(|place| place.country == *country)),
            None => largest(&mut found.iter()),
        }
    }
}

/// The country that a state, region or country's name means.
fn country(words: &str) -> Option<&str> {
    let name = plain(words);
    if STATES.iter().any(|(short, long)| *short == name || *long == name) {
        return Some("US");
    }
    if let Some((_, code)) = COUNTRIES.iter().find(|(known, _)| *known == name) {
        return Some(code);
    }
    let code = words.trim();
    COUNTRIES.iter().map(|(_, known)| *known).find(|known| known.eq_ignore_ascii_case(code))
}

/// Letters in lower case and without accents, which many leave out; what stands between words is a blank.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match ACCENTED.iter().find(|(accented, _)| accented.contains(letter)) {
            Some((_, bare)) => plain.push_str(bare),
            None => plain.push(if letter.is_alphanumeric() { letter } else { ' ' }),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters with accents, and what is written without.
const ACCENTED: &[(&str, &str)] = &[
    ("áàâäãåāăą", "a"),
    ("éèêëēėęě", "e"),
    ("íìîïīįı", "i"),
    ("óòôöõøōő", "o"),
    ("úùûüūůű", "u"),
    ("ýÿ", "y"),
    ("çćč", "c"),
    ("ďđ", "d"),
    ("ğ", "g"),
    ("ł", "l"),
    ("ñńň", "n"),
    ("ř", "r"),
    ("śšşș", "s"),
    ("ťţț", "t"),
    ("źżž", "z"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ß", "ss"),
];

/// The positions of phys locations that have none and name a city that is known.
pub fn proposals(plan: &Plan, places: &Places) -> Vec<(Id<PhysLocation>, Position)> {
    let finder = PlaceFinder::of(places);
    let propose = |(id, location): (Id<PhysLocation>, &std::sync::Arc<PhysLocation>)| {
        if location.position.as_ref().is_some_and(|position| position.at.is_some()) {
            return None;
        }
        let city = location.city.as_deref().filter(|city| !city.trim().is_empty())?;
        let region = plan.follow_opt(location.region.as_ref());
        let division = region.and_then(|region| plan.follow_opt(region.division.as_ref()));
        let said = [
            location.state.as_deref(),
            region.map(|region| region.name.as_str()),
            division.map(|division| division.name.as_str()),
        ];
        let said: Vec<&str> = said.into_iter().flatten().collect();
        Some((id, finder.find(city, &said)?.position))
    };
    plan.phys_locations().iter().filter_map(propose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::model::{Kind, Value};

    #[test]
    fn cities_are_found_in_the_country_that_is_meant() {
        let places = Places::embedded().unwrap();
        let finder = PlaceFinder::of(&places);
        let near = |city: &str, said: &[&str], latitude: f64, longitude: f64| {
            let found = finder.find(city, said).unwrap_or_else(|| panic!("{city}"));
            let km = found.position.distance_km(Position::new(latitude, longitude).unwrap());
            assert!(km < 60.0, "{city} {said:?}: {} {} is {km} km away", found.name, found.country);
        };
        near("Denver", &["CO"], 39.74, -104.98);
        near("paris", &[], 48.85, 2.35);
        near("Reykjavik", &[], 64.13, -21.9);
        near("Zürich", &[], 47.37, 8.55);
        near("Paris", &["TX"], 33.66, -95.55);
        near("Birmingham", &["Alabama"], 33.52, -86.80);
        near("Birmingham", &["West Midlands", "United Kingdom"], 52.48, -1.90);
        near("lyon", &["FR"], 45.76, 4.84);
        assert!(finder.find("Nonesuchville", &["CO"]).is_none());
        assert!(finder.find("Denver", &["Norway"]).is_none(), "there is none in that country");
    }

    #[test]
    fn only_what_has_no_position_and_names_a_city_gets_a_proposal() {
        let places = Places::embedded().unwrap();
        let mut plan = Plan::default();
        let text = |text: &str| Value::Text(text.to_owned());
        for (name, city) in [("a", "Oslo"), ("b", "Nonesuchville"), ("c", "")] {
            let fields = vec![("name", text(name)), ("city", text(city)), ("state", text(""))];
            plan = plan.applying(&intent::create(&plan, Kind::PhysLocation, fields).unwrap()).unwrap();
        }
        let found = proposals(&plan, &places);
        assert_eq!(found.len(), 1);
        let plan = plan.applying(&intent::propose_positions(&plan, &found).unwrap()).unwrap();
        let location = plan.get(plan.find::<PhysLocation>("a").unwrap()).unwrap();
        assert!(location.position.as_ref().is_some_and(|position| position.proposed && position.at.is_some()));
        assert!(proposals(&plan, &places).is_empty(), "it has one now");
    }
}
