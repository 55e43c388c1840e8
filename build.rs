//! Tells the linker what the system can take that the program is built on and for: addresses packed as bits, where its C
//! library reads them so (glibc from 2.36 on). They are one in twenty of the program's bytes otherwise. A program that is
//! handed out may meet an older one: `tools/package/make` says so.

use std::env;
use std::process::Command;

/// The first glibc that reads packed addresses.
const PACKED: (u32, u32) = (2, 36);

/// Set where the program is built for other machines than this one.
const HANDED_OUT: &str = "LODESTONE_HANDED_OUT";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={HANDED_OUT}");
    let is_native = env::var("TARGET").is_ok_and(|target| env::var("HOST").is_ok_and(|host| host == target));
    let stays_here = is_native && env::var_os(HANDED_OUT).is_none();
    if stays_here && glibc().is_some_and(|version| PACKED <= version) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Which glibc this system has; none, if it has another C library or does not tell.
fn glibc() -> Option<(u32, u32)> {
    if env::var("CARGO_CFG_TARGET_OS").ok()? != "linux" || env::var("CARGO_CFG_TARGET_ENV").ok()? != "gnu" {
        return None;
    }
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    version(&String::from_utf8(told.stdout).ok()?)
}

/// The first two numbers of a version, as in "glibc 2.36".
fn version(told: &str) -> Option<(u32, u32)> {
    let mut numbers = told.trim().strip_prefix("glibc ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}
