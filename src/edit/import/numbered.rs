//! Rows that complete an object of which they say the Traffic Ops id alone: they get the name that the plan has for it. What
//! the input itself calls such objects is for its readers to find.

use super::incoming::{IncomingObject, IncomingObjects};
use super::planned::Planned;
use super::report::ImportReport;
use crate::finding::{Finding, Severity};
use crate::model::{AnyId, Plan};

/// Names them. Those that nobody knows are passed over: there is no object that they could complete.
pub(super) fn name(objects: &mut IncomingObjects, plan: &Plan, report: &mut ImportReport) {
    // Of some kinds an object may well have no name.
    let is_unnamed = |object: &IncomingObject| object.is_numbered_only() && !object.kind.may_be_nameless();
    if !objects.iter().any(is_unnamed) {
        return;
    }
    let planned = Planned::of(plan, objects.len());
    for object in objects.iter_mut().filter(|object| is_unnamed(object)) {
        let number = object.traffic_ops_id.and_then(|id| planned.numbered(object.kind, id));
        let known = number.and_then(|number| plan.name_of(AnyId { kind: object.kind, number }));
        if let (Some(name), [only]) = (known, object.identity.as_mut_slice()) {
            *only = name;
        }
    }
    objects.retain(|object| {
        let (is_unknown, id) = (is_unnamed(object), object.traffic_ops_id.unwrap_or_default());
        if is_unknown {
            let kind = object.kind.singular();
            let message =
                format!("passed over: neither the input nor the plan has the {kind} of the Traffic Ops id {id}");
            report.leave_out(Finding::new(Severity::Warning, object.place.clone(), "", message));
        }
        !is_unknown
    });
}
