//! What the window and the command line both do with a plan and files, so that it stands once. These tasks run on threads
//! or in a command; they draw and print nothing.

mod preflight;

pub use preflight::{Answer, Preflight, Question, preflight};
