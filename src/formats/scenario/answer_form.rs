//! How much answers hold.

/// What answers hold beside the choice of caches.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnswerForm {
    /// What the servlet and the name server make of it.
    pub with_answers: bool,
    /// The authority section of DNS messages.
    pub wire_authority: bool,
}
