//! The networks of a zone in its form: a list of any length, what Traffic Router would reject, and a field for one more.

use std::sync::Arc;

use egui::{Align, Id, Key, Layout, ScrollArea, TextEdit, Ui, vec2};

use crate::edit::intent;
use crate::finding::Severity;
use crate::model::{AnyId, CoverageZone, CoverageZoneNetwork, Id as PlanId, Plan, grouped};
use crate::routing::Subnet;
use crate::ui::action::Action;
use crate::ui::forms::editor::Editing;
use crate::ui::forms::row::{below_ui, heading_ui};
use crate::ui::selection::Selection;
use crate::ui::theme;
use crate::ui::widgets::contents::rows_ui;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::{button, text};

/// So high is the list at most.
const LIST_HEIGHT: f32 = 260.0;
/// So many networks that Traffic Router would reject are named.
const SHOWN: usize = 3;

/// The networks of a zone, looked through once per revision.
#[derive(Clone, Debug)]
struct ZoneNetworks {
    made_for: (u64, AnyId),
    ids: Arc<Vec<PlanId<CoverageZoneNetwork>>>,
    summary: String,
    rejected: Arc<Vec<String>>,
}

impl ZoneNetworks {
    fn of(plan: &Plan, made_for: (u64, AnyId)) -> Self {
        let networks = plan.networks_of(PlanId::<CoverageZone>::new(made_for.1.number));
        let six = networks.iter().filter(|(_, network)| network.network6).count();
        let summary = format!("{} IPv4, {} IPv6", grouped(networks.len() - six), grouped(six));
        let wrong = networks.iter().filter_map(|(_, network)| Subnet::read(&network.network).err());
        let rejected = Arc::new(wrong.map(|error| error.to_string()).collect());
        Self { made_for, ids: Arc::new(networks.into_iter().map(|(id, _)| id).collect()), summary, rejected }
    }

    /// What was made last, if it is of this zone and plan.
    fn look(ui: &Ui, editing: &Editing<'_>, object: AnyId) -> Self {
        let (id, made_for) = (Id::unique("networks of a zone"), (editing.view.revision, object));
        let last = ui.data(|data| data.get_temp::<Self>(id)).filter(|last| last.made_for == made_for);
        last.unwrap_or_else(|| {
            let made = Self::of(editing.view.plan, made_for);
            ui.data_mut(|data| data.insert_temp(id, made.clone()));
            made
        })
    }
}

/// Draws the section.
pub(super) fn networks_ui(ui: &mut Ui, editing: &mut Editing<'_>, object: AnyId) {
    let networks = ZoneNetworks::look(ui, editing, object);
    heading_ui(ui, "Networks");
    below_ui(ui, |ui| {
        text::small_ui(ui, &networks.summary);
        rejected_ui(ui, &networks.rejected);
        let height = LIST_HEIGHT.min(networks.ids.len() as f32 * theme::CONTROL_HEIGHT);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let list = ScrollArea::vertical().id_salt(("networks", object)).auto_shrink(false);
            // As high as what it holds, within the form that scrolls itself.
            let list = list.max_height(height).min_scrolled_height(height);
            rows_ui(list, ui, theme::CONTROL_HEIGHT, networks.ids.len(), &mut |ui, rows| {
                for id in networks.ids.get(rows).unwrap_or_default() {
                    network_ui(ui, editing, *id);
                }
            });
        });
        if editing.editable {
            add_ui(ui, editing, object);
        }
    });
}

fn rejected_ui(ui: &mut Ui, rejected: &[String]) {
    for error in rejected.iter().take(SHOWN) {
        message_ui(ui, Severity::Error, &format!("{error}: Traffic Router rejects the whole file for it"));
    }
    if SHOWN < rejected.len() {
        message_ui(ui, Severity::Error, &format!("and {} more", rejected.len() - SHOWN));
    }
}

/// A network: a way to its form, where it is changed, and a way to take it out.
fn network_ui(ui: &mut Ui, editing: &Editing<'_>, id: PlanId<CoverageZoneNetwork>) {
    let Some(network) = editing.view.plan.get(id) else { return };
    let object = AnyId::of(id);
    let name = crate::model::Entity::name(&**network);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), theme::CONTROL_HEIGHT),
        Layout::right_to_left(Align::Center),
        |ui| {
            if editing.editable && icon_button(ui, Icon::Cross, &format!("Remove {name}"), true).clicked() {
                editing.view.queue.perform(intent::delete(editing.view.plan, &[object]));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if text::link_ui(ui, &name, &format!("View {name}")).clicked() {
                    editing.view.queue.send(Action::Select(Selection::one(object)));
                }
            });
        },
    );
}

/// The field for one more.
fn add_ui(ui: &mut Ui, editing: &Editing<'_>, object: AnyId) {
    let id = Id::unique(("new network", object));
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let field =
        TextEdit::singleline(&mut typed).id(id.with("field")).hint_text("192.0.2.0/24").desired_width(f32::INFINITY);
    let response = ui.add(field.min_size(vec2(0.0, theme::CONTROL_HEIGHT))).accessible_name("New network");
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let wanted = button::button(ui, "Add network", !typed.trim().is_empty()).clicked() || entered;
    let network = typed.trim().to_owned();
    let read = Subnet::read(&network);
    if let Err(error) = &read
        && !network.is_empty()
    {
        message_ui(ui, Severity::Error, &format!("{error}: Traffic Router would reject the whole file for it"));
    }
    if wanted && !network.is_empty() {
        let network6 = read.map_or_else(|_| network.contains(':'), |network| network.is_v6);
        let zone = PlanId::new(object.number);
        editing.view.queue.perform(intent::add_network(editing.view.plan, zone, &network, network6));
        typed.clear();
    }
    ui.data_mut(|data| data.insert_temp(id, typed));
}
