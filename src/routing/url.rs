//! URLs as Java takes them apart and puts them together (`java.net.URL`), and as Spring rewrites them when the router's
//! own query parameters are taken off (`TrafficRouter.stripSpecialQueryParams`).

use std::fmt::Write as _;

use super::outcome::Thrown;
use super::request::FAKE_CLIENT;

/// The query parameter that asks for an answer instead of a redirection.
pub(super) const REDIRECT: &str = "trred";

/// Protocols that Java knows by itself.
const PROTOCOLS: &[&str] = &["http", "https", "ftp", "file", "jar", "mailto", "jmod", "jrt"];

/// A URL in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JavaUrl {
    protocol: String,
    /// Host and port, as they stand there.
    authority: String,
    /// The path without dots that lead up.
    pub(super) path: String,
    /// What follows the question mark.
    pub(super) query: Option<String>,
    fragment: Option<String>,
}

impl JavaUrl {
    /// `new URL(text)`.
    pub(super) fn parse(text: &str) -> Result<Self, Thrown> {
        let text = text.trim_matches(|character| character <= ' ');
        let text = text
            .get(..4)
            .filter(|start| start.eq_ignore_ascii_case("url:"))
            .and_then(|_| text.get(4..))
            .unwrap_or(text);
        let before_path = text.find('/').unwrap_or(text.len());
        let (protocol, rest) = text
            .split_once(':')
            .filter(|(protocol, _)| protocol.len() < before_path && is_protocol(protocol))
            .ok_or(Thrown::MalformedUrl)?;
        let protocol = protocol.to_ascii_lowercase();
        if !PROTOCOLS.contains(&protocol.as_str()) {
            return Err(Thrown::MalformedUrl);
        }
        let (rest, fragment) = split(rest, '#');
        let (rest, query) = split(rest, '?');
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", rest),
        };
        check_port(authority)?;
        Ok(Self { protocol, authority: authority.to_owned(), path: without_dots(path), query, fragment })
    }

    /// The host alone, in lower case.
    pub(super) fn host(&self) -> String {
        host_and_port(&self.authority).0.to_lowercase()
    }

    /// `toExternalForm`.
    pub(super) fn external(&self) -> String {
        let mut text = format!("{}:", self.protocol);
        if !self.authority.is_empty() {
            text.push_str("//");
            text.push_str(&self.authority);
        }
        text.push_str(&self.path);
        for (mark, part) in [('?', &self.query), ('#', &self.fragment)] {
            if let Some(part) = part {
                text.push(mark);
                text.push_str(part);
            }
        }
        text
    }

    /// Without the parameters that are the router's own. What is left is put together anew: parameters of one name
    /// stand together, and a percent sign is escaped once more (`UriComponentsBuilder.build().toUri()`).
    pub(super) fn stripped(&self) -> Result<Self, Thrown> {
        if !["http", "https"].contains(&self.protocol.as_str()) || self.fragment.is_some() {
            return Err(Thrown::IllegalArgument);
        }
        let (host, _) = host_and_port(&self.authority);
        if !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.[]:".contains(&byte)) {
            return Err(Thrown::IllegalState);
        }
        let mut groups: Vec<(&str, Vec<Option<&str>>)> = Vec::new();
        for (name, value) in self.query.as_deref().map(parameters).unwrap_or_default() {
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value),
                None => groups.push((name, vec![value])),
            }
        }
        groups.retain(|(name, _)| *name != FAKE_CLIENT && *name != REDIRECT);
        let mut query = String::new();
        for (name, values) in &groups {
            for value in values {
                if !query.is_empty() {
                    query.push('&');
                }
                query.push_str(name);
                if let Some(value) = value {
                    query.push('=');
                    query.push_str(value);
                }
            }
        }
        let mut path = self.path.clone();
        while let Some(at) = path.find("//") {
            path.remove(at);
        }
        let query = (!groups.is_empty()).then(|| quoted(&query, "?/[]"));
        Ok(Self { path: quoted(&path, "/"), query, ..self.clone() })
    }
}

fn split(text: &str, mark: char) -> (&str, Option<String>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after.to_owned())))
}

fn is_protocol(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic())
        && text.chars().all(|character| character.is_alphanumeric() || ".+-".contains(character))
}

/// Java reads the port as a number as soon as there is one.
fn check_port(authority: &str) -> Result<(), Thrown> {
    match host_and_port(authority).1 {
        None | Some("") => Ok(()),
        Some(port) => match port.parse::<i32>() {
            Ok(port) if -1 <= port => Ok(()),
            _ => Err(Thrown::MalformedUrl),
        },
    }
}

fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some(end) = host.find(']').filter(|_| host.starts_with('[')) {
        let (host, rest) = host.split_at(end + 1);
        return (host, rest.strip_prefix(':'));
    }
    host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port)))
}

/// `URLStreamHandler.parseURL`: takes out steps that go nowhere or up.
fn without_dots(path: &str) -> String {
    let mut path = path.to_owned();
    while let Some(at) = path.find("/./") {
        path.replace_range(at..at + 2, "");
    }
    let mut from = 0;
    while let Some(at) = path.get(from..).and_then(|rest| rest.find("/../")).map(|at| from + at) {
        let parent = path.get(..at).and_then(|before| before.rfind('/'));
        let parent = parent.filter(|parent| path.get(*parent..).and_then(|rest| rest.find("/../")) != Some(0));
        match parent {
            Some(parent) => {
                path.replace_range(parent..at + 3, "");
                from = 0;
            }
            None => from = at + 3,
        }
    }
    while path.ends_with("/..") {
        let Some(parent) = path.find("/..").and_then(|at| path.get(..at)?.rfind('/')) else { break };
        path.truncate(parent + 1);
    }
    if path.starts_with("./") && 2 < path.len() {
        path.replace_range(..2, "");
    }
    if path.ends_with("/.") {
        path.pop();
    }
    path
}

/// `UriComponentsBuilder.query`: a name of at least one character, and a value if there is an equals sign.
fn parameters(query: &str) -> Vec<(&str, Option<&str>)> {
    query
        .split('&')
        .filter_map(|part| {
            let part = part.trim_start_matches('=');
            let (name, value) = part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)));
            (!name.is_empty()).then_some((name, value))
        })
        .collect()
}

/// What `java.net.URI` escapes in a path or a query: the percent sign always, and what no URI may hold.
fn quoted(text: &str, more: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for character in text.chars() {
        let legal = character.is_ascii_alphanumeric()
            || "-_.!~*'();:@&=+$,".contains(character)
            || more.contains(character)
            || (!character.is_ascii() && !character.is_control() && !character.is_whitespace());
        if legal {
            quoted.push(character);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            // Writing to a string cannot fail.
            let _ = write!(quoted, "%{byte:02X}");
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn external(text: &str) -> Result<String, Thrown> {
        JavaUrl::parse(text).map(|url| url.external())
    }

    #[test]
    fn urls_are_taken_apart_as_java_does() {
        let cases = [
            ("http://a.b/c?d=e#f", Ok("http://a.b/c?d=e#f")),
            ("HTTPS://A.b:8080", Ok("https://A.b:8080")),
            (" http://a/x/../y/./z ", Ok("http://a/y/z")),
            ("http://a/../../b", Ok("http://a/../../b")),
            ("http://a/b/c/..", Ok("http://a/b/")),
            ("http://a/b/.", Ok("http://a/b/")),
            ("http://a?x", Ok("http://a?x")),
            ("http://a/?", Ok("http://a/?")),
            ("ftp://a/b", Ok("ftp://a/b")),
            ("wombat://a/b", Err(Thrown::MalformedUrl)),
            ("/blocked", Err(Thrown::MalformedUrl)),
            ("http://a:b/", Err(Thrown::MalformedUrl)),
            ("http://a:-5/", Err(Thrown::MalformedUrl)),
        ];
        for (text, wanted) in cases {
            assert_eq!(external(text), wanted.map(str::to_owned), "{text}");
        }
        assert_eq!(JavaUrl::parse("http://u@EDGE.x:80/").map(|url| url.host()), Ok("edge.x".to_owned()));
    }

    #[test]
    fn own_parameters_are_taken_off_and_the_rest_is_put_together_anew() {
        let stripped = |text: &str| JavaUrl::parse(text)?.stripped().map(|url| url.external());
        let cases = [
            ("http://a/b?a=1&b=2&a=1&fakeClientIpAddress=::1", Ok("http://a/b?a=1&a=1&b=2")),
            ("http://a/?a=1&&b=3", Ok("http://a/?a=1&b=3")),
            ("http://a/b?trred=FALSE", Ok("http://a/b")),
            ("http://a/?q=caf%C3%A9&a=&b", Ok("http://a/?q=caf%25C3%25A9&a=&b")),
            ("http://a//b", Ok("http://a/b")),
            ("http://a_b/", Err(Thrown::IllegalState)),
        ];
        for (text, wanted) in cases {
            assert_eq!(stripped(text), wanted.map(str::to_owned), "{text}");
        }
    }
}
