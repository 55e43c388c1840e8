//! A database of cities (`MaxmindGeolocationService`).

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use super::entry::{DatabaseEntry, OddEntry};
use super::{Database, LookupError, MaxMindError, look_up, open};
use crate::routing::{GeoLocation, Locate};
use crate::snapshot::java::address;

/// A database of cities.
#[derive(Debug)]
pub struct CityDatabase(Database);

impl CityDatabase {
    /// Opens one. As Traffic Router does, it is tried with an address first.
    pub fn open(bytes: Vec<u8>) -> Result<Self, MaxMindError> {
        let database = Self(open(bytes, "City")?);
        match database.locate_address(IpAddr::V4(Ipv4Addr::LOCALHOST)) {
            Err(LookupError::Damaged(why)) => Err(MaxMindError::Bad(why)),
            Err(LookupError::Address(_)) | Ok(_) => Ok(database),
        }
    }

    /// Where an address is, given in any way that Java reads one, perhaps with a mask, which is not looked at. None: it
    /// is not known, or without a position.
    pub fn look_up(&self, text: &str) -> Result<Option<GeoLocation>, LookupError> {
        let host = text.split('/').next().unwrap_or_default();
        let address = address::by_name(host).ok_or_else(|| LookupError::Address(host.to_owned()))?;
        self.locate_address(address)
    }

    fn locate_address(&self, address: IpAddr) -> Result<Option<GeoLocation>, LookupError> {
        look_up(&self.0, address)?.map_or(Ok(None), |entry| Ok(location(&entry)?))
    }
}

impl Locate for CityDatabase {
    fn locate(&self, address: &str) -> Option<Cow<'_, GeoLocation>> {
        self.look_up(address).ok().flatten().map(Cow::Owned)
    }
}

/// What is taken of an entry.
fn location(entry: &DatabaseEntry<'_>) -> Result<Option<GeoLocation>, OddEntry> {
    let owned = |path: &[&str]| entry.text(path).map(|text| text.map(str::to_owned));
    let (country, country_name) = (owned(&["country", "iso_code"])?, owned(&["country", "names", "en"])?);
    let (city, postal) = (owned(&["city", "names", "en"])?, owned(&["postal", "code"])?);
    let is_default = city.is_none() && postal.is_none() && entry.count(&["subdivisions"])? == 0;
    let number = |name: &str| entry.number(&["location", name]);
    let (Some(latitude), Some(longitude)) = (number("latitude")?, number("longitude")?) else { return Ok(None) };
    Ok(Some(GeoLocation { latitude, longitude, country, country_name, city, postal, is_default }))
}
