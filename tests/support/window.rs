//! A small window around the table and the form, for tests: what they ask for is carried out by the window's own dispatch,
//! on a plan file and its session, and remembered.

use std::sync::Arc;

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lodestone::edit::Edit;
use lodestone::edit::intent;
use lodestone::edit::seeds::seed_plan;
use lodestone::model::*;
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;
use lodestone::ui::dispatch;
use lodestone::ui::forms::Forms;
use lodestone::ui::selection::Selection;
use lodestone::ui::tables::Tables;
use lodestone::ui::theme;

use super::desk::Desk;

/// What the window holds. Before the first frame the fields say how it begins; then they are what the workspace has.
pub(crate) struct Window {
    pub plan: Arc<Plan>,
    /// Made false, the plan can only be looked at from the next frame on, with the same selection.
    pub editable: bool,
    pub selection: Selection,
    pub kind: Kind,
    pub forms: Forms,
    pub tables: Tables,
    /// Every edit that was asked for, in order.
    pub edits: Vec<Edit>,
    /// Everything else that was asked for, in words.
    pub asked: Vec<String>,
    desk: Option<Desk>,
    /// What the workspace last had as the selection: another one is the test's own.
    seen: Selection,
    dressed: bool,
}

impl Window {
    /// With what a fresh Traffic Ops has.
    pub(crate) fn new() -> Self {
        let plan = Plan::default();
        Self::of(plan.applying(&seed_plan(&plan)).expect("seeds fit"))
    }

    /// Around a plan.
    pub(crate) fn of(plan: Plan) -> Self {
        Self {
            plan: Arc::new(plan),
            editable: true,
            selection: Selection::default(),
            kind: Kind::CacheGroup,
            forms: Forms::default(),
            tables: Tables::default(),
            edits: Vec::new(),
            asked: Vec::new(),
            desk: None,
            seen: Selection::default(),
            dressed: false,
        }
    }

    /// Applies an edit that no view asked for.
    pub(crate) fn apply(&mut self, edit: &Edit) {
        match &self.desk {
            None => self.plan = Arc::new(self.plan.applying(edit).expect("the edit fits")),
            Some(_) => self.carry_out(Action::Perform(edit.clone())),
        }
    }

    /// How tables are left that are not as they are at first.
    pub(crate) fn kept_tables(&mut self) -> Vec<lodestone::ui::settings::KeptTable> {
        match &mut self.desk {
            None => self.tables.kept(),
            Some(desk) => desk.workspace.parts(theme::of_dark(true)).tables.kept(),
        }
    }

    /// How many forms hold what was typed and not sent.
    pub(crate) fn unfinished(&mut self) -> usize {
        match &mut self.desk {
            None => self.forms.unfinished(),
            Some(desk) => desk.workspace.parts(theme::of_dark(true)).forms.unfinished(),
        }
    }

    /// Takes the last step back.
    pub(crate) fn undo(&mut self) {
        self.carry_out(Action::Run(Command::Undo));
    }

    /// Goes to a step of the history.
    pub(crate) fn go_to_step(&mut self, step: usize) {
        self.carry_out(Action::GoToStep(step));
    }

    /// Where the middle of the map is.
    pub(crate) fn look_at(&mut self, middle: Position) {
        let desk = self.desk.as_mut().expect("it was drawn");
        desk.workspace.parts(theme::of_dark(true)).map.look_at(middle, 6.0);
    }

    /// Makes an object and says which it is.
    pub(crate) fn make(&mut self, kind: Kind, fields: intent::FieldValues) -> AnyId {
        let edit = intent::create(&self.plan, kind, fields).expect("it can be made");
        self.apply(&edit);
        *self.plan.ids(kind).last().expect("it is there")
    }

