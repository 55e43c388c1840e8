//! The two ways in which Traffic Ops writes a moment, made one: RFC 3339, as API 5.0 has it.

use std::borrow::Cow;

use crate::formats::json::Json;

/// The members that are moments.
const TIMES: &[&str] =
    &["lastUpdated", "configUpdateTime", "configApplyTime", "revalUpdateTime", "revalApplyTime", "statusLastUpdated"];

/// Whether a member is a moment.
pub(super) fn is_time(name: &str) -> bool {
    TIMES.contains(&name)
}

/// Makes `2018-12-05 17:40:54+00` into `2018-12-05T17:40:54Z`; what already is RFC 3339 stays as it stands.
pub(super) fn to_rfc_3339(value: &mut Json) -> Result<(), String> {
    let text = match value {
        Json::Null => return Ok(()),
        Json::Text(text) => text,
        other => return Err(format!("expected a time, found {}; left out", other.describe())),
    };
    if is_rfc_3339(text) {
        return Ok(());
    }
    let converted = of_space_form(text)
        .filter(|converted| is_rfc_3339(converted))
        .ok_or_else(|| format!("`{text}` is no time like 2018-12-05T17:40:54Z or 2018-12-05 17:40:54+00; left out"))?;
    *text = Cow::Owned(converted);
    Ok(())
}

/// `2018-12-05 17:40:54+00`, `...+05:30`, perhaps with a fraction.
fn of_space_form(text: &str) -> Option<String> {
    let (date, rest) = text.split_once(' ')?;
    let zone_at = rest.find(['+', '-', 'Z']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at_checked(zone_at)?;
    let zone = match (zone, zone.len()) {
        ("" | "Z" | "+00" | "+0000" | "+00:00", _) => "Z".to_owned(),
        (hours, 3) => format!("{hours}:00"),
        (both, 5) => {
            let (hours, minutes) = both.split_at_checked(3)?;
            format!("{hours}:{minutes}")
        }
        (full, _) => full.to_owned(),
    };
    Some(format!("{date}T{time}{zone}"))
}

/// Whether a text is `YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH:MM)` with numbers in range.
fn is_rfc_3339(text: &str) -> bool {
    let Some((date_time, rest)) = text.split_at_checked(19) else { return false };
    let bytes = date_time.as_bytes();
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let plain = bytes.iter().enumerate().all(|(at, byte)| match separators.iter().find(|(place, _)| *place == at) {
        Some((_, separator)) => byte == separator,
        None => byte.is_ascii_digit(),
    });
    let number = |from: usize, to: usize| date_time.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let in_range = [(5, 7, 1, 12), (8, 10, 1, 31), (11, 13, 0, 23), (14, 16, 0, 59), (17, 19, 0, 60)]
        .iter()
        .all(|(from, to, low, high)| number(*from, *to).is_some_and(|number| (*low..=*high).contains(&number)));
    plain && in_range && is_fraction_and_zone(rest)
}

fn is_fraction_and_zone(rest: &str) -> bool {
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return false;
            }
            fraction.get(digits..).unwrap_or_default()
        }
        None => rest,
    };
    let bytes = zone.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    zone == "Z"
        || (bytes.len() == 6
            && matches!(bytes.first(), Some(b'+' | b'-'))
            && bytes.get(3) == Some(&b':')
            && [1, 2, 4, 5].into_iter().all(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_become_one() {
        let cases = [
            ("2018-12-05 17:40:54+00", Some("2018-12-05T17:40:54Z")),
            ("2018-12-05 17:40:54.25-07", Some("2018-12-05T17:40:54.25-07:00")),
            ("2018-12-05 17:40:54+0530", Some("2018-12-05T17:40:54+05:30")),
            ("2026-11-21T18:26:25.890873Z", Some("2026-11-21T18:26:25.890873Z")),
            ("2018-03-02T19:13:46.832327+00:00", Some("2018-03-02T19:13:46.832327+00:00")),
            ("yesterday", None),
            ("", None),
            ("2018-13-05T17:40:54Z", None),
            ("2018-12-05T17:40:54.Z", None),
            ("2018-12-05T17:40:5\u{e9}Z", None),
        ];
        for (text, expected) in cases {
            let mut value = Json::text(text);
            let result = to_rfc_3339(&mut value);
            assert_eq!(result.is_ok().then(|| value.as_text().unwrap().to_owned()).as_deref(), expected, "{text}");
        }
    }
}
