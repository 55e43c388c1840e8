//! Random edits, undos, redos and reopens against a plain reference.
