//! Where the command line prints: text for people with control and bidi characters escaped, JSON for programs. A
//! reader that has gone away (a closed pipe) ends the output, not the program's work.

use std::io::{self, Write as _};

pub(super) use crate::model::visible as safe;

/// Prints a line for people to standard output.
pub(super) fn say(text: &str) {
    put(&mut io::stdout().lock(), text.as_bytes());
}

/// Prints a message to standard error.
pub(super) fn tell(text: &str) {
    put(&mut io::stderr().lock(), text.as_bytes());
}

/// Writes bytes to standard output as they are.
///
/// # Errors
/// When the stream cannot take them; a reader that has gone away is no error.
pub(super) fn pour(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn put(stream: &mut impl io::Write, text: &[u8]) {
    // Nothing can be done about a terminal that takes no text, and the exit code still tells.
    let _ = stream.write_all(text).and_then(|()| stream.write_all(b"\n")).and_then(|()| stream.flush());
}
