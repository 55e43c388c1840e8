//! What Traffic Portal's forms demand of each field, in its own words. These are findings: they show beside the field
//! and never block. What cannot be stored at all is `node::Fault` and the intents' refusals.

use crate::edit::intent::new_cdn::UNSAID;
use crate::finding::RuleId;
use crate::model::{Kind, Value};

/// By which rule a form warns.
pub(super) const RULE: RuleId = RuleId("portal-constraint");

/// What a field demands.
#[derive(Clone, Copy, Debug)]
struct Constraint {
    key: &'static str,
    required: bool,
    max: usize,
    form: Form,
}

/// The form that a text or a number must have.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Any,
    NoSpaces,
    /// Letters, digits and inner hyphens.
    HostName,
    /// Lower case letters, digits and inner hyphens.
    DnsLabel,
    /// Letters, digits, hyphens and underscores.
    Word,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// 0 or more.
    Natural,
    /// 1 or more.
    Positive,
    Port,
}

const fn field(key: &'static str, required: bool, max: usize, form: Form) -> Constraint {
    Constraint { key, required, max, form }
}

/// A text that must be there.
const fn needs(key: &'static str, max: usize) -> Constraint {
    field(key, true, max, Form::Any)
}

/// A text that may be there.
const fn may(key: &'static str, max: usize) -> Constraint {
    field(key, false, max, Form::Any)
}

/// Something else that must be there: a link, a choice.
const fn pick(key: &'static str) -> Constraint {
    field(key, true, usize::MAX, Form::Any)
}

/// Traffic Portal's constraints (`TPF/*`); of kinds that it has no such form for, what Traffic Ops needs.
#[expect(clippy::too_many_lines, clippy::match_same_arms, reason = "a table, one arm a kind")]
const fn of_kind(kind: Kind) -> &'static [Constraint] {
    match kind {
        Kind::Division => const { &[pick("name")] },
        Kind::Region => const { &[needs("name", 45), pick("division")] },
        Kind::PhysLocation => {
            const {
                &[
                    needs("name", 100),
                    needs("shortName", 100),
                    needs("address", 128),
                    needs("city", 128),
                    needs("state", 4),
                    needs("zip", 11),
                    may("poc", 128),
                    may("phone", 45),
                    may("email", 128),
                    pick("region"),
                    may("comments", 256),
                ]
            }
        }
        Kind::Coordinate => const { &[field("name", true, 45, Form::NoSpaces), pick("position")] },
        Kind::Asn => const { &[field("asn", true, usize::MAX, Form::Natural), pick("cachegroup")] },
        Kind::Type => const { &[needs("name", 45), may("description", 256)] },
        Kind::CacheGroup => {
            const {
                &[
                    field("name", true, 45, Form::NoSpaces),
                    field("shortName", true, 45, Form::NoSpaces),
                    pick("type"),
                    pick("latitude"),
                    pick("longitude"),
                ]
            }
        }
        Kind::Topology => {
            const { &[field("name", true, usize::MAX, Form::Word), needs("description", 256), pick("nodes")] }
        }
        Kind::Server => {
            const {
                &[
                    field("hostName", true, 100, Form::HostName),
                    field("domainName", true, 100, Form::NoSpaces),
                    pick("cdn"),
                    pick("cacheGroup"),
                    pick("type"),
                    pick("status"),
                    pick("profiles"),
                    pick("physicalLocation"),
                    field("tcpPort", false, usize::MAX, Form::Port),
                    field("httpsPort", false, usize::MAX, Form::Port),
                    may("rack", 64),
                    field("iloUsername", false, 45, Form::NoSpaces),
                ]
            }
        }
        Kind::Cdn => {
            const {
                &[
                    needs("name", 45),
                    needs("domainName", 255),
                    pick("dnssecEnabled"),
                    field("ttlOverride", false, usize::MAX, Form::Positive),
                ]
            }
        }
        Kind::Status | Kind::ServerCapability => const { &[pick("name")] },
        Kind::Profile => const { &[pick("name"), pick("cdn"), pick("type"), pick("description")] },
        Kind::Parameter => const { &[pick("name"), pick("configFile")] },
        Kind::DeliveryService => {
            const {
                &[
                    field("xmlId", true, 48, Form::DnsLabel),
                    needs("displayName", 48),
                    pick("type"),
                    pick("cdn"),
                    pick("active"),
                    field("routingName", true, 48, Form::DnsLabel),
                    field("initialDispersion", false, usize::MAX, Form::Positive),
                    field("missLat", false, usize::MAX, Form::Latitude),
                    field("missLong", false, usize::MAX, Form::Longitude),
                ]
            }
        }
        Kind::StaticDnsEntry => {
            const { &[pick("host"), pick("deliveryservice"), pick("type"), pick("address"), pick("ttl")] }
        }
        Kind::CoverageZoneFile | Kind::Scenario | Kind::Demand | Kind::CapacityOverride | Kind::SavedView => {
            const { &[pick("name")] }
        }
        Kind::Waiver => const { &[pick("rule")] },
        Kind::OtherRow => &[],
    }
}

fn constraint(kind: Kind, key: &str) -> Option<&'static Constraint> {
    of_kind(kind).iter().find(|constraint| constraint.key == key)
}

/// Whether Traffic Portal marks the field with an asterisk.
pub(super) fn required(kind: Kind, key: &str) -> bool {
    constraint(kind, key).is_some_and(|constraint| constraint.required)
}

