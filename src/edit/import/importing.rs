//! From `Incoming` to one `Edit`: matching by identity, resolving links, merging fields, removing what `--replace`
//! asks for, and a report of what was done. The steps are in the files beside this one, in the order of their calls.

use std::sync::Arc;

use rayon::prelude::*;

use super::building::{self, Building, Built, RowRemarks};
use super::coordinates;
use super::directory::Directory;
use super::incoming::{Incoming, IncomingObjects};
use super::matching::{self, Matches};
use super::merging;
use super::numbered;
use super::ordering;
use super::pairs::{IncomingPairs, PairSide};
use super::parting::{Content, RowHeading, parted};
use super::pieces::ListInPieces;
use super::planned::{Planned, called};
use super::removing::{self, Scope};
use super::report::{ImportOptions, ImportOutcome, ImportReport};
use super::secrets;
use super::standing;
use crate::edit::change::{Change, LinkChange};
use crate::edit::following::follow_up;
use crate::edit::relink::{self, Pointing, relinked_pair, relinking_objects};
use crate::edit::{ApplyError, Edit};
use crate::finding::{Finding, Place, Severity};
use crate::model::{Absent, AnyId, AnyLink, AnyPair, Kind, Plan, QuickSet, RelationKind, Target, grouped};
use crate::parallel;
use crate::sorting::{self, OrderedMap, OrderedSet};

/// Turns what came into an edit of `plan`.
///
/// # Errors
/// Only when the edit that it made does not fit, which is a fault of ours and not of the input.
pub fn import_rows(plan: &Plan, mut incoming: Incoming, options: ImportOptions) -> Result<ImportOutcome, ApplyError> {
    secrets::strip_all(&mut incoming);
    let place = Place::whole(&first_file(&incoming));
    let label = label(&incoming);
    let scope = Scope::of(&mut incoming);
    let Incoming { mut objects, pairs, problems, left_out, absent, claims, .. } = incoming;
    let mut report = ImportReport { left_out, problems, ..ImportReport::default() };

    numbered::name(&mut objects, plan, &mut report);
    let mut rows = merging::merged(objects, &mut report);
    let planned = Planned::of(plan, rows.len());
    let mut matches = matching::matched(&mut rows, &planned, options, &mut report);
    coordinates::settle(&mut rows, &planned, &mut matches);
    ordering::settle(&mut rows, plan, &matches);
    let gone = gone(plan, &rows, &matches, &scope, options, &place, &mut report);
    let numbers = numbers(plan, &rows, &matches);
    let (rows, contents) = parted(rows);
    let mut directory = Directory::of(&planned, &rows, &numbers, &matches, gone);

    let mut gathered = GatheredChanges::default();
    gathered.changes.reserve_exact(rows.len() + pairs.len());
    let left_out = gathered.build(&rows, contents, &Building::of(plan, &directory), (&numbers, &matches), &mut report);
    directory.left_out.extend(left_out);
    gathered.point_elsewhere(&directory);
    gathered.take_links(plan, pairs, &scope, options, &directory);
    gathered.take_removals(plan, &directory);
    gathered.report_unresolved(&mut report);
    let mut changes = gathered.changes;
    changes.extend(removing::unwanted(&absent, &planned, &matches, &changes, &place, &mut report));
    changes.extend(follow_up(plan, &changes));
    if !options.keep_going && report.problems.iter().any(|problem| problem.severity == Severity::Error) {
        report.refused = true;
        return Ok(ImportOutcome { edit: Edit::new(label, Vec::new()), plan: plan.clone(), report });
    }
    let edit = Edit::new(label, changes);
    // The rows are no longer needed, and the next plan needs the room.
    drop(directory);
    drop((numbers, matches));
    let_go(rows);
    let next = if edit.is_empty() { plan.clone() } else { plan.applying(&edit)? };
    report.problems.extend(standing::notes(&next, &claims));
    Ok(ImportOutcome { edit, plan: next, report })
}

/// Lets go of rows on all cores: what is made next takes their room.
fn let_go(rows: ListInPieces<RowHeading>) {
    let mut pieces: Vec<Vec<RowHeading>> = rows.into_pieces().collect();
    parallel::each_mut(&mut pieces, |rows| *rows = Vec::new());
}

fn first_file(incoming: &Incoming) -> Arc<str> {
    let object = incoming.objects.first().map(|object| &object.place.file);
    let pair = incoming.pairs.files().next();
    let problem = incoming.problems.first().and_then(|problem| problem.subject.place()).map(|place| &place.file);
    object.or(pair).or(problem).map_or_else(|| Arc::from("the input"), Arc::clone)
}

fn label(incoming: &Incoming) -> String {
    let objects = incoming.objects.iter().map(|object| &object.place.file);
    let mut last: Option<&Arc<str>> = None;
    let mut files: OrderedSet<&str> = incoming.files.iter().map(|file| &**file).collect();
    for file in objects.chain(incoming.pairs.files()) {
        if last.is_none_or(|last| !Arc::ptr_eq(last, file)) {
            files.insert(file);
        }
        last = Some(file);
    }
    match files.first() {
        None => "Import".to_owned(),
        Some(file) if files.len() == 1 => format!("Import {file}"),
        Some(_) => label_of_files(files.len()),
    }
}

