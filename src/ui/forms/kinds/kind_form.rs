//! What a kind's form is: what it holds, how it is drawn, and where else its objects show. It knows no single kind.

use egui::Ui;

use super::delivery_service::assigned::AssignedServers;
use crate::model::{Kind, RelationKind};
use crate::rules::portal::FieldRule;
use crate::ui::commands::Command;
use crate::ui::forms::draft::{DraftKind, FormDraft};
use crate::ui::forms::editor::Editing;
use crate::ui::forms::generated;

/// What draws the fields of a form.
type BodyUi = fn(&mut Ui, &mut Editing<'_>, &mut FormDraft, &mut AssignedServers);

/// A kind's form.
pub(in crate::ui::forms) struct KindForm {
    /// What it holds.
    pub draft: DraftKind,
    /// Draws the fields.
    pub body_ui: BodyUi,
    /// What stands beside the name because it is done more often than the form is read.
    pub command: Option<Command>,
    /// Whether the map shows objects of the kind.
    pub is_on_map: bool,
    /// Whether the kind's table has a column that names what it refers to, so that a filter finds it.
    pub is_filtered: bool,
    /// Kinds of users that are said even where there are none.
    pub said_users: &'static [Kind],
    /// Relations that the form itself shows.
    pub own_relations: &'static [RelationKind],
    /// What a list shows of an object's identity; none: the name says all.
    pub identity_words: fn(&[String]) -> Option<String>,
}

impl KindForm {
    /// A form that the field table says nearly all about.
    pub(super) const fn plain(kind: Kind, name: &'static str, rules: &'static [FieldRule]) -> Self {
        Self::of(DraftKind::plain(kind, name, rules))
    }

    /// A form of such fields.
    pub(super) const fn of(draft: DraftKind) -> Self {
        Self {
            draft,
            body_ui: generated::body_ui,
            command: None,
            is_on_map: false,
            is_filtered: false,
            said_users: &[],
            own_relations: &[],
            identity_words: |_| None,
        }
    }

    /// What there is to say of a field.
    pub(in crate::ui::forms) fn rule(&self, key: &str) -> Option<&'static FieldRule> {
        self.draft.rule(key)
    }
}
