//! Whether Traffic Router would accept a snapshot, in a few lines: one that runs, one that restarts, what they load and
//! what they leave out.

use egui::{Label, Rect, RichText, Sense, Ui, vec2};

use super::parts::weak;
use crate::session::tasks::{Answer, Preflight};
use crate::snapshot::judging::{Judgement, words};
use crate::ui::theme;
use crate::ui::widgets::icon::{self, Icon};
use crate::ui::widgets::text::moment;

/// So many names of a kind are listed; the tooltip has more.
const NAMES_SHOWN: usize = 5;
const NAMES_IN_TOOLTIP: usize = 60;

/// How an answer looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum VerdictTone {
    Good,
    Doubtful,
    Bad,
}

impl Preflight {
    /// Whether there is a snapshot, whatever becomes of it.
    pub(super) fn can_be_written(&self) -> bool {
        !matches!(self.answer, Answer::NotMade)
    }

    /// About how many lines the answer takes beside the first and the last.
    pub(super) fn extra_lines(&self) -> usize {
        let Answer::Judged { running, fresh } = &self.answer else { return 0 };
        let judgement_lines = |judgement: &Judgement| {
            let left_out = words::leaving_out(&judgement.dropped, NAMES_SHOWN);
            if judgement.accepted { 1 + 2 * left_out.len() } else { 0 }
        };
        let other = if same(running, fresh) { 0 } else { 1 + judgement_lines(fresh) };
        judgement_lines(running) + other
    }

    /// Whether a running router would reject it.
    pub(super) fn is_rejected(&self) -> bool {
        matches!(&self.answer, Answer::Judged { running, .. } if !running.accepted)
    }
}

/// Draws the answer.
pub(super) fn verdict_ui(ui: &mut Ui, found: &Preflight) {
    match &found.answer {
        Answer::NotMade => {
            let text = format!("No snapshot of {} can be made, and Traffic Ops would make none", found.question.cdn);
            line_ui(ui, VerdictTone::Bad, &text);
            below_ui(ui, |ui| weak(ui, "What stands in the way is listed, each with what to do"));
        }
        Answer::Unjudged(why) => {
            line_ui(ui, VerdictTone::Doubtful, "Whether Traffic Router would accept this snapshot is not known");
            below_ui(ui, |ui| weak(ui, format!("It can be written, but not judged here: {why}")));
        }
        Answer::Judged { running, fresh } => judged_ui(ui, found, running, fresh),
    }
}

fn judged_ui(ui: &mut Ui, found: &Preflight, running: &Judgement, fresh: &Judgement) {
    line_ui(ui, tone(running), &words::verdict(running, false));
    let is_same = same(running, fresh);
    below_ui(ui, |ui| {
        load_ui(ui, running);
        let other = if is_same { " A Traffic Router that restarts would do the same." } else { "" };
        weak(ui, format!("{}.{other}", held(found)));
    });
    if !is_same {
        line_ui(ui, tone(fresh), &words::verdict(fresh, true));
        below_ui(ui, |ui| load_ui(ui, fresh));
    }
}

/// What stands under an answer, in the column of its words.
pub(super) fn below_ui<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add_space(theme::GAP_EDGE + ui.spacing().item_spacing.x);
        ui.vertical(add);
    });
}

/// What is loaded of a snapshot that is accepted, and what is left out by name.
fn load_ui(ui: &mut Ui, judgement: &Judgement) {
    if !judgement.accepted {
        return;
    }
    ui.add(Label::new(words::loading(judgement)).wrap());
    let all = words::leaving_out(&judgement.dropped, NAMES_IN_TOOLTIP);
    for (line, whole) in words::leaving_out(&judgement.dropped, NAMES_SHOWN).into_iter().zip(all) {
        let response = ui.add(Label::new(&line).wrap());
        if line != whole {
            response.on_hover_text(whole);
        }
    }
}

fn tone(judgement: &Judgement) -> VerdictTone {
    match (judgement.accepted, judgement.zones_built) {
        (true, true) => VerdictTone::Good,
        (true, false) => VerdictTone::Doubtful,
        (false, _) => VerdictTone::Bad,
    }
}

/// Whether both do the same with it.
fn same(a: &Judgement, b: &Judgement) -> bool {
    (a.accepted, a.zones_built, a.loaded) == (b.accepted, b.zones_built, b.loaded)
}

/// What the running router is taken to have.
fn held(found: &Preflight) -> String {
    let cdn = &found.question.cdn;
    match found.last {
        Some(date) => {
            let time = moment(date).unwrap_or_else(|| date.to_string());
            format!("It has the snapshot of {cdn} from {time}")
        }
        None => format!("No earlier snapshot of {cdn} is known"),
    }
}

/// The answer itself: a sign in its colour, and words.
fn line_ui(ui: &mut Ui, tone: VerdictTone, text: &str) {
    let tokens = theme::tokens(ui);
    let (sign, color) = match tone {
        VerdictTone::Good => (Icon::Check, tokens.normal),
        VerdictTone::Doubtful => (Icon::Warning, tokens.warned),
        VerdictTone::Bad => (Icon::Cross, tokens.wrong),
    };
    ui.horizontal_top(|ui| {
        let strong = theme::strong(theme::TEXT_BODY);
        let height = ui.fonts_mut(|fonts| fonts.row_height(&strong));
        let (rect, _) = ui.allocate_exact_size(vec2(theme::GAP_EDGE, height), Sense::hover());
        icon::paint(ui.painter(), sign, Rect::from_center_size(rect.center(), vec2(theme::GAP_EDGE, height)), color);
        ui.add(Label::new(RichText::new(text).font(strong)).wrap());
    });
}
