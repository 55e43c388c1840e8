//! Reading a plan-text: lines in parallel, then what only shows across lines. It finds every problem and changes
//! nothing.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::document::{self, LineMembers, shown};
use super::fault::{LineFieldFault, PlanTextFault, nearest};
use super::lines::{LineStep, PlanTextLines, TextRow};
use super::{MAGIC, NAME, VERSION, WITH_NESTED_ZONES, WITHOUT, entity, nested, without_bom};
use crate::edit::import::{Incoming, IncomingObject, IncomingPair};
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::json::Json;
use crate::model::{Kind, RelationKind, Target, seed};
use crate::parallel;
use crate::sorting::sort_by_key;

/// So many lines are read at a time, which bounds what a hostile file costs.
const BATCH: usize = 1 << 13;

/// From so many wrong lines on, reading stops.
const MAX_WRONG: usize = 1000;

/// What a line says.
enum SaidInLine {
    Object(IncomingObject),
    Several(Vec<IncomingObject>),
    Pair(IncomingPair),
    Absent(Kind, String, Place),
    Wrong(Vec<Finding>),
}

/// Reads a file of that name. A plan-text speaks of the whole plan, so all kinds and relations count as present.
pub fn read(file: &str, bytes: &[u8]) -> Incoming {
    let file: Arc<str> = file.into();
    let mut lines = PlanTextLines::new(without_bom(bytes));
    let mut reading = PlanTextReading { file: Arc::clone(&file), ..PlanTextReading::default() };
    let version = match header(lines.line()) {
        Ok(version) => version,
        Err(fault) => {
            reading.problem(1, fault);
            return reading.incoming;
        }
    };
    reading.incoming.files.insert(Arc::clone(&file));
    reading.incoming.kinds = Kind::ALL.iter().copied().collect();
    reading.incoming.relations = RelationKind::ALL.iter().copied().collect();
    loop {
        let steps: Vec<_> = lines.by_ref().take(BATCH).collect();
        if steps.is_empty() {
            break;
        }
        let said = parallel::map_short(&steps, |step| row_of(step).map(|row| said(row, &file, version)));
        for step in steps {
            reading.take_conflict(step);
        }
        for said in said.into_iter().flatten() {
            reading.take(said);
        }
        if MAX_WRONG < reading.wrong {
            return reading.given_up();
        }
    }
    reading.finish()
}

fn row_of<'a>(step: &LineStep<'a>) -> Option<TextRow<'a>> {
    match step {
        LineStep::TextRow(row) => Some(*row),
        LineStep::Conflict { .. } => None,
    }
}

/// The version that the first line says.
fn header(first: Option<TextRow<'_>>) -> Result<u64, PlanTextFault> {
    let text = first.and_then(|row| std::str::from_utf8(row.bytes).ok()).unwrap_or_default();
    let version = text.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(' ')).map(str::trim_ascii_end);
    match version.and_then(|version| version.parse::<u64>().ok()) {
        Some(newer) if VERSION < newer => Err(PlanTextFault::Newer(newer)),
        Some(version) if 0 < version => Ok(version),
        Some(_) | None => Err(PlanTextFault::NotPlanText),
    }
}

/// Reads one line.
fn said(row: TextRow<'_>, file: &Arc<str>, version: u64) -> SaidInLine {
    let place = Place { file: Arc::clone(file), at: At::Line(row.number) };
    let result = match std::str::from_utf8(row.bytes) {
        Ok(text) => line(text.trim_ascii_end(), &place, version),
        Err(_) => Err(vec![(String::new(), PlanTextFault::NotUtf8)]),
    };
    result.unwrap_or_else(|faults| SaidInLine::Wrong(faults.into_iter().map(|fault| problem(&place, fault)).collect()))
}

fn problem(place: &Place, (field, fault): LineFieldFault) -> Finding {
    Finding::new(Severity::Error, place.clone(), &field, fault.to_string())
}

fn line(text: &str, place: &Place, version: u64) -> Result<SaidInLine, Vec<LineFieldFault>> {
    let (word, rest) = word(text.trim_ascii_start());
    if word == WITHOUT {
        return without(rest, text, place);
    }
    let members = || members(word, rest, text);
    if version == WITH_NESTED_ZONES && word == Kind::CoverageZoneFile.key() {
        return nested::objects(members()?, place).map(SaidInLine::Several);
    }
    if let Some(kind) = Kind::of_key(word) {
        let members = members()?;
        let members = if version == WITH_NESTED_ZONES { members.in_megabits() } else { members };
        return entity::object(kind, members, place.clone()).map(SaidInLine::Object);
    }
    if let Some(relation) = RelationKind::ALL.iter().find(|relation| relation.key() == word) {
        return pair(*relation, members()?, place.clone()).map(SaidInLine::Pair);
    }
    Err(whole(unknown_kind(word)))
}

