//! The serial that the router makes of a snapshot's date: year, month, day and hour as one number. Only whether that
//! fits in 32 bits matters, and so only the year.

/// The first year whose serials do not fit.
const FIRST_YEAR_BEYOND: i64 = 4295;

/// Whether the serial of a date in seconds since 1970 fits; the router's product with 1000 wraps.
pub(super) fn fits(date: i64) -> bool {
    let days = date.wrapping_mul(1000).div_euclid(86_400_000);
    year_of_era(days) < FIRST_YEAR_BEYOND
}

/// The year without its era, to within a day: Julian years before 1582, Gregorian ones after.
fn year_of_era(days: i64) -> i64 {
    const GREGORIAN_DAYS: i64 = -141_427;
    if days < GREGORIAN_DAYS {
        // 1461 days are four Julian years; 719,164 days lie before 1970 since the Julian year 1 began.
        let year = ((days + 719_164) * 4).div_euclid(1461) + 1;
        return if year < 1 { 1 - year } else { year };
    }
    (days + 719_162).saturating_mul(400).div_euclid(146_097) + 1
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn serials_fit_until_the_year_4295() {
        for date in [1, 1_795_285_589, 73_000_000_000, i64::MAX] {
            assert!(fits(date), "{date}");
        }
        for date in [1_795_285_589_000, 74_000_000_000, i64::MAX / 1000] {
            assert!(!fits(date), "{date}");
        }
    }
}
