//! What is asked of a picture on the command line: its size, the part of the world that it shows, its theme.

use clap::{Args, ValueEnum};

use super::failure::Failure;
use crate::formats::picture::{LARGEST_SIDE, LEAST_SIDE, PictureChoices};
use crate::formats::{Format, Want};
use crate::model::Position;

/// The options of pictures.
#[derive(Args, Debug)]
pub(super) struct PictureArguments {
    /// Width and height of a picture in points, like 1600x1000.
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<[u32; 2]>,
    /// What a picture shows, in degrees, instead of all cache groups; west may lie east of east, across the antimeridian.
    #[arg(long, value_name = "S,W,N,E", value_parser = corners, allow_hyphen_values = true)]
    bounds: Option<[Position; 2]>,
    /// The colours of a picture.
    #[arg(long, value_name = "THEME")]
    theme: Option<PictureTheme>,
}

/// The themes of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PictureTheme {
    /// Light letters on dark ground.
    Dark,
    /// Dark letters on light ground.
    Light,
}

impl PictureArguments {
    /// What was asked for, of a format that is a picture.
    pub(super) fn choices(&self, format: Format) -> Result<PictureChoices, Failure> {
        let is_asked = self.size.is_some() || self.bounds.is_some() || self.theme.is_some();
        if is_asked && !format.wants(Want::Picture) {
            return Err(Failure::usage("--size, --bounds and --theme go with svg and png"));
        }
        let usual = PictureChoices::default();
        Ok(PictureChoices {
            size: self.size.unwrap_or(usual.size),
            corners: self.bounds,
            is_dark: self.theme == Some(PictureTheme::Dark),
        })
    }
}

fn size(text: &str) -> Result<[u32; 2], String> {
    let side = |text: &str| text.trim().parse::<u32>().ok().filter(|side| (LEAST_SIDE..=LARGEST_SIDE).contains(side));
    let sides = text.split_once(['x', 'X', '\u{d7}']).and_then(|(width, height)| Some([side(width)?, side(height)?]));
    sides.ok_or_else(|| format!("expected WIDTHxHEIGHT, each {LEAST_SIDE} to {LARGEST_SIDE}, like 1600x1000"))
}

fn corners(text: &str) -> Result<[Position; 2], String> {
    let numbers: Vec<f64> = text.split(',').filter_map(|number| number.trim().parse().ok()).collect();
    let [south, west, north, east] = numbers[..] else {
        return Err("expected four numbers, SOUTH,WEST,NORTH,EAST, like 35,-11,60,30".to_owned());
    };
    let corner = |latitude, longitude| Position::new(latitude, longitude).map_err(|error| error.to_string());
    let corners = [corner(south, west)?, corner(north, east)?];
    if north <= south {
        return Err(format!("the north, {north}, does not lie north of the south, {south}"));
    }
    Ok(corners)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_bounds_are_checked() {
        assert_eq!(size("1600x1000"), Ok([1600, 1000]));
        for wrong in ["", "1600", "1600x", "1600x99", "20000x1000", "-1x5"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert!(corners("-48,166,-34,-176").is_ok());
        for wrong in ["1,2,3", "60,0,50,10", "0,0,91,0", "0,0,nan,1", "a,b,c,d"] {
            assert!(corners(wrong).is_err(), "{wrong}");
        }
    }
}
