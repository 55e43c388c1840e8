//! The program: parses arguments, runs a command, turns its end into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    lodestone::cli::run(std::env::args_os())
}
