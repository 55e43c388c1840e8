//! Which router judges: one that restarts, or one that holds a snapshot already.

/// Which router is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JudgingOptions {
    /// One that restarts, and holds no snapshot.
    pub fresh: bool,
    /// The date of the snapshot that a running one holds, in seconds since 1970; 0 for any that is older.
    pub held_date: i64,
}
