//! Marks of one kind as the rows of a table, whose columns are the properties that any of them has: what is shown and
//! mended before they are imported. What a mark does not say it leaves as it is, also where another one says it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::finding::At;
use crate::formats::csv::{CsvSheet, Mapping, ReadTable, SheetRow, TableChoices};
use crate::model::Kind;
use crate::sorting::{OrderedMap, OrderedSet};
use crate::tabular::exchange::HeaderMeaning;

/// Marks of one kind.
pub(super) struct MarkTable {
    /// None: nobody knows what they are.
    kind: Option<Kind>,
    keys: Vec<String>,
    places: HashMap<String, usize>,
    rows: Vec<MarkRow>,
}

struct MarkRow {
    /// Which mark of the file it is, from 1.
    number: usize,
    at: At,
    /// What it says, column by column; none: nothing.
    cells: Vec<Option<String>>,
}

/// A mark as a row of its own.
pub(super) struct ReadMark {
    pub header: SheetRow,
    pub cells: SheetRow,
    pub mapping: Mapping,
}

impl MarkTable {
    pub(super) fn new(kind: Option<Kind>) -> Self {
        Self { kind, keys: Vec::new(), places: HashMap::new(), rows: Vec::new() }
    }

    pub(super) const fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// Puts a mark in; says where it stands now. Of two cells of one key the first counts.
    pub(super) fn put(&mut self, number: usize, at: At, cells: Vec<(String, String)>) -> usize {
        let mut row = MarkRow { number, at, cells: Vec::new() };
        for (key, cell) in cells {
            let column = *self.places.entry(key).or_insert_with_key(|key| {
                self.keys.push(key.clone());
                self.keys.len() - 1
            });
            row.fill(column, cell, false);
        }
        self.rows.push(row);
        self.rows.len() - 1
    }

    /// Puts mended cells in.
    pub(super) fn mend(&mut self, cells: &OrderedMap<(usize, usize), String>) {
        for ((number, column), text) in cells.iter().filter(|((_, column), _)| *column < self.keys.len()) {
            if let Ok(row) = self.rows.binary_search_by_key(number, |row| row.number) {
                self.rows[row].fill(*column, text.clone(), true);
            }
        }
    }

    /// A mark with what it says of columns that mean something.
    pub(super) fn row(&self, row: usize, choices: &TableChoices) -> Option<(usize, At, ReadMark)> {
        let (kind, row) = (self.kind?, self.rows.get(row)?);
        let said = self.keys.iter().zip(&row.cells).filter_map(|(key, cell)| Some((key.as_str(), cell.as_deref()?)));
        let (header, cells): (Vec<&str>, Vec<&str>) = said.unzip();
        let (header, cells) = (SheetRow::of(0, header), SheetRow::of(0, cells));
        let mut mapping = Mapping::of(kind, &header).with(&header, choices);
        let mut seen = OrderedSet::new();
        for meaning in &mut mapping.meanings {
            if let Some(HeaderMeaning::Column(known) | HeaderMeaning::ColumnById(known)) = meaning
                && !seen.insert(*known)
            {
                *meaning = None;
            }
        }
        Some((row.number, row.at.clone(), ReadMark { header, cells, mapping }))
    }

    /// The marks as they are shown.
    pub(super) fn finish(self, file: &Arc<str>, choices: &TableChoices) -> ReadTable {
        let header = SheetRow::of(0, self.keys.iter().map(String::as_str));
        let mapping = self.kind.map(|kind| Mapping::of(kind, &header).with(&header, choices));
        let shown =
            |row: &MarkRow| SheetRow::of(row.number, row.cells.iter().map(|cell| cell.as_deref().unwrap_or_default()));
        let rows = self.rows.iter().map(shown).collect();
        ReadTable {
            file: Arc::clone(file),
            sheet: Arc::new(CsvSheet { header, rows, ..CsvSheet::default() }),
            spots: self.rows.into_iter().map(|row| row.at).collect(),
            skipped: choices.files.get(file).map(|said| said.skipped.clone()).unwrap_or_default(),
            mapping,
        }
    }
}

impl MarkRow {
    fn fill(&mut self, column: usize, text: String, again: bool) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, None);
        }
        if let Some(cell) = self.cells.get_mut(column).filter(|cell| again || cell.is_none()) {
            *cell = Some(text);
        }
    }
}
