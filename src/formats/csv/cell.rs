//! Values in cells and back, by their shapes. A text that a spreadsheet would run as a formula, or whose blanks it would
//! lose, gets an apostrophe in front, and reads back without it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::formats::json::{self, Json, Unknown};
use crate::model::{Absent, AnyId, AnyLink, Identities, Kind, Shape, Target, Value};
use crate::tabular::codes;

/// What stands before a text that would not be one.
const GUARD: char = '\'';

/// What stands between the names in a cell.
const BETWEEN: char = ';';

/// How cells of a file are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct CellReading {
    /// The kind of the rows.
    pub kind: Kind,
    /// Whether numbers may have a comma for the decimals.
    pub decimal_commas: bool,
}

/// Writes a value in a cell.
pub(in crate::formats) fn write(shape: &Shape, value: Value, names: &Identities<'_>) -> String {
    match (shape, value) {
        (_, Value::Null) => String::new(),
        (_, Value::Bool(flag)) => flag.to_string(),
        (_, Value::Int(number)) => number.to_string(),
        // The shortest that reads as the very same number.
        (_, Value::Float(number)) => format!("{number:?}").trim_end_matches(".0").to_owned(),
        (_, Value::Text(text)) => guarded(&text).into_owned(),
        (_, Value::Link(link)) => write_link(&link, names),
        (Shape::List(_), Value::List(items)) if items.is_empty() => String::new(),
        (Shape::List(item), Value::List(items)) => {
            write_names(item, &items, names).unwrap_or_else(|| write_json(shape, Value::List(items), names))
        }
        (_, value) => write_json(shape, value, names),
    }
}

/// Names in one cell, where none of them could be taken for something else.
fn write_names(shape: &Shape, items: &[Value], names: &Identities<'_>) -> Option<String> {
    if !matches!(shape, Shape::Text | Shape::Choice(_) | Shape::Link(_) | Shape::Int) {
        return None;
    }
    let plain = |item: &Value| {
        let text = write(shape, item.clone(), names);
        let is_plain = !text.is_empty() && !text.starts_with(['[', '{', '"', GUARD]) && !text.contains([BETWEEN, '\n']);
        is_plain.then_some(text)
    };
    let items: Option<Vec<String>> = items.iter().map(plain).collect();
    Some(items?.join("; "))
}

fn write_json(shape: &Shape, value: Value, names: &Identities<'_>) -> String {
    let json = json::to_json(shape, value, &mut |link| link_json(&link, names));
    json::compact(&json.into_value())
}

fn write_link(link: &AnyLink, names: &Identities<'_>) -> String {
    match link_json(link, names) {
        Json::Text(name) if !name.is_empty() && !name.starts_with(['[', '{', '"']) => guarded(&name).into_owned(),
        other => json::compact(&other.into_value()),
    }
}

/// What a link names: a text, the parts of a name, or an id of Traffic Ops.
pub(in crate::formats) fn link_json(link: &AnyLink, names: &Identities<'_>) -> Json<'static> {
    let text = |part: &String| Json::Text(Cow::Owned(part.clone()));
    let parts = |parts: &[String]| match parts {
        [name] => text(name),
        _ => Json::List(parts.iter().map(text).collect()),
    };
    match &link.target {
        Target::To(number) => parts(&names.identity(AnyId { kind: link.kind, number: *number })),
        Target::Absent(absent) => match (absent.identity.as_slice(), absent.traffic_ops_id) {
            (identity, None) => parts(identity),
            ([], Some(id)) => Json::Object(vec![("trafficOpsId".into(), Json::Int(id))]),
            (identity, Some(id)) => {
                Json::Object(vec![("name".into(), parts(identity)), ("trafficOpsId".into(), Json::Int(id))])
            }
        },
    }
}

/// A text as it may stand in a cell.
pub(in crate::formats) fn guarded(text: &str) -> Cow<'_, str> {
    if needs_guard(text) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// A cell's text as it is meant.
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(rest) if needs_guard(rest) => rest,
        _ => cell.trim(),
    }
}

/// Whether a spreadsheet would run a text, or lose a part of it; a negative number is one, and stays it.
fn needs_guard(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let is_run = matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let is_lost = first.is_whitespace() || text.ends_with(char::is_whitespace);
    let is_guarded = text.strip_prefix(GUARD).is_some_and(needs_guard);
    (is_run && !is_negative(text)) || is_lost || is_guarded
}

fn is_negative(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('-') else { return false };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole) && are_digits(decimals)
}

