//! Why there is no coverage zone file to write.

use thiserror::Error;

use super::read::ZoneFileKind;

/// Why there is no file to write.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoZoneFile {
    /// No file has that name.
    #[error("the plan has no coverage zone file `{name}`{}", known(names))]
    NoFile {
        /// The name.
        name: String,
        /// Those that it has.
        names: Vec<String>,
    },
    /// It is of the other sort.
    #[error("the coverage zone file `{name}` is {}: its format is {}", sort(*is), is.word())]
    OtherSort {
        /// The name.
        name: String,
        /// What it is.
        is: ZoneFileKind,
    },
    /// No CDN has that name.
    #[error("the plan has no CDN `{0}`")]
    NoCdn(String),
    /// The CDN uses none.
    #[error("the CDN `{cdn}` uses no {}: import one, or let one of the plan's be used by it", sort(*wanted).trim_start_matches("a "))]
    NoneUsed {
        /// The CDN.
        cdn: String,
        /// What was asked for.
        wanted: ZoneFileKind,
    },
    /// More than one would be it.
    #[error(
        "the CDN `{cdn}` would use several coverage zone files, `{one}` and `{other}`: say in their forms which CDNs use them, or name one with --file"
    )]
    Several {
        /// The CDN.
        cdn: String,
        /// One of them.
        one: String,
        /// Another.
        other: String,
    },
}

fn sort(kind: ZoneFileKind) -> &'static str {
    match kind {
        ZoneFileKind::Plain => "a coverage zone file",
        ZoneFileKind::Deep => "a deep coverage zone file",
    }
}

fn known(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; it has {}", names.join(", ")) }
}
