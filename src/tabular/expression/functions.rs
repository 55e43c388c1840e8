//! The functions of expressions: one line each, with how it is used, which is also its help.

use super::evaluate::{number, text};
use super::term::{CellValue, ExpressionError, FunctionInfo};

/// All of them.
pub const FUNCTIONS: &[FunctionInfo] = &[
    FunctionInfo { name: "replace", usage: "replace(text, what, by)", takes: 3..=3, give: |of| Ok(replace(of)) },
    FunctionInfo {
        name: "upper",
        usage: "upper(text)",
        takes: 1..=1,
        give: |of| Ok(said(text(&of[0]).to_uppercase())),
    },
    FunctionInfo {
        name: "lower",
        usage: "lower(text)",
        takes: 1..=1,
        give: |of| Ok(said(text(&of[0]).to_lowercase())),
    },
    FunctionInfo {
        name: "trim",
        usage: "trim(text)",
        takes: 1..=1,
        give: |of| Ok(said(text(&of[0]).trim().to_owned())),
    },
    FunctionInfo { name: "concat", usage: "concat(one, other, …)", takes: 1..=16, give: |of| Ok(concat(of)) },
    FunctionInfo { name: "part", usage: "part(text, between, which)", takes: 3..=3, give: part },
    FunctionInfo { name: "round", usage: "round(number, decimals)", takes: 1..=2, give: round },
    FunctionInfo {
        name: "number",
        usage: "number(text)",
        takes: 1..=1,
        give: |of| number(&of[0]).map(CellValue::Number),
    },
    FunctionInfo { name: "text", usage: "text(value)", takes: 1..=1, give: |of| Ok(said(text(&of[0]))) },
    FunctionInfo { name: "nothing", usage: "nothing()", takes: 0..=0, give: |_| Ok(CellValue::Nothing) },
];

fn said(text: String) -> CellValue {
    if text.is_empty() { CellValue::Nothing } else { CellValue::Text(text) }
}

fn replace(of: &[CellValue]) -> CellValue {
    let (whole, what, by) = (text(&of[0]), text(&of[1]), text(&of[2]));
    said(if what.is_empty() { whole } else { whole.replace(&what, &by) })
}

fn concat(of: &[CellValue]) -> CellValue {
    said(of.iter().map(text).collect())
}

/// One of the parts of a text, from 1 on; from the end where that is negative.
fn part(of: &[CellValue]) -> Result<CellValue, ExpressionError> {
    let (whole, between) = (text(&of[0]), text(&of[1]));
    let parts: Vec<&str> = if between.is_empty() { vec![&whole] } else { whole.split(&between).collect() };
    #[expect(clippy::cast_possible_truncation, reason = "which part; what is out of range is none")]
    let which = number(&of[2])? as isize;
    let place = match which {
        1.. => usize::try_from(which - 1).ok(),
        _ => parts.len().checked_add_signed(which).filter(|_| which != 0),
    };
    Ok(said(place.and_then(|place| parts.get(place)).copied().unwrap_or_default().to_owned()))
}

fn round(of: &[CellValue]) -> Result<CellValue, ExpressionError> {
    let decimals = of.get(1).map_or(Ok(0.0), number)?.clamp(0.0, 12.0);
    let factor = 10f64.powf(decimals.round());
    Ok(CellValue::Number((number(&of[0])? * factor).round() / factor))
}
