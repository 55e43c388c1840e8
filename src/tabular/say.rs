//! Values as people read them: links as names, objects by what they are called. Nothing here is read back.

use crate::model::{Plan, Value};

/// Degrees to four decimals are some ten metres; tables show no more.
pub const DEGREE_DECIMALS: usize = 4;

/// A value in a line of text; empty where nothing stands.
pub fn value(plan: &Plan, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Link(link) => plan.link_name(link),
        Value::List(items) => {
            let names: Vec<String> =
                items.iter().map(|item| self::value(plan, item)).filter(|name| !name.is_empty()).collect();
            names.join(", ")
        }
        Value::Object(members) => object(plan, members),
        Value::Json(json) => json.to_string(),
    }
}

/// An object by the member that tells it from others; one without such a member by all of them.
fn object(plan: &Plan, members: &[(&'static str, Value)]) -> String {
    let telling = ["pattern", "cachegroup", "name", "address"];
    let found = telling.iter().find_map(|key| members.iter().find(|(name, _)| name == key));
    if let Some((_, member)) = found {
        return value(plan, member);
    }
    let all: Vec<String> = members
        .iter()
        .filter(|(_, member)| !matches!(member, Value::Bool(_)))
        .map(|(_, member)| value(plan, member))
        .filter(|text| !text.is_empty())
        .collect();
    all.join(", ")
}

/// Whether a value refers to something that the plan lacks.
pub fn is_unresolved(value: &Value) -> bool {
    match value {
        Value::Link(link) => link.id().is_none(),
        Value::List(items) => items.iter().any(is_unresolved),
        Value::Object(members) => members.iter().any(|(_, member)| is_unresolved(member)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) | Value::Json(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::FieldType as _;
    use crate::model::{Interface, Position};

    #[test]
    fn values_are_said_in_a_line() {
        let plan = Plan::default();
        let interfaces =
            ["eth0", "eth1"].map(|name| Interface { name: name.to_owned(), ..Interface::default() }.to_value());
        assert_eq!(value(&plan, &Value::List(interfaces.to_vec())), "eth0, eth1");
        assert_eq!(value(&plan, &Position::new(39.5, -104.25).unwrap().to_value()), "39.5, -104.25");
        assert_eq!(value(&plan, &Value::Bool(true)), "Yes");
    }
}
