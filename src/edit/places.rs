//! Places of what stands in an order of its own: numbers, so that something comes to stand between two others and neither
//! moves.

/// Rising places between two, for so many; none when there is no room for them.
pub(crate) fn places_between(before: Option<f64>, after: Option<f64>, count: usize) -> Option<Vec<f64>> {
    let steps = (1..=count).map(|step| step as f64);
    let places: Vec<f64> = match (before, after) {
        (None, None) => steps.collect(),
        (Some(before), None) => steps.map(|step| before + step).collect(),
        (None, Some(after)) => steps.map(|step| after - (count as f64 + 1.0 - step)).collect(),
        (Some(before), Some(after)) => {
            let width = (after - before) / (count as f64 + 1.0);
            steps.map(|step| before + width * step).collect()
        }
    };
    let bounds: Vec<f64> = before.into_iter().chain(places.iter().copied()).chain(after).collect();
    let rises = bounds.windows(2).all(|pair| pair.first() < pair.last());
    (rises && places.iter().all(|place| place.is_finite())).then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_rise_or_there_are_none() {
        for (before, after, count, expected) in [
            (None, None, 2, Some(vec![1.0, 2.0])),
            (Some(3.0), None, 2, Some(vec![4.0, 5.0])),
            (None, Some(1.0), 2, Some(vec![-1.0, 0.0])),
            (Some(1.0), Some(2.0), 1, Some(vec![1.5])),
            (Some(1.0), Some(1.0), 1, None),
            (Some(2.0), Some(1.0), 1, None),
            (Some(1.0), Some(1.0_f64.next_up()), 1, None),
            (Some(f64::MAX), None, 1, None),
            (Some(f64::MIN), Some(f64::MAX), 1, None),
        ] {
            assert_eq!(places_between(before, after, count), expected, "{before:?} {after:?} {count}");
        }
    }
}
