//! How a command ends when it does not simply succeed: the exit code, what went wrong with all its causes, and hints, each
//! a line of its own, on what to do next.

use std::fmt;

use anyhow::anyhow;

/// Why a command did not end with exit code 0.
#[derive(Debug)]
pub(super) struct Failure {
    end: End,
    error: anyhow::Error,
    hints: Vec<String>,
}

/// The ways in which a command fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Findings, differences or refused rows beyond what was allowed. What there is to say has been said.
    Findings,
    /// The command was not called as it can be.
    Usage,
    /// A file or display could not be opened, read or written.
    File,
}

impl Failure {
    fn new(end: End, error: anyhow::Error) -> Self {
        Self { end, error, hints: Vec::new() }
    }

    /// Exit 1, in words.
    pub(super) fn findings(message: impl fmt::Display) -> Self {
        Self::new(End::Findings, anyhow!("{message}"))
    }

    /// Exit 2, in words.
    pub(super) fn usage(message: impl fmt::Display) -> Self {
        Self::new(End::Usage, anyhow!("{message}"))
    }

    /// Exit 3, in words.
    pub(super) fn file(message: impl fmt::Display) -> Self {
        Self::new(End::File, anyhow!("{message}"))
    }

    /// Exit 3 because of an error, with all that caused it.
    pub(super) fn of(error: impl Into<anyhow::Error>) -> Self {
        Self::new(End::File, error.into())
    }

    /// The same with something to do about it.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// What to do next, each a sentence without a stop.
    pub(super) fn hints(&self) -> &[String] {
        &self.hints
    }

    /// Whether a file could not be opened, read or written.
    pub(super) const fn is_of_file(&self) -> bool {
        matches!(self.end, End::File)
    }

    /// The process's exit code.
    pub(super) const fn exit_code(&self) -> u8 {
        match self.end {
            End::Findings => 1,
            End::Usage => 2,
            End::File => 3,
        }
    }
}

/// Lets `?` end a command with exit code 3, which is what errors of files are.
impl<E: std::error::Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::of(error)
    }
}

/// The error and what caused it, in one line; a cause that the error already quotes is not said twice.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = String::new();
        for cause in self.error.chain().map(ToString::to_string).filter(|cause| !cause.is_empty()) {
            if said.contains(&cause) {
                continue;
            }
            if !said.is_empty() {
                said.push_str(": ");
            }
            said.push_str(&cause);
        }
        f.write_str(&said)
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn causes_are_said_once() {
        let failed: std::io::Result<()> = Err(std::io::Error::other("the disk is full"));
        let failure = Failure::of(failed.context("it cannot be written").unwrap_err());
        assert_eq!(failure.to_string(), "it cannot be written: the disk is full");
        let failed: std::io::Result<()> = Err(std::io::Error::other("the disk is full"));
        let failure = Failure::of(failed.context("it cannot be written (the disk is full)").unwrap_err());
        assert_eq!(failure.to_string(), "it cannot be written (the disk is full)");
    }

    #[test]
    fn hints_are_no_prose_of_the_error() {
        let failure = Failure::usage("there is no such CDN").hint("name one with --cdn").hint("or add one");
        assert_eq!((failure.exit_code(), failure.to_string().as_str()), (2, "there is no such CDN"));
        assert_eq!(failure.hints(), ["name one with --cdn", "or add one"]);
        assert_eq!([Failure::findings("x"), Failure::file("x")].map(|failure| failure.exit_code()), [1, 3]);
    }
}
