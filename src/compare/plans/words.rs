//! A field that changed in the planner's words: lists by what came, went and moved, positions by how far and which
//! way, all else by what was and what is.

use crate::edit::describe::{ChangedField, text};
use crate::model::{ListChange, Movement, Position, Value};

/// Like `Failover Cache Groups: edge-dallas added at 2`, or `moved 12 km north-west`.
pub fn sentence(field: &ChangedField) -> String {
    match (&field.before, &field.after) {
        (Value::List(before), Value::List(after)) if !before.is_empty() && !after.is_empty() => {
            format!("{}: {}", field.label, list_text(before, after))
        }
        (before, after) => movement(before, after).map_or_else(|| field.sentence(), |movement| movement.to_string()),
    }
}

fn list_text(before: &[Value], after: &[Value]) -> String {
    // Values have no order and no hash of their own; how they print tells them apart.
    let keys = |items: &[Value]| items.iter().map(|item| format!("{item:?}")).collect::<Vec<_>>();
    let is_alike = |a: usize, b: usize| match (before.get(a), after.get(b)) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => a.iter().any(|member| b.contains(member)),
        _ => false,
    };
    let change = ListChange::between(&keys(before), &keys(after)).pairing(is_alike);
    let element = |items: &[Value], at: usize| items.get(at).map_or_else(String::new, text);
    let mut parts = Vec::new();
    if !change.is_empty() {
        parts.push(change.sentence(|at| element(before, at), |at| element(after, at)));
    }
    for (from, to) in &change.kept {
        if let (Some(Value::Object(before)), Some(Value::Object(after))) = (before.get(*from), after.get(*to))
            && before != after
        {
            parts.push(format!("at {} {}", to + 1, members_text(before, after)));
        }
    }
    parts.join(", ")
}

/// What differs between the members of two objects.
fn members_text(before: &[(&'static str, Value)], after: &[(&'static str, Value)]) -> String {
    let value = |members: &[(&'static str, Value)], key: &str| {
        members.iter().find(|(name, _)| *name == key).map_or(Value::Null, |(_, value)| value.clone())
    };
    let come = after.iter().filter(|(key, _)| before.iter().all(|(name, _)| name != key));
    let told = before.iter().chain(come).filter_map(|(key, _)| {
        let (old, new) = (value(before, key), value(after, key));
        (old != new).then(|| format!("{key} {} becomes {}", text(&old), text(&new)))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// The movement, where both values are positions, and nothing else differs between them.
fn movement(before: &Value, after: &Value) -> Option<Movement> {
    let (Value::Object(old), Value::Object(new)) = (before, after) else { return None };
    if let (Some((old_at, old_rest)), Some((new_at, new_rest))) = (apart(old), apart(new)) {
        return (old_rest == new_rest).then(|| movement(old_at, new_at)).flatten();
    }
    Movement::between(position(old)?, position(new)?)
}

/// The position of a physical location and what else is said of it.
fn apart<'v>(members: &'v [(&'static str, Value)]) -> Option<(&'v Value, Vec<&'v (&'static str, Value)>)> {
    let (_, at) = members.iter().find(|(key, _)| *key == "at")?;
    Some((at, members.iter().filter(|(key, _)| *key != "at").collect()))
}

fn position(members: &[(&'static str, Value)]) -> Option<Position> {
    match members {
        [("latitude", Value::Float(latitude)), ("longitude", Value::Float(longitude))] => {
            Position::new(*latitude, *longitude).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::FieldType as _;

    fn told(before: Value, after: Value) -> String {
        sentence(&ChangedField { key: "field", label: "Label", before, after })
    }

    fn texts(words: &str) -> Value {
        Value::List(words.split(' ').map(|word| Value::Text(word.to_owned())).collect())
    }

    #[test]
    fn fields_are_told_by_their_shape() {
        let at = |latitude, longitude| Position::new(latitude, longitude).unwrap().to_value();
        let site = |position, proposed| Value::Object(vec![("at", position), ("proposed", Value::Bool(proposed))]);
        let node = |group: &str, parent| {
            Value::Object(vec![
                ("cachegroup", Value::Text(group.to_owned())),
                ("parents", Value::List(vec![Value::Int(parent)])),
            ])
        };
        for (before, after, expected) in [
            (Value::Null, Value::Int(3), "Label: none becomes 3"),
            (texts("a b"), texts("a c b"), "Label: c added at 2"),
            (texts("a b c"), texts("c a b"), "Label: c moved from 3 to 1"),
            (Value::List(Vec::new()), texts("a b"), "Label: none becomes a, b"),
            (at(39.7392, -104.9903), at(39.815, -105.089), "moved 12 km north-west"),
            (site(at(0.0, 0.0), true), site(at(1.0, 0.0), true), "moved 111 km north"),
            (
                Value::List(vec![node("x", 1), node("y", 2)]),
                Value::List(vec![node("x", 2), node("y", 2)]),
                "Label: at 1 parents 1 becomes 2",
            ),
        ] {
            assert_eq!(told(before, after), expected);
        }
        // Confirming a position is no movement.
        assert!(told(site(at(0.0, 0.0), true), site(at(0.0, 0.0), false)).contains("proposed true"));
    }
}
