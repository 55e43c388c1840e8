//! Pictures of the map: what is on them, that names are no markup, and that they are the same each time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what helps tests may fail as tests do")]

use lodestone::edit::intent;
use lodestone::formats::picture::{self, PictureChoices};
use lodestone::formats::{Choices, Format};
use lodestone::model::*;

use crate::support::travelling::{new_plan, sample_plan};

fn drawn(plan: &Plan, picture: PictureChoices) -> String {
    picture::draw(plan, &Choices { picture, ..Choices::default() }).unwrap().0
}

/// A plan of many groups, scattered over the world.
fn crowd(count: u32) -> Plan {
    let mut plan = new_plan();
    let mut edits = Vec::new();
    for number in 0..count {
        let part = f64::from(number) / f64::from(count);
        let position = Position::new(55.0 - 80.0 * part, (part * 37.0).fract() * 340.0 - 170.0).ok();
        let fields = vec![("name", Value::Text(format!("cg-edge-{number:04}")))];
        let edit = intent::create_cache_group(&plan, fields, position).unwrap();
        plan = plan.applying(&edit).unwrap();
        edits.push(edit);
    }
    plan
}

#[test]
fn everything_is_there_in_both_themes() {
    let plan = sample_plan();
    for is_dark in [false, true] {
        let svg = drawn(&plan, PictureChoices { is_dark, ..PictureChoices::default() });
        for part in ["land", "borders", "coasts", "places", "links", "cache-groups", "names", "legend", "scale"] {
            assert!(svg.contains(&format!("<g id=\"{part}\"")), "{part}");
        }
        for words in
            ["Natural Earth · GeoNames, CC BY 4.0", " km<", "EDGE_LOC", "To the parent", "viewBox=\"0 0 1600 1000\""]
        {
            assert!(svg.contains(words), "{words}");
        }
        assert!(!svg.contains("<image") && !svg.contains("href"), "vectors, and nothing from elsewhere");
        assert_eq!(svg, drawn(&plan, PictureChoices { is_dark, ..PictureChoices::default() }), "the same again");
        assert_eq!(Format::of_bytes(svg.as_bytes()), Format::Svg);
    }
}

#[test]
fn names_are_no_markup() {
    let name = "<script>alert(\"1\")</script>&amp;\u{202e}";
    let fields = vec![("name", Value::Text(name.to_owned()))];
    let plan = new_plan();
    let edit = intent::create_cache_group(&plan, fields, Position::new(10.0, 10.0).ok()).unwrap();
    let svg = drawn(&plan.applying(&edit).unwrap(), PictureChoices::default());
    assert!(svg.contains("&lt;script&gt;") && svg.contains("&amp;amp;"));
    assert!(!svg.contains("<script") && !svg.contains('\u{202e}'));
    let png = picture::rasterised(&svg).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
}

#[test]
fn a_thousand_groups_have_names_that_can_be_read() {
    let plan = crowd(1_000);
    let svg = drawn(&plan, PictureChoices { size: [3200, 2000], ..PictureChoices::default() });
    let names = svg.matches(">cg-edge-").count();
    assert!(300 < names, "{names} names, of titles and labels");
    assert!(svg.len() < 8 << 20, "{} bytes", svg.len());
}

#[test]
fn bounds_say_what_is_seen() {
    let plan = crowd(200);
    let at = |latitude, longitude| Position::new(latitude, longitude).unwrap();
    let part = |south_west, north_east| PictureChoices {
        size: [800, 600],
        corners: Some([south_west, north_east]),
        is_dark: true,
    };
    let pacific = drawn(&plan, part(at(-48.0, 166.0), at(-34.0, -176.0)));
    let europe = drawn(&plan, part(at(35.0, -11.0), at(60.0, 30.0)));
    assert_ne!(pacific, europe);
    let marks = |svg: &str| svg.matches("<title>cg-edge-").count();
    assert!(marks(&europe) < marks(&drawn(&plan, PictureChoices::default())));
    // A plan of nothing is a map all the same.
    assert!(
        drawn(&new_plan(), PictureChoices { size: [200, 200], ..PictureChoices::default() }).contains("id=\"land\"")
    );
}

#[test]
fn points_are_as_many_as_were_asked_for() {
    let svg = drawn(&sample_plan(), PictureChoices { size: [640, 400], ..PictureChoices::default() });
    let png = picture::rasterised(&svg).unwrap();
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((number(16), number(20)), (640, 400));
    assert_eq!(Format::of_bytes(&png), Format::Png);
}
