//! Tiles under the plan: nothing leaves the machine unless a planner has chosen so for this plan; what is asked for and
//! how; what is said when nothing comes. The servers are on loopback, the file is made by `tools/pmtiles/make.py`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::TextureId;
use egui::epaint::Shape;
use lodestone::ui::action::Action;
use lodestone::ui::app::Setup;
use lodestone::ui::background::{Background, GroundSource, TileServer as Server};
use lodestone::ui::commands::Command;

use crate::support::fixture;
use crate::support::shell::{Window, sample, setup};
use crate::support::temporary_folder;
use crate::support::tiles::{Manner, TileServer};

fn window(plan: &Path, folder: &Path) -> Window {
    Window::with(Setup { plan: Some(plan.to_owned()), tile_cache: Some(folder.join("cache")), ..setup() })
}

/// Runs frames until something is so.
fn wait(window: &mut Window, what: &str, so: impl Fn(&Window) -> bool) {
    let begun = Instant::now();
    while !so(window) {
        assert!(begun.elapsed() < Duration::from_secs(20), "not so: {what}");
        window.harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// How many tiles the last frame drew; each is a mesh with a texture of its own, and so are only layers that rest.
fn drawn(window: &Window) -> usize {
    let textures = window.harness.ctx.tex_manager();
    let textures = textures.read();
    let is_layer = |id: TextureId| textures.meta(id).is_some_and(|meta| meta.name == "layers at rest");
    let is_tile = |shape: &Shape| match shape {
        Shape::Mesh(mesh) => mesh.texture_id != TextureId::default() && !is_layer(mesh.texture_id),
        _ => false,
    };
    window.harness.output().shapes.iter().filter(|clipped| is_tile(&clipped.shape)).count()
}

fn choose_server(window: &mut Window, address: &str) {
    window.send(Action::Run(Command::MapBackground));
    window.click("Server of your own…");
    window.retype("Address", address);
    window.retype("Attribution", "Tiles by loopback");
    window.click("Show this map");
}

fn choose_file(window: &mut Window, path: &Path) {
    window.send(Action::Run(Command::MapBackground));
    window.click("PMTiles file…");
    window.retype("File", &path.display().to_string());
    window.click("Show this map");
}

#[test]
fn nothing_leaves_unless_it_is_chosen_for_this_plan() {
    let (folder, server) = (temporary_folder(), TileServer::new(Manner::Tiles));
    let plan = sample(folder.path());
    let other = folder.path().join("other.lodestone");
    std::fs::copy(&plan, &other).unwrap();
    let mut window = window(&plan, folder.path());
    for command in [Command::ZoomIn, Command::FitAll, Command::ThemeLight, Command::ZoomOut, Command::MapBackground] {
        window.send(Action::Run(command));
    }
    // Looking at the choices asks nobody either.
    window.click("Server of your own…");
    window.retype("Address", &server.template());
    window.click("OpenStreetMap");
    window.click("Cancel");
    window.harness.run_steps(30);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!((server.connections(), drawn(&window)), (0, 0));
    assert!(!folder.path().join("cache").exists(), "not even a place to keep tiles");

    choose_server(&mut window, &server.template());
    wait(&mut window, "tiles come", |window| 0 < drawn(window));
    assert!(window.tells("Tiles by loopback · Natural Earth"));
    let chosen = window.harness.state().settings().grounds.len();
    assert_eq!(chosen, 1);
    for (path, agent) in server.requests() {
        let numbers: Vec<u32> =
            path.trim_matches('/').trim_end_matches(".png").split('/').map(|n| n.parse().unwrap()).collect();
        assert!(numbers.len() == 3 && numbers[1] < 1 << numbers[0] && numbers[2] < 1 << numbers[0], "{path}");
        assert!(agent.starts_with("Lodestone/"), "{agent}");
    }

    // Another plan is another choice.
    window.send(Action::Open(other, lodestone::ui::action::OpenMode::Edit));
    window.harness.run_steps(5);
    std::thread::sleep(Duration::from_millis(300));
    let before = server.requests().len();
    window.send(Action::Run(Command::ZoomIn));
    window.harness.run_steps(30);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!((server.requests().len(), drawn(&window)), (before, 0));
}

#[test]
fn each_tile_is_asked_for_once_and_only_where_one_looks() {
    let (folder, server) = (temporary_folder(), TileServer::new(Manner::Tiles));
    let mut window = window(&sample(folder.path()), folder.path());
    choose_server(&mut window, &server.template());
    wait(&mut window, "tiles come", |window| 0 < drawn(window));
    // Frames go on until nothing new comes.
    let (mut known, mut quiet) = (0, 0);
    while quiet < 100 {
        window.harness.step();
        std::thread::sleep(Duration::from_millis(5));
        quiet = if server.requests().len() == known { quiet + 1 } else { 0 };
        known = server.requests().len();
    }
    assert!(3 < drawn(&window));
    let requests = server.requests();
    let mut paths: Vec<_> = requests.iter().map(|(path, _)| path).collect();
    let seen = paths.len();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), seen, "no tile is asked for twice");
    assert!(seen <= 40, "{seen} tiles for one view");
    // Kept on disk: a window that comes later asks for none of them.
    drop(window);
    std::thread::sleep(Duration::from_millis(200));
    let mut again = self::window(&folder.path().join("plan.lodestone"), folder.path());
    choose_server(&mut again, &server.template());
    wait(&mut again, "tiles come from the disk", |window| 3 < drawn(window));
    again.harness.run_steps(60);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.requests().len(), seen, "{:?}", server.requests());
}

