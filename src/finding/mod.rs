//! What can be said about a plan, a document or a file: one `Finding` with one `Severity`, which imports, exports, the
//! judgement of snapshots, refused edits, forms and rules all speak. It knows neither edits nor formats, and nobody reads
//! a finding's sentences: what another part needs of one is a field.

mod alike;
mod json;
mod severity;
mod subject;

use crate::sorting::sort_by_key;
use std::borrow::Cow;
use std::fmt;

pub use alike::condensed;
pub use severity::{Severity, Tally};
pub use subject::{At, ObjectRef, Place, Subject};

/// Something that is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which rule.
    pub rule: RuleId,
    /// How bad it is.
    pub severity: Severity,
    /// About what.
    pub subject: Subject,
    /// The field or member there, empty when it is the whole.
    pub field: String,
    /// What is wrong, and what to do where that is not obvious.
    pub message: String,
    /// What follows from it, in a sentence; empty where the message says it.
    pub effect: Cow<'static, str>,
    /// What can be done about it, each by its label.
    pub fixes: Vec<String>,
    /// Other objects that it is about.
    pub related: Related,
}

/// Other objects that a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Related {
    /// There are none.
    #[default]
    None,
    /// These, in their order.
    Others(Vec<ObjectRef>),
    /// A circle: the way around, beginning with the subject where that is on it.
    Circle(Vec<ObjectRef>),
}

impl Related {
    /// All of them.
    pub fn objects(&self) -> &[ObjectRef] {
        match self {
            Self::None => &[],
            Self::Others(objects) | Self::Circle(objects) => objects,
        }
    }

    /// The way around a circle; empty where it is none.
    pub fn circle(&self) -> &[ObjectRef] {
        match self {
            Self::Circle(way) => way,
            Self::None | Self::Others(_) => &[],
        }
    }
}

/// The name of a rule in output, like `snapshot-bad-regex`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub &'static str);

impl RuleId {
    /// What is said by no rule that could be named.
    pub const NONE: Self = Self("");
}

impl Finding {
    /// Something about a subject.
    pub fn new(severity: Severity, subject: impl Into<Subject>, field: &str, message: impl Into<String>) -> Self {
        Self {
            rule: RuleId::NONE,
            severity,
            subject: subject.into(),
            field: field.to_owned(),
            message: message.into(),
            effect: Cow::Borrowed(""),
            fixes: Vec::new(),
            related: Related::None,
        }
    }

    /// The object that it is about.
    pub const fn object(&self) -> Option<&ObjectRef> {
        self.subject.object()
    }

    /// The JSON pointer to what it is about; empty for none.
    pub fn pointer(&self) -> &str {
        self.subject.pointer()
    }

    /// The file that it is about; empty for none.
    pub fn file(&self) -> &str {
        self.subject.place().map_or("", |place| &place.file)
    }

    /// The spot in that file; empty for the whole.
    pub fn spot(&self) -> String {
        self.subject.place().map_or_else(String::new, Place::spot)
    }
}

/// Puts the worst first, and leaves those of one severity in their order.
pub fn sort_worst_first(findings: &mut [Finding]) {
    sort_by_key(findings, |finding| std::cmp::Reverse(finding.severity));
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity.word(), self.subject)?;
        // A pointer leads to the member itself.
        if !self.field.is_empty() && !matches!(self.subject, Subject::Pointer(..)) {
            write!(f, ", {}", self.field)?;
        }
        write!(f, ": {}", self.message)?;
        if self.rule == RuleId::NONE { Ok(()) } else { write!(f, " [{}]", self.rule) }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn findings_read_well() {
        let place = Place { file: "servers.json".into(), at: At::Row(3) };
        let object = ObjectRef::named(Kind::CacheGroup, "edge-1");
        let rule = RuleId("snapshot-bad-ttl");
        for (finding, expected) in [
            (
                Finding::new(Severity::Warning, place.clone(), "hostName", "it is empty"),
                "warning: servers.json, row 3, hostName: it is empty",
            ),
            (
                Finding::new(Severity::Error, Place::whole(&place.file), "", "it is no JSON"),
                "error: servers.json: it is no JSON",
            ),
            (
                Finding {
                    rule,
                    ..Finding::new(Severity::Error, Subject::Pointer("/a/b".to_owned(), None), "b", "bad")
                },
                "error: /a/b: bad [snapshot-bad-ttl]",
            ),
            (Finding::new(Severity::Note, Subject::Pointer(String::new(), None), "", "odd"), "note: the document: odd"),
            (
                Finding::new(Severity::Note, object, "latitude", "it is far away"),
                "note: cache group `edge-1`, latitude: it is far away",
            ),
        ] {
            assert_eq!(finding.to_string(), expected);
        }
    }

    #[test]
    fn the_worst_comes_first() {
        let of = |severity, message: &str| Finding::new(severity, ObjectRef::named(Kind::Cdn, "c"), "", message);
        let mut findings = [of(Severity::Note, "a"), of(Severity::Error, "b"), of(Severity::Note, "c")];
        sort_worst_first(&mut findings);
        assert_eq!(findings.each_ref().map(|finding| finding.message.as_str()), ["b", "a", "c"]);
    }
}
