//! How the window is laid out: the panels, the map in the middle, the dialog on top. It gives each what it may see, and
//! its own state to change.

use egui::{CentralPanel, Context, Frame, Margin, Panel, PointerState, Ui};

use crate::model::{Id, Kind};
use crate::ui::dialogs::{self, Dialog, Verdict};
use crate::ui::document::{Parts, Workspace};
use crate::ui::panels::panes::{self, Pane};
use crate::ui::panels::{changes, explain, hierarchy, history, palette, problems, progress, side, tabs, top, what_if};
use crate::ui::settings::Tab;
use crate::ui::theme;
use crate::ui::view::Light;

/// Widths and heights with which panels begin; the toolkit keeps what the user makes of them.
const SIDE_WIDTH: f32 = 200.0;
const FORM_WIDTH: f32 = 376.0;
const LOWER_HEIGHT: f32 = 264.0;

/// What is left beside the map of each splitter.
const SPLITTER: i8 = 3;

/// Draws the window; `had_dialog` says whether a dialog was open in the last frame.
pub(super) fn frame_ui(workspace: &mut Workspace, had_dialog: bool, ui: &mut Ui) {
    let mut parts = workspace.parts(theme::tokens(ui));
    let pointer = parts.dialog.is_some().then(|| swap_pointer(ui.ctx(), PointerState::default()));
    panels_ui(&mut parts, ui);
    if let Some(pointer) = pointer {
        swap_pointer(ui.ctx(), pointer);
    }
    palette::palette_ui(parts.palette, &parts.cx, ui);
    top_dialog_ui(&mut parts, had_dialog, ui.ctx());
    let cx = &parts.cx;
    let above = progress::progress_ui(cx.view.queue, ui.ctx());
    parts.toasts.toasts_ui(ui.ctx(), cx.view.queue, above, cx.can_undo);
}

/// Says where the pointer is, and gives back where it was: over what lies below a dialog there is none. The toolkit would
/// leave a hint standing over the dialog as long as the pointer rests on what it is of.
fn swap_pointer(ctx: &Context, pointer: PointerState) -> PointerState {
    ctx.input_mut(|input| std::mem::replace(&mut input.pointer, pointer))
}

fn panels_ui(parts: &mut Parts<'_>, ui: &mut Ui) {
    let cx = parts.cx;
    cx.view.derived.follow_loads(parts.what_if.order(cx.view.plan).as_ref(), parts.what_if.down());
    // The window is cleared with the colour of panels: whatever is filled once more is shaded once more.
    let frame = |margin: Margin| Frame::new().inner_margin(margin);
    Panel::top("top")
        .exact_size(44.0)
        .frame(frame(Margin::symmetric(12, 8)))
        .show(ui, |ui| top::top_ui(parts.palette, &cx, ui));
    Panel::left("side")
        .default_size(SIDE_WIDTH)
        .size_range(160.0..=320.0)
        .frame(frame(Margin::ZERO))
        .show(ui, |ui| side::side_ui(&cx, ui));
    Panel::right("form").default_size(FORM_WIDTH).size_range(300.0..=560.0).frame(frame(Margin::ZERO)).show(ui, |ui| {
        panes::begin_ui(ui, Pane::Form);
        parts.forms.form_ui(ui, &cx.view);
    });
    Panel::bottom("lower")
        .resizable(true)
        .default_size(LOWER_HEIGHT)
        .min_size(120.0)
        .frame(frame(Margin { left: SPLITTER, right: SPLITTER, top: 0, bottom: 0 }))
        .show(ui, |ui| lower_ui(parts, ui));
    // The map keeps clear of the splitters around it, which would lie half beneath it.
    let apart = Margin { left: SPLITTER, right: SPLITTER, top: 0, bottom: SPLITTER };
    CentralPanel::default().frame(frame(apart)).show(ui, |ui| map_ui(parts, ui));
}

