//! What keys mean where the map or a list has the keyboard, and what the pointer does on the map: one line each. The
//! types that are acted on and the cheat sheet come from the same lines, so that none can be forgotten.

use egui::{Key, KeyboardShortcut, Modifiers, Ui};

/// A line of the cheat sheet.
#[derive(Clone, Copy, Debug)]
pub struct KeyInfo {
    /// The keys that mean it; where they differ in direction, in the order left, right, up, down, or down, up.
    pub chords: &'static [KeyboardShortcut],
    /// What it is called.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
}

impl KeyInfo {
    /// Which of the keys was pressed in this frame; nobody else hears it then.
    pub fn take_pressed(&self, ui: &Ui) -> Option<usize> {
        ui.input_mut(|input| self.chords.iter().position(|chord| input.consume_shortcut(chord)))
    }

    /// The keys as they are called on this system.
    pub fn keys_text(&self, ctx: &egui::Context) -> String {
        let mut names: Vec<String> = self.chords.iter().map(|chord| ctx.format_shortcut(chord)).collect();
        names.dedup();
        names.join("  ")
    }
}

/// Makes a type of keys, its lines and the list of all. Those with more modifiers stand first: a key without modifiers
/// is also heard with Shift.
macro_rules! keys {
    ($(#[$about:meta])* $Type:ident {
        $($(#[$note:meta])* $Name:ident: $name:literal, $help:literal, [$($modifiers:ident + $key:ident),+];)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $Type { $($(#[$note])* $Name,)+ }

        impl $Type {
            /// All of them, in the order in which they are heard.
            pub const ALL: &'static [Self] = &[$(Self::$Name),+];

            /// Its line.
            pub const fn info(self) -> KeyInfo {
                match self {
                    $(Self::$Name => KeyInfo {
                        chords: const { &[$(KeyboardShortcut::new(Modifiers::$modifiers, Key::$key)),+] },
                        name: $name,
                        help: $help,
                    },)+
                }
            }
        }
    };
}

keys! {
    /// What keys mean while the map has the keyboard.
    MapKey {
        /// The map itself.
        Pan: "Move the map", "Shift the map without changing what is selected",
            [SHIFT + ArrowLeft, SHIFT + ArrowRight, SHIFT + ArrowUp, SHIFT + ArrowDown];
        /// From group to group.
        Go: "Nearest cache group", "Select the nearest cache group in that direction",
            [NONE + ArrowLeft, NONE + ArrowRight, NONE + ArrowUp, NONE + ArrowDown];
        /// The group before.
        GoBack: "Previous cache group", "Select the one before of the cache groups that are seen", [SHIFT + Tab];
        /// The next group.
        GoOn: "Next cache group", "Select the next of the cache groups that are seen", [NONE + Tab];
        /// Its table.
        Show: "Show in its table", "Show what is selected in its table and in its form", [NONE + Enter];
        /// Closer.
        ZoomIn: "Zoom in", "Bring the map closer", [NONE + Plus, NONE + Equals];
        /// Further.
        ZoomOut: "Zoom out", "Move the map away", [NONE + Minus];
        /// Out of the map.
        Leave: "Leave the map", "End what is going on, then clear the selection, then leave the map", [NONE + Escape];
    }
}

keys! {
    /// What keys mean while a list has the keyboard.
    ListKey {
        /// A row further.
        Step: "Next or previous row", "Select the row below or above", [NONE + ArrowDown, NONE + ArrowUp];
        /// A screen further.
        Page: "A page on or back", "Select the row a page below or above", [NONE + PageDown, NONE + PageUp];
        /// To an end.
        End: "Last or first row", "Select the last or the first row", [NONE + End, NONE + Home];
        /// Its form.
        Edit: "Edit", "Put the keyboard into the form of what is selected", [NONE + Enter];
    }
}

keys! {
    /// What keys mean besides while a tree has the keyboard.
    BranchKey {
        /// What is below a line.
        Fold: "Open or close", "Show what stands below the line, or hide it", [NONE + ArrowRight, NONE + ArrowLeft];
        /// As second parent.
        MoveSecond: "Put down as second parent", "What was taken up gets the chosen cache group as its second parent",
            [SHIFT + M];
        /// Up, and down elsewhere.
        Move: "Take up or put down", "Take what is chosen up; on another line, put it there", [NONE + M];
    }
}

/// What a key asks of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMove {
    /// So many rows on, or back.
    By(isize),
    /// To edit what the row is about.
    Edit,
}

impl ListKey {
    /// What keys ask of a list that shows so many rows at once.
    pub fn moves(ui: &Ui, page: f32) -> Vec<ListMove> {
        #[expect(clippy::cast_possible_truncation, reason = "rows on a screen")]
        let page = page as isize;
        let move_of = |key: &Self| {
            let by = match key {
                Self::Step => [1, -1],
                Self::Page => [page, -page],
                Self::End => [isize::MAX / 2, isize::MIN / 2],
                Self::Edit => return key.info().take_pressed(ui).map(|_| ListMove::Edit),
            };
            key.info().take_pressed(ui).and_then(|chord| by.get(chord)).map(|by| ListMove::By(*by))
        };
        Self::ALL.iter().filter_map(move_of).collect()
    }
}

/// What keys do to menus and open lists.
pub const MENU_KEYS: &[(&str, &str, &str)] = &[
    ("Alt+F, E, V, H", "Open a menu", "File, Edit, View or Help; the arrow keys lead on from there"),
    ("Down, Up, letters", "Choose in a list", "Go to a line of an open list; Enter chooses it"),
    ("Escape", "Close", "Close what is innermost: menu, list, drag, dialog; then clear the selection"),
];

/// What the pointer does on the map, and how.
pub const MAP_GESTURES: &[(&str, &str, &str)] = &[
    ("Click", "Select", "Select a cache group or physical location; a cluster comes closer or is listed"),
    ("Shift and click", "Add to the selection", "Add to the selection, or take away from it"),
    ("Double-click", "Zoom in", "Bring the map closer where nothing is, toward the pointer"),
    ("Right-click", "Menu", "List what can be done there"),
    ("Drag", "Move", "Move the cache groups under the pointer; the map, where there is none"),
    (
        "Shift and drag",
        "Select a box",
        "Add all cache groups in a box to the selection, or phys locations where there are none",
    ),
    ("Alt and drag", "Lasso", "Draw around what is to be selected; with Shift, add it"),
    (
        "Drag from the tray",
        "Place",
        "Put what waits at the map's edge where it is let go; M puts it in the middle of the map",
    ),
    ("Wheel, pinch", "Zoom", "Bring the map closer or move it away, toward the pointer"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_hides_another() {
        for keys in [MapKey::ALL.iter().map(|key| key.info()).collect::<Vec<_>>(), {
            ListKey::ALL.iter().map(|key| key.info()).chain(BranchKey::ALL.iter().map(|key| key.info())).collect()
        }] {
            let chords: Vec<_> = keys.iter().flat_map(|info| info.chords).collect();
            for (at, chord) in chords.iter().enumerate() {
                for later in &chords[at + 1..] {
                    // What is heard first must not match what is pressed for a later one.
                    let hides =
                        chord.logical_key == later.logical_key && later.modifiers.matches_logically(chord.modifiers);
                    assert!(!hides, "{chord:?} and {later:?}");
                }
            }
            assert!(keys.iter().all(|info| !info.name.is_empty() && !info.help.ends_with('.')));
        }
    }
}
