//! JSON as Go's `json.Marshal` prints it: escapes, numbers, nothing between tokens. It knows no snapshot.

use std::io::Write as _;
use std::ops::Range;

use smol_str::SmolStr;

use super::eight::{are, are_either, below, first_of};
use super::text_over::{LastText, TextOver};
use crate::parallel;
use crate::snapshot::Nullable;
use crate::sorting::OrderedMap;

/// Where the bytes go.
#[derive(Default)]
pub(super) struct JsonEmitter {
    pub bytes: Vec<u8>,
    /// Whether a number came that JSON cannot say, which Go refuses to print.
    pub met_no_number: bool,
    /// A member that was printed before its turn.
    pub ahead: Option<MemberAhead>,
    /// Where its parts stand, once it has been put in its place.
    pub parts: Vec<Range<usize>>,
    /// What the text is printed over.
    pub last: LastText,
}

/// An object that was printed before its turn, in parts, behind all that comes before it.
#[derive(Default)]
pub(super) struct MemberAhead {
    /// The name of the member that it is.
    pub key: &'static str,
    /// The whole text up to its last member.
    pub text: TextOver,
    /// Where its parts stand in it: some of its members each. None: it is left out.
    pub parts: Vec<Range<usize>>,
}

/// Something that can be printed.
pub(super) trait Emit: Sync {
    fn emit(&self, out: &mut JsonEmitter);

    /// Whether Go's `omitempty` leaves it out.
    fn is_empty(&self) -> bool {
        false
    }
}

/// An object while its members are printed; closed by `end`.
pub(super) struct MemberEmitter<'a> {
    out: &'a mut JsonEmitter,
    opening: &'static [u8],
}

impl JsonEmitter {
    /// Begins an object.
    pub(super) fn object(&mut self) -> MemberEmitter<'_> {
        MemberEmitter { out: self, opening: b"{\"" }
    }

    /// Adds parts of an object, whose first one comes after `between`.
    fn append(&mut self, parts: impl IntoIterator<Item = Self>, mut between: &'static [u8]) {
        for part in parts {
            self.bytes.extend_from_slice(between);
            self.bytes.extend_from_slice(&part.bytes);
            self.met_no_number |= part.met_no_number;
            between = b",";
        }
    }
}

impl MemberEmitter<'_> {
    /// A member that is always there. Its key needs no escapes.
    pub(super) fn always<T: Emit + ?Sized>(mut self, key: &'static str, value: &T) -> Self {
        self.begin(key);
        value.emit(self.out);
        self
    }

    /// A member that is left out when it is empty.
    pub(super) fn unless_empty<T: Emit + ?Sized>(self, key: &'static str, value: &T) -> Self {
        if let Some(ahead) = self.out.ahead.take_if(|ahead| ahead.key == key) {
            return self.ahead(ahead);
        }
        if value.is_empty() { self } else { self.always(key, value) }
    }

    fn ahead(mut self, ahead: MemberAhead) -> Self {
        let MemberAhead { key, text, parts } = ahead;
        let Some(from) = parts.first().map(|part| part.start) else {
            self.out.last = text.end(0).1;
            return self;
        };
        self.begin(key);
        self.out.bytes.push(b'{');
        debug_assert_eq!(text.printed().get(..from), Some(self.out.bytes.as_slice()), "it stands behind the same");
        (self.out.bytes, self.out.last) = text.end(from);
        self.out.parts = parts;
        self.out.bytes.push(b'}');
        self
    }

    fn begin(&mut self, key: &'static str) {
        self.out.bytes.extend_from_slice(self.opening);
        self.opening = b",\"";
        self.out.bytes.extend_from_slice(key.as_bytes());
        self.out.bytes.extend_from_slice(b"\":");
    }

    /// Ends the object.
    pub(super) fn end(self) {
        let closing: &[u8] = if self.opening == b"{\"" { b"{}" } else { b"}" };
        self.out.bytes.extend_from_slice(closing);
    }
}

