//! How a decision was made, step by step, for those who want to know: who was passed over and why, and where Traffic
//! Router's own code decides it. Built only when it is asked for.

use std::fmt::Display;

/// One step of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteStep {
    /// What was decided.
    pub step: &'static str,
    /// What came of it.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
    /// Traffic Router's file and line.
    pub source: &'static str,
}

/// Something that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its kind, as everywhere in the program.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
}

impl Skipped {
    /// A cache group.
    pub fn group(name: &str, why: impl Display) -> Self {
        Self { kind: "cache-group", name: name.to_owned(), why: why.to_string() }
    }

    /// A server.
    pub fn server(name: &str, why: impl Display) -> Self {
        Self { kind: "server", name: name.to_owned(), why: why.to_string() }
    }

    /// A delivery service.
    pub fn service(xml_id: &str, why: impl Display) -> Self {
        Self { kind: "delivery-service", name: xml_id.to_owned(), why: why.to_string() }
    }
}

/// What takes steps down.
pub trait Recorder {
    /// Whether anybody wants to know.
    const LISTENS: bool;

    /// Takes a step down, which is made only then.
    fn note(&mut self, step: impl FnOnce() -> RouteStep);
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unrecorded;

impl Recorder for Unrecorded {
    const LISTENS: bool = false;

    #[inline]
    fn note(&mut self, _: impl FnOnce() -> RouteStep) {}
}

impl Recorder for Vec<RouteStep> {
    const LISTENS: bool = true;

    fn note(&mut self, step: impl FnOnce() -> RouteStep) {
        self.push(step());
    }
}
