//! Positions as people type and paste them: `59.9, 10.7`, `59.9N 10.7E`, `59°54'N 10°42'E`.
//!
//! It must not guess: what could be something else than a position is none.

use crate::model::Position;

/// Reads a position, north first; none: the text is no position.
pub fn read(text: &str) -> Option<Position> {
    let text = text.trim();
    let [north, east] = halves(text)?;
    let (latitude, longitude) = (degrees(north, ['N', 'S'])?, degrees(east, ['E', 'W'])?);
    Position::new(latitude, longitude).ok()
}

/// The two parts: with a comma or a semicolon between, or behind the first letter that says a direction, or with one
/// space between.
fn halves(text: &str) -> Option<[&str; 2]> {
    for between in [';', ','] {
        let mut parts = text.split(between);
        if let (Some(north), Some(east), None) = (parts.next(), parts.next(), parts.next()) {
            return Some([north.trim(), east.trim()]);
        }
    }
    let is_direction = |letter: char| matches!(letter.to_ascii_uppercase(), 'N' | 'S');
    if let Some(at) = text.find(is_direction).filter(|at| 0 < *at) {
        let (north, east) = text.split_at_checked(at + 1)?;
        return Some([north, east.trim()]);
    }
    let mut parts = text.split_whitespace();
    match (parts.next(), parts.next(), parts.next()) {
        (Some(north), Some(east), None) => Some([north, east]),
        _ => None,
    }
}

/// Degrees, with minutes and seconds where they are said, and a letter for the direction.
fn degrees(text: &str, [plus, minus]: [char; 2]) -> Option<f64> {
    let upper = text.trim().to_uppercase();
    let (number, turned) = match upper.strip_suffix([plus, minus]).or_else(|| upper.strip_prefix([plus, minus])) {
        Some(number) => (number.trim(), if upper.contains(minus) { -1.0 } else { 1.0 }),
        None => (upper.as_str(), 1.0),
    };
    let is_sign = |letter: char| "°'’′\"”″ ".contains(letter);
    let parts: Vec<&str> = number.split(is_sign).filter(|part| !part.is_empty()).collect();
    let is_plain = |part: &&str| part.chars().all(|letter| letter.is_ascii_digit() || ".-+".contains(letter));
    if !(1..=3).contains(&parts.len()) || !parts.iter().all(is_plain) || 1 < parts.len() && !number.contains('°') {
        return None;
    }
    let mut value = parts[0].parse::<f64>().ok()?;
    let sign = if parts[0].starts_with('-') { -1.0 } else { 1.0 };
    for (part, of) in parts[1..].iter().zip([60.0, 3_600.0]) {
        let part = part.parse::<f64>().ok().filter(|part| (0.0..60.0).contains(part))?;
        value += sign * part / of;
    }
    Some(value * turned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::words::position_text;

    #[test]
    fn positions_are_read_as_people_write_them() {
        for text in [
            "59.9, 10.7",
            " 59.9 ; 10.7 ",
            "59.9 10.7",
            "59.9N 10.7E",
            "59.9 n, 10.7 e",
            "N59.9, E10.7",
            "59°54'N 10°42'E",
            "59° 54' 0\" N, 10° 42′ 0″ E",
        ] {
            assert_eq!(read(text).map(position_text).as_deref(), Some("59.9000, 10.7000"), "{text}");
        }
        assert_eq!(read("33.9S 18.4E").map(position_text).as_deref(), Some("-33.9000, 18.4000"));
        assert_eq!(read("-0°30', -1°15'").map(position_text).as_deref(), Some("-0.5000, -1.2500"));
        let written = Position::new(39.7392, -104.9903).unwrap();
        assert_eq!(read(&position_text(written)), Some(written));
        for text in
            ["", "59.9", "91, 10", "59.9, 181", "edge 10", "10.0.0.1", "1, 2, 3", "new york", "59,9 10,7", "N S"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
