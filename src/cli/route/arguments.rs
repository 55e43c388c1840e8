//! What a question is put with on the command line: its words, checked, and the files that a router reads beside its
//! snapshot.

use std::fmt;
use std::path::PathBuf;

use clap::Args;

use crate::routing::{QueryType, Subnet};
use crate::snapshot::java::address;

/// Who asks for what.
#[derive(Args, Debug)]
pub(super) struct QuestionArguments {
    /// The delivery service that is asked, by its xmlId.
    #[arg(long, value_name = "XMLID", required_unless_present_any = ["scenario", "host"])]
    #[arg(conflicts_with_all = ["scenario", "host"])]
    pub service: Option<String>,
    /// The host that is asked, instead of a service.
    #[arg(long, value_name = "NAME", conflicts_with = "scenario")]
    pub host: Option<String>,
    /// The address of the client, or for DNS of its resolver.
    #[arg(long, value_name = "IP", required_unless_present_any = ["scenario", "at"], value_parser = client)]
    #[arg(conflicts_with_all = ["scenario", "at"])]
    pub client: Option<String>,
    /// Where the client is, instead of its address: degrees north and east. An address that is in no zone stands in.
    #[arg(long, value_name = "LAT,LON", value_parser = point, allow_hyphen_values = true)]
    #[arg(conflicts_with = "scenario")]
    pub at: Option<AtPoint>,
    /// The country of that place, for geo limits, like DE.
    #[arg(long, value_name = "CC", requires = "at", conflicts_with_all = ["scenario", "client"])]
    pub country: Option<String>,
    /// The path of the request, instead of /.
    #[arg(long, value_name = "PATH", value_parser = path, conflicts_with_all = ["scenario", "qtype", "ecs"])]
    pub path: Option<String>,
    /// What follows the question mark of the request.
    #[arg(long, value_name = "QUERY", conflicts_with_all = ["scenario", "qtype", "ecs"])]
    pub query: Option<String>,
    /// A header of the request; may be given several times.
    #[arg(long, value_name = "NAME:VALUE", value_parser = header)]
    #[arg(conflicts_with_all = ["scenario", "qtype", "ecs"])]
    pub header: Vec<Header>,
    /// Ask by HTTPS.
    #[arg(long, conflicts_with_all = ["scenario", "qtype", "ecs"])]
    pub https: bool,
    /// Ask by DNS for A or AAAA.
    #[arg(long, value_name = "A|AAAA", value_parser = query_type, conflicts_with = "scenario")]
    pub qtype: Option<QueryType>,
    /// The client's network, which its resolver names in the question, like 192.0.2.0/24.
    #[arg(long, value_name = "SUBNET", value_parser = subnet, conflicts_with_all = ["scenario", "at"])]
    pub ecs: Option<String>,
}

/// What a Traffic Router reads beside its snapshot.
#[derive(Args, Debug, Default)]
pub(in crate::cli) struct RouterFiles {
    /// The coverage zone file, instead of the one that the plan has for the CDN.
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub zones: Option<PathBuf>,
    /// The deep coverage zone file, instead of the one that the plan has for the CDN.
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub deep_zones: Option<PathBuf>,
    /// The geolocation database: a .mmdb file with cities.
    #[arg(long, value_name = "MMDB", conflicts_with_all = ["scenario", "at"])]
    pub geo_db: Option<PathBuf>,
    /// The states that Traffic Monitor publishes, instead of assumed ones.
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub states: Option<PathBuf>,
    /// Steering: the body of GET /steering.
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub steering: Option<PathBuf>,
    /// Federations: the body of GET /federations/all.
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub federations: Option<PathBuf>,
    /// The file for regional geo blocking.
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub regional_geo: Option<PathBuf>,
    /// The policy for anonymous addresses.
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub anonymous_config: Option<PathBuf>,
    /// The database of anonymous addresses: a .mmdb file.
    #[arg(long, value_name = "MMDB", conflicts_with = "scenario")]
    pub anonymous_db: Option<PathBuf>,
}

impl RouterFiles {
    /// The few that most questions need.
    pub(in crate::cli) fn few(zones: Option<&PathBuf>, geo_db: Option<&PathBuf>, states: Option<&PathBuf>) -> Self {
        Self { zones: zones.cloned(), geo_db: geo_db.cloned(), states: states.cloned(), ..Self::default() }
    }
}

/// A point on the earth, in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtPoint {
    pub latitude: f64,
    pub longitude: f64,
}

impl fmt::Display for AtPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.latitude, self.longitude)
    }
}

/// A header of a request: name and value.
pub(super) type Header = (String, String);

fn point(text: &str) -> Result<AtPoint, String> {
    let degrees = |text: &str, most: f64| text.trim().parse().ok().filter(|degrees: &f64| degrees.abs() <= most);
    let read = |(north, east): (&str, &str)| {
        Some(AtPoint { latitude: degrees(north, 90.0)?, longitude: degrees(east, 180.0)? })
    };
    text.split_once(',').and_then(read).ok_or_else(|| "it is degrees north and east, like 48.85,2.35".to_owned())
}

fn client(text: &str) -> Result<String, String> {
    let found = Some(text).filter(|text| !text.is_empty()).and_then(address::by_name);
    found.map(|_| text.to_owned()).ok_or_else(|| "it is an address, like 192.0.2.7 or 2001:db8::7".to_owned())
}

fn subnet(text: &str) -> Result<String, String> {
    Subnet::read(text).map(|_| text.to_owned()).map_err(|_| "it is a network, like 192.0.2.0/24".to_owned())
}

fn path(text: &str) -> Result<String, String> {
    if text.starts_with('/') { Ok(text.to_owned()) } else { Err("a path begins with /".to_owned()) }
}

fn header(text: &str) -> Result<Header, String> {
    let named = text.split_once(':').filter(|(name, _)| !name.trim().is_empty());
    let header = named.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    header.ok_or_else(|| "it is a name, a colon and a value, like User-Agent:curl".to_owned())
}

fn query_type(text: &str) -> Result<QueryType, String> {
    match text.to_ascii_uppercase().as_str() {
        "A" => Ok(QueryType::A),
        "AAAA" => Ok(QueryType::Aaaa),
        _ => Err("it is A or AAAA".to_owned()),
    }
}
