//! What failures played cost: 1,000 groups of 2 caches with 4 services on all of them, 10,000 zones of which each has a
//! group and coordinates beside it, one service asked for.

use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use lodestone::geometry::coverage::{CoverageChange, CoverageWindow, Owners, grid, regrid};
use lodestone::model::Position as PlanPosition;
use lodestone::routing::{
    DownParts, GeoOwners, OwnersChange, Router, Surroundings, SweepPart, WhatIf, ZoneEntry, ZoneTree, sweep,
};
use lodestone::snapshot::reading::{EdgeLocation, RouterPosition, RouterView};

use crate::routing::{cache, location, service};

const GROUPS: usize = 1_000;
const ZONES: usize = 10_000;
const SERVICES: usize = 4;
/// All of the world but its ends, on a screen.
const WINDOW: CoverageWindow = CoverageWindow { min: [0.0, 0.15], max: [1.0, 0.78], size: [1280, 800] };

fn view() -> RouterView {
    let location = |index: usize| EdgeLocation {
        backups: (index.is_multiple_of(3)).then(|| vec![format!("group-{}", (index + 1) % GROUPS)]),
        ..location(index)
    };
    RouterView {
        locations: (0..GROUPS).map(location).collect(),
        caches: (0..GROUPS * 2).map(|index| cache(index, index / 2, SERVICES)).collect(),
        services: (0..SERVICES).map(service).collect(),
        ..RouterView::default()
    }
}

/// Each beside its group, and called like it where it is the first.
fn zones() -> ZoneTree {
    let zone = |index: usize| {
        let at = location(index % GROUPS).position;
        let name = if index < GROUPS { format!("group-{index}") } else { format!("zone-{index}") };
        let off = 0.01 * (index / GROUPS) as f64;
        ZoneEntry {
            name,
            coordinates: Some(RouterPosition { latitude: at.latitude + off, longitude: at.longitude - off }),
            network: vec![format!("{}.{}.{}.0/24", 10 + index / 65_536, index / 256 % 256, index % 256)],
            ..ZoneEntry::default()
        }
    };
    ZoneTree::new((0..ZONES).map(zone).collect()).unwrap()
}

fn made() -> &'static WhatIf {
    static MADE: LazyLock<WhatIf> = LazyLock::new(ask);
    &MADE
}

fn ask() -> WhatIf {
    let around = Surroundings { zones: Arc::new(zones()), ..Surroundings::default() };
    let router = Arc::new(Router::new(Arc::new(view()), around));
    let askers = (0..ZONES).filter_map(|zone| router.zone_asker(zone, 0, 1.0, zone)).collect();
    WhatIf::new(router, askers, None, &|| true).unwrap()
}

fn parts() -> Vec<SweepPart> {
    (0..GROUPS).map(|group| SweepPart { caches: vec![group * 2, group * 2 + 1], ..SweepPart::default() }).collect()
}

/// Everybody is asked once.
#[divan::bench]
fn whatif_asking(bencher: Bencher<'_, '_>) {
    let around = Surroundings { zones: Arc::new(zones()), ..Surroundings::default() };
    let router = Arc::new(Router::new(Arc::new(view()), around));
    bencher.bench_local(|| {
        let askers = (0..ZONES).filter_map(|zone| router.zone_asker(zone, 0, 1.0, zone)).collect();
        WhatIf::new(Arc::clone(&router), askers, None, &|| true).map(|what_if| black_box(what_if.served()))
    });
}

/// A region of 50 groups goes down.
#[divan::bench]
fn whatif_toggle(bencher: Bencher<'_, '_>) {
    let what_if = made();
    bencher.bench_local(|| black_box(what_if.play(&DownParts::new(what_if.router(), 0..100))));
}

/// Every group in turn.
#[divan::bench]
fn sweep_singles(bencher: Bencher<'_, '_>) {
    let (what_if, parts) = (made(), parts());
    bencher.bench_local(|| black_box(sweep(what_if, &parts, false, &|_, _| true).unwrap().len()));
}

/// Every two groups.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn sweep_pairs(bencher: Bencher<'_, '_>) {
    let (what_if, parts) = (made(), parts());
    bencher.bench_local(|| black_box(sweep(what_if, &parts, true, &|_, _| true).unwrap().len()));
}

struct ByGeo(GeoOwners);

impl Owners for ByGeo {
    fn at(&self, at: PlanPosition) -> Option<u32> {
        let from = RouterPosition { latitude: at.latitude(), longitude: at.longitude() };
        self.0.at(from).and_then(|owner| u32::try_from(owner).ok())
    }

    fn among(&self, at: PlanPosition, few: &[usize]) -> Option<u32> {
        let from = RouterPosition { latitude: at.latitude(), longitude: at.longitude() };
        self.0.among(from, few).and_then(|owner| u32::try_from(owner).ok())
    }

    fn shortlist(&self, at: PlanPosition, radius_km: f64, among: Option<&[usize]>, put: &mut Vec<usize>) -> bool {
        let from = RouterPosition { latitude: at.latitude(), longitude: at.longitude() };
        self.0.shortlist(from, radius_km, among, put)
    }
}

/// Who serves where, of all the world on a map of 1280 by 800.
#[divan::bench]
fn coverage(bencher: Bencher<'_, '_>) {
    let router = made().shared_router();
    let owners = ByGeo(GeoOwners::new(router, 0, &DownParts::default()));
    bencher.bench_local(|| black_box(grid(WINDOW, &owners, &|| true).unwrap().owners.len()));
}

struct Touched<'a>(OwnersChange<'a>);

impl CoverageChange for Touched<'_> {
    fn is_touched(&self, owner: Option<u32>) -> bool {
        self.0.is_touched(owner.map(|owner| owner as usize))
    }

    fn may_gain(&self, at: PlanPosition, radius_km: f64) -> bool {
        self.0.may_gain(RouterPosition { latitude: at.latitude(), longitude: at.longitude() }, radius_km)
    }
}

/// A group is dragged a little: who is served by whom then, and who serves where on the map; what a frame of it asks for.
#[divan::bench]
fn drag_live(bencher: Bencher<'_, '_>) {
    let what_if = made();
    let down = DownParts::default();
    let owners = GeoOwners::new(what_if.shared_router(), 0, &down);
    let before = grid(WINDOW, &ByGeo(GeoOwners::new(what_if.shared_router(), 0, &down)), &|| true).unwrap();
    let mut step = 0;
    bencher.bench_local(|| {
        step += 1;
        let at = location(7).position;
        let to = RouterPosition { latitude: at.latitude + f64::from(step % 50) * 0.1, ..at };
        let moved = Arc::new(what_if.router().with_moved(&[(7, to)]));
        let handed = what_if.handed_over(&moved, &down, &|| true).unwrap();
        let then = ByGeo(GeoOwners::new(moved, 0, &down));
        let after = regrid(&before, &then, &Touched(OwnersChange::new(&owners, &then.0)), &|| true).unwrap();
        black_box((handed.len(), after.owners.len()))
    });
}

/// What a fallback that is missing costs, for every group.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn missing_fallbacks(bencher: Bencher<'_, '_>) {
    let what_if = made();
    bencher.bench_local(|| black_box(what_if.fallback_costs(&|| true).unwrap().len()));
}
