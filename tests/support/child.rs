//! Other processes: the program, and this very test binary, started again to play a part in a test.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PART: &str = "LODESTONE_TEST_PART";
const PLAN: &str = "LODESTONE_TEST_PLAN";

/// The command that starts this binary in a part; `entry` is the path of the test that plays it.
pub(crate) fn command(entry: &str, part: &str, plan: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([entry, "--exact", "--nocapture", "--test-threads=1"]);
    command.env(PART, part).env(PLAN, plan).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The part that this process has been started for and the plan that it is about.
pub(crate) fn part() -> Option<(String, PathBuf)> {
    Some((std::env::var(PART).ok()?, std::env::var_os(PLAN)?.into()))
}

/// Says something to the process that started this one.
pub(crate) fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    // The test harness writes to the same line.
    writeln!(out, "\n>> {words}").unwrap();
    out.flush().unwrap();
}

/// What a child said in a line.
pub(crate) fn said(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix(">> ")
}

/// Runs the program in a folder, with something on standard input.
pub(crate) fn lodestone(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lodestone"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// Runs the program; it must end with that code. What goes to both streams.
pub(crate) fn run(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let output = lodestone(folder, arguments, b"");
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    (out, err)
}
