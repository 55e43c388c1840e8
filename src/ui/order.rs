//! What the window's own panels and dialogs ask for beyond what views do, as plain values. It does not know who carries
//! it out.

use std::path::PathBuf;

use super::background::Background;
use super::settings::Tab;
use crate::edit::Edit;
use crate::formats::Format;
use crate::model::{AnyId, Id, Kind, Position, Topology};
use crate::session::tasks::{Baseline, ImportOrder};

/// Something that a panel or dialog of the window asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Tries again to write what could not be written.
    Retry,
    /// Forgets what could not be written.
    Discard,
    /// Turns away from a piece of work.
    Cancel(u64),
    /// Does what helps with a plan that could not be opened.
    Remedy(PathBuf, OpenRemedy),
    /// Asks for a path with the system's dialog, and with our own when none answers.
    Ask(Purpose),
    /// A path that was asked for.
    Path(Purpose, PathBuf),
    /// Looks at files again, in another way.
    Preview(ImportOrder),
    /// Does the import that is shown.
    Import,
    /// Compares with the last snapshot of a CDN.
    CompareCdn(String),
    /// Compares with the last snapshot again, and no longer with a file.
    CompareBaseline,
    /// Compares scenarios with the plan as it was after so many steps, which words say which that is.
    CompareScenarios(usize, String),
    /// Writes the plan out.
    Export(ExportOrder),
    /// Makes something, and shows what was made.
    Make(Box<MakeOrder>),
    /// Keeps a snapshot as its CDN's last one, in the plan of that path.
    Remember(PathBuf, Baseline),
    /// Puts the dialog aside and shows an object.
    StepAside(AnyId),
    /// Deletes objects and what refers to them.
    DeleteWithReferences(Vec<AnyId>),
    /// Deletes objects and gives what refers to them to another one of their kind.
    DeleteAndHandOver(Vec<AnyId>, AnyId),
    /// Selects an object and brings it into view on the map; the lower panel stays as it is.
    Look(AnyId),
    /// The same, with the keyboard in a field of its form, by its key; empty: in none.
    LookAtField(AnyId, &'static str),
    /// Brings a place into view on the map.
    LookAt(Position),
    /// Takes objects down in the What-if tab, besides what is down already, and shows it.
    TakeDown(Vec<AnyId>),
    /// Explains what Traffic Router does with a client at a place.
    ExplainAt(Position),
    /// Goes to a place on the map.
    Visit(Position),
    /// Starts the form of a new object of a kind that belongs to another object.
    StartNewIn(Kind, AnyId),
    /// Asks which cache groups are to stand below a node of a topology, or at its root.
    AddToTopology(Id<Topology>, Option<usize>),
    /// Shows on the map the groups of one CDN, or of all.
    ShowCdn(Option<String>),
    /// Shows a tab of the lower panel.
    ShowTab(Tab),
    /// Lists the kinds that are seldom wanted, or hides them.
    ToggleMore,
    /// Sets how far cache groups may be away from where their servers stand, in kilometres.
    SetFarKm(u32),
    /// Lays something under the map of the plan, on this machine.
    SetBackground(Background),
    /// Forgets the plans that were open.
    ForgetRecent,
    /// Closes the window, whatever is not saved.
    QuitAnyway,
    /// Leaves the plan, whatever was typed into forms.
    Leave(LeaveOrder),
}

/// How a plan is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// To edit it.
    Edit,
    /// To look at it: nothing is written.
    ReadOnly,
}

/// Something to be made, and what is to be seen of it then.
#[derive(Clone, Debug, PartialEq)]
pub struct MakeOrder {
    /// Makes it.
    pub edit: Edit,
    /// What is selected then.
    pub selects: Vec<AnyId>,
    /// Where the map goes.
    pub reveals: AnyId,
    /// What is said.
    pub notice: String,
}

/// How the plan is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaveOrder {
    /// For another one.
    Open(PathBuf, OpenMode),
    /// For a new one.
    Create(PathBuf),
    /// With the window.
    Quit,
}

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A plan to open.
    Open,
    /// A plan to look at.
    OpenReadOnly,
    /// A plan to make.
    Create,
    /// Files to bring in, by hand.
    Import,
    /// A file to bring in.
    ImportFile,
    /// A folder to bring in.
    ImportFolder,
    /// A copy of a plan that cannot be saved.
    SaveCopy,
    /// A file to compare the plan with.
    Compare,
    /// A file of tiles for the map.
    TileFile,
    /// A file to write.
    ExportFile,
    /// A folder to write.
    ExportFolder,
}

impl Purpose {
    /// Whether it is asked from a dialog that has a field for the path itself.
    pub const fn has_field(self) -> bool {
        matches!(self, Self::ImportFile | Self::ImportFolder | Self::TileFile | Self::ExportFile | Self::ExportFolder)
    }

    /// The title of the dialog that asks.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Open plan",
            Self::OpenReadOnly => "Open read-only",
            Self::Create => "New plan",
            Self::Import | Self::ImportFile | Self::ImportFolder => "Import",
            Self::SaveCopy => "Save a copy",
            Self::Compare => "Compare with",
            Self::TileFile => "Map background",
            Self::ExportFile | Self::ExportFolder => "Export",
        }
    }
}

/// What can be done when a plan could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenRemedy {
    /// To look at it without writing.
    ReadOnly,
    /// To put a backup in its place; the damaged file is kept beside it.
    Restore(PathBuf),
}

/// What is to be written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOrder {
    /// The format.
    pub format: Format,
    /// Whose snapshot.
    pub cdn: String,
    /// The coverage zone file by its name; empty: the one that the CDN uses.
    pub zone_file: String,
    /// The snapshot's date, in seconds since 1970.
    pub date: i64,
    /// The file or folder.
    pub path: PathBuf,
    /// Whether a file of that name may be replaced.
    pub replace: bool,
}
