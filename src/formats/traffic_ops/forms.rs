//! Which form a file has (an answer of the API, a bare list, one object in a folder of its endpoint, many endpoints in
//! one object) and which endpoint its rows are of. It finds rows and reads none.

use std::borrow::Cow;

use crate::edit::import::is_secret_endpoint;
use crate::finding::Severity;
use crate::formats::files::InputFile;
use crate::formats::json::{self, Budget, DocumentPart, Json, Row};
use crate::model::holds_secret;
use crate::sorting::OrderedSet;

use super::endpoints::{self, Endpoint, Holds, OfId};
use super::foreign;
use super::of_one;

/// Rows of one endpoint in one file.
#[derive(Debug)]
pub(super) struct RowTable<'a> {
    /// What they are.
    pub endpoint: NamedRows<'a>,
    /// The rows, unread.
    pub rows: Vec<Row<'a>>,
    /// How the file holds them.
    pub form: BodyForm,
}

/// An endpoint that we know, or the name of one that we don't.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NamedRows<'a> {
    /// One of the catalogue.
    Known(&'static str, Holds),
    /// Some other.
    Unknown(Cow<'a, str>),
}

/// How a file holds rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyForm {
    /// `{"response": ...}`: an answer of the API.
    Body,
    /// A list and nothing around it.
    Bare,
    /// One list of several in an object.
    Many,
    /// A file in a folder named after the endpoint, as CDN-in-a-Box has them; its texts may hold `$NAME`.
    Folder,
}

/// What a file turned out to hold.
#[derive(Debug, Default)]
pub(super) struct FoundRows<'a> {
    /// Its rows, by endpoint.
    pub tables: Vec<RowTable<'a>>,
    /// What a user should know.
    pub said: Vec<SaidOfFile>,
}

/// What a user should know of a file: how bad it is, the member that says it, and what.
pub(super) type SaidOfFile = (Severity, &'static str, String);

/// Why a file cannot be used.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is wrong.
    Wrong(String),
    /// It is something else: wrong when the user named it, to be passed over in a folder.
    SomethingElse(String),
}

const UNTELLABLE: &str = "nothing says which endpoint this is of, and it fits none that is known: name the file after \
                          its endpoint (like cachegroups.json), or say it with --kind";
const SECRETS: &str = "not taken: this holds keys or other secrets, for which a plan has no use";

/// Finds the rows of a document. `forced`: the endpoint that the user says it is of. `rows`: how many there are of which
/// the text has only the first.
pub(super) fn find<'a>(
    source: &InputFile,
    text: &'a str,
    forced: Option<&'static Endpoint>,
    rows: Option<usize>,
) -> Result<FoundRows<'a>, Refused> {
    let wrong = |error: &json::JsonError| Refused::Wrong(error.to_string());
    let part = json::outline(text).map_err(|error| {
        if foreign::is_table(text) { Refused::SomethingElse(foreign::TABLE.to_owned()) } else { wrong(&error) }
    })?;
    let naming = FormNaming { source, text, forced, rows };
    if naming.is_secret(&part) {
        return Ok(FoundRows { said: vec![(Severity::Note, "", SECRETS.to_owned())], ..FoundRows::default() });
    }
    match part {
        DocumentPart::Rows(rows) => naming.bare(rows),
        DocumentPart::Scalar(scalar) => {
            Err(Refused::Wrong(format!("expected an object or a list, found {}", scalar.describe())))
        }
        DocumentPart::Members(members) => {
            let mut seen = OrderedSet::new();
            if let Some((twice, _)) = members.iter().find(|(key, _)| !seen.insert(key.clone())) {
                return Err(Refused::Wrong(format!("`{twice}` stands twice at the top of the file")));
            }
            if members.iter().any(|(key, _)| key == "response") {
                naming.body(members)
            } else if let Some(says) = naming.something_else(&members) {
                Err(Refused::SomethingElse(says.to_owned()))
            } else if !is_profile_export(&members) && is_many(&members) {
                Ok(many(members))
            } else if let Some(alerts) = alerts_only(text, &members) {
                alerts
            } else {
                let row = json::whole(text).map_err(|error| wrong(&error))?;
                naming.bare(vec![row])
            }
        }
    }
}

struct FormNaming<'s, 'a> {
    source: &'s InputFile,
    text: &'a str,
    forced: Option<&'static Endpoint>,
    rows: Option<usize>,
}

