//! Files and folders of Traffic Ops data to `Incoming`: finds the rows of every file, reads them on all cores, reports
//! every problem of every file at once.

mod by_endpoint;
mod in_pieces;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::edit::import::Incoming;
use crate::finding::{At, Finding, Place, Severity};
use crate::formats::files::{self, InputFile};
use crate::formats::json::{Budget, Json, Row, text_of};
use crate::model::Kind;
use crate::sorting::{OrderedMap, OrderedSet};

use crate::formats::traffic_ops::completing;
use crate::formats::traffic_ops::endpoints::{self, Endpoint, Holds, OfId};
use crate::formats::traffic_ops::entities::{EntityReader, TakenRow, members_of};
use crate::formats::traffic_ops::federations::FederationRows;
use crate::formats::traffic_ops::forms::{self, BodyForm, Refused, RowTable};
use crate::formats::traffic_ops::of_one;
use crate::formats::traffic_ops::older::Older;
use crate::formats::traffic_ops::others;
use crate::formats::traffic_ops::pairs::{self, Required};
use crate::formats::traffic_ops::placeholders;
use crate::formats::traffic_ops::regexes;
use crate::formats::traffic_ops::row_members::RowMembers;
use crate::formats::traffic_ops::sharing::SharedAbsents;
use crate::formats::traffic_ops::steering::TargetRows;

/// How many problems of one file are told one by one.
const MAX_PROBLEMS: usize = 5_000;

/// So many rows are read at a time, which bounds what a hostile file costs.
const ROWS_AT_ONCE: usize = 1 << 11;

/// So many bytes of a file are read at a time; files that are no longer are read as a whole.
const PIECE_BYTES: usize = 1 << 20;

/// So many rows may be as small as they like.
const MOST_SMALL_ROWS: usize = 100_000;

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The endpoint or kind that all files are of, for files whose names say nothing.
    pub kind: Option<String>,
    /// What `$NAME` stands for in CDN-in-a-Box's files.
    pub set: OrderedMap<String, String>,
    /// Set when nobody waits for it any more: it ends soon, with a part that is of no use.
    pub cancelled: Arc<AtomicBool>,
}

impl ReadOptions {
    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// Whether a file of that name, found in a folder, may be ours.
pub fn is_wanted(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".json", ".traffic_ops"].iter().any(|ending| name.len() > ending.len() && name.ends_with(ending))
}

/// Reads files and folders; `-` is standard input.
pub fn read(paths: &[PathBuf], options: &ReadOptions) -> Incoming {
    let files::Files { sources, unusable, .. } = files::find(paths, &is_wanted);
    let is_empty = sources.is_empty();
    let mut incoming = read_sources(sources, options);
    for path in unusable {
        let place = Place::whole(&path.name);
        incoming.problems.push(Finding::new(Severity::Error, place, "", path.error.to_string()));
    }
    if is_empty && incoming.problems.is_empty() {
        let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        let place = Place::whole(&Arc::from(names.join(", ")));
        let message = "no .json file is in there: name the folder that holds files like cachegroups.json";
        incoming.problems.push(Finding::new(Severity::Error, place, "", message));
    }
    incoming
}

/// Reads files that were found before, and lets go of each as soon as it is read.
pub fn read_sources(sources: Vec<InputFile>, options: &ReadOptions) -> Incoming {
    let forced = match options.kind.as_deref().map(|word| (word, endpoints::meant_by(word))) {
        Some((word, None)) => return unknown_kind(&sources, word),
        Some((_, found)) => found,
        None => None,
    };
    BodiesReading { forced, ..BodiesReading::new(options) }.all(sources)
}

fn unknown_kind(sources: &[InputFile], word: &str) -> Incoming {
    let file = sources.first().map_or_else(|| Arc::from("--kind"), |source| Arc::clone(&source.name));
    let names: Vec<_> = endpoints::ENDPOINTS.iter().map(|endpoint| endpoint.name).collect();
    let message = format!("`{word}` is no kind of Traffic Ops data (they are {})", names.join(", "));
    let problem = Finding::new(Severity::Error, Place::whole(&file), "", message);
    Incoming { problems: vec![problem], ..Incoming::default() }
}

