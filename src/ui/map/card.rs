//! The card that tells what the pointer rests on, after a moment.
//!
//! It must not change anything, nor take clicks.

use egui::{Area, Frame, Grid, Order, Response, RichText, Ui, vec2};

use super::MapView;
use super::camera::View;
use super::hit::Hit;
use super::ink::{BadgeLook, Ink};
use crate::geometry::marks;
use crate::geometry::scene::{GroupType, SceneNode, position_of};
use crate::geometry::words::position_text;
use crate::model::{AnyId, CacheGroup, Entity as _, Kind, Link, PhysLocation, visible};
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::contents::contents;

/// How long the pointer rests before the card shows.
const DELAY_SECS: f64 = 0.3;
/// Names in a list before the rest is counted.
const LISTED: usize = 4;

/// Finds out what is hovered, and draws the card when it is time.
pub(super) fn card_ui(map: &mut MapView, ui: &Ui, response: &Response, seen: View, view: &ViewContext<'_>) {
    let is_quiet = !map.is_busy() && !map.menu.is_open() && !map.listing.is_open() && !response.dragged();
    let pointer = map.hover.pointer.filter(|_| is_quiet && response.hovered());
    let hit = pointer.and_then(|at| map.hit(at, &seen, view.plan));
    let now = ui.input(|input| input.time);
    if hit != map.hover.hit {
        map.hover.clear();
        (map.hover.hit, map.hover.since) = (hit, now);
        // The ring around it is painted before the card: once more.
        ui.request_repaint();
    }
    let (Some(hit), Some(pointer)) = (hit, pointer) else { return };
    let wait = DELAY_SECS - (now - map.hover.since);
    if 0.0 < wait {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(wait));
        return;
    }
    if ui.input(|input| input.pointer.any_down()) {
        return;
    }
    Area::new(ui.scope_id().with("card"))
        .order(Order::Tooltip)
        .interactable(false)
        .fixed_pos(pointer + vec2(16.0, 16.0))
        .constrain_to(seen.rect.shrink(theme::GAP_SMALL))
        .show(
            ui.ctx(),
            contents(&mut |ui| {
                Frame::popup(ui.style()).inner_margin(theme::GAP).show(ui, |ui| {
                    ui.set_max_width(320.0);
                    match hit {
                        Hit::Node(node) => group_ui(map, ui, node, view),
                        Hit::Cluster(anchor, _) => cluster_ui(map, ui, anchor, view),
                        Hit::Site(site) => site_ui(map, ui, site, view),
                    }
                });
            }),
        );
}

fn title_ui(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(visible(text)).font(theme::strong(theme::TEXT_BODY)));
}

fn rows_ui(ui: &mut Ui, view: &ViewContext<'_>, rows: &[(&str, String)]) {
    Grid::new("card rows").num_columns(2).spacing(vec2(theme::GAP_ROW, 2.0)).min_row_height(0.0).show(ui, |ui| {
        for (label, value) in rows.iter().filter(|row| !row.1.is_empty()) {
            ui.label(RichText::new(*label).size(theme::TEXT_SMALL).color(view.tokens.text_weak));
            ui.label(RichText::new(visible(value)).size(theme::TEXT_SMALL));
            ui.end_row();
        }
    });
}

fn group_ui(map: &mut MapView, ui: &mut Ui, node: u32, view: &ViewContext<'_>) {
    let Some(node) = map.board.scene.node(node) else { return };
    let servers = *map.hover.servers.get_or_insert_with(|| count_servers(node, view));
    let group = &node.group;
    let burden = map.burden(&group.name);
    title_ui(ui, &group.name);
    rows_ui(
        ui,
        view,
        &[
            (label(CacheGroup::TYPE), type_name(group, view)),
            (label(CacheGroup::PARENT), group_name(group.parent.as_ref(), view)),
            (label(CacheGroup::SECONDARY_PARENT), group_name(group.secondary_parent.as_ref(), view)),
            (
                label(CacheGroup::FALLBACKS),
                list(group.fallbacks.iter().map(|fallback| group_name(Some(fallback), view))),
            ),
            ("Servers", crate::model::grouped(servers)),
            ("Load", burden.map_or_else(String::new, |burden| burden.words())),
            ("Position", position_of(view.plan, group).map_or_else(String::new, position_text)),
            ("Traffic Ops", if node.is_new { "Not known there yet".to_owned() } else { String::new() }),
        ],
    );
}