/// The first word, and what comes behind it.
fn word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once([' ', '\t', '{']).unwrap_or((text, ""));
    // A brace belongs to what comes behind; the blank does not matter.
    (word, text.get(word.len()..).unwrap_or(rest).trim_ascii_start())
}

fn unknown_kind(word: &str) -> PlanTextFault {
    let known = Kind::ALL.iter().map(|kind| kind.key()).chain(RelationKind::ALL.iter().map(|relation| relation.key()));
    PlanTextFault::UnknownKind { word: shown(word), nearest: nearest(word, known.chain([WITHOUT])) }
}

fn whole(fault: PlanTextFault) -> Vec<LineFieldFault> {
    vec![(String::new(), fault)]
}

fn members<'a>(word: &str, rest: &'a str, text: &str) -> Result<LineMembers<'a>, Vec<LineFieldFault>> {
    if rest.starts_with('{') {
        LineMembers::parse(rest, text)
    } else {
        Err(whole(PlanTextFault::NoObject(shown(word))))
    }
}

fn pair(
    relation: RelationKind,
    mut members: LineMembers<'_>,
    place: Place,
) -> Result<IncomingPair, Vec<LineFieldFault>> {
    let mut faults = Vec::new();
    let (a, b) = relation.sides();
    let mut side = |kind: Kind, faults: &mut Vec<LineFieldFault>| {
        let Some(json) = members.take(kind.key()) else {
            faults.push((kind.key().to_owned(), PlanTextFault::Missing("a name")));
            return None;
        };
        document::link(kind, &json, faults).map(|link| link.target)
    };
    let sides = side(a, &mut faults).zip(side(b, &mut faults));
    for (unknown, _) in members.rest() {
        let nearest = nearest(&unknown, [a.key(), b.key()]);
        faults.push((shown(&unknown), PlanTextFault::UnknownField { nearest }));
    }
    match sides {
        Some((a, b)) if faults.is_empty() => Ok(IncomingPair { relation, place, a, b }),
        _ => Err(faults),
    }
}

/// Reads which seed is missing.
fn without(rest: &str, text: &str, place: &Place) -> Result<SaidInLine, Vec<LineFieldFault>> {
    let (word, rest) = word(rest);
    let kind = Kind::of_key(word).ok_or_else(|| whole(unknown_kind(word)))?;
    let mut members = members(word, rest, text)?;
    let Some(Json::Text(name)) = members.take(NAME) else {
        return Err(vec![(NAME.to_owned(), PlanTextFault::Missing("a text"))]);
    };
    if let Some((unknown, _)) = members.rest().next() {
        return Err(vec![(shown(&unknown), PlanTextFault::UnknownField { nearest: nearest(&unknown, [NAME]) })]);
    }
    if seed::names(kind).contains(&&*name) {
        Ok(SaidInLine::Absent(kind, name.into_owned(), place.clone()))
    } else {
        Err(vec![(NAME.to_owned(), PlanTextFault::NotASeed { kind, name: shown(&name) })])
    }
}

/// What was read so far.
#[derive(Default)]
struct PlanTextReading {
    file: Arc<str>,
    incoming: Incoming,
    absent: Vec<(Kind, String, Place)>,
    /// How many lines were wrong.
    wrong: usize,
}

impl PlanTextReading {
    fn problem(&mut self, line: usize, fault: PlanTextFault) {
        let place = Place { file: Arc::clone(&self.file), at: At::Line(line) };
        self.incoming.problems.push(problem(&place, (String::new(), fault)));
        self.wrong += 1;
    }

    fn take_conflict(&mut self, step: LineStep<'_>) {
        if let LineStep::Conflict { line, fault, left_out } = step {
            self.problem(line, fault);
            self.incoming.left_out += left_out;
        }
    }

    fn take(&mut self, said: SaidInLine) {
        match said {
            SaidInLine::Object(object) => self.incoming.objects.push(object),
            SaidInLine::Several(objects) => self.incoming.objects.extend(objects),
            SaidInLine::Pair(pair) => self.incoming.pairs.push(pair),
            SaidInLine::Absent(kind, name, place) => self.absent.push((kind, name, place)),
            SaidInLine::Wrong(problems) => self.wrong(problems),
        }
    }

    fn wrong(&mut self, problems: Vec<Finding>) {
        if self.wrong <= MAX_WRONG {
            self.incoming.problems.extend(problems);
        }
        self.incoming.left_out += 1;
        self.wrong += 1;
    }

    /// The problems so far and nothing else: what was not read must not count as gone.
    fn given_up(mut self) -> Incoming {
        let place = Place::whole(&self.file);
        self.incoming.problems.push(problem(&place, (String::new(), PlanTextFault::TooMany(MAX_WRONG))));
        self.sort_problems();
        let Incoming { problems, left_out, .. } = self.incoming;
        Incoming { problems, left_out, ..Incoming::default() }
    }