impl<'a> FormNaming<'_, 'a> {
    fn bare(&self, rows: Vec<Row<'a>>) -> Result<FoundRows<'a>, Refused> {
        let by_folder = endpoints::find(&self.source.folder);
        let by_name = endpoints::find(&self.source.stem);
        if let Some(owned) = self.owned(self.text.trim_ascii_start().starts_with('{')).filter(|_| by_name.is_none()) {
            return Ok(FoundRows {
                tables: vec![RowTable { endpoint: owned, rows, form: BodyForm::Bare }],
                ..FoundRows::default()
            });
        }
        let by_rows = || self.told(&rows);
        let form = if by_name.is_none() && by_folder.is_some() { BodyForm::Folder } else { BodyForm::Bare };
        let by_one = || endpoints::find_singular(&self.source.stem).or_else(|| self.one_of(&rows));
        match self.forced.or(by_name).or(by_folder).or_else(by_one).or_else(by_rows) {
            Some(endpoint) => Ok(one(endpoint.into(), rows, form)),
            None => Err(Refused::SomethingElse(UNTELLABLE.to_owned())),
        }
    }

    fn body(&self, members: Vec<(Cow<'a, str>, DocumentPart<'a>)>) -> Result<FoundRows<'a>, Refused> {
        let mut found = FoundRows::default();
        let mut rows = Vec::new();
        let mut response_is_object = false;
        let mut limit = None;
        for (key, part) in members {
            match (&*key, part) {
                ("response", DocumentPart::Rows(list)) => rows = list,
                ("response", DocumentPart::Scalar(Json::Null)) => {}
                ("response", DocumentPart::Members(_)) => response_is_object = true,
                // What PUT snapshot answers; the rows of an endpoint are no such thing.
                ("response", DocumentPart::Scalar(Json::Text(text)))
                    if text == "SUCCESS" && self.forced.or_else(|| endpoints::find(&self.source.stem)).is_none() =>
                {
                    return Ok(told_only("the answer says SUCCESS, and has no rows".to_owned()));
                }
                ("response", DocumentPart::Scalar(scalar)) => {
                    return Err(Refused::Wrong(format!("response: expected a list, found {}", scalar.describe())));
                }
                ("limit", DocumentPart::Scalar(Json::Int(number))) if 0 < number => limit = Some(number),
                _ => {}
            }
        }
        if response_is_object {
            rows.extend(self.member("response")?);
        }
        if let Some(alert) = self.removed()? {
            return Ok(told_only(format!("this answers a DELETE ({alert}), and adds nothing")));
        }
        let endpoint = self.of_body(&rows, response_is_object)?;
        found.said.extend(self.incomplete(self.rows.unwrap_or(rows.len()), limit)?);
        found.tables.push(RowTable { endpoint, rows, form: BodyForm::Body });
        Ok(found)
    }

    fn of_body(&self, rows: &[Row<'a>], is_object: bool) -> Result<NamedRows<'a>, Refused> {
        let stem = &self.source.stem;
        if let Some(endpoint) = self.forced.or_else(|| endpoints::find(stem)) {
            return Ok(endpoint.into());
        }
        if let Some(owned) = self.owned(is_object) {
            return Ok(owned);
        }
        let first = rows.first().and_then(|row| row.parse(self.text, &Budget::of(self.text.len())).ok());
        if let Some(says) = first.as_ref().and_then(|row| foreign_row(row, is_object)) {
            return Err(Refused::SomethingElse(says.to_owned()));
        }
        let folder = endpoints::find(&self.source.folder);
        let of_many = || endpoints::find_singular(stem).or_else(|| self.one_of(rows));
        let by_one = || if folder.is_none() { of_many() } else { None };
        if let Some(endpoint) = by_one().or_else(|| self.told(rows)).or(folder) {
            return Ok(endpoint.into());
        }
        if endpoints::has_id(stem) {
            return Ok(NamedRows::Unknown(Cow::Owned(stem.clone())));
        }
        Err(Refused::Wrong(UNTELLABLE.to_owned()))
    }

    /// Whether the file is made of secrets: by its name, or, where that names no endpoint, by what stands in it.
    fn is_secret(&self, part: &DocumentPart) -> bool {
        let InputFile { stem, folder, .. } = self.source;
        if self.forced.is_some() || endpoints::find(stem).is_some() {
            return false;
        }
        let first = match part {
            DocumentPart::Rows(rows) => rows.first().copied(),
            DocumentPart::Members(members) => match members.iter().find(|(key, _)| key == "response") {
                Some((_, DocumentPart::Rows(rows))) => rows.first().copied(),
                _ if members.iter().any(|(key, _)| endpoints::find(key).is_some()) => None,
                _ => json::whole(self.text).ok(),
            },
            DocumentPart::Scalar(_) => None,
        };
        let row = || first?.parse(self.text, &Budget::of(self.text.len())).ok();
        is_secret_endpoint(stem)
            || is_secret_endpoint(folder)
            || endpoints::find(folder).is_none() && row().is_some_and(|row| holds_secret(&row.into_value()))
    }

    /// What a document is that is no body; none: it may be one.
    fn something_else(&self, members: &[(Cow<str>, DocumentPart)]) -> Option<&'static str> {
        if self.forced.is_some() {
            return None;
        }
        let names: Vec<(&str, bool)> =
            members.iter().map(|(key, part)| (&**key, matches!(part, DocumentPart::Members(_)))).collect();
        let empty = || json::member(self.text, "stats").ok().flatten().is_some_and(|stats| stats.as_str().len() <= 4);
        foreign::of_members(&|name| members.iter().any(|(key, _)| key == name))
            .or_else(|| foreign::of_snapshot(&names).filter(|_| empty()))
    }

    /// What a success that took something away says.
    fn removed(&self) -> Result<Option<String>, Refused> {
        let Some(alerts) = self.member("alerts")? else { return Ok(None) };
        let Ok(Json::List(alerts)) = alerts.parse(self.text, &Budget::of(self.text.len())) else { return Ok(None) };
        let words = ["deleted", "removed", "unlinked", "unassigned"];
        let found = alerts.iter().filter(|alert| alert.get("level").and_then(Json::as_text) == Some("success"));
        let mut texts = found.filter_map(|alert| alert.get("text").and_then(Json::as_text));
        Ok(texts.find(|text| words.iter().any(|word| text.to_lowercase().contains(word))).map(str::to_owned))
    }

    /// What tells that the file holds fewer rows than Traffic Ops has.
    fn incomplete(&self, rows: usize, limit: Option<i64>) -> Result<Vec<SaidOfFile>, Refused> {
        let mut warnings = Vec::new();
        if limit.is_some_and(|limit| limit == i64::try_from(rows).unwrap_or(i64::MAX)) {
            let message = format!("the answer was limited to {rows} rows and has that many: Traffic Ops may have more");
            warnings.push((Severity::Warning, "limit", message));
        }
        let count = self.member("summary")?.and_then(|row| row.parse(self.text, &Budget::of(self.text.len())).ok());
        if let Some(count) = count.and_then(|summary| summary.get("count").and_then(Json::as_int))
            && i64::try_from(rows).unwrap_or(i64::MAX) < count
        {
            let message = format!("the answer holds {rows} of {count} rows: ask again without a limit");
            warnings.push((Severity::Warning, "summary", message));
        }
        Ok(warnings)
    }

    fn member(&self, name: &str) -> Result<Option<Row<'a>>, Refused> {
        // Looking a second time costs as much as the first; only small parts of the answer are asked for.
        if !self.text.contains(name) {
            return Ok(None);
        }
        json::member(self.text, name).map_err(|error| Refused::Wrong(error.to_string()))
    }

    /// The rows of what one object has, as the file's name says. A single expression is one more, and not all of them.
    fn owned(&self, is_object: bool) -> Option<NamedRows<'a>> {
        let stem = &self.source.stem;
        let has_regexes = || !is_object && matches!(endpoints::of_id(stem), Some(OfId::ServiceRegexes(_)));
        (self.forced.is_none() && (endpoints::owned(stem).is_some() || has_regexes()))
            .then(|| NamedRows::Unknown(Cow::Owned(stem.clone())))
    }

    /// The endpoint of the one object that the file is named after.
    fn one_of(&self, rows: &[Row<'a>]) -> Option<&'static Endpoint> {
        let is_one = self.rows.is_none_or(|rows| rows == 1);
        of_one::find(&self.source.stem, self.text, rows).filter(|_| is_one)
    }

    /// The endpoint that the first row tells.
    fn told(&self, rows: &[Row<'a>]) -> Option<&'static Endpoint> {
        let row = rows.first()?.parse(self.text, &Budget::of(self.text.len())).ok()?;
        endpoints::told_by(&|name| row.get(name).is_some())
    }
}

fn one<'a>(endpoint: NamedRows<'a>, rows: Vec<Row<'a>>, form: BodyForm) -> FoundRows<'a> {
    FoundRows { tables: vec![RowTable { endpoint, rows, form }], ..FoundRows::default() }
}

/// Whether an object holds lists of many endpoints, and is no row that happens to have a member named like one.
fn is_many(members: &[(Cow<str>, DocumentPart)]) -> bool {
    let named = members.iter().any(|(key, part)| {
        matches!(&**key, "name" | "xmlId" | "hostName") && matches!(part, DocumentPart::Scalar(Json::Text(_)))
    });
    !named && members.iter().any(|(key, part)| endpoints::find(key).is_some() && holds_objects(part))
}

fn holds_objects(part: &DocumentPart) -> bool {
    matches!(part, DocumentPart::Rows(rows) if rows.first().is_none_or(|row| row.as_str().starts_with('{')))
}

fn many<'a>(members: Vec<(Cow<'a, str>, DocumentPart<'a>)>) -> FoundRows<'a> {
    let mut found = FoundRows::default();
    for (key, part) in members {
        let endpoint = match endpoints::find(&key).or_else(|| endpoints::find_singular(&key)) {
            Some(endpoint) => endpoint.into(),
            None if endpoints::has_id(&key) => NamedRows::Unknown(key.clone()),
            None if is_secret_endpoint(&key) => {
                found.said.push((Severity::Note, "", format!("`{key}` is {SECRETS}")));
                continue;
            }
            None if matches!(part, DocumentPart::Rows(_)) => {
                let message =
                    format!("`{key}` is no endpoint of Traffic Ops that is known, and its rows are not taken");
                found.said.push((Severity::Error, "", message));
                continue;
            }
            None => NamedRows::Unknown(key.clone()),
        };
        match part {
            DocumentPart::Rows(rows) if rows.iter().all(|row| row.as_str().starts_with('{')) => {
                found.tables.push(RowTable { endpoint, rows, form: BodyForm::Many });
            }
            DocumentPart::Scalar(Json::Null) if matches!(endpoint, NamedRows::Known(..)) => {
                found.tables.push(RowTable { endpoint, rows: Vec::new(), form: BodyForm::Many });
            }
            DocumentPart::Rows(_) | DocumentPart::Members(_) | DocumentPart::Scalar(_) => {
                let message = format!("`{key}` is no list of rows and was passed over");
                found.said.push((Severity::Warning, "", message));
            }
        }
    }
    found
}

/// An answer that has nothing to take.
fn told_only<'a>(message: String) -> FoundRows<'a> {
    FoundRows { said: vec![(Severity::Note, "", message)], ..FoundRows::default() }
}

/// Whether an object is a profile with its parameters, as Traffic Ops exports it.
fn is_profile_export(members: &[(Cow<str>, DocumentPart)]) -> bool {
    let has = |name: &str, is: fn(&DocumentPart) -> bool| members.iter().any(|(key, part)| key == name && is(part));
    has("profile", |part| matches!(part, DocumentPart::Members(_)))
        && has("parameters", |part| matches!(part, DocumentPart::Rows(_)))
}

/// What a row, or the object that stands for rows, is besides.
fn foreign_row(row: &Json, is_object: bool) -> Option<&'static str> {
    let Json::Object(members) = row else { return None };
    let has = |name: &str| row.get(name).is_some();
    if has("typeName") && has("setNumber") && has("pattern") {
        return Some(foreign::EXPRESSIONS_OF_ONE);
    }
    let is_empty = |value: &Json| matches!(value, Json::Object(members) if members.is_empty());
    let names: Vec<(&str, bool)> = members.iter().map(|(key, value)| (&**key, is_empty(value))).collect();
    foreign::of_members(&has).or_else(|| foreign::of_snapshot(&names)).filter(|_| is_object)
}

/// What to make of a file that has alerts and nothing else: an error that Traffic Ops answered with, or its word that
/// something has been done (`TC/alerts.go`).
fn alerts_only<'a>(text: &str, members: &[(Cow<str>, DocumentPart)]) -> Option<Result<FoundRows<'a>, Refused>> {
    let [(key, DocumentPart::Rows(rows))] = members else { return None };
    if key != "alerts" {
        return None;
    }
    let budget = Budget::of(text.len());
    let alerts: Vec<Json> = rows.iter().filter_map(|row| row.parse(text, &budget).ok()).collect();
    let member = |alert: &Json, name: &str| alert.get(name).and_then(Json::as_text).unwrap_or_default().to_owned();
    let is_well = |alert: &Json| matches!(&*member(alert, "level"), "success" | "info" | "warning");
    let texts = alerts.iter().map(|alert| member(alert, "text")).collect::<Vec<_>>().join("; ");
    Some(if !alerts.is_empty() && alerts.iter().all(is_well) {
        Ok(told_only(format!("this answer of Traffic Ops has no rows: {texts}")))
    } else {
        Err(Refused::Wrong(format!("Traffic Ops answered with an error and no rows: {texts}")))
    })
}

impl From<&'static Endpoint> for NamedRows<'_> {
    fn from(endpoint: &'static Endpoint) -> Self {
        Self::Known(endpoint.name, endpoint.holds)
    }
}

impl NamedRows<'_> {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Known(name, _) => name,
            Self::Unknown(name) => name,
        }
    }

    /// What its rows are.
    pub(super) const fn holds(&self) -> Holds {
        match self {
            Self::Known(_, holds) => *holds,
            Self::Unknown(_) => Holds::Others,
        }
    }
}
