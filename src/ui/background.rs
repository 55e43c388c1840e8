//! What lies under the plan on the map: the built-in map, a file of tiles, or a server that is asked for them; and what
//! is wrong with a description of such a server.
//!
//! It is kept per plan in the settings of this machine and never in a file that travels: whoever opens a plan that
//! somebody else made sends nothing anywhere. It must not know of drawing, and asks nobody.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Closer than this no tile server has tiles.
pub const CLOSEST: u8 = 22;

/// What lies under the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Background {
    /// Where it comes from.
    pub source: GroundSource,
    /// Whether Lodestone's own names of places stand on it, too.
    pub own_places: bool,
}

/// Where what lies under the plan comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroundSource {
    /// From the program itself.
    #[default]
    BuiltIn,
    /// From a file of tiles.
    Archive(PathBuf),
    /// From OpenStreetMap's own servers.
    OpenStreetMap,
    /// From a server of the planner's choice.
    Server(TileServer),
}

/// A server of tiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TileServer {
    /// Where a tile is, with `{z}`, `{x}` and `{y}` in it.
    pub url: String,
    /// What its licence asks to be shown.
    pub attribution: String,
    /// The closest zoom that it has tiles for.
    pub max_zoom: u8,
}

impl Default for TileServer {
    fn default() -> Self {
        Self { url: String::new(), attribution: String::new(), max_zoom: 19 }
    }
}

/// What is wrong with the address of a server's tiles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Nothing is there.
    #[error("the address is empty; it looks like https://tiles.example/{{z}}/{{x}}/{{y}}.png")]
    Empty,
    /// No web address.
    #[error("the address does not begin with https:// or http://")]
    Scheme,
    /// No server in it.
    #[error("the address names no server between // and the next /")]
    Host,
    /// A part is missing.
    #[error(
        "the address has no {0}: every tile would be the same; it looks like https://tiles.example/{{z}}/{{x}}/{{y}}.png"
    )]
    Missing(&'static str),
    /// A part that nothing can be put in for.
    #[error(
        "nothing can be put in for {{{0}}}; known are {{z}}, {{x}}, {{y}}, {{-y}} (rows from the south), {{s}} (a, b or c)"
    )]
    Unknown(String),
    /// A brace stands alone.
    #[error("a {{ in the address has no }} after it")]
    Open,
    /// Something that no address has.
    #[error("the address has a blank or a control character in it")]
    Blank,
}

impl TileServer {
    /// OpenStreetMap's standard tiles.
    pub fn open_street_map() -> Self {
        Self {
            url: "https://tile.openstreetmap.org/{z}/{x}/{y}.png".to_owned(),
            attribution: "© OpenStreetMap contributors".to_owned(),
            max_zoom: 19,
        }
    }

    /// What is wrong with its address.
    pub fn check(&self) -> Result<(), TemplateError> {
        let url = self.url.trim();
        if url.is_empty() {
            return Err(TemplateError::Empty);
        }
        if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(TemplateError::Blank);
        }
        if !["https://", "http://"].iter().any(|scheme| has_prefix(url, scheme)) {
            return Err(TemplateError::Scheme);
        }
        if self.host().is_empty() {
            return Err(TemplateError::Host);
        }
        let parts = parts(url)?;
        let has = |names: &[&str]| parts.iter().any(|part| names.contains(&part.as_str()));
        for (names, shown) in [(&["z"][..], "{z}"), (&["x"], "{x}"), (&["y", "-y"], "{y}")] {
            if !has(names) {
                return Err(TemplateError::Missing(shown));
            }
        }
        match parts.into_iter().find(|part| !["z", "x", "y", "-y", "s"].contains(&part.as_str())) {
            Some(unknown) => Err(TemplateError::Unknown(unknown)),
            None => Ok(()),
        }
    }

    /// The server's name, which is told what the map looks at.
    pub fn host(&self) -> &str {
        let rest = self.url.trim().split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        authority.rsplit('@').next().unwrap_or_default()
    }

    /// The address of a tile.
    pub fn tile_url(&self, zoom: u8, x: u32, y: u32) -> String {
        let from_south = (1_u64 << zoom.min(31)).saturating_sub(1).saturating_sub(u64::from(y));
        let mirror = ["a", "b", "c"][(x as usize + y as usize) % 3];
        self.url
            .trim()
            .replace("{z}", &zoom.to_string())
            .replace("{x}", &x.to_string())
            .replace("{y}", &y.to_string())
            .replace("{-y}", &from_south.to_string())
            .replace("{s}", mirror)
    }
}