/// What the reading of a row needs to know of its file.
#[derive(Debug)]
struct ReadContext<'a> {
    /// The file.
    file: &'a Arc<str>,
    /// Whether it is an answer of the API, which leaves out only what is empty.
    is_body: bool,
    text: &'a str,
    /// How many bytes the file has, of which the text may be a piece.
    bytes: usize,
    budget: &'a Budget,
    spot: RowSpot<'a>,
    /// What placeholders stand for, in files that have them.
    set: Option<&'a OrderedMap<String, String>>,
    /// Whether all rows so far were JSON that can be read.
    is_parsed: AtomicBool,
}

/// How rows of a table are found in their file.
#[derive(Clone, Copy, Debug)]
enum RowSpot<'a> {
    /// The file is one row.
    Whole,
    /// The file is one list.
    Row,
    /// The file has many lists.
    RowOf(&'a str),
}

impl ReadContext<'_> {
    fn place(&self, row: usize) -> Place {
        let at = match self.spot {
            RowSpot::Whole => At::Whole,
            RowSpot::Row => At::Row(row),
            RowSpot::RowOf(endpoint) => At::Spot(format!("{endpoint} row {row}")),
        };
        Place { file: Arc::clone(self.file), at }
    }
}

struct BodiesReading<'o> {
    options: &'o ReadOptions,
    forced: Option<&'static Endpoint>,
    /// So many bytes of a long file are read at a time.
    piece_bytes: usize,
    incoming: Incoming,
    readers: HashMap<Kind, EntityReader>,
    other_keys: others::TakenKeys,
    required: Option<Vec<Required>>,
    steering_targets: TargetRows,
    federations: FederationRows,
    /// The first place where a secret was dropped.
    secret: Option<Place>,
    /// How many problems there were before the file that is read,
    first_problem: usize,
    /// and how many of it are not told one by one, and the worst of those.
    surplus: Option<(usize, Severity)>,
    /// What rows of older versions cannot say.
    older: Older,
    /// Whether the file that is read has cache groups, of each of which a coordinate follows, or coordinates.
    has_placed: bool,
}

/// A row as it was parsed, or what is wrong with it, and the placeholders in it that nobody gave a value.
type ParsedRow<'a> = (Place, Result<RowMembers<'a>, Vec<Finding>>, OrderedSet<String>);

impl<'o> BodiesReading<'o> {
    fn new(options: &'o ReadOptions) -> Self {
        Self {
            options,
            forced: None,
            piece_bytes: PIECE_BYTES,
            incoming: Incoming::default(),
            readers: HashMap::new(),
            other_keys: others::TakenKeys::default(),
            required: None,
            steering_targets: TargetRows::default(),
            federations: FederationRows::default(),
            secret: None,
            first_problem: 0,
            surplus: None,
            older: Older::default(),
            has_placed: false,
        }
    }

    /// Reads all files. While the rows of one are read, the next comes from the disk.
    fn all(mut self, sources: Vec<InputFile>) -> Incoming {
        let (mut sources, piece_bytes) = (sources.into_iter(), self.piece_bytes);
        let mut next = sources.next();
        while let Some(source) = next.take().filter(|_| !self.options.is_cancelled()) {
            let coming = sources.next();
            next = rayon::join(|| self.source(&source), || coming.map(|source| source.fetched(piece_bytes))).1;
            if std::mem::take(&mut self.has_placed) {
                self.incoming.objects.join_derived(Kind::Coordinate);
            }
        }
        self.finish()
    }

    fn problem(&mut self, severity: Severity, place: Place, field: &str, message: impl Into<String>) {
        self.incoming.problems.push(Finding::new(severity, place, field, message));
    }

