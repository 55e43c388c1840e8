//! DNS records, as Traffic Router makes them of caches, routers and bypass destinations (`InetRecord`).

use std::fmt;
use std::net::IpAddr;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordData {
    /// An address, of A or AAAA by its family.
    Address(IpAddr),
    /// Another name.
    Cname(String),
    /// A name server.
    Ns(String),
    /// A text.
    Txt(String),
}

/// A record without its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InetRecord {
    /// What it says.
    pub data: RecordData,
    /// Seconds, even where no record may have so many.
    pub ttl_seconds: i64,
}

impl InetRecord {
    pub(super) fn address(address: IpAddr, ttl_seconds: i64) -> Self {
        Self { data: RecordData::Address(address), ttl_seconds }
    }
}

impl RecordData {
    /// The type's name.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Address(IpAddr::V4(_)) => "A",
            Self::Address(IpAddr::V6(_)) => "AAAA",
            Self::Cname(_) => "CNAME",
            Self::Ns(_) => "NS",
            Self::Txt(_) => "TXT",
        }
    }
}

impl fmt::Display for RecordData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => f.write_str(&java_address(*address)),
            Self::Cname(name) | Self::Ns(name) => f.write_str(name),
            Self::Txt(text) => write!(f, "\"{text}\""),
        }
    }
}

/// Like `A 10.0.0.1 ttl=60`.
impl fmt::Display for InetRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ttl={}", self.data.kind(), self.data, self.ttl_seconds)
    }
}

/// `InetAddress.getHostAddress`: all eight groups of an IPv6 address.
pub fn java_address(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments().map(|group| format!("{group:x}")).join(":"),
    }
}
