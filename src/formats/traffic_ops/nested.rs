//! Members within lists that are not modelled, like a VLAN of a server's interface: kept with the object under a path of
//! names, `interfaces/eth0/vlan`, and put back where their element still is.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::formats::json::Json;
use crate::model::JsonMembers;

/// Members that tell an element of a list from the others.
const NAMES: &[&str] = &["name", "address", "cachegroup", "pattern", "xmlId", "host", "deliveryService", "cname"];

/// What the elements of a list are called, in their order: by name, and from the second of one name on with a number.
pub(super) fn labels(items: &[Json]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let label = |(index, item): (usize, &Json)| {
        let name = NAMES.iter().find_map(|name| item.get(name).and_then(Json::as_text)).map(str::to_owned);
        let name = name.unwrap_or_else(|| index.to_string());
        let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(1);
        escape(&if *count == 1 { name } else { format!("{name}#{count}") })
    };
    items.iter().enumerate().map(label).collect()
}

/// A name as a part of a path.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Keeps what stands at a path below a member, which goes by the places of elements, under the path of their names.
pub(super) fn keep(name: &str, value: &Json, path: &str, kept: &mut JsonMembers) {
    let (mut at, mut rest, mut named) = (value, path, escape(name));
    loop {
        let (step, behind) = rest.split_once('/').unwrap_or((rest, ""));
        let next = match at {
            Json::List(items) => {
                let Some(index) = step.parse::<usize>().ok() else { return };
                let Some(label) = labels(items).into_iter().nth(index) else { return };
                named = format!("{named}/{label}");
                items.get(index)
            }
            // What is not modelled may have any name, and is the last step.
            Json::Object(_) if at.get(rest).is_some() => {
                let value = at.get(rest).map(|value| value.clone().into_value());
                kept.extend(value.map(|value| (format!("{named}/{}", escape(rest)), value)));
                return;
            }
            _ => {
                named = format!("{named}/{}", escape(step));
                at.get(step)
            }
        };
        let Some(next) = next else { return };
        (at, rest) = (next, behind);
    }
}

/// Whether the name of a member that is kept is the path to one within a list of the row.
pub(super) fn is_path(name: &str, members: &[(Cow<'_, str>, Json<'_>)]) -> bool {
    let Some((head, _)) = name.split_once('/') else { return false };
    members.iter().any(|(key, value)| key == head && matches!(value, Json::List(_) | Json::Object(_)))
}

/// Puts members back that are kept beside what is modelled: each into its list, or behind the others.
pub(super) fn put_all<'v>(
    members: &mut Vec<(Cow<'static, str>, Json<'static>)>,
    kept: impl IntoIterator<Item = (&'v String, &'v serde_json::Value)>,
) {
    for (name, value) in kept {
        let value = Json::of_value(value).into_owned();
        if is_path(name, members) {
            put(members, name, value);
        } else {
            members.push((Cow::Owned(name.clone()), value));
        }
    }
}

/// Puts a member back; one whose element has gone goes with it.
pub(super) fn put(members: &mut [(Cow<'static, str>, Json<'static>)], path: &str, value: Json<'static>) {
    let Some((head, rest)) = path.split_once('/') else { return };
    if let Some((_, list)) = members.iter_mut().find(|(key, _)| key == head) {
        put_below(list, rest, value);
    }
}

fn put_below(json: &mut Json<'static>, path: &str, value: Json<'static>) {
    let (step, rest) = path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
    match (json, rest) {
        (Json::List(items), Some(rest)) => {
            let at = labels(items).iter().position(|label| label == step);
            if let Some(item) = at.and_then(|at| items.get_mut(at)) {
                put_below(item, rest, value);
            }
        }
        (Json::Object(members), None) => {
            let name = step.replace("~1", "/").replace("~0", "~");
            if members.iter().all(|(key, _)| *key != name) {
                members.push((Cow::Owned(name), value));
            }
        }
        (Json::Object(members), Some(rest)) => {
            if let Some((_, inner)) = members.iter_mut().find(|(key, _)| escape(key) == step) {
                put_below(inner, rest, value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::json::parse;

    #[test]
    fn members_go_back_to_their_elements() {
        let text = br#"{"i": [{"name": "a/b", "ips": [{"address": "::1/64"}, {"address": "::1/64"}]}, {"x": 1}]}"#;
        let Json::Object(mut members) = parse(text).unwrap().into_owned() else { panic!("an object") };
        for (path, value) in
            [("i/a~1b/vlan", 7), ("i/a~1b/ips/::1~164#2/y~1z", 8), ("i/1/w", 9), ("i/gone/w", 10), ("i/a~1b/name", 11)]
        {
            assert!(is_path(path, &members));
            put(&mut members, path, Json::Int(value));
        }
        let expected = r#"{"i":[{"name":"a/b","ips":[{"address":"::1/64"},{"address":"::1/64","y/z":8}],"vlan":7},{"x":1,"w":9}]}"#;
        assert_eq!(serde_json::to_string(&Json::Object(members.clone())).unwrap(), expected);
        let mut kept = JsonMembers::new();
        let list = &members[0].1;
        for path in ["0/vlan", "0/ips/1/y/z", "1/w", "9/w"] {
            keep("i", list, path, &mut kept);
        }
        let expected = ["i/1/w", "i/a~1b/ips/::1~164#2/y~1z", "i/a~1b/vlan"];
        assert_eq!(kept.keys().collect::<Vec<_>>(), expected);
    }
}