#[test]
fn a_file_of_tiles_is_drawn_without_a_network() {
    let folder = temporary_folder();
    let mut window = window(&sample(folder.path()), folder.path());
    choose_file(&mut window, &fixture("tiles/pattern.pmtiles"));
    wait(&mut window, "tiles are drawn", |window| 3 < drawn(window));
    assert!(window.tells("Pattern, made by Lodestone"));
    // Closer than the file has tiles its closest ones are drawn larger; around the world they go on.
    for _ in 0..5 {
        window.send(Action::Run(Command::ZoomIn));
    }
    wait(&mut window, "tiles are drawn closer, too", |window| 0 < drawn(window));
    window.send(Action::Run(Command::ThemeLight));
    wait(&mut window, "and in the light theme", |window| 0 < drawn(window));
    window.send(Action::Run(Command::MapBackground));
    window.click("Built in");
    window.click("Show this map");
    window.harness.run_steps(3);
    assert_eq!(drawn(&window), 0);
    assert!(window.shows("Natural Earth · GeoNames, CC BY 4.0"));
}

/// What the map says, in time.
fn told(window: &mut Window, part: &str) {
    wait(window, part, |window| window.tells(part));
    assert!(window.tells("The built-in map is shown."));
}

#[test]
fn servers_that_fail_are_told_and_tried_again() {
    let (folder, server) = (temporary_folder(), TileServer::new(Manner::Nothing));
    let mut window = window(&sample(folder.path()), folder.path());
    choose_server(&mut window, &server.template());
    told(&mut window, "404 Not Found");
    assert!(window.tells("Is the address right?"));
    for (manner, words) in [(Manner::Forbidden, "403 Forbidden"), (Manner::Page, "answers with text/html")] {
        server.answer(manner);
        window.click("Try again");
        told(&mut window, words);
    }
    server.answer(Manner::Tiles);
    window.click("Try again");
    wait(&mut window, "tiles come", |window| 3 < drawn(window));
    assert!(!window.tells("The built-in map is shown."));
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let folder = temporary_folder();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut window = window(&sample(folder.path()), folder.path());
    choose_server(&mut window, &format!("http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png"));
    told(&mut window, "cannot be reached");
    assert!(window.tells("Connection refused"));
}

#[test]
fn tiles_that_break_off_harm_nobody() {
    let (folder, server) = (temporary_folder(), TileServer::new(Manner::Broken));
    let mut window = window(&sample(folder.path()), folder.path());
    choose_server(&mut window, &server.template());
    wait(&mut window, "some are asked for", |_| 3 < server.requests().len());
    window.harness.run_steps(60);
    assert_eq!(drawn(&window), 0);
}

