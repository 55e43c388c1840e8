//! `lodestone check`: what is wrong with a plan or a snapshot.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Args, ValueEnum, value_parser};
use serde_json::{Value as Json, json};

use super::failure::Failure;
use super::{plan, preflight, report, terminal};
use crate::compare::{Side, SideError};
use crate::finding::{Finding, Severity, Tally, condensed};
use crate::formats::plan_text;
use crate::formats::snapshot::read_document_bytes;
use crate::model::Plan;
use crate::rules::{self, Limits, Waivers};
use crate::snapshot::judging::judge_unread;
use crate::store::is_plan_file;

/// Say what is wrong with a plan, or with a snapshot.
///
/// Looks at a plan with every rule, makes the snapshot of each of its CDNs and says what Traffic Router would make of it.
/// An error: the CDN would misbehave, or Traffic Ops would refuse it. A warning: almost certainly not meant. A note: worth
/// knowing. What has been waived in the plan is listed and does not count. Of a snapshot, which has no plan, it says what
/// preflight says, and what follows from what Traffic Router would have in mind.
///
/// Ends with exit code 1 when there is something as bad as --deny says, or worse.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct CheckArguments {
    /// The plan file, plan-text or snapshot; - is standard input.
    #[arg(required_unless_present = "explain", conflicts_with = "explain")]
    file: Option<PathBuf>,
    /// The least bad that ends with exit code 1.
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    deny: Deny,
    /// Leave out what takes its time: making and judging snapshots, and what is found in them.
    #[arg(long)]
    quick: bool,
    /// How far a cache group may be from the nearest phys location of its servers.
    #[arg(long, value_name = "KM", default_value_t = Limits::FAR_KM, value_parser = value_parser!(u32).range(1..=i64::from(Limits::MOST_KM)))]
    far_km: u32,
    /// Print the findings as SARIF 2.1.0, as CI systems take them.
    #[arg(long, conflicts_with = "json")]
    sarif: bool,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
    /// Say what a rule is about, and why.
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  lodestone check plan.lodestone
  lodestone check plan.lodestone --deny warning --json
  lodestone check plan.lodestone --sarif > findings.sarif
  lodestone check --explain cache-group-parent-cycle
  curl .../api/5.0/cdns/my-cdn/snapshot/new | lodestone check -";

/// How bad a finding is that ends with exit code 1.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Deny {
    Error,
    Warning,
    Note,
}

impl Deny {
    const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Note => Severity::Note,
        }
    }
}

pub(super) fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    if let Some(id) = &arguments.explain {
        return explain(id);
    }
    let path = arguments.file.as_deref().unwrap_or_else(|| Path::new("-"));
    let (findings, waivers) = match read(path)? {
        Checked::Plan(plan) => (of_plan(&plan, arguments), Waivers::of(&plan)),
        Checked::Snapshot(findings) => (findings, Waivers::default()),
    };
    if arguments.json {
        report::print_json(&as_json(&findings, &waivers))?;
    } else if arguments.sarif {
        report::print_json(&rules::sarif(&path.to_string_lossy(), &findings, &waivers))?;
    } else {
        say(&findings, &waivers);
    }
    let counting: Vec<&Finding> = findings.iter().filter(|finding| waivers.reason(finding).is_none()).collect();
    let denied = counting.iter().copied().filter(|finding| arguments.deny.severity() <= finding.severity);
    match Tally::of(denied) {
        none if none == Tally::default() => Ok(()),
        denied => Err(Failure::findings(denied.words(" and "))),
    }
}

fn explain(id: &str) -> Result<(), Failure> {
    let Some(text) = rules::explain(id) else {
        let known: Vec<&str> =
            rules::known().into_iter().map(|rule| rule.id().0).filter(|known| is_alike(known, id)).collect();
        let hint = if known.is_empty() {
            "docs/rules.md lists them".to_owned()
        } else {
            format!("there is {}", known.join(", "))
        };
        return Err(Failure::usage(format!("there is no rule `{id}`")).hint(hint));
    };
    terminal::say(text.trim_end());
    Ok(())
}

/// Whether a rule may have been meant: it has a word of what was typed.
fn is_alike(known: &str, typed: &str) -> bool {
    typed.split('-').filter(|word| 3 < word.len()).any(|word| known.split('-').any(|other| other.starts_with(word)))
}

/// What a file turned out to be.
enum Checked {
    Plan(Arc<Plan>),
    Snapshot(Vec<Finding>),
}

fn read(path: &Path) -> Result<Checked, Failure> {
    if path != Path::new("-") && is_plan_file(path) {
        return Ok(Checked::Plan(Arc::clone(plan::open_to_read(path)?.plan())));
    }
    let bytes = preflight::read(path)?;
    if plan_text::recognises(&bytes) {
        return match Side::of_bytes(&path.to_string_lossy(), &bytes) {
            Ok(Side::Plan(plan)) => Ok(Checked::Plan(plan)),
            Err(SideError::PlanText(problems)) => {
                report::tell_problems(&problems);
                let problems = report::count_problems(&problems);
                Err(Failure::file(format!("cannot be checked, because of {problems}: {}", path.display())))
            }
            Ok(Side::Snapshot(_)) | Err(_) => Err(Failure::file(format!("cannot be read: {}", path.display()))),
        };
    }
    let findings = match read_document_bytes(&bytes) {
        Ok(document) => rules::check_snapshot(&document),
        Err(error) if error.is_sure() => judge_unread(&error.to_string()).findings,
        Err(error) => return Err(Failure::file(format!("{error}: {}", path.display()))),
    };
    Ok(Checked::Snapshot(findings))
}

fn of_plan(plan: &Plan, arguments: &CheckArguments) -> Vec<Finding> {
    // Rules ask for them on all cores.
    plan.prepare_users();
    let mut findings = rules::check_within(plan, Limits { far_km: arguments.far_km });
    if !arguments.quick {
        findings.extend(rules::analyse(plan, &AtomicBool::new(false)).unwrap_or_default());
        rules::sort(&mut findings);
    }
    findings.into_iter().map(|finding| rules::with_fixes(plan, finding)).collect()
}

fn as_json(findings: &[Finding], waivers: &Waivers) -> Json {
    let told = findings.iter().map(|finding| finding.to_json(waivers.reason(finding).is_some()));
    json!({"findings": told.collect::<Vec<_>>()})
}

fn say(findings: &[Finding], waivers: &Waivers) {
    let (waived, counting): (Vec<Finding>, Vec<Finding>) =
        findings.iter().cloned().partition(|finding| waivers.reason(finding).is_some());
    for finding in condensed(&counting) {
        terminal::say(&terminal::safe(&finding.to_string()));
        for fix in &finding.fixes {
            terminal::say(&terminal::safe(&format!("    fix: {fix}")));
        }
    }
    for finding in &waived {
        let reason = waivers.reason(finding).filter(|reason| !reason.is_empty());
        let why = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
        terminal::say(&terminal::safe(&format!("waived{why}: {finding}")));
    }
    let mut counts = Tally::of(&counting).words(", ");
    if counts.is_empty() {
        counts.push_str("nothing to say");
    }
    if !waived.is_empty() {
        counts = format!("{counts}, {} waived", waived.len());
    }
    terminal::say(&counts);
}