/// What an import of several files is called.
pub fn label_of_files(count: usize) -> String {
    format!("Import {} files", grouped(count))
}

/// What `--replace` removes: nothing while some of the input could not be read, for it may be just that.
fn gone(
    plan: &Plan,
    rows: &IncomingObjects,
    matches: &Matches,
    scope: &Scope,
    options: ImportOptions,
    place: &Place,
    report: &mut ImportReport,
) -> QuickSet<AnyId> {
    if !options.replace {
        return QuickSet::default();
    }
    if report.left_out > 0 || report.problems.iter().any(|problem| problem.severity == Severity::Error) {
        let message = "some rows could not be read, so nothing is removed: what seems to be lacking may be one of them";
        report.problems.push(Finding::new(Severity::Warning, place.clone(), "", message));
        return QuickSet::default();
    }
    removing::find_lacking(plan, rows, matches, scope)
}

/// The numbers of the rows' objects: new ones get fresh ids in the order of the input.
fn numbers(plan: &Plan, rows: &IncomingObjects, matches: &Matches) -> Vec<u64> {
    let mut next: Vec<u64> = Kind::ALL.iter().map(|kind| plan.fresh_number(*kind, 0)).collect();
    let numbers = rows.iter().zip(&matches.numbers).map(|(row, number)| {
        number.unwrap_or_else(|| {
            next.get_mut(row.kind.index()).map_or(0, |next| {
                *next += 1;
                *next - 1
            })
        })
    });
    numbers.collect()
}

/// The pair that comes or goes.
fn pair_of(change: &Change) -> Option<&AnyPair> {
    change.link().map(|link| &link.pair)
}

/// Puts changes of pairs in their order, from a place on, and each once.
fn once_in_order(changes: &mut Vec<Change>, first: usize) {
    let pairs = changes.get_mut(first..).unwrap_or_default();
    pairs.par_sort_unstable_by(|one, other| pair_of(one).cmp(&pair_of(other)));
    if pairs.iter().zip(pairs.iter().skip(1)).any(|(one, next)| pair_of(one) == pair_of(next)) {
        let mut pairs = changes.split_off(first);
        pairs.dedup_by(|next, one| pair_of(next) == pair_of(one));
        changes.append(&mut pairs);
    }
}

/// The changes while they gather.
#[derive(Default)]
struct GatheredChanges {
    changes: Vec<Change>,
    /// The objects of the plan that the input has settled.
    settled: QuickSet<AnyId>,
    /// What is referred to in vain: how often, and where first.
    unresolved: OrderedMap<(Kind, Arc<Absent>), (usize, Place)>,
}

