//! Which findings somebody has accepted: waivers are entities of the plan, by rule and object. A waived finding is listed
//! and does not count.

use std::collections::HashMap;

use crate::edit::Edit;
use crate::edit::intent::{self, Refusal};
use crate::finding::Finding;
use crate::model::{Entity as _, Kind, Plan, Value, Waiver};

/// The waivers of a plan, to be asked for many findings.
#[derive(Debug, Default)]
pub struct Waivers {
    /// By rule, kind's key and name; the latter two empty for every object.
    reasons: HashMap<(String, String, String), String>,
}

impl Waivers {
    /// Of a plan.
    pub fn of(plan: &Plan) -> Self {
        let reasons = plan.waivers().iter().map(|(_, waiver)| {
            let key = (waiver.rule.clone(), waiver.object_kind.clone(), waiver.object_name.clone());
            (key, waiver.reason.clone().unwrap_or_default())
        });
        Self { reasons: reasons.collect() }
    }

    /// Why a finding has been accepted, which may be an empty text; none: it has not.
    pub fn reason(&self, finding: &Finding) -> Option<&str> {
        if self.reasons.is_empty() {
            return None;
        }
        let of = |kind: &str, name: &str| (finding.rule.0.to_owned(), kind.to_owned(), name.to_owned());
        let object = finding.object().and_then(|object| self.reasons.get(&of(object.kind.key(), &object.name)));
        object.or_else(|| self.reasons.get(&of("", ""))).map(String::as_str)
    }
}

/// Accepts a finding: from then on it is listed and does not count. One that has been accepted gets the new reason.
pub fn waive(plan: &Plan, finding: &Finding, reason: &str) -> Result<Edit, Refusal> {
    let (kind, name) = finding.object().map_or(("", ""), |object| (object.kind.key(), object.name.as_str()));
    let text = |text: &str| Value::Text(text.to_owned());
    let same =
        |waiver: &Waiver| waiver.rule == finding.rule.0 && waiver.object_kind == kind && waiver.object_name == name;
    let known = plan.waivers().iter().find(|(_, waiver)| same(waiver));
    let mut edit = if let Some((id, _)) = known {
        let object = crate::model::AnyId { kind: Waiver::KIND, number: id.number() };
        intent::change(plan, object, vec![(Waiver::REASON, text(reason))])?
    } else {
        let fields = vec![
            (Waiver::RULE, text(finding.rule.0)),
            (Waiver::OBJECT_KIND, text(kind)),
            (Waiver::OBJECT_NAME, text(name)),
            (Waiver::REASON, text(reason)),
        ];
        intent::create(plan, Kind::Waiver, fields)?
    };
    edit.label = format!("Waive {} of {}", finding.rule, if name.is_empty() { "the plan" } else { name });
    Ok(edit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{ObjectRef, RuleId, Severity};

    #[test]
    fn what_somebody_has_accepted_is_known_by_rule_and_object() {
        let plan = Plan::default();
        let of = |rule, name: &str| Finding {
            rule: RuleId(rule),
            ..Finding::new(Severity::Warning, ObjectRef::named(Kind::CacheGroup, name), "fallbacks", "it is so")
        };
        let plan = plan.applying(&waive(&plan, &of("one", "edge-1"), "it is a lab").unwrap()).unwrap();
        let plan = plan.applying(&waive(&plan, &of("one", "edge-1"), "it is a lab of ours").unwrap()).unwrap();
        assert_eq!(plan.count(Kind::Waiver), 1);
        let waivers = Waivers::of(&plan);
        assert_eq!(waivers.reason(&of("one", "edge-1")), Some("it is a lab of ours"));
        assert_eq!(waivers.reason(&of("one", "edge-2")), None);
        assert_eq!(waivers.reason(&of("two", "edge-1")), None);
        let every = Waiver { rule: "two".into(), ..Waiver::default() };
        let edit = Edit::new("", vec![crate::edit::Delta::added(plan.fresh_id(0), every).into()]);
        assert_eq!(Waivers::of(&plan.applying(&edit).unwrap()).reason(&of("two", "edge-1")), Some(""));
    }
}
