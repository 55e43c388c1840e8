//! How Java and Jackson read numbers from texts, and how Java prints doubles.

/// `String.trim`: takes off all characters up to the space.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|character| character <= ' ')
}

/// `Long.parseLong`: a sign and ASCII digits.
pub fn parse_long(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// `Integer.parseInt`.
pub fn parse_int(text: &str) -> Option<i32> {
    text.parse().ok()
}

/// The lower 64 bits of a whole number in JSON's grammar, however long.
pub fn wrapped(digits: &str) -> i64 {
    let (negative, digits) = digits.strip_prefix('-').map_or((false, digits), |rest| (true, rest));
    let magnitude = digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0_i64, |number, digit| number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')));
    if negative { magnitude.wrapping_neg() } else { magnitude }
}

/// Jackson's `NumberInput.parseAsInt`: whole numbers, else whatever is a double, cut off.
#[expect(clippy::cast_possible_truncation, reason = "Java's narrowing is what is meant")]
pub fn lenient_int(text: &str) -> Option<i32> {
    match digits_of(text)? {
        Digits::Whole(digits) => parse_int(digits),
        Digits::Other(other) => parse_double(other).map(|number| number as i32),
    }
}

/// Jackson's `NumberInput.parseAsLong`.
#[expect(clippy::cast_possible_truncation, reason = "Java's narrowing is what is meant")]
pub fn lenient_long(text: &str) -> Option<i64> {
    match digits_of(text)? {
        Digits::Whole(digits) => parse_long(digits),
        Digits::Other(other) => parse_double(other).map(|number| number as i64),
    }
}

/// Jackson's `NumberInput.parseAsDouble`.
pub fn lenient_double(text: &str) -> Option<f64> {
    parse_double(trim(text))
}

enum Digits<'a> {
    Whole(&'a str),
    Other(&'a str),
}

/// A plus is taken off, a minus passed over; then all must be digits, or the whole is tried as a double.
fn digits_of(text: &str) -> Option<Digits<'_>> {
    let text = trim(text);
    if text.is_empty() {
        return None;
    }
    let (unsigned, digits) = match text.strip_prefix('+') {
        Some(rest) => (rest, rest),
        None => (text, text.strip_prefix('-').unwrap_or(text)),
    };
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    // What is left of a lone plus is read as a whole number, which it is not.
    Some(if whole { Digits::Whole(unsigned) } else { Digits::Other(unsigned) })
}

/// `Double.parseDouble`; none where it throws.
pub fn parse_double(text: &str) -> Option<f64> {
    let text = trim(text);
    let (negative, magnitude) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let number = match magnitude {
        "NaN" => f64::NAN,
        "Infinity" => f64::INFINITY,
        hex if hex.starts_with("0x") || hex.starts_with("0X") => parse_hex(hex.get(2..)?)?,
        decimal => parse_decimal(decimal)?,
    };
    Some(if negative { -number } else { number })
}

fn without_suffix(text: &str) -> &str {
    text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text)
}

fn parse_decimal(text: &str) -> Option<f64> {
    let digits = without_suffix(text);
    let begins = digits.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'.');
    // Rust's grammar for what begins so is Java's.
    if begins { digits.parse().ok() } else { None }
}

/// Hexadecimal digits with at most one point, `p` and an exponent.
fn parse_hex(text: &str) -> Option<f64> {
    let text = without_suffix(text);
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let signed = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if signed.is_empty() || !signed.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent: i32 = exponent.parse().unwrap_or(if exponent.starts_with('-') { -100_000 } else { 100_000 });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = whole.len() + fraction.len();
    if digits == 0 || fraction.contains('.') {
        return None;
    }
    let mut number = 0.0_f64;
    for digit in whole.chars().chain(fraction.chars()) {
        number = number * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let places = i32::try_from(fraction.len()).ok()?;
    Some(number * 2.0_f64.powi(exponent.clamp(-5000, 5000).saturating_sub(places.saturating_mul(4))))
}

/// `Double.toString` but for the few numbers where old Java prints more digits than needed.
pub fn double_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let magnitude = number.abs();
    if magnitude.is_infinite() {
        return format!("{sign}Infinity");
    }
    if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
        return format!("{sign}{magnitude:?}");
    }
    let scientific = format!("{magnitude:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let point = if mantissa.contains('.') { "" } else { ".0" };
    format!("{sign}{mantissa}{point}E{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_read_as_java_reads_them() {
        let cases = [
            ("1.5", Some(1.5)),
            (" -20.25 ", Some(-20.25)),
            ("1e3d", Some(1000.0)),
            (".5f", Some(0.5)),
            ("5.", Some(5.0)),
            ("0x1.8p1", Some(3.0)),
            ("0x10", None),
            ("Infinity", Some(f64::INFINITY)),
            ("inf", None),
            ("nan", None),
            (".", None),
            ("", None),
            ("1_0", None),
            ("--1", None),
        ];
        for (text, number) in cases {
            assert_eq!(parse_double(text), number, "{text}");
        }
        assert!(parse_double("NaN").is_some_and(f64::is_nan));
    }

    #[test]
    fn doubles_are_printed_as_java_prints_them() {
        let cases = [
            (1.0, "1.0"),
            (0.001, "0.001"),
            (1e-4, "1.0E-4"),
            (1e7, "1.0E7"),
            (12_345_678.9, "1.23456789E7"),
            (-0.0, "-0.0"),
        ];
        for (number, text) in cases {
            assert_eq!(double_text(number), text);
        }
    }
}
