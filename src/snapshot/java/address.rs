//! `InetAddress.getByName` as far as it needs no network: literals, nothing, and `localhost`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address that Java makes of a text; none where it would have to ask the network, or throws.
///
/// An empty text is the loopback address. An IPv6 address that holds an IPv4 one becomes that.
pub fn by_name(text: &str) -> Option<IpAddr> {
    if text.is_empty() || text.eq_ignore_ascii_case("localhost") {
        return Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let (host, bracketed) = match text.strip_prefix('[') {
        Some(rest) => (rest.strip_suffix(']').filter(|host| !host.is_empty())?, true),
        None => (text, false),
    };
    let first = host.chars().next()?;
    if !first.is_ascii_hexdigit() && first != ':' {
        return None;
    }
    if let Some(address) = v4(host) {
        return (!bracketed).then_some(IpAddr::V4(address));
    }
    let (literal, zone) = host.split_once('%').map_or((host, None), |(literal, zone)| (literal, Some(zone)));
    // A zone must be a number: names of interfaces are known to the router's machine only.
    if !zone.is_none_or(is_number) {
        return None;
    }
    match v6(literal)? {
        IpAddr::V4(_) if zone.is_some() => None,
        address => Some(address),
    }
}

/// Whether a zone is a number of 31 bits.
fn is_number(zone: &str) -> bool {
    zone.bytes().all(|byte| byte.is_ascii_digit()) && zone.parse::<i32>().is_ok()
}

/// One to four decimal parts, the last of which fills what is left.
fn v4(text: &str) -> Option<Ipv4Addr> {
    // Most are as everybody writes them.
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if 15 < text.len() || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let parts: Vec<u64> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (last, firsts) = parts.split_last()?;
    let left = 4_usize.checked_sub(firsts.len()).filter(|left| 0 < *left)?;
    if firsts.iter().any(|part| 0xff < *part) || (1_u64 << (left * 8)) <= *last {
        return None;
    }
    let upper = firsts.iter().enumerate().fold(0_u64, |bits, (index, part)| bits | (part << (24 - 8 * index)));
    u32::try_from(upper | last).ok().map(Ipv4Addr::from)
}

/// Like Rust's own reading, but that leading zeros are allowed in the groups' and parts' fullness.
fn v6(text: &str) -> Option<IpAddr> {
    let unmapped = |address: Ipv6Addr| address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4);
    if let Ok(address) = text.parse() {
        return Some(unmapped(address));
    }
    let (front, back) = match text.split_once("::") {
        Some((front, back)) => (groups(front, false)?, Some(groups(back, true)?)),
        None => (groups(text, true)?, None),
    };
    let mut all = front;
    match back {
        Some(back) => {
            let missing = 8_usize.checked_sub(all.len() + back.len()).filter(|missing| 0 < *missing)?;
            all.extend(std::iter::repeat_n(0, missing));
            all.extend(back);
        }
        None if all.len() != 8 => return None,
        None => {}
    }
    let groups: [u16; 8] = all.try_into().ok()?;
    Some(unmapped(Ipv6Addr::from(groups)))
}

/// Groups between colons; the last may be an IPv4 address where the text ends there.
fn groups(text: &str, ends: bool) -> Option<Vec<u16>> {
    let mut found = Vec::new();
    if text.is_empty() {
        return Some(found);
    }
    let parts: Vec<&str> = text.split(':').collect();
    for (index, part) in parts.iter().enumerate() {
        if part.contains('.') {
            let last = ends && index + 1 == parts.len();
            let bits = v4(part).filter(|_| last && part.matches('.').count() == 3)?.to_bits();
            found.extend([(bits >> 16) as u16, (bits & 0xffff) as u16]);
        } else {
            // Digits with a sign are no group, which `from_str_radix` would take.
            let hex = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_hexdigit());
            found.push(hex.then(|| u16::from_str_radix(part, 16).ok())??);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::by_name;

    #[test]
    fn addresses_are_read_as_java_reads_them() {
        let cases = [
            ("", Some("127.0.0.1")),
            ("10.1.2.3", Some("10.1.2.3")),
            ("10.1", Some("10.0.0.1")),
            ("7", Some("0.0.0.7")),
            ("123456", Some("0.1.226.64")),
            ("010.001.0.09", Some("10.1.0.9")),
            ("300.1.1.1", None),
            ("1.2.3.4.5", None),
            ("1.2.3.", None),
            ("2001:db8::7", Some("2001:db8::7")),
            ("2001:DB8:0:0:0:0:0:7", Some("2001:db8::7")),
            ("::", Some("::")),
            ("::ffff:1.2.3.4", Some("1.2.3.4")),
            ("::1.2.3.4", Some("::102:304")),
            ("[::1]", Some("::1")),
            ("[10.1.2.3]", None),
            ("fe80::1%2", Some("fe80::1")),
            ("fe80::1%eth0", None),
            ("fe80::1%2147483647", Some("fe80::1")),
            ("fe80::1%2147483648", None),
            ("fe80::1%", None),
            ("fe80::1%+2", None),
            ("fe80::1%2]", None),
            ("[fe80::1%2]", Some("fe80::1")),
            ("1:2:3:4:5:6:7:8:9", None),
            ("1:2:3:4:5:6:7::8", None),
            ("00001::", Some("1::")),
            (":1", None),
            ("null", None),
            ("garbage", None),
            ("edge.example.net", None),
        ];
        for (text, address) in cases {
            assert_eq!(by_name(text).map(|address| address.to_string()).as_deref(), address, "{text}");
        }
    }
}
