//! Reads expressions: sums of products of terms, functions with arguments, columns by any of their names, texts in quotes.

use super::functions::FUNCTIONS;
use super::term::{CellExpression, ExpressionError, Operator, Term};
use crate::model::Kind;
use crate::tabular::columns::{CellSource, ColumnInfo, columns};
use crate::tabular::filter;

/// Deeper than that nobody writes.
const DEEPEST: usize = 32;

impl CellExpression {
    /// Reads an expression about the columns of a kind.
    pub fn read(kind: Kind, text: &str) -> Result<Self, ExpressionError> {
        read(kind, text).map(|root| Self { root })
    }
}

/// The columns that one can reckon with: those of the plan.
fn known(kind: Kind) -> Vec<ColumnInfo> {
    columns(kind).into_iter().filter(|column| !matches!(column.source, CellSource::Given(_))).collect()
}

fn read(kind: Kind, text: &str) -> Result<Term, ExpressionError> {
    let mut reader = Reader { kind, known: known(kind), letters: text.chars().collect(), at: 0, depth: 0 };
    let term = reader.sum()?;
    reader.blanks();
    if reader.at < reader.letters.len() {
        return Err(reader.unexpected("an operator or the end"));
    }
    Ok(term)
}

struct Reader {
    kind: Kind,
    known: Vec<ColumnInfo>,
    letters: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// The next letter, if it is one of some.
    fn take(&mut self, any: &str) -> Option<char> {
        self.blanks();
        let letter = self.peek().filter(|letter| any.contains(*letter))?;
        self.at += 1;
        Some(letter)
    }

    fn unexpected(&self, wanted: &'static str) -> ExpressionError {
        let found = self.peek().map_or_else(|| "nothing more".to_owned(), |letter| format!("“{letter}”"));
        ExpressionError::Unexpected { at: self.at + 1, wanted, found }
    }

    fn sum(&mut self) -> Result<Term, ExpressionError> {
        self.depth += 1;
        if DEEPEST < self.depth {
            return Err(ExpressionError::TooDeep);
        }
        let mut term = self.product()?;
        while let Some(sign) = self.take("+-") {
            let operator = if sign == '+' { Operator::Plus } else { Operator::Minus };
            term = Term::Two(operator, Box::new(term), Box::new(self.product()?));
        }
        self.depth -= 1;
        Ok(term)
    }

    fn product(&mut self) -> Result<Term, ExpressionError> {
        let mut term = self.signed()?;
        while let Some(sign) = self.take("*/") {
            let operator = if sign == '*' { Operator::Times } else { Operator::Over };
            term = Term::Two(operator, Box::new(term), Box::new(self.signed()?));
        }
        Ok(term)
    }

    fn signed(&mut self) -> Result<Term, ExpressionError> {
        let mut is_negated = false;
        while self.take("-").is_some() {
            is_negated = !is_negated;
        }
        let term = self.single()?;
        Ok(if is_negated { Term::Negated(Box::new(term)) } else { term })
    }

    fn single(&mut self) -> Result<Term, ExpressionError> {
        self.blanks();
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let term = self.sum()?;
                self.take(")").ok_or_else(|| self.unexpected("a closing bracket"))?;
                Ok(term)
            }
            Some(quote @ ('"' | '\'')) => self.text(quote),
            Some(letter) if letter.is_ascii_digit() || letter == '.' => self.number(),
            Some(letter) if letter.is_alphabetic() => self.named(),
            _ => Err(self.unexpected("a column, a number, a text or a function")),
        }
    }

    /// A text; a quote in it is written twice.
    fn text(&mut self, quote: char) -> Result<Term, ExpressionError> {
        let from = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(ExpressionError::Unclosed(from + 1)),
                Some(letter) if letter == quote => {
                    self.at += 1;
                    if self.peek() != Some(quote) {
                        return Ok(Term::Text(text));
                    }
                    text.push(quote);
                    self.at += 1;
                }
                Some(letter) => {
                    text.push(letter);
                    self.at += 1;
                }
            }
        }
    }

    fn number(&mut self) -> Result<Term, ExpressionError> {
        let from = self.at;
        while self.peek().is_some_and(|letter| letter.is_ascii_digit() || letter == '.') {
            self.at += 1;
        }
        let digits: String = self.letters.get(from..self.at).unwrap_or_default().iter().collect();
        digits.parse().map(Term::Number).map_err(|_| ExpressionError::NoNumber(digits))
    }

    /// A function with its arguments, or a column.
    fn named(&mut self) -> Result<Term, ExpressionError> {
        let from = self.at;
        while self.peek().is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
            self.at += 1;
        }
        let name: String = self.letters.get(from..self.at).unwrap_or_default().iter().collect();
        if self.take("(").is_none() {
            return Ok(Term::Column(filter::column(self.kind, &self.known, &name)?));
        }
        let Some(function) = FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(&name)) else {
            let known: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
            return Err(ExpressionError::NoFunction { name, known: known.join(", ") });
        };
        let mut arguments = Vec::new();
        if self.take(")").is_none() {
            loop {
                arguments.push(self.sum()?);
                match self.take(",;)") {
                    Some(')') => break,
                    Some(_) => {}
                    None => return Err(self.unexpected("a comma or a closing bracket")),
                }
            }
        }
        if !function.takes.contains(&arguments.len()) {
            return Err(ExpressionError::Arguments(function.name, function.usage));
        }
        Ok(Term::Call(function, arguments))
    }
}