    fn finish(mut self) -> Incoming {
        let mut seen = self.objects_once();
        self.pairs_once();
        self.check_absent(&mut seen);
        if MAX_WRONG < self.wrong {
            return self.given_up();
        }
        self.incoming.endpoints = self.endpoints();
        self.incoming.zone_files = self.zone_files();
        self.sort_problems();
        self.incoming
    }

    fn sort_problems(&mut self) {
        sort_by_key(&mut self.incoming.problems, |problem| problem.subject.place().map_or(usize::MAX, line_of));
    }

    /// Takes out objects that came before; says which stand where.
    fn objects_once(&mut self) -> HashMap<(Kind, Vec<String>), usize> {
        let objects = std::mem::take(&mut self.incoming.objects);
        let mut seen: HashMap<(Kind, Cow<'_, [String]>), usize> = HashMap::with_capacity(objects.len());
        let mut again = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            match seen.entry((object.kind, unique_part(object))) {
                Entry::Vacant(entry) => {
                    entry.insert(line_of(&object.place));
                }
                Entry::Occupied(entry) => again.push((at, *entry.get())),
            }
        }
        let seeds = seen
            .into_iter()
            .filter(|((kind, _), _)| !seed::names(*kind).is_empty())
            .map(|((kind, name), line)| ((kind, name.into_owned()), line))
            .collect();
        let mut again = again.into_iter().peekable();
        for (at, object) in objects.into_iter().enumerate() {
            match again.next_if(|(other, _)| *other == at) {
                None => self.incoming.objects.push(object),
                Some((_, line)) => self.again(&object, line),
            }
        }
        seeds
    }

    fn again(&mut self, object: &IncomingObject, line: usize) {
        let name = format!("`{}`", shown(&object.identity.join("/")));
        let fault = PlanTextFault::DuplicateObject { kind: object.kind, name, line };
        self.wrong(vec![problem(&object.place, (String::new(), fault))]);
    }

    fn pairs_once(&mut self) {
        let pairs = std::mem::take(&mut self.incoming.pairs);
        let mut seen = HashMap::with_capacity(pairs.len());
        for pair in pairs.iter() {
            match seen.entry((pair.relation, known(&pair.a), known(&pair.b))) {
                Entry::Vacant(entry) => {
                    entry.insert(line_of(&pair.place));
                    self.incoming.pairs.push(pair);
                }
                Entry::Occupied(entry) => {
                    self.wrong(vec![problem(&pair.place, (String::new(), PlanTextFault::DuplicatePair(*entry.get())))]);
                }
            }
        }
    }

    /// Checks that what is said to be missing is said once and does not stand elsewhere.
    fn check_absent(&mut self, seen: &mut HashMap<(Kind, Vec<String>), usize>) {
        for (kind, name, place) in std::mem::take(&mut self.absent) {
            match seen.entry((kind, vec![name])) {
                Entry::Vacant(entry) => {
                    self.incoming.absent.push(entry.key().clone());
                    entry.insert(line_of(&place));
                }
                Entry::Occupied(entry) => {
                    let (kind, name) = entry.key();
                    let name = shown(&name.join("/"));
                    let fault = PlanTextFault::AbsentAndPresent { kind: *kind, name, line: *entry.get() };
                    self.wrong(vec![problem(&place, (String::new(), fault))]);
                }
            }
        }
    }

    /// The endpoints of which rows stand here.
    fn endpoints(&self) -> crate::sorting::OrderedSet<String> {
        let rows = self.incoming.objects.iter().filter(|object| object.kind == Kind::OtherRow);
        rows.filter_map(|row| row.identity.first().cloned()).collect()
    }

    /// The coverage zone files that stand here, with all their zones.
    fn zone_files(&self) -> crate::sorting::OrderedSet<String> {
        let files = self.incoming.objects.iter().filter(|object| object.kind == Kind::CoverageZoneFile);
        files.filter_map(|file| file.identity.first().cloned()).collect()
    }
}

/// What of an object must be there once: its identity, or the name where that is made of several parts.
fn unique_part(object: &IncomingObject) -> Cow<'_, [String]> {
    match object.kind {
        Kind::Waiver | Kind::OtherRow => Cow::Owned(vec![object.identity.join(" ")]),
        _ => Cow::Borrowed(&object.identity),
    }
}

fn known(target: &Target) -> Option<Arc<crate::model::Absent>> {
    match target {
        Target::Absent(absent) => Some(Arc::clone(absent)),
        Target::To(_) => None,
    }
}

fn line_of(place: &Place) -> usize {
    match place.at {
        At::Line(line) => line,
        // What is said of the whole file comes last.
        At::Whole | At::Row(_) | At::SheetRow(_) | At::Spot(_) => usize::MAX,
    }
}
