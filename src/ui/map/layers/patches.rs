//! Where a picture shows anything: a computer without a graphics card shades every pixel that it is told to show, also those
//! that nobody sees.
//!
//! It must not know what the picture shows.

use egui::Color32;

use super::super::raster::PixelWindow;

/// Sides of what is shown as a whole or not at all, in pixels.
const SIDE: usize = 32;

/// The parts of a picture that show anything, row by row, neighbours as one; all of it when it is all filled.
pub(super) fn patches(pixels: &[Color32], [width, height]: [usize; 2]) -> Vec<PixelWindow> {
    let is_seen = |row: &[Color32]| row.iter().any(|pixel| *pixel != Color32::TRANSPARENT);
    let mut found: Vec<PixelWindow> = Vec::new();
    for (band, rows) in pixels.chunks(SIDE * width.max(1)).enumerate() {
        let (top, bottom) = (band * SIDE, (band * SIDE + SIDE).min(height));
        let first = found.len();
        for left in (0..width).step_by(SIDE) {
            let right = (left + SIDE).min(width);
            if !rows.chunks(width).any(|row| row.get(left..right).is_some_and(is_seen)) {
                continue;
            }
            match found.get_mut(first..).and_then(<[PixelWindow]>::last_mut) {
                Some([_, [end, _]]) if *end == left => *end = right,
                _ => found.push([[left, top], [right, bottom]]),
            }
        }
        if found.len() == first + 1 {
            join_above(&mut found);
        }
    }
    found
}

/// Makes one of the last patch and the one before it, where that lies right above and is as wide.
fn join_above(found: &mut Vec<PixelWindow>) {
    let [.., [from, to], [last_from, last_to]] = found.as_mut_slice() else { return };
    let is_below = from[0] == last_from[0] && to[0] == last_to[0] && to[1] == last_from[1];
    if is_below {
        to[1] = last_to[1];
        found.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture in which those rectangles are filled.
    fn picture([width, height]: [usize; 2], filled: &[PixelWindow]) -> Vec<Color32> {
        let is_in = |at: [usize; 2]| {
            filled.iter().any(|[from, to]| (0..2).all(|axis| (from[axis]..to[axis]).contains(&at[axis])))
        };
        let color = |at| if is_in(at) { Color32::from_black_alpha(1) } else { Color32::TRANSPARENT };
        (0..width * height).map(|pixel| color([pixel % width, pixel / width])).collect()
    }

    #[test]
    fn only_what_shows_anything_is_shown() {
        let size = [100, 80];
        let all = [[0, 0], [100, 80]];
        for (filled, expected) in [
            (vec![], vec![]),
            (vec![all], vec![all]),
            (vec![[[0, 0], [1, 1]]], vec![[[0, 0], [32, 32]]]),
            (vec![[[99, 79], [100, 80]]], vec![[[96, 64], [100, 80]]]),
            (vec![[[31, 40], [33, 41]]], vec![[[0, 32], [64, 64]]]),
            (vec![[[0, 0], [1, 1]], [[70, 0], [71, 1]]], vec![[[0, 0], [32, 32]], [[64, 0], [96, 32]]]),
            (vec![[[0, 0], [1, 80]]], vec![[[0, 0], [32, 80]]]),
            (vec![[[0, 0], [1, 1]], [[33, 0], [34, 40]]], vec![[[0, 0], [64, 32]], [[32, 32], [64, 64]]]),
        ] {
            assert_eq!(patches(&picture(size, &filled), size), expected, "{filled:?}");
        }
        assert_eq!(patches(&[], [0, 0]), Vec::<PixelWindow>::new());
        assert_eq!(patches(&[], [10, 0]), Vec::<PixelWindow>::new());
    }
}