    /// Draws form and table and carries out what they ask for.
    pub(crate) fn ui(&mut self, ui: &mut egui::Ui) {
        if !std::mem::replace(&mut self.dressed, true) {
            // Fonts count from the next frame on.
            dress(ui.ctx());
            return;
        }
        if self.desk.is_none() {
            self.open(ui.ctx());
        }
        if !self.editable && self.desk.as_ref().is_some_and(|desk| desk.workspace.document().is_editable()) {
            self.reopen_read_only();
        }
        if self.seen != self.selection {
            self.carry_out(Action::Select(self.selection.clone()));
        }
        let waiting = self.desk.as_ref().expect("it is open").workspace.queue().drain();
        for action in waiting {
            self.note(&action);
            self.carry_out(action);
        }
        let workspace = &mut self.desk.as_mut().expect("it is open").workspace;
        // What rules find comes when it comes: lines that it adds would move what a test is about to click.
        for _ in 0..2_000 {
            dispatch::follow(workspace);
            let view = workspace.parts(theme::tokens(ui)).cx.view;
            if !view.derived.findings().is_checking(view.revision) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        let parts = workspace.parts(theme::tokens(ui));
        let view = parts.cx.view;
        let fill = egui::Frame::NONE.fill(view.tokens.panel);
        egui::Panel::right("form").exact_size(440.0).frame(fill).show(ui, |ui| parts.forms.form_ui(ui, &view));
        let kind = parts.cx.settings.kind;
        egui::CentralPanel::default().frame(fill).show(ui, |ui| parts.tables.table_ui(ui, &view, kind));
        if !view.queue.is_empty() {
            ui.ctx().request_repaint();
        }
        self.follow_workspace();
    }

    /// Puts the plan into a file and opens it, as the window does.
    fn open(&mut self, ctx: &egui::Context) {
        let mut desk = Desk::open(ctx, &self.plan);
        let parts = desk.workspace.parts(theme::of_dark(true));
        (*parts.forms, *parts.tables) = (std::mem::take(&mut self.forms), std::mem::take(&mut self.tables));
        self.desk = Some(desk);
        let (selection, kind) = (self.selection.clone(), self.kind);
        self.carry_out(Action::ShowTable(kind));
        // To select what is selected already leaves the form of a new object.
        if !selection.is_empty() {
            self.carry_out(Action::Select(selection));
        }
    }

    fn reopen_read_only(&mut self) {
        let selection = self.selection.clone();
        self.desk.as_mut().expect("it was drawn").reopen_read_only();
        self.carry_out(Action::Select(selection));
    }

    /// Carries out an action and waits for the work that it begins.
    fn carry_out(&mut self, action: Action) {
        self.desk.as_mut().expect("it is open").carry_out(action);
        self.follow_workspace();
    }

    fn follow_workspace(&mut self) {
        let workspace = &self.desk.as_ref().expect("it is open").workspace;
        self.plan = Arc::clone(workspace.document().plan());
        self.kind = workspace.settings().kind;
        self.selection = workspace.selection().clone();
        self.seen = self.selection.clone();
    }

    fn note(&mut self, action: &Action) {
        match action {
            Action::Perform(edit) => self.edits.push(edit.clone()),
            Action::Reveal(object) => {
                self.asked.push(format!("reveal {}", self.plan.name_of(*object).unwrap_or_default()));
            }
            Action::Delete(objects) => self.asked.push(format!("delete {}", objects.len())),
            Action::Select(_) | Action::ToggleSelected(_) | Action::ShowTable(_) | Action::StartNew(..) => {}
            other => self.asked.push(format!("{other:?}")),
        }
    }
}

/// The theme, and some font as the heavier weight.
pub(crate) fn dress(ctx: &egui::Context) {
    theme::install(ctx, true);
    let mut fonts = egui::FontDefinitions::default();
    let family = fonts.families[&egui::FontFamily::Proportional].clone();
    fonts.families.insert(egui::FontFamily::Name(theme::STRONG.into()), family);
    ctx.set_fonts(fonts);
    ctx.request_repaint();
}

/// A form and a table in a test.
pub(crate) type Form = Harness<'static, Window>;

/// A window so tall that a long form is seen whole.
pub(crate) fn show_tall(window: Window) -> Form {
    let mut form = Harness::builder()
        .with_size(egui::vec2(1280.0, 2600.0))
        .with_max_steps(30)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    form.run();
    form
}

/// Clicks what has that name.
pub(crate) fn click(form: &mut Form, role: Role, label: &str) {
    form.get_by_role_and_label(role, label).click();
    form.run();
}

/// Opens a drop-down with a search and chooses a line.
pub(crate) fn choose(form: &mut Form, label: &str, line: &str) {
    click(form, Role::ComboBox, label);
    click(form, Role::ListBoxOption, line);
}

/// Replaces what stands in a field of a form.
pub(crate) fn retype(form: &mut Form, label: &str, text: &str) {
    form.get_by_role_and_label(Role::TextInput, label).click();
    form.run();
    form.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    form.run();
    if text.is_empty() {
        form.key_press(Key::Backspace);
    } else {
        form.get_by_role_and_label(Role::TextInput, label).type_text(text);
    }
    form.run();
}