impl GatheredChanges {
    /// Builds the objects of all rows, some at a time; gives the new ones that turned out not to come.
    fn build<'r>(
        &mut self,
        rows: &'r ListInPieces<RowHeading>,
        contents: ListInPieces<Content>,
        building: &Building<'_, '_>,
        (numbers, matches): (&[u64], &Matches),
        report: &mut ImportReport,
    ) -> Vec<(AnyId, &'r RowHeading)> {
        let mut left_out = Vec::new();
        let mut numbers = numbers.iter().copied().zip(matches.numbers.iter().copied());
        for (some, contents) in rows.pieces().zip(contents.into_pieces()) {
            let numbers: Vec<_> = numbers.by_ref().take(some.len()).collect();
            let built = building.built(some, contents, &numbers, &matches.moved);
            for (built, (row, (number, existing))) in built.into_iter().zip(some.iter().zip(numbers)) {
                let object = AnyId { kind: row.kind, number };
                if !self.take_object(built, row, existing.map(|_| object), report) && existing.is_none() {
                    left_out.push((object, row));
                }
            }
        }
        left_out
    }

    /// Takes what a row came to, and `existing`, the object of the plan that it is. Whether it could be taken.
    fn take_object(
        &mut self,
        built: Built,
        row: &RowHeading,
        existing: Option<AnyId>,
        report: &mut ImportReport,
    ) -> bool {
        let RowRemarks { unresolved, errors, warnings } = built.said.map(|said| *said).unwrap_or_default();
        if !errors.is_empty() {
            report.problems.extend(errors);
            report.left_out += 1;
            return false;
        }
        if built.quiet || built.change.is_none() {
            report.unchanged += 1;
        }
        self.settled.extend(existing);
        self.changes.extend(built.change);
        report.problems.extend(warnings);
        for (kind, absent) in unresolved {
            self.unresolved.entry((kind, absent)).or_insert_with(|| (0, row.place.clone())).0 += 1;
        }
        true
    }

    /// Points links to what does not come to its bare names.
    fn point_elsewhere(&mut self, directory: &Directory<'_>) {
        if !directory.left_out.is_empty() {
            let pointing: Pointing<'_> = &|link| directory.part_from(link.id()?);
            let changes = std::mem::take(&mut self.changes);
            self.changes = changes.into_iter().map(|change| building::repointed(change, pointing)).collect();
        }
    }

    /// Pairs that came, and links of what did not come that now point elsewhere.
    fn take_links(
        &mut self,
        plan: &Plan,
        pairs: IncomingPairs,
        scope: &Scope,
        options: ImportOptions,
        directory: &Directory<'_>,
    ) {
        let pointing: Pointing<'_> = &|link| directory.point_to(link);
        let skip = |object: AnyId| self.settled.contains(&object) || directory.gone.contains(&object);
        let relinked = relinking_objects(plan, &relink::refers, &skip, pointing);
        self.changes.extend(relinked);

        let first = self.changes.len();
        self.want_pairs(&pairs, directory);
        drop(pairs);
        let mut relinked: OrderedSet<AnyPair> = OrderedSet::new();
        let gone = |link: &AnyLink| link.id().is_some_and(|id| directory.gone.contains(&id));
        let mut leaving: Vec<AnyPair> = Vec::new();
        for relation in RelationKind::ALL {
            let replaced = options.replace && scope.relations.contains(relation);
            // Where nothing goes, a pair of two objects that are there stays as it is.
            let is_whole = replaced || !directory.gone.is_empty();
            for pair in if is_whole { relation.pairs(plan) } else { relation.unresolved_pairs(plan) } {
                let next = relinked_pair(&pair, pointing);
                let target = next.as_ref().unwrap_or(&pair);
                let wanted = self.changes.get(first..).unwrap_or_default();
                let is_wanted = || {
                    wanted.binary_search_by(|change| pair_of(change).cmp(&Some(target))).is_ok()
                        || relinked.contains(target)
                };
                if !(replaced && !is_wanted() || pair.links().iter().all(gone)) {
                    let Some(next) = next else { continue };
                    relinked.insert(next);
                }
                leaving.push(pair);
            }
        }
        if !relinked.is_empty() {
            self.changes.extend(relinked.into_iter().map(|pair| Change::Link(LinkChange { pair, present: true })));
            once_in_order(&mut self.changes, first);
        }
        let gone: QuickSet<&AnyPair> = leaving.iter().collect();
        let stays = |pair: &AnyPair| pair.relation.contains(plan, pair) && !gone.contains(pair);
        let mut at = 0..;
        self.changes.retain(|change| at.next().is_none_or(|at| at < first) || !pair_of(change).is_some_and(stays));
        let leaving = leaving.into_iter().map(|pair| Change::Link(LinkChange { pair, present: false }));
        self.changes.splice(first..first, leaving);
    }

    /// Puts down the pairs that came, each once and in their order, tied to what is there or comes.
    fn want_pairs(&mut self, pairs: &IncomingPairs, directory: &Directory<'_>) {
        let numbers = parallel::map_short(pairs.sides(), |(kind, target)| match target {
            Target::Absent(absent) => directory.find(*kind, absent),
            Target::To(number) => Some(*number),
        });
        let first = self.changes.len();
        self.changes.reserve_exact(pairs.len());
        for (at, (relation, a, b)) in pairs.tied().enumerate() {
            let mut side = |side: usize| match numbers.get(side) {
                Some(Some(number)) => Some(Target::To(*number)),
                _ => self.waiting_for(pairs.sides().get(side)?, &pairs.place(at)?),
            };
            if let (Some(a), Some(b)) = (side(a), side(b)) {
                self.changes.push(Change::Link(LinkChange { pair: AnyPair { relation, a, b }, present: true }));
            }
        }
        once_in_order(&mut self.changes, first);
    }

    /// The side of a pair whose object is not there and does not come.
    fn waiting_for(&mut self, (kind, target): &PairSide, place: &Place) -> Option<Target> {
        let Target::Absent(absent) = target else { return None };
        let kept = Directory::kept(absent);
        self.unresolved.entry((*kind, Arc::clone(&kept))).or_insert_with(|| (0, place.clone())).0 += 1;
        Some(Target::Absent(kept))
    }

    fn take_removals(&mut self, plan: &Plan, directory: &Directory<'_>) {
        let mut gone: Vec<AnyId> = directory.gone.iter().copied().collect();
        sorting::sort(&mut gone);
        self.changes.extend(gone.into_iter().filter_map(|object| removing::removal(plan, object)));
    }

    fn report_unresolved(&self, report: &mut ImportReport) {
        for ((kind, absent), (count, place)) in &self.unresolved {
            let object = if absent.identity.is_empty() {
                format!("the {} with {absent}", kind.singular())
            } else {
                called(*kind, &absent.identity)
            };
            let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
            let message = format!(
                "{object} is not in the plan and is referred to {times}; the references are kept and resolve when it comes"
            );
            report.problems.push(Finding::new(Severity::Warning, place.clone(), "", message));
        }
    }
}
