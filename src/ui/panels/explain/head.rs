//! The line above the steps: who asks, and for which delivery service.

use egui::{Id, Key, TextEdit, Ui, vec2};

use super::state::ExplainTab;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::button;
use crate::ui::widgets::choose::{Face, choose_in_line_ui};
use crate::ui::widgets::request;

/// How wide the fields are where there is room; in a narrow panel each gives way by the same share.
const CLIENT_WIDTH: f32 = 190.0;
const PATH_WIDTH: f32 = 120.0;
const SERVICE_WIDTH: f32 = 160.0;
/// What stands beside them: the button, the gaps, and the fields' own frames.
const BESIDE: f32 = 100.0;

/// Draws it.
pub(super) fn head_ui(tab: &mut ExplainTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        fields_ui(tab, cx, ui);
    });
}

fn fields_ui(tab: &mut ExplainTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    let plan = cx.view.plan;
    let share = ((ui.available_width() - BESIDE) / (CLIENT_WIDTH + PATH_WIDTH + SERVICE_WIDTH)).clamp(0.3, 1.0);
    let field = |text: &'static str, hint: &'static str, width: f32| (text, hint, width * share);
    let (name, hint, width) = field("Who asks", "Address, or 48.85, 2.35", CLIENT_WIDTH);
    if request::take_focus_explain(ui.ctx()) {
        ui.memory_mut(|memory| memory.request_focus(field_id(name)));
    }
    let asks = text_ui(ui, &mut tab.text, name, hint, width);
    let (name, hint, width) = field("Path", "/", PATH_WIDTH);
    let path = text_ui(ui, &mut tab.path, name, hint, width);
    let services = ExplainTab::services(plan);
    if let Some(current) = tab.service(plan) {
        let at = services.iter().position(|service| *service == current);
        let face = Face { name: "Delivery service", chosen: Some(current), hint: "", unresolved: false, enabled: true };
        let id = Id::unique("explain service");
        if let Some(service) =
            choose_in_line_ui(ui, id, SERVICE_WIDTH * share, &face, at, &services).and_then(|at| services.get(at))
        {
            tab.service = Some((*service).to_owned());
        }
    }
    if button::button(ui, "Ask", !tab.text.trim().is_empty()).clicked() || asks || path {
        tab.ask();
    }
}

fn field_id(name: &str) -> Id {
    Id::unique("explain").with(name)
}

/// A field; says whether Enter was pressed in it.
fn text_ui(ui: &mut Ui, text: &mut String, name: &str, hint: &str, width: f32) -> bool {
    let field = TextEdit::singleline(text)
        .id(field_id(name))
        .hint_text(hint)
        .desired_width(width)
        .margin(theme::FIELD)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add(field).accessible_name(name);
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}
