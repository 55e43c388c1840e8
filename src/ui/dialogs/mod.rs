//! The dialogs: each asks one thing, and sends what the user decides. One is open at a time.

mod about;
pub(super) mod add_servers;
mod asking;
pub(super) mod background;
pub(super) mod delete;
mod entry;
pub(super) mod export;
pub(super) mod failure;
pub(super) mod findings;
pub(super) mod import;
pub(super) mod new_cdn;
mod outlook;
mod parts;
pub(super) mod path;
mod remarks;
mod shortcuts;
pub(super) mod unfinished;
pub(super) mod unsaved;
mod verdict;

use egui::Context;

use super::app::App;

/// A dialog.
#[derive(Debug)]
pub(super) enum Dialog {
    /// Asks for a path.
    Path(path::PathDialog),
    /// A plan could not be opened.
    Failure(failure::Failure),
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
    /// What would be lost.
    Unsaved(unsaved::Unsaved),
    /// What was typed and is not in the plan.
    Unfinished(unfinished::Unfinished),
    /// What is to be said about what was written.
    Findings(findings::Findings),
    /// What lies under the plan.
    Background(Box<background::BackgroundDialog>),
    /// All keys.
    Shortcuts,
    /// What this is.
    About,
}

impl Dialog {
    /// Whether it is about what is in a plan, and so about nothing once another one is shown.
    pub(super) const fn is_of_plan(&self) -> bool {
        match self {
            Self::Delete(_)
            | Self::Import(_)
            | Self::Export(_)
            | Self::NewCdn(_)
            | Self::AddServers(_)
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

    /// Whether somebody has typed what is not worth typing twice.
    fn is_begun(&self) -> bool {
        match self {
            Self::NewCdn(dialog) => dialog.is_begun(),
            Self::AddServers(dialog) => dialog.is_begun(),
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

/// Whether a dialog stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Stays,
    Closes,
    /// By Escape or a click beside it: what was typed is kept for the next time.
    Leaves,
}

/// Draws the open dialog.
pub(super) fn dialog_ui(app: &mut App, ctx: &Context) {
    let had_dialog = std::mem::replace(&mut app.had_dialog, app.dialog.is_some());
    let Some(dialog) = &mut app.dialog else { return };
    if !had_dialog {
        // The keys belong to the dialog now, not to what had them before.
        ctx.memory_mut(|memory| memory.focused().into_iter().for_each(|id| memory.surrender_focus(id)));
    }
    let verdict = match dialog {
        Dialog::Path(dialog) => dialog.dialog_ui(ctx, &app.queue),
        Dialog::Failure(dialog) => dialog.dialog_ui(ctx, &app.queue),
        Dialog::Delete(dialog) => dialog.dialog_ui(ctx, &app.queue),
        Dialog::Import(dialog) => dialog.dialog_ui(ctx, &app.queue, app.document.revision()),
        Dialog::Export(dialog) => {
            let (revision, editable) = (app.document.revision(), app.document.is_editable());
            dialog.dialog_ui(ctx, &app.queue, revision, app.now, editable)
        }
        Dialog::NewCdn(dialog) => dialog.dialog_ui(ctx, &app.queue, app.document.plan(), app.document.revision()),
        Dialog::AddServers(dialog) => dialog.dialog_ui(ctx, &app.queue, app.document.plan(), app.document.revision()),
        Dialog::Unsaved(dialog) => dialog.dialog_ui(ctx, &app.queue),
        Dialog::Unfinished(dialog) => dialog.dialog_ui(ctx, &app.queue),
        Dialog::Findings(dialog) => dialog.dialog_ui(ctx, &app.queue),
        Dialog::Background(dialog) => dialog.dialog_ui(ctx, &app.queue),
        Dialog::Shortcuts => shortcuts::dialog_ui(ctx),
        Dialog::About => about::dialog_ui(ctx),
    };
    match verdict {
        Verdict::Stays => {}
        Verdict::Closes => app.dialog = None,
        Verdict::Leaves => app.left = app.dialog.take().filter(Dialog::is_begun),
    }
}
