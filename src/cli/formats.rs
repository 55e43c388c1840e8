//! How the command line names formats: the catalogue's words, with what each is for in the help.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser, ValueParser};

use crate::formats::Format;

/// The formats that can be imported.
pub(super) fn read_format() -> ValueParser {
    chosen(Format::is_read)
}

/// The formats that can be exported.
pub(super) fn written_format() -> ValueParser {
    chosen(Format::is_written)
}

fn chosen(allowed: fn(Format) -> bool) -> ValueParser {
    let words = Format::ALL
        .iter()
        .filter(|format| allowed(**format))
        .map(|format| PossibleValue::new(format.key()).help(format.help()));
    // The parser lets only words of the catalogue through, so that the fallback is never taken.
    PossibleValuesParser::new(words).map(|word| Format::of_key(&word).unwrap_or(Format::PlanText)).into()
}
