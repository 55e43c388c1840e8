//! A coverage zone file's form: who uses it, the zones that name no cache group, and the groups without a zone.

use egui::{Id, Ui};

use super::kind_form::KindForm;
use crate::finding::Severity;
use crate::model::{AnyId, CacheGroup, CoverageZoneFile, Id as PlanId, Kind, Plan};
use crate::rules::portal;
use crate::sorting::OrderedSet;
use crate::ui::forms::draft::FormDraft;
use crate::ui::forms::editor::Editing;
use crate::ui::forms::fields::field_ui;
use crate::ui::forms::row::{below_ui, heading_ui, under_ui};
use crate::ui::widgets::message::message_ui;
use crate::ui::widgets::offer::EDGE;
use crate::ui::widgets::text;

/// The form.
pub(super) const FORM: KindForm = KindForm {
    body_ui: |ui, editing, draft, _| form_ui(ui, editing, draft),
    said_users: &[Kind::CoverageZone],
    ..KindForm::plain(Kind::CoverageZoneFile, CoverageZoneFile::NAME, portal::of(Kind::CoverageZoneFile))
};

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 12;

fn form_ui(ui: &mut Ui, editing: &mut Editing<'_>, draft: &mut FormDraft) {
    field_ui(ui, editing, draft, CoverageZoneFile::NAME, None);
    field_ui(ui, editing, draft, CoverageZoneFile::DEEP, None);
    field_ui(ui, editing, draft, CoverageZoneFile::CDNS, None);
    let Some(object) = draft.subject.object() else { return };
    let file = editing.view.plan.get(PlanId::<CoverageZoneFile>::new(object.number));
    if file.is_some_and(|file| file.cdns.is_empty()) {
        under_ui(ui, Severity::Note, "None: every CDN that no other file of its sort names");
    }
    field_ui(ui, editing, draft, CoverageZoneFile::OTHER, None);
    if file.is_some_and(|file| !file.deep) {
        gaps_ui(ui, editing, object);
    }
}

/// Where zones and cache groups don't meet; looked through once per revision.
#[derive(Clone, Debug)]
struct ZoneGaps {
    made_for: (u64, AnyId),
    groupless: String,
    zoneless: String,
}

impl ZoneGaps {
    fn of(plan: &Plan, made_for: (u64, AnyId)) -> Self {
        let zones = plan.zones_of(PlanId::<CoverageZoneFile>::new(made_for.1.number));
        let names: OrderedSet<&str> = zones.iter().map(|(_, zone)| zone.name.as_str()).collect();
        let groupless = names.iter().copied().filter(|name| plan.find::<CacheGroup>(name).is_none());
        let is_edge =
            |group: &CacheGroup| plan.follow_opt(group.type_.as_ref()).is_some_and(|type_| type_.name == EDGE);
        let groups = plan.cache_groups().iter().filter(|(_, group)| is_edge(group));
        let zoneless = groups.map(|(_, group)| group.name.as_str()).filter(|name| !names.contains(name));
        Self { made_for, groupless: told(groupless), zoneless: told(zoneless) }
    }

    /// What was made last, if it is of this file and plan.
    fn look(ui: &Ui, editing: &Editing<'_>, object: AnyId) -> Self {
        let (id, made_for) = (Id::unique("gaps of a zone file"), (editing.view.revision, object));
        let last = ui.data(|data| data.get_temp::<Self>(id)).filter(|last| last.made_for == made_for);
        last.unwrap_or_else(|| {
            let made = Self::of(editing.view.plan, made_for);
            ui.data_mut(|data| data.insert_temp(id, made.clone()));
            made
        })
    }
}

/// How many, and the first of them; nothing of none.
fn told<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown = names.iter().take(NAMES_SHOWN).copied().collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => String::new(),
        count if count <= NAMES_SHOWN => shown,
        count => format!("{shown} and {} more", count - NAMES_SHOWN),
    }
}

fn gaps_ui(ui: &mut Ui, editing: &Editing<'_>, object: AnyId) {
    let gaps = ZoneGaps::look(ui, editing, object);
    heading_ui(ui, "Zones and cache groups");
    below_ui(ui, |ui| {
        if gaps.groupless.is_empty() && gaps.zoneless.is_empty() {
            text::small_ui(ui, "Every zone names a cache group, and every edge group has a zone");
        }
        if !gaps.groupless.is_empty() {
            message_ui(ui, Severity::Warning, &format!("Zones that name no cache group: {}", gaps.groupless));
        }
        if !gaps.zoneless.is_empty() {
            message_ui(ui, Severity::Note, &format!("{EDGE} groups without a zone: {}", gaps.zoneless));
        }
    });
}
