//! What the window works on and with: the plan, what is selected, every view's own state, and the work that goes on. The
//! rooms to its right change it, each what is its own. It draws nothing.

use std::path::PathBuf;

use egui::{Context, ViewportCommand};

use super::PlanDocument;
use crate::model::{AnyId, CacheGroup, Id, Kind};
use crate::session::tasks::ImportOrder;
use crate::session::{Options, Session, SessionError};
use crate::ui::action::{Action, OpenMode, Queue};
use crate::ui::commands::Circumstances;
use crate::ui::derived::Derived;
use crate::ui::dialogs::export::ExportDialog;
use crate::ui::dialogs::{Dialog, ImportPreview};
use crate::ui::files::{self, Opened};
use crate::ui::forms::Forms;
use crate::ui::jobs::Jobs;
use crate::ui::latest::{Cancel, Latest, Task, Work};
use crate::ui::map::MapView;
use crate::ui::panels::changes::ChangesTab;
use crate::ui::panels::explain::ExplainTab;
use crate::ui::panels::hierarchy::HierarchyTab;
use crate::ui::panels::palette::CommandPalette;
use crate::ui::panels::problems::ProblemsTab;
use crate::ui::panels::toasts::Toasts;
use crate::ui::panels::what_if::WhatIfTab;
use crate::ui::selection::Selection;
use crate::ui::settings::{Settings, Tab};
use crate::ui::tables::{FirstRows, Tables};
use crate::ui::theme::Tokens;
use crate::ui::trail::Trail;
use crate::ui::view::{PanelContext, ViewContext};

/// What the window is opened with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The plan to open; none: the last one, or the sample.
    pub plan: Option<PathBuf>,
    /// How it is opened.
    pub mode: OpenMode,
    /// Files to import, after a preview.
    pub import: Vec<PathBuf>,
    /// Where the sample plan is made; none: nothing is opened by itself.
    pub data_folder: Option<PathBuf>,
    /// How plans are opened.
    pub session: Options,
    /// The clock, in seconds since 1970.
    pub now: fn() -> u64,
    /// Whether the system's dialogs are asked for files before our own.
    pub system_dialogs: bool,
    /// Where tiles of maps are kept that servers have sent; none: nowhere but in memory.
    pub tile_cache: Option<PathBuf>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            plan: None,
            mode: OpenMode::Edit,
            import: Vec::new(),
            data_folder: None,
            session: Options::default(),
            now: files::now,
            system_dialogs: true,
            tile_cache: None,
        }
    }
}

/// A selection of more than that is not kept.
const MOST_SELECTED: usize = 1_000;

/// What is done with what a piece of work brings back.
type Then = Box<dyn FnOnce(&mut Workspace) + Send>;

/// What files would do to the plan of a revision, or why they cannot be read.
type Previews = Latest<(u64, ImportOrder), Result<ImportPreview, String>>;

/// What is to be said after a piece of work.
#[derive(Debug)]
pub enum WorkSaid {
    /// Nothing: what happened is seen.
    Nothing,
    /// What was done.
    Notice(String),
    /// What could not be done.
    Refusal(String),
}

const READING: Task = Task {
    title: "Looking at the files",
    stages: &["Reading the files", "Comparing with the plan", "Describing the changes"],
    cancel: Cancel::Possible,
};

