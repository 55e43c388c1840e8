//! The map, driven as a user drives it: by pointer and keys, seen through what is announced and what is sent.

#![allow(clippy::unwrap_used, reason = "what tests share may fail as tests do")]

mod dragging;
mod drawing;
mod lasso;
mod markers;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lodestone::edit::{Change, Delta, Edit, seeds};
use lodestone::model::{AnyId, CacheGroup, Coordinate, Id, Kind, Link, Plan, Position, Type};
use lodestone::ui::action::Action;
use lodestone::ui::dispatch;
use lodestone::ui::map::MapView;
use lodestone::ui::selection::Selection;
use lodestone::ui::theme;

use crate::support::desk::Desk;

/// A window that draws nothing but the map; what it asks for is carried out by the window's own dispatch.
struct Window {
    /// The plan: as it begins, and then as the workspace has it.
    plan: Arc<Plan>,
    selection: Selection,
    /// What the workspace last had as the selection: another one is the test's own.
    seen: Selection,
    desk: Option<Desk>,
    edits: Vec<Edit>,
    sent: Vec<String>,
    new_at: Vec<Option<Position>>,
    refused: Vec<String>,
}

impl Window {
    fn ui(&mut self, ui: &mut egui::Ui) {
        if self.desk.is_none() {
            self.desk = Some(Desk::open(ui.ctx(), &self.plan));
        }
        if self.seen != self.selection {
            self.carry_out(Action::Select(self.selection.clone()));
        }
        let desk = self.desk.as_mut().unwrap();
        dispatch::follow(&mut desk.workspace);
        let parts = desk.workspace.parts(theme::tokens(ui));
        let view = parts.cx.view;
        parts.map.map_ui(ui, &view);
        let asked = desk.workspace.queue().drain();
        for action in asked {
            self.note(&action);
            self.carry_out(action);
        }
        self.follow_workspace();
    }

    /// Shows another plan, with everything in it.
    fn show(&mut self, plan: Arc<Plan>) {
        self.plan = plan;
        self.desk = None;
        (self.selection, self.seen) = (Selection::default(), Selection::default());
    }

    fn carry_out(&mut self, action: Action) {
        self.desk.as_mut().unwrap().carry_out(action);
        self.follow_workspace();
    }

    fn follow_workspace(&mut self) {
        let workspace = &self.desk.as_ref().unwrap().workspace;
        self.plan = Arc::clone(workspace.document().plan());
        self.selection = workspace.selection().clone();
        self.seen = self.selection.clone();
    }

    fn note(&mut self, action: &Action) {
        match action {
            Action::Perform(edit) => self.edits.push(edit.clone()),
            Action::Select(_) | Action::ToggleSelected(_) => {}
            Action::StartNew(Kind::CacheGroup, at) => self.new_at.push(*at),
            Action::Refuse(words) => self.refused.push(words.clone()),
            other => self.sent.push(format!("{other:?}")),
        }
    }

    fn with_map(&mut self, ask: impl FnOnce(&mut MapView)) {
        ask(self.desk.as_mut().unwrap().workspace.parts(theme::of_dark(true)).map);
    }

    fn map(&self) -> &MapView {
        self.desk.as_ref().unwrap().workspace.map()
    }

    fn id(&self, name: &str) -> Id<CacheGroup> {
        self.plan.find::<CacheGroup>(name).unwrap()
    }

    fn position(&self, name: &str) -> Position {
        let group = self.plan.get(self.id(name)).unwrap();
        self.plan.follow_opt(group.coordinate.as_ref()).unwrap().position.unwrap()
    }

    fn at(&self, name: &str) -> Pos2 {
        self.map().screen_position(self.id(name)).unwrap()
    }

    fn selected(&self) -> Vec<String> {
        self.selection.iter().map(|object| self.plan.name_of(object).unwrap()).collect()
    }
}

/// Name, type, latitude, longitude; none: without a coordinate.
type Group<'a> = (&'a str, &'a str, Option<(f64, f64)>);

