//! What Traffic Portal's forms demand of each field, in its own words. These are findings: they show beside the field, in
//! Problems and on the command line, and never block. What cannot be stored at all is refused elsewhere.

mod demands;

use crate::edit::intent::new_cdn::UNSAID;
use crate::finding::RuleId;
use crate::model::{Kind, Position, Value};

pub use demands::of;

/// What a form says of a field, and demands of it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the catalogue")]
pub struct FieldRule {
    /// The field.
    pub key: &'static str,
    /// Whether Traffic Portal marks it with an asterisk.
    pub is_needed: bool,
    /// Whether Traffic Portal marks it although it fills it in itself and Traffic Ops takes an object without it.
    pub is_marked: bool,
    /// As many letters as it takes.
    pub max: usize,
    /// The form that its text or number must have.
    pub form: TextForm,
    /// What it means, where its label does not say it and planners ask.
    pub hint: &'static str,
    /// The field that says, when it is true, that this one is to be hidden.
    pub secret_when: Option<&'static str>,
    /// Whether it holds more than a line.
    pub is_long: bool,
    /// Whether it stands for what nobody has said yet where it has the word for that.
    pub is_once_unsaid: bool,
    /// Whether it says something about one object that is of no use to several.
    pub is_single: bool,
}

impl FieldRule {
    /// A field of which nothing is demanded.
    pub const fn of(key: &'static str) -> Self {
        Self {
            key,
            is_needed: false,
            is_marked: false,
            max: usize::MAX,
            form: TextForm::Any,
            hint: "",
            secret_when: None,
            is_long: false,
            is_once_unsaid: false,
            is_single: false,
        }
    }

    /// Traffic Portal marks it; of kinds that it has no such form for: Traffic Ops needs it.
    #[must_use]
    pub const fn needed(self) -> Self {
        Self { is_needed: true, ..self }
    }

    /// Traffic Portal marks it, has a value for it in every new form, and Traffic Ops does without it.
    #[must_use]
    pub const fn marked(self) -> Self {
        Self { is_marked: true, ..self }
    }

    /// It takes so many letters.
    #[must_use]
    pub const fn max(self, max: usize) -> Self {
        Self { max, ..self }
    }

    /// Its text or number has a form.
    #[must_use]
    pub const fn form(self, form: TextForm) -> Self {
        Self { form, ..self }
    }

    /// Something is said about it.
    #[must_use]
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// It is hidden when another field is true.
    #[must_use]
    pub const fn secret_when(self, key: &'static str) -> Self {
        Self { secret_when: Some(key), ..self }
    }

    /// It holds more than a line.
    #[must_use]
    pub const fn long(self) -> Self {
        Self { is_long: true, ..self }
    }

    /// It may have the word for what nobody has said yet.
    #[must_use]
    pub const fn once_unsaid(self) -> Self {
        Self { is_once_unsaid: true, ..self }
    }

    /// It is of no use to several objects.
    #[must_use]
    pub const fn single(self) -> Self {
        Self { is_single: true, ..self }
    }
}

/// The form that a text or a number must have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TextForm {
    /// Any.
    Any,
    /// No white space.
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
    /// The number of a port.
    Port,
    /// Whole numbers from one to another.
    Between(i64, i64),
}

/// What there is to say of a field.
pub fn rule(kind: Kind, key: &str) -> Option<&'static FieldRule> {
    of(kind).iter().find(|rule| rule.key == key)
}

/// Whether Traffic Portal marks the field with an asterisk.
pub fn is_required(kind: Kind, key: &str) -> bool {
    rule(kind, key).is_some_and(|rule| rule.is_needed || rule.is_marked)
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// It is empty.
    Missing,
    /// It has the word for what nobody has said yet.
    Unsaid,
    /// It has too many letters.
    TooLong,
    /// It has another form.
    Form,
}

impl FieldFault {
    /// The rule that tells it.
    pub const fn rule(self) -> RuleId {
        match self {
            Self::Missing => RuleId("field-missing"),
            Self::Unsaid => RuleId("field-unsaid"),
            Self::TooLong => RuleId("field-too-long"),
            Self::Form => RuleId("field-form"),
        }
    }
}

/// What Traffic Portal would say about a value, and why; none: nothing.
pub fn judge(kind: Kind, key: &str, value: &Value) -> Option<(FieldFault, String)> {
    judge_by(rule(kind, key)?, kind, value)
}

/// The same by what is demanded of the field.
pub fn judge_by(rule: &FieldRule, kind: Kind, value: &Value) -> Option<(FieldFault, String)> {
    let missing = || rule.is_needed.then(|| (FieldFault::Missing, missing(kind, rule.key).to_owned()));
    let formed = |words: String| (FieldFault::Form, words);
    match value {
        Value::Null => missing(),
        Value::List(items) if items.is_empty() => missing(),
        Value::Text(text) if text.is_empty() => missing(),
        Value::Text(text) if rule.is_once_unsaid && text == UNSAID => {
            Some((FieldFault::Unsaid, "Still to be said".to_owned()))
        }
        Value::Text(text) if rule.max < text.chars().count() => Some((FieldFault::TooLong, "Too Long".to_owned())),
        Value::Text(text) => rule.form.judge_text(text).map(str::to_owned).map(formed),
        Value::Int(number) => rule.form.judge_number(*number).map(formed),
        Value::Float(number) => rule.form.judge_degrees(*number).map(str::to_owned).map(formed),
        Value::Bool(_) | Value::Link(_) | Value::List(_) | Value::Object(_) | Value::Json(_) => None,
    }
}

/// What Traffic Portal says where nothing stands.
pub fn missing(kind: Kind, key: &str) -> &'static str {
    match key {
        Position::LATITUDE => "Required latitude",
        Position::LONGITUDE => "Required longitude",
        _ if rule(kind, key).is_some_and(|rule| rule.form == TextForm::Natural) => "Whole Number Required",
        _ => "Required",
    }
}

/// Whether Traffic Portal takes a text for a label of DNS.
fn is_label(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    text.starts_with(plain) && text.ends_with(plain) && text.chars().all(|letter| plain(letter) || letter == '-')
}

impl TextForm {
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

    fn judge_number(self, number: i64) -> Option<String> {
        match self {
            Self::Natural if number < 0 => Some("Whole Number".to_owned()),
            Self::Positive if number < 1 => Some("Must be 1 or more".to_owned()),
            Self::Port if !(0..=65_535).contains(&number) => {
                Some("Invalid port number (must be whole number less than 65536)".to_owned())
            }
            Self::Between(least, i64::MAX) if number < least => Some(format!("Must be {least} or more")),
            Self::Between(least, most) if !(least..=most).contains(&number) => {
                Some(format!("Must be between {least} and {most}"))
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
            (Kind::CacheGroup, "shortName", text(&"x".repeat(46)), None),
            (Kind::Coordinate, "name", text(&"x".repeat(46)), Some("Too Long")),
            (Kind::DeliveryService, "initialDispersion", Value::Int(11), Some("Must be between 1 and 10")),
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
            assert_eq!(judge(kind, key, &value).map(|(_, words)| words).as_deref(), expected, "{key} {value:?}");
        }
    }

    #[test]
    fn labels_are_as_portal_takes_them() {
        for (label, good) in [("vod", true), ("a-1", true), ("1", true), ("-a", false), ("a.b", false), ("A", false)] {
            assert_eq!(is_label(label), good, "{label}");
        }
    }
}
