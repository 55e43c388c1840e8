//! Every text that any screen draws stands out against what lies below it, in both themes, as WCAG AA wants it (4.5 to 1). What is
//! drawn is looked at as it goes to the screen, so that no pair of colours needs to be listed.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use std::collections::BTreeSet;

use egui::epaint::{ClippedShape, Shape, TextShape};
use egui::{Color32, Key, Modifiers, Pos2, Rect};
use egui_kittest::kittest::NodeT as _;
use lodestone::model::Kind;
use lodestone::ui::action::Action;
use lodestone::ui::commands::{self, Command};

use crate::accessible::is_screen;
use crate::capacity::with_demand;
use crate::dialogs::drop_file;
use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

/// What WCAG AA wants of text.
const LEAST: f64 = 4.5;

fn luminance(color: Color32) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
}

fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What lies at a point after some shapes were drawn; none: a picture, of which nobody can say.
fn ground_at(shapes: &[(Rect, &Shape)], at: Pos2, first: Color32) -> Option<Color32> {
    let mut ground = Some(first);
    for (clip, shape) in shapes.iter().filter(|(clip, _)| clip.contains(at)) {
        let fill = match shape {
            Shape::Rect(rect) if rect.rect.contains(at) => rect.fill,
            Shape::Circle(circle) if circle.center.distance(at) <= circle.radius => circle.fill,
            Shape::Path(path) if path.closed && path.visual_bounding_rect().contains(at) => path.fill,
            Shape::Mesh(_) if shape.visual_bounding_rect().intersect(*clip).contains(at) => {
                ground = None;
                continue;
            }
            _ => continue,
        };
        if fill.is_opaque() {
            ground = Some(fill);
        } else if let Some(below) = ground {
            ground = Some(below.blend(fill));
        }
    }
    ground
}

/// All shapes in the order in which they are drawn.
fn flat<'s>(clipped: &'s [ClippedShape], into: &mut Vec<(Rect, &'s Shape)>) {
    fn add<'s>(clip: Rect, shape: &'s Shape, into: &mut Vec<(Rect, &'s Shape)>) {
        match shape {
            Shape::Vec(shapes) => {
                for shape in shapes {
                    add(clip, shape, into);
                }
            }
            other => into.push((clip, other)),
        }
    }
    for each in clipped {
        add(each.clip_rect, &each.shape, into);
    }
}

/// The colours of a text.
fn colors(text: &TextShape) -> BTreeSet<[u8; 4]> {
    let own = text.galley.job.sections.iter().map(|section| section.format.color);
    let color = own.map(|color| text.override_text_color.unwrap_or(color));
    let color = color.map(|color| if color == Color32::PLACEHOLDER { text.fallback_color } else { color });
    color.map(|color| color.gamma_multiply(text.opacity_factor).to_array()).collect()
}

/// The places of what can't be used just now, which may fade.
fn disabled(window: &Window) -> Vec<Rect> {
    let (mut waiting, mut found) = (vec![window.harness.root()], Vec::new());
    while let Some(node) = waiting.pop() {
        if node.accesskit_node().is_disabled() {
            found.push(node.rect().expand(2.0));
        }
        waiting.extend(node.children());
    }
    found
}

/// The texts that don't stand out.
fn faults(window: &Window, screen: &str) -> BTreeSet<String> {
    let mut shapes = Vec::new();
    flat(&window.harness.output().shapes, &mut shapes);
    let disabled = disabled(window);
    let panel = window.harness.ctx.global_style().visuals.panel_fill;
    let (mut found, mut count) = (BTreeSet::new(), 0);
    for (place, (clip, shape)) in shapes.iter().enumerate() {
        let Shape::Text(text) = shape else { continue };
        let seen = text.visual_bounding_rect().intersect(*clip);
        if !seen.is_positive() || text.galley.text().trim().is_empty() {
            continue;
        }
        count += 1;
        let at = seen.center();
        if disabled.iter().any(|rect| rect.contains(at)) {
            continue;
        }
        let Some(ground) = ground_at(&shapes[..place], at, panel) else { continue };
        for [r, g, b, a] in colors(text) {
            let color = ground.blend(Color32::from_rgba_premultiplied(r, g, b, a));
            let ratio = contrast(color, ground);
            if ratio < LEAST {
                found.insert(format!("{screen}: {:?}, {color:?} on {ground:?}, has {ratio:.2}", text.galley.text()));
            }
        }
    }
    assert!(20 < count, "{screen}: there are texts");
    found
}

