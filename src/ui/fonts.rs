//! The fonts: Inter in two weights first, behind it the toolkit's own, and the system's for whatever they lack. It knows
//! no widget.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

use super::theme;
use crate::formats::picture::{REGULAR, SEMI_BOLD};

/// Makes the fonts known to the toolkit.
pub(super) fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("Inter", REGULAR), ("Inter SemiBold", SEMI_BOLD)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let mut behind = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    fonts.families.insert(FontFamily::Name(theme::STRONG.into()), with_first("Inter SemiBold", &behind));
    behind.insert(0, "Inter".to_owned());
    fonts.families.insert(FontFamily::Proportional, behind);
    ctx.set_fonts(fonts);
}

fn with_first(first: &str, others: &[String]) -> Vec<String> {
    std::iter::once(first.to_owned()).chain(others.iter().cloned()).collect()
}