/// What Traffic Portal would say about a value; none: nothing.
pub(super) fn words(kind: Kind, key: &str, value: &Value) -> Option<&'static str> {
    let constraint = constraint(kind, key)?;
    match value {
        Value::Null => constraint.required.then(|| missing(kind, key)),
        Value::List(items) if items.is_empty() => constraint.required.then(|| missing(kind, key)),
        Value::Text(text) if text.is_empty() => constraint.required.then(|| missing(kind, key)),
        Value::Text(text) if kind == Kind::PhysLocation && constraint.required && text == UNSAID => {
            Some("Still to be said")
        }
        Value::Text(text) if constraint.max < text.chars().count() => Some("Too Long"),
        Value::Text(text) => constraint.form.judge_text(text),
        Value::Int(number) => constraint.form.judge_number(*number),
        Value::Float(number) => constraint.form.judge_degrees(*number),
        Value::Bool(_) | Value::Link(_) | Value::List(_) | Value::Object(_) | Value::Json(_) => None,
    }
}

/// What Traffic Portal says where nothing stands.
pub(super) fn missing(kind: Kind, key: &str) -> &'static str {
    match (kind, key) {
        (Kind::Asn, "asn") => "Whole Number Required",
        (_, "latitude") => "Required latitude",
        (_, "longitude") => "Required longitude",
        _ => "Required",
    }
}

/// Whether Traffic Portal takes a text for a label of DNS.
fn is_label(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    text.starts_with(plain) && text.ends_with(plain) && text.chars().all(|letter| plain(letter) || letter == '-')
}

impl Form {
    fn judge_text(self, text: &str) -> Option<&'static str> {
        let plain = |extra: &'static str| move |letter: char| letter.is_ascii_alphanumeric() || extra.contains(letter);
        match self {
            Self::NoSpaces | Self::Word if text.contains(char::is_whitespace) => Some("No spaces"),
            Self::Word if !text.chars().all(plain("-_")) => Some("Letters, digits, - and _ only"),
            Self::DnsLabel if !is_label(text) => Some(
                "Must be a valid DNS label (no special characters, capital letters, periods, underscores, or spaces and cannot begin or end with a hyphen)",
            ),
            Self::HostName if text.starts_with('-') || text.ends_with('-') || !text.chars().all(plain("-")) => {
                Some("Invalid")
            }
            // The other forms say nothing about texts.
            _ => None,
        }
    }

    fn judge_degrees(self, degrees: f64) -> Option<&'static str> {
        match self {
            Self::Latitude if 90.0 < degrees.abs() => Some("Invalid latitude. Must be between -90.0 and 90.0"),
            Self::Longitude if 180.0 < degrees.abs() => Some("Invalid longitude. Must be between -180.0 and 180.0"),
            // The other forms say nothing about fractions.
            _ => None,
        }
    }

    fn judge_number(self, number: i64) -> Option<&'static str> {
        match self {
            Self::Natural if number < 0 => Some("Whole Number"),
            Self::Positive if number < 1 => Some("Must be 1 or more"),
            Self::Port if !(0..=65_535).contains(&number) => {
                Some("Invalid port number (must be whole number less than 65536)")
            }
            // The other forms say nothing about whole numbers.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portals_words() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (kind, key, value, expected) in [
            (Kind::CacheGroup, "name", text(""), Some("Required")),
            (Kind::CacheGroup, "name", text("edge denver"), Some("No spaces")),
            (Kind::CacheGroup, "name", text("edge.denver/1"), None),
            (Kind::CacheGroup, "shortName", text(&"x".repeat(46)), Some("Too Long")),
            (Kind::CacheGroup, "latitude", Value::Null, Some("Required latitude")),
            (Kind::CacheGroup, "parentCachegroup", Value::Null, None),
            (Kind::PhysLocation, "state", text("Colorado"), Some("Too Long")),
            (Kind::PhysLocation, "zip", text(UNSAID), Some("Still to be said")),
            (Kind::PhysLocation, "comments", text(UNSAID), None),
            (Kind::Asn, "asn", Value::Int(-1), Some("Whole Number")),
            (Kind::Server, "hostName", text("edge-"), Some("Invalid")),
            (
                Kind::Server,
                "tcpPort",
                Value::Int(70_000),
                Some("Invalid port number (must be whole number less than 65536)"),
            ),
            (Kind::Cdn, "ttlOverride", Value::Int(0), Some("Must be 1 or more")),
            (Kind::DeliveryService, "xmlId", text("vod-2"), None),
            (Kind::DeliveryService, "routingName", text(&"x".repeat(49)), Some("Too Long")),
            (
                Kind::DeliveryService,
                "missLat",
                Value::Float(-90.5),
                Some("Invalid latitude. Must be between -90.0 and 90.0"),
            ),
            (Kind::Topology, "name", text("a.b"), Some("Letters, digits, - and _ only")),
        ] {
            assert_eq!(words(kind, key, &value), expected, "{key} {value:?}");
        }
    }

    #[test]
    fn labels_are_as_portal_takes_them() {
        for (label, good) in [("vod", true), ("a-1", true), ("1", true), ("-a", false), ("a.b", false), ("A", false)] {
            assert_eq!(is_label(label), good, "{label}");
        }
    }

    #[test]
    fn every_constraint_is_about_a_field() {
        for kind in Kind::ALL {
            for constraint in of_kind(*kind) {
                let known = crate::model::kind::with_kind!(*kind, T => <T as crate::model::Entity>::field(constraint.key).is_some());
                let extra = *kind == Kind::CacheGroup && matches!(constraint.key, "latitude" | "longitude");
                assert!(known || extra, "{} {}", kind.key(), constraint.key);
            }
        }
    }
}
