//! Colours, sizes, spacing and fonts: the only place that has them. It knows nothing of plans.
//!
//! Two themes of equal care. State colours are those of Okabe and Ito, which people with colour-blind sight tell
//! apart; one accent (blue) means selection, focus and the primary button, and nothing else.

use std::sync::Arc;

use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme, vec2};

/// Between related things.
pub const GAP_SMALL: f32 = 4.0;
/// Inside controls.
pub const GAP: f32 = 8.0;
/// Between the rows of a form.
pub const GAP_ROW: f32 = 12.0;
/// At the edges of panels.
pub const GAP_EDGE: f32 = 16.0;
/// The height of a table's row.
pub const ROW_HEIGHT: f32 = 26.0;
/// The height of buttons and fields.
pub const CONTROL_HEIGHT: f32 = 28.0;
/// The width of a button that is only an icon.
pub const ICON_BUTTON: f32 = 24.0;
/// The side of an icon that is no button.
pub const ICON: f32 = 16.0;
/// The thickness of an icon's lines.
pub const ICON_LINE: f32 = 1.5;
/// The thickness of the ring around what has the keyboard.
pub const FOCUS_LINE: f32 = 1.5;
/// How far the mark of the keyboard stands around what is filled with the accent.
pub const RING_APART: f32 = 4.0;
/// The corners of controls.
pub const CORNER: f32 = 4.0;
/// What is left of a colour where nothing can be done.
pub const DISABLED: f32 = 0.5;
/// What a drop-down needs beside its text: margins and the sign.
pub const MENU_MARGINS: f32 = 40.0;
/// The height of a check box that stands alone.
pub const CHECK_HEIGHT: f32 = 16.0;
/// Around a form's title. The left edge holds the dots of changed fields.
pub const FORM_TITLE: Margin = Margin { left: 20, right: 16, top: 16, bottom: 12 };
/// Around a form's fields.
pub const FORM_BODY: Margin = Margin { left: 20, right: 16, top: 0, bottom: 16 };
/// Around a form's buttons.
pub const FORM_BUTTONS: Margin = Margin { left: 20, right: 16, top: 12, bottom: 12 };
/// Around the line above a table.
pub const TABLE_TITLE: Margin = Margin { left: 16, right: 16, top: 8, bottom: 8 };
/// Within fields.
pub const FIELD: Margin = Margin { left: 8, right: 8, top: 4, bottom: 4 };
/// The radius of the dot beside a changed field.
pub const DOT: f32 = 3.0;
/// The width of a form's labels; the fields have the rest.
pub const FORM_LABEL: f32 = 138.0;
/// The width of a field for a small number.
pub const SHORT_FIELD: f32 = 52.0;
/// The width of a word between two fields of a line.
pub const SHORT_LABEL: f32 = 48.0;
/// How far lines stand in below what they belong to.
pub const INDENT: f32 = 20.0;
/// The width of what stands at the right end of a line.
pub const ASIDE: f32 = 132.0;
/// A form's fields grow no wider.
pub const FORM_FIELD_MAX: f32 = 420.0;
/// The least width of a table's column.
pub const COLUMN_MIN: f32 = 48.0;
/// Secondary text.
pub const TEXT_SMALL: f32 = 12.0;
/// Names of places on the map, which are no data.
pub const TEXT_PLACE: f32 = 11.0;
/// Body text and tables.
pub const TEXT_BODY: f32 = 13.5;
/// Titles of panels.
pub const TEXT_TITLE: f32 = 16.0;
/// Empty states.
pub const TEXT_EMPTY: f32 = 20.0;
/// Nothing moves by itself for longer than this.
pub const ANIMATION_SECS: f32 = 0.12;
/// The family of the heavier of the two weights.
pub const STRONG: &str = "strong";