/// Reads a cell. None: it is empty, and the shape has nothing for that.
pub(super) fn read(
    reading: CellReading,
    key: &str,
    shape: &Shape,
    nullable: bool,
    cell: &str,
) -> Result<Option<Value>, String> {
    let text = unguarded(cell);
    if text.is_empty() {
        return Ok(match shape {
            _ if nullable => Some(Value::Null),
            Shape::Text => Some(Value::Text(String::new())),
            _ => None,
        });
    }
    let code = || {
        codes::of(reading.kind, key)?.iter().find(|(_, word)| word.eq_ignore_ascii_case(text)).map(|(code, _)| *code)
    };
    let value = match shape {
        Shape::Bool => read_flag(text).map(Value::Bool),
        Shape::Int => read_whole(key, code().unwrap_or(text)).map(Value::Int),
        Shape::Float => read_number(reading, text).map(Value::Float),
        Shape::Text => Ok(Value::Text(code().unwrap_or(text).to_owned())),
        Shape::Choice(words) => read_choice(words, text),
        Shape::Link(kind) => read_link(*kind, text),
        Shape::List(item) => read_list(reading, key, shape, item, text),
        Shape::Object(_) | Shape::Json => read_json(shape, text),
    };
    value.map(Some)
}

/// Reads an id of Traffic Ops for a link.
pub(super) fn read_id(kind: Kind, cell: &str) -> Result<Option<Value>, String> {
    let text = cell.trim();
    if text.is_empty() {
        return Ok(Some(Value::Null));
    }
    let id = read_whole("", text)?;
    Ok(Some(Value::Link(AnyLink { kind, target: Target::Absent(Absent::numbered(id)) })))
}

fn read_flag(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "on" | "x" => Ok(true),
        "false" | "no" | "n" | "0" | "off" => Ok(false),
        _ => Err(format!("`{}` is neither true nor false", shown(text))),
    }
}

fn read_whole(key: &str, text: &str) -> Result<i64, String> {
    // Spreadsheets make 80.0 of 80, and people write numbers of autonomous systems with their letters.
    let digits = if key == "asn" { text.trim_start_matches(['A', 'a', 'S', 's']).trim_start() } else { text };
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    digits.parse().map_err(|_| format!("`{}` is not a whole number of 64 bits", shown(text)))
}

fn read_number(reading: CellReading, text: &str) -> Result<f64, String> {
    let number = match text.parse::<f64>() {
        Ok(number) => Some(number),
        Err(_) if reading.decimal_commas => text.replacen(',', ".", 1).parse().ok(),
        Err(_) => None,
    };
    number.filter(|number| number.is_finite()).ok_or_else(|| {
        let hint = if text.contains(',') { ": write decimals with a point" } else { "" };
        format!("`{}` is not a number{hint}", shown(text))
    })
}

fn read_choice(words: &'static [&'static str], text: &str) -> Result<Value, String> {
    match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
        Some(word) => Ok(Value::Text((*word).to_owned())),
        None => Err(format!("`{}` is none of {}", shown(text), words.join(", "))),
    }
}

fn read_link(kind: Kind, text: &str) -> Result<Value, String> {
    if text.starts_with(['[', '{', '"'])
        && let Ok(json) = json::parse(text.as_bytes())
    {
        return json::link_from_json(kind, &json);
    }
    let target = Target::Absent(Arc::new(Absent { identity: vec![text.to_owned()], traffic_ops_id: None }));
    Ok(Value::Link(AnyLink { kind, target }))
}

fn read_list(reading: CellReading, key: &str, shape: &Shape, item: &Shape, text: &str) -> Result<Value, String> {
    let is_nested = !matches!(item, Shape::Text | Shape::Choice(_) | Shape::Link(_) | Shape::Int);
    if text.starts_with('[') || is_nested {
        return read_json(shape, text);
    }
    // No word of a choice has a comma or a blank in it.
    let between = |letter: char| match item {
        Shape::Choice(_) | Shape::Int => letter == ',' || letter == BETWEEN || letter.is_whitespace(),
        _ => letter == BETWEEN || letter == '\n',
    };
    let parts = text.split(between).map(str::trim).filter(|part| !part.is_empty());
    let items: Result<Vec<_>, _> = parts.map(|part| read(reading, key, item, false, part)).collect();
    Ok(Value::List(items?.into_iter().flatten().collect()))
}