impl Emit for str {
    fn emit(&self, out: &mut JsonEmitter) {
        out.bytes.push(b'"');
        let mut rest = self.as_bytes();
        loop {
            let plain = plain_bytes(rest);
            let (printed, behind) = rest.split_at(plain.min(rest.len()));
            out.bytes.extend_from_slice(printed);
            let Some(byte) = behind.first() else { break };
            let taken = if *byte == 0xE2 && !is_line_separator(behind) {
                out.bytes.push(*byte);
                1
            } else {
                emit_escape(*byte, behind, &mut out.bytes)
            };
            rest = behind.get(taken..).unwrap_or_default();
        }
        out.bytes.push(b'"');
    }
}

/// How many bytes at the beginning are printed as they are; 0xE2 begins U+2028 and U+2029, which are not.
fn plain_bytes(bytes: &[u8]) -> usize {
    first_of(bytes, |eight| {
        below(eight, 0x20)
            | are_either(eight, b'"', b'&')
            | are_either(eight, b'<', b'>')
            | are(eight, b'\\')
            | are(eight, 0xE2)
    })
}

/// Whether a text begins with U+2028 or U+2029.
const fn is_line_separator(bytes: &[u8]) -> bool {
    matches!(bytes, [0xE2, 0x80, 0xA8 | 0xA9, ..])
}

/// Prints an escape and says how many bytes of the text it stands for.
fn emit_escape(byte: u8, rest: &[u8], out: &mut Vec<u8>) -> usize {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        0x08 => out.extend_from_slice(b"\\b"),
        0x0c => out.extend_from_slice(b"\\f"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        0xE2 => {
            out.extend_from_slice(if rest.get(2) == Some(&0xA8) { b"\\u2028" } else { b"\\u2029" });
            return 3;
        }
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend([byte >> 4, byte & 15].iter().filter_map(|digit| HEX.get(usize::from(*digit))));
        }
    }
    1
}

impl Emit for String {
    fn emit(&self, out: &mut JsonEmitter) {
        self.as_str().emit(out);
    }
}

impl Emit for SmolStr {
    fn emit(&self, out: &mut JsonEmitter) {
        self.as_str().emit(out);
    }
}

impl Emit for i64 {
    fn emit(&self, out: &mut JsonEmitter) {
        if self.is_negative() {
            out.bytes.push(b'-');
        }
        let mut digits = [0; 20];
        let mut left = self.unsigned_abs();
        let mut first = digits.len();
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (left % 10) as u8;
            (left, first) = (left / 10, first - 1);
            if left == 0 {
                break;
            }
        }
        out.bytes.extend_from_slice(digits.get(first..).unwrap_or_default());
    }
}

impl Emit for f64 {
    /// The shortest text that reads back the same; with an exponent only when it is far from 1.
    fn emit(&self, out: &mut JsonEmitter) {
        if !self.is_finite() {
            out.met_no_number = true;
            return;
        }
        let size = self.abs();
        let is_far = size != 0.0 && !(1e-6..1e21).contains(&size);
        let _ = match (is_far, 1.0 < size) {
            (false, _) => write!(out.bytes, "{self}"),
            (true, false) => write!(out.bytes, "{self:e}"),
            (true, true) => write!(out.bytes, "{}", format!("{self:e}").replace('e', "e+")),
        };
    }
}

/// The truths of a snapshot are texts (Go's `,string`).
impl Emit for bool {
    fn emit(&self, out: &mut JsonEmitter) {
        out.bytes.extend_from_slice(if *self { b"\"true\"" } else { b"\"false\"" });
    }
}

