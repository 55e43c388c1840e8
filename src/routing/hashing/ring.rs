//! The points that one thing owns, and the nearest of them.

use md5::{Digest, Md5};

/// The line's length, which MD5 fills evenly.
const LINE: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;

/// `MD5HashFunction.hash`: all 16 bytes as one whole number, rounded to a double.
#[expect(clippy::cast_precision_loss, reason = "Java rounds in the same way")]
pub(in crate::routing) fn hash(text: &str) -> f64 {
    u128::from_be_bytes(Md5::digest(text.as_bytes()).into()) as f64
}

/// Points in their order, and where to begin looking.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::routing) struct Ring {
    points: Box<[f64]>,
    /// For each of as many equal parts of the line as there are points, the first point in it or behind it.
    parts: Box<[u32]>,
}

impl Ring {
    /// The points of a name (`DefaultHashable.generateHashes`).
    pub(in crate::routing) fn new(id: &str, count: u32) -> Self {
        let mut name = format!("{id}--");
        let length = name.len();
        let mut points: Vec<f64> = (0..count)
            .map(|index| {
                name.truncate(length);
                name.push_str(itoa(index, &mut [0; 10]));
                hash(&name)
            })
            .collect();
        points.sort_unstable_by(f64::total_cmp);
        points.dedup();
        Self::of(points)
    }

    /// Of points in their order.
    pub(super) fn of(points: Vec<f64>) -> Self {
        Self { parts: parts(&points, points.len()), points: points.into() }
    }

    /// The points in their order.
    pub(in crate::routing) fn points(&self) -> &[f64] {
        &self.points
    }

    /// The point that is nearest (`NumberSearcher.findClosest`): of two the smaller. None are none.
    pub(in crate::routing) fn closest(&self, hash: f64) -> f64 {
        let Some(start) = self.parts.get(part(hash, self.parts.len())) else { return f64::NAN };
        let mut at = *start as usize;
        while self.points.get(at).is_some_and(|point| *point < hash) {
            at += 1;
        }
        let above = self.points.get(at).copied();
        let below = at.checked_sub(1).and_then(|at| self.points.get(at)).copied();
        match (below, above) {
            (Some(below), Some(above)) if (above - hash).abs() < (below - hash).abs() => above,
            (Some(below), _) => below,
            (None, above) => above.unwrap_or(f64::NAN),
        }
    }
}

/// In which of so many equal parts of the line a point is: never less than a smaller point's.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of the line is small and not negative"
)]
#[inline]
pub(super) fn part(point: f64, parts: usize) -> usize {
    ((point / LINE * parts as f64) as usize).min(parts.saturating_sub(1))
}

/// Of each of so many parts, the first of the points in it or behind it.
pub(super) fn parts(points: &[f64], count: usize) -> Box<[u32]> {
    let mut parts = vec![0_u32; count];
    let mut at = 0;
    for (index, start) in parts.iter_mut().enumerate() {
        while points.get(at).is_some_and(|point| part(*point, count) < index) {
            at += 1;
        }
        *start = u32::try_from(at).unwrap_or(u32::MAX);
    }
    parts.into()
}

/// A number's digits, without a string of their own.
fn itoa(mut number: u32, digits: &mut [u8; 10]) -> &str {
    let mut at = digits.len();
    loop {
        at -= 1;
        if let Some(digit) = digits.get_mut(at) {
            *digit = b'0' + (number % 10) as u8;
        }
        number /= 10;
        if number == 0 || at == 0 {
            break;
        }
    }
    digits.get(at..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default()
}