fn read_json(shape: &Shape, text: &str) -> Result<Value, String> {
    let json = json::parse(text.as_bytes()).map_err(|error| match shape {
        Shape::Json => format!("this is no JSON: {error}"),
        _ => format!("expected {} in JSON: {error}", shape.describe()),
    })?;
    json::from_json(shape, false, &json, &mut Unknown::Refused).map_err(|flaws| {
        let said = flaws.iter().map(|flaw| match flaw.path.as_str() {
            "" => flaw.message.clone(),
            path => format!("{path}: {}", flaw.message),
        });
        said.collect::<Vec<_>>().join("; ")
    })
}

/// So much of a cell is shown where it is wrong.
const SHOWN: usize = 60;

/// A cell's text for a message.
pub(in crate::formats) fn shown(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push_str("...");
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Plan;

    const PLAIN: CellReading = CellReading { kind: Kind::CacheGroup, decimal_commas: false };

    #[test]
    fn what_a_spreadsheet_would_run_is_a_text_and_reads_back() {
        for text in [
            "=1+1",
            "+49 170",
            "@SUM(A1)",
            "-",
            "-x",
            "--1",
            "\ttab",
            "\rcr",
            "'=1",
            "''=1",
            "'plain",
            " blank",
            "blank ",
            "＝1",
            "\n",
            "=cmd|' /C calc'!A0",
            "-1+1",
            "-1e5",
            "+1",
            "a",
            "-3.5",
            "-3",
            "O'Neill",
            "\u{a0}",
        ] {
            let cell = guarded(text);
            let begins = cell.chars().next().unwrap();
            let is_number = text == "-3.5" || text == "-3";
            assert!(is_number || !"=+-@\t\r\n＝＋－＠".contains(begins), "{cell:?}");
            assert_eq!(unguarded(&cell), text, "{cell:?}");
        }
        assert_eq!(guarded("-3.5"), "-3.5");
    }

    #[test]
    fn cells_are_read_as_people_write_them() {
        let read = |shape: &Shape, cell: &str| read(PLAIN, "asn", shape, false, cell);
        for (shape, cell, expected) in [
            (Shape::Bool, "Yes", Ok(Some(Value::Bool(true)))),
            (Shape::Bool, "perhaps", Err("`perhaps` is neither true nor false")),
            (Shape::Bool, "", Ok(None)),
            (Shape::Int, "AS64512", Ok(Some(Value::Int(64512)))),
            (Shape::Int, "80.0", Ok(Some(Value::Int(80)))),
            (Shape::Int, "80.5", Err("`80.5` is not a whole number of 64 bits")),
            (Shape::Float, "-3.5", Ok(Some(Value::Float(-3.5)))),
            (Shape::Float, "52,5", Err("`52,5` is not a number: write decimals with a point")),
            (Shape::Float, "NaN", Err("`NaN` is not a number")),
            (Shape::Float, "inf", Err("`inf` is not a number")),
            (Shape::Choice(&["CZ", "GEO"]), "geo", Ok(Some(Value::Text("GEO".to_owned())))),
            (Shape::Text, " a ", Ok(Some(Value::Text("a".to_owned())))),
            (Shape::List(&Shape::Text), "{", Ok(Some(Value::List(vec![Value::Text("{".to_owned())])))),
            (
                Shape::List(&Shape::Text),
                "[1",
                Err("expected a list in JSON: EOF while parsing a list at line 1 column 2"),
            ),
        ] {
            assert_eq!(read(&shape, cell), expected.map_err(str::to_owned), "{cell}");
        }
        let commas = CellReading { decimal_commas: true, ..PLAIN };
        assert_eq!(super::read(commas, "", &Shape::Float, false, "52,5"), Ok(Some(Value::Float(52.5))));
    }

    #[test]
    fn lists_of_names_are_written_for_people_where_that_is_plain() {
        let (plan, shape) = (Plan::default(), Shape::List(&Shape::Text));
        let names = Identities::of(&plan);
        for (items, expected) in [
            (vec![], ""),
            (vec!["a", "b c"], "a; b c"),
            (vec!["a;b"], r#"["a;b"]"#),
            (vec!["=1", "b"], r#"["=1","b"]"#),
            (vec!["a", ""], r#"["a",""]"#),
        ] {
            let value = Value::List(items.into_iter().map(|item| Value::Text(item.to_owned())).collect());
            let cell = write(&shape, value.clone(), &names);
            assert_eq!(cell, expected);
            if !cell.is_empty() {
                assert_eq!(read(PLAIN, "", &shape, true, &cell), Ok(Some(value)));
            }
        }
    }
}
