//! Export and what belongs to it: its dialog, the writing, and the snapshots that a plan remembers as the last ones of
//! its CDNs. The work runs on threads; this file starts it and takes what it brings. It draws nothing.

mod wanted;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::commands::Command;
use super::dialogs::{Dialog, export, findings};
use super::document::{WorkSaid, Workspace};
use super::latest::{Cancel, Task};
use super::order::{ExportOrder, Order};
use super::widgets::text::byte_count;
use crate::formats::Want;
use crate::session::tasks::{self, Baseline, NOT_REMEMBERED};

use self::writing::{ExportOutcome, Sum};

const WRITING: Task = Task { title: "Exporting", stages: &["Writing the plan out"], cancel: Cancel::Possible };
const REMEMBERING: Task =
    Task { title: "Remembering the snapshot", stages: &["Keeping it beside the plan"], cancel: Cancel::Impossible };

/// Asks what is to be written, and where; goes on with what stepped aside.
pub(super) fn show_export(workspace: &mut Workspace) {
    if !workspace.document.is_open() {
        workspace.toasts.refuse("Open a plan before you export it".to_owned());
        return;
    }
    let (plan, path) = (workspace.document.plan(), workspace.document.path());
    let aside = workspace.aside.take().filter(|aside| aside.is_of(path));
    let dialog = if let Some(aside) = aside {
        aside.resumed(plan, workspace.now)
    } else {
        let of_selection = wanted::cdn_of(plan, &workspace.selection);
        let memory = workspace.document.plan_key().and_then(|key| workspace.settings.memory_of(key));
        let cdn = of_selection.or_else(|| memory?.cdn.clone());
        export::ExportDialog::new(plan, path, cdn.as_deref(), workspace.now)
    };
    workspace.dialog = Some(Dialog::Export(Box::new(dialog)));
}

/// Puts the export aside, to look at an object.
pub(super) fn step_aside(workspace: &mut Workspace) {
    match workspace.dialog.take() {
        Some(Dialog::Export(dialog)) => {
            workspace.aside = Some(dialog);
            let keys = Command::Export.info().shortcut.map(|shortcut| workspace.ctx.format_shortcut(&shortcut));
            let by = keys.map(|keys| format!(" ({keys})")).unwrap_or_default();
            workspace.toasts.notify(format!("The export waits: Export{by} goes on with it"));
        }
        Some(Dialog::Findings(_)) | None => {}
        other => workspace.dialog = other,
    }
}

/// Writes the plan out.
pub(super) fn export(workspace: &mut Workspace, order: ExportOrder) {
    let (plan, baselines) = (Arc::clone(workspace.document.plan()), workspace.document.baselines().clone());
    let of = workspace.document.path().map(Path::to_owned);
    if order.format.wants(Want::Cdn) && !order.cdn.is_empty() {
        workspace.remember_cdn(&order.cdn);
    }
    workspace.start(
        WRITING,
        move |_| writing::export(&plan, &baselines, order),
        move |workspace, exported| take_exported(workspace, of, exported),
    );
}

/// Takes what came of an export; `of` is the plan that was written.
fn take_exported(workspace: &mut Workspace, of: Option<PathBuf>, exported: ExportOutcome) {
    match exported {
        ExportOutcome::Written(sum) => take_written(workspace, of, sum),
        ExportOutcome::WouldReplace { order, summary } => {
            match &mut workspace.dialog {
                Some(Dialog::Export(dialog)) => dialog.confirm(summary),
                // Whatever is asked there now is not to be lost.
                Some(_) => workspace.toasts.refuse(format!("Nothing was exported: {summary}")),
                None => {
                    let dialog = export::ExportDialog::to_confirm(order, summary, workspace.document.path());
                    workspace.dialog = Some(Dialog::Export(Box::new(dialog)));
                }
            }
        }
        ExportOutcome::Failed(reason) => match &mut workspace.dialog {
            Some(Dialog::Export(dialog)) => dialog.refuse(&reason),
            _ => workspace.toasts.refuse(format!("Nothing was exported: {reason}")),
        },
    }
}

fn take_written(workspace: &mut Workspace, of: Option<PathBuf>, sum: Sum) {
    let Sum { path, files, bytes, findings, baseline } = sum;
    let what = if files == 1 { String::new() } else { format!("{files} files in ") };
    let mut said = format!("Exported {what}{} ({})", path.display(), byte_count(bytes as u64));
    if let (Some(baseline), Some(plan)) = (baseline, of) {
        if workspace.document.path() == Some(&plan) && !workspace.document.is_editable() {
            said.push_str("; the plan is open read-only and does not remember this snapshot");
        } else {
            workspace.queue.order(Order::Remember(plan, baseline));
        }
    }
    let findings = findings::FindingsDialog::new(said, findings);
    // Another dialog that was opened meanwhile stays, with what is typed there.
    let is_free = matches!(workspace.dialog, Some(Dialog::Export(_)) | None);
    if is_free && findings.is_worth_a_dialog() {
        workspace.dialog = Some(Dialog::Findings(findings));
        return;
    }
    workspace.toasts.notify(findings.said());
    if is_free {
        workspace.dialog = None;
    }
}

/// Keeps a snapshot that was written as its CDN's last one, with the plan that it was made of.
pub(super) fn remember(workspace: &mut Workspace, plan: &Path, baseline: Baseline) {
    if workspace.document.path() != Some(plan) || !workspace.document.is_editable() {
        workspace.toasts.refuse(format!("{NOT_REMEMBERED}: it has been closed: {}", plan.display()));
        return;
    }
    workspace.say_with_session(REMEMBERING, move |session| match tasks::remember(session, &[baseline]) {
        Ok(()) => WorkSaid::Nothing,
        Err(error) => WorkSaid::Refusal(format!("{NOT_REMEMBERED}: {error}")),
    });
}
