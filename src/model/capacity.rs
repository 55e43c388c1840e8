//! How much a server can carry, as people say it and as Traffic Ops counts it. It knows no server.

use std::fmt;

/// Bits per second, counted in kilobits as Traffic Ops' `maxBandwidth` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capacity(u32);

/// Words for units of capacity and how many kilobits they are; the first of each is the one that is written.
const UNITS: &[(&[&str], u32)] = &[
    (&["Tbit/s", "tbps", "tb/s", "tbit", "t"], 1_000_000_000),
    (&["Gbit/s", "gbps", "gb/s", "gbit", "g"], 1_000_000),
    (&["Mbit/s", "mbps", "mb/s", "mbit", "m"], 1_000),
    (&["kbit/s", "kbps", "kb/s", "kbit", "k"], 1),
];

impl Capacity {
    /// So many kilobits a second.
    pub const fn of_kbps(kbps: u32) -> Self {
        Self(kbps)
    }

    /// Kilobits a second.
    pub const fn kbps(self) -> u32 {
        self.0
    }

    /// Reads `2 Gbit/s`, `2.5G`, `800 Mbps` or `2000000 kbit/s`; a number alone is in Gbit/s. None: it says no capacity,
    /// or one below a kilobit or beyond four terabits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(digits)?;
        let number: f64 = number.parse().ok()?;
        let unit = unit.trim();
        let unit = if unit.is_empty() { "g" } else { unit };
        let known = |(words, _): &&(&[&str], u32)| words.iter().any(|word| word.eq_ignore_ascii_case(unit));
        let (_, kilobits) = UNITS.iter().find(known)?;
        let kbps = (number * f64::from(*kilobits)).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, as just checked")]
        (1.0..=f64::from(u32::MAX)).contains(&kbps).then_some(Self(kbps as u32))
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The largest unit of which there is at least one, and of which three decimals say all of it.
        let fits = |kilobits: u32| kilobits <= self.0 && self.0.is_multiple_of((kilobits / 1000).max(1));
        let (words, kilobits) = UNITS.iter().find(|(_, kilobits)| fits(*kilobits)).unwrap_or(&(&["kbit/s"], 1));
        write!(f, "{} {}", f64::from(self.0) / f64::from(*kilobits), words.first().unwrap_or(&"kbit/s"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacities_are_read_and_written() {
        let cases = [
            ("2 Gbit/s", Some((2_000_000, "2 Gbit/s"))),
            ("2", Some((2_000_000, "2 Gbit/s"))),
            (" 2.5g ", Some((2_500_000, "2.5 Gbit/s"))),
            ("800Mbps", Some((800_000, "800 Mbit/s"))),
            ("1234567 kbit/s", Some((1_234_567, "1234.567 Mbit/s"))),
            ("1.2 Tbit/s", Some((1_200_000_000, "1.2 Tbit/s"))),
            ("1 kbps", Some((1, "1 kbit/s"))),
            ("4.3T", None),
            ("0", None),
            ("-1", None),
            ("", None),
            ("two", None),
            ("2 apples", None),
            ("1.2.3", None),
        ];
        for (text, expected) in cases {
            let read = Capacity::parse(text);
            assert_eq!(read.map(Capacity::kbps), expected.map(|(kbps, _)| kbps), "{text}");
            assert_eq!(read.map(|capacity| capacity.to_string()).as_deref(), expected.map(|(_, said)| said), "{text}");
        }
    }
}
