//! The catalogue of commands: one line each, from which menus, palette, shortcuts and the cheat sheet are made. The type
//! and the list come from the same lines, so that none can be forgotten. What a command does stands in `dispatch`.

pub mod keys;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::layers::{self, Layer};
use super::settings::{ColourBy, Settings, ThemeChoice};
use crate::model::Kind;

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
pub enum HeardIn {
    /// Everywhere.
    Window,
    /// Where the list of changes has the focus: there they come before those that are heard everywhere.
    Changes,
}

/// What must be so for a command to be possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A plan is open.
    Plan,
    /// A plan is open that may be edited.
    Edits,
    /// And there is a step to be undone.
    Undoable,
    /// And there is a step to be done again.
    Redoable,
    /// Something is selected.
    Selection,
    /// And the plan may be edited.
    EditsSelection,
    /// One cache group is selected, of a plan that may be edited.
    EditsGroup,
    /// There are changes to go to.
    Changes,
    /// There are problems to go to.
    Problems,
    /// And one is chosen, of a plan that may be edited.
    EditsProblem,
}

/// How it stands with the window, as far as commands depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is so or not")]
pub struct Circumstances {
    /// A plan is open.
    pub is_open: bool,
    /// It may be edited.
    pub is_editable: bool,
    /// A step can be undone.
    pub can_undo: bool,
    /// A step can be done again.
    pub can_redo: bool,
    /// Something is selected.
    pub has_selection: bool,
    /// What is selected is one cache group.
    pub has_group: bool,
    /// There are changes to go to.
    pub has_changes: bool,
    /// There are problems to go to.
    pub has_problems: bool,
    /// One of them is chosen.
    pub has_problem: bool,
}

impl Circumstances {
    /// Whether what a command needs is so.
    pub const fn meet(self, needs: Needs) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::Plan => self.is_open,
            Needs::Edits => self.is_editable,
            Needs::Undoable => self.is_editable && self.can_undo,
            Needs::Redoable => self.is_editable && self.can_redo,
            Needs::Selection => self.has_selection,
            Needs::EditsSelection => self.is_editable && self.has_selection,
            Needs::EditsGroup => self.is_editable && self.has_group,
            Needs::Changes => self.has_changes,
            Needs::Problems => self.has_problems,
            Needs::EditsProblem => self.is_editable && self.has_problem,
        }
    }
}

/// A command's line in the catalogue.
#[derive(Clone, Copy, Debug)]
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
    pub heard_in: HeardIn,
    /// What must be so.
    pub needs: Needs,
}

