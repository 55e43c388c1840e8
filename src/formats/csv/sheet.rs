//! Bytes to rows of cells: marks of byte order, delimiters, quotes, ends of lines. It knows no kind and no column.

use thiserror::Error;

/// As many rows as a spreadsheet has.
const MAX_ROWS: usize = 1_048_576;

/// As many columns as a spreadsheet has.
const MAX_COLUMNS: usize = 16_384;

/// So many cells are held: what keeps a file of nothing but delimiters from filling the memory.
const MAX_CELLS: usize = 30_000_000;

/// What stands between cells: the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// So much of a file is looked at to recognise it.
const LOOKED_AT: usize = 1 << 16;

/// The rows of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CsvSheet {
    /// The first row.
    pub header: SheetRow,
    /// The others, without those that are empty.
    pub rows: Vec<SheetRow>,
    /// What stood between the cells.
    pub delimiter: u8,
}

/// A row: its cells in one text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetRow {
    /// As spreadsheets count: from 1, the header being the first.
    pub number: usize,
    text: Box<str>,
    ends: Box<[u32]>,
}

/// Why bytes are no rows.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SheetError {
    /// Nothing is there.
    #[error("the file has no row: the first row names the columns")]
    Empty,
    /// Two bytes a letter.
    #[error("this is UTF-16: save the table as CSV in UTF-8")]
    Utf16,
    /// The bytes are no text.
    #[error("line {0} is not UTF-8: save the table as CSV in UTF-8")]
    NotUtf8(usize),
    /// A quote without its second.
    #[error("the quote that opens in row {0} is never closed, and all that follows would be one cell")]
    OpenQuote(usize),
    /// More than a spreadsheet has.
    #[error("more than {MAX_ROWS} rows: split the file")]
    TooManyRows,
    /// More than a spreadsheet has.
    #[error("more than {MAX_COLUMNS} columns in row {0}: no table has so many")]
    TooManyColumns(usize),
    /// More than is held.
    #[error("more than {MAX_CELLS} cells: split the file")]
    TooManyCells,
}

impl SheetRow {
    /// A row of cells.
    pub fn of<'c>(number: usize, cells: impl IntoIterator<Item = &'c str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cell);
            // A row is shorter than a file, which is shorter than this.
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self { number, text: text.into(), ends: ends.into() }
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell as it stands there; none: the row is shorter.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(at)?).ok()?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.text.get(usize::try_from(start).ok()?..end)
    }

    /// Puts a text into a cell, which may lie beyond the last.
    pub(super) fn put(&mut self, at: usize, text: &str) {
        let count = self.len().max(at + 1);
        let cells: Vec<String> = (0..count)
            .map(|place| if place == at { text } else { self.get(place).unwrap_or_default() }.to_owned())
            .collect();
        *self = Self::of(self.number, cells.iter().map(String::as_str));
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

impl CsvSheet {
    /// Reads a file.
    pub fn read(bytes: &[u8]) -> Result<Self, SheetError> {
        let text = text_of(bytes)?;
        let (delimiter, text, said) = match said_delimiter(text) {
            Some((delimiter, rest)) => (delimiter, rest, 1),
            None => (delimiter_of(text), text, 0),
        };
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let mut sheet = Self { delimiter, ..Self::default() };
        let mut record = ::csv::StringRecord::new();
        let (mut number, mut cells) = (said, 0);
        while reader.read_record(&mut record).unwrap_or(false) {
            number += 1 + empty_lines(text, record.position().map_or(0, ::csv::Position::byte));
            if MAX_COLUMNS < record.len() {
                return Err(SheetError::TooManyColumns(number));
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let row = SheetRow::of(number, &record);
            if sheet.header.is_empty() {
                sheet.header = row;
                continue;
            }
            cells += row.len();
            sheet.rows.push(row);
            if MAX_ROWS < sheet.rows.len() {
                return Err(SheetError::TooManyRows);
            }
            if MAX_CELLS < cells {
                return Err(SheetError::TooManyCells);
            }
        }
        sheet.check(text)
    }

    fn check(self, text: &str) -> Result<Self, SheetError> {
        if self.header.is_empty() {
            return Err(SheetError::Empty);
        }
        let last = self.rows.last().unwrap_or(&self.header);
        // Every quote has its second; within a cell that is not quoted one may stand alone, and ends with its line.
        let is_odd = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
        if is_odd && last.cells().last().is_some_and(|cell| cell.contains('\n')) {
            return Err(SheetError::OpenQuote(last.number));
        }
        Ok(self)
    }

    /// Whether numbers may be written with a comma for the decimals, which stands between no cells.
    pub const fn has_decimal_commas(&self) -> bool {
        self.delimiter != b','
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, SheetError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(SheetError::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        SheetError::NotUtf8(before.split(|byte| *byte == b'\n').count())
    })
}

/// How many empty lines stand where a record was looked for: they are passed over, and yet are rows of a spreadsheet.
fn empty_lines(text: &str, byte: u64) -> usize {
    let start = usize::try_from(byte).unwrap_or_default();
    let (before, rest) = text.as_bytes().split_at_checked(start).unwrap_or_default();
    // The second half of the end of the line before.
    let rest = rest.strip_prefix(b"\n").filter(|_| before.ends_with(b"\r")).unwrap_or(rest);
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let (feeds, returns) = ends.fold((0, 0), |(feeds, returns), byte| match byte {
        b'\n' => (feeds + 1, returns),
        _ => (feeds, returns + 1),
    });
    if feeds == 0 { returns } else { feeds }
}

/// What a first line like `sep=;` says, which some spreadsheets want to see, and what follows it.
fn said_delimiter(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let said = line.trim_end().trim_matches('"').strip_prefix("sep=")?;
    match *said.as_bytes() {
        [delimiter] if delimiter.is_ascii() => Some((delimiter, rest)),
        // A tabulator is trimmed with the line's end.
        [] => Some((b'\t', rest)),
        _ => None,
    }
}

/// What stands most often outside of quotes in the first line that has anything.
fn delimiter_of(text: &str) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for byte in text.trim_start_matches(['\r', '\n']).bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            _ => {
                if let Some(count) =
                    DELIMITERS.iter().position(|known| *known == byte).and_then(|at| counts.get_mut(at))
                {
                    *count += 1;
                }
            }
        }
    }
    let best = DELIMITERS.iter().zip(counts).rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(delimiter, _)| *delimiter)
}

