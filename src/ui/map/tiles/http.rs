//! Tiles from a server: walkers' client, under Lodestone's own name, and one request to say why nothing comes.
//!
//! This is the only file of the project that can send anything over a network.

use std::error::Error as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use egui::Context;
use reqwest::{Client, StatusCode, header};
use rustls_platform_verifier::BuilderVerifierExt as _;
use walkers::sources::{Attribution, TileSource};
use walkers::{HeaderValue, HttpOptions, HttpTiles, MaxParallelDownloads, TileId};

use super::trial::TriedTile;
use crate::ui::background::TileServer;

/// The name under which tiles are asked for: OpenStreetMap's policy wants one that names the program.
pub(super) const USER_AGENT: &str =
    concat!("Lodestone/", env!("CARGO_PKG_VERSION"), " (desktop planner for Apache Traffic Control CDNs)");

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(10);

struct TileSheet(TileServer);

impl TileSource for TileSheet {
    fn tile_url(&self, tile: TileId) -> String {
        self.0.tile_url(tile.zoom, tile.x, tile.y)
    }

    fn attribution(&self) -> Attribution {
        // The map shows the server's, which is not known when the program is made.
        Attribution { text: "", url: "", logo_light: None, logo_dark: None }
    }

    fn max_zoom(&self) -> u8 {
        self.0.max_zoom
    }
}

/// walkers' engine for a server.
pub(super) fn tiles(
    server: &TileServer,
    most: usize,
    cache: Option<&Path>,
    ctx: &Context,
) -> Result<HttpTiles, String> {
    server.check().map_err(|error| error.to_string())?;
    let options = HttpOptions {
        cache: cache.map(Path::to_owned),
        user_agent: Some(HeaderValue::from_static(USER_AGENT)),
        max_parallel_downloads: MaxParallelDownloads::value_manually_confirmed_with_provider_limits(most),
        tls: Some(tls(server)?),
    };
    Ok(HttpTiles::with_options(TileSheet(server.clone()), options, ctx.clone()))
}

/// How connections are secured: by the certificates that this machine trusts.
fn tls(server: &TileServer) -> Result<rustls::ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = || {
        rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())
    };
    match builder()?.with_platform_verifier() {
        Ok(verified) => Ok(verified.with_no_client_auth()),
        // Nothing has to be trusted where nothing is secured.
        Err(_) if server.url.trim().to_ascii_lowercase().starts_with("http://") => {
            Ok(builder()?.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
        }
        Err(error) => Err(format!(
            "{} cannot be asked: this machine has no certificates to know it by ({error}); on Linux they are in the \
             package ca-certificates",
            server.host()
        )),
    }
}

/// Asks for one tile and says what is wrong.
pub(super) fn try_tile(server: &TileServer, tile: TileId) -> Result<TriedTile, String> {
    server.check().map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the system gives no room to ask {}: {error}", server.host()))?;
    let zoom = tile.zoom.min(server.max_zoom);
    let shift = tile.zoom - zoom;
    let url = server.tile_url(zoom, tile.x >> shift, tile.y >> shift);
    let client = Client::builder()
        .user_agent(USER_AGENT)
        .timeout(PATIENCE)
        .tls_backend_preconfigured(tls(server)?)
        .build()
        .map_err(|error| root_of(&error))?;
    let done = runtime.block_on(ask(&client, &url, server.host()));
    // A name server that does not answer is not waited for.
    runtime.shutdown_background();
    done
}

async fn ask(client: &Client, url: &str, host: &str) -> Result<TriedTile, String> {
    let answer = client.get(url).send().await.map_err(|error| unreachable(&error, host))?;
    let status = answer.status();
    if status == StatusCode::NO_CONTENT || status == StatusCode::NOT_FOUND || status == StatusCode::GONE {
        return Ok(TriedTile::Absent(format!("{host} has no tile at {url} ({status}). Is the address right?")));
    }
    if !status.is_success() {
        return Err(refused(status, host, url));
    }
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let bytes = answer.bytes().await.map_err(|error| unreachable(&error, host))?;
    match image::guess_format(&bytes) {
        Ok(image::ImageFormat::Png | image::ImageFormat::Jpeg | image::ImageFormat::WebP) => Ok(TriedTile::Works),
        _ => Err(format!(
            "{host} answers with {}, which is no PNG, JPEG or WebP image; the address is {url}",
            kind.as_deref().unwrap_or("something that it does not name")
        )),
    }
}

fn unreachable(error: &reqwest::Error, host: &str) -> String {
    if error.is_timeout() {
        return format!("{host} does not answer within {} seconds", PATIENCE.as_secs());
    }
    if error.is_builder() || error.is_request() && !error.is_connect() && error.source().is_none() {
        return format!("{host} cannot be asked: {}", root_of(error));
    }
    format!("{host} cannot be reached: {}", root_of(error))
}

fn refused(status: StatusCode, host: &str, url: &str) -> String {
    let remedy = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "; the address may need a key of yours",
        StatusCode::TOO_MANY_REQUESTS => "; it wants to be asked less often",
        _ if status.is_server_error() => "; it may work again later",
        _ => "",
    };
    format!("{host} refuses the tile at {url} ({status}){remedy}")
}

/// The innermost reason, which is the one that says something.
fn root_of(error: &dyn std::error::Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
