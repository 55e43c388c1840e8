//! What Traffic Router notes of a request while it routes it, in its own words (`StatTracker.Track`).

use std::borrow::Cow;

use thiserror::Error;

use super::GeoLocation;
use crate::snapshot::reading::RouterPosition;

/// Lists words: variant, what Traffic Router calls it.
macro_rules! words {
    ($(#[doc = $about:literal])+ $Words:ident { $($(#[doc = $doc:literal])+ $Word:ident $word:literal,)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Words { $($(#[doc = $doc])+ $Word,)+ }

        impl $Words {
            /// In Traffic Router's log.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$Word => $word,)+ }
            }
        }
    };
}

words! {
    /// How a request ended.
    ResultType {
        /// Nothing was found out, which is how every request begins.
        Error "ERROR",
        /// By coverage zone.
        Cz "CZ",
        /// By geolocation.
        Geo "GEO",
        /// Not at all.
        Miss "MISS",
        /// To the bypass destination.
        DsRedirect "DS_REDIRECT",
        /// There is no such service.
        DsMiss "DS_MISS",
        /// By federation.
        Fed "FED",
        /// Refused by a regional rule.
        RegionalDeny "RGDENY",
        /// Sent elsewhere by a regional rule.
        RegionalAlternate "RGALT",
        /// Sent elsewhere by a geo limit.
        GeoRedirect "GEO_REDIRECT",
        /// By deep coverage zone.
        DeepCz "DEEP_CZ",
        /// Refused for an anonymous address.
        AnonymousBlock "ANON_BLOCK",
        /// By the service's miss location, instead of a country's.
        GeoDs "GEO_DS",
    }
}

words! {
    /// What else is to be said of how it ended.
    ResultDetails {
        /// There is no such service.
        DsNotFound "DS_NOT_FOUND",
        /// HTTP where only HTTPS is served, or the other way round.
        DsTlsMismatch "DS_TLS_MISMATCH",
        /// There is nowhere to send it.
        DsNoBypass "DS_NO_BYPASS",
        /// Sent to the bypass destination.
        DsBypass "DS_BYPASS",
        /// Only clients in a coverage zone are served.
        DsCzOnly "DS_CZ_ONLY",
        /// The client's place is unknown, or excluded.
        DsClientGeoUnsupported "DS_CLIENT_GEO_UNSUPPORTED",
        /// No location had a cache to give.
        GeoNoCacheFound "GEO_NO_CACHE_FOUND",
        /// No regional rule allows it.
        RegionalGeoNoRule "REGIONAL_GEO_NO_RULE",
        /// Sent elsewhere.
        RegionalGeoAlternateWithoutCache "REGIONAL_GEO_ALTERNATE_WITHOUT_CACHE",
        /// Sent to another path of the cache.
        RegionalGeoAlternateWithCache "REGIONAL_GEO_ALTERNATE_WITH_CACHE",
        /// By coverage zone, but not to the zone's own group.
        DsCzBackupCg "DS_CZ_BACKUP_CG",
        /// With Traffic Routers, not caches.
        LocalizedDns "LOCALIZED_DNS",
    }
}

/// Why Traffic Router fails on a request, which its container makes a 500 of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Thrown {
    /// Something that must be there is not.
    #[error("NullPointerException")]
    NullPointer,
    /// A query parameter of nothing but `=`.
    #[error("ArrayIndexOutOfBoundsException")]
    ArrayIndex,
    /// A query parameter that cannot be decoded.
    #[error("IllegalArgumentException")]
    IllegalArgument,
    /// An address that is none.
    #[error("MalformedURLException")]
    MalformedUrl,
    /// An address that cannot be rewritten.
    #[error("IllegalStateException")]
    IllegalState,
    /// It never answers.
    #[error("NoAnswer")]
    NoAnswer,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failed {
    /// Traffic Router fails.
    #[error(transparent)]
    Thrown(#[from] Thrown),
    /// What Traffic Router would do cannot be said here.
    #[error("{0}")]
    Unsaid(String),
}

/// What is noted of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Track<'r> {
    /// How it ended so far.
    pub result: ResultType,
    /// What else is to be said of it.
    pub details: Option<ResultDetails>,
    /// Where it was sent.
    pub result_location: Option<RouterPosition>,
    /// Where the client is, once that was asked: Traffic Router asks only once.
    pub client: Option<Option<Cow<'r, GeoLocation>>>,
    /// How a regional rule decided, as it is logged.
    pub regional_geo: Option<String>,
    /// Whether the caches are not those of the zone's own group.
    pub from_backup: bool,
    /// Whether geolocation may still be tried.
    pub continue_geo: bool,
}

impl Default for Track<'_> {
    fn default() -> Self {
        Self {
            result: ResultType::Error,
            details: None,
            result_location: None,
            client: None,
            regional_geo: None,
            from_backup: false,
            continue_geo: true,
        }
    }
}
