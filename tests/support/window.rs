//! A small window around the table and the form, for tests: it carries out what they ask for, as the app does, and
//! remembers it.

use std::sync::Arc;

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lodestone::edit::Edit;
use lodestone::edit::intent;
use lodestone::edit::seeds::seeding;
use lodestone::model::*;
use lodestone::ui::action::{Action, Queue};
use lodestone::ui::forms::Forms;
use lodestone::ui::selection::Selection;
use lodestone::ui::tables::Tables;
use lodestone::ui::theme;
use lodestone::ui::view::ViewContext;

/// What the window holds.
pub(crate) struct Window {
    pub plan: Arc<Plan>,
    pub revision: u64,
    pub editable: bool,
    pub selection: Selection,
    pub kind: Kind,
    pub forms: Forms,
    pub tables: Tables,
    /// Every edit that was asked for, in order.
    pub edits: Vec<Edit>,
    /// Everything else that was asked for, in words.
    pub asked: Vec<String>,
    queue: Queue,
    dressed: bool,
}

impl Window {
    /// With what a fresh Traffic Ops has.
    pub(crate) fn new() -> Self {
        let plan = Plan::default();
        Self::of(plan.applying(&seeding(&plan)).expect("seeds fit"))
    }

    /// Around a plan.
    pub(crate) fn of(plan: Plan) -> Self {
        Self {
            plan: Arc::new(plan),
            revision: 1,
            editable: true,
            selection: Selection::default(),
            kind: Kind::CacheGroup,
            forms: Forms::default(),
            tables: Tables::default(),
            edits: Vec::new(),
            asked: Vec::new(),
            queue: Queue::default(),
            dressed: false,
        }
    }

    /// Applies an edit, as the session does.
    pub(crate) fn apply(&mut self, edit: &Edit) {
        self.plan = Arc::new(self.plan.applying(edit).expect("the edit fits"));
        self.revision += 1;
        self.selection.keep_existing(&self.plan);
    }

    /// Takes the last edit back.
    pub(crate) fn undo(&mut self) {
        let inverse = self.edits.last().expect("there is something to undo").inverse();
        self.apply(&inverse);
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
        self.carry_out();
        let plan = Arc::clone(&self.plan);
        let view = ViewContext {
            plan: &plan,
            revision: self.revision,
            editable: self.editable,
            selection: &self.selection,
            queue: &self.queue,
            tokens: theme::tokens(ui),
            reduce_motion: true,
        };
        let (forms, tables, kind) = (&mut self.forms, &mut self.tables, self.kind);
        let fill = egui::Frame::NONE.fill(view.tokens.panel);
        egui::Panel::right("form").exact_size(440.0).frame(fill).show(ui, |ui| forms.form_ui(ui, &view));
        egui::CentralPanel::default().frame(fill).show(ui, |ui| tables.table_ui(ui, &view, kind));
        if !self.queue_is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn queue_is_empty(&mut self) -> bool {
        let waiting = self.queue.drain();
        let empty = waiting.is_empty();
        for action in waiting {
            self.queue.send(action);
        }
        empty
    }

    fn carry_out(&mut self) {
        for action in self.queue.drain() {
            match action {
                Action::Perform(edit) => {
                    self.apply(&edit);
                    self.edits.push(edit);
                }
                Action::Select(selection) => self.selection = selection,
                Action::ToggleSelected(object) => self.selection.toggle(object),
                Action::Reveal(object) => {
                    self.asked.push(format!("reveal {}", self.plan.name_of(object).unwrap_or_default()));
                    self.selection = Selection::one(object);
                    self.kind = object.kind;
                }
                Action::ShowTable(kind) => self.kind = kind,
                Action::StartNew(kind, position) => self.forms.start_new(kind, position),
                Action::Delete(objects) => {
                    self.asked.push(format!("delete {}", objects.len()));
                    let edit = intent::delete_with_references(&self.plan, &objects).expect("it can be deleted");
                    self.apply(&edit);
                    self.edits.push(edit);
                }
                other => self.asked.push(format!("{other:?}")),
            }
        }
    }
}

/// The theme, and some font as the heavier weight.
fn dress(ctx: &egui::Context) {
    theme::install(ctx, true);
    let mut fonts = egui::FontDefinitions::default();
    let family = fonts.families[&egui::FontFamily::Proportional].clone();
    fonts.families.insert(egui::FontFamily::Name(theme::STRONG.into()), family);
    ctx.set_fonts(fonts);
    ctx.request_repaint();
}

/// A form and a table in a test.
pub(crate) type Form = Harness<'static, Window>;

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
