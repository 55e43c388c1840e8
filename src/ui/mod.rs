//! The window.
//!
//! It must not parse or print formats, and changes a plan only through the session.

pub mod map;
