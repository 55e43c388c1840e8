//! What Linux says of a process.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

/// The most memory that the program had in hand while it ran, in bytes, none where the system does not say; and how it
/// ended.
pub(crate) fn peak_memory(folder: &Path, arguments: &[&str]) -> (Option<u64>, ExitStatus) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lodestone"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        // What it says may be more than a pipe holds.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().unwrap().is_none() {
        // It only grows; the last look is a moment before the end.
        let kilobytes = std::fs::read_to_string(&status).ok().and_then(|status| {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().to_owned();
            line.split_whitespace().next()?.parse::<u64>().ok()
        });
        peak = peak.max(kilobytes.map(|kilobytes| kilobytes << 10));
        std::thread::sleep(Duration::from_millis(1));
    }
    (peak, child.wait().unwrap())
}
