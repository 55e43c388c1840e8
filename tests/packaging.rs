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