/// What the window works on and with.
pub struct Workspace {
    pub(in crate::ui) setup: Setup,
    pub(in crate::ui) settings: Settings,
    pub(in crate::ui) document: PlanDocument,
    pub(in crate::ui) selection: Selection,
    /// The way back through what was selected.
    pub(in crate::ui) trail: Trail,
    pub(in crate::ui) queue: Queue,
    jobs: Jobs<Then>,
    pub(in crate::ui) dialog: Option<Dialog>,
    /// An export that waits while the user looks at an object.
    pub(in crate::ui) aside: Option<Box<ExportDialog>>,
    /// A dialog that waits while a path is sought for it.
    pub(in crate::ui) under: Option<Dialog>,
    /// A dialog that was left by Escape with something typed in it.
    pub(in crate::ui) left: Option<Dialog>,
    pub(in crate::ui) previews: Previews,
    pub(in crate::ui) toasts: Toasts,
    pub(in crate::ui) palette: CommandPalette,
    pub(in crate::ui) map: MapView,
    pub(in crate::ui) tables: Tables,
    pub(in crate::ui) forms: Forms,
    pub(in crate::ui) changes: ChangesTab,
    pub(in crate::ui) problems: ProblemsTab,
    pub(in crate::ui) what_if: WhatIfTab,
    pub(in crate::ui) explain: ExplainTab,
    pub(in crate::ui) hierarchy: HierarchyTab,
    pub(in crate::ui) derived: Derived,
    /// What waits for the session to come back.
    pub(in crate::ui) deferred: Vec<Action>,
    /// A plan that was opened while the session of the one before was lent.
    pub(in crate::ui) late: Option<(Opened, FirstRows)>,
    pub(in crate::ui) ctx: Context,
    pub(in crate::ui) now: u64,
    /// Whether the window is to be closed whatever it holds.
    pub(in crate::ui) is_quitting: bool,
    /// The revision for which the selection was last looked through.
    pub(in crate::ui) selected_of: u64,
}

/// A workspace in parts: what is to be seen of it, and what views keep between frames, each its own.
pub struct Parts<'a> {
    /// What is to be seen.
    pub cx: PanelContext<'a>,
    /// The map.
    pub map: &'a mut MapView,
    /// The tables.
    pub tables: &'a mut Tables,
    /// The forms.
    pub forms: &'a mut Forms,
    /// Where tiles of maps are kept that servers have sent.
    pub(in crate::ui) tile_cache: Option<&'a std::path::Path>,
    pub(in crate::ui) palette: &'a mut CommandPalette,
    pub(in crate::ui) changes: &'a mut ChangesTab,
    pub(in crate::ui) problems: &'a mut ProblemsTab,
    pub(in crate::ui) what_if: &'a mut WhatIfTab,
    pub(in crate::ui) explain: &'a mut ExplainTab,
    pub(in crate::ui) hierarchy: &'a mut HierarchyTab,
    pub(in crate::ui) dialog: &'a mut Option<Dialog>,
    pub(in crate::ui) under: &'a mut Option<Dialog>,
    pub(in crate::ui) left: &'a mut Option<Dialog>,
    pub(in crate::ui) toasts: &'a mut Toasts,
}

impl Workspace {
    /// With nothing open.
    pub fn new(ctx: &Context, settings: Settings, setup: Setup) -> Self {
        let mut tables = Tables::default();
        tables.restore(settings.tables.clone());
        Self {
            now: (setup.now)(),
            setup,
            settings,
            document: PlanDocument::default(),
            selection: Selection::default(),
            trail: Trail::default(),
            queue: Queue::default(),
            jobs: Jobs::new(ctx),
            dialog: None,
            aside: None,
            under: None,
            left: None,
            previews: Latest::new(READING),
            toasts: Toasts::default(),
            palette: CommandPalette::default(),
            map: MapView::default(),
            tables,
            forms: Forms::default(),
            changes: ChangesTab::default(),
            problems: ProblemsTab::default(),
            what_if: WhatIfTab::default(),
            explain: ExplainTab::default(),
            hierarchy: HierarchyTab::default(),
            derived: Derived::new(ctx),
            deferred: Vec::new(),
            late: None,
            ctx: ctx.clone(),
            is_quitting: false,
            selected_of: 0,
        }
    }

