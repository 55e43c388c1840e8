//! The program: parses arguments, runs a command, turns errors into exit codes.

fn main() {}
