//! Frames in which something is made anew: after edits, at a zoom for the first time, when another view is opened. Each is
//! done several times, with some frames after it, and it is the slowest frame that counts.

use std::time::Duration;

use egui::{Event, Key, Modifiers, PointerButton, vec2};
use lodestone::edit::intent;
use lodestone::edit::{Change, Delta, Edit};
use lodestone::model::{AnyId, CacheGroup, Coordinate, Id, Kind, Link, Plan, Position, Type};
use lodestone::ui::action::Action;
use lodestone::ui::commands::Command;
use lodestone::ui::order::Order;
use lodestone::ui::selection::Selection;
use lodestone::ui::settings::Tab;

use super::whole::{Measured, Whole, say};

/// How often something is done,
const TIMES: usize = 5;
/// and how many frames are drawn after it, at 125 Hz.
const AFTER: usize = 30;
const PAUSE: Duration = Duration::from_millis(8);

impl Whole {
    /// Asks for something and draws some frames; says what each took.
    fn once(&mut self, ask: impl FnOnce(&mut Self) -> Vec<Event>) -> Vec<f64> {
        let events = ask(self);
        let mut all = vec![self.draw(events).as_secs_f64() * 1e3];
        for _ in 0..AFTER {
            std::thread::sleep(PAUSE);
            all.push(self.draw(Vec::new()).as_secs_f64() * 1e3);
        }
        all
    }

    /// Does things by turns, each several times, and says what their frames took.
    fn by_turns(&mut self, names: &[&str], ask: &mut dyn FnMut(&mut Self, usize) -> Vec<Event>) {
        let mut all: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
        for _ in 0..TIMES {
            for (which, frames) in all.iter_mut().enumerate() {
                frames.extend(self.once(|window| ask(window, which)));
                self.settle();
            }
        }
        for (name, frames) in names.iter().zip(all) {
            let mean_cpu = frames.iter().sum::<f64>() / frames.len() as f64;
            say(name, Measured { all: frames, mean_cpu, vertices: self.vertices });
        }
    }

    /// Each level of zoom for the first time.
    pub(super) fn first_looks(&mut self) {
        self.app.send(Action::Run(Command::FitAll));
        self.settle();
        let mut all = Vec::new();
        for _ in 0..10 {
            all.extend(self.once(|window| {
                window.app.send(Action::Run(Command::ZoomIn));
                Vec::new()
            }));
        }
        let mean_cpu = all.iter().sum::<f64>() / all.len() as f64;
        say("each zoom for the first time", Measured { all, mean_cpu, vertices: self.vertices });
        self.app.send(Action::Run(Command::FitAll));
        self.settle();
    }

