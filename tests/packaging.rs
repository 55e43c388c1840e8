//! What a package holds besides the program: it is there, and it is what it says.
#![allow(clippy::unwrap_used, reason = "what helps tests may fail as tests do")]

use std::path::PathBuf;

use lodestone::formats::picture;

fn read(path: &str) -> String {
    std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_package_lists_files_that_are_there() {
    let manifest = read("Cargo.toml");
    let section = manifest.split("[package.metadata.deb]").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    let assets = section.lines().filter_map(|line| line.trim().strip_prefix("[\"")?.split('"').next());
    let (made, lying): (Vec<&str>, Vec<&str>) = assets.partition(|path| path.starts_with("target/"));
    assert!(5 <= lying.len() && 4 <= made.len(), "{lying:?} {made:?}");
    for path in lying {
        assert!(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path).is_file(), "{path}");
    }
    // What is made is made by the script beside it.
    let script = read("tools/package/make");
    for folder in ["man", "completions"] {
        assert!(made.iter().any(|path| path.starts_with(&format!("target/package/{folder}/"))), "{folder}");
        assert!(script.contains(&format!("$made/{folder}")), "{folder}");
    }
}

#[test]
fn the_desktop_entry_is_whole() {
    let entry = read("assets/lodestone.desktop");
    assert!(entry.starts_with("[Desktop Entry]\n"));
    for key in ["Type=Application", "Name=Lodestone", "Exec=lodestone %f", "Icon=lodestone", "StartupWMClass=lodestone"]
    {
        assert!(entry.lines().any(|line| line == key), "{key}");
    }
}

#[test]
fn the_icon_is_a_picture_and_its_points_are_those_of_its_vectors() {
    let points = picture::rasterised(&read("assets/icon/lodestone.svg")).unwrap();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/icon/lodestone.png");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(&path, &points).unwrap();
    }
    assert!(std::fs::read(&path).unwrap() == points, "INSTA_UPDATE=always makes it anew");
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn addresses_are_packed_where_the_system_reads_them() {
    // What the system does not tell cannot be counted upon.
    let told = std::process::Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let told = String::from_utf8(told.map_or_else(|_| Vec::new(), |told| told.stdout)).unwrap();
    let minor =
        told.trim().strip_prefix("glibc 2.").map(|minor| minor.split('.').next().unwrap().parse::<u32>().unwrap());
    let program = std::fs::read(env!("CARGO_BIN_EXE_lodestone")).unwrap();
    let says = |text: &[u8]| program.windows(text.len()).any(|bytes| bytes == text);
    // Other linkers need not know how.
    if says(b"Linker: LLD") {
        assert_eq!(says(b"GLIBC_ABI_DT_RELR"), minor.is_some_and(|minor| 36 <= minor), "{told}");
    }
}

#[test]
fn a_release_is_made_in_few_units() {
    let manifest = read("Cargo.toml");
    let units = |section: &str| {
        let section = manifest.split_once(&format!("\n[{section}]\n")).unwrap().1.split("\n[").next().unwrap();
        section.lines().find_map(|line| line.strip_prefix("codegen-units = ")?.parse::<u32>().ok())
    };
    // What is in many of them counts in each.
    assert!(units("profile.release").is_some_and(|units| units <= 2));
    assert_eq!(units("profile.release.package.\"*\""), Some(1));
    assert_eq!(units("profile.dist"), Some(1));
}
