//! The line above the steps: who asks, and for which delivery service.

use egui::{ComboBox, Key, TextEdit, Ui, vec2};

use super::state::ExplainTab;
use crate::ui::theme;
use crate::ui::view::PanelContext;
use crate::ui::widgets::button;
use crate::ui::widgets::icon::drop_down;

/// How wide the fields are.
const CLIENT_WIDTH: f32 = 190.0;
const PATH_WIDTH: f32 = 120.0;
const SERVICE_WIDTH: f32 = 160.0;

/// Draws it.
pub(super) fn head_ui(tab: &mut ExplainTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        fields_ui(tab, cx, ui);
    });
}

fn fields_ui(tab: &mut ExplainTab, cx: &PanelContext<'_>, ui: &mut Ui) {
    let plan = cx.view.plan;
    let field = |text: &'static str, hint: &'static str, width: f32| (text, hint, width);
    let (name, hint, width) = field("Who asks", "Address, or latitude, longitude", CLIENT_WIDTH);
    let asks = text_ui(ui, &mut tab.text, name, hint, width);
    let (name, hint, width) = field("Path", "/", PATH_WIDTH);
    let path = text_ui(ui, &mut tab.path, name, hint, width);
    let mut services: Vec<String> = plan
        .delivery_services()
        .iter()
        .filter(|(_, own)| own.cdn.is_some())
        .map(|(_, own)| own.xml_id.clone())
        .collect();
    services.sort_unstable();
    if let Some(current) = tab.service(plan) {
        let mut chosen = current.clone();
        let combo = ComboBox::from_id_salt("explain service")
            .selected_text(&current)
            .width(SERVICE_WIDTH)
            .truncate()
            .icon(drop_down);
        let response = combo.show_ui(ui, |ui| {
            for name in &services {
                ui.selectable_value(&mut chosen, name.clone(), name);
            }
        });
        response.response.accessible_name("Delivery service").on_hover_text("What is asked for");
        if chosen != current {
            tab.service = Some(chosen);
        }
    }
    if button::button(ui, "Ask", !tab.text.trim().is_empty()).clicked() || asks || path {
        tab.ask();
    }
}

/// A field; says whether Enter was pressed in it.
fn text_ui(ui: &mut Ui, text: &mut String, name: &str, hint: &str, width: f32) -> bool {
    let field = TextEdit::singleline(text)
        .id(egui::Id::unique("explain").with(name))
        .hint_text(hint)
        .desired_width(width)
        .margin(theme::FIELD)
        .min_size(vec2(0.0, theme::CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add(field).accessible_name(name);
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}
