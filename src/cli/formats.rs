//! How the command line reads the names of formats.

use crate::formats::Format;

/// A format that can be imported.
pub(super) fn read_format(word: &str) -> Result<Format, String> {
    chosen(word, Format::is_read)
}

/// A format that can be exported.
pub(super) fn written_format(word: &str) -> Result<Format, String> {
    chosen(word, |_| true)
}

fn chosen(word: &str, allowed: fn(Format) -> bool) -> Result<Format, String> {
    Format::of_key(word).filter(|format| allowed(*format)).ok_or_else(|| {
        let known: Vec<String> = Format::ALL
            .iter()
            .filter(|format| allowed(**format))
            .map(|format| format!("  {}: {}", format.key(), format.help()))
            .collect();
        format!("the formats are\n{}", known.join("\n"))
    })
}