fn cluster_ui(map: &MapView, ui: &mut Ui, anchor: u32, view: &ViewContext<'_>) {
    let members = map.members(anchor);
    let mut mix = [0_u64; GroupType::ALL.len()];
    let mut places = Vec::new();
    for node in members.iter().filter_map(|node| map.board.scene.node(*node)) {
        mix[node.type_.index()] += 1;
        places.push(node.world);
    }
    title_ui(ui, &format!("{} cache groups", crate::model::grouped(members.len())));
    ui.spacing_mut().interact_size.y = 0.0;
    for (type_, count) in GroupType::ALL.into_iter().zip(mix).filter(|(_, count)| 0 < *count) {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), egui::Sense::hover());
            let mut ink = Ink::new(ui.painter().pixels_per_point(), egui::Mesh::default());
            let color = view.tokens.mix[type_.index()];
            let look = BadgeLook {
                fill: color,
                border: color,
                border_width: 0.0,
                halo: egui::Color32::TRANSPARENT,
                halo_width: 0.0,
            };
            ink.badge(rect.center(), marks::outline(type_), marks::size(type_) * 0.8, &look);
            ui.painter().add(egui::Shape::mesh(ink.mesh));
            ui.label(
                RichText::new(format!("{} {}", crate::model::grouped(count), type_.name())).size(theme::TEXT_SMALL),
            );
        });
    }
    let hint = if super::listing::stands_apart(&places) { "Click to zoom in" } else { "Click to list them" };
    ui.label(RichText::new(hint).size(theme::TEXT_SMALL).color(view.tokens.text_weak));
}

fn site_ui(map: &MapView, ui: &mut Ui, site: usize, view: &ViewContext<'_>) {
    let Some(site) = map.board.scene.sites.get(site) else { return };
    let Some(location) = view.plan.get::<PhysLocation>(site.id) else { return };
    let region = view.plan.follow_opt(location.region.as_ref()).map_or_else(String::new, |region| region.name.clone());
    let is_proposed = location.position.as_ref().is_some_and(|position| position.proposed);
    title_ui(ui, &location.name);
    rows_ui(
        ui,
        view,
        &[
            ("Phys location", location.city.clone().unwrap_or_default()),
            ("Region", region),
            ("Position", if is_proposed { "Proposed from city and state".to_owned() } else { String::new() }),
        ],
    );
}

/// What forms call a field.
fn label(key: &str) -> &'static str {
    CacheGroup::field(key).map_or("", |field| field.info.form)
}

/// The type's name, or what is missing of it.
pub(super) fn type_name(group: &CacheGroup, view: &ViewContext<'_>) -> String {
    match &group.type_ {
        Some(Link::Absent(absent)) => absent.to_string(),
        link => view.plan.follow_opt(link.as_ref()).map_or_else(|| "No type".to_owned(), |type_| type_.name.clone()),
    }
}

fn group_name(link: Option<&Link<CacheGroup>>, view: &ViewContext<'_>) -> String {
    match link {
        Some(Link::Absent(absent)) => format!("{absent} (not in the plan)"),
        link => view.plan.follow_opt(link).map_or_else(String::new, |group| group.name.clone()),
    }
}

fn list(names: impl ExactSizeIterator<Item = String>) -> String {
    let count = names.len();
    let mut listed: Vec<String> = names.take(LISTED).collect();
    if LISTED < count {
        listed.push(format!("{} more", count - LISTED));
    }
    listed.join(", ")
}

fn count_servers(node: &SceneNode, view: &ViewContext<'_>) -> usize {
    let object: AnyId = node.any();
    view.plan.users(object).filter(|user| user.kind == Kind::Server).count()
}
