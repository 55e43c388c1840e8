//! The Traffic Routers of a CDN while some of them are down: as long as one is up it answers as any other would; without any
//! nobody does. It knows no router's decisions.

use super::answering::ExplainedAnswer;
use super::read::ScenarioQuery;
use crate::routing::{RouteStep, Skipped};

/// The Traffic Routers of a CDN of which some are down.
#[derive(Clone, Debug)]
pub struct RoutersLeft {
    /// How many there are.
    pub all: usize,
    /// Those that are down, each with why.
    pub down: Vec<Skipped>,
}

impl RoutersLeft {
    /// Whether none is left.
    pub fn is_none(&self) -> bool {
        0 < self.all && self.all <= self.down.len()
    }

    /// What that comes to, as a step; none where nobody notices, because none is down.
    pub fn step(&self) -> Option<RouteStep> {
        if self.down.is_empty() {
            return None;
        }
        let left = self.all.saturating_sub(self.down.len());
        let (outcome, reason) = match left {
            0 => ("none is left".to_owned(), "no Traffic Router of the CDN answers, whatever caches are up"),
            left => (format!("{left} of {} left", self.all), "each of them answers as any other would"),
        };
        let (skipped, source) = (self.down.clone(), ROUTERS_SOURCE);
        Some(RouteStep { step: "routers", outcome, reason: reason.to_owned(), skipped, source })
    }

    /// What a client gets when none is left: no answer, with the members of its question.
    pub fn unanswered(query: &ScenarioQuery) -> ExplainedAnswer {
        let mut members = query.own.clone();
        members.insert("unanswered".to_owned(), "no Traffic Router of the CDN is left".into());
        ExplainedAnswer { members, steps: Vec::new() }
    }
}

/// Where Traffic Router tells the world which of its kind answer for the CDN.
const ROUTERS_SOURCE: &str = "ZoneManager.java";