impl<T: Emit> Emit for Option<T> {
    fn emit(&self, out: &mut JsonEmitter) {
        match self {
            Some(value) => value.emit(out),
            None => out.bytes.extend_from_slice(b"null"),
        }
    }

    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T: Emit> Emit for Nullable<T> {
    fn emit(&self, out: &mut JsonEmitter) {
        self.0.emit(out);
    }
}

impl<T: Emit> Emit for Vec<T> {
    fn emit(&self, out: &mut JsonEmitter) {
        let mut opening = b'[';
        for value in self {
            out.bytes.push(opening);
            opening = b',';
            value.emit(out);
        }
        out.bytes.extend_from_slice(if self.is_empty() { b"[]" } else { b"]" });
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// So many entries are worth another core.
const ENTRIES_AT_ONCE: usize = 512;
/// So many such parts are held before they are put together, so that there is no second copy of the whole.
const PARTS_HELD: usize = 8;

/// Go sorts the keys of maps bytewise, as these maps are. Several cores share the work of a large one.
impl<K: AsRef<str> + Ord + Sync, T: Emit> Emit for OrderedMap<K, T> {
    fn emit(&self, out: &mut JsonEmitter) {
        emit_map(self.len(), &mut self.iter().map(|(key, value)| (key.as_ref(), value as &dyn Emit)), out);
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// An entry of a map, whatever its values are.
type MapEntry<'a> = (&'a str, &'a dyn Emit);

fn emit_map(count: usize, entries: &mut dyn Iterator<Item = MapEntry<'_>>, out: &mut JsonEmitter) {
    out.bytes.push(b'{');
    if count <= ENTRIES_AT_ONCE {
        emit_entries(entries, out);
    } else {
        let entries: Vec<MapEntry<'_>> = entries.collect();
        for (at, some) in entries.chunks(ENTRIES_AT_ONCE * PARTS_HELD).enumerate() {
            let parts = parallel::map(&some.chunks(ENTRIES_AT_ONCE).collect::<Vec<_>>(), |entries| {
                let mut part = JsonEmitter::default();
                emit_entries(&mut entries.iter().copied(), &mut part);
                part
            });
            out.append(parts, if at == 0 { b"" } else { b"," });
        }
    }
    out.bytes.push(b'}');
}

/// Prints entries of a map that come in order, without its braces, before their turn.
pub(super) fn emit_part<T: Emit>(entries: &[(String, T)], part: &mut JsonEmitter) {
    emit_entries(&mut entries.iter().map(|(key, value)| (key.as_str(), value as &dyn Emit)), part);
}

/// What stands before the first entry of a map that stands behind another member, which may be empty.
pub(super) fn emit_head(member: (&'static str, &dyn Emit), key: &'static str) -> Vec<u8> {
    let mut out = JsonEmitter::default();
    let mut members = out.object();
    if !member.1.is_empty() {
        members = members.always(member.0, member.1);
    }
    members.begin(key);
    out.bytes.push(b'{');
    out.bytes
}

/// Some entries of a map, without its braces.
fn emit_entries(entries: &mut dyn Iterator<Item = MapEntry<'_>>, out: &mut JsonEmitter) {
    for (at, (key, value)) in entries.enumerate() {
        if 0 < at {
            out.bytes.push(b',');
        }
        key.emit(out);
        out.bytes.push(b':');
        value.emit(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emitted(value: &impl Emit) -> String {
        let mut out = JsonEmitter::default();
        value.emit(&mut out);
        assert!(!out.met_no_number);
        String::from_utf8(out.bytes).unwrap()
    }

    #[test]
    fn numbers_as_go_prints_them() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (-1.5e300, "-1.5e+300"),
            (0.000_001, "0.000001"),
            (9.9e-7, "9.9e-7"),
            (-1e-7, "-1e-7"),
            (5e-324, "5e-324"),
            (123_456_789.123_456_79, "123456789.12345679"),
            (-106.480_25, "-106.48025"),
            (0.3, "0.3"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.000_01, "-0.00001"),
        ] {
            assert_eq!(emitted(&number), expected);
        }
        for number in [0, 7, 10, 999, -1, -10, i64::MAX, i64::MIN] {
            assert_eq!(emitted(&number), number.to_string());
        }
        let mut out = JsonEmitter::default();
        f64::NAN.emit(&mut out);
        assert!(out.met_no_number);
    }

    #[test]
    fn texts_as_go_prints_them() {
        for (text, expected) in [
            ("", r#""""#),
            ("<a href=\"x\">&</a>", r#""\u003ca href=\"x\"\u003e\u0026\u003c/a\u003e""#),
            ("é漢😀\u{2028}ls\u{2029}ps\u{1}\u{8}\u{c}", r#""é漢😀\u2028ls\u2029ps\u0001\b\f""#),
            ("tab\tnl\ncr\rback\\del\u{7f}\u{1f}", "\"tab\\tnl\\ncr\\rback\\\\del\u{7f}\\u001f\""),
            ("\u{2027}…\u{202a}", "\"\u{2027}…\u{202a}\""),
        ] {
            assert_eq!(emitted(&text.to_owned()), expected);
        }
    }

    #[test]
    fn many_entries_are_printed_like_few() {
        let map: OrderedMap<String, i64> = (0..12 * 512 + 7).map(|number| (format!("<{number}>"), number)).collect();
        let one_by_one: Vec<String> = map.iter().map(|(key, value)| format!("{}:{value}", emitted(key))).collect();
        assert_eq!(emitted(&map), format!("{{{}}}", one_by_one.join(",")));
    }

    #[test]
    fn a_member_printed_before_its_turn_stands_in_its_place() {
        let entries: Vec<(String, i64)> = (1..8).map(|number| (format!("\"{number}"), number)).collect();
        let of = |entries: &[(String, i64)]| {
            let mut part = JsonEmitter::default();
            emit_part(entries, &mut part);
            part.bytes
        };
        let printed = |first: Option<i64>, ahead: Option<MemberAhead>| {
            let mut out = JsonEmitter { ahead, ..JsonEmitter::default() };
            out.object().unless_empty("a", &first).unless_empty("b", &None::<i64>).unless_empty("c", &Some(2)).end();
            assert!(out.ahead.is_none());
            (String::from_utf8(out.bytes).unwrap(), out.parts)
        };
        let map = emitted(&entries.iter().cloned().collect::<OrderedMap<String, i64>>());
        for (first, before) in [(Some(1), r#"{"a":1,"#), (None, "{")] {
            let mut ahead = MemberAhead { key: "b", ..MemberAhead::default() };
            ahead.text.push(&emit_head(("a", &first), "b"));
            for (at, part) in [of(&entries[..3]), of(&entries[3..4]), of(&entries[4..])].into_iter().enumerate() {
                ahead.text.push(if at == 0 { b"" } else { b"," });
                let from = ahead.text.printed().len();
                ahead.text.push(&part);
                ahead.parts.push(from..from + part.len());
            }
            let (text, parts) = printed(first, Some(ahead));
            assert_eq!(text, format!(r#"{before}"b":{map},"c":2}}"#));
            let parts: Vec<&str> = parts.into_iter().map(|part| &text[part]).collect();
            assert_eq!(format!("{{{}}}", parts.join(",")), map);
        }
        let none = MemberAhead { key: "b", ..MemberAhead::default() };
        assert_eq!(printed(Some(1), Some(none)).0, r#"{"a":1,"c":2}"#);
    }

    #[test]
    fn empty_things() {
        assert_eq!(emitted(&Vec::<String>::new()), "[]");
        assert_eq!(emitted(&OrderedMap::<String, String>::new()), "{}");
        assert_eq!(emitted(&Nullable::<i64>(None)), "null");
        let mut out = JsonEmitter::default();
        out.object().unless_empty("a", &None::<i64>).end();
        out.object().always("b", &7).unless_empty("c", &Some(8)).end();
        assert_eq!(out.bytes, br#"{}{"b":7,"c":8}"#);
    }
}