    fn source(&mut self, source: &InputFile) {
        if self.in_pieces(source) {
            return;
        }
        let whole = Place::whole(&source.name);
        let bytes = match source.read() {
            Ok(bytes) => bytes,
            Err(error) => return self.problem(Severity::Error, whole, "", error.to_string()),
        };
        let text = match text_of(&bytes) {
            Ok(text) => text,
            Err(error) => return self.problem(Severity::Error, spot(source, &error.spot()), "", error.reason()),
        };
        match forms::find(source, text, self.forced, None) {
            Err(Refused::Wrong(message)) => self.problem(Severity::Error, whole, "", message),
            Err(Refused::SomethingElse(message)) if source.named => self.problem(Severity::Error, whole, "", message),
            Err(Refused::SomethingElse(message)) => {
                self.problem(Severity::Warning, whole, "", format!("passed over: {message}"));
            }
            Ok(found) => {
                for (severity, member, message) in found.said {
                    self.problem(severity, whole.clone(), member, message);
                }
                self.first_problem = self.incoming.problems.len();
                for table in found.tables {
                    self.table(source, text, &table);
                }
                self.tell_surplus(source);
            }
        }
    }

    /// A file of nothing but errors must not fill the memory with their descriptions: the rest is only counted.
    fn bound_problems(&mut self) {
        let kept = self.first_problem + MAX_PROBLEMS;
        if kept < self.incoming.problems.len() {
            let rest = self.incoming.problems.split_off(kept);
            let worst = rest.iter().map(|problem| problem.severity).max().unwrap_or(Severity::Error);
            let (count, worst_before) = self.surplus.unwrap_or((0, worst));
            self.surplus = Some((count + rest.len(), worst.max(worst_before)));
        }
    }

    fn tell_surplus(&mut self, source: &InputFile) {
        self.bound_problems();
        if let Some((count, worst)) = self.surplus.take() {
            self.problem(worst, Place::whole(&source.name), "", format!("and {count} problems more"));
        }
    }

    /// Whether a table has given more than one in a file of its size can: then nothing of it is taken. Each object takes
    /// some thousand bytes, and files of nothing but tiny rows are made to fill the memory.
    fn is_too_much(&mut self, context: &ReadContext, before: (usize, usize), rows: usize) -> bool {
        let bytes = context.bytes;
        if !self.exceeds(bytes, before) {
            return false;
        }
        self.incoming.objects.truncate(before.0);
        self.incoming.pairs.truncate(before.1);
        self.incoming.left_out += rows;
        let message = format!("{rows} rows in {bytes} bytes are too many: rows that say something are longer");
        self.problem(Severity::Error, Place::whole(context.file), "", message);
        true
    }

    /// Whether there is more than a file of so many bytes gives, beyond what was there before it.
    fn exceeds(&self, bytes: usize, before: (usize, usize)) -> bool {
        let (objects, pairs) = (self.incoming.objects.len() - before.0, self.incoming.pairs.len() - before.1);
        MOST_SMALL_ROWS + bytes / 100 < objects || MOST_SMALL_ROWS + bytes / 50 < pairs
    }

    /// How much there is before a table is read.
    fn filled(&self) -> (usize, usize) {
        (self.incoming.objects.len(), self.incoming.pairs.len())
    }

    fn table(&mut self, source: &InputFile, text: &str, table: &RowTable) {
        let is_one = of_one::find(&source.stem, text, &table.rows).is_some();
        // That there is one object does not say that there are no others.
        let Incoming { kinds, relations, endpoints, .. } = &self.incoming;
        let before = is_one.then(|| (kinds.clone(), relations.clone(), endpoints.clone()));
        self.rows(source, text, table);
        if let Some(before) = before {
            (self.incoming.kinds, self.incoming.relations, self.incoming.endpoints) = before;
        }
    }

