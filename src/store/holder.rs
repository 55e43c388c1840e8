//! The note beside a plan that says who has it open. The lock itself is redb's and goes with the process; the note only
//! gives it a name, so that a stale one does no harm.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::beside::holder_path;
use super::linux;

/// Who has a plan open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// What it called itself.
    pub program: String,
    /// Since when, in seconds since 1970.
    pub since: u64,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (process {})", self.program, self.pid)
    }
}

impl Holder {
    /// Reads the note beside a plan; none when there is none or its process is gone.
    pub fn of(plan: &Path) -> Option<Self> {
        let text = fs::read_to_string(holder_path(plan)).ok()?;
        let mut lines = text.lines();
        let mut line = |key: &str| lines.next()?.strip_prefix(key)?.strip_prefix(' ').map(str::to_owned);
        let pid = line("pid")?.parse().ok()?;
        let holder = Self { pid, program: line("program")?, since: line("since")?.parse().ok()? };
        holder.lives().then_some(holder)
    }

    /// Whether the process is there, as far as that can be seen.
    fn lives(&self) -> bool {
        linux::lives(self.pid).unwrap_or(true)
    }
}

/// The note while this process has the plan open; dropping it takes it away.
#[derive(Debug)]
pub(super) struct Note(PathBuf);

impl Note {
    /// Writes it. That it cannot be written is no reason not to open the plan.
    pub(super) fn leave(plan: &Path, program: &str, now: u64) -> Self {
        let path = holder_path(plan);
        let program: String = program.chars().filter(|letter| !letter.is_control()).collect();
        let text = format!("pid {}\nprogram {program}\nsince {now}\n", std::process::id());
        // A link of that name could point anywhere, so it is taken away rather than followed.
        let _ = fs::remove_file(&path);
        let _ = fs::write(&path, text);
        Self(path)
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