const WORLD: &[Group<'_>] = &[
    ("edge-denver", "EDGE_LOC", Some((39.7392, -104.9903))),
    ("edge-chicago", "EDGE_LOC", Some((41.88, -87.63))),
    ("mid-london", "MID_LOC", Some((51.5, -0.12))),
    ("org-tokyo", "ORG_LOC", Some((35.68, 139.69))),
    ("edge-lost", "EDGE_LOC", None),
];

fn plan(groups: &[Group<'_>]) -> Plan {
    let plan = Plan::default();
    let plan = plan.applying(&seeds::seed_plan(&plan)).unwrap();
    plan.applying(&adding(&plan, groups)).unwrap()
}

/// Adds groups to a plan.
fn adding(plan: &Plan, groups: &[Group<'_>]) -> Edit {
    let mut changes: Vec<Change> = Vec::new();
    for (offset, (name, type_, at)) in (0..).zip(groups) {
        let mut group = CacheGroup {
            name: (*name).to_owned(),
            type_: plan.find::<Type>(type_).map(Link::To),
            ..CacheGroup::default()
        };
        if let Some((latitude, longitude)) = at {
            let id = plan.fresh_id(offset);
            let position = Position::new(*latitude, *longitude).ok();
            changes.push(
                Delta::added(id, Coordinate { name: (*name).to_owned(), position, ..Coordinate::default() }).into(),
            );
            group.coordinate = Some(Link::To(id));
        }
        changes.push(Delta::added(plan.fresh_id(offset), group).into());
    }
    Edit::new("Test", changes)
}

fn open(groups: &[Group<'_>]) -> Harness<'static, Window> {
    let window = Window {
        plan: Arc::new(plan(groups)),
        selection: Selection::default(),
        seen: Selection::default(),
        desk: None,
        edits: Vec::new(),
        sent: Vec::new(),
        new_at: Vec::new(),
        refused: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(1000.0, 700.0))
        .with_step_dt(0.01)
        .with_context_setup(|ctx| {
            let mut fonts = egui::FontDefinitions::default();
            let usual = fonts.families.get(&egui::FontFamily::Proportional).cloned().unwrap_or_default();
            fonts.families.insert(egui::FontFamily::Name(theme::STRONG.into()), usual);
            ctx.set_fonts(fonts);
            theme::install(ctx, true);
        })
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    harness.run_steps(3);
    harness
}

fn press(harness: &mut Harness<'_, Window>, at: Pos2, modifiers: Modifiers) {
    harness.event(Event::PointerMoved(at));
    harness.step();
    button(harness, at, true, modifiers);
}

fn button(harness: &mut Harness<'_, Window>, at: Pos2, pressed: bool, modifiers: Modifiers) {
    harness.event_modifiers(
        Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers },
        modifiers,
    );
    harness.step();
}

fn click(harness: &mut Harness<'_, Window>, at: Pos2, modifiers: Modifiers) {
    press(harness, at, modifiers);
    button(harness, at, false, modifiers);
    harness.run_steps(2);
}

fn pull(harness: &mut Harness<'_, Window>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    press(harness, from, modifiers);
    for part in [0.3, 0.7, 1.0] {
        harness.event_modifiers(Event::PointerMoved(from + (to - from) * part), modifiers);
        harness.step();
    }
}

fn drag(harness: &mut Harness<'_, Window>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    pull(harness, from, to, modifiers);
    button(harness, to, false, modifiers);
    harness.run_steps(2);
}

fn open_sea(harness: &Harness<'_, Window>) -> Pos2 {
    harness.state().at("mid-london") + vec2(-60.0, 110.0)
}

#[test]
fn clicks_select_and_what_is_selected_is_announced() {
    let mut harness = open(WORLD);
    harness.get_by_label("Map, 4 cache groups");
    let denver = harness.state().at("edge-denver");
    click(&mut harness, denver, Modifiers::NONE);
    assert_eq!(harness.state().selected(), ["edge-denver"]);
    let node = harness.get_by_role_and_label(Role::GraphicsSymbol, "edge-denver, EDGE_LOC, 39.7392, -104.9903");
    assert!((node.rect().center() - denver).length() < 1.0);
    let chicago = harness.state().at("edge-chicago");
    click(&mut harness, chicago, Modifiers::SHIFT);
    assert_eq!(harness.state().selected(), ["edge-denver", "edge-chicago"]);
    click(&mut harness, denver, Modifiers::SHIFT);
    assert_eq!(harness.state().selected(), ["edge-chicago"]);
    let sea = open_sea(&harness);
    click(&mut harness, sea, Modifiers::NONE);
    assert!(harness.state().selection.is_empty());
    assert!(harness.state().edits.is_empty());
}

#[test]
fn shift_and_drag_selects_what_is_in_the_box() {
    let mut harness = open(WORLD);
    let (denver, chicago) = (harness.state().at("edge-denver"), harness.state().at("edge-chicago"));
    drag(&mut harness, denver + vec2(-25.0, -40.0), chicago + vec2(25.0, 40.0), Modifiers::SHIFT);
    assert_eq!(harness.state().selected(), ["edge-denver", "edge-chicago"]);
    assert_eq!(harness.state().at("edge-denver"), denver, "the map stays where it is");
}

#[test]
fn a_double_click_comes_closer_and_n_starts_a_group_there() {
    let mut harness = open(WORLD);
    let at = open_sea(&harness);
    let view = harness.state().map().view().unwrap();
    let (zoom, sea) = (view.zoom(), view.to_world(at));
    press(&mut harness, at, Modifiers::NONE);
    for pressed in [false, true, false] {
        button(&mut harness, at, pressed, Modifiers::NONE);
    }
    harness.run_steps(2);
    let there = harness.state().map().view().unwrap();
    assert!((there.zoom() - zoom - 1.0).abs() < 1e-6 && harness.state().new_at.is_empty());
    assert!((there.to_screen(sea) - at).length() < 0.5, "what was clicked stays where it is");
    harness.key_press(Key::N);
    harness.run_steps(2);
    let wanted = lodestone::geometry::mercator::unproject(harness.state().map().view().unwrap().to_world(at)).unwrap();
    assert_eq!(harness.state().new_at.len(), 1);
    for new in harness.state().new_at.iter().flatten() {
        assert!(new.distance_km(wanted) < 0.02);
    }
    assert_eq!(harness.state().spot(), harness.state().new_at[0]);
}

impl Window {
    fn spot(&self) -> Option<Position> {
        self.map().spot()
    }
}

#[test]
fn a_click_on_a_cluster_comes_closer() {
    let mut harness = open(&[
        ("edge-denver", "EDGE_LOC", Some((39.74, -104.99))),
        ("mid-boulder", "MID_LOC", Some((40.01, -105.27))),
        ("edge-perth", "EDGE_LOC", Some((-31.95, 115.86))),
    ]);
    let (zoom, at) = (harness.state().map().looks_at().unwrap().1, harness.state().at("mid-boulder"));
    click(&mut harness, at, Modifiers::NONE);
    let window = harness.state();
    assert!(window.selection.is_empty() && window.map().looks_at().unwrap().1 > zoom + 2.0);
    assert!(window.at("edge-denver").distance(window.at("mid-boulder")) > 60.0);
    let at = window.at("edge-denver");
    click(&mut harness, at, Modifiers::NONE);
    assert_eq!(harness.state().selected(), ["edge-denver"]);
}

#[test]
fn groups_in_one_place_are_listed() {
    let here = Some((39.74, -104.99));
    let mut harness = open(&[
        ("edge-denver", "EDGE_LOC", here),
        ("mid-denver", "MID_LOC", here),
        ("edge-perth", "EDGE_LOC", Some((-31.95, 115.86))),
    ]);
    let at = harness.state().at("edge-denver");
    click(&mut harness, at, Modifiers::NONE);
    harness.get_by_role_and_label(Role::Button, "edge-denver").click();
    harness.run_steps(3);
    assert_eq!(harness.state().selected(), ["edge-denver"]);
    // Selected, it stands on its own and can be dragged away.
    drag(&mut harness, at, at + vec2(50.0, 50.0), Modifiers::NONE);
    assert!((harness.state().at("edge-denver") - at - vec2(50.0, 50.0)).length() < 0.1);
    assert_eq!(harness.state().at("mid-denver"), at);
}

#[test]
fn a_plan_that_is_read_only_cannot_be_dragged() {
    let mut harness = open(WORLD);
    harness.state_mut().desk.as_mut().unwrap().reopen_read_only();
    harness.run_steps(2);
    harness.get_by_label("Map, 4 cache groups, read-only");
    let from = harness.state().at("edge-denver");
    drag(&mut harness, from, from + vec2(50.0, 0.0), Modifiers::NONE);
    assert_eq!(harness.state().at("edge-denver"), from, "neither group nor map");
    let row = harness.get_by_role_and_label(Role::Button, "edge-lost").rect().center();
    let sea = open_sea(&harness);
    drag(&mut harness, row, sea, Modifiers::NONE);
    harness.key_press(Key::N);
    harness.run_steps(2);
    let window = harness.state();
    assert!(window.edits.is_empty() && window.new_at.is_empty());
}

#[test]
fn the_menu_of_a_group_offers_what_can_be_done_with_it() {
    let mut harness = open(WORLD);
    let denver = harness.state().at("edge-denver");
    let menu = |harness: &mut Harness<'_, Window>, at: Pos2| {
        harness.event(Event::PointerMoved(at));
        harness.step();
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            harness.event(Event::PointerButton { pos: at, button: PointerButton::Secondary, pressed, modifiers });
            harness.step();
        }
        harness.run_steps(3);
    };
    menu(&mut harness, denver);
    assert_eq!(harness.state().selected(), ["edge-denver"]);
    harness.get_by_label("Set parent…").click();
    harness.run_steps(3);
    let london = harness.state().at("mid-london");
    click(&mut harness, london, Modifiers::NONE);
    let window = harness.state();
    let group = window.plan.get(window.id("edge-denver")).unwrap();
    assert_eq!(group.parent, Some(Link::To(window.id("mid-london"))));
    let object = AnyId { kind: Kind::CacheGroup, number: harness.state().id("edge-denver").number() };
    menu(&mut harness, denver);
    harness.get_by_label("Delete").click();
    harness.run_steps(3);
    assert_eq!(harness.state().sent, [format!("{:?}", Action::Delete(vec![object]))]);
    let sea = open_sea(&harness);
    menu(&mut harness, sea);
    harness.get_by_label("New cache group here…").click();
    harness.run_steps(3);
    assert_eq!(harness.state().new_at.len(), 1);
}

#[test]
fn groups_at_one_point_are_all_reached() {
    let here = Some((41.88, -87.63));
    let mut harness = open(&[
        ("tr-north", "TR_LOC", here),
        ("tc-north", "TC_LOC", here),
        ("edge-north", "EDGE_LOC", here),
        ("mid-london", "MID_LOC", Some((51.5, -0.12))),
    ]);
    let chicago = harness.state().at("edge-north");
    for name in ["edge-north", "tc-north", "tr-north"] {
        // The first click finds the heap, those that follow what is selected on top of it.
        click(&mut harness, chicago, Modifiers::NONE);
        harness.get_by_label("3 cache groups here");
        harness.get_by_role_and_label(Role::Button, name).click();
        harness.run_steps(3);
        assert_eq!(harness.state().selected(), [name]);
        assert!(harness.query_by_label("3 cache groups here").is_none(), "the list closes");
    }
    pull(&mut harness, chicago, chicago + vec2(60.0, 0.0), Modifiers::NONE);
    let to = chicago + vec2(60.0, 0.0);
    button(&mut harness, to, false, Modifiers::NONE);
    harness.run_steps(2);
    assert!((harness.state().at("tr-north") - to).length() < 1.0, "what is selected can still be dragged");
}

#[test]
fn keys_go_from_group_to_group() {
    let mut harness = open(WORLD);
    let denver = harness.state().at("edge-denver");
    click(&mut harness, denver, Modifiers::NONE);
    harness.key_press(Key::ArrowRight);
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), ["edge-chicago"]);
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), ["mid-london"]);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert!(harness.state().sent[0].starts_with("Reveal"), "{:?}", harness.state().sent);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(harness.state().selection.is_empty());
}