    fn rows(&mut self, source: &InputFile, text: &str, table: &RowTable) {
        let budget = Budget::of(text.len());
        let context = ReadContext {
            file: &source.name,
            is_body: table.form == BodyForm::Body,
            text,
            bytes: text.len(),
            budget: &budget,
            spot: match table.form {
                BodyForm::Many => RowSpot::RowOf(table.endpoint.name()),
                BodyForm::Bare | BodyForm::Folder if text.trim_ascii_start().starts_with('{') => RowSpot::Whole,
                BodyForm::Bare | BodyForm::Folder | BodyForm::Body => RowSpot::Row,
            },
            set: (table.form == BodyForm::Folder).then_some(&self.options.set),
            is_parsed: AtomicBool::new(true),
        };
        let name = table.endpoint.name();
        if table.endpoint.holds() != Holds::Skipped {
            self.incoming.files.insert(Arc::clone(&source.name));
        }
        match table.endpoint.holds() {
            Holds::Skipped => {
                let message = format!("{} {name} are not taken: a planner has no use for them", table.rows.len());
                self.problem(Severity::Note, Place::whole(&source.name), "", message);
            }
            Holds::Kind(kind) => {
                self.incoming.kinds.insert(kind);
                self.note_placed(kind);
                let reader = self.readers.remove(&kind).unwrap_or_else(|| EntityReader::of(kind));
                self.take(&context, &table.rows, &|place, members| reader.read(context.is_body, place, members));
                self.readers.insert(kind, reader);
            }
            Holds::Relation(relation) => {
                self.incoming.relations.insert(relation);
                let shared = SharedAbsents::default();
                self.take(&context, &table.rows, &|place, members| pairs::read(relation, &place, &members, &shared));
            }
            Holds::RequiredCapabilities => self.required(&context, &table.rows),
            Holds::Regexes => self.take(&context, &table.rows, &|place, members| regexes::read(place, &members)),
            Holds::ProfileExports => {
                let reader = self.readers.remove(&Kind::Profile).unwrap_or_else(|| EntityReader::of(Kind::Profile));
                self.take(&context, &table.rows, &|place, members| reader.read_export(place, members));
                self.readers.insert(Kind::Profile, reader);
            }
            Holds::Steering => {
                self.incoming.kinds.insert(Kind::ServiceSteering);
                self.steering(&context, name, &table.rows);
            }
            Holds::Federations => {
                self.incoming.kinds.insert(Kind::ServiceFederations);
                self.federations(&context, name, &table.rows);
            }
            Holds::Others if let Some(owned) = endpoints::owned(name) => self.owned(&context, &table.rows, &owned),
            Holds::Others => match endpoints::of_id(name) {
                Some(OfId::SteeringTargets) => self.steering(&context, name, &table.rows),
                Some(OfId::CdnFederations) => self.federations(&context, name, &table.rows),
                Some(OfId::FederationServices(id)) => {
                    self.parts(&context, name, &table.rows, &|rows, members| rows.add_service(id, members));
                }
                Some(OfId::FederationResolvers(id)) => {
                    self.parts(&context, name, &table.rows, &|rows, members| rows.add_resolver(id, members));
                }
                Some(OfId::ServiceRegexes(id)) => self.regexes_of(&context, &table.rows, id),
                None => self.others(&context, name, &table.rows),
            },
        }
    }

    /// Reads rows on all cores, and adds up what they give.
    fn take(&mut self, context: &ReadContext, rows: &[Row], read: &(dyn Fn(Place, RowMembers) -> TakenRow + Sync)) {
        let (mut missing, before) = (OrderedSet::new(), self.filled());
        for (piece, first) in rows.chunks(ROWS_AT_ONCE).zip((0..).step_by(ROWS_AT_ONCE)) {
            missing.extend(self.take_some(context, piece, first, read));
            if self.options.is_cancelled() || self.is_too_much(context, before, rows.len()) {
                return;
            }
        }
        self.warn_of_placeholders(context, missing);
    }

    /// Adds what some rows give, in their order: the first of them is row `first` of the file. Says what placeholders nobody
    /// gave a value.
    fn take_some(
        &mut self,
        context: &ReadContext,
        rows: &[Row],
        first: usize,
        read: &(dyn Fn(Place, RowMembers) -> TakenRow + Sync),
    ) -> OrderedSet<String> {
        let all: Vec<(TakenRow, OrderedSet<String>)> = rows
            .par_iter()
            .enumerate()
            .map(|(index, row)| {
                let (place, members, missing) = parse_row(context, first + index, *row);
                let taken = match members {
                    Ok(members) => read(place, members).packed(),
                    Err(problems) => TakenRow { problems, left_out: true, ..TakenRow::default() },
                };
                (taken, missing)
            })
            .collect();
        let mut missing = OrderedSet::new();
        for (taken, names) in all {
            missing.extend(names);
            self.add(taken);
        }
        self.bound_problems();
        missing
    }

