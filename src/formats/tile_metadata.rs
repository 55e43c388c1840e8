//! What a file of map tiles says of itself: the attribution that its licence asks for.
//!
//! It must not know of the tiles, nor of who draws them.

use serde_json::Value;

/// Longer attributions would cover the map.
const LONGEST: usize = 160;

/// The attribution in a `PMTiles` file's metadata, without the marks of HTML that it is often written with.
pub fn attribution(metadata: &str) -> Option<String> {
    let Value::Object(fields) = serde_json::from_str(metadata).ok()? else { return None };
    let text = plain(fields.get("attribution")?.as_str()?);
    let short: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    Some(short.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Leaves what stands in angle brackets out.
fn plain(html: &str) -> String {
    let mut is_within = false;
    let outside = html.chars().filter(|c| {
        let was_within = is_within;
        match c {
            '<' => is_within = true,
            '>' => is_within = false,
            _ => {}
        }
        !was_within && *c != '<'
    });
    let text: String = outside.collect();
    text.replace("&copy;", "©").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attribution_is_read_without_its_marks() {
        let says = |attribution: &str| {
            super::attribution(&serde_json::json!({ "name": "x", "attribution": attribution }).to_string())
        };
        assert_eq!(says("me").as_deref(), Some("me"));
        let html = "<a href=\"https://www.openstreetmap.org/copyright\">&copy; OpenStreetMap</a> &amp; others";
        assert_eq!(says(html).as_deref(), Some("© OpenStreetMap & others"));
        assert_eq!(says("  "), None);
        assert_eq!(says(&"long ".repeat(100)).map(|text| text.chars().count()), Some(LONGEST - 1));
        assert_eq!(attribution("{}"), None);
        assert_eq!(attribution("no JSON"), None);
    }
}
