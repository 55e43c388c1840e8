//! Values of fields and links as canonical JSON. It knows values, not entities.

use super::canonical::{ObjectPrinter, float, identity, json, list, text, word};
use super::names::PrintedNames;
use super::{NAME, TRAFFIC_OPS_ID};
use crate::model::{Absent, AnyLink, Target, Value};

/// Writes the value of a field.
pub(super) fn value(out: &mut String, value: &Value, names: &PrintedNames) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(word(*flag)),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Float(number) => float(out, *number),
        Value::Text(content) => text(out, content),
        Value::Link(to) => link(out, to, names),
        Value::List(items) => list(out, items, |out, item| self::value(out, item, names)),
        Value::Object(members) => object(out, members, names),
        Value::Json(data) => json(out, data),
    }
}

fn object(out: &mut String, members: &[(&'static str, Value)], names: &PrintedNames) {
    let mut printer = ObjectPrinter::new(out);
    for (key, member) in members {
        value(printer.key(key), member, names);
    }
    printer.end();
}

/// Writes a reference by name.
pub(super) fn link(out: &mut String, link: &AnyLink, names: &PrintedNames) {
    match &link.target {
        // The plan's invariants say that the target is there; without a name the reader says what is wrong.
        Target::To(number) => out.push_str(names.of_object(link.kind, *number).unwrap_or("null")),
        Target::Absent(to) => absent(out, to),
    }
}

/// Writes what is known of an object that the plan lacks: its name where that is all, so that it is found again.
fn absent(out: &mut String, absent: &Absent) {
    match (absent.traffic_ops_id, absent.identity.is_empty()) {
        (None, _) => identity(out, &absent.identity),
        (Some(id), named) => {
            let mut printer = ObjectPrinter::new(out);
            if !named {
                identity(printer.key(NAME), &absent.identity);
            }
            printer.key(TRAFFIC_OPS_ID).push_str(&id.to_string());
            printer.end();
        }
    }
}
