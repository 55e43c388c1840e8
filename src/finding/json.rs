//! A finding's words in JSON, the same on every command. It makes values and prints nothing.

use serde_json::{Value, json};

use super::{Finding, ObjectRef};

impl Finding {
    /// As `preflight` and `check` say it.
    pub fn to_json(&self, waived: bool) -> Value {
        json!({
            "rule": self.rule.0,
            "severity": self.severity.word(),
            "object": self.object().map(ObjectRef::to_json),
            "field": self.field,
            "pointer": self.pointer(),
            "message": self.message,
            "effect": self.effect,
            "fixes": self.fixes,
            "waived": waived,
        })
    }

    /// As imports and exports say it, which are about files.
    pub fn to_problem_json(&self) -> Value {
        json!({
            "file": self.file(),
            "place": self.spot(),
            "field": self.field,
            "severity": self.severity.word(),
            "message": self.message,
        })
    }
}

impl ObjectRef {
    /// Its kind, by the kind's key, and its name.
    pub fn to_json(&self) -> Value {
        json!({"kind": self.kind.key(), "name": self.name})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{At, Place, RuleId, Severity, Subject};
    use crate::model::Kind;

    #[test]
    fn kinds_are_told_by_their_keys() {
        let object = ObjectRef::named(Kind::CacheGroup, "edge-1");
        let subject = Subject::Pointer("/edgeLocations/edge-1/latitude".to_owned(), Some(object));
        let finding = Finding {
            rule: RuleId("snapshot-location-dropped"),
            effect: "It is left out".into(),
            fixes: vec!["Give it a position".to_owned()],
            ..Finding::new(Severity::Warning, subject, "latitude", "no number")
        };
        let expected = json!({
            "rule": "snapshot-location-dropped",
            "severity": "warning",
            "object": {"kind": "cache-group", "name": "edge-1"},
            "field": "latitude",
            "pointer": "/edgeLocations/edge-1/latitude",
            "message": "no number",
            "effect": "It is left out",
            "fixes": ["Give it a position"],
            "waived": false,
        });
        assert_eq!(finding.to_json(false), expected);
    }

    #[test]
    fn problems_name_file_and_place() {
        let place = Place { file: "servers.json".into(), at: At::Row(3) };
        let finding = Finding::new(Severity::Error, place, "hostName", "it is missing");
        let expected = json!({
            "file": "servers.json", "place": "row 3", "field": "hostName", "severity": "error", "message": "it is missing",
        });
        assert_eq!(finding.to_problem_json(), expected);
    }
}
