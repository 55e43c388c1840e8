//! walkers' engines, made and asked on threads: they read certificates and files, which no frame may wait for.
//!
//! It must not know of drawing.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use egui::Context;
use walkers::{PmTiles, Tile, TileId, TilePiece};

use super::trial::{KeptTiles, TileAnswer, TileTrial, TriedTile};
use super::{archive, cache, http};
use crate::ui::background::GroundSource;

/// What brings tiles.
pub(super) struct Engine {
    /// None only while it is ended.
    tiles: Option<Box<dyn walkers::Tiles + Send>>,
    /// The zooms for which it has tiles.
    pub(super) zooms: (u8, u8),
    /// What its licence asks to be shown.
    pub(super) attribution: String,
    /// Whether its tiles are twice as wide as usual, which is seen of the first that comes.
    is_double: Option<bool>,
    may_be_double: bool,
    /// Trims the cache while the engine lives.
    _trimming: Option<cache::Trimming>,
}

impl Engine {
    /// The tile, or the part of a coarser one in its place; asks for it if nobody has.
    ///
    /// # Errors
    /// When walkers has lost its thread, which a tile that its decoder cannot bear may have ended.
    pub(super) fn at(&mut self, tile: TileId) -> Result<Option<TilePiece>, String> {
        let Some(tiles) = &mut self.tiles else { return Ok(None) };
        let piece = catch_unwind(AssertUnwindSafe(|| tiles.at(tile)))
            .map_err(|_| "The reader of the map's tiles has ended; it may have met a damaged tile".to_owned())?;
        if let (None, Some(TilePiece { tile: Tile::Raster(texture), uv })) = (self.is_double, &piece)
            && 1.0 <= uv.width()
        {
            self.is_double = Some(512 <= texture.size()[0]);
        }
        Ok(piece)
    }

    /// Whether a tile covers as much of the world as four usual ones.
    pub(super) fn is_double(&self) -> bool {
        self.may_be_double && self.is_double == Some(true)
    }

    /// How many tiles are being fetched.
    pub(super) fn in_progress(&self) -> usize {
        self.tiles.as_ref().map_or(0, |tiles| tiles.stats().in_progress)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // walkers waits for its thread, which may wait for a name server.
        let tiles = self.tiles.take();
        // Where there is no thread to be had it is ended here.
        let _ = thread::Builder::new().name("ending tiles".to_owned()).spawn(move || drop(tiles));
    }
}

/// Makes the engine of a source.
pub(super) fn start(source: GroundSource, kept: KeptTiles, ctx: &Context) -> TileAnswer<Result<Engine, String>> {
    let seen = ctx.clone();
    on_thread(ctx, move || make(&source, &kept, &seen))
}

/// Asks a source for a tile, to say what is wrong with it.
pub(super) fn try_tile(source: GroundSource, tile: TileId, ctx: &Context) -> TileTrial {
    on_thread(ctx, move || match &source {
        GroundSource::BuiltIn => Ok(TriedTile::Works),
        GroundSource::Archive(path) => archive::try_tile(path, tile).map_err(|error| error.to_string()),
        GroundSource::OpenStreetMap | GroundSource::Server(_) => match source.server() {
            Some(server) => http::try_tile(&server, tile),
            None => Ok(TriedTile::Works),
        },
    })
}

fn make(source: &GroundSource, kept: &KeptTiles, ctx: &Context) -> Result<Engine, String> {
    match source {
        GroundSource::BuiltIn => Err("the built-in map needs no tiles".to_owned()),
        GroundSource::Archive(path) => {
            let archive = archive::open(path).map_err(|error| error.to_string())?;
            Ok(Engine {
                tiles: Some(Box::new(PmTiles::new(path, ctx.clone()))),
                zooms: archive.zooms,
                attribution: archive.attribution,
                is_double: None,
                may_be_double: true,
                _trimming: None,
            })
        }
        GroundSource::OpenStreetMap | GroundSource::Server(_) => {
            let server = source.server().unwrap_or_default();
            // The policy of OpenStreetMap's servers asks for few connections.
            let most = if *source == GroundSource::OpenStreetMap { 2 } else { 6 };
            let kept = kept.folder.as_deref().and_then(|folder| cache::prepare(folder, kept.spoiled_since));
            Ok(Engine {
                tiles: Some(Box::new(http::tiles(&server, most, kept.as_deref(), ctx)?)),
                zooms: (0, server.max_zoom.min(crate::ui::background::CLOSEST)),
                attribution: server.attribution,
                is_double: None,
                may_be_double: false,
                _trimming: kept.map(cache::Trimming::of),
            })
        }
    }
}

/// Does work on a thread that wakes the window when it is done; a fault of it ends in a receiver that is disconnected.
fn on_thread<T: Send + 'static>(ctx: &Context, work: impl FnOnce() -> T + Send + 'static) -> TileAnswer<T> {
    TileAnswer::of(on_any_thread(ctx, Box::new(move || Box::new(work()))))
}

fn on_any_thread(
    ctx: &Context,
    work: Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>,
) -> Receiver<Box<dyn Any + Send>> {
    let (sender, receiver) = channel();
    let ctx = ctx.clone();
    // Where the system gives no thread, the sender goes at once, and that is seen.
    let _ = thread::Builder::new().name("tiles".to_owned()).spawn(move || {
        if let Ok(done) = catch_unwind(AssertUnwindSafe(work)) {
            // A map that is gone needs neither the answer nor to be woken.
            let _ = sender.send(done);
        }
        ctx.request_repaint();
    });
    receiver
}