fn map_ui(parts: &mut Parts<'_>, ui: &mut Ui) {
    let (cx, map) = (&parts.cx, &mut *parts.map);
    let background = cx.plan_key.map(|plan| cx.settings.background_of(plan)).unwrap_or_default();
    map.set_background(&background, parts.tile_cache, ui.ctx());
    let changes = cx.view.derived.changes();
    map.set_known(changes.known());
    // Where things were is of interest only to those who look at what has changed.
    map.set_places(changes.places().filter(|_| cx.settings.tab == Tab::Changes));
    let problems = cx.view.derived.findings().shown();
    map.set_problems(problems);
    // A circle is of interest only to those who look at what is wrong with it.
    let seen = problems.filter(|_| cx.settings.tab == Tab::Problems);
    map.set_circle(seen.map(|found| parts.problems.circle(found)).unwrap_or_default());
    // What is down is drawn as long as it is, whatever tab is shown.
    map.set_consequence(parts.what_if.consequence(&cx.view).as_ref());
    let covering = || Some((parts.what_if.order(cx.view.plan)?, parts.what_if.down().to_vec()));
    map.compares = parts.what_if.side_by_side && !parts.what_if.down().is_empty();
    let is_covered = cx.settings.layers.coverage || map.compares || map.is_busy();
    map.set_covering(if is_covered { covering() } else { None });
    let explained = cx.settings.tab == Tab::Explain;
    map.set_explanation(parts.explain.explanation(&cx.view, parts.what_if.down()).filter(|_| explained).as_ref());
    // The tree that is looked at beside the map is that of the map.
    let lead = cx.view.selection.lead().filter(|lead| lead.kind == Kind::Topology);
    let looked_at = parts.hierarchy.shown_topology(cx.view.plan).filter(|_| cx.settings.tab == Tab::Hierarchy);
    map.set_topology(lead.map(|lead| Id::new(lead.number)).or(looked_at));
    map.set_explains(explained);
    map.set_making(parts.forms.in_making(cx.view.plan));
    map.colour_by = cx.settings.colour_by;
    map.cdn = cx.settings.map_cdn.clone().filter(|cdn| cx.view.plan.real_cdn_names().contains(&cdn.as_str()));
    map.shown = cx.settings.layers;
    map.legend = cx.settings.legend;
    let rect = ui.max_rect();
    map.map_ui(ui, &cx.view);
    if let Some(focus) = map.focus_id() {
        panes::note(ui.ctx(), Pane::Map, rect, focus);
    }
}

/// The lower panel: its tabs and what the chosen one shows.
fn lower_ui(parts: &mut Parts<'_>, ui: &mut Ui) {
    panes::begin_ui(ui, Pane::Lower);
    let cx = &parts.cx;
    // The panel keeps the height that the user gave it, however little there is to show.
    ui.set_min_height(ui.available_height());
    tabs::tabs_ui(cx, ui);
    if let Light::Opening(name) = cx.light {
        return tabs::opening_ui(name, ui);
    }
    match cx.settings.tab {
        Tab::Table => parts.tables.table_ui(ui, &cx.view, cx.settings.kind),
        Tab::Hierarchy => {
            let asked = parts.what_if.order(cx.view.plan).filter(|order| order.demand.is_some());
            hierarchy::hierarchy_ui(parts.hierarchy, cx, ui, asked.as_ref());
        }
        Tab::Problems => problems::problems_ui(parts.problems, cx, ui),
        Tab::WhatIf => what_if::what_if_ui(parts.what_if, cx, ui),
        Tab::Explain => explain::explain_ui((&mut *parts.explain, parts.what_if.down()), cx, ui),
        Tab::Changes => changes::changes_ui(parts.changes, cx, ui),
        Tab::History => history::history_ui(cx, ui),
    }
}

/// The dialog that is open, if one is.
fn top_dialog_ui(parts: &mut Parts<'_>, had_dialog: bool, ctx: &Context) {
    let Some(dialog) = parts.dialog else { return };
    if !had_dialog {
        // The keys belong to the dialog now, not to what had them before.
        ctx.memory_mut(|memory| memory.focused().into_iter().for_each(|id| memory.surrender_focus(id)));
    }
    match dialogs::dialog_ui(dialog, &parts.cx, ctx) {
        Verdict::Stays => {}
        // A browser of folders gives way to the dialog that wanted the path.
        Verdict::Closes | Verdict::Leaves if matches!(dialog, Dialog::Path(_)) => *parts.dialog = parts.under.take(),
        Verdict::Closes => *parts.dialog = None,
        Verdict::Leaves => *parts.left = parts.dialog.take().filter(Dialog::is_begun),
    }
}
