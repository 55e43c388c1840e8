//! What expressions are: terms, functions, what they give, and why they cannot be read or evaluated.

use std::ops::RangeInclusive;

use thiserror::Error;

use crate::tabular::columns::ColumnInfo;
use crate::tabular::filter::FilterError;

/// An expression that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct CellExpression {
    pub(super) root: Term,
}

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    Number(f64),
    Text(String),
    /// What stands in a column.
    Column(ColumnInfo),
    Negated(Box<Self>),
    Two(Operator, Box<Self>, Box<Self>),
    Call(&'static FunctionInfo, Vec<Self>),
}

/// What is done with two numbers, or with two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Plus,
    Minus,
    Times,
    Over,
}

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Nothing: an empty cell.
    Nothing,
}

/// Why an expression cannot be read or evaluated, in the user's words.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ExpressionError {
    /// Something else was to come.
    #[error("at {at}: {wanted} was to come, and there is {found}")]
    Unexpected {
        /// Which letter, from 1 on.
        at: usize,
        /// What was to come.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
    /// A text has no end.
    #[error("the text that begins at {0} has no closing quote")]
    Unclosed(usize),
    /// It is deeper than anybody writes.
    #[error("this is nested too deeply")]
    TooDeep,
    /// No column is called so, or several are.
    #[error(transparent)]
    Column(#[from] FilterError),
    /// No function is called so.
    #[error("no function is called “{name}”: there are {known}")]
    NoFunction {
        /// As it was typed.
        name: String,
        /// The functions that there are.
        known: String,
    },
    /// A function wants other arguments.
    #[error("{0} is used like {1}")]
    Arguments(&'static str, &'static str),
    /// A number was wanted.
    #[error("“{0}” is no number")]
    NoNumber(String),
    /// There is no such number.
    #[error("this is divided by zero, or too large")]
    NotFinite,
}

impl CellExpression {
    /// The first column that it names: what it is about, unless something else is said.
    pub fn first_column(&self) -> Option<ColumnInfo> {
        first_column(&self.root)
    }
}

fn first_column(term: &Term) -> Option<ColumnInfo> {
    match term {
        Term::Number(_) | Term::Text(_) => None,
        Term::Column(column) => Some(*column),
        Term::Negated(inner) => first_column(inner),
        Term::Two(_, one, two) => first_column(one).or_else(|| first_column(two)),
        Term::Call(_, arguments) => arguments.iter().find_map(first_column),
    }
}

/// A function.
#[derive(Debug)]
pub struct FunctionInfo {
    /// What it is called.
    pub name: &'static str,
    /// How it is used.
    pub usage: &'static str,
    /// How many arguments it takes.
    pub(super) takes: RangeInclusive<usize>,
    /// What it gives.
    pub(super) give: fn(&[CellValue]) -> Result<CellValue, ExpressionError>,
}

impl PartialEq for FunctionInfo {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
