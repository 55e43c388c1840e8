//! A picture of vectors as one of points, with no typeface but the program's own.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::PictureError;
use super::lettering::{REGULAR, SEMI_BOLD};

/// So many points are 400 MB.
const MOST_POINTS: u64 = 100_000_000;

/// The bytes of a PNG.
pub fn rasterised(svg: &str) -> Result<Vec<u8>, PictureError> {
    let mut fonts = fontdb::Database::new();
    for weight in [REGULAR, SEMI_BOLD] {
        fonts.load_font_data(weight.to_vec());
    }
    let family = fonts.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone());
    let options = Options { fontdb: Arc::new(fonts), font_family: family.unwrap_or_default(), ..Options::default() };
    let broken = |error: String| PictureError::Asset(error);
    let tree = Tree::from_str(svg, &options).map_err(|error| broken(error.to_string()))?;
    let size = tree.size().to_int_size();
    let too_large = || PictureError::TooLarge(size.width(), size.height());
    if MOST_POINTS < u64::from(size.width()) * u64::from(size.height()) {
        return Err(too_large());
    }
    let mut points = Pixmap::new(size.width(), size.height()).ok_or_else(too_large)?;
    resvg::render(&tree, Transform::identity(), &mut points.as_mut());
    points.encode_png().map_err(|error| broken(error.to_string()))
}
