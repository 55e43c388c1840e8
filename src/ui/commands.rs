//! The catalogue of commands: one line each, from which menus, palette, shortcuts and the cheat sheet are made. What a
//! command does stands in `dispatch`.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::model::Kind;

/// Something that the user can ask for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// A new plan.
    NewPlan,
    /// Another plan.
    OpenPlan,
    /// Another plan, without writing to it.
    OpenReadOnly,
    /// Files into the plan.
    Import,
    /// The plan out into a file.
    Export,
    /// The end.
    Quit,
    /// One step back.
    Undo,
    /// One step forth.
    Redo,
    /// A new cache group.
    NewCacheGroup,
    /// Servers into the selected cache group.
    AddServers,
    /// A new delivery service.
    NewDeliveryService,
    /// A CDN with all that its snapshot needs.
    NewCdn,
    /// The selection away.
    Delete,
    /// Every object of the kind that is shown.
    SelectAll,
    /// Nothing.
    ClearSelection,
    /// All of the plan on the map.
    FitAll,
    /// The selection on the map.
    FitSelection,
    /// Closer.
    ZoomIn,
    /// Further.
    ZoomOut,
    /// A table.
    ShowTable(Kind),
    /// What a new snapshot would change.
    ShowChanges,
    /// The change after the one that is selected.
    NextChange,
    /// The change before it.
    PreviousChange,
    /// The plan against a file.
    CompareWith,
    /// The steps of history.
    ShowHistory,
    /// Links to parents.
    ToggleLinks,
    /// Physical locations.
    ToggleSites,
    /// Names of places.
    TogglePlaces,
    /// Names of groups.
    ToggleLabels,
    /// What lies under the plan.
    MapBackground,
    /// The dark theme.
    ThemeDark,
    /// The light theme.
    ThemeLight,
    /// Whichever the system has.
    ThemeSystem,
    /// No movement.
    ToggleReduceMotion,
    /// The palette.
    Palette,
    /// All shortcuts.
    Shortcuts,
    /// What this is, licences, attributions.
    About,
}

/// The menu that a command stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Plans and files.
    File,
    /// Changes.
    Edit,
    /// What is shown.
    View,
    /// The tables, in Traffic Portal's order; these are the left menu.
    Tables,
    /// The program.
    Help,
}

/// Where the keys of a command are heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Everywhere.
    Window,
    /// Where the list of changes has the focus: there they come before those that are heard everywhere.
    Changes,
}

/// A command's line in the catalogue.
#[derive(Debug)]
pub struct CommandInfo {
    /// Which one.
    pub command: Command,
    /// Its name in menus and the palette; an ellipsis where more input follows.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// The menu it stands in.
    pub menu: Menu,
    /// Its keys.
    pub shortcut: Option<KeyboardShortcut>,
    /// Where its keys are heard.
    pub place: Place,
    /// Whether it changes the plan, and so needs one that may be edited.
    pub edits: bool,
}

#[expect(clippy::unnecessary_wraps, reason = "the catalogue reads as a table")]
const fn ctrl(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

#[expect(clippy::unnecessary_wraps, reason = "the catalogue reads as a table")]
const fn ctrl_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key))
}

