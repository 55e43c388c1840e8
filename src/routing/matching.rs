//! Which service a request is for (`CacheRegister.getDeliveryService`): by its routing name and domain first, then by the
//! first of the matchers, in the snapshot's order, all of whose expressions fit.

use std::borrow::Cow;
use std::collections::HashMap;

use super::index::ServiceIndex;
use super::outcome::Failed;
use crate::snapshot::java::regex::{Case, Uncompiled, WholePattern};
use crate::snapshot::reading::{MatchKind, RouterView};

/// What of a request expressions are held against.
#[derive(Clone, Copy, Debug)]
pub(super) struct MatchInput<'a> {
    /// In lower case.
    pub host: &'a str,
    /// None of a DNS question.
    pub path: Option<(&'a str, Option<&'a str>)>,
    pub headers: &'a [(String, String)],
}

/// The services by host.
#[derive(Clone, Debug, Default)]
pub(super) struct HostIndex {
    names: HashMap<String, ServiceIndex>,
    matchers: Vec<CompiledMatcher>,
}

#[derive(Clone, Debug)]
struct CompiledMatcher {
    service: ServiceIndex,
    rules: Vec<CompiledRule>,
}

#[derive(Clone, Debug)]
struct CompiledRule {
    kind: MatchKind,
    target: String,
    pattern: Result<WholePattern, String>,
}

impl HostIndex {
    pub(super) fn new(view: &RouterView) -> Self {
        let mut names = HashMap::new();
        for (index, service) in view.services.iter().enumerate() {
            // Without a domain Java writes `null`.
            let domain = service.domain.as_deref().unwrap_or("null");
            names.insert(format!("{}.{domain}", service.routing_name), index);
            names.insert(format!("_.{domain}"), index);
        }
        let matchers = view.matchers.iter().map(|matcher| CompiledMatcher {
            service: matcher.service,
            rules: matcher
                .rules
                .iter()
                .map(|rule| CompiledRule {
                    kind: rule.kind,
                    target: rule.target.clone(),
                    pattern: compile(&rule.pattern),
                })
                .collect(),
        });
        Self { names, matchers: matchers.collect() }
    }

    /// The service, if there is one; an expression that cannot be matched here is the end of it.
    pub(super) fn find(&self, asked: &MatchInput<'_>) -> Result<Option<ServiceIndex>, Failed> {
        if let Some(service) = self.names.get(asked.host) {
            return Ok(Some(*service));
        }
        for matcher in &self.matchers {
            if matcher.fits(asked)? {
                return Ok(Some(matcher.service));
            }
        }
        Ok(None)
    }
}

fn compile(pattern: &str) -> Result<WholePattern, String> {
    WholePattern::compile(pattern, Case::Either).map_err(|why| match why {
        Uncompiled::Fails(why) => format!("Java does not compile `{pattern}`, and rejects the snapshot: {why}"),
        Uncompiled::Unsupported(_) => format!("the expression `{pattern}`: {why}"),
    })
}

impl CompiledMatcher {
    fn fits(&self, asked: &MatchInput<'_>) -> Result<bool, Failed> {
        for rule in &self.rules {
            let Some(target) = rule.target(asked) else { return Ok(false) };
            let pattern = rule.pattern.as_ref().map_err(|why| Failed::Unsaid(why.clone()))?;
            if !pattern.matches(&target).map_err(|why| Failed::Unsaid(why.to_string()))? {
                return Ok(false);
            }
        }
        Ok(!self.rules.is_empty())
    }
}

impl CompiledRule {
    fn target<'a>(&self, asked: &MatchInput<'a>) -> Option<Cow<'a, str>> {
        match (self.kind, asked.path) {
            (MatchKind::Host, _) => Some(asked.host.into()),
            (_, None) => None,
            (MatchKind::Header, Some(_)) => {
                let mut headers = asked.headers.iter().rev();
                headers.find(|(name, _)| *name == self.target).map(|(_, value)| value.as_str().into())
            }
            (MatchKind::Path, Some((path, None))) => Some(path.into()),
            (MatchKind::Path, Some((path, Some(query)))) => Some(format!("{path}?{query}").into()),
        }
    }
}