    /// The plan that is shown.
    pub fn document(&self) -> &PlanDocument {
        &self.document
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// What the window remembers.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is asked for and not yet carried out.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// The map.
    pub fn map(&self) -> &MapView {
        &self.map
    }

    /// What is to be seen of it in a frame, and what views may change: their own state.
    pub fn parts(&mut self, tokens: &'static Tokens) -> Parts<'_> {
        let circumstances = self.circumstances();
        let typing = self.forms.typing();
        // What-if offers to compare with the plan as it was before a step.
        if matches!(self.settings.tab, Tab::History | Tab::WhatIf) {
            self.document.follow_history();
        }
        let Self { document, derived, selection, queue, settings, previews, toasts, now, setup, .. } = self;
        let Self {
            palette,
            map,
            tables,
            forms,
            changes,
            problems,
            what_if,
            explain,
            hierarchy,
            dialog,
            under,
            left,
            ..
        } = self;
        let view = ViewContext {
            plan: document.plan(),
            revision: document.revision(),
            editable: document.is_editable(),
            derived,
            selection,
            queue,
            tokens,
            reduce_motion: settings.reduce_motion,
            last_steps: document.last_steps(),
        };
        let cx = PanelContext {
            view,
            settings,
            light: document.light(),
            path: document.path(),
            can_undo: document.can_undo(),
            can_redo: document.can_redo(),
            history: document.history(),
            circumstances,
            typing,
            plan_key: document.plan_key(),
            now: *now,
            is_previewing: previews.is_busy(),
        };
        Parts {
            cx,
            tile_cache: setup.tile_cache.as_deref(),
            map,
            tables,
            forms,
            palette,
            changes,
            problems,
            what_if,
            explain,
            hierarchy,
            dialog,
            under,
            left,
            toasts,
        }
    }

    /// Starts work, and says what is done with what it brings back; says so when the system gives no thread.
    pub(in crate::ui) fn start<R: Send + 'static>(
        &mut self,
        task: Task,
        work: impl FnOnce(&Work) -> R + Send + 'static,
        then: impl FnOnce(&mut Self, R) + Send + 'static,
    ) {
        let started = self.jobs.start(task, move |seen| -> Then {
            let result = work(seen);
            Box::new(move |workspace| then(workspace, result))
        });
        if let Err(error) = started {
            self.toasts.refuse(format!("{} could not be started: {error}", task.title));
        }
    }

    /// Works with the session; the plan is shown as it was until it is back.
    pub(in crate::ui) fn with_session<R: Send + 'static>(
        &mut self,
        task: Task,
        work: impl FnOnce(&mut Session) -> R + Send + 'static,
        then: impl FnOnce(&mut Self, R) + Send + 'static,
    ) {
        let Some(mut session) = self.document.lend() else { return };
        let started = self.jobs.start(task, move |_| -> Then {
            let result = work(&mut session);
            Box::new(move |workspace| {
                workspace.document.take_back(session);
                then(workspace, result);
            })
        });
        if let Err(error) = started {
            // The session went with the closure that never ran, and has saved what it had.
            self.document.close();
            self.toasts.refuse(format!("{} could not be started: {error}; open the plan again", task.title));
        }
    }

    /// The same, and says what came of it.
    pub(in crate::ui) fn say_with_session(
        &mut self,
        task: Task,
        work: impl FnOnce(&mut Session) -> WorkSaid + Send + 'static,
    ) {
        self.with_session(task, work, Self::say);
    }

    /// Whether no work goes on whose result is still to be taken.
    pub fn has_no_jobs(&self) -> bool {
        self.jobs.is_empty()
    }

    pub(in crate::ui) fn jobs(&mut self) -> &mut Jobs<Then> {
        &mut self.jobs
    }

    pub(in crate::ui) fn say(&mut self, said: WorkSaid) {
        match said {
            WorkSaid::Nothing => {}
            WorkSaid::Notice(text) => self.toasts.notify(text),
            WorkSaid::Refusal(text) => self.toasts.refuse(text),
        }
    }

