//! What Traffic Router is asked: HTTP requests and DNS questions, as it takes them apart (`HTTPRequest`, `NameServer`).

use std::borrow::Cow;
use std::net::IpAddr;

use super::query::parameter;
use super::zones::{Subnet, SubnetError};

/// An address family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressFamily {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

/// A client by its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client<'a> {
    /// As it was given.
    pub text: Cow<'a, str>,
    /// What Java makes of it.
    pub subnet: Result<Subnet, SubnetError>,
}

impl<'a> Client<'a> {
    /// Reads an address.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self { subnet: Subnet::read(&text), text }
    }

    /// By the text alone: what has a colon is IPv6.
    pub fn family(&self) -> AddressFamily {
        if self.text.contains(':') { AddressFamily::V6 } else { AddressFamily::V4 }
    }
}

/// An HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest<'a> {
    /// The host that is asked, in lower case.
    pub host: Cow<'a, str>,
    /// The path as the servlet container takes it: escapes decoded, without parameters and needless steps. This is what
    /// is matched and hashed.
    pub path: Cow<'a, str>,
    /// The path as it was sent, which redirections repeat.
    pub uri: Cow<'a, str>,
    /// What follows the question mark, as it stands there.
    pub query: Option<Cow<'a, str>>,
    /// Names, as they are written, and values.
    pub headers: Vec<(String, String)>,
    /// Whether it came by HTTPS.
    pub secure: bool,
    /// Who asks.
    pub client: Client<'a>,
}

/// The header in which a proxy says who asks.
const CLIENT_HEADER: &str = "X-MM-Client-IP";
/// The query parameter with which one may play somebody else.
pub(super) const FAKE_CLIENT: &str = "fakeClientIpAddress";

impl<'a> HttpRequest<'a> {
    /// A request from an address, which a header or a query parameter may overrule.
    pub fn new(host: &str, path: &'a str, from: &'a str) -> Self {
        Self {
            host: Cow::Owned(host.to_lowercase()),
            path: container_path(path),
            uri: path.into(),
            query: None,
            headers: Vec::new(),
            secure: false,
            client: Client::new(from),
        }
    }

    /// With what says otherwise who asks.
    #[must_use]
    pub fn with(mut self, query: Option<&'a str>, headers: Vec<(String, String)>) -> Self {
        let said = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(CLIENT_HEADER));
        let client = said.map(|(_, value)| value.clone()).or_else(|| parameter(query?, FAKE_CLIENT));
        if let Some(client) = client {
            self.client = Client::new(client);
        }
        self.query = query.map(Cow::Borrowed);
        self.headers = headers;
        self
    }

    /// The value of a header by its name to the letter, as Traffic Router asks for it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// `HttpServletRequest.getPathInfo` of a path as it was sent (Tomcat's `CoyoteAdapter`). What Tomcat would refuse stays as it
/// is.
fn container_path(sent: &str) -> Cow<'_, str> {
    if !sent.contains(['%', ';']) && !sent.contains("//") && !sent.contains("/.") {
        return sent.into();
    }
    let without_parameters: Vec<&str> =
        sent.split('/').map(|step| step.split_once(';').map_or(step, |(step, _)| step)).collect();
    let Some(decoded) = unescaped(&without_parameters.join("/")) else { return sent.into() };
    let mut steps: Vec<&str> = Vec::new();
    let all: Vec<&str> = decoded.split('/').skip(1).collect();
    for (index, step) in all.iter().enumerate() {
        match *step {
            ".." if steps.pop().is_none() => return sent.into(),
            "" | "." | ".." if index + 1 == all.len() => steps.push(""),
            "" | "." | ".." => {}
            step => steps.push(step),
        }
    }
    format!("/{}", steps.join("/")).into()
}

/// None where an escape is none, or one of a slash, a backslash or nothing, which Tomcat refuses.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        let digits = after.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        let byte = u8::from_str_radix(digits, 16).ok().filter(|byte| !b"\0/\\".contains(byte))?;
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(byte);
        rest = after.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a DNS question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryType {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// Name servers.
    Ns,
    /// Another name.
    Cname,
}

impl QueryType {
    /// Of what family the caches must be.
    pub fn family(self) -> AddressFamily {
        if self == Self::Aaaa { AddressFamily::V6 } else { AddressFamily::V4 }
    }
}

/// A DNS question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsQuestion {
    /// The name that is asked for, without the dot at its end.
    pub name: String,
    /// What of it.
    pub query_type: QueryType,
    /// The resolver.
    pub resolver: IpAddr,
    /// For which network it asks, if it says so.
    pub client_subnet: Option<(IpAddr, u8)>,
}

#[cfg(test)]
mod tests {
    use super::container_path;

    #[test]
    fn paths_are_taken_as_the_container_takes_them() {
        let cases = [
            ("/a/b.ts", "/a/b.ts"),
            ("/a%20b/caf%C3%A9", "/a b/caf\u{e9}"),
            ("/a;v=1/b;c", "/a/b"),
            ("/a//b/./c/../d", "/a/b/d"),
            ("/a/.", "/a/"),
            ("/a/b/..", "/a/"),
            ("/a/.b/..c", "/a/.b/..c"),
            ("/%2e%2E/a", "/%2e%2E/a"),
            ("/a+b", "/a+b"),
            // These are refused with 400.
            ("/a%zz", "/a%zz"),
            ("/a%2Fb", "/a%2Fb"),
            ("/a%", "/a%"),
            ("/../a", "/../a"),
        ];
        for (sent, path) in cases {
            assert_eq!(container_path(sent), path, "{sent}");
        }
    }
}
