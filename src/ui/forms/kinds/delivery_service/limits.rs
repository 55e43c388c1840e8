//! Where a delivery service's clients may be, and where those of unknown place are taken to be.

use egui::Ui;

use super::sections::applies;
use crate::finding::Severity;
use crate::model::{DeliveryService, RoutingFamily};
use crate::tabular::say;
use crate::ui::action::Action;
use crate::ui::forms::draft::{FieldDraft, FormDraft};
use crate::ui::forms::editor::{Editing, line_ui};
use crate::ui::forms::fields::{field_id, field_ui};
use crate::ui::forms::node::{InputItem, InputNode};
use crate::ui::forms::row::{FieldLabel, below_ui, row_ui, under_ui};
use crate::ui::widgets::button;
use crate::ui::widgets::message::message_ui;

const COUNTRIES: &str = DeliveryService::GEO_LIMIT_COUNTRIES;
/// The code of the limit that asks for countries.
const BY_COUNTRY: &str = "2";

/// Draws the fields of limit and miss location.
pub(super) fn limits_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft, family: Option<RoutingFamily>) {
    if applies(family, DeliveryService::MISS_LAT) {
        miss_ui(ui, editing, draft);
    }
    field_ui(ui, editing, draft, DeliveryService::GEO_LIMIT, None);
    let limit = draft.text(DeliveryService::GEO_LIMIT).to_owned();
    let has_countries = draft.field(COUNTRIES).is_some_and(|field| !field.node.is_blank());
    let limited = !matches!(limit.as_str(), "" | "0");
    if limit == BY_COUNTRY || has_countries {
        countries_ui(ui, editing, draft, limit == BY_COUNTRY);
    }
    if applies(family, DeliveryService::GEO_LIMIT_REDIRECT_URL)
        && (limited || !draft.text(DeliveryService::GEO_LIMIT_REDIRECT_URL).is_empty())
    {
        field_ui(ui, editing, draft, DeliveryService::GEO_LIMIT_REDIRECT_URL, None);
        under_ui(ui, Severity::Note, "Where clients are sent that the limit keeps out; without one they get an error");
    }
}

/// The countries as Traffic Portal has them: codes with commas between.
fn countries_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft, count: bool) {
    let id = field_id(draft, COUNTRIES);
    let is_new = draft.subject.object().is_none();
    let Some(field) = draft.field_mut(COUNTRIES) else { return };
    let was = (field.is_changed() && !is_new).then(|| say::value(editing.view.plan, &field.value));
    let label = FieldLabel { was: was.as_deref(), ..FieldLabel::plain(field.info.form) };
    let is_touched = field.is_touched();
    let InputNode::List(items) = &mut field.node else { return };
    let mut text = joined(items);
    let changed = row_ui(ui, label, |ui, label| {
        let response = line_ui(ui, editing, id, &mut text).labelled_by(label);
        let words = fault_of(&text, count);
        match words {
            Some(words) => message_ui(ui, Severity::Warning, words),
            None => message_ui(ui, Severity::Note, "Two letters each, with commas between, like US,CA"),
        }
        let is_typed = response.changed() || is_touched && response.lost_focus();
        if is_typed && response.lost_focus() {
            // Only now: a comma is typed before what follows it.
            let codes: Vec<&str> = text.split(',').map(str::trim).filter(|code| !code.is_empty()).collect();
            text = codes.join(",");
        }
        is_typed
    });
    if changed && joined(items) != text {
        *items = split(&text);
        field.settle();
    }
}

fn joined(items: &[InputItem]) -> String {
    let codes: Vec<&str> = items
        .iter()
        .filter_map(|item| match &item.node {
            InputNode::Text(code) => Some(code.as_str()),
            _ => None,
        })
        .collect();
    codes.join(",")
}

fn split(text: &str) -> Vec<InputItem> {
    if text.is_empty() {
        return Vec::new();
    }
    text.split(',').map(|code| InputItem::new(InputNode::Text(code.to_owned()))).collect()
}

/// What is wrong with the countries. `count`: the limit asks for them.
fn fault_of(text: &str, count: bool) -> Option<&'static str> {
    let is_code = |code: &str| code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase());
    if !count {
        return Some("They count only for the limit “Coverage Zone File and Country Code(s)”");
    }
    if text.trim().is_empty() {
        return Some("No country: only clients of the coverage zone file are served");
    }
    let odd = text.split(',').map(str::trim).filter(|code| !code.is_empty()).any(|code| !is_code(code));
    odd.then_some("Country codes are two capital letters, like US")
}

/// The place of clients whose own is unknown.
fn miss_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, DeliveryService::MISS_LAT, None);
    field_ui(ui, editing, draft, DeliveryService::MISS_LONG, None);
    let (lat, long) = (draft.text(DeliveryService::MISS_LAT), draft.text(DeliveryService::MISS_LONG));
    if lat.is_empty() != long.is_empty() {
        under_ui(ui, Severity::Warning, "Only one of the two is set: the snapshot leaves both out");
    } else if lat.is_empty() {
        under_ui(ui, Severity::Warning, "Traffic Ops wants both for HTTP and DNS");
    } else if draft.subject.object().is_none() && !is_touched(draft) {
        under_ui(ui, Severity::Note, "Traffic Portal's default is Chicago; a place amid your clients is better");
    }
    if editing.editable && below_ui(ui, |ui| button::button(ui, "Use the middle of the map", true).clicked()) {
        editing.view.queue.send(Action::TakeMiddle);
    }
}

fn is_touched(draft: &FormDraft) -> bool {
    [DeliveryService::MISS_LAT, DeliveryService::MISS_LONG]
        .iter()
        .any(|key| draft.field(key).is_some_and(FieldDraft::is_touched))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_split_and_joined_as_they_are_typed() {
        for text in ["", "US", "US,", "US, CA", ",,"] {
            assert_eq!(joined(&split(text)), text);
        }
        assert!(split("").is_empty());
    }

    #[test]
    fn odd_countries_are_found() {
        assert_eq!(fault_of("US,CA,", true), None);
        assert!(fault_of("us", true).is_some());
        assert!(fault_of("USA", true).is_some());
        assert!(fault_of(" ", true).is_some());
        assert!(fault_of("US", false).is_some());
    }
}