    /// Edits of one object, and what takes them back.
    pub(super) fn edits(&mut self, plan: &Plan) {
        let lone = plan.find::<CacheGroup>("edge-alone").expect("it is in the plan");
        let lone = AnyId { kind: Kind::CacheGroup, number: lone.number() };
        self.app.send(Action::Select(Selection::one(lone)));
        self.app.send(Action::Run(Command::FitAll));
        self.settle();
        let at = self.find("edge-alone, ").expect("it is drawn").center();
        let (undo, redo) = (Command::Undo, Command::Redo);
        let run = |window: &mut Self, command| {
            window.app.send(Action::Run(command));
            Vec::new()
        };
        self.by_turns(&["letting go of a marker", "undo of that", "redo", "undo again"], &mut |window, which| {
            match which {
                0 => {
                    window.hold(at, PointerButton::Primary);
                    let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
                    vec![Event::PointerButton { pos: at + vec2(14.0, 0.0), button, pressed: false, modifiers }]
                }
                2 => run(window, redo),
                _ => run(window, undo),
            }
        });
        let perform = |window: &mut Self, edit: Edit| {
            window.app.send(Action::Perform(edit));
            Vec::new()
        };
        let mut number = 0;
        self.by_turns(&["renaming a group"], &mut |window, _| {
            number += 1;
            let edit = intent::rename(window.plan(), lone, &format!("edge-alone-{number}"));
            perform(window, edit.expect("the name is free"))
        });
        self.by_turns(&["another parent for a group"], &mut |window, _| {
            number += 1;
            let id: Id<CacheGroup> = Id::new(lone.number);
            let before = std::sync::Arc::clone(window.plan().get(id).expect("it is there"));
            let other = window.plan().find::<CacheGroup>(&format!("mid-{}", number % 4)).map(Link::To);
            let mut after = CacheGroup::clone(&before);
            after.parent = other;
            let delta = Delta { id, before: Some(before), after: Some(std::sync::Arc::new(after)) };
            perform(window, Edit::new("Another parent", vec![delta.into()]))
        });
        self.by_turns(&["a new group", "deleting it"], &mut |window, which| {
            // Its coordinate stays, with its name.
            number += 1;
            if which == 1 {
                let made = window.plan().find::<CacheGroup>(&format!("edge-new-{}", number - 1)).expect("it was made");
                let made = AnyId { kind: Kind::CacheGroup, number: made.number() };
                let edit = intent::delete(window.plan(), &[made]).expect("nobody refers to it");
                return perform(window, edit);
            }
            let edit = new_group(window.plan(), &format!("edge-new-{number}"));
            perform(window, edit)
        });
    }

    /// Other views of the same plan.
    pub(super) fn views(&mut self) {
        let commands = [
            ("colour by type", Command::ColourByType),
            ("colour by region", Command::ColourByRegion),
            ("colour by CDN", Command::ColourByCdn),
            ("colour by state", Command::ColourByState),
            ("select all", Command::SelectAll),
            ("clear the selection (overview)", Command::ClearSelection),
            ("dark theme", Command::ThemeDark),
            ("light theme", Command::ThemeLight),
        ];
        let names: Vec<&str> = commands.iter().map(|(name, _)| *name).collect();
        self.by_turns(&names, &mut |window, which| {
            window.app.send(Action::Run(commands[which].1));
            Vec::new()
        });
        self.by_turns(&["one CDN on the map", "all CDNs on the map"], &mut |window, which| {
            let cdn = (which == 0).then(|| "north".to_owned());
            window.app.send(Action::Order(Order::ShowCdn(cdn)));
            Vec::new()
        });
        let tabs = [Tab::Hierarchy, Tab::Problems, Tab::Changes, Tab::WhatIf, Tab::Explain, Tab::History, Tab::Table];
        let names: Vec<String> = tabs.iter().map(|tab| format!("opening {tab:?}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.by_turns(&names, &mut |window, which| {
            window.app.send(Action::Order(Order::ShowTab(tabs[which])));
            Vec::new()
        });
        self.by_turns(&["opening the palette", "closing it"], &mut |window, which| {
            if which == 0 {
                window.app.send(Action::Run(Command::Palette));
                return Vec::new();
            }
            let (key, modifiers) = (Key::Escape, Modifiers::NONE);
            vec![Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }]
        });
    }
}

/// An edit that makes a group with a place.
fn new_group(plan: &Plan, name: &str) -> Edit {
    let coordinate: Id<Coordinate> = plan.fresh_id(0);
    let position = Position::new(-40.0, -110.0).ok();
    let at = Coordinate { name: name.to_owned(), position, ..Coordinate::default() };
    let group = CacheGroup {
        name: name.to_owned(),
        type_: plan.find::<Type>("EDGE_LOC").map(Link::To),
        coordinate: Some(Link::To(coordinate)),
        parent: plan.find::<CacheGroup>("mid-1").map(Link::To),
        ..CacheGroup::default()
    };
    let changes: Vec<Change> = vec![Delta::added(coordinate, at).into(), Delta::added(plan.fresh_id(0), group).into()];
    Edit::new("New group", changes)
}
