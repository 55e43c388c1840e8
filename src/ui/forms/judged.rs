//! What rules say of what stands in a form, while it is typed: the edit that Update would make is tried out off the frame,
//! and the object looked at. Nothing of it is stored, and nothing blocks.

use std::sync::Arc;

use egui::{Context, Ui};

use super::draft::{FieldDraft, FormDraft, FormSubject};
use super::send::position;
use crate::edit::Edit;
use crate::edit::intent::{self, FieldValues};
use crate::finding::Finding;
use crate::model::{AnyId, CacheGroup, Id, Kind, Plan, Position};
use crate::rules::{self, Waivers};
use crate::ui::latest::{Latest, Task};
use crate::ui::view::ViewContext;
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::text;

/// The plan's revision, what the form is about, what was typed, and where it is to be.
type JudgedKey = (u64, FormSubject, FieldValues, Option<Position>);

/// What rules say of the form that is shown.
#[derive(Debug)]
pub(super) struct Judged {
    latest: Latest<JudgedKey, Vec<Finding>>,
}

impl Default for Judged {
    fn default() -> Self {
        Self { latest: Latest::new(Task::unseen("Checking the form")) }
    }
}

impl Judged {
    /// Gives the draft what is to be said of it: of the plan's own object what is known, of what was typed what is found.
    pub(super) fn follow(&mut self, ctx: &Context, view: &ViewContext<'_>, draft: &mut FormDraft) {
        if !draft.is_changed() {
            draft.found = known(view, draft.subject);
            return;
        }
        let fields: FieldValues = typed(draft);
        let at = position(draft).ok().flatten();
        let key = (view.revision, draft.subject, fields, at);
        let (plan, asked, limits) = (Arc::clone(view.plan), key.clone(), view.derived.findings().limits());
        self.latest.ask(ctx, &key, move |work| {
            let (object, next) = tried(&plan, &asked)?;
            let waivers = Waivers::of(&next);
            let all = rules::check_object(&next, object, limits, work.cancelled()).into_iter();
            Some(all.filter(|finding| waivers.reason(finding).is_none()).collect())
        });
        self.latest.follow(ctx);
        // What was typed a moment ago is nearer to what is typed now than what the plan has.
        let is_of_it = self.latest.newest_key().is_some_and(|(_, subject, ..)| *subject == draft.subject);
        if let Some(found) = self.latest.newest().filter(|_| is_of_it) {
            draft.found.clone_from(found);
        }
    }
}

/// What has been found of the plan's object and counts.
fn known(view: &ViewContext<'_>, subject: FormSubject) -> Vec<Finding> {
    let found = view.derived.findings().shown().zip(subject.object());
    let Some((found, object)) = found else { return Vec::new() };
    found.about(object).filter(|(_, counts)| *counts).map(|(finding, _)| finding.clone()).collect()
}

/// The fields that Update would set.
fn typed(draft: &FormDraft) -> FieldValues {
    let is_new = draft.subject.object().is_none();
    let wanted = |field: &&FieldDraft| !draft.form().is_place(field.info.key) && (is_new || field.is_changed());
    let fields = draft.fields.iter().filter(wanted);
    fields.filter_map(|field| Some((field.info.key, field.read().ok()?.clone()))).collect()
}

/// The object in the plan as it would be; none: it cannot be made so.
fn tried(plan: &Plan, (_, subject, fields, at): &JudgedKey) -> Option<(AnyId, Plan)> {
    let edit: Edit = match subject {
        FormSubject::Object(object) => match at {
            Some(at) if object.kind == Kind::CacheGroup => {
                intent::change_and_move(plan, Id::new(object.number), fields.clone(), *at).ok()?
            }
            _ => intent::change(plan, *object, fields.clone()).ok()?,
        },
        FormSubject::New(kind) => match at {
            Some(_) if *kind == Kind::CacheGroup => intent::create_cache_group(plan, fields.clone(), *at).ok()?,
            _ => intent::create(plan, *kind, fields.clone()).ok()?,
        },
    };
    let object = match subject {
        FormSubject::Object(object) => *object,
        FormSubject::New(kind) => super::send::made(plan, &edit, *kind)?,
    };
    Some((object, plan.applying(&edit).ok()?))
}

impl FormDraft {
    /// What rules say of a field. Of a new object only what somebody has come to; what Portal's forms say stands there
    /// already.
    pub(super) fn found_of(&self, field: &FieldDraft) -> impl Iterator<Item = &Finding> {
        let is_come_to = self.subject.object().is_some() || self.attempted || field.is_touched();
        let key = self.shown_at(field.info.key);
        self.found.iter().filter(move |finding| is_come_to && key == Some(finding.field.as_str()) && is_own(finding))
    }

    /// The key of the findings that are shown at a field: a position's at its second half.
    fn shown_at<'k>(&self, key: &'k str) -> Option<&'k str> {
        match key {
            Position::LONGITUDE if self.form().is_place(key) => Some(CacheGroup::COORDINATE),
            CacheGroup::COORDINATE if self.form().is_place(Position::LONGITUDE) => None,
            other => Some(other),
        }
    }
}

/// Whether it is no word of Portal's form, which the form itself says.
fn is_own(finding: &Finding) -> bool {
    !finding.rule.0.starts_with("field-")
}

/// What a group or a server carries, where a demand says how much is asked for.
pub(super) fn load_ui(ui: &mut Ui, view: &ViewContext<'_>, object: AnyId) {
    let loads = view.derived.loads();
    let Some(loads) = loads.as_ref().and_then(|loads| loads.as_ref().as_ref()) else { return };
    let name = view.plan.name_of(object).unwrap_or_default();
    let burden = match object.kind {
        Kind::CacheGroup => loads.groups.get(&name),
        Kind::Server => loads.servers.get(&name),
        _ => None,
    };
    let Some(burden) = burden else { return };
    let words = format!("Carries {}", burden.words());
    if burden.is_over() {
        message_ui(ui, crate::finding::Severity::Warning, &words);
    } else {
        text::small_ui(ui, &words);
    }
}

/// Draws what is said of the object as a whole.
pub(super) fn whole_ui(ui: &mut Ui, draft: &FormDraft) {
    for finding in draft.found.iter().filter(|finding| finding.field.is_empty() && draft.subject.object().is_some()) {
        message_ui(ui, finding.severity, &text::capitalised(&finding.message));
    }
}
