//! What is to be said about what was written.

use egui::{Context, Label};

use super::Verdict;
use super::parts::{buttons_ui, frame_ui, list_height, list_ui, primary, problem_ui};
use crate::edit::import::Problem;

/// What was written, and findings about it.
#[derive(Debug)]
pub(in crate::ui) struct Findings {
    said: String,
    problems: Vec<Problem>,
}

impl Findings {
    /// Sorts the worst first.
    pub(in crate::ui) fn new(said: String, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        Self { said, problems }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&self, ctx: &Context) -> Verdict {
        frame_ui(ctx, "Exported", 720.0, |ui| {
            ui.add(Label::new(&self.said).wrap());
            ui.label(match self.problems.len() {
                1 => "1 finding about what was written".to_owned(),
                many => format!("{many} findings about what was written"),
            });
            let height = list_height(ui, 240.0);
            list_ui(ui, height, self.problems.len(), |ui, at| {
                self.problems.get(at).into_iter().for_each(|problem| problem_ui(ui, problem));
            });
            buttons_ui(ui, |ui| if primary(ui, true, "Close").clicked() { Verdict::Closes } else { Verdict::Stays })
        })
    }
}