/// Makes the type, its lines and the list of all: `before` the layers of the map, `between` them and the tables, and `after`.
macro_rules! commands {
    (@keys) => { None };
    (@keys $modifiers:ident + $key:ident) => { Some(KeyboardShortcut::new($modifiers, Key::$key)) };
    (@place) => { HeardIn::Window };
    (@place $place:ident) => { HeardIn::$place };
    (
        before { $($before:tt)* }
        between { $($between:tt)* }
        tables { $($(#[$note:meta])* $Kind:ident: $table:literal, $about:literal;)* }
        after { $($after:tt)* }
    ) => {
        const TABLES: &[Kind] = &[$(Kind::$Kind),*];
        const fn words_of_table(kind: Kind) -> (&'static str, &'static str) {
            match kind { $(Kind::$Kind => ($table, $about),)* }
        }
        commands! { @type $($before)* $($between)* $($after)* }
        commands! { @list BEFORE $($before)* }
        commands! { @list BETWEEN $($between)* }
        commands! { @list AFTER $($after)* }
    };
    (@type $($(#[doc = $doc:literal])* $Command:ident: $menu:ident, $name:literal, $help:literal, $needs:ident
        $(, keys $modifiers:ident + $key:ident $(in $place:ident)?)?;)*) => {
        /// Something that the user can ask for by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command {
            $($(#[doc = $doc])* $Command,)*
            /// A layer of the map, on or off.
            ToggleLayer(Layer),
            /// A table.
            ShowTable(Kind),
        }

        impl Command {
            /// Its line in the catalogue.
            pub const fn info(self) -> CommandInfo {
                match self {
                    $(Self::$Command => CommandInfo {
                        command: self,
                        name: $name,
                        help: $help,
                        menu: Menu::$menu,
                        shortcut: commands!(@keys $($modifiers + $key)?),
                        heard_in: commands!(@place $($($place)?)?),
                        needs: Needs::$needs,
                    },)*
                    Self::ToggleLayer(layer) => {
                        let info = layer.info();
                        CommandInfo {
                            command: self,
                            name: info.name,
                            help: info.help,
                            menu: Menu::View,
                            shortcut: info.shortcut,
                            heard_in: HeardIn::Window,
                            needs: Needs::Nothing,
                        }
                    }
                    Self::ShowTable(kind) => {
                        let (name, help) = words_of_table(kind);
                        CommandInfo {
                            command: self,
                            name,
                            help,
                            menu: Menu::Tables,
                            shortcut: None,
                            heard_in: HeardIn::Window,
                            needs: Needs::Nothing,
                        }
                    }
                }
            }
        }
    };
    (@list $LIST:ident $($(#[doc = $doc:literal])* $Command:ident: $menu:ident, $name:literal, $help:literal, $needs:ident
        $(, keys $modifiers:ident + $key:ident $(in $place:ident)?)?;)*) => {
        const $LIST: &[Command] = &[$(Command::$Command),*];
    };
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const NONE: Modifiers = Modifiers::NONE;

commands! {
    before {
        /// A new plan.
        NewPlan: File, "New plan…", "Make an empty plan file", Nothing, keys CTRL_SHIFT + N;
        /// Another plan.
        OpenPlan: File, "Open plan…", "Open a plan file to edit it", Nothing, keys CTRL + O;
        /// Another plan, without writing to it.
        OpenReadOnly: File, "Open read-only…", "Look at a plan file without writing to it", Nothing, keys CTRL_SHIFT + O;
        /// Files into the plan.
        Import: File, "Import…", "Bring snapshots, Traffic Ops bodies, zones, tables or plan-text into the plan, after a preview", Edits, keys CTRL + I;
        /// The plan out into a file.
        Export: File, "Export…", "Write a CDN Snapshot, or the plan in any other format", Plan, keys CTRL + E;
        /// Out of the program.
        Quit: File, "Quit", "Close the window; everything is saved already", Nothing, keys CTRL + Q;
        /// One step back.
        Undo: Edit, "Undo", "Take the last step back", Undoable, keys CTRL + Z;
        /// One step forth.
        Redo: Edit, "Redo", "Do the step again that was taken back", Redoable, keys CTRL_SHIFT + Z;
        /// A new cache group.
        NewCacheGroup: Edit, "New cache group here…", "Start a cache group at the pointer, or in the middle of the map",
            Edits, keys NONE + N;
        /// Servers into the selected cache group.
        AddServers: Edit, "Add servers…", "Put several servers into the selected cache group at once", EditsGroup;
        /// A new delivery service.
        NewDeliveryService: Edit, "New delivery service…",
            "Start a delivery service with what Traffic Portal's form starts with", Edits;
        /// A CDN with all that its snapshot needs.
        NewCdn: Edit, "New CDN…",
            "Make a CDN with router, monitor, edges and a first delivery service, ready for its snapshot", Edits;
        /// The selection away.
        Delete: Edit, "Delete", "Delete what is selected", EditsSelection, keys NONE + Delete;
        /// Many cells at once, by an expression.
        ChangeCells: Edit, "Change cells…",
            "Say by an expression what a column of the selected rows, or of all that are shown, is to hold", Edits,
            keys CTRL + R;
        /// The selection down, to see who takes over.
        TakeDown: Edit, "Take down", "See who takes over when what is selected is down; the plan stays as it is", Selection;
        /// Every object of the kind that is shown.
        SelectAll: Edit, "Select all", "Select every object of the kind that is shown", Plan, keys CTRL + A;
        /// Nothing.
        ClearSelection: Edit, "Clear selection", "Select nothing", Selection, keys NONE + Escape;
        /// What was selected before.
        Back: View, "Back", "Select what was selected before", Nothing, keys ALT + ArrowLeft;
        /// What was selected after that.
        Forward: View, "Forward", "Select again what Back came from", Nothing, keys ALT + ArrowRight;
        /// All of the plan on the map.
        FitAll: View, "Fit all", "Show the whole plan on the map", Plan, keys NONE + Home;
        /// The selection on the map.
        FitSelection: View, "Fit selection", "Show what is selected on the map", Selection, keys NONE + F;
        /// What a line is drawn around.
        Lasso: View, "Lasso", "Select on the map what a line is drawn around; with Shift, add that", Plan, keys NONE + S;
        /// How far points are apart.
        MeasureDistance: View, "Measure distance",
            "Click points or groups on the map to see how far they are apart; Escape ends it", Plan;
        /// Closer.
        ZoomIn: View, "Zoom in", "Bring the map closer", Nothing, keys CTRL + Plus;
        /// Further.
        ZoomOut: View, "Zoom out", "Move the map away", Nothing, keys CTRL + Minus;
        /// What is wrong with the plan.
        ShowProblems: View, "Problems", "List what is wrong with the plan, and what can be done about it", Nothing,
            keys CTRL + M;
        /// The problem after the one that is chosen.
        NextProblem: View, "Next problem", "Go to the next problem and show what it is about", Problems, keys NONE + F8;
        /// The problem before it.
        PreviousProblem: View, "Previous problem", "Go to the problem before and show what it is about", Problems,
            keys SHIFT + F8;
        /// What can be done about it.
        FixProblem: Edit, "Fix problem", "Do what is proposed first about the chosen problem", EditsProblem,
            keys CTRL + Period;
        /// What can be done about all of its rule.
        FixAllProblems: Edit, "Fix all problems of this rule", "Do what is proposed first about all problems of its rule, as one step",
            EditsProblem;
        /// What a new snapshot would change.
        ShowChanges: View, "Changes", "List what a new snapshot would change", Nothing, keys CTRL + D;
        /// The change after the one that is selected.
        NextChange: View, "Next change", "Select the next change of the list", Changes, keys NONE + N in Changes;
        /// The change before it.
        PreviousChange: View, "Previous change", "Select the change before in the list", Changes,
            keys NONE + P in Changes;
        /// The plan against a file.
        CompareWith: View, "Compare with…", "List what differs between the plan and a snapshot, a plan or plan-text",
            Plan;
        /// What becomes of clients when parts fail.
        ShowWhatIf: View, "What-if", "Take parts down, see who takes over, and list every failure", Nothing,
            keys CTRL + J;
        /// What becomes of one client.
        ShowExplain: View, "Explain", "Say step by step what Traffic Router does with a client", Nothing;
        /// Where everything stands.
        ShowHierarchy: View, "Hierarchy", "Show where everything stands, who asks whom, and topologies, as trees", Nothing,
            keys CTRL + T;
        /// The steps of history.
        ShowHistory: View, "History", "Show the steps that led here and go to any of them", Nothing, keys CTRL + H;
    }
    between {
        /// Colours are states.
        ColourByState: View, "Colour by state", "Colour cache groups on the map by how well they are", Nothing;
        /// Colours are types.
        ColourByType: View, "Colour by type", "Colour cache groups on the map by their types", Nothing;
        /// Colours are regions.
        ColourByRegion: View, "Colour by region", "Colour cache groups on the map by where their servers stand", Nothing;
        /// Colours are divisions.
        ColourByDivision: View, "Colour by division", "Colour cache groups on the map by the divisions of their regions",
            Nothing;
        /// Colours are CDNs.
        ColourByCdn: View, "Colour by CDN", "Colour cache groups on the map by the CDNs of their servers", Nothing;
        /// Colours are loads.
        ColourByLoad: View, "Colour by load",
            "Colour cache groups on the map by how much of what they can they carry, where the plan has a demand", Nothing;
        /// What lies under the plan.
        MapBackground: View, "Map background…",
            "Choose what lies under the plan: the built-in map, a file of tiles, or a server's", Plan;
        /// The map's legend.
        ToggleLegend: View, "Legend", "Say on the map what its marks and lines mean", Nothing;
        /// Where phys locations probably are.
        ProposePositions: Edit, "Propose positions",
            "Put phys locations without position where their cities are; they stay proposed until you confirm them", Edits;
        /// Where they are.
        ConfirmPositions: Edit, "Confirm proposed positions",
            "Take the proposed positions of all phys locations for the true ones, as one step", Edits;
        /// The map as it is seen.
        SaveView: View, "Save view", "Keep what the map shows, to come back to it", Edits;
        /// The map as it was saved.
        GoToView: View, "Go to the saved view", "Show on the map what the selected view has", Selection;
        /// Everything a step larger.
        ScaleUp: View, "Larger interface", "Make everything a step larger, up to 300 %", Nothing, keys CTRL_SHIFT + Plus;
        /// Everything a step smaller.
        ScaleDown: View, "Smaller interface", "Make everything a step smaller, down to 75 %", Nothing,
            keys CTRL_SHIFT + Minus;
        /// Everything as large as at first.
        ScaleReset: View, "Interface at 100 %", "Make everything as large as at first", Nothing, keys CTRL_SHIFT + Num0;
        /// The dark theme.
        ThemeDark: View, "Dark theme", "Light text on dark ground", Nothing;
        /// The light theme.
        ThemeLight: View, "Light theme", "Dark text on light ground", Nothing;
        /// Whichever the system has.
        ThemeSystem: View, "Theme of the system", "Follow the system's choice of dark or light", Nothing;
        /// No movement.
        ToggleReduceMotion: View, "Reduce motion", "Let nothing move by itself", Nothing;
    }
    tables {
        Topology: "Topologies", "Trees of cache groups that delivery services use";
        CacheGroup: "Cache Groups", "Groups of servers that stand together";
        Coordinate: "Coordinates", "Named positions";
        PhysLocation: "Phys Locations", "Buildings with servers";
        Division: "Divisions", "Groups of regions";
        Region: "Regions", "Groups of physical locations";
        Asn: "ASNs", "Network numbers of cache groups";
        Server: "Servers", "Caches, routers, monitors, origins";
        Cdn: "CDNs", "Content delivery networks";
        Type: "Types", "Types of groups, servers and services";
        CoverageZone: "Coverage Zones", "Which networks belong to which cache group";
        CoverageZoneFile: "Coverage Zone Files", "The files that coverage zones stand in, and which CDNs use them";
        CoverageZoneNetwork: "Coverage Zone Networks", "The networks of all coverage zones";
        DeliveryService: "Delivery Services", "What is delivered, and how it is routed";
        Profile: "Profiles", "Sets of parameters";
        Parameter: "Parameters", "Lines of configuration";
        ServerCapability: "Server Capabilities", "What servers can do and services require";
        Status: "Statuses", "States in which people want servers";
        StaticDnsEntry: "Static DNS Entries", "DNS records below delivery services";
        ServiceSteering: "Steering", "Delivery services that stand for others, and their targets";
        ServiceFederations: "Federations", "Resolvers that are sent on to another CDN";
        RegionalGeoRules: "Regional Geo Rules", "Who is refused by postal code or place";
        AnonymousIpPolicy: "Anonymous IP Policy", "Which anonymous addresses are blocked";
        Waiver: "Waivers", "Findings that somebody has accepted";
        Scenario: "Scenarios", "Parts that are down, to look at and compare";
        Demand: "Demands", "How much clients ask for";
        CapacityOverride: "Capacity Overrides", "What servers and groups can carry";
        SavedView: "Saved Views", "Views of the map to come back to";
        OtherRow: "Other Rows", "Rows of Traffic Ops that are kept and not modelled";
    }
    after {
        /// The keyboard to the next part of the window.
        NextPane: Help, "Next pane", "Take the keyboard to the next part of the window", Nothing, keys NONE + F6;
        /// The keyboard to the part before.
        PreviousPane: Help, "Previous pane", "Take the keyboard to the part of the window before", Nothing,
            keys SHIFT + F6;
        /// The palette.
        Palette: Help, "Command palette", "Find any command or object by name", Nothing, keys CTRL + K;
        /// All shortcuts.
        Shortcuts: Help, "Keyboard shortcuts", "List all keys", Nothing, keys NONE + F1;
        /// What this is, licences, attributions.
        About: Help, "About Lodestone", "Version, licences and attributions", Nothing;
    }
}

const LAYERS_FROM: usize = BEFORE.len();
const BETWEEN_FROM: usize = LAYERS_FROM + layers::ALL.len();
const TABLES_FROM: usize = BETWEEN_FROM + BETWEEN.len();
const AFTER_FROM: usize = TABLES_FROM + TABLES.len();
const COUNT: usize = AFTER_FROM + AFTER.len();

/// Every command, in the order of menus.
pub const ALL: [CommandInfo; COUNT] = {
    let mut all = [Command::About.info(); COUNT];
    let mut at = 0;
    while at < COUNT {
        let command = match at {
            ..LAYERS_FROM => BEFORE[at],
            LAYERS_FROM..BETWEEN_FROM => Command::ToggleLayer(layers::ALL[at - LAYERS_FROM].layer),
            BETWEEN_FROM..TABLES_FROM => BETWEEN[at - BETWEEN_FROM],
            TABLES_FROM..AFTER_FROM => Command::ShowTable(TABLES[at - TABLES_FROM]),
            AFTER_FROM.. => AFTER[at - AFTER_FROM],
        };
        all[at] = command.info();
        at += 1;
    }
    all
};

/// Other keys for commands: those of other programs, and what keyboards have in the place of plus.
pub const ALSO: &[(Command, KeyboardShortcut)] = &[
    (Command::Redo, KeyboardShortcut::new(CTRL, Key::Y)),
    (Command::ZoomIn, KeyboardShortcut::new(CTRL, Key::Equals)),
    (Command::ScaleUp, KeyboardShortcut::new(CTRL_SHIFT, Key::Equals)),
];

impl Command {
    /// Whether a command that switches something finds it on; none for other commands.
    pub fn is_on(self, settings: &Settings) -> Option<bool> {
        match self {
            Self::ToggleLayer(layer) => Some((layer.info().is_on)(&settings.layers)),
            Self::ToggleLegend => Some(settings.legend),
            Self::ColourByState => Some(settings.colour_by == ColourBy::State),
            Self::ColourByType => Some(settings.colour_by == ColourBy::Type),
            Self::ColourByRegion => Some(settings.colour_by == ColourBy::Region),
            Self::ColourByDivision => Some(settings.colour_by == ColourBy::Division),
            Self::ColourByCdn => Some(settings.colour_by == ColourBy::Cdn),
            Self::ColourByLoad => Some(settings.colour_by == ColourBy::Load),
            Self::ThemeDark => Some(settings.theme == ThemeChoice::Dark),
            Self::ThemeLight => Some(settings.theme == ThemeChoice::Light),
            Self::ThemeSystem => Some(settings.theme == ThemeChoice::System),
            Self::ToggleReduceMotion => Some(settings.reduce_motion),
            _ => None,
        }
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
                let is_apart =
                    info.heard_in != other.heard_in || info.shortcut.is_none() || info.shortcut != other.shortcut;
                assert!(is_apart, "{} and {}", info.name, other.name);
            }
        }
    }

    #[test]
    fn every_kind_has_its_table() {
        for kind in Kind::ALL {
            assert!(TABLES.contains(kind), "{}", kind.plural());
        }
    }

    #[test]
    fn what_a_command_needs_must_be_so() {
        let nothing = Circumstances::default();
        let open = Circumstances { is_open: true, ..nothing };
        let edited = Circumstances { is_editable: true, can_undo: true, has_selection: true, ..open };
        let possible = |at: Circumstances, command: Command| at.meet(command.info().needs);
        assert!(possible(nothing, Command::OpenPlan) && !possible(nothing, Command::Export));
        assert!(possible(open, Command::Export) && !possible(open, Command::Import));
        let undo_of_a_copy = Circumstances { can_undo: true, ..open };
        assert!(possible(edited, Command::Undo) && !possible(undo_of_a_copy, Command::Undo));
        assert!(!possible(edited, Command::Redo) && possible(edited, Command::Delete));
        assert!(!possible(edited, Command::AddServers) && !possible(edited, Command::NextChange));
    }
}
