//! Export and what belongs to it: the question before (would Traffic Router accept it?), the writing, and the snapshots
//! that a plan remembers as the last ones of its CDNs. The work runs on threads; this file starts it and takes what it
//! brings.

mod writing;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::app::App;
use super::commands::{self, Command};
use super::dialogs::{Dialog, export, findings};
use super::files;
use super::jobs::{Cancel, Task};
use super::order::Order;
use super::outcome::{Outcome, Said};
use crate::session::tasks::{self, Baseline, NOT_REMEMBERED, Preflight, Question, remember};

pub(super) use writing::{ExportOrder, Exported, Sum};

const JUDGING: Task = Task {
    title: "Asking what Traffic Router would do",
    stages: &["Making the snapshot", "Judging it"],
    cancel: Cancel::Possible,
};
const WRITING: Task = Task { title: "Exporting", stages: &["Writing the plan out"], cancel: Cancel::Possible };
const REMEMBERING: Task =
    Task { title: "Remembering the snapshot", stages: &["Keeping it beside the plan"], cancel: Cancel::Impossible };

impl App {
    /// Asks what is to be written, and where; goes on with what stepped aside.
    pub(super) fn show_export(&mut self) {
        if !self.document.is_open() {
            self.toasts.refuse("Open a plan before you export it".to_owned());
            return;
        }
        let (plan, path) = (self.document.plan(), self.document.path());
        let aside = self.aside.take().filter(|aside| aside.is_of(path));
        let dialog = match aside {
            Some(aside) => aside.resumed(plan, self.now),
            None => export::ExportDialog::new(plan, path, self.now),
        };
        self.dialog = Some(Dialog::Export(Box::new(dialog)));
    }

    /// Puts the export aside, to look at an object.
    pub(super) fn step_aside(&mut self) {
        match self.dialog.take() {
            Some(Dialog::Export(dialog)) => {
                self.aside = Some(dialog);
                let keys = commands::ALL.iter().find(|info| info.command == Command::Export);
                let keys = keys.and_then(|info| info.shortcut).map(|shortcut| self.ctx.format_shortcut(&shortcut));
                let by = keys.map(|keys| format!(" ({keys})")).unwrap_or_default();
                self.toasts.notify(format!("The export waits: Export{by} goes on with it"));
            }
            Some(Dialog::Findings(_)) | None => {}
            other => self.dialog = other,
        }
    }

    /// Makes and judges the snapshot that would be written.
    pub(super) fn preflight(&mut self, question: Question) {
        if question.revision != self.document.revision() {
            // The plan has changed meanwhile; the dialog asks anew.
            self.preflight_ended();
            return;
        }
        let (plan, baselines) = (Arc::clone(self.document.plan()), self.document.baselines().clone());
        let started = self.start(JUDGING, move |progress| {
            Outcome::Judged(tasks::preflight(&plan, &baselines, question, &|stage| progress.at(stage)))
        });
        if !started {
            self.give_preflight_up();
        }
    }

    /// Takes what came of it, if it is still wanted.
    pub(super) fn take_preflight(&mut self, preflight: Box<Preflight>) {
        if let Some(Dialog::Export(dialog)) = &mut self.dialog {
            dialog.take_preflight(preflight);
        }
    }

    /// The question is no longer one.
    fn preflight_ended(&mut self) {
        if let Some(Dialog::Export(dialog)) = &mut self.dialog {
            dialog.ask_again();
        }
    }

    /// Nothing will come of the question, as the user turned away from it or it failed.
    pub(super) fn give_preflight_up(&mut self) {
        let goes_on = self.jobs.running().iter().any(|running| running.task.title == JUDGING.title);
        if !goes_on && let Some(Dialog::Export(dialog)) = &mut self.dialog {
            dialog.give_up();
        }
    }

    /// Writes the plan out.
    pub(super) fn export(&mut self, order: ExportOrder) {
        let (plan, baselines) = (Arc::clone(self.document.plan()), self.document.baselines().clone());
        let of = self.document.path().map(Path::to_owned);
        self.start(WRITING, move |_| Outcome::Exported(of, writing::export(&plan, &baselines, order)));
    }

    /// Takes what came of an export; `of` is the plan that was written.
    pub(super) fn take_exported(&mut self, of: Option<PathBuf>, exported: Exported) {
        match exported {
            Exported::Written(sum) => self.take_written(of, sum),
            Exported::WouldReplace { order, summary } => {
                match &mut self.dialog {
                    Some(Dialog::Export(dialog)) => dialog.confirm(summary),
                    // Whatever is asked there now is not to be lost.
                    Some(_) => self.toasts.refuse(format!("Nothing was exported: {summary}")),
                    None => {
                        let dialog = export::ExportDialog::asking(order, summary, self.document.path());
                        self.dialog = Some(Dialog::Export(Box::new(dialog)));
                    }
                }
            }
            Exported::Failed(reason) => match &mut self.dialog {
                Some(Dialog::Export(dialog)) => dialog.refuse(&reason),
                _ => self.toasts.refuse(format!("Nothing was exported: {reason}")),
            },
        }
    }

    fn take_written(&mut self, of: Option<PathBuf>, sum: Sum) {
        let Sum { path, files, bytes, findings, baseline } = sum;
        let what = if files == 1 { String::new() } else { format!("{files} files in ") };
        let mut said = format!("Exported {what}{} ({})", path.display(), files::byte_count(bytes as u64));
        if let (Some(baseline), Some(plan)) = (baseline, of) {
            if self.document.path() == Some(&plan) && !self.document.is_editable() {
                said.push_str("; the plan is open read-only and does not remember this snapshot");
            } else {
                self.queue.order(Order::Remember(plan, baseline));
            }
        }
        let findings = findings::Findings::new(said, findings);
        // Another dialog that was opened meanwhile stays, with what is typed there.
        let is_free = matches!(self.dialog, Some(Dialog::Export(_)) | None);
        if is_free && findings.is_worth_a_dialog() {
            self.dialog = Some(Dialog::Findings(findings));
            return;
        }
        self.toasts.notify(findings.said());
        if is_free {
            self.dialog = None;
        }
    }

    /// Keeps a snapshot that was written as its CDN's last one, with the plan that it was made of.
    pub(super) fn remember(&mut self, plan: &Path, baseline: Baseline) {
        if self.document.path() != Some(plan) || !self.document.is_editable() {
            self.toasts.refuse(format!("{NOT_REMEMBERED}: it has been closed: {}", plan.display()));
            return;
        }
        self.with_session(REMEMBERING, move |session| match remember(session, &[baseline]) {
            Ok(()) => Said::Nothing,
            Err(error) => Said::Refusal(format!("{NOT_REMEMBERED}: {error}")),
        });
    }
}
