//! How Go reads and converts numbers, where that shows in a snapshot. It knows neither plans nor snapshots.

/// What `strconv.ParseFloat(text, 64)` reads; none where it reports an error, out of range included.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    if let Some(special) = special_float(text) {
        return Some(special);
    }
    if text.contains('_') && !underscores_fit(text) {
        return None;
    }
    let (negative, unsigned) = split_sign(text);
    let digits = unsigned.replace('_', "");
    let hex = unsigned.get(..2).is_some_and(|prefix| prefix.eq_ignore_ascii_case("0x")) && 2 < unsigned.len();
    let magnitude = if hex { parse_hex(digits.get(2..)?)? } else { parse_decimal(&digits)? };
    let number = if negative { -magnitude } else { magnitude };
    number.is_finite().then_some(number)
}

/// What `strconv.Atoi` reads: a sign and digits, nothing else.
pub(super) fn atoi(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// What Go's `int(number)` gives on 64-bit machines: cut off, and the lowest of all when it does not fit.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked, cutting off is what is meant")]
pub(super) fn to_int(number: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&number) { number as i64 } else { i64::MIN }
}

/// Takes out of a text, in one pass from the left, whichever of the patterns stands at each place.
pub(super) fn without(text: &str, patterns: &[&str]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(tail) = patterns.iter().find_map(|pattern| rest.strip_prefix(pattern)) {
            rest = tail;
        } else {
            kept.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    kept
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn special_float(text: &str) -> Option<f64> {
    let (negative, unsigned) = split_sign(text);
    if unsigned.eq_ignore_ascii_case("inf") || unsigned.eq_ignore_ascii_case("infinity") {
        return Some(if negative { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    text.eq_ignore_ascii_case("nan").then_some(f64::NAN)
}

/// Whether every underscore stands between digits, or between a base prefix and a digit.
fn underscores_fit(text: &str) -> bool {
    let (_, unsigned) = split_sign(text);
    let bytes = unsigned.as_bytes();
    let has_prefix = bytes.first() == Some(&b'0')
        && bytes.get(1).is_some_and(|letter| matches!(letter.to_ascii_lowercase(), b'b' | b'o' | b'x'));
    let hex = has_prefix && bytes.get(1).is_some_and(|letter| letter.eq_ignore_ascii_case(&b'x'));
    let mut before = if has_prefix { b'0' } else { b'^' };
    for byte in bytes.get(if has_prefix { 2 } else { 0 }..).unwrap_or_default() {
        before = match byte {
            b'0'..=b'9' => b'0',
            b'a'..=b'f' | b'A'..=b'F' if hex => b'0',
            b'_' if before == b'0' => b'_',
            b'_' => return false,
            _ if before == b'_' => return false,
            _ => b'!',
        };
    }
    before != b'_'
}

/// Splits a mantissa from its exponent and checks both; digits and point, then the exponent's value.
fn split_number(text: &str, exponent_letter: u8, is_digit: fn(&u8) -> bool) -> Option<(&str, Option<&str>)> {
    let letter = |byte: u8| byte.eq_ignore_ascii_case(&exponent_letter);
    let (mantissa, exponent) = match text.bytes().position(letter) {
        Some(at) => (text.get(..at)?, Some(text.get(at + 1..)?)),
        None => (text, None),
    };
    let points = mantissa.bytes().filter(|byte| *byte == b'.').count();
    let digits = mantissa.bytes().filter(is_digit).count();
    if 1 < points || digits == 0 || points + digits != mantissa.len() {
        return None;
    }
    if let Some(exponent) = exponent {
        let (_, digits) = split_sign(exponent);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
    }
    Some((mantissa, exponent))
}

fn parse_decimal(text: &str) -> Option<f64> {
    split_number(text, b'e', u8::is_ascii_digit)?;
    text.parse().ok()
}

/// A hexadecimal number behind its prefix; the exponent, a power of two, must be there.
fn parse_hex(text: &str) -> Option<f64> {
    let (mantissa, exponent) = split_number(text, b'p', u8::is_ascii_hexdigit)?;
    let (negative, digits) = split_sign(exponent?);
    // Beyond so many every number is nought or out of range.
    let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX).min(100_000);
    let mut power = if negative { -magnitude } else { magnitude };
    let mut value: u64 = 0;
    let mut behind_point = false;
    for character in mantissa.chars() {
        let Some(digit) = character.to_digit(16) else {
            behind_point = true;
            continue;
        };
        if value < 1 << 58 {
            value = value << 4 | u64::from(digit);
            power -= if behind_point { 4 } else { 0 };
        } else {
            // The lowest bit stands for all that is cut off, so that rounding to even stays right.
            value |= u64::from(digit != 0);
            power += if behind_point { 0 } else { 4 };
        }
    }
    Some(scaled(value as f64, power))
}

/// `value` times two to that power, in steps that stay in range as long as the result does.
fn scaled(mut value: f64, power: i64) -> f64 {
    let mut left = power;
    while left != 0 && value != 0.0 && value.is_finite() {
        let step = i32::try_from(left.clamp(-512, 512)).unwrap_or(0);
        value *= 2f64.powi(step);
        left -= i64::from(step);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_read_as_go_reads_them() {
        let cases: &[(&str, Option<f64>)] = &[
            ("0.999", Some(0.999)),
            ("1_0", Some(10.0)),
            ("1__0", None),
            ("_1", None),
            ("1_", None),
            ("1_.5", None),
            ("1e1_0", Some(1e10)),
            ("0x1p-2", Some(0.25)),
            ("0x_FAp+4", Some(4000.0)),
            ("0X1.8P1", Some(3.0)),
            ("0x10", None),
            ("0xp1", None),
            ("0x", None),
            (".5", Some(0.5)),
            ("3.", Some(3.0)),
            (".", None),
            ("+.5e4", Some(5000.0)),
            ("1e3", Some(1000.0)),
            ("1e", None),
            ("1e+", None),
            (" 3", None),
            ("3 ", None),
            ("", None),
            ("+", None),
            ("heavy", None),
            ("1e400", None),
            ("1e-400", Some(0.0)),
            ("0x1p-1074", Some(5e-324)),
            ("0x1fffffffffffff8p0", Some(144_115_188_075_855_870.0)),
            ("iNf", Some(f64::INFINITY)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("infi", None),
            ("+nan", None),
            ("1,5", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_float(text), *expected, "{text}");
        }
        assert!(parse_float("NaN").is_some_and(f64::is_nan));
        assert!(parse_float("-0.0").is_some_and(|zero| zero == 0.0 && zero.is_sign_negative()));
    }

    #[test]
    fn ints_are_cut_off_as_go_does() {
        let cases = [
            (0.29 * 100.0, 28),
            (0.999 * 1000.0, 999),
            (-1.5, -1),
            (f64::INFINITY, i64::MIN),
            (f64::NAN, i64::MIN),
            (9.3e18, i64::MIN),
        ];
        for (number, expected) in cases {
            assert_eq!(to_int(number), expected, "{number}");
        }
    }

    #[test]
    fn patterns_are_taken_out_in_one_pass() {
        assert_eq!(without(r".*\.video\..*", &["\\", ".*"]), ".video.");
        assert_eq!(without(r".*\.video\..*", &["\\", ".*", "."]), "video");
        assert_eq!(without(r".\*", &["\\", ".*"]), ".*");
        assert_eq!(without(r"\.*é", &["\\", ".*"]), "é");
    }
}
