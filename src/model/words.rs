//! Counts as people read them, the same on the command line and in the window.

use super::kind::Kind;

/// Like `3 cache groups`.
pub fn counted(kind: Kind, count: usize) -> String {
    format!("{} {}", grouped(count), if count == 1 { kind.singular() } else { kind.plural() })
}

/// A whole number that is not negative, with its thousands apart, like `100,000`.
pub fn grouped(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if 0 < at && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        assert_eq!(counted(Kind::CacheGroup, 1), "1 cache group");
        assert_eq!(counted(Kind::Status, 100_000), "100,000 statuses");
        assert_eq!([0, 12, 999, 4_303, 1_234_567].map(grouped), ["0", "12", "999", "4,303", "1,234,567"]);
    }
}
