//! Findings in the form that CI systems take: SARIF 2.1.0 (OASIS, `sarif-schema-2.1.0.json`). A plan has no lines, so that
//! places are logical ones: kind and name of the object. It makes a value and prints nothing.

use serde_json::{Value, json};

use super::catalogue::{KnownRule, known};
use super::waiving::Waivers;
use crate::finding::{Finding, Severity};

/// A log of one run over one artifact.
pub fn sarif(artifact: &str, findings: &[Finding], waivers: &Waivers) -> Value {
    let rules = known();
    let results: Vec<Value> = findings.iter().map(|finding| result(artifact, finding, &rules, waivers)).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "lodestone",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| descriptor(*rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: KnownRule) -> Value {
    let help = match rule {
        KnownRule::Plan(rule) => format!("{}. {}.", rule.effect, rule.fact),
        KnownRule::Snapshot(rule) => format!("{}. What to do: {}.", rule.effect().sentence(), rule.remedy()),
    };
    json!({
        "id": rule.id().0,
        "shortDescription": {"text": rule.title()},
        "help": {"text": help},
        "defaultConfiguration": {"level": rule.severity().word()},
    })
}

fn result(artifact: &str, finding: &Finding, rules: &[KnownRule], waivers: &Waivers) -> Value {
    let mut logical = Vec::new();
    if let Some(object) = finding.object() {
        let name = format!("{}/{}", object.kind.key(), object.name);
        let mut place = json!({"name": object.name, "fullyQualifiedName": name, "kind": "object"});
        if !finding.field.is_empty() {
            place["decoratedName"] = format!("{name}/{}", finding.field).into();
        }
        logical.push(place);
    } else if !finding.pointer().is_empty() {
        logical.push(json!({"fullyQualifiedName": finding.pointer(), "kind": "element"}));
    }
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(artifact)}}});
    if !logical.is_empty() {
        location["logicalLocations"] = logical.into();
    }
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut result = json!({
        "ruleId": finding.rule.0,
        "level": level,
        "message": {"text": finding.message},
        "locations": [location],
    });
    if let Ok(at) = rules.binary_search_by(|rule| rule.id().0.cmp(finding.rule.0)) {
        result["ruleIndex"] = at.into();
    }
    if let Some(reason) = waivers.reason(finding) {
        let mut suppression = json!({"kind": "external", "status": "accepted"});
        if !reason.is_empty() {
            suppression["justification"] = reason.into();
        }
        result["suppressions"] = json!([suppression]);
    }
    result
}

/// A file's name as a relative reference (RFC 3986): what may not stand there is written in percent.
fn uri(name: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing into a text cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{ObjectRef, RuleId};
    use crate::model::{Kind, Plan};

    #[test]
    fn results_have_rule_level_place_and_suppression() {
        let finding = Finding {
            rule: RuleId("cache-group-own-parent"),
            ..Finding::new(
                Severity::Error,
                ObjectRef::named(Kind::CacheGroup, "edge-1"),
                "parentCachegroup",
                "it is so",
            )
        };
        let plan = Plan::default();
        let plan = plan.applying(&super::super::waive(&plan, &finding, "a lab").unwrap()).unwrap();
        let log = sarif("my plan.lodestone", &[finding], &Waivers::of(&plan));
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let result = &run["results"][0];
        assert_eq!((&result["ruleId"], &result["level"]), (&json!("cache-group-own-parent"), &json!("error")));
        let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][at]["id"], "cache-group-own-parent");
        let place = &result["locations"][0];
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "my%20plan.lodestone");
        assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "cache-group/edge-1");
        assert_eq!(result["suppressions"][0]["justification"], "a lab");
        assert_eq!(run["results"].as_array().map(Vec::len), Some(1));
    }
}
