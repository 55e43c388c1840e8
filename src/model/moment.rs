//! Moments as Traffic Ops writes them. A plan has a million: what is written in the usual way is held as a number, all else
//! as the text that it is, and each comes out as it came in. It does not reckon with time.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::field::{FieldType, Shape, Value, ValueError, wrong_shape};
use super::rare_text::{RareText, TextVisitor};

/// A moment, like `2026-01-02T03:04:05.678901Z`.
#[derive(Clone, PartialEq, Eq)]
pub struct Moment(MomentText);

#[derive(Clone, PartialEq, Eq)]
enum MomentText {
    /// From the highest bits down: year, month, day, hour, minute, second, the digits of the fraction as a number, and how
    /// many they are. Whether there is such a day is of no matter.
    Usual(u64),
    Other(RareText),
}

/// How many bits each part takes, and with how many digits it is written.
const PARTS: [(u32, usize); 6] = [(14, 4), (4, 2), (5, 2), (5, 2), (6, 2), (6, 2)];
/// What stands behind each part.
const SEPARATORS: [u8; 5] = *b"--T::";
const FRACTION_BITS: u32 = 20;
const MOST_DIGITS: usize = 6;
const COUNT_BITS: u32 = 3;
/// How long `1970-01-01T00:00:00Z` is, and the longest.
const WITHOUT_FRACTION: usize = 20;
const LONGEST: usize = WITHOUT_FRACTION + 1 + MOST_DIGITS;

impl Moment {
    /// The moment that a text says, whatever it says.
    pub fn of(text: &str) -> Self {
        Self(packed(text).map_or_else(|| MomentText::Other(text.into()), MomentText::Usual))
    }

    fn with_text<R>(&self, with: impl FnOnce(&str) -> R) -> R {
        match &self.0 {
            MomentText::Usual(packed) => {
                let mut room = [0; LONGEST];
                // What is written there are digits and signs.
                with(std::str::from_utf8(written(&mut room, *packed)).unwrap_or_default())
            }
            MomentText::Other(text) => with(text),
        }
    }
}

/// The number that stands for a text in the usual form.
fn packed(text: &str) -> Option<u64> {
    let mut rest = text.as_bytes().strip_suffix(b"Z")?;
    let mut packed = 0;
    for (at, (bits, digits)) in PARTS.into_iter().enumerate() {
        let (part, behind) = rest.split_at_checked(digits)?;
        packed = packed << bits | number(part).filter(|number| number >> bits == 0)?;
        rest = match SEPARATORS.get(at) {
            Some(separator) => behind.strip_prefix(&[*separator])?,
            None => behind,
        };
    }
    let fraction = match rest.split_first() {
        None => rest,
        Some((b'.', digits)) if (1..=MOST_DIGITS).contains(&digits.len()) => digits,
        Some(_) => return None,
    };
    Some((packed << FRACTION_BITS | number(fraction)?) << COUNT_BITS | fraction.len() as u64)
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| 10 * number + u64::from(digit - b'0')))
}

/// Writes a moment in the usual form.
fn written(room: &mut [u8; LONGEST], packed: u64) -> &[u8] {
    let low = |packed: u64, bits: u32| packed & ((1 << bits) - 1);
    let digits = usize::try_from(low(packed, COUNT_BITS)).unwrap_or_default();
    let mut left = packed >> COUNT_BITS;
    // From behind, as the lowest bits are at hand.
    let end = if digits == 0 { WITHOUT_FRACTION } else { WITHOUT_FRACTION + 1 + digits };
    put(room, end - 1, b'Z');
    if 0 < digits {
        put_number(room, end - 1, low(left, FRACTION_BITS), digits);
        put(room, WITHOUT_FRACTION - 1, b'.');
    }
    left >>= FRACTION_BITS;
    let mut at = WITHOUT_FRACTION - 1;
    for (part, (bits, digits)) in PARTS.into_iter().enumerate().rev() {
        put_number(room, at, low(left, bits), digits);
        left >>= bits;
        at -= digits + usize::from(0 < part);
        if let Some(separator) = part.checked_sub(1).and_then(|before| SEPARATORS.get(before)) {
            put(room, at, *separator);
        }
    }
    room.get(..end).unwrap_or_default()
}

fn put(room: &mut [u8; LONGEST], at: usize, byte: u8) {
    if let Some(slot) = room.get_mut(at) {
        *slot = byte;
    }
}

/// Writes a number that ends before a place.
fn put_number(room: &mut [u8; LONGEST], end: usize, mut number: u64, digits: usize) {
    for at in (end.saturating_sub(digits)..end).rev() {
        // A digit, and so small enough.
        put(room, at, b'0' + u8::try_from(number % 10).unwrap_or_default());
        number /= 10;
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| f.write_str(text))
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| write!(f, "{text:?}"))
    }
}

impl From<&str> for Moment {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}

impl FieldType for Moment {
    const SHAPE: Shape = Shape::Text;

    fn to_value(&self) -> Value {
        Value::Text(self.with_text(str::to_owned))
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Text(text) => Ok(Self::of(&text)),
            other => Err(wrong_shape::<Self>(&other)),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(Self::of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_come_out_as_they_came_in() {
        let usual = [
            "2026-01-02T03:04:05.678901Z",
            "1970-01-01T00:00:00Z",
            "0000-00-00T00:00:00.0Z",
            "9999-12-31T23:59:60.000001Z",
            "2026-02-30T00:00:00.100Z",
        ];
        let other = [
            "",
            "Z",
            "now",
            "2026-01-02 03:04:05+00",
            "2026-01-02T03:04:05+00:00",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T03:04:05.1234567Z",
            "2026-16-02T03:04:05Z",
            "2026-01-02T03:64:05Z",
            "2026-01-02t03:04:05Z",
            "2026-01-02T03:04:05z",
            "2026-01-0\u{e9}T03:04:05Z",
            "+026-01-02T03:04:05Z",
        ];
        for (texts, is_usual) in [(&usual[..], true), (&other[..], false)] {
            for text in texts {
                let moment = Moment::of(text);
                assert_eq!(matches!(moment.0, MomentText::Usual(_)), is_usual, "{text}");
                assert_eq!(moment.to_string(), **text);
                let value = Moment::from_value(moment.to_value()).unwrap();
                assert_eq!((&value, &value.to_value()), (&moment, &Value::Text((*text).to_owned())));
                let stored = rmp_serde::to_vec(&moment).unwrap();
                assert_eq!(stored, rmp_serde::to_vec(text).unwrap());
                assert_eq!(rmp_serde::from_slice::<Moment>(&stored).unwrap(), moment);
            }
        }
        assert_ne!(Moment::of("2026-01-02T03:04:05.1Z"), Moment::of("2026-01-02T03:04:05.10Z"));
    }

    #[test]
    fn a_moment_takes_little() {
        assert_eq!(size_of::<Option<Moment>>(), 16);
    }
}
