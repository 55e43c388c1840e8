//! Long answers of the API, a piece at a time: while the rows of one are read, the next comes from the disk, and no file is
//! held as a whole. Where anything is wrong with such a file, nothing of it is taken, and it is read as a whole.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{BodiesReading, ROWS_AT_ONCE, ReadContext, RowSpot};
use crate::edit::import::Incoming;
use crate::finding::{Finding, Place};
use crate::formats::files::InputFile;
use crate::formats::json::{AnswerPiece, AnswerPieces, Budget, NextPiece, max_rows, with_one_row};
use crate::formats::traffic_ops::endpoints::Holds;
use crate::formats::traffic_ops::entities::{EntityReader, TakenRow};
use crate::formats::traffic_ops::forms::{self, FoundRows, SaidOfFile};
use crate::formats::traffic_ops::older::Older;
use crate::formats::traffic_ops::pairs;
use crate::formats::traffic_ops::row_members::RowMembers;
use crate::formats::traffic_ops::sharing::SharedAbsents;
use crate::model::RelationKind;
use crate::parallel;
use crate::sorting::OrderedSet;

/// What an answer holds, as its first row tells, and all its rows.
struct LongAnswer<'s> {
    source: &'s InputFile,
    /// How many bytes the file has.
    bytes: usize,
    first_row: String,
    pieces: AnswerPieces<File>,
}

impl BodiesReading<'_> {
    /// Reads a long file. Whether that could be done; else nothing of it was taken.
    pub(super) fn in_pieces(&mut self, source: &InputFile) -> bool {
        let Some((file, bytes)) = source.opened(self.piece_bytes) else { return false };
        let mut pieces = AnswerPieces::of(file, self.piece_bytes);
        let NextPiece::Rows(first) = pieces.next_piece() else { return false };
        let Some(first_row) = first.rows().first().map(|row| row.as_str().to_owned()) else { return false };
        let before = TakenState::of(self);
        self.first_problem = self.incoming.problems.len();
        let is_read = self.answer(LongAnswer { source, bytes, first_row, pieces }, first).is_some();
        if !is_read {
            before.restore(self);
        }
        is_read || self.options.is_cancelled()
    }

    /// None: it is to be read as a whole.
    fn answer(&mut self, mut answer: LongAnswer<'_>, first: AnswerPiece) -> Option<()> {
        let (holds, _) = self.told_of(&answer, "]}", 1)?;
        let (end, rows) = match holds {
            Holds::Kind(kind) => {
                let reader = self.readers.remove(&kind).unwrap_or_else(|| EntityReader::of(kind));
                let taken = self.take_pieces(&mut answer, first, &|place, members| reader.read(true, place, members));
                self.readers.insert(kind, reader);
                taken?
            }
            Holds::Relation(relation) => {
                let shared = SharedAbsents::default();
                self.take_pieces(&mut answer, first, &|place, members| {
                    pairs::read(relation, &place, &members, &shared)
                })?
            }
            // Of these nobody has many.
            Holds::RequiredCapabilities
            | Holds::Regexes
            | Holds::ProfileExports
            | Holds::Steering
            | Holds::Federations
            | Holds::Others
            | Holds::Skipped => return None,
        };
        let (_, said) = self.told_of(&answer, &end, rows).filter(|(still, _)| *still == holds)?;
        self.tell_surplus(answer.source);
        let place = Place::whole(&answer.source.name);
        let said =
            said.into_iter().map(|(severity, member, message)| Finding::new(severity, place.clone(), member, message));
        self.incoming.problems.splice(self.first_problem..self.first_problem, said);
        match holds {
            Holds::Kind(kind) => {
                self.incoming.kinds.insert(kind);
                self.note_placed(kind);
            }
            Holds::Relation(relation) => _ = self.incoming.relations.insert(relation),
            _ => {}
        }
        self.incoming.files.insert(Arc::clone(&answer.source.name));
        Some(())
    }

    /// What an answer holds, by its first row and what stands behind its list, and what is to be said of it.
    fn told_of(&self, answer: &LongAnswer<'_>, end: &str, rows: usize) -> Option<(Holds, Vec<SaidOfFile>)> {
        let text = with_one_row(&answer.first_row, end);
        let FoundRows { tables, said } = forms::find(answer.source, &text, self.forced, Some(rows)).ok()?;
        match tables.as_slice() {
            [table] if table.rows.len() == 1 => Some((table.endpoint.holds(), said)),
            _ => None,
        }
    }

    /// Takes all rows; gives what stands behind them, and how many they are. None: it is to be read as a whole.
    fn take_pieces(
        &mut self,
        answer: &mut LongAnswer<'_>,
        first: AnswerPiece,
        read: &(dyn Fn(Place, RowMembers) -> TakenRow + Sync),
    ) -> Option<(String, usize)> {
        let (before, budget) = (self.filled(), Budget::of(answer.bytes));
        let (mut piece, mut rows) = (first, 0);
        let end = loop {
            let (found, text) = (piece.rows(), piece.text());
            let context = ReadContext {
                file: &answer.source.name,
                is_body: true,
                text,
                bytes: answer.bytes,
                budget: &budget,
                spot: RowSpot::Row,
                set: None,
                is_parsed: AtomicBool::new(true),
            };
            let pieces = &mut answer.pieces;
            let take = || {
                for (some, first) in found.chunks(ROWS_AT_ONCE).zip((0..).step_by(ROWS_AT_ONCE)) {
                    self.take_some(&context, some, rows + first, read);
                }
            };
            let next = parallel::join(take, || pieces.next_piece()).1;
            rows += found.len();
            let is_too_much = self.exceeds(answer.bytes, before) || max_rows(answer.bytes) < rows;
            if is_too_much || !context.is_parsed.into_inner() || self.options.is_cancelled() {
                return None;
            }
            match next {
                NextPiece::Rows(more) => piece = more,
                NextPiece::End(end) => break end,
                NextPiece::Unlike => return None,
            }
        };
        // Somebody may write the file meanwhile.
        (answer.pieces.bytes() == answer.bytes).then_some((end, rows))
    }
}

