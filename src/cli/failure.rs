//! How a command ends when it does not simply succeed: the exit code and the words, with what to do next.

use thiserror::Error;

/// Why a command did not end with exit code 0. Each variant is an exit code.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// Exit 1: findings, differences or refused rows beyond what was allowed. What there is to say has been said.
    #[error("{0}")]
    Findings(String),
    /// Exit 2: the command was not called as it can be.
    #[error("{0}")]
    Usage(String),
    /// Exit 3: a file or display could not be opened, read or written.
    #[error("{0}")]
    File(String),
}

impl Failure {
    /// A failure of a file, with all that its error has to say.
    pub(super) fn file(error: &dyn std::error::Error) -> Self {
        Self::File(with_sources(error))
    }

    /// The process's exit code.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Findings(_) => 1,
            Self::Usage(_) => 2,
            Self::File(_) => 3,
        }
    }
}

/// An error and what caused it, in one line; a cause that the error already quotes is not said twice.
fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let cause = source.to_string();
        if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
        next = source.source();
    }
    text
}
