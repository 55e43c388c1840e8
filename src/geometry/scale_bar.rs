//! The scale bar: a round length, and how long it is in the picture.
//!
//! It must not know how it is drawn.

use super::mercator::unproject;
use super::viewport::Viewport;
use super::words::km;

/// As long as the bar may be, in points.
pub const LONGEST: f64 = 120.0;

/// A round length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleBar {
    /// How long it is.
    pub length_km: f64,
    /// How long that is in the middle of the picture.
    pub points: f64,
}

impl ScaleBar {
    /// The longest of a view that is not too long; none: the view has no middle.
    pub fn of(view: &Viewport) -> Option<Self> {
        let latitude = unproject(view.centre)?.latitude().to_radians();
        let km_per_point = std::f64::consts::TAU * 6371.0 * latitude.cos() / view.scale;
        let most = LONGEST * km_per_point;
        let power = 10.0_f64.powf(most.log10().floor());
        let length_km = [5.0, 2.0, 1.0].into_iter().map(|digit| digit * power).find(|length| *length <= most)?;
        Some(Self { length_km, points: length_km / km_per_point })
    }

    /// The length in words.
    pub fn words(self) -> String {
        match self.length_km {
            short if short < 1.0 => format!("{:.0} m", short * 1_000.0),
            short if short < 10.0 => format!("{short:.0} km"),
            long => km(long),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::viewport::Patch;
    use super::*;

    #[test]
    fn the_scale_bar_is_round_and_short_enough() {
        for zoom in [1.0_f64, 4.4, 9.9, 14.0] {
            let patch = Patch::at([0.0, 0.0], [1000.0, 600.0]);
            let bar = ScaleBar::of(&Viewport { patch, centre: [0.5, 0.35], scale: 256.0 * zoom.exp2() }).unwrap();
            assert!((40.0..=LONGEST).contains(&bar.points), "{} in {}", bar.words(), bar.points);
        }
    }
}
