//! The dialogs: each asks one thing, and sends what the user decides. One is open at a time.

mod about;
pub(in crate::ui) mod add_servers;
pub(in crate::ui) mod add_to_topology;
pub(in crate::ui) mod background;
pub(in crate::ui) mod change_cells;
pub(in crate::ui) mod delete;
mod entry;
pub(in crate::ui) mod export;
pub(in crate::ui) mod failure;
pub(in crate::ui) mod findings;
mod folder;
pub(in crate::ui) mod import;
pub(in crate::ui) mod new_cdn;
mod outlook;
mod parts;
pub(in crate::ui) mod path;
mod remarks;
mod shortcuts;
mod table;
pub(in crate::ui) mod unfinished;
pub(in crate::ui) mod unsaved;
mod verdict;
mod zone_files;

use egui::Context;

use super::view::PanelContext;

pub(in crate::ui) use failure::{OpenFailure, WayBack};
pub(in crate::ui) use import::ImportPreview;
pub(in crate::ui) use parts::Verdict;

/// A dialog.
#[derive(Debug)]
pub(in crate::ui) enum Dialog {
    /// Asks for a path.
    Path(path::PathDialog),
    /// A plan could not be opened.
    Failure(failure::FailureDialog),
    /// Others refer to what is to go.
    Delete(delete::DeleteDialog),
    /// What an import would do.
    Import(Box<import::ImportDialog>),
    /// What is to be written, and where.
    Export(Box<export::ExportDialog>),
    /// A CDN to be made.
    NewCdn(Box<new_cdn::NewCdnDialog>),
    /// Servers to be added.
    AddServers(Box<add_servers::AddServersDialog>),
    /// Cells to be changed by an expression.
    ChangeCells(Box<change_cells::ChangeCellsDialog>),
    /// Cache groups to be put into a topology.
    AddToTopology(Box<add_to_topology::AddToTopologyDialog>),
    /// What would be lost.
    Unsaved(unsaved::Unsaved),
    /// What was typed and is not in the plan.
    Unfinished(unfinished::Unfinished),
    /// What is to be said about what was written.
    Findings(findings::FindingsDialog),
    /// What lies under the plan.
    Background(Box<background::BackgroundDialog>),
    /// All keys.
    Shortcuts,
    /// What this is.
    About,
}

impl Dialog {
    /// Whether it is about what is in a plan, and so about nothing once another one is shown.
    pub(in crate::ui) const fn is_of_plan(&self) -> bool {
        match self {
            Self::Delete(_)
            | Self::Import(_)
            | Self::Export(_)
            | Self::NewCdn(_)
            | Self::AddServers(_)
            | Self::AddToTopology(_)
            | Self::ChangeCells(_)
            | Self::Background(_)
            | Self::Findings(_) => true,
            Self::Path(_)
            | Self::Failure(_)
            | Self::Unsaved(_)
            | Self::Unfinished(_)
            | Self::Shortcuts
            | Self::About => false,
        }
    }

    /// Whether it waits for a thread.
    pub(in crate::ui) fn is_waiting(&self) -> bool {
        match self {
            Self::Path(dialog) => dialog.is_waiting(),
            Self::Background(dialog) => dialog.is_waiting(),
            Self::ChangeCells(dialog) => dialog.is_waiting(),
            _ => false,
        }
    }

    /// Whether somebody has typed what is not worth typing twice.
    pub(in crate::ui) fn is_begun(&self) -> bool {
        match self {
            Self::NewCdn(dialog) => dialog.is_begun(),
            Self::AddServers(dialog) => dialog.is_begun(),
            Self::AddToTopology(dialog) => dialog.is_begun(),
            Self::ChangeCells(dialog) => dialog.is_begun(),
            Self::Path(_)
            | Self::Failure(_)
            | Self::Delete(_)
            | Self::Import(_)
            | Self::Export(_)
            | Self::Unsaved(_)
            | Self::Unfinished(_)
            | Self::Findings(_)
            | Self::Background(_)
            | Self::Shortcuts
            | Self::About => false,
        }
    }
}

/// Draws a dialog; says whether it stays.
pub(in crate::ui) fn dialog_ui(dialog: &mut Dialog, cx: &PanelContext<'_>, ctx: &Context) -> Verdict {
    let queue = cx.view.queue;
    match dialog {
        Dialog::Path(dialog) => dialog.dialog_ui(ctx, queue),
        Dialog::Failure(dialog) => dialog.dialog_ui(ctx, queue),
        Dialog::Delete(dialog) => dialog.dialog_ui(ctx, queue),
        Dialog::Import(dialog) => dialog.dialog_ui(ctx, cx),
        Dialog::Export(dialog) => dialog.dialog_ui(ctx, cx),
        Dialog::NewCdn(dialog) => dialog.dialog_ui(ctx, &cx.view),
        Dialog::AddServers(dialog) => dialog.dialog_ui(ctx, &cx.view),
        Dialog::ChangeCells(dialog) => dialog.dialog_ui(ctx, &cx.view),
        Dialog::AddToTopology(dialog) => dialog.dialog_ui(ctx, &cx.view),
        Dialog::Unsaved(dialog) => dialog.dialog_ui(ctx, queue),
        Dialog::Unfinished(dialog) => dialog.dialog_ui(ctx, queue),
        Dialog::Findings(dialog) => dialog.dialog_ui(ctx, queue),
        Dialog::Background(dialog) => dialog.dialog_ui(ctx, queue),
        Dialog::Shortcuts => shortcuts::dialog_ui(ctx),
        Dialog::About => about::dialog_ui(ctx),
    }
}