#[test]
fn files_that_cannot_be_drawn_are_told() {
    let folder = temporary_folder();
    let good = std::fs::read(fixture("tiles/pattern.pmtiles")).unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let mut scrambled = good.clone();
    scrambled[140..200].fill(0x5A);
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("empty", Vec::new(), "is no PMTiles file"),
        ("text", b"hello, this is something else".to_vec(), "is no PMTiles file"),
        ("stub", good[..60].to_vec(), "within its header"),
        ("short", good[..good.len() - 100].to_vec(), "is damaged"),
        ("vector", with(99, 1), "holds vector tiles"),
        ("avif", with(99, 5), "holds AVIF tiles"),
        ("old", with(7, 2), "version 2"),
        ("zstd", with(98, 4), "Zstandard"),
        ("scrambled", scrambled, "is damaged"),
    ];
    let mut window = window(&sample(folder.path()), folder.path());
    choose_file(&mut window, &folder.path().join("absent.pmtiles"));
    told(&mut window, "cannot be read");
    for (name, bytes, words) in cases {
        let path: PathBuf = folder.path().join(format!("{name}.pmtiles"));
        std::fs::write(&path, bytes).unwrap();
        choose_file(&mut window, &path);
        told(&mut window, words);
    }
    choose_file(&mut window, &fixture("tiles/pattern.pmtiles"));
    wait(&mut window, "a good one is drawn", |window| 3 < drawn(window));
    assert!(!window.tells("The built-in map is shown."));
}

#[test]
fn damage_anywhere_in_a_file_never_ends_the_window() {
    let folder = temporary_folder();
    let good = std::fs::read(fixture("tiles/pattern.pmtiles")).unwrap();
    let mut random = crate::support::random::Random::new(7);
    let mut window = window(&sample(folder.path()), folder.path());
    for round in 0..12 {
        let mut bytes = good.clone();
        for _ in 0..8 {
            let at = random.below(bytes.len() - 8) + 8;
            bytes[at] ^= 1 << random.below(8);
        }
        let path = folder.path().join(format!("{round}.pmtiles"));
        std::fs::write(&path, bytes).unwrap();
        choose_file(&mut window, &path);
        window.harness.run_steps(20);
        std::thread::sleep(Duration::from_millis(20));
        window.harness.run_steps(20);
    }
}

#[test]
fn a_tile_can_be_tried_before_it_is_chosen() {
    let (folder, server) = (temporary_folder(), TileServer::new(Manner::Tiles));
    let mut window = window(&sample(folder.path()), folder.path());
    window.send(Action::Run(Command::MapBackground));
    window.click("Server of your own…");
    window.retype("Address", &server.template());
    assert_eq!(server.connections(), 0);
    window.click("Try one tile");
    wait(&mut window, "it answers", |window| window.tells("It answers with a tile"));
    assert_eq!(server.requests().len(), 1);
    server.answer(Manner::Page);
    window.click("Try one tile");
    wait(&mut window, "it is no image", |window| window.tells("no PNG, JPEG or WebP image"));
    window.retype("Address", "http://127.0.0.1/{z}/{x}.png");
    window.click("Show this map");
    assert!(window.shows("Address"), "an address without rows cannot be shown");
    window.click("Cancel");
    let settings = window.harness.state().settings();
    assert!(settings.grounds.is_empty());
}

#[test]
fn the_choice_stays_on_this_machine() {
    let (folder, server) = (temporary_folder(), TileServer::new(Manner::Tiles));
    let plan = sample(folder.path());
    let mut window = window(&plan, folder.path());
    choose_server(&mut window, &server.template());
    window.send(Action::Run(Command::ZoomIn));
    let kept = window.harness.state().settings().clone();
    let server = Server { url: server.template(), attribution: "Tiles by loopback".to_owned(), ..Server::default() };
    assert_eq!(kept.grounds[0].background, Background { source: GroundSource::Server(server), own_places: false });
    drop(window);
    let bytes = std::fs::read(&plan).unwrap();
    assert!(!bytes.windows(9).any(|part| part == b"127.0.0.1"), "the plan file knows nothing of it");
}