impl GroundSource {
    /// The server that it asks; none: nothing leaves the machine.
    pub fn server(&self) -> Option<TileServer> {
        match self {
            Self::BuiltIn | Self::Archive(_) => None,
            Self::OpenStreetMap => Some(TileServer::open_street_map()),
            Self::Server(server) => Some(server.clone()),
        }
    }

    /// What it is called in messages.
    pub fn name(&self) -> String {
        match self {
            Self::BuiltIn => "The built-in map".to_owned(),
            Self::Archive(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            Self::OpenStreetMap => "OpenStreetMap".to_owned(),
            Self::Server(server) => server.host().to_owned(),
        }
    }
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// What stands in braces.
fn parts(url: &str) -> Result<Vec<String>, TemplateError> {
    url.split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').map(|(part, _)| part.to_owned()).ok_or(TemplateError::Open))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> TileServer {
        TileServer { url: url.to_owned(), ..TileServer::default() }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said() {
        for (url, wrong) in [
            ("", TemplateError::Empty),
            ("tiles.example/{z}/{x}/{y}.png", TemplateError::Scheme),
            ("ftp://tiles.example/{z}/{x}/{y}.png", TemplateError::Scheme),
            ("file:///tiles/{z}/{x}/{y}.png", TemplateError::Scheme),
            ("https:///{z}/{x}/{y}.png", TemplateError::Host),
            ("https://tiles.example/{x}/{y}.png", TemplateError::Missing("{z}")),
            ("https://tiles.example/{z}/{y}.png", TemplateError::Missing("{x}")),
            ("https://tiles.example/{z}/{x}.png", TemplateError::Missing("{y}")),
            ("https://tiles.example/{z}/{x}/{y}.png?key={key}", TemplateError::Unknown("key".to_owned())),
            ("https://tiles.example/{z}/{x}/{y", TemplateError::Open),
            ("https://tiles.example/{z}/{x}/{y}.png?name=a b", TemplateError::Blank),
        ] {
            assert_eq!(server(url).check(), Err(wrong), "{url}");
        }
        for url in ["https://tiles.example/{z}/{x}/{y}.png", "HTTP://{s}.tiles.example:8080/{z}/{x}/{-y}?key=1"] {
            assert_eq!(server(url).check(), Ok(()), "{url}");
        }
        assert_eq!(TileServer::open_street_map().check(), Ok(()));
        assert!(TemplateError::Missing("{z}").to_string().contains("https://tiles.example/{z}/{x}/{y}.png"));
    }

    #[test]
    fn tiles_have_addresses_and_servers_names() {
        assert_eq!(server("http://a.example/{z}/{x}/{y}.png").tile_url(3, 5, 2), "http://a.example/3/5/2.png");
        assert_eq!(server("http://{s}.example/{z}/{x}/{-y}").tile_url(3, 5, 2), "http://b.example/3/5/5");
        assert_eq!(server("https://me:secret@tiles.example:8443/{z}").host(), "tiles.example:8443");
        assert_eq!(TileServer::open_street_map().host(), "tile.openstreetmap.org");
        assert_eq!(GroundSource::BuiltIn.server(), None);
        assert_eq!(GroundSource::Archive("a.pmtiles".into()).server(), None);
    }
}
