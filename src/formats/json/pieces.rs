//! Answers of an API that list rows, `{"response": [...], ...}`, a piece at a time: the longest have some hundred MB, of
//! which only what is being read is held. Rows are found by their brackets; what is within them is not looked at. What is
//! unlike such an answer in any way is to be read as a whole, by those who say what is wrong with it.

use std::io::{self, Read};
use std::ops::Range;

use super::rows::Row;

/// How such an answer begins, without its white space.
const BEGIN: &str = "{\"response\":[";

/// So many bytes may stand behind the list.
const LONGEST_END: usize = 1 << 16;

/// Some rows of a list, whole ones.
#[derive(Debug)]
pub struct AnswerPiece {
    text: String,
    rows: Vec<Range<usize>>,
}

/// What comes next of an answer.
#[derive(Debug)]
pub enum NextPiece {
    /// Rows, one at least.
    Rows(AnswerPiece),
    /// What stands behind the last row, the bracket of the list included.
    End(String),
    /// It is unlike an answer that lists rows.
    Unlike,
}

/// An answer that is read a piece at a time.
pub struct AnswerPieces<R> {
    from: R,
    /// So many bytes are held of it.
    at_once: usize,
    /// Read, and not given yet.
    held: Vec<u8>,
    state: PiecesState,
    /// How many bytes were read.
    bytes: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum PiecesState {
    /// Nothing was read.
    New,
    /// The list is open and has no row yet.
    Open,
    /// A row was there.
    Listing,
    /// All was given.
    Over,
}

/// What was found in what is held.
struct HeldRows {
    rows: Vec<Range<usize>>,
    /// Where the bracket stands that ends the list.
    end: Option<usize>,
}

impl AnswerPiece {
    /// The rows, unread.
    pub fn rows(&self) -> Vec<Row<'_>> {
        self.rows.iter().filter_map(|span| self.text.get(span.clone())).map(Row::of).collect()
    }

    /// The text that they stand in.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl<R: Read> AnswerPieces<R> {
    /// Of which so many bytes are held at a time.
    pub fn of(from: R, at_once: usize) -> Self {
        Self { from, at_once, held: Vec::new(), state: PiecesState::New, bytes: 0 }
    }

    /// How many bytes there were up to here.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The next rows, or what comes in their place.
    pub fn next_piece(&mut self) -> NextPiece {
        self.try_next().ok().flatten().unwrap_or_else(|| {
            self.state = PiecesState::Over;
            NextPiece::Unlike
        })
    }

    /// The same; none: it is unlike an answer.
    fn try_next(&mut self) -> io::Result<Option<NextPiece>> {
        self.fill(self.at_once)?;
        if self.state == PiecesState::New {
            let Some(begun) = begun(&self.held) else { return Ok(None) };
            self.held.drain(..begun);
            self.state = PiecesState::Open;
        }
        if self.state == PiecesState::Over {
            return Ok(None);
        }
        let Some(found) = find_rows(&self.held, self.state == PiecesState::Open) else { return Ok(None) };
        let behind = match (found.end, found.rows.last()) {
            (Some(end), None) => return self.end(end),
            (_, Some(last)) => last.end,
            // Not one row is as short as all that is held.
            (None, None) => return Ok(None),
        };
        self.state = PiecesState::Listing;
        let rest = self.held.split_off(behind);
        let piece = std::mem::replace(&mut self.held, rest);
        Ok(String::from_utf8(piece).ok().map(|text| NextPiece::Rows(AnswerPiece { text, rows: found.rows })))
    }

    /// What stands from the bracket on that ends the list.
    fn end(&mut self, at: usize) -> io::Result<Option<NextPiece>> {
        self.held.drain(..at);
        self.fill(LONGEST_END)?;
        self.state = PiecesState::Over;
        let end = std::mem::take(&mut self.held);
        Ok(if LONGEST_END <= end.len() { None } else { String::from_utf8(end).ok().map(NextPiece::End) })
    }

    /// Reads until so many bytes are held, or all that there are.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        let missing = wanted.saturating_sub(self.held.len());
        self.held.reserve_exact(missing);
        self.bytes += self.from.by_ref().take(missing as u64).read_to_end(&mut self.held)?;
        Ok(())
    }
}

/// An answer of one row, with that end.
pub fn with_one_row(row: &str, end: &str) -> String {
    [BEGIN, row, end].concat()
}