/// How much was taken before a file, to which it can be brought back.
struct TakenState {
    objects: usize,
    pairs: usize,
    problems: usize,
    left_out: usize,
    relations: OrderedSet<RelationKind>,
    secret: Option<Place>,
    older: Older,
}

impl TakenState {
    fn of(reading: &BodiesReading<'_>) -> Self {
        let Incoming { objects, pairs, problems, left_out, relations, .. } = &reading.incoming;
        Self {
            objects: objects.len(),
            pairs: pairs.len(),
            problems: problems.len(),
            left_out: *left_out,
            relations: relations.clone(),
            secret: reading.secret.clone(),
            older: reading.older.clone(),
        }
    }

    fn restore(self, reading: &mut BodiesReading<'_>) {
        reading.incoming.objects.truncate(self.objects);
        reading.incoming.pairs.truncate(self.pairs);
        reading.incoming.problems.truncate(self.problems);
        reading.incoming.left_out = self.left_out;
        reading.incoming.relations = self.relations;
        (reading.secret, reading.older, reading.surplus) = (self.secret, self.older, None);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{PIECE_BYTES, ReadOptions};
    use super::*;
    use crate::formats::files;

    /// What a folder gives, read so many bytes at a time, and how many of its files could be read so.
    fn read(folder: &Path, piece_bytes: usize) -> (Incoming, usize) {
        let options = ReadOptions::default();
        let sources = files::find(&[folder.to_owned()], &|_| true).sources;
        let of = || BodiesReading { piece_bytes, ..BodiesReading::new(&options) };
        let in_pieces = sources.iter().filter(|source| of().in_pieces(source)).count();
        (of().all(sources), in_pieces)
    }

    fn groups(count: usize, name: &dyn Fn(usize) -> String) -> String {
        let row = |at: usize| {
            let (id, name) = (at + 1, name(at));
            format!(
                r#"{{"id": {id}, "name": {name}, "shortName": "g{at}", "latitude": 1.5, "longitude": {at}.5, "typeName": "EDGE_LOC", "typeId": 23}}"#
            )
        };
        (0..count).map(row).collect::<Vec<_>>().join(
            ",
",
        )
    }

    #[test]
    fn what_is_read_in_pieces_is_what_is_read_as_a_whole() {
        let good = groups(50, &|at| format!("\"g-{at}\""));
        let odd = groups(50, &|at| if at % 7 == 3 { "7".to_owned() } else { format!("\"g]{{\\\"{at}\"") });
        let broken = groups(50, &|at| if at == 40 { "\"\\u0000\"".to_owned() } else { format!("\"g-{at}\"") });
        let pairs = (0..199).map(|at| format!(r#"{{"server": {}, "deliveryService": 3}}"#, at % 150 + 1));
        let pairs = pairs.collect::<Vec<_>>().join(" , ");
        // How an answer goes on behind its rows, and whether it can be read in pieces.
        let ends = [
            ("]}", true),
            ("] , \"alerts\": []}\n", true),
            ("], \"summary\": {\"count\": 50}}", true),
            ("], \"summary\": {\"count\": 5000}}", true),
            ("], \"limit\": 50}", true),
            ("], \"alerts\": [{\"level\": \"success\", \"text\": \"was deleted\"}]}", false),
            ("], \"response\": []}", false),
            ("]} more", false),
            ("]", false),
            (",]}", false),
            ("", false),
        ];
        let mut cases: Vec<(&str, String, bool)> = Vec::new();
        for (end, can) in ends {
            cases.push(("cachegroups", format!("{{\"response\": [{good}{end}"), can));
        }
        cases.push(("cachegroups", format!("{{\"response\":\n[ {odd} ]}}"), true));
        cases.push(("cachegroups", format!("{{\"response\": [{broken}]}}"), false));
        cases.push(("something", format!("{{\"response\": [{good}]}}"), true));
        cases.push(("deliveryserviceserver", format!("{{\"response\": [{pairs}]}}"), true));
        cases.push(("steering", format!("{{\"response\": [{pairs}]}}"), false));
        cases.push(("unknown", format!("{{\"response\": [{pairs}, {{\"a\": []}}, 1]}}"), false));
        for (name, text, can) in cases {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(format!("{name}.json")), &text).unwrap();
            // What another file gave stays, whatever comes of this one.
            std::fs::write(folder.path().join("asns.json"), r#"{"response": [{"asn": 1, "cachegroup": "g-1"}]}"#)
                .unwrap();
            let (whole, _) = read(folder.path(), usize::MAX);
            for piece_bytes in [300, 301, 1_000, 4_000] {
                let (pieces, count) = read(folder.path(), piece_bytes);
                assert_eq!(count, usize::from(can), "{name}, {piece_bytes}: {text}");
                assert_eq!(format!("{pieces:?}"), format!("{whole:?}"), "{name}, {piece_bytes}: {text}");
            }
        }
    }

    #[test]
    fn files_of_nothing_but_small_rows_are_too_much_either_way() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(r#"{{"response": [{}]}}"#, vec![r#"{"name":"a"}"#; 150_000].join(","));
        std::fs::write(folder.path().join("divisions.json"), text).unwrap();
        let (pieces, count) = read(folder.path(), PIECE_BYTES);
        let (whole, _) = read(folder.path(), usize::MAX);
        assert_eq!((count, pieces.objects.len(), pieces.problems), (0, 0, whole.problems));
    }
}
