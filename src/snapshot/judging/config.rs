//! What the router asks of `config` and `stats` before it looks at services, caches and zones.

use super::options::JudgingOptions;
use super::zone_cache;
use crate::snapshot::document::{DocumentPlace, NOTHING, Node};
use crate::snapshot::java::number;
use crate::snapshot::reading::{RemarkRule, Remarks, mandatory};

const CERTIFICATES_INTERVAL: &str = "certificates.polling.interval";

/// Read with DNSSEC only.
const KEYS_INTERVAL: &str = "keystore.maintenance.interval";

/// Parameters that are read as whole numbers, and as their defaults when they are none.
const WHOLE_NUMBERS: &[&str] = &[
    "geolocation.polling.interval",
    "coveragezone.polling.interval",
    "deepcoveragezone.polling.interval",
    "regional_geoblock.polling.interval",
    "anonymousip.polling.interval",
    "federationmapping.polling.interval",
    "steeringmapping.polling.interval",
    "zonemanager.cache.maintenance.interval",
    "zonemanager.dynamic.initialcapacity",
    "zonemanager.init.timeout",
    "edge.dns.limit",
    "edge.http.limit",
    "dynamic.cache.primer.limit",
];

pub(super) fn check(root: &Node, options: &JudgingOptions, remarks: &mut Remarks) {
    if let Some(stats) = root.get("stats") {
        check_stats(stats, options, remarks);
    }
    let Some(config) = root.get("config") else { return };
    let place = DocumentPlace::ROOT.member("config");
    if !config.has("alt.geolocation.polling.url") {
        mandatory(config, "geolocation.polling.url", &place, remarks);
    }
    mandatory(config, "coveragezone.polling.url", &place, remarks);
    check_intervals(root, config, &place, remarks);
    check_certificates(config, &place, remarks);
    zone_cache::check(config, remarks);
    for parameter in WHOLE_NUMBERS {
        let odd = config.get(parameter).filter(|value| value.as_long(i64::MIN) == i64::MIN);
        if let Some(value) = odd {
            remarks.tell(RemarkRule::OddParameter, &place.member(parameter), no_number(value));
        }
    }
    if config.bool_or("dnssec.enabled", false) {
        let message = "the router waits for the DNSSEC keys from Traffic Ops before it takes the snapshot";
        remarks.tell(RemarkRule::Dnssec, &place.member("dnssec.enabled"), message);
        let interval = config.int_or(KEYS_INTERVAL, 300);
        if interval <= 0 {
            let message = format!("an interval of {interval} s cannot be scheduled");
            remarks.tell(RemarkRule::BadInterval, &place.member(KEYS_INTERVAL), message);
        }
    }
}

fn no_number(value: &Node) -> String {
    match value {
        Node::Text(text) if text.is_empty() => "an empty text is no number: the default is taken".to_owned(),
        Node::Array(_) | Node::Object(_) => format!("{} is no number: the default is taken", value.describe()),
        other => format!("`{}` is no number: the default is taken", other.as_text()),
    }
}

fn check_stats(stats: &Node, options: &JudgingOptions, remarks: &mut Remarks) {
    let place = DocumentPlace::ROOT.member("stats");
    if let Some(date) = mandatory(stats, "date", &place, remarks) {
        let seconds = date.as_long(0);
        let held = if options.fresh { 0 } else { options.held_date.max(0) };
        if seconds <= held {
            let message = match held {
                0 => format!("the date is read as {seconds}, and no snapshot so old is ever taken"),
                held => format!("the date {seconds} is not newer than {held}, the date of what the router holds"),
            };
            remarks.tell(RemarkRule::StaleDate, &place.member("date"), message);
        }
    }
    if !stats.has("to_host") {
        mandatory(stats, "tm_host", &place, remarks);
    }
    if stats.get("CDN_name").is_none_or(|name| *name == Node::Null) {
        let rule = if options.fresh { RemarkRule::NoCdnNameFresh } else { RemarkRule::NoCdnName };
        remarks.tell(rule, &place.member("CDN_name"), "the name of the CDN is missing");
    }
}

fn check_intervals(root: &Node, config: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) {
    let services = root.get("deliveryServices").unwrap_or(NOTHING);
    let asks = |service: &Node, key: &str| service.get(key).is_some_and(|value| value.as_text() == "true");
    let set = |key: &str| config.get(key).is_some_and(|value| *value != Node::Null);
    // A list of services, of which none is loaded, is gone through for the one and not for the other.
    let regional =
        set("regional_geoblock.polling.url") && services.elements().any(|own| asks(own, "regionalGeoBlocking"));
    let anonymous = set("anonymousip.policy.configuration")
        && set("anonymousip.polling.url")
        && services.members().iter().any(|(_, own)| asks(own, "anonymousBlockingEnabled"));
    for (parameter, used) in [
        ("geolocation.polling.interval", true),
        ("coveragezone.polling.interval", true),
        ("deepcoveragezone.polling.interval", true),
        ("regional_geoblock.polling.interval", regional),
        ("anonymousip.polling.interval", anonymous),
    ] {
        let interval = config.long_or(parameter, 0);
        if used && interval < 0 {
            let message = format!("an interval of {interval} ms cannot be scheduled");
            remarks.tell(RemarkRule::BadInterval, &place.member(parameter), message);
        }
    }
}

/// This interval travels as a text through the system's properties; what is no number there is the default.
fn check_certificates(config: &Node, place: &DocumentPlace<'_>, remarks: &mut Remarks) {
    let Some(value) = config.get(CERTIFICATES_INTERVAL) else { return };
    let place = place.member(CERTIFICATES_INTERVAL);
    let text: String = value.as_text().chars().filter(|character| !character.is_whitespace()).collect();
    match property_long(&text) {
        Some(interval) if interval <= 0 => {
            let message = format!("an interval of {interval} ms cannot be scheduled");
            remarks.tell(RemarkRule::BadInterval, &place, message);
        }
        Some(_) => {}
        None => remarks.tell(RemarkRule::OddParameter, &place, no_number(value)),
    }
}

/// As the Spring framework reads a property: decimal, or hexadecimal with its mark.
fn property_long(text: &str) -> Option<i64> {
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let hex = ["0x", "0X", "#"].iter().find_map(|mark| unsigned.strip_prefix(mark));
    match hex {
        Some(digits) if digits.starts_with(['+', '-']) => None,
        Some(digits) => i64::from_str_radix(&format!("{}{digits}", if negative { "-" } else { "" }), 16).ok(),
        None => number::parse_long(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{no_number, property_long};
    use crate::snapshot::document::Node;

    #[test]
    fn what_is_no_number_is_told_as_what_it_is() {
        let told = |node: &Node| no_number(node).split(" is no number").next().unwrap_or_default().to_owned();
        assert_eq!(told(&Node::Text("".into())), "an empty text");
        assert_eq!(told(&Node::Text("often".into())), "`often`");
        assert_eq!(told(&Node::Array(Vec::new())), "a list");
        assert_eq!(told(&Node::Null), "`null`");
    }

    #[test]
    fn properties_are_read_as_spring_reads_them() {
        let cases = [
            ("300000", Some(300_000)),
            ("-0", Some(0)),
            ("0x10", Some(16)),
            ("-#F", Some(-15)),
            ("0x-1", None),
            ("1.5", None),
            ("null", None),
            ("", None),
        ];
        for (text, number) in cases {
            assert_eq!(property_long(text), number, "{text}");
        }
    }
}
