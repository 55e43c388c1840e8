//! `PMTiles` files: whether one can be drawn, which zooms it has, what it wants to be shown; walkers reads the tiles.
//!
//! It must not know of drawing or networks. What is wrong is found before the file is used, and said.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use pmtiles::{AsyncPmTilesReader, Compression, Header, TileCoord, TileType};
use walkers::TileId;

use super::trial::TriedTile;
use crate::formats::tile_metadata;

/// So long is the header of a file.
const HEADER: usize = 127;
/// What every file begins with.
const MAGIC: &[u8] = b"PMTiles";
/// Descriptions of a file that are longer are not read.
const LONGEST_METADATA: u64 = 4 << 20;

/// What is to be known of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Archive {
    /// The zooms for which it has tiles.
    pub(super) zooms: (u8, u8),
    /// What its licence asks to be shown.
    pub(super) attribution: String,
}

/// Why a file cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum ArchiveError {
    /// It cannot be opened.
    #[error("{} cannot be read: {error}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is something else.
    #[error("{} is no PMTiles file: it does not begin with \"PMTiles\"; `pmtiles convert` makes one of an MBTiles file", .0.display())]
    Foreign(PathBuf),
    /// It is older or newer.
    #[error("{} is written in version {version} of PMTiles, and only 3 can be read; `pmtiles convert` rewrites it", .path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u8,
    },
    /// It has something else than pictures.
    #[error("{} holds {kind} tiles, and only raster tiles can be drawn: PNG, JPEG or WebP", .path.display())]
    Kind {
        /// The file.
        path: PathBuf,
        /// What it has.
        kind: &'static str,
    },
    /// It is packed in a way that cannot be undone.
    #[error("{} is packed with {packing}, and only gzip can be unpacked", .path.display())]
    Packing {
        /// The file.
        path: PathBuf,
        /// How it is packed.
        packing: &'static str,
    },
    /// It ends too early or has nonsense in it.
    #[error("{} is damaged: {what}; get or make it again", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

/// Looks whether a file can be drawn.
pub(super) fn open(path: &Path) -> Result<Archive, ArchiveError> {
    let header = header(path)?;
    let zooms = (header.min_zoom, header.max_zoom);
    // Somewhere in it, so that damage below the header is seen, too.
    let place = tile_at(header.center_longitude, header.center_latitude, header.min_zoom);
    let (metadata, _) = read(path, place)?;
    let attribution = tile_metadata::attribution(&metadata);
    Ok(Archive { zooms, attribution: attribution.unwrap_or_else(|| "PMTiles".to_owned()) })
}

/// Looks whether a file has a tile.
pub(super) fn try_tile(path: &Path, tile: TileId) -> Result<TriedTile, ArchiveError> {
    let header = header(path)?;
    let zoom = tile.zoom.clamp(header.min_zoom, header.max_zoom);
    let place = if zoom <= tile.zoom {
        let shift = tile.zoom - zoom;
        (zoom, tile.x >> shift, tile.y >> shift)
    } else {
        (zoom, tile.x << (zoom - tile.zoom), tile.y << (zoom - tile.zoom))
    };
    Ok(match read(path, place)? {
        (_, true) => TriedTile::Works,
        (_, false) => TriedTile::Absent(format!("{} has no tiles here", name_of(path))),
    })
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Reads the header and judges it.
fn header(path: &Path) -> Result<Header, ArchiveError> {
    let unreadable = |error| ArchiveError::Unreadable { path: path.to_owned(), error };
    let damaged = |what: String| ArchiveError::Damaged { path: path.to_owned(), what };
    let mut file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::new();
    file.by_ref().take(HEADER as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    if !bytes.starts_with(MAGIC) {
        return Err(ArchiveError::Foreign(path.to_owned()));
    }
    if bytes.len() < HEADER {
        return Err(damaged(format!("it ends after {} bytes, within its header", bytes.len())));
    }
    let version = bytes.get(MAGIC.len()).copied().unwrap_or_default();
    if version != 3 {
        return Err(ArchiveError::Version { path: path.to_owned(), version });
    }
    let length = file.metadata().map_err(unreadable)?.len();
    for (at, what) in [(8, "its directory"), (24, "its description"), (40, "its directories"), (56, "its tiles")] {
        let end = number(&bytes, at).saturating_add(number(&bytes, at + 8));
        if length < end {
            return Err(damaged(format!("it has {length} bytes, and {what} would end at {end}")));
        }
    }
    if LONGEST_METADATA < number(&bytes, 32) {
        return Err(damaged("its description is longer than any".to_owned()));
    }
    let header = Header::try_from_bytes(bytes.into()).map_err(|error| damaged(error.to_string()))?;
    judged(path, header)
}

fn number(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
}

fn judged(path: &Path, header: Header) -> Result<Header, ArchiveError> {
    let kind = match header.tile_type {
        TileType::Png | TileType::Jpeg | TileType::Webp => None,
        TileType::Mvt | TileType::Mlt => Some("vector"),
        TileType::Avif => Some("AVIF"),
        TileType::Unknown => Some("unknown"),
    };
    if let Some(kind) = kind {
        return Err(ArchiveError::Kind { path: path.to_owned(), kind });
    }
    for compression in [header.internal_compression(), header.tile_compression] {
        let packing = match compression {
            Compression::Unknown | Compression::None | Compression::Gzip => continue,
            Compression::Brotli => "Brotli",
            Compression::Zstd => "Zstandard",
        };
        return Err(ArchiveError::Packing { path: path.to_owned(), packing });
    }
    if header.max_zoom < header.min_zoom || pmtiles::MAX_ZOOM < header.max_zoom {
        let what = format!("its zooms go from {} to {}", header.min_zoom, header.max_zoom);
        return Err(ArchiveError::Damaged { path: path.to_owned(), what });
    }
    Ok(header)
}

/// The tile around a place.
fn tile_at(longitude: f64, latitude: f64, zoom: u8) -> (u8, u32, u32) {
    let [x, y] = crate::model::Position::new(latitude, longitude.clamp(-180.0, 180.0))
        .map_or([0.5, 0.5], crate::geometry::mercator::project);
    let tiles = (1_u64 << zoom.min(pmtiles::MAX_ZOOM)) as f64;
    let index = |part: f64| (part * tiles).floor().clamp(0.0, tiles - 1.0) as u32;
    (zoom, index(x), index(y))
}

/// Reads description and one tile; says whether it is there.
fn read(path: &Path, (zoom, x, y): (u8, u32, u32)) -> Result<(String, bool), ArchiveError> {
    let damaged =
        |error: &dyn std::fmt::Display| ArchiveError::Damaged { path: path.to_owned(), what: error.to_string() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| damaged(&error))?;
    let read = runtime.block_on(async {
        let reader = AsyncPmTilesReader::new_with_path(path).await?;
        let metadata = reader.get_metadata().await.unwrap_or_default();
        let tile = reader.get_tile_decompressed(TileCoord::new(zoom, x, y)?).await?;
        Ok::<_, pmtiles::PmtError>((metadata, tile))
    });
    let (metadata, tile) = read.map_err(|error| damaged(&error))?;
    if let Some(bytes) = &tile
        && image::guess_format(bytes).is_err()
    {
        return Err(damaged(&format!("the tile {zoom}/{x}/{y} in it is no picture")));
    }
    Ok((metadata, tile.is_some()))
}