/// The colours of one theme.
#[derive(Debug)]
pub struct Tokens {
    /// Behind everything.
    pub ground: Color32,
    /// Panels.
    pub panel: Color32,
    /// Cards, menus and dialogs, which lie above.
    pub raised: Color32,
    /// Fields that take text.
    pub field: Color32,
    /// Every second row, and what is hovered.
    pub hover: Color32,
    /// Lines between panels and around fields.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub text_weak: Color32,
    /// Selection, focus, the primary button.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// The ground of what is selected.
    pub selected: Color32,
    /// All is well.
    pub normal: Color32,
    /// Worth a look.
    pub warned: Color32,
    /// Wrong.
    pub wrong: Color32,
    /// Switched off.
    pub down: Color32,
    /// Water on the map.
    pub sea: Color32,
    /// Land on the map.
    pub land: Color32,
    /// Coasts.
    pub coast: Color32,
    /// Borders between countries.
    pub border: Color32,
    /// Place names.
    pub place: Color32,
    /// Links between groups that are not in the selection.
    pub link: Color32,
    /// Links of the selection.
    pub link_strong: Color32,
    /// The types in a cluster's ring: origin, mid, edge, router, control, other. Neither state nor accent.
    pub mix: [Color32; 6],
}

/// The dark theme: near-black blue-grey, panels one step lighter.
pub const DARK: Tokens = Tokens {
    ground: Color32::from_rgb(0x11, 0x16, 0x1C),
    panel: Color32::from_rgb(0x18, 0x1E, 0x26),
    raised: Color32::from_rgb(0x20, 0x28, 0x32),
    field: Color32::from_rgb(0x12, 0x18, 0x1F),
    hover: Color32::from_rgb(0x23, 0x2C, 0x37),
    line: Color32::from_rgb(0x32, 0x3D, 0x4A),
    text: Color32::from_rgb(0xDD, 0xE4, 0xEC),
    text_weak: Color32::from_rgb(0x96, 0xA4, 0xB4),
    accent: Color32::from_rgb(0x5A, 0xA9, 0xF5),
    on_accent: Color32::from_rgb(0x0B, 0x14, 0x1E),
    selected: Color32::from_rgb(0x1E, 0x3A, 0x58),
    normal: Color32::from_rgb(0x1F, 0xB8, 0x8C),
    warned: Color32::from_rgb(0xE6, 0x9F, 0x00),
    wrong: Color32::from_rgb(0xEE, 0x86, 0x50),
    down: Color32::from_rgb(0x7C, 0x86, 0x92),
    sea: Color32::from_rgb(0x11, 0x16, 0x1C),
    land: Color32::from_rgb(0x1C, 0x23, 0x2B),
    coast: Color32::from_rgb(0x2F, 0x3A, 0x46),
    border: Color32::from_rgb(0x2A, 0x34, 0x3F),
    place: Color32::from_rgb(0x84, 0x92, 0xA1),
    link: Color32::from_rgb(0x5F, 0x6E, 0x7F),
    link_strong: Color32::from_rgb(0xC8, 0xD4, 0xE0),
    mix: [
        Color32::from_rgb(0xF0, 0xE4, 0x42),
        Color32::from_rgb(0xCC, 0x79, 0xA7),
        Color32::from_rgb(0x9F, 0xB3, 0xC6),
        Color32::from_rgb(0xA9, 0x9A, 0xE0),
        Color32::from_rgb(0xA8, 0x8D, 0x6E),
        Color32::from_rgb(0x6B, 0x79, 0x88),
    ],
};

