//! What the codes in some fields mean, in Traffic Portal's words (`FormDeliveryServiceController.js`): forms offer them,
//! tables show them. A code that is not listed is shown as it is.

use crate::model::{Kind, Value};

/// A code and its meaning.
pub type Code = (&'static str, &'static str);

/// The codes that a field, or a member of one, may hold; none: it holds no codes.
pub fn of(kind: Kind, key: &str) -> Option<&'static [Code]> {
    if kind != Kind::DeliveryService {
        return None;
    }
    ALL.iter().find(|(field, _)| *field == key).map(|(_, codes)| *codes)
}

/// The meaning of a value in a field with codes; none: the value speaks for itself.
pub fn word(kind: Kind, key: &str, value: &Value) -> Option<&'static str> {
    let code = match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        _ => return None,
    };
    word_of(of(kind, key)?, &code)
}

/// The meaning of a code.
pub fn word_of(codes: &[Code], code: &str) -> Option<&'static str> {
    codes.iter().find(|(each, _)| *each == code).map(|(_, word)| *word)
}

/// The fields of delivery services that hold codes; `type` is that of their expressions.
const ALL: &[(&str, &[Code])] = &[
    ("active", &[("ACTIVE", "Active"), ("PRIMED", "Primed"), ("INACTIVE", "Inactive")]),
    (
        "type",
        &[
            ("HOST_REGEXP", "HOST_REGEXP"),
            ("PATH_REGEXP", "PATH_REGEXP"),
            ("HEADER_REGEXP", "HEADER_REGEXP"),
            ("STEERING_REGEXP", "STEERING_REGEXP"),
        ],
    ),
    ("protocol", &[("0", "HTTP"), ("1", "HTTPS"), ("2", "HTTP AND HTTPS"), ("3", "HTTP TO HTTPS")]),
    (
        "qstringIgnore",
        &[
            ("0", "Use query parameter strings in cache key and pass in upstream requests"),
            ("1", "Do not use query parameter strings in cache key, but do pass in upstream requests"),
            ("2", "Neither use query parameter strings in cache key, nor pass in upstream requests"),
        ],
    ),
    ("geoLimit", &[("0", "None"), ("1", "Coverage Zone File only"), ("2", "Coverage Zone File and Country Code(s)")]),
    ("geoProvider", &[("0", "Maxmind"), ("1", "Neustar")]),
    ("deepCachingType", &[("NEVER", "Never"), ("ALWAYS", "Always")]),
    ("signingAlgorithm", &[("url_sig", "URL Signature Keys"), ("uri_signing", "URI Signing Keys")]),
    (
        "rangeRequestHandling",
        &[
            ("0", "Don't cache Range Requests"),
            ("1", "Use the background_fetch plugin"),
            ("2", "Use the cache_range_requests plugin"),
            ("3", "Use the slice plugin"),
        ],
    ),
    (
        "dscp",
        &[
            ("0", "0 - Best Effort"),
            ("10", "10 - AF11"),
            ("12", "12 - AF12"),
            ("14", "14 - AF13"),
            ("18", "18 - AF21"),
            ("20", "20 - AF22"),
            ("22", "22 - AF23"),
            ("26", "26 - AF31"),
            ("28", "28 - AF32"),
            ("30", "30 - AF33"),
            ("34", "34 - AF41"),
            ("36", "36 - AF42"),
            ("37", "37 - "),
            ("38", "38 - AF43"),
            ("8", "8 - CS1"),
            ("16", "16 - CS2"),
            ("24", "24 - CS3"),
            ("32", "32 - CS4"),
            ("40", "40 - CS5"),
            ("48", "48 - CS6"),
            ("56", "56 - CS7"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DeliveryService, Entity, Shape};

    #[test]
    fn codes_fit_their_fields() {
        for (key, codes) in ALL {
            let shape = DeliveryService::field(key).map(|field| field.info.shape);
            if shape == Some(Shape::Int) {
                assert!(codes.iter().all(|(code, _)| code.parse::<i64>().is_ok()), "{key}");
            } else {
                assert!(shape == Some(Shape::Text) || *key == "type", "{key}");
            }
        }
    }

    #[test]
    fn what_is_listed_has_a_word() {
        let word = |key, value| word(Kind::DeliveryService, key, &value);
        assert_eq!(word("geoLimit", Value::Int(1)), Some("Coverage Zone File only"));
        assert_eq!(word("geoLimit", Value::Int(7)), None);
        assert_eq!(word("active", Value::Text("PRIMED".to_owned())), Some("Primed"));
        assert_eq!(word("xmlId", Value::Text("0".to_owned())), None);
    }
}
