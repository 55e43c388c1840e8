//! Writes a made-up CDN as Traffic Ops 5.0 gives it into a folder: what `benches/run` imports.
//!
//! `cargo bench --bench input -- FOLDER GROUPS SERVERS`, servers of each group

#![allow(clippy::unwrap_used, reason = "a bench that cannot make its input must stop")]
#![allow(clippy::print_stderr, reason = "it is a program")]

use std::path::PathBuf;

mod support;

use support::{Size, write_bodies};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [folder, groups, servers] = arguments.as_slice() else {
        eprintln!("usage: cargo bench --bench input -- FOLDER GROUPS SERVERS");
        return;
    };
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    write_bodies(&folder, Size { groups: groups.parse().unwrap(), servers: servers.parse().unwrap() });
    eprintln!("{}: CDN {}", folder.display(), support::cdn());
}