/// The light theme: warm white, panels one step darker.
pub const LIGHT: Tokens = Tokens {
    ground: Color32::from_rgb(0xFB, 0xFA, 0xF6),
    panel: Color32::from_rgb(0xF3, 0xF1, 0xEB),
    raised: Color32::from_rgb(0xFD, 0xFC, 0xF9),
    field: Color32::from_rgb(0xFD, 0xFC, 0xF9),
    hover: Color32::from_rgb(0xE8, 0xE5, 0xDD),
    line: Color32::from_rgb(0xCF, 0xCB, 0xC1),
    text: Color32::from_rgb(0x1F, 0x26, 0x2D),
    text_weak: Color32::from_rgb(0x5A, 0x63, 0x6D),
    accent: Color32::from_rgb(0x14, 0x63, 0xB4),
    on_accent: Color32::from_rgb(0xFC, 0xFD, 0xFE),
    selected: Color32::from_rgb(0xD3, 0xE4, 0xF5),
    normal: Color32::from_rgb(0x00, 0x73, 0x53),
    warned: Color32::from_rgb(0x8A, 0x59, 0x00),
    wrong: Color32::from_rgb(0xB0, 0x40, 0x00),
    down: Color32::from_rgb(0x5C, 0x62, 0x69),
    sea: Color32::from_rgb(0xE9, 0xEE, 0xF1),
    land: Color32::from_rgb(0xF8, 0xF6, 0xF1),
    coast: Color32::from_rgb(0xC2, 0xC9, 0xCD),
    border: Color32::from_rgb(0xD6, 0xD3, 0xCB),
    place: Color32::from_rgb(0x63, 0x68, 0x6C),
    link: Color32::from_rgb(0x7C, 0x87, 0x92),
    link_strong: Color32::from_rgb(0x30, 0x3B, 0x46),
    mix: [
        Color32::from_rgb(0x8F, 0x84, 0x00),
        Color32::from_rgb(0xA8, 0x4D, 0x81),
        Color32::from_rgb(0x5F, 0x76, 0x8C),
        Color32::from_rgb(0x6D, 0x5C, 0xB8),
        Color32::from_rgb(0x8A, 0x68, 0x40),
        Color32::from_rgb(0x80, 0x87, 0x8E),
    ],
};

/// The colours of the theme in which a part of the window is drawn.
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    of_dark(ui.visuals().dark_mode)
}

/// The colours of one of the two themes.
pub const fn of_dark(dark: bool) -> &'static Tokens {
    if dark { &DARK } else { &LIGHT }
}

/// Sets both themes up; `reduce_motion` stops every movement.
pub fn install(ctx: &egui::Context, reduce_motion: bool) {
    for (theme, dark) in [(Theme::Dark, true), (Theme::Light, false)] {
        let mut style = Style::clone(&ctx.style_of(theme));
        dress(&mut style, of_dark(dark), reduce_motion);
        ctx.set_style_of(theme, Arc::new(style));
    }
}

/// The font of the heavier weight, at a size.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

fn dress(style: &mut Style, tokens: &Tokens, reduce_motion: bool) {
    style.animation_time = if reduce_motion { 0.0 } else { ANIMATION_SECS };
    for (text_style, font) in [
        (TextStyle::Small, FontId::proportional(TEXT_SMALL)),
        (TextStyle::Body, FontId::proportional(TEXT_BODY)),
        (TextStyle::Button, FontId::proportional(TEXT_BODY)),
        (TextStyle::Monospace, FontId::monospace(TEXT_BODY)),
        (TextStyle::Heading, strong(TEXT_TITLE)),
    ] {
        style.text_styles.insert(text_style, font);
    }
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(GAP, GAP_SMALL);
    spacing.button_padding = vec2(GAP + 2.0, GAP_SMALL);
    spacing.interact_size = vec2(40.0, CONTROL_HEIGHT);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.combo_height = 320.0;
    paint(&mut style.visuals, tokens);
}