#[expect(clippy::unnecessary_wraps, reason = "the catalogue reads as a table")]
const fn plain(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

const fn info(
    command: Command,
    menu: Menu,
    name: &'static str,
    help: &'static str,
    shortcut: Option<KeyboardShortcut>,
) -> CommandInfo {
    CommandInfo { command, name, help, menu, shortcut, place: Place::Window, edits: false }
}

const fn edit(
    command: Command,
    name: &'static str,
    help: &'static str,
    shortcut: Option<KeyboardShortcut>,
) -> CommandInfo {
    CommandInfo { command, name, help, menu: Menu::Edit, shortcut, place: Place::Window, edits: true }
}

const fn change(command: Command, name: &'static str, help: &'static str, key: Key) -> CommandInfo {
    CommandInfo { place: Place::Changes, ..info(command, Menu::View, name, help, plain(key)) }
}

const fn table(kind: Kind, name: &'static str, help: &'static str) -> CommandInfo {
    info(Command::ShowTable(kind), Menu::Tables, name, help, None)
}

/// Every command, in the order of menus.
pub const ALL: &[CommandInfo] = &[
    info(Command::NewPlan, Menu::File, "New plan…", "Make an empty plan file", ctrl_shift(Key::N)),
    info(Command::OpenPlan, Menu::File, "Open plan…", "Open a plan file to edit it", ctrl(Key::O)),
    info(
        Command::OpenReadOnly,
        Menu::File,
        "Open read-only…",
        "Look at a plan file without writing to it",
        ctrl_shift(Key::O),
    ),
    CommandInfo {
        edits: true,
        ..info(
            Command::Import,
            Menu::File,
            "Import…",
            "Bring Traffic Ops or plan-text files into the plan, after a preview",
            ctrl(Key::I),
        )
    },
    info(Command::Export, Menu::File, "Export…", "Write a CDN Snapshot, Traffic Ops bodies or plan-text", ctrl(Key::E)),
    info(Command::Quit, Menu::File, "Quit", "Close the window; everything is saved already", ctrl(Key::Q)),
    edit(Command::Undo, "Undo", "Take the last step back", ctrl(Key::Z)),
    edit(Command::Redo, "Redo", "Do the step again that was taken back", ctrl_shift(Key::Z)),
    edit(
        Command::NewCacheGroup,
        "New cache group here…",
        "Start a cache group at the pointer, or in the middle of the map",
        plain(Key::N),
    ),
    edit(Command::AddServers, "Add servers…", "Put several servers into the selected cache group at once", None),
    edit(
        Command::NewDeliveryService,
        "New delivery service…",
        "Start a delivery service with what Traffic Portal's form starts with",
        None,
    ),
    edit(
        Command::NewCdn,
        "New CDN…",
        "Make a CDN with router, monitor, edges and a first delivery service, ready for its snapshot",
        None,
    ),
    edit(Command::Delete, "Delete", "Delete what is selected", plain(Key::Delete)),
    info(Command::SelectAll, Menu::Edit, "Select all", "Select every object of the kind that is shown", ctrl(Key::A)),
    info(Command::ClearSelection, Menu::Edit, "Clear selection", "Select nothing", plain(Key::Escape)),
    info(Command::FitAll, Menu::View, "Fit all", "Show the whole plan on the map", plain(Key::Home)),
    info(Command::FitSelection, Menu::View, "Fit selection", "Show what is selected on the map", plain(Key::F)),
    info(Command::ZoomIn, Menu::View, "Zoom in", "Bring the map closer", ctrl(Key::Plus)),
    info(Command::ZoomOut, Menu::View, "Zoom out", "Move the map away", ctrl(Key::Minus)),
    info(Command::ShowChanges, Menu::View, "Changes", "List what a new snapshot would change", ctrl(Key::D)),
    change(Command::NextChange, "Next change", "Select the next change of the list", Key::N),
    change(Command::PreviousChange, "Previous change", "Select the change before in the list", Key::P),
    info(
        Command::CompareWith,
        Menu::View,
        "Compare with…",
        "List what differs between the plan and a snapshot, a plan or plan-text",
        None,
    ),
    info(
        Command::ShowHistory,
        Menu::View,
        "History",
        "Show the steps that led here and go to any of them",
        ctrl(Key::H),
    ),
    info(
        Command::ToggleLinks,
        Menu::View,
        "Links to parents",
        "Show or hide the links from cache groups to their parents",
        plain(Key::L),
    ),
    info(
        Command::ToggleSites,
        Menu::View,
        "Phys locations on the map",
        "Show or hide physical locations",
        plain(Key::P),
    ),
    info(Command::ToggleLabels, Menu::View, "Names of cache groups", "Show or hide the names of cache groups", None),
    info(Command::TogglePlaces, Menu::View, "Names of places", "Show or hide the names of cities", None),
    info(
        Command::MapBackground,
        Menu::View,
        "Map background…",
        "Choose what lies under the plan: the built-in map, a file of tiles, or a server's",
        None,
    ),
    info(Command::ThemeDark, Menu::View, "Dark theme", "Light text on dark ground", None),
    info(Command::ThemeLight, Menu::View, "Light theme", "Dark text on light ground", None),
    info(Command::ThemeSystem, Menu::View, "Theme of the system", "Follow the system's choice of dark or light", None),
    info(Command::ToggleReduceMotion, Menu::View, "Reduce motion", "Let nothing move by itself", None),
    table(Kind::Topology, "Topologies", "Trees of cache groups that delivery services use"),
    table(Kind::CacheGroup, "Cache Groups", "Groups of servers that stand together"),
    table(Kind::Coordinate, "Coordinates", "Named positions"),
    table(Kind::PhysLocation, "Phys Locations", "Buildings with servers"),
    table(Kind::Division, "Divisions", "Groups of regions"),
    table(Kind::Region, "Regions", "Groups of physical locations"),
    table(Kind::Asn, "ASNs", "Network numbers of cache groups"),
    table(Kind::Server, "Servers", "Caches, routers, monitors, origins"),
    table(Kind::Cdn, "CDNs", "Content delivery networks"),
    table(Kind::Type, "Types", "Types of groups, servers and services"),
    table(Kind::CoverageZoneFile, "Coverage Zones", "Files that say which networks belong to which zone"),
    table(Kind::DeliveryService, "Delivery Services", "What is delivered, and how it is routed"),
    table(Kind::Profile, "Profiles", "Sets of parameters"),
    table(Kind::Parameter, "Parameters", "Lines of configuration"),
    table(Kind::ServerCapability, "Server Capabilities", "What servers can do and services require"),
    table(Kind::Status, "Statuses", "States in which people want servers"),
    table(Kind::StaticDnsEntry, "Static DNS Entries", "DNS records below delivery services"),
    table(Kind::Waiver, "Waivers", "Findings that somebody has accepted"),
    table(Kind::Scenario, "Scenarios", "Parts that are down, to look at and compare"),
    table(Kind::Demand, "Demands", "How much clients ask for"),
    table(Kind::CapacityOverride, "Capacity Overrides", "What servers and groups can carry"),
    table(Kind::SavedView, "Saved Views", "Views of the map to come back to"),
    table(Kind::OtherRow, "Other Rows", "Rows of Traffic Ops that are kept and not modelled"),
    info(Command::Palette, Menu::Help, "Command palette", "Find any command or object by name", ctrl(Key::K)),
    info(Command::Shortcuts, Menu::Help, "Keyboard shortcuts", "List all keys", plain(Key::F1)),
    info(Command::About, Menu::Help, "About Lodestone", "Version, licences and attributions", None),
];

impl Command {
    /// Its line in the catalogue.
    pub fn info(self) -> Option<&'static CommandInfo> {
        ALL.iter().find(|info| info.command == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_words_and_no_two_share_keys() {
        for (at, info) in ALL.iter().enumerate() {
            assert!(!info.name.is_empty() && !info.help.is_empty());
            assert!(!info.help.ends_with('.'), "{}", info.help);
            for other in &ALL[at + 1..] {
                assert_ne!(info.command, other.command, "{} is listed twice", info.name);
                assert_ne!(info.name, other.name);
                let is_apart = info.place != other.place || info.shortcut.is_none() || info.shortcut != other.shortcut;
                assert!(is_apart, "{} and {}", info.name, other.name);
            }
        }
    }

    #[test]
    fn every_kind_has_its_table() {
        for kind in Kind::ALL {
            assert!(Command::ShowTable(*kind).info().is_some(), "{}", kind.plural());
        }
    }
}
