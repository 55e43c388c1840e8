//! The file in which the toolkit keeps what the window remembers: looked at before the toolkit takes it at its word. One
//! that cannot be right is set aside, because a window that does not open is worse than one that has forgotten.

use std::fs;
use std::path::{Path, PathBuf};

/// No window remembers so much.
const MAX_BYTES: u64 = 8 << 20;

/// Lengths, positions and scales of a screen are below this.
const MAX_NUMBER: f64 = 100_000.0;

/// What a few numbers may be.
const BOUNDS: &[(&str, f64, f64)] = &[("zoom_factor", 0.2, 5.0), ("scale_factor", 0.1, 20.0), ("zoom", 0.0, 40.0)];

/// The smallest and the largest side that a window is opened with.
const SIDE: (f64, f64) = (50.0, 20_000.0);

/// Sets a file aside that the toolkit would stumble over; says where it is now.
pub(super) fn set_aside_unusable(path: &Path) -> Option<PathBuf> {
    let metadata = fs::symlink_metadata(path).ok()?;
    let is_usable = metadata.is_file()
        && metadata.len() <= MAX_BYTES
        && fs::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).is_some_and(|text| is_sane(&text));
    if is_usable { None } else { set_aside(path) }
}

/// Gives the file another name; the one that had it before goes.
pub(super) fn set_aside(path: &Path) -> Option<PathBuf> {
    let aside = path.with_extension("unusable.ron");
    // Whatever stands in the way, a folder perhaps, the window must open.
    fs::rename(path, &aside).ok().map(|()| aside)
}

/// Whether all numbers are such that a window can be drawn with them.
fn is_sane(text: &str) -> bool {
    named_numbers(text).all(|(name, number)| {
        let within = |low: f64, high: f64| number.is_some_and(|number| (low..=high).contains(&number));
        match BOUNDS.iter().find(|(bounded, _, _)| *bounded == name) {
            Some((_, low, high)) => within(*low, *high),
            // Ids are whole and have no name that matters.
            None => {
                within(-MAX_NUMBER, MAX_NUMBER)
                    || (number.is_none_or(|number| number.fract() == 0.0) && !is_length(name))
            }
        }
    }) && sizes(text).all(|side| (SIDE.0..=SIDE.1).contains(&side))
}

/// Whether a number of that name is a length or a place.
fn is_length(name: &str) -> bool {
    matches!(name, "x" | "y" | "latitude" | "longitude")
}

/// The numbers behind names, like `zoom:1.5`; none where a number is none that can be counted with.
fn named_numbers(text: &str) -> impl Iterator<Item = (&str, Option<f64>)> {
    text.match_indices(':').filter_map(|(at, _)| {
        // What Lodestone itself keeps has its names in quotation marks, within a text.
        let before = text.get(..at)?.trim_end().trim_end_matches(['"', '\\']);
        let start = before.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        let name = before.get(start..)?;
        let behind = text.get(at + 1..)?.trim_start().trim_start_matches("Some(");
        let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && !"+-._".contains(c)).unwrap_or(behind.len());
        let word = behind.get(..end)?;
        let is_number = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
            || ["NaN", "inf"].iter().any(|odd| word.eq_ignore_ascii_case(odd));
        let number = || word.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite());
        (is_number && !name.is_empty()).then(|| (name, number()))
    })
}

/// The sides of windows.
fn sizes(text: &str) -> impl Iterator<Item = f64> {
    text.match_indices("inner_size_points").flat_map(|(at, _)| {
        let rest = text.get(at..).unwrap_or_default();
        let end = rest.find(')').unwrap_or(rest.len());
        named_numbers(rest.get(..end).unwrap_or_default())
            .filter(|(name, _)| is_length(name))
            .map(|(_, number)| number.unwrap_or(f64::NAN))
            .collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the toolkit writes it.
    const GOOD: &str = r#"{
    "egui": "(options:(zoom_factor:1.0),data:{(18446744073709551615,7):(type_id:(9007199254740993),s:\"(rect:(min:(x:0.0,y:-3.5),max:(x:400,y:900.25)))\")})",
    "window": "(normal_geometry:(outer_position_pixels:Some((x:-12.0,y:40.0)),scale_factor:1.25,inner_size_points:(x:1440.0,y:900.0)),fullscreen:false,maximized:true)",
    "lodestone": "(theme:Dark,looks:[(plan:\"/p:4\",latitude:50.5,longitude:-4.0,zoom:3.2)])",
}"#;

    #[test]
    fn numbers_that_no_screen_has_are_found() {
        assert!(is_sane(GOOD));
        for (from, to) in [
            ("zoom_factor:1.0", "zoom_factor:0.0"),
            ("zoom_factor:1.0", "zoom_factor:NaN"),
            ("x:0.0", "x:inf"),
            ("x:0.0", "x:-1e30"),
            ("x:400", "x:400000000000"),
            ("scale_factor:1.25", "scale_factor:0"),
            ("x:1440.0", "x:0.0"),
            ("y:900.0)", "y:-1.0)"),
            ("y:900.0)", "y:1e9)"),
            ("latitude:50.5", "latitude:nan"),
            ("zoom:3.2", "zoom:1e308"),
            ("x:-12.0", "x: 1e999"),
        ] {
            let bad = GOOD.replacen(from, to, 1);
            assert!(bad != GOOD && !is_sane(&bad), "{to}");
        }
        let kept =
            r#"{ "lodestone": "{\"theme\":\"Dark\",\"looks\":[{\"plan\":\"/p:4\",\"latitude\":50.5,\"zoom\":3.2}]}" }"#;
        assert!(is_sane(kept));
        for (from, to) in [("50.5", "5e300"), ("3.2", "1e308"), ("3.2", "-1")] {
            assert!(!is_sane(&kept.replacen(from, to, 1)), "{to}");
        }
    }

    #[test]
    fn what_cannot_be_right_is_set_aside_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("window.ron");
        assert_eq!(set_aside_unusable(&path), None);
        fs::write(&path, GOOD).unwrap();
        assert_eq!(set_aside_unusable(&path), None);
        for bad in [&b"\xff\xfe"[..], b"(x:NaN)"] {
            fs::write(&path, bad).unwrap();
            let aside = set_aside_unusable(&path).unwrap();
            assert_eq!((path.exists(), fs::read(aside).unwrap().as_slice()), (false, bad));
        }
        fs::create_dir(&path).unwrap();
        fs::remove_file(folder.path().join("window.unusable.ron")).unwrap();
        assert!(set_aside_unusable(&path).is_some() && !path.exists());
    }
}