fn paint(visuals: &mut egui::Visuals, tokens: &Tokens) {
    visuals.override_text_color = Some(tokens.text);
    visuals.weak_text_color = Some(tokens.text_weak);
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.raised;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.extreme_bg_color = tokens.field;
    visuals.text_edit_bg_color = Some(tokens.field);
    visuals.faint_bg_color = tokens.hover;
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.warned;
    visuals.error_fg_color = tokens.wrong;
    visuals.selection.bg_fill = tokens.selected;
    visuals.selection.stroke = Stroke::new(1.5, tokens.accent);
    let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(60) };
    // A caret that blinks has the whole window painted twice a second, which is all that an idle window would do.
    visuals.text_cursor.blink = false;
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    let widgets = &mut visuals.widgets;
    for (state, fill, line) in [
        (&mut widgets.noninteractive, tokens.panel, tokens.line),
        (&mut widgets.inactive, tokens.raised, tokens.line),
        (&mut widgets.hovered, tokens.hover, tokens.text_weak),
        (&mut widgets.active, tokens.selected, tokens.accent),
        (&mut widgets.open, tokens.hover, tokens.line),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, line);
        state.fg_stroke = Stroke::new(1.5, tokens.text);
        state.corner_radius = CornerRadius::same(4);
        state.expansion = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG's relative luminance.
    fn luminance(color: Color32) -> f64 {
        let channel = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn pictures_have_the_colours_of_the_window() {
        use crate::formats::picture::palette;

        for (tokens, palette) in [(&DARK, &palette::DARK), (&LIGHT, &palette::LIGHT)] {
            for (here, there) in [
                (tokens.ground, palette.ground),
                (tokens.panel, palette.panel),
                (tokens.raised, palette.raised),
                (tokens.line, palette.line),
                (tokens.text, palette.text),
                (tokens.text_weak, palette.text_weak),
                (tokens.normal, palette.normal),
                (tokens.sea, palette.sea),
                (tokens.land, palette.land),
                (tokens.coast, palette.coast),
                (tokens.border, palette.border),
                (tokens.place, palette.place),
                (tokens.link, palette.link),
            ] {
                assert_eq!(here, Color32::from_rgb(there[0], there[1], there[2]));
            }
            assert_eq!(tokens.mix, palette.mix.map(|[r, g, b]| Color32::from_rgb(r, g, b)));
        }
    }

    /// What is drawn on what, and how much it must stand out by WCAG AA: text 4.5, signs and lines 3.
    fn pairs(tokens: &Tokens) -> Vec<(&'static str, Color32, Color32, f64)> {
        let grounds = [
            ("ground", tokens.ground),
            ("panel", tokens.panel),
            ("raised", tokens.raised),
            ("field", tokens.field),
            ("hover", tokens.hover),
            ("selected", tokens.selected),
        ];
        let mut pairs = vec![("text on the accent", tokens.on_accent, tokens.accent, 4.5)];
        for (name, ground) in grounds {
            pairs.extend([("text", tokens.text, ground, 4.5), ("secondary text", tokens.text_weak, ground, 4.5)]);
            for icon in [tokens.accent, tokens.normal, tokens.warned, tokens.wrong, tokens.down] {
                pairs.push((name, icon, ground, 3.0));
            }
        }
        // Refusals, and numbers of rows that may be chosen, are text in the colour of what they mean.
        for (name, ground) in grounds {
            pairs.extend([tokens.normal, tokens.warned, tokens.wrong].map(|color| (name, color, ground, 4.5)));
        }
        // What groups are coloured by: on the map and in its legend.
        for ground in [tokens.land, tokens.sea, tokens.panel] {
            pairs.extend(tokens.mix.map(|color| ("a colour of a group", color, ground, 3.0)));
        }
        for ground in [tokens.land, tokens.sea] {
            pairs.extend([("a place", tokens.place, ground, 4.5), ("a name", tokens.text, ground, 4.5)]);
            let signs = [
                tokens.accent,
                tokens.normal,
                tokens.warned,
                tokens.wrong,
                tokens.down,
                tokens.link,
                tokens.link_strong,
            ];
            pairs.extend(signs.map(|sign| ("a sign on the map", sign, ground, 3.0)));
        }
        pairs
    }

    #[test]
    fn every_pair_that_is_used_stands_out_in_both_themes() {
        for tokens in [&DARK, &LIGHT] {
            for (what, color, ground, least) in pairs(tokens) {
                let found = contrast(color, ground);
                assert!(least <= found, "{what}: {color:?} on {ground:?} has {found:.2}, and wants {least}");
            }
        }
    }
}
