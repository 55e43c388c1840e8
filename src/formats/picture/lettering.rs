//! How wide words are in the program's own typeface.

use ttf_parser::Face;

use super::PictureError;

/// The weight of names.
pub static REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");
/// The weight of counts.
pub static SEMI_BOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf");

/// Letters that the typeface lacks are drawn with another one, where there is one; most of these are as wide as high.
const FOREIGN_WIDTH: f32 = 1.0;

/// A typeface, ready to measure.
pub(super) struct Lettering {
    face: Face<'static>,
    units: f32,
}

impl Lettering {
    /// Of a weight.
    pub(super) fn of(bytes: &'static [u8]) -> Result<Self, PictureError> {
        let face = Face::parse(bytes, 0).map_err(|error| PictureError::Asset(error.to_string()))?;
        let units = f32::from(face.units_per_em());
        Ok(Self { face, units })
    }

    /// How wide and how high a line of text is.
    pub(super) fn measure(&self, text: &str, size: f32) -> [f32; 2] {
        let advance = |letter: char| {
            let glyph = self.face.glyph_index(letter);
            glyph
                .and_then(|glyph| self.face.glyph_hor_advance(glyph))
                .map_or(FOREIGN_WIDTH, |units| f32::from(units) / self.units)
        };
        let height = f32::from(self.face.ascender()) - f32::from(self.face.descender());
        [text.chars().map(advance).sum::<f32>() * size, height / self.units * size]
    }

    /// How far below the upper edge of a line its letters stand.
    pub(super) fn baseline(&self, size: f32) -> f32 {
        f32::from(self.face.ascender()) / self.units * size
    }

    /// Whether all letters of a text are there.
    pub(super) fn has(&self, text: &str) -> bool {
        text.chars().all(|letter| letter.is_whitespace() || self.face.glyph_index(letter).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_as_wide_as_their_letters() {
        let lettering = Lettering::of(REGULAR).unwrap();
        let width = |text: &str| lettering.measure(text, 12.0)[0];
        assert!(width("ii") < width("mm") && (width("ab") - width("a") - width("b")).abs() < 1e-3);
        assert!((60.0..110.0).contains(&width("cg-edge-denver")), "{}", width("cg-edge-denver"));
        assert!(lettering.has("Łódź 1") && !lettering.has("東京"));
        assert!(lettering.baseline(12.0) < lettering.measure("a", 12.0)[1]);
    }
}