    /// What commands depend on.
    pub(in crate::ui) fn circumstances(&self) -> Circumstances {
        Circumstances {
            is_open: self.document.is_open(),
            is_editable: self.document.is_editable(),
            can_undo: self.document.can_undo().is_some() || self.forms.typing().is_some(),
            can_redo: self.document.can_redo().is_some() || self.forms.has_retracted(),
            has_selection: !self.selection.is_empty(),
            has_group: self.chosen_group().is_some(),
            has_changes: self.derived.changes().count().is_some_and(|count| 0 < count),
            has_problems: self.derived.findings().shown().is_some_and(|shown| !shown.findings.is_empty()),
            has_problem: self.derived.findings().shown().is_some_and(|shown| self.problems.chosen(shown).is_some()),
        }
    }

    /// The cache group that is selected, if it is one.
    pub(in crate::ui) fn chosen_group(&self) -> Option<Id<CacheGroup>> {
        let lead = self.selection.lead().filter(|_| self.selection.len() == 1)?;
        (lead.kind == Kind::CacheGroup).then(|| Id::new(lead.number))
    }

    /// Shows the table of a kind.
    pub(in crate::ui) fn show_table(&mut self, kind: Kind) {
        self.settings.kind = kind;
        self.settings.tab = Tab::Table;
    }

    /// Selects an object and brings it into view on the map.
    pub(in crate::ui) fn look(&mut self, object: AnyId) {
        self.selection = Selection::one(object);
        self.forms.leave_new();
        self.map.reveal(object);
    }

    /// Keeps where the map looks and what is selected, for when the plan is shown again.
    pub(in crate::ui) fn keep_look(&mut self) {
        self.settings.tables = self.tables.kept();
        if let Some(plan) = self.document.plan_key() {
            let memory = self.settings.memory_mut(plan);
            memory.selected = self.selection.kind().map(|kind| (kind, self.selection.numbers()));
            // A selection of a whole large plan is not worth a megabyte.
            memory.selected.take_if(|(_, numbers)| MOST_SELECTED < numbers.len());
            memory.compared_with = self.derived.changes().other().map(|other| other.path.clone());
        }
        if let Some((path, look)) = self.document.path().zip(self.map.looks_at().filter(|_| self.map.view().is_some()))
        {
            self.settings.keep_look(path, look);
        }
    }

    /// Shows what was selected and compared with when the plan was last shown.
    pub(in crate::ui) fn recall(&mut self) {
        let memory = self.document.plan_key().and_then(|plan| self.settings.memory_of(plan)).cloned();
        let Some(memory) = memory else { return };
        if let Some((kind, numbers)) = memory.selected {
            self.selection = Selection::many(numbers.into_iter().map(|number| AnyId { kind, number }));
            self.selection.keep_existing(self.document.plan());
        }
        if let Some(other) = memory.compared_with.filter(|other| other.exists()) {
            let plan = self.document.path().map(std::path::Path::to_owned);
            self.derived.compare_again_with(plan, other);
        }
    }

    /// Remembers a CDN as the last one that was made or used.
    pub(in crate::ui) fn remember_cdn(&mut self, cdn: &str) {
        if let Some(plan) = self.document.plan_key() {
            self.settings.memory_mut(plan).cdn = Some(cdn.to_owned());
        }
    }

    /// Ends the program; everything is saved, or the user does not want it.
    pub(in crate::ui) fn quit_now(&mut self) {
        self.is_quitting = true;
        self.ctx.send_viewport_cmd(ViewportCommand::Close);
    }
}

impl WorkSaid {
    /// A step that was taken back or done again, with what that is called.
    pub(in crate::ui) fn of_step(what: &str, result: Result<Option<String>, SessionError>) -> Self {
        match result {
            Ok(Some(label)) => Self::Notice(format!("{what}: {label}")),
            Ok(None) => Self::Nothing,
            Err(error) => Self::Refusal(error.to_string()),
        }
    }
}
