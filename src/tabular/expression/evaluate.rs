//! What an expression gives for a row. Plus adds numbers and joins texts; an empty cell stays empty when one reckons with
//! it.

use super::term::{CellExpression, CellValue, ExpressionError, Operator, Term};
use crate::model::Plan;
use crate::tabular::cell::{self, AnyRow, SortKey};
use crate::tabular::given::GivenColumns;

impl CellExpression {
    /// What it gives for an entity.
    pub fn value(&self, plan: &Plan, entity: AnyRow<'_>) -> Result<CellValue, ExpressionError> {
        value(&self.root, plan, entity)
    }
}

fn value(term: &Term, plan: &Plan, entity: AnyRow<'_>) -> Result<CellValue, ExpressionError> {
    Ok(match term {
        Term::Number(number) => CellValue::Number(*number),
        Term::Text(text) if text.is_empty() => CellValue::Nothing,
        Term::Text(text) => CellValue::Text(text.clone()),
        Term::Column(column) => match cell::key(plan, &GivenColumns::default(), entity, column) {
            SortKey::Number(number) => CellValue::Number(number),
            SortKey::Text(text) => CellValue::Text(text.into()),
            SortKey::Empty => CellValue::Nothing,
        },
        Term::Negated(inner) => match value(inner, plan, entity)? {
            CellValue::Nothing => CellValue::Nothing,
            other => CellValue::Number(-number(&other)?),
        },
        Term::Two(operator, one, two) => two_values(*operator, &value(one, plan, entity)?, &value(two, plan, entity)?)?,
        Term::Call(function, arguments) => {
            let arguments = arguments.iter().map(|argument| value(argument, plan, entity));
            (function.give)(&arguments.collect::<Result<Vec<_>, _>>()?)?
        }
    })
}

fn two_values(operator: Operator, one: &CellValue, two: &CellValue) -> Result<CellValue, ExpressionError> {
    let joins = operator == Operator::Plus
        && [one, two].into_iter().any(|each| matches!(each, CellValue::Text(text) if text.parse::<f64>().is_err()));
    if joins {
        return Ok(CellValue::Text(format!("{}{}", text(one), text(two))));
    }
    if *one == CellValue::Nothing || *two == CellValue::Nothing {
        return Ok(CellValue::Nothing);
    }
    let (one, two) = (number(one)?, number(two)?);
    let result = match operator {
        Operator::Plus => one + two,
        Operator::Minus => one - two,
        Operator::Times => one * two,
        Operator::Over => one / two,
    };
    if result.is_finite() { Ok(CellValue::Number(as_decimal(result))) } else { Err(ExpressionError::NotFinite) }
}

/// So many digits of a result count: people reckon with decimals, and -26.2 + 0.1 is -26.1 to them.
const DIGITS: usize = 14;

fn as_decimal(result: f64) -> f64 {
    if result.fract() == 0.0 {
        return result;
    }
    format!("{result:.*e}", DIGITS - 1).parse().unwrap_or(result)
}

/// A value as a number.
pub(super) fn number(value: &CellValue) -> Result<f64, ExpressionError> {
    match value {
        CellValue::Number(number) => Ok(*number),
        CellValue::Text(text) => {
            let read = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
            read.ok_or_else(|| ExpressionError::NoNumber(text.clone()))
        }
        CellValue::Nothing => Err(ExpressionError::NoNumber(String::new())),
    }
}

/// A value as a text.
pub(super) fn text(value: &CellValue) -> String {
    match value {
        CellValue::Number(number) => number.to_string(),
        CellValue::Text(text) => text.clone(),
        CellValue::Nothing => String::new(),
    }
}
