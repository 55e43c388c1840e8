//! A database of cities (`MaxmindGeolocationService`).

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use serde::Deserialize;
use serde::de::IgnoredAny;

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
        Ok(look_up::<CityEntry<'_>>(&self.0, address)?.and_then(CityEntry::location))
    }
}

impl Locate for CityDatabase {
    fn locate(&self, address: &str) -> Option<Cow<'_, GeoLocation>> {
        self.look_up(address).ok().flatten().map(Cow::Owned)
    }
}

/// What is taken of an entry.
#[derive(Deserialize)]
struct CityEntry<'a> {
    #[serde(borrow, default)]
    city: IsoCoded<'a>,
    #[serde(borrow, default)]
    country: IsoCoded<'a>,
    #[serde(default)]
    location: CityCoordinates,
    #[serde(borrow, default)]
    postal: Postal<'a>,
    #[serde(default)]
    subdivisions: Vec<IgnoredAny>,
}

#[derive(Default, Deserialize)]
struct IsoCoded<'a> {
    #[serde(borrow)]
    iso_code: Option<&'a str>,
    #[serde(borrow, default)]
    names: CityNames<'a>,
}

#[derive(Default, Deserialize)]
struct CityNames<'a> {
    #[serde(borrow)]
    en: Option<&'a str>,
}

#[derive(Default, Deserialize)]
struct CityCoordinates {
    latitude: Option<f64>,
    longitude: Option<f64>,
}

#[derive(Default, Deserialize)]
struct Postal<'a> {
    #[serde(borrow)]
    code: Option<&'a str>,
}

impl CityEntry<'_> {
    fn location(self) -> Option<GeoLocation> {
        let (latitude, longitude) = (self.location.latitude?, self.location.longitude?);
        let (city, postal) = (self.city.names.en, self.postal.code);
        Some(GeoLocation {
            latitude,
            longitude,
            country: self.country.iso_code.map(str::to_owned),
            country_name: self.country.names.en.map(str::to_owned),
            city: city.map(str::to_owned),
            postal: postal.map(str::to_owned),
            is_default: city.is_none() && postal.is_none() && self.subdivisions.is_empty(),
        })
    }
}
