//! What is computed of a plan, kept per revision and CDN: what Traffic Router would make of its snapshot, what a new
//! snapshot would change. Made when it is asked for, off the frame, and never an answer about another plan. It draws
//! nothing and changes nothing.

pub mod changes;
pub mod differences;
pub mod preflight;
mod source;

use std::cell::{Ref, RefCell};
use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use self::changes::Changes;
use self::preflight::Preflight;
use super::action::Queue;
use super::latest::{Cancel, Latest, Task};
use super::order::Question;
use crate::store::Packed;

pub use self::source::Source;

const JUDGING: Task = Task {
    title: "Asking what Traffic Router would do",
    stages: &["Making the snapshot", "Judging it"],
    cancel: Cancel::Possible,
};

/// What an answer of Traffic Router depends on: the question, and the snapshot that it is taken to have.
#[derive(Clone, Debug, PartialEq)]
pub struct PreflightKey {
    question: Question,
    last: Option<Packed>,
}

/// What is computed of the plan.
#[derive(Debug)]
pub struct Derived {
    ctx: Context,
    source: Source,
    changes: Changes,
    preflight: RefCell<Latest<PreflightKey, Preflight>>,
}

impl Derived {
    /// Of no plan yet.
    pub fn new(ctx: &Context) -> Self {
        Self {
            ctx: ctx.clone(),
            source: Source::default(),
            changes: Changes::default(),
            preflight: RefCell::new(Latest::new(JUDGING)),
        }
    }

    /// Follows the plan; `is_seen` says whether somebody looks at the changes. Called once a frame.
    pub fn follow(&mut self, source: Source, is_seen: bool, queue: &Queue) {
        if source.path != self.source.path {
            self.forget();
        }
        self.source = source;
        self.preflight.get_mut().follow(&self.ctx);
        self.changes.follow(&self.ctx, &self.source, is_seen, queue);
    }

    /// Forgets everything: another plan has been opened.
    pub fn forget(&mut self) {
        self.changes.clear();
        self.preflight.get_mut().forget();
    }

    /// What a new snapshot would change.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The same, to say what is to be compared.
    pub fn changes_mut(&mut self) -> &mut Changes {
        &mut self.changes
    }

    /// Reads a file to compare the plan of a plan file with.
    pub fn compare_with(&mut self, plan: Option<PathBuf>, path: PathBuf) {
        self.changes.compare_with(&self.ctx, plan, path);
    }

    /// The CDN that is compared.
    pub fn compared_cdn(&self) -> Option<String> {
        self.changes.cdn(&self.source)
    }

    /// The plan of which everything is computed.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Asks what Traffic Router would make of a snapshot of this plan, unless that is known or on its way.
    pub fn ask_preflight(&self, question: &Question) {
        if question.revision != self.source.revision {
            return;
        }
        let (plan, baselines) = (Arc::clone(&self.source.plan), self.source.baselines.clone());
        let asked = question.clone();
        let key = PreflightKey { question: question.clone(), last: baselines.packed(&question.cdn).cloned() };
        self.preflight.borrow_mut().ask(&self.ctx, &key, move |work| {
            Some(preflight::run_preflight(&plan, &baselines, asked, &|stage| work.reach(stage)))
        });
    }

    /// Lets the question be asked that was given up.
    pub fn ask_preflight_again(&self) {
        self.preflight.borrow_mut().ask_again();
    }

    /// How the question stands, and its newest answers.
    pub fn preflight(&self) -> Ref<'_, Latest<PreflightKey, Preflight>> {
        self.preflight.borrow()
    }
}