/// Whether bytes look like a table: their first line is a header of which `is_known` knows a word, or several cells.
pub fn recognises(bytes: &[u8], is_known: impl Fn(&str) -> bool) -> bool {
    let begin = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
    // A table in two bytes a letter is told from what is none, so that its error says how to mend it.
    let text: Vec<u8> = begin.iter().copied().filter(|byte| *byte != 0 && *byte < 0xfe).collect();
    let text = String::from_utf8_lossy(&text);
    let text = said_delimiter(&text).map_or(&*text, |(_, rest)| rest).trim_start();
    if text.starts_with(['{', '[', '<']) {
        return false;
    }
    let delimiter = char::from(delimiter_of(text));
    let line = text.lines().next().unwrap_or_default();
    let cells: Vec<&str> = line.split(delimiter).map(|cell| cell.trim().trim_matches('"')).collect();
    let is_word = |cell: &&str| !cell.is_empty() && cell.chars().all(|c| !c.is_control() && !"{}<>".contains(c));
    cells.iter().any(|cell| is_known(cell)) || (2 <= cells.len() && cells.iter().all(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        let sheet = CsvSheet::read(text.as_bytes()).unwrap();
        let all = std::iter::once(&sheet.header).chain(&sheet.rows);
        all.map(|row| (row.number, row.cells().map(str::to_owned).collect())).collect()
    }

    #[test]
    fn every_dialect_gives_the_same_cells() {
        let row = |number, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
        let expected = [row(1, ["Name", "Comment"]), row(2, ["a", "x, y; z"]), row(3, ["b", ""])];
        for text in [
            "Name,Comment\na,\"x, y; z\"\nb,\n",
            "\u{feff}Name,Comment\r\na,\"x, y; z\"\r\nb,\r\n",
            "Name;Comment\n\"a\";\"x, y; z\"\nb;",
            "Name\tComment\na\tx, y; z\nb\t\n",
            "Name|Comment\na|x, y; z\nb|\n",
        ] {
            assert_eq!(cells(text), expected, "{text:?}");
        }
        assert_eq!(cells("sep=;\nName;Comment\n")[0], row(2, ["Name", "Comment"]));
    }

    #[test]
    fn rows_are_numbered_as_in_a_spreadsheet() {
        let found: Vec<usize> =
            cells("Name,x\na,1\n\nb,\"two\nlines\"\n,\nc,3\n").into_iter().map(|(number, _)| number).collect();
        assert_eq!(found, [1, 2, 4, 6]);
        let found: Vec<usize> = cells("Name,x\r\na,1\r\n\r\nb,2\r\n").into_iter().map(|(number, _)| number).collect();
        assert_eq!(found, [1, 2, 4]);
    }

    #[test]
    fn what_is_no_table_says_why() {
        for (bytes, expected) in [
            (b"".as_slice(), SheetError::Empty),
            (b"\xff\xfeN\0a\0", SheetError::Utf16),
            (b"Name\nok\nZ\xfcrich\n", SheetError::NotUtf8(3)),
            (b"Name,x\na,\"never\nb,1\n", SheetError::OpenQuote(2)),
        ] {
            assert_eq!(CsvSheet::read(bytes), Err(expected));
        }
        assert!(CsvSheet::read(b"Name,Size\na,5\" disk\n").is_ok(), "a quote within a cell");
        let wide = ",".repeat(MAX_COLUMNS + 1);
        assert_eq!(CsvSheet::read(wide.as_bytes()), Err(SheetError::TooManyColumns(1)));
    }

    #[test]
    fn tables_are_told_from_the_rest() {
        let is = |bytes: &[u8]| recognises(bytes, |cell| cell.eq_ignore_ascii_case("name"));
        assert!(is(b"name\na\n") && is(b"foo,bar\n1,2\n") && is(b"\xff\xfeN\0a\0m\0e\0,\0x\0"));
        assert!(
            !is(b"nonsense") && !is(b"{\"name\": 1, \"b\": 2}") && !is(b"<kml>") && !is(b"lodestone-plan-text 1\n")
        );
    }
}
