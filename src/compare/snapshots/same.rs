//! When two values of a document say the same: whatever the order of members, and however a number is written.

use std::hash::{Hash, Hasher};

use serde_json::{Number, Value};

/// Whether two values say the same. Members have no order, elements of lists have; 40 is 40.0.
pub fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => is_same_number(a, b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Whole numbers are compared as such; where one is not, both are doubles, as every reader of snapshots has it.
fn is_same_number(a: &Number, b: &Number) -> bool {
    if a == b {
        return true;
    }
    let is_whole = |number: &Number| number.is_i64() || number.is_u64();
    !(is_whole(a) && is_whole(b)) && a.as_f64() == b.as_f64()
}

/// A value that can be looked for among many.
pub(super) struct Sought<'a>(pub(super) &'a Value);

impl PartialEq for Sought<'_> {
    fn eq(&self, other: &Self) -> bool {
        is_same(self.0, other.0)
    }
}
impl Eq for Sought<'_> {}
impl Hash for Sought<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(self.0, state);
    }
}

/// What is the same has the same hash: those of members, which have no order, are summed.
fn hash<H: Hasher>(value: &Value, state: &mut H) {
    match value {
        Value::Null => 0_u8.hash(state),
        Value::Bool(value) => value.hash(state),
        // Minus zero is zero.
        Value::Number(number) => (number.as_f64().unwrap_or_default() + 0.0).to_bits().hash(state),
        Value::String(text) => text.hash(state),
        Value::Array(items) => {
            items.len().hash(state);
            for item in items {
                hash(item, state);
            }
        }
        Value::Object(members) => {
            members.len().hash(state);
            let mut sum = 0_u64;
            for (key, value) in members {
                let mut own = std::hash::DefaultHasher::new();
                key.hash(&mut own);
                hash(value, &mut own);
                sum = sum.wrapping_add(own.finish());
            }
            sum.hash(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_what_they_are_worth() {
        let large = 9_007_199_254_740_993_i64;
        for (a, b, same) in [
            (json!(40), json!(40.0), true),
            (json!(0), json!(-0.0), true),
            (json!(large), json!(large - 1), false),
            (json!(u64::MAX), json!(-1), false),
            (json!("40"), json!(40), false),
            (json!([1, {"a": 2.0}]), json!([1.0, {"a": 2}]), true),
            (json!({"a": null}), json!({}), false),
            (json!([]), json!({}), false),
        ] {
            assert_eq!(is_same(&a, &b), same, "{a} {b}");
            let hashed = |value: &Value| {
                let mut state = std::hash::DefaultHasher::new();
                Sought(value).hash(&mut state);
                state.finish()
            };
            assert!(!same || hashed(&a) == hashed(&b), "{a} {b}");
        }
    }
}