/// Looks at a screen in both themes.
fn look(window: &mut Window, screen: &str, into: &mut BTreeSet<String>) {
    for theme in [Command::ThemeLight, Command::ThemeDark] {
        window.harness.state().send(Action::Run(theme));
        window.harness.run_steps(4);
        into.extend(faults(window, &format!("{screen}, {theme:?}")));
    }
}

#[test]
fn every_text_of_every_screen_stands_out_in_both_themes() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    with_demand(&mut window);
    let mut all = BTreeSet::new();
    look(&mut window, "at first", &mut all);
    window.select(Kind::CacheGroup, "edge-paris");
    for info in commands::ALL.iter().filter(|info| is_screen(info.command)) {
        window.send(Action::Run(info.command));
        look(&mut window, info.name, &mut all);
        window.keys(Modifiers::NONE, Key::Escape);
    }
    assert!(all.is_empty(), "{} texts:\n{}", all.len(), all.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_is_wrong_and_what_is_open_stands_out_in_both_themes() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    with_demand(&mut window);
    let mut all = BTreeSet::new();
    window.send(Action::Run(Command::ToggleLegend));
    window.send(Action::Run(Command::ColourByLoad));
    for filter in ["nonesuch:1", "typ", "type:", "no such thing"] {
        window.retype("Filter", filter);
        look(&mut window, filter, &mut all);
    }
    for button in ["Saved filters", "Columns", "Copy"] {
        window.retype("Filter", "type:EDGE_LOC");
        window.click(button);
        look(&mut window, button, &mut all);
        window.keys(Modifiers::NONE, Key::Escape);
    }
    // What is down, and what carries too much.
    window.send(Action::Run(Command::ShowWhatIf));
    let group = window.select(Kind::CacheGroup, "edge-paris");
    window.send(Action::Run(Command::TakeDown));
    assert!(window.comes_to(|window| window.shows("Bring up edge-paris")));
    look(&mut window, "Taken down", &mut all);
    for listed in ["What fills a group", "Missing fallbacks", "Scenarios", "Failures"] {
        window.click("What is listed");
        window.click(listed);
        look(&mut window, listed, &mut all);
    }
    window.send(Action::Delete(vec![group]));
    look(&mut window, "Delete", &mut all);
    window.keys(Modifiers::NONE, Key::Escape);
    window.send(Action::Run(Command::ChangeCells));
    for expression in ["replace(name", "lat + 90", "lat + 0.1"] {
        window.retype("Expression", expression);
        look(&mut window, expression, &mut all);
    }
    window.keys(Modifiers::NONE, Key::Escape);
    let file = folder.path().join("groups.csv");
    let text =
        "Name,Type,Latitude,Longitude,1st Parent\nnew,EDGE_LOC,91,x,\nnewer,EDGE_LOK,5,5,nobody\n,MID_LOC,1,1,\n";
    std::fs::write(&file, text).unwrap();
    drop_file(&mut window, file);
    assert!(window.tells("Errors refuse the import"));
    look(&mut window, "Import of a table", &mut all);
    window.click("Columns");
    look(&mut window, "Columns of a table", &mut all);
    assert!(all.is_empty(), "{} texts:\n{}", all.len(), all.into_iter().collect::<Vec<_>>().join("\n"));
}
