//! Which form a file has (an answer of the API, a bare list, one object in a folder of its endpoint, many endpoints in
//! one object) and which endpoint its rows are of. It finds rows and reads none.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::formats::files::Source;
use crate::formats::json::{self, Budget, Json, Part, Row};

use super::endpoints::{self, Endpoint, Holds};

/// Rows of one endpoint in one file.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// What they are.
    pub endpoint: Named<'a>,
    /// The rows, unread.
    pub rows: Vec<Row<'a>>,
    /// How the file holds them.
    pub form: Form,
}

/// An endpoint that we know, or the name of one that we don't.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Named<'a> {
    /// One of the catalogue.
    Known(&'static str, Holds),
    /// Some other.
    Unknown(Cow<'a, str>),
}

/// How a file holds rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
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
pub(super) struct Found<'a> {
    /// Its rows, by endpoint.
    pub tables: Vec<Table<'a>>,
    /// What it said about itself that a user should know, with the member that says it.
    pub warnings: Vec<(&'static str, String)>,
    /// What is not read, and why.
    pub notes: Vec<String>,
}

/// Why a file cannot be used.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is wrong.
    Wrong(String),
    /// It is something else: wrong when the user named it, to be passed over in a folder.
    SomethingElse(String),
}

const UNTELLABLE: &str = "nothing says which endpoint this is of: name the file after it (like cachegroups.json), or \
                          say it with --kind";

/// Finds the rows of a document. `forced`: the endpoint that the user says it is of.
pub(super) fn find<'a>(
    source: &Source,
    text: &'a str,
    forced: Option<&'static Endpoint>,
) -> Result<Found<'a>, Refused> {
    let wrong = |error: &json::JsonError| Refused::Wrong(error.to_string());
    let part = json::outline(text).map_err(|error| wrong(&error))?;
    let naming = Naming { source, text, forced };
    match part {
        Part::Rows(rows) => naming.bare(rows),
        Part::Scalar(scalar) => {
            Err(Refused::Wrong(format!("expected an object or a list, found {}", scalar.describe())))
        }
        Part::Members(members) => {
            let mut seen = BTreeSet::new();
            if let Some((twice, _)) = members.iter().find(|(key, _)| !seen.insert(key.clone())) {
                return Err(Refused::Wrong(format!("`{twice}` stands twice at the top of the file")));
            }
            if members.iter().any(|(key, _)| key == "response") {
                naming.body(members)
            } else if is_many(&members) {
                Ok(many(members))
            } else if let Some(alerts) = alerts_only(text, &members) {
                Err(Refused::Wrong(alerts))
            } else {
                let row = json::whole(text).map_err(|error| wrong(&error))?;
                naming.bare(vec![row])
            }
        }
    }
}

struct Naming<'s, 'a> {
    source: &'s Source,
    text: &'a str,
    forced: Option<&'static Endpoint>,
}