    fn add(&mut self, taken: TakenRow) {
        if taken.secret && self.secret.is_none() {
            self.secret = taken.objects.first().map(|object| Place::whole(&object.place.file));
        }
        if let Some(object) = taken.objects.first().filter(|_| taken.older.is_some()) {
            self.older.note(object.kind, &object.place, taken.older);
        }
        self.incoming.left_out += usize::from(taken.left_out);
        self.incoming.objects.extend(taken.objects);
        taken.pairs.into_iter().for_each(|pair| self.incoming.pairs.push(pair));
        self.incoming.problems.extend(taken.problems);
        self.incoming.relations.extend(taken.relations);
    }

    fn note_placed(&mut self, kind: Kind) {
        self.has_placed |= matches!(kind, Kind::CacheGroup | Kind::Coordinate);
    }

    /// Goes through rows one after the other.
    fn each(&mut self, context: &ReadContext, rows: &[Row], mut with: impl FnMut(&mut Self, Place, RowMembers)) {
        let (mut missing, before) = (OrderedSet::new(), self.filled());
        for (index, row) in rows.iter().enumerate() {
            if index.is_multiple_of(ROWS_AT_ONCE) && self.is_too_much(context, before, rows.len()) {
                return;
            }
            let (place, members, names) = parse_row(context, index, *row);
            missing.extend(names);
            match members {
                Ok(members) => with(self, place, members),
                Err(problems) => {
                    self.incoming.left_out += 1;
                    self.incoming.problems.extend(problems);
                    self.bound_problems();
                }
            }
        }
        self.warn_of_placeholders(context, missing);
    }

    fn warn_of_placeholders(&mut self, context: &ReadContext, missing: OrderedSet<String>) {
        for name in missing {
            let message = format!("${name} stays as it is: say what it stands for with --set {name}=...");
            self.problem(Severity::Warning, Place::whole(context.file), "", message);
            self.incoming.variables.insert(name);
        }
    }

    fn finish(mut self) -> Incoming {
        if let Some(place) = self.secret.take() {
            let message = "passwords (iloPassword, xmppPasswd) are not kept: a plan has no use for them";
            self.problem(Severity::Note, place, "", message);
        }
        let older = std::mem::take(&mut self.older);
        self.incoming.problems.extend(older.problems(self.required.is_some()));
        regexes::settle(&mut self.incoming);
        let targets = std::mem::take(&mut self.steering_targets).settle(&mut self.incoming);
        let federations = std::mem::take(&mut self.federations).settle(&mut self.incoming);
        for (endpoint, kept) in [("steeringTargets", targets), ("federations", federations)] {
            for (place, document) in kept {
                if let Json::Object(members) = Json::of_value(&document).into_owned() {
                    self.other(endpoint, place, members);
                }
            }
        }
        completing::complete(&mut self.incoming, self.required);
        self.incoming
    }
}

fn spot(source: &InputFile, spot: &str) -> Place {
    let at = if spot.is_empty() { At::Whole } else { At::Spot(spot.to_owned()) };
    Place { file: Arc::clone(&source.name), at }
}

fn parse_row<'a>(context: &ReadContext<'a>, index: usize, row: Row<'a>) -> ParsedRow<'a> {
    let place = context.place(index);
    let mut json = match row.parse(context.text, context.budget) {
        Ok(json) => json,
        Err(error) => {
            context.is_parsed.store(false, Ordering::Relaxed);
            let problem = Finding::new(Severity::Error, place.clone(), "", error.to_string());
            return (place, Err(vec![problem]), OrderedSet::new());
        }
    };
    let missing = context.set.map_or_else(OrderedSet::new, |set| placeholders::fill(&mut json, set));
    let members = members_of(json, &place);
    (place, members, missing)
}
