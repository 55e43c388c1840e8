//! The differences as rows of a JSON patch (RFC 6902): written on a thread, to be seen or copied. It draws nothing.

use super::lines::{passes, words};
use crate::compare::patch_text;
use crate::compare::snapshots::{JsonPatchRow, PatchOperation};
use crate::formats::json::compact;
use crate::ui::derived::changes::Changes;
use crate::ui::derived::differences::Compared;
use crate::ui::latest::{Latest, Task};

/// Longer texts are cut wherever they are shown; the patch that is copied has them whole.
pub(super) const MAX_TOLD: usize = 2_000;

/// What a patch is of.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PatchKey {
    /// Of which differences: their number.
    number: u64,
    /// The filter that names must pass.
    filter: String,
    /// Whether it is wanted as a document, too.
    copies: bool,
}

/// The rows of a patch, made ready to be drawn.
#[derive(Debug)]
pub(super) struct PatchRows {
    /// In their order.
    pub rows: Vec<PatchRow>,
    /// All of them as a document, where somebody wants to copy it.
    pub text: Option<String>,
}

/// A row of a patch, made ready to be drawn.
#[derive(Debug)]
pub(super) struct PatchRow {
    /// Its operation.
    pub operation: &'static str,
    /// Its place.
    pub path: String,
    /// What comes there, or from where, in one line.
    pub value: String,
}

/// The patch of what is shown.
#[derive(Debug)]
pub(super) struct Patches(Latest<PatchKey, PatchRows>);

impl Default for Patches {
    fn default() -> Self {
        Self(Latest::new(Task::unseen("Writing the patch")))
    }
}

impl Patches {
    /// The rows, if they are there.
    pub(super) fn of(&self, number: u64, filter: &str) -> Option<&PatchRows> {
        let key = self.0.newest_key()?;
        self.0.newest().filter(|_| key.number == number && key.filter == filter).map(AsRef::as_ref)
    }

    /// Asks for the rows, and for the document when that is wanted; gives the document once it is there.
    ///
    /// # Errors
    /// When they cannot be written: tried again in every frame, it would fail again in every frame.
    pub(super) fn follow(
        &mut self,
        ctx: &egui::Context,
        changes: &Changes,
        filter: &str,
        copies: bool,
    ) -> Result<Option<(String, usize)>, NotWritten> {
        self.0.follow(ctx);
        let Some(shown) = changes.shown() else { return Ok(None) };
        if self.of(changes.number(), filter).is_some_and(|patch| !copies || patch.text.is_some()) {
            return Ok(if copies { self.take_text() } else { None });
        }
        let key = PatchKey { number: changes.number(), filter: filter.to_owned(), copies };
        if self.0.is_given_up() && self.0.asked() == Some(&key) {
            self.0.ask_again();
            return Err(NotWritten);
        }
        let (shown, filter) = (std::sync::Arc::clone(shown), filter.to_owned());
        self.0.ask(ctx, &key, move |_| Some(write_patch(&shown, &filter, copies)));
        Ok(None)
    }

    /// Hands the document out; the rows stay.
    fn take_text(&mut self) -> Option<(String, usize)> {
        let (key, mut patch) = self.0.take_newest()?;
        let taken = patch.text.take().map(|text| (text, patch.rows.len()));
        self.0.answer(PatchKey { copies: false, ..key }, patch);
        taken
    }
}

/// The patch could not be written by a fault of ours, which has been said.
#[derive(Debug)]
pub(super) struct NotWritten;

/// Writes the rows of the objects that pass a filter.
fn write_patch(of: &Compared, filter: &str, copies: bool) -> PatchRows {
    let found = of.result.as_ref().as_ref().ok();
    let comparison = found.and_then(|found| found.comparison.clone());
    let words = words(filter);
    let rows = comparison.map(|comparison| comparison.rows_of(&|_, name| passes(name, &words))).unwrap_or_default();
    let text = copies.then(|| patch_text(&rows));
    PatchRows { rows: rows.into_iter().map(PatchRow::of).collect(), text }
}

impl PatchRow {
    fn of(row: JsonPatchRow) -> Self {
        let (operation, value) = match &row.operation {
            PatchOperation::Add(value) => ("add", cut(&compact(value), MAX_TOLD)),
            PatchOperation::Remove => ("remove", String::new()),
            PatchOperation::Replace(value) => ("replace", cut(&compact(value), MAX_TOLD)),
            PatchOperation::Move { from } => ("move", format!("from {from}")),
        };
        Self { operation, path: row.pointer, value }
    }
}

/// The beginning of a text of more than so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => text.get(..end).unwrap_or(text).to_owned() + "…",
        None => text.to_owned(),
    }
}