impl<'a> Naming<'_, 'a> {
    fn bare(&self, rows: Vec<Row<'a>>) -> Result<Found<'a>, Refused> {
        let by_folder = endpoints::find(&self.source.folder);
        let by_name = endpoints::find(&self.source.stem);
        let by_rows = || self.told(&rows);
        let form = if by_name.is_none() && by_folder.is_some() { Form::Folder } else { Form::Bare };
        match self.forced.or(by_name).or(by_folder).or_else(by_rows) {
            Some(endpoint) => Ok(one(endpoint.into(), rows, form)),
            None => Err(Refused::SomethingElse(UNTELLABLE.to_owned())),
        }
    }

    fn body(&self, members: Vec<(Cow<'a, str>, Part<'a>)>) -> Result<Found<'a>, Refused> {
        let mut found = Found::default();
        let mut rows = Vec::new();
        let mut response_is_object = false;
        let mut limit = None;
        for (key, part) in members {
            match (&*key, part) {
                ("response", Part::Rows(list)) => rows = list,
                ("response", Part::Scalar(Json::Null)) => {}
                ("response", Part::Members(_)) => response_is_object = true,
                ("response", Part::Scalar(scalar)) => {
                    return Err(Refused::Wrong(format!("response: expected a list, found {}", scalar.describe())));
                }
                ("limit", Part::Scalar(Json::Int(number))) if 0 < number => limit = Some(number),
                _ => {}
            }
        }
        if response_is_object {
            rows.extend(self.member("response")?);
        }
        let endpoint = self.of_body(&rows, response_is_object)?;
        found.warnings.extend(self.incomplete(rows.len(), limit)?);
        found.tables.push(Table { endpoint, rows, form: Form::Body });
        Ok(found)
    }

    fn of_body(&self, rows: &[Row<'a>], is_object: bool) -> Result<Named<'a>, Refused> {
        let stem = &self.source.stem;
        let by_name = self.forced.or_else(|| endpoints::find(stem)).or_else(|| self.told(rows));
        if let Some(endpoint) = by_name.or_else(|| endpoints::find(&self.source.folder)) {
            return Ok(endpoint.into());
        }
        let like_an_endpoint =
            !stem.is_empty() && stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if like_an_endpoint && !is_object {
            Ok(Named::Unknown(Cow::Owned(stem.clone())))
        } else {
            Err(Refused::SomethingElse(UNTELLABLE.to_owned()))
        }
    }

    /// What tells that the file holds fewer rows than Traffic Ops has.
    fn incomplete(&self, rows: usize, limit: Option<i64>) -> Result<Vec<(&'static str, String)>, Refused> {
        let mut warnings = Vec::new();
        if limit.is_some_and(|limit| limit == i64::try_from(rows).unwrap_or(i64::MAX)) {
            let message = format!("the answer was limited to {rows} rows and has that many: Traffic Ops may have more");
            warnings.push(("limit", message));
        }
        let count = self.member("summary")?.and_then(|row| row.parse(self.text, &Budget::of(self.text.len())).ok());
        if let Some(count) = count.and_then(|summary| summary.get("count").and_then(Json::as_int))
            && i64::try_from(rows).unwrap_or(i64::MAX) < count
        {
            warnings.push(("summary", format!("the answer holds {rows} of {count} rows: ask again without a limit")));
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

    /// The endpoint that the first row tells.
    fn told(&self, rows: &[Row<'a>]) -> Option<&'static Endpoint> {
        let row = rows.first()?.parse(self.text, &Budget::of(self.text.len())).ok()?;
        endpoints::told_by(&|name| row.get(name).is_some())
    }
}

fn one<'a>(endpoint: Named<'a>, rows: Vec<Row<'a>>, form: Form) -> Found<'a> {
    Found { tables: vec![Table { endpoint, rows, form }], ..Found::default() }
}

/// Whether an object holds lists of many endpoints, and is no row that happens to have a member named like one.
fn is_many(members: &[(Cow<str>, Part)]) -> bool {
    let named = members.iter().any(|(key, part)| {
        matches!(&**key, "name" | "xmlId" | "hostName") && matches!(part, Part::Scalar(Json::Text(_)))
    });
    !named && members.iter().any(|(key, part)| endpoints::find(key).is_some() && holds_objects(part))
}

fn holds_objects(part: &Part) -> bool {
    matches!(part, Part::Rows(rows) if rows.first().is_none_or(|row| row.as_str().starts_with('{')))
}

fn many<'a>(members: Vec<(Cow<'a, str>, Part<'a>)>) -> Found<'a> {
    let mut found = Found::default();
    for (key, part) in members {
        let endpoint = match endpoints::find(&key) {
            Some(endpoint) => endpoint.into(),
            None => Named::Unknown(key.clone()),
        };
        match part {
            Part::Rows(rows) if rows.iter().all(|row| row.as_str().starts_with('{')) => {
                found.tables.push(Table { endpoint, rows, form: Form::Many });
            }
            Part::Scalar(Json::Null) => found.tables.push(Table { endpoint, rows: Vec::new(), form: Form::Many }),
            Part::Rows(_) | Part::Members(_) | Part::Scalar(_) => {
                found.notes.push(format!("`{key}` is no list of rows and was passed over"));
            }
        }
    }
    found
}

/// The texts of the alerts when the file has nothing else: an error that Traffic Ops answered with.
fn alerts_only(text: &str, members: &[(Cow<str>, Part)]) -> Option<String> {
    let [(key, Part::Rows(rows))] = members else { return None };
    if key != "alerts" {
        return None;
    }
    let budget = Budget::of(text.len());
    let alerts = rows.iter().filter_map(|row| row.parse(text, &budget).ok());
    let texts: Vec<_> =
        alerts.filter_map(|alert| alert.get("text").and_then(Json::as_text).map(str::to_owned)).collect();
    Some(format!("Traffic Ops answered with an error and no rows: {}", texts.join("; ")))
}

impl From<&'static Endpoint> for Named<'_> {
    fn from(endpoint: &'static Endpoint) -> Self {
        Self::Known(endpoint.name, endpoint.holds)
    }
}

impl Named<'_> {
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
