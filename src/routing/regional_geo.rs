//! Regional geo blocking (`RegionalGeo`): rules of a file, by the address that is asked for and where the client is.

use std::collections::HashMap;

use thiserror::Error;

use super::GeoLocation;
use super::outcome::Failed;
use super::whitelist::Whitelist;
use super::zones::{Subnet, SubnetError};
use crate::snapshot::java::number::trim;
use crate::snapshot::java::regex::{Case, Uncompiled, WholePattern};
use crate::sorting::OrderedSet;

/// A rule as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionalGeoRule {
    /// The service's xmlId.
    pub delivery_service: String,
    /// What addresses it is for.
    pub url_regex: String,
    /// Where the refused are sent: an address, or a path of the cache.
    pub redirect_url: String,
    /// Whether the file calls the service a steering one.
    pub is_steering: bool,
    /// Networks whose clients are never refused; none: there is no such list.
    pub white_list: Option<Vec<String>>,
    /// Whether the codes are those that are let in, or those that are not.
    pub postals: PostalsType,
    /// Postal codes.
    pub postal_codes: OrderedSet<String>,
    /// Where clients without a postal code are let in; none: nowhere.
    pub coordinate_ranges: Option<Vec<CoordinateRange>>,
}

/// Whether postal codes are let in or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostalsType {
    /// `includePostalCode`
    Include,
    /// `excludePostalCode`
    Exclude,
}

/// Between two latitudes and two longitudes, in degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CoordinateRange {
    /// The southern one.
    pub min_latitude: f64,
    /// The western one.
    pub min_longitude: f64,
    /// The northern one.
    pub max_latitude: f64,
    /// The eastern one.
    pub max_longitude: f64,
}

impl CoordinateRange {
    /// Whether it lies on the globe; others are left out.
    fn is_valid(self) -> bool {
        let off = |degrees: f64, most: f64| degrees < -most || most < degrees;
        !(off(self.min_latitude, 90.0)
            || off(self.max_latitude, 90.0)
            || off(self.min_longitude, 180.0)
            || off(self.max_longitude, 180.0))
    }

    fn holds(self, latitude: f64, longitude: f64) -> bool {
        self.min_latitude <= latitude
            && self.min_longitude <= longitude
            && latitude <= self.max_latitude
            && longitude <= self.max_longitude
    }
}

/// Why Traffic Router does not take a file: it keeps the rules that it had, and says that it fell back.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RegionalGeoError {
    /// A member that must be there is empty.
    #[error("rule {0}: `{1}` is empty")]
    Empty(usize, &'static str),
    /// Java does not compile the expression.
    #[error("rule {0}: Java does not compile `{1}`: {2}")]
    Regex(usize, String, String),
    /// The refused would be asked again.
    #[error("rule {0}: its own expression matches `{1}`, to which it sends the refused")]
    Loop(usize, String),
    /// On a steering service.
    #[error("rule {0}: `{1}` must begin with http:// or https://, as its service is a steering one")]
    NotAbsolute(usize, String),
    /// A network of the whitelist.
    #[error("rule {0}: {1}")]
    WhiteList(usize, SubnetError),
    /// Whether it is taken cannot be said here.
    #[error("rule {0}: whether `{1}` matches its own `{2}` cannot be said here")]
    Unsaid(usize, String, String),
}

/// The rules as Traffic Router keeps them.
#[derive(Clone, Debug, Default)]
pub struct RegionalGeo {
    rules: HashMap<String, Vec<KeptGeoRule>>,
    /// Whether the file was not taken, so that older rules, or none, are in force.
    pub is_fallback: bool,
}

#[derive(Clone, Debug)]
struct KeptGeoRule {
    /// Or why it cannot be matched here.
    pattern: Result<WholePattern, String>,
    white_list: Option<Whitelist>,
    postals: PostalsType,
    postal_codes: OrderedSet<String>,
    coordinate_ranges: Option<Vec<CoordinateRange>>,
    redirect_url: String,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionalVerdict {
    /// It goes on.
    Allowed,
    /// It is sent to another path of the cache that was chosen.
    AlternateWithCache,
    /// It is sent to another address.
    AlternateWithoutCache,
    /// No rule is for it: 520.
    Denied,
}

/// What Traffic Router finds, and writes to its log.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionalGeoResult {
    /// What becomes of the request.
    pub verdict: RegionalVerdict,
    /// Where it is sent: the path or the address of the rule; empty where it goes on or is denied.
    pub url: String,
    /// The client's postal code, its first three characters.
    pub postal: Option<String>,
    /// Of the rule, if there is one.
    pub postals: Option<PostalsType>,
    /// Whether the rules are not those of the newest file.
    pub is_fallback: bool,
    /// Whether the whitelist let it in.
    pub by_whitelist: bool,
}

