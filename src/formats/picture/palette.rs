//! The colours of a picture: those of the window's two themes, so that a picture looks like the map that it is of.

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// The colours of one theme.
#[derive(Debug)]
pub struct PicturePalette {
    /// Behind everything, and around marks.
    pub ground: Rgb,
    /// The legend.
    pub panel: Rgb,
    /// Discs of several groups.
    pub raised: Rgb,
    /// Lines around panels.
    pub line: Rgb,
    /// Text.
    pub text: Rgb,
    /// Secondary text.
    pub text_weak: Rgb,
    /// Groups that are well.
    pub normal: Rgb,
    /// Water.
    pub sea: Rgb,
    /// Land.
    pub land: Rgb,
    /// Coasts.
    pub coast: Rgb,
    /// Borders between countries.
    pub border: Rgb,
    /// Names of places.
    pub place: Rgb,
    /// Links.
    pub link: Rgb,
    /// The types in a disc's ring, in the order of `GroupType::ALL`.
    pub mix: [Rgb; 6],
}

/// The dark theme.
pub const DARK: PicturePalette = PicturePalette {
    ground: [0x11, 0x16, 0x1C],
    panel: [0x18, 0x1E, 0x26],
    raised: [0x20, 0x28, 0x32],
    line: [0x32, 0x3D, 0x4A],
    text: [0xDD, 0xE4, 0xEC],
    text_weak: [0x96, 0xA4, 0xB4],
    normal: [0x1F, 0xB8, 0x8C],
    sea: [0x11, 0x16, 0x1C],
    land: [0x1C, 0x23, 0x2B],
    coast: [0x2F, 0x3A, 0x46],
    border: [0x2A, 0x34, 0x3F],
    place: [0x84, 0x92, 0xA1],
    link: [0x5F, 0x6E, 0x7F],
    mix: [
        [0xF0, 0xE4, 0x42],
        [0xCC, 0x79, 0xA7],
        [0x9F, 0xB3, 0xC6],
        [0xA9, 0x9A, 0xE0],
        [0xA8, 0x8D, 0x6E],
        [0x6B, 0x79, 0x88],
    ],
};

/// The light theme.
pub const LIGHT: PicturePalette = PicturePalette {
    ground: [0xFB, 0xFA, 0xF6],
    panel: [0xF3, 0xF1, 0xEB],
    raised: [0xFD, 0xFC, 0xF9],
    line: [0xCF, 0xCB, 0xC1],
    text: [0x1F, 0x26, 0x2D],
    text_weak: [0x5A, 0x63, 0x6D],
    normal: [0x00, 0x73, 0x53],
    sea: [0xE9, 0xEE, 0xF1],
    land: [0xF8, 0xF6, 0xF1],
    coast: [0xC2, 0xC9, 0xCD],
    border: [0xD6, 0xD3, 0xCB],
    place: [0x63, 0x68, 0x6C],
    link: [0x7C, 0x87, 0x92],
    mix: [
        [0x8F, 0x84, 0x00],
        [0xA8, 0x4D, 0x81],
        [0x5F, 0x76, 0x8C],
        [0x6D, 0x5C, 0xB8],
        [0x8A, 0x68, 0x40],
        [0x80, 0x87, 0x8E],
    ],
};

/// The colours of one of the two themes.
pub const fn of_dark(dark: bool) -> &'static PicturePalette {
    if dark { &DARK } else { &LIGHT }
}