/// How many bytes an answer begins with before its first row; none: it begins otherwise.
fn begun(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    for part in ["{", "\"response\"", ":", "["] {
        at = skip_space(bytes, at);
        at += bytes.get(at..)?.starts_with(part.as_bytes()).then_some(part.len())?;
    }
    Some(at)
}

/// The whole rows at the beginning of bytes; none: what stands there is no list of objects.
fn find_rows(bytes: &[u8], is_first: bool) -> Option<HeldRows> {
    let (mut rows, mut at, mut needs_comma) = (Vec::new(), 0, !is_first);
    loop {
        at = skip_space(bytes, at);
        match bytes.get(at) {
            None => return Some(HeldRows { rows, end: None }),
            Some(b']') => return Some(HeldRows { rows, end: Some(at) }),
            Some(b',') if needs_comma => {
                needs_comma = false;
                at += 1;
                // A comma is given with the row behind it, so that what is held begins behind a row.
                if bytes.get(skip_space(bytes, at)) == Some(&b']') {
                    return None;
                }
            }
            Some(b'{') if !needs_comma => {
                let Some(end) = object_end(bytes, at) else { return Some(HeldRows { rows, end: None }) };
                rows.push(at..end);
                (at, needs_comma) = (end, true);
            }
            Some(_) => return None,
        }
    }
}

/// Where the object ends that begins there; none: not within these bytes.
fn object_end(bytes: &[u8], begin: usize) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, begin);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match byte {
            b'"' => at = text_end(bytes, at)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
}

/// Where a text ends whose quote stands right before.
fn text_end(bytes: &[u8], begin: usize) -> Option<usize> {
    let mut at = begin;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a text and its end, and the longest that was held; none: it is unlike an answer.
    fn read(text: &str, at_once: usize) -> Option<(Vec<String>, String, usize)> {
        let mut pieces = AnswerPieces::of(text.as_bytes(), at_once);
        let (mut rows, mut most) = (Vec::new(), 0);
        loop {
            match pieces.next_piece() {
                NextPiece::Rows(piece) => {
                    assert!(!piece.rows.is_empty());
                    most = most.max(piece.text.len() + pieces.held.len());
                    rows.extend(piece.rows().iter().map(|row| row.as_str().to_owned()));
                }
                NextPiece::End(end) => {
                    assert_eq!(pieces.bytes(), text.len());
                    return Some((rows, end, most));
                }
                NextPiece::Unlike => return None,
            }
        }
    }

    #[test]
    fn rows_are_found_wherever_a_piece_ends() {
        let rows = [r#"{"a": "]}\\"}"#, r#"{"b\"": [{}, [{"c": "{"}]]}"#, "{}", r#"{"ä": "ö"}"#];
        let text = format!(
            " {{\n\"response\" : [ {} ,\n{},{}\t, {} ] , \"alerts\": []}}\n",
            rows[0], rows[1], rows[2], rows[3]
        );
        for at_once in 40..2 * text.len() {
            let (found, end, _) = read(&text, at_once).unwrap();
            assert_eq!((found, &*end), (rows.map(str::to_owned).to_vec(), "] , \"alerts\": []}\n"), "{at_once}");
        }
        assert_eq!(read(&text, 20), None, "a row that is longer than what is held");
    }

    #[test]
    fn what_is_unlike_an_answer_is_not_guessed_at() {
        for text in [
            "",
            "[{}]",
            r#"{"response": {}}"#,
            r#"{"alerts": [], "response": [{}]}"#,
            r#"{"response": [1, 2]}"#,
            r#"{"response": [{},, {}]}"#,
            r#"{"response": [,{}]}"#,
            r#"{"response": [{} {}]}"#,
            r#"{"response": [{},]}"#,
            r#"{"response": [{}, null]}"#,
            r#"{"response": [{}, {"a": "#,
            r#"{"response": [{}, {}"#,
            "{\"response\": [{},\u{c}{}]}",
        ] {
            assert_eq!(read(text, 1_000), None, "{text}");
        }
        let latin = b"{\"response\": [{\"a\": \"\xe4\"}]}";
        assert!(matches!(AnswerPieces::of(&latin[..], 1_000).next_piece(), NextPiece::Unlike));
    }

    /// However long the answer is.
    #[test]
    fn little_is_held() {
        let row = format!(r#"{{"a": "{}"}}"#, "x".repeat(100));
        let text = format!(r#"{{"response": [{}]}}"#, vec![row.as_str(); 10_000].join(","));
        let (rows, _, most) = read(&text, 4_096).unwrap();
        assert_eq!(rows.len(), 10_000);
        assert!(most <= 2 * 4_096, "{most}");
    }
}
