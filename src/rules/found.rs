//! What a rule has found so far. It fills in what all findings of a rule have in common.

use super::limits::Limits;
use crate::finding::{Finding, ObjectRef, Related, RuleId, Severity, Subject};
use crate::model::{AnyId, Plan};

/// What the findings of a rule have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct FoundBy {
    pub rule: RuleId,
    /// How bad it is at worst.
    pub severity: Severity,
    pub effect: &'static str,
}

/// The findings of a rule.
pub struct Found<'p> {
    plan: &'p Plan,
    by: FoundBy,
    limits: Limits,
    list: Vec<Finding>,
}

impl<'p> Found<'p> {
    /// Of a rule, nothing yet.
    pub(super) fn of(plan: &'p Plan, by: FoundBy) -> Self {
        Self { plan, by, limits: Limits::default(), list: Vec::new() }
    }

    /// With what a planner has set.
    #[must_use]
    pub const fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What a planner has set.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Says something about a field of an object; empty: of the whole object.
    pub fn say(&mut self, object: AnyId, field: &str, message: impl Into<String>) {
        self.say_at(self.by.severity, object, field, message);
    }

    /// The same, less bad than the rule is at worst.
    pub fn say_at(&mut self, severity: Severity, object: AnyId, field: &str, message: impl Into<String>) {
        let subject = ObjectRef::of(self.plan, object);
        self.tell(severity, subject, field, message);
    }

    /// The same of anything that a finding can be about.
    pub fn tell(&mut self, severity: Severity, subject: impl Into<Subject>, field: &str, message: impl Into<String>) {
        self.list.push(Finding {
            rule: self.by.rule,
            effect: self.by.effect.into(),
            ..Finding::new(severity, subject, field, message)
        });
    }

    /// Passes on what somebody else has found, as this rule's.
    pub fn pass_on(&mut self, finding: &Finding) {
        let effect = if finding.effect.is_empty() { self.by.effect.into() } else { finding.effect.clone() };
        self.list.push(Finding { rule: self.by.rule, effect, ..finding.clone() });
    }

    /// Names other objects that the last finding is about.
    pub fn others(&mut self, objects: impl IntoIterator<Item = AnyId>) {
        let objects = self.refs(objects);
        if let Some(last) = self.list.last_mut() {
            last.related = Related::Others(objects);
        }
    }

    /// Names the way around a circle that the last finding is about.
    pub fn circle(&mut self, way: impl IntoIterator<Item = AnyId>) {
        let way = self.refs(way);
        if let Some(last) = self.list.last_mut() {
            last.related = Related::Circle(way);
        }
    }

    fn refs(&self, objects: impl IntoIterator<Item = AnyId>) -> Vec<ObjectRef> {
        objects.into_iter().map(|object| ObjectRef::of(self.plan, object)).collect()
    }

    /// All of them.
    pub fn into_list(self) -> Vec<Finding> {
        self.list
    }
}