impl RegionalGeoResult {
    /// As the access log has it: postal code, allowed, kind of rule, fallback, whitelist.
    pub fn log_text(&self) -> String {
        let sign = |set: bool| if set { '1' } else { '0' };
        let postal = self.postal.as_deref().unwrap_or("-");
        let denied = self.verdict == RegionalVerdict::Denied;
        let postals = match self.postals.filter(|_| !denied) {
            Some(PostalsType::Include) => 'I',
            Some(PostalsType::Exclude) => 'X',
            None => '-',
        };
        let allowed = sign(self.verdict == RegionalVerdict::Allowed);
        format!("{postal}:{allowed}:{postals}:{}:{}", sign(self.is_fallback), sign(self.by_whitelist))
    }
}

/// Whether a text begins with `http://` or `https://`, in any case.
pub(super) fn is_absolute(url: &str) -> bool {
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

impl RegionalGeo {
    /// Takes the rules of a file, all or none (`parseConfigJson`, `addRule`).
    pub fn new(rules: &[RegionalGeoRule]) -> Result<Self, RegionalGeoError> {
        let mut kept = Self::default();
        for (index, rule) in rules.iter().enumerate() {
            kept.rules.entry(rule.delivery_service.clone()).or_default().push(keep(index, rule)?);
        }
        Ok(kept)
    }

    /// A router whose file was not taken, and that had none before.
    pub fn fallen_back() -> Self {
        Self { is_fallback: true, ..Self::default() }
    }

    /// Judges a request: the address without its query, and where the client is, as far as that is known (`enforce`).
    pub fn judge(
        &self,
        xml_id: &str,
        url: &str,
        address: &str,
        client: Option<&GeoLocation>,
    ) -> Result<RegionalGeoResult, Failed> {
        let postal = client.and_then(|client| client.postal.as_deref()).map(first_three);
        let mut result = RegionalGeoResult {
            verdict: RegionalVerdict::Denied,
            url: String::new(),
            postal: postal.map(str::to_owned),
            postals: None,
            is_fallback: self.is_fallback,
            by_whitelist: false,
        };
        let Some(rule) = self.rule(xml_id, url)? else { return Ok(result) };
        result.postals = Some(rule.postals);
        result.by_whitelist = rule.white_list.as_ref().is_some_and(|list| list.contains(address));
        if result.by_whitelist || rule.allows(postal, client) {
            result.verdict = RegionalVerdict::Allowed;
        } else if is_absolute(&rule.redirect_url) {
            result.verdict = RegionalVerdict::AlternateWithoutCache;
            result.url.clone_from(&rule.redirect_url);
        } else {
            result.verdict = RegionalVerdict::AlternateWithCache;
            let slash = if rule.redirect_url.starts_with('/') { "" } else { "/" };
            result.url = format!("{slash}{}", rule.redirect_url);
        }
        Ok(result)
    }

    fn rule(&self, xml_id: &str, url: &str) -> Result<Option<&KeptGeoRule>, Failed> {
        for rule in self.rules.get(xml_id).into_iter().flatten() {
            let pattern = rule.pattern.as_ref().map_err(|why| Failed::Unsaid(why.clone()))?;
            if pattern.matches(url).map_err(|why| Failed::Unsaid(format!("a regional rule: {why}")))? {
                return Ok(Some(rule));
            }
        }
        Ok(None)
    }
}

/// By the characters of Java, of which some take two.
fn first_three(postal: &str) -> &str {
    let mut units = 0;
    for (at, character) in postal.char_indices() {
        units += character.len_utf16();
        if 3 < units {
            return postal.get(..at).unwrap_or(postal);
        }
    }
    postal
}

impl KeptGeoRule {
    /// Coordinates count only where there is no postal code. Where nothing is known, they are 0 and 0.
    fn allows(&self, postal: Option<&str>, client: Option<&GeoLocation>) -> bool {
        if let Some(postal) = postal.filter(|postal| !postal.is_empty()) {
            return self.postal_codes.contains(postal) == (self.postals == PostalsType::Include);
        }
        let (latitude, longitude) = client.map_or((0.0, 0.0), |client| (client.latitude, client.longitude));
        self.coordinate_ranges.iter().flatten().any(|range| range.holds(latitude, longitude))
    }
}

fn keep(index: usize, rule: &RegionalGeoRule) -> Result<KeptGeoRule, RegionalGeoError> {
    let named = [
        ("deliveryServiceId", &rule.delivery_service),
        ("urlRegex", &rule.url_regex),
        ("redirectUrl", &rule.redirect_url),
    ];
    if let Some((name, _)) = named.iter().find(|(_, text)| trim(text).is_empty()) {
        return Err(RegionalGeoError::Empty(index, name));
    }
    let white_list = rule.white_list.as_deref().map(|networks| white_list(index, networks)).transpose()?;
    let pattern = match WholePattern::compile(&rule.url_regex, Case::Either) {
        Ok(pattern) => Ok(pattern),
        Err(Uncompiled::Fails(why)) => return Err(RegionalGeoError::Regex(index, rule.url_regex.clone(), why)),
        Err(why @ Uncompiled::Unsupported(_)) => Err(format!("the regional rule `{}`: {why}", rule.url_regex)),
    };
    check_alternate(index, rule, pattern.as_ref().ok())?;
    let valid = |ranges: &Vec<CoordinateRange>| ranges.iter().copied().filter(|range| range.is_valid()).collect();
    Ok(KeptGeoRule {
        pattern,
        white_list,
        postals: rule.postals,
        postal_codes: rule.postal_codes.clone(),
        coordinate_ranges: rule.coordinate_ranges.as_ref().map(valid),
        redirect_url: rule.redirect_url.clone(),
    })
}

fn white_list(index: usize, networks: &[String]) -> Result<Whitelist, RegionalGeoError> {
    let mut list = Whitelist::default();
    for text in networks {
        list.add(text, Subnet::read(text).map_err(|error| RegionalGeoError::WhiteList(index, error))?);
    }
    Ok(list)
}

fn check_alternate(
    index: usize,
    rule: &RegionalGeoRule,
    pattern: Option<&WholePattern>,
) -> Result<(), RegionalGeoError> {
    let url = rule.redirect_url.clone();
    match (is_absolute(&url), rule.is_steering) {
        (true, _) => match pattern.map(|pattern| pattern.matches(&url)) {
            Some(Ok(false)) => Ok(()),
            Some(Ok(true)) => Err(RegionalGeoError::Loop(index, url)),
            Some(Err(_)) | None => Err(RegionalGeoError::Unsaid(index, rule.url_regex.clone(), url)),
        },
        (false, true) => Err(RegionalGeoError::NotAbsolute(index, url)),
        (false, false) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(url_regex: &str, redirect_url: &str, postals: PostalsType, codes: &[&str]) -> RegionalGeoRule {
        RegionalGeoRule {
            delivery_service: "ds".to_owned(),
            url_regex: url_regex.to_owned(),
            redirect_url: redirect_url.to_owned(),
            is_steering: false,
            white_list: None,
            postals,
            postal_codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            coordinate_ranges: None,
        }
    }

    fn at(postal: Option<&str>, latitude: f64, longitude: f64) -> GeoLocation {
        GeoLocation { latitude, longitude, postal: postal.map(str::to_owned), ..GeoLocation::default() }
    }

    fn judged(rules: &[RegionalGeoRule], url: &str, address: &str, client: Option<&GeoLocation>) -> String {
        let result = RegionalGeo::new(rules).unwrap().judge("ds", url, address, client).unwrap();
        format!("{} {:?} {}", result.log_text(), result.verdict, result.url)
    }

    const URL: &str = "http://cdn.ds.test/live/1.ts";

    #[test]
    fn the_first_rule_that_matches_counts() {
        let two = [
            rule(".*/LIVE/.*", "first", PostalsType::Include, &["802"]),
            rule(".*", "/2", PostalsType::Exclude, &["802"]),
        ];
        let client = at(Some("80202"), 1.0, 1.0);
        assert_eq!(judged(&two, URL, "10.0.0.1", Some(&client)), "802:1:I:0:0 Allowed ");
        assert_eq!(judged(&two, "http://a/b", "10.0.0.1", Some(&client)), "802:0:X:0:0 AlternateWithCache /2");
        let other = at(Some("M5V"), 1.0, 1.0);
        assert_eq!(judged(&two, URL, "10.0.0.1", Some(&other)), "M5V:0:I:0:0 AlternateWithCache /first");
        assert_eq!(judged(&two[..1], "http://a/b", "10.0.0.1", None), "-:0:-:0:0 Denied ");
        let long = [rule(".*/live/.*", "Https://x/y?z", PostalsType::Include, &["80202"])];
        assert_eq!(judged(&long, URL, "10.0.0.1", Some(&client)), "802:0:I:0:0 AlternateWithoutCache Https://x/y?z");
    }

    #[test]
    fn coordinates_count_without_a_postal_code() {
        let range =
            |a, b, c, d| CoordinateRange { min_latitude: a, max_latitude: b, min_longitude: c, max_longitude: d };
        let mut rules = [rule(".*", "/x", PostalsType::Exclude, &["802"])];
        assert!(judged(&rules, URL, "", Some(&at(None, 1.0, 1.0))).contains("AlternateWithCache"));
        rules[0].coordinate_ranges = Some(vec![range(0.0, 91.0, 0.0, 2.0), range(0.0, 2.0, 0.0, 2.0)]);
        assert!(judged(&rules, URL, "", Some(&at(None, 2.0, 2.0))).contains("Allowed"));
        assert!(judged(&rules, URL, "", Some(&at(Some(""), 2.1, 2.0))).contains(":0:X:0:0 AlternateWithCache"));
        // Of whom nothing is known, is at 0 and 0.
        assert!(judged(&rules, URL, "", None).contains("Allowed"));
        assert!(judged(&rules, URL, "", Some(&at(Some("802"), 2.0, 2.0))).contains("AlternateWithCache"));
    }

    #[test]
    fn the_whitelist_lets_in() {
        let mut rules = [rule(".*", "/x", PostalsType::Include, &[])];
        rules[0].white_list = Some(vec!["10.0.0.0/8".to_owned(), "2001:db8::/32".to_owned()]);
        assert_eq!(judged(&rules, URL, "10.1.1.1", None), "-:1:I:0:1 Allowed ");
        assert_eq!(judged(&rules, URL, "2001:db8::1", None), "-:1:I:0:1 Allowed ");
        assert_eq!(judged(&rules, URL, "11.1.1.1", None), "-:0:I:0:0 AlternateWithCache /x");
        assert_eq!(judged(&rules, URL, "garbage", None), "-:0:I:0:0 AlternateWithCache /x");
    }

    #[test]
    fn one_bad_rule_refuses_the_file() {
        let good = rule(".*", "/x", PostalsType::Include, &[]);
        let refused = |bad: RegionalGeoRule| RegionalGeo::new(&[good.clone(), bad]).unwrap_err();
        assert_eq!(
            refused(RegionalGeoRule { delivery_service: " ".to_owned(), ..good.clone() }),
            RegionalGeoError::Empty(1, "deliveryServiceId")
        );
        assert!(matches!(refused(rule("(", "/x", PostalsType::Include, &[])), RegionalGeoError::Regex(1, _, _)));
        assert!(matches!(refused(rule(".*", "HTTP://a/", PostalsType::Include, &[])), RegionalGeoError::Loop(1, _)));
        assert!(matches!(
            refused(rule("(?x)a", "http://a/", PostalsType::Include, &[])),
            RegionalGeoError::Unsaid(1, _, _)
        ));
        assert!(matches!(
            refused(RegionalGeoRule { is_steering: true, ..good.clone() }),
            RegionalGeoError::NotAbsolute(1, _)
        ));
        let networks = Some(vec!["10.0.0.0/33".to_owned()]);
        assert!(matches!(
            refused(RegionalGeoRule { white_list: networks, ..good.clone() }),
            RegionalGeoError::WhiteList(1, _)
        ));
    }
}
