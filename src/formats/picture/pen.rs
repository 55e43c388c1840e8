//! SVG as it is written: elements, paths, numbers of few digits, texts in which nothing is markup.

use std::fmt::Write as _;

use super::palette::Rgb;
use crate::geometry::viewport::Spot;
use crate::model::visible;

/// A document under construction. Writing into a text cannot fail.
#[derive(Default)]
pub(super) struct SvgPen {
    pub(super) out: String,
}

/// How a line is drawn.
#[derive(Clone, Copy)]
pub(super) struct LineLook {
    pub colour: Rgb,
    pub width: f32,
    pub opacity: f32,
    pub is_dashed: bool,
}

/// How words are written.
#[derive(Clone, Copy)]
pub(super) struct TextLook {
    pub colour: Rgb,
    pub size: f32,
    pub is_strong: bool,
    /// The colour around the letters, so that they stand out from what lies below.
    pub halo: Option<Rgb>,
}

impl SvgPen {
    /// Begins a group of elements.
    pub(super) fn open(&mut self, attributes: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.out, "<g {attributes}>");
    }

    /// Ends it.
    pub(super) fn close(&mut self) {
        self.out.push_str("</g>\n");
    }

    /// Writes elements as they are.
    pub(super) fn raw(&mut self, element: std::fmt::Arguments<'_>) {
        let _ = self.out.write_fmt(element);
        self.out.push('\n');
    }

    /// A path of rings or lines.
    pub(super) fn path<'p>(&mut self, pieces: impl IntoIterator<Item = &'p [Spot]>, closed: bool, attributes: &str) {
        let mut data = String::new();
        for piece in pieces {
            trace(&mut data, piece, closed);
        }
        if !data.is_empty() {
            let _ = writeln!(self.out, "<path d=\"{data}\"{attributes}/>");
        }
    }

    /// A line.
    pub(super) fn line(&mut self, points: &[Spot], look: LineLook) {
        if points.len() < 2 {
            return;
        }
        let dashes = if look.is_dashed { " stroke-dasharray=\"5 4\"" } else { "" };
        let attributes = format!(
            " fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-opacity=\"{}\"{dashes}",
            hex(look.colour),
            number(look.width),
            number(look.opacity)
        );
        self.path([points], false, &attributes);
    }

    /// Words that begin at a point of their baseline.
    pub(super) fn text(&mut self, at: Spot, words: &str, look: TextLook) {
        let weight = if look.is_strong { " font-weight=\"600\"" } else { "" };
        let halo = look.halo.map_or_else(String::new, |halo| {
            format!(" stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"", hex(halo))
        });
        let _ = writeln!(
            self.out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{weight}{halo}>{}</text>",
            number(at[0]),
            number(at[1]),
            number(look.size),
            hex(look.colour),
            escaped(words)
        );
    }
}

/// Appends points to a path, without those that would not be seen apart.
fn trace(data: &mut String, points: &[Spot], closed: bool) {
    let mut last: Option<[String; 2]> = None;
    let mut count = 0;
    for point in points {
        let here = [number(point[0]), number(point[1])];
        if last.as_ref() == Some(&here) {
            continue;
        }
        let _ = write!(data, "{}{} {}", if count == 0 { 'M' } else { 'L' }, here[0], here[1]);
        last = Some(here);
        count += 1;
    }
    if closed && 0 < count {
        data.push('Z');
    }
}

/// A number with one decimal, or none.
pub(super) fn number(value: f32) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    let text = format!("{rounded:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A colour.
pub(super) fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A text in which nothing is markup, and nothing steers what is around it.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_texts_are_no_markup() {
        assert_eq!([1.0, 1.25, -0.01, 1234.56].map(number), ["1", "1.3", "0", "1234.6"]);
        let text = escaped("<script>\"&'\u{202e}\u{0}\n");
        assert!(!text.contains(['<', '"', '\u{202e}', '\u{0}']), "{text}");
        let mut pen = SvgPen::default();
        pen.path([[[0.0, 0.0], [0.01, 0.0], [5.0, 5.0]].as_slice()], true, "");
        assert_eq!(pen.out, "<path d=\"M0 0L5 5Z\"/>\n");
    }
}
