//! What the reading and judging of a document have to say: the catalogue of rules, and remarks with their places.

use std::collections::HashSet;

use crate::finding::{RuleId, Severity};
use crate::snapshot::document::DocumentPlace;

/// What follows for the router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It rejects the whole snapshot.
    Rejects,
    /// It takes the snapshot, and its DNS keeps the old zones.
    NoZones,
    /// It takes the snapshot, and its DNS has nothing to answer.
    SilentDns,
    /// It leaves something out.
    Drops,
    /// It takes something that does not work.
    Fails,
    /// That cannot be judged here.
    Uncertain,
    /// It reads something otherwise than one would think.
    Differs,
}

impl Effect {
    /// In a sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Rejects => "Traffic Router rejects the whole snapshot and keeps the one that it has",
            Self::NoZones => "Traffic Router takes the snapshot, but builds no DNS zones: the old ones stay",
            Self::SilentDns => "Traffic Router takes the snapshot, but its DNS answers nothing",
            Self::Drops => "Traffic Router leaves this out and takes the rest",
            Self::Fails => "Traffic Router takes this, and something of it does not work",
            Self::Uncertain => "What Traffic Router does with this cannot be judged here",
            Self::Differs => "Traffic Router takes this, but not as it looks",
        }
    }

    /// How bad that is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Rejects => Severity::Error,
            Self::NoZones | Self::SilentDns | Self::Drops | Self::Fails | Self::Uncertain => Severity::Warning,
            Self::Differs => Severity::Note,
        }
    }
}

/// Lists the rules: name, id, effect, remedy.
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $RemarkRule:ident $id:literal $Effect:ident $remedy:literal,)+) => {
        /// A rule by which a document is judged.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RemarkRule { $($(#[doc = $doc])+ $RemarkRule,)+ }

        impl RemarkRule {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$RemarkRule,)+];

            /// Its name in output.
            pub const fn id(self) -> RuleId {
                match self { $(Self::$RemarkRule => RuleId($id),)+ }
            }

            /// The rule of that name.
            pub fn of_id(id: RuleId) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.id() == id)
            }

            /// What follows for the router.
            pub const fn effect(self) -> Effect {
                match self { $(Self::$RemarkRule => Effect::$Effect,)+ }
            }

            /// What to do.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$RemarkRule => $remedy,)+ }
            }
        }
    };
}

rules! {
    /// The text is no JSON.
    NotJson "snapshot-not-json" Rejects "give the snapshot as Traffic Ops answers it",
    /// A section is missing.
    MissingSection "snapshot-missing-section" Rejects "add the section, be it as an empty object",
    /// A member is missing.
    MissingMember "snapshot-missing-member" Rejects "add it",
    /// The date is not newer.
    StaleDate "snapshot-stale-date" Rejects "set it to the time of the snapshot, in seconds since 1970",
    /// No CDN name.
    NoCdnName "snapshot-no-cdn-name" Rejects "name the CDN",
    /// No CDN name, which a restarting router bears.
    NoCdnNameFresh "snapshot-no-cdn-name-fresh" Differs "name the CDN: without it nothing of Traffic Ops is asked, and a running router rejects the snapshot",
    /// A polling interval of no use.
    BadInterval "snapshot-bad-interval" Rejects "give a positive number",
    /// The cache of DNS answers cannot be configured.
    BadZoneCache "snapshot-bad-zone-cache" Rejects "use what Traffic Router documents, like `300s` or `4`, or leave the parameter out",
    /// No monitor to ask.
    NoOnlineMonitor "snapshot-no-online-monitor" Rejects "set a Traffic Monitor ONLINE",
    /// A list where the first domain should be.
    NoDomain "snapshot-no-domain" Rejects "name a domain, or leave the list out",
    /// An object where a list is wanted.
    ObjectForList "snapshot-object-for-list" Rejects "make it a list",
    /// An unknown kind of expression.
    BadMatchType "snapshot-bad-match-type" Rejects "use HOST, PATH or HEADER, as written here",
    /// A header expression without its header.
    NoMatchTarget "snapshot-no-match-target" Rejects "name the header in `target`",
    /// Java does not compile an expression.
    BadRegex "snapshot-bad-regex" Rejects "correct the expression; its grammar is that of Java",
    /// Traffic Router cannot sort an expression.
    WordlessRegex "snapshot-wordless-regex" Rejects "let the expression hold a letter, a digit, `.`, `-` or `/`, and no line break after it",
    /// A cache's name for a service is no such name.
    BadServiceFqdn "snapshot-bad-service-fqdn" Rejects "give a host, a service's domain and what is above it, like `edge.service.cdn.example`",
    /// A topology without nodes.
    NoTopologyNodes "snapshot-no-topology-nodes" Rejects "add `nodes`, be it as an empty list",
    /// The CDN's domain is no domain.
    BadDomainName "snapshot-bad-domain-name" Rejects "give a domain name: labels of 1 to 63 characters, 255 in all",
    /// A TTL that no record can have.
    BadTtl "snapshot-bad-ttl" Rejects "give seconds from 0 to 2147483647",
    /// A number that no SOA record can have.
    BadSoaNumber "snapshot-bad-soa-number" Rejects "give a number from 0 to 4294967295",
    /// A date from which no serial can be made.
    BadSerial "snapshot-bad-serial" Rejects "give the date in seconds since 1970, not in milliseconds",
    /// A router without `ip6`.
    NoRouterIp6 "snapshot-no-router-ip6" Rejects "add `ip6`, be it as an empty text",
    /// IPv4 for IPv6, or the other way round.
    WrongAddressFamily "snapshot-wrong-address-family" Rejects "give an IPv4 address in `ip`, an IPv6 address in `ip6`, and in a static entry what its type wants",
    /// A text that no TXT record can hold.
    BadTxtValue "snapshot-bad-txt" Rejects "give at most 255 bytes, with backslashes escaped",
    /// A CNAME that points at a relative name.
    RelativeCname "snapshot-relative-cname" Rejects "end the name with a dot",
    /// An address that is none.
    BadAddress "snapshot-bad-address" NoZones "give the address itself",
    /// A name that DNS cannot hold.
    BadDnsName "snapshot-bad-dns-name" NoZones "use labels of 1 to 63 characters, 255 in all",
    /// What would reject, were it reached.
    HiddenRejection "snapshot-hidden-rejection" NoZones "correct this too: something else ends the building of zones before, and once it gets this far the whole snapshot is rejected",
    /// No router that answers DNS.
    NoActiveRouter "snapshot-no-active-router" SilentDns "add a Traffic Router whose status is neither OFFLINE nor ADMIN_DOWN",
    /// A location that is left out.
    LocationDropped "snapshot-location-dropped" Drops "give both `latitude` and `longitude`",
    /// A cache that is left out.
    CacheDropped "snapshot-cache-dropped" Drops "name one of the edge locations in `locationId`, letter for letter",
    /// A cache without addresses.
    CacheAddress "snapshot-cache-address" Drops "give the address itself",
    /// A static entry that is left out.
    StaticEntryDropped "snapshot-static-entry-dropped" Drops "give type (A, AAAA, CNAME or TXT), name and value",
    /// Expressions that are lost.
    MatchersLost "snapshot-matchers-lost" Drops "give every matchset an expression",
    /// A service of a topology without caches.
    TopologyService "snapshot-topology-service" Drops "see that topology, capabilities and expressions fit together",
    /// A list that is none.
    NotAList "snapshot-not-a-list" Drops "make it a list",
    /// A localization method that is unknown.
    UnknownMethod "snapshot-unknown-method" Drops "use CZ, GEO or DEEP_CZ",
    /// A member that stands twice.
    RepeatedMember "snapshot-repeated-member" Drops "leave one of them",
    /// An assignment to no service.
    UnknownService "snapshot-unknown-service" Drops "add the service, or take the assignment away",
    /// No host for what is asked of Traffic Ops.
    NoTrafficOpsHost "snapshot-no-traffic-ops-host" Fails "name its host: Traffic Ops takes it from the parameter tm.url of the file global",
    /// A cache with no address at all.
    NoCacheAddress "snapshot-no-cache-address" Fails "give it an address in `ip` or `ip6`",
    /// A place that is none.
    OffTheGlobe "snapshot-off-the-globe" Fails "give a latitude from -90 to 90 and a longitude from -180 to 180, as Traffic Ops demands",
    /// Two services that ask for the same.
    SharedExpression "snapshot-shared-expression" Fails "give each service an expression of its own",
    /// A router that answers in the place of a service.
    ShadowedRoutingName "snapshot-shadowed-routing-name" Fails "give the service another routing name",
    /// An expression that we cannot judge.
    UnjudgedRegex "snapshot-unjudged-regex" Uncertain "try it in a Traffic Router of a lab",
    /// A cache that would take very long to load.
    HugeHashCount "snapshot-huge-hash-count" Uncertain "give some hundreds or thousands",
    /// Not UTF-8.
    NotUtf8 "snapshot-not-utf8" Differs "save the file as UTF-8",
    /// A fallback rule that is not read.
    FallbackUnread "snapshot-fallback-unread" Differs "add `list`, be it empty",
    /// A fallback that is no location.
    UnknownFallback "snapshot-unknown-fallback" Differs "name an edge location",
    /// A cache group of a topology that is no location.
    TopologyNode "snapshot-topology-node" Differs "see that the group has a live edge of this CDN, or take it out of the topology",
    /// A place in the sea.
    ZeroPosition "snapshot-zero-position" Differs "give the place where it is",
    /// A coordinate that is no number.
    OddCoordinate "snapshot-odd-coordinate" Differs "give a number of degrees",
    /// No methods, so all.
    AllMethods "snapshot-all-methods" Differs "name the methods that are meant",
    /// `DEEP_CZ` alone.
    OnlyDeep "snapshot-only-deep" Differs "add CZ or GEO: DEEP_CZ has no effect",
    /// A miss location that is null.
    NullMissLocation "snapshot-null-miss-location" Differs "leave `missLocation` out",
    /// A caching type that is unknown.
    OddDeepCaching "snapshot-odd-deep-caching" Differs "use NEVER or ALWAYS",
    /// Certificates are waited for.
    WaitsForCertificates "snapshot-waits-for-certificates" Differs "see that Traffic Vault holds the certificates before",
    /// Keys are waited for.
    Dnssec "snapshot-dnssec" Differs "see that Traffic Vault holds the DNSSEC keys; what they do to the zones is not judged",
    /// A parameter that is read as its default.
    OddParameter "snapshot-odd-parameter" Differs "give a number",
}

/// Something to say about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// By which rule.
    pub rule: RemarkRule,
    /// Where, as a JSON pointer into the snapshot.
    pub pointer: String,
    /// What is there.
    pub message: String,
}

/// Remarks as they come in; one per rule and place.
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    list: Vec<Remark>,
    seen: HashSet<(RemarkRule, String)>,
}

impl Remarks {
    /// Adds one, unless that has been said of the place.
    pub fn tell(&mut self, rule: RemarkRule, place: &DocumentPlace<'_>, message: impl Into<String>) {
        self.tell_at(rule, place.to_string(), message);
    }

    /// The same of a JSON pointer.
    pub fn tell_at(&mut self, rule: RemarkRule, pointer: String, message: impl Into<String>) {
        if self.seen.insert((rule, pointer.clone())) {
            self.list.push(Remark { rule, pointer, message: message.into() });
        }
    }

    /// Adds others to them, unless that has been said of their places.
    pub(in crate::snapshot) fn append(&mut self, others: Self) {
        let Self { list, seen } = others;
        let is_said =
            |remark: &Remark| !self.seen.is_empty() && self.seen.contains(&(remark.rule, remark.pointer.clone()));
        self.list.extend(list.into_iter().filter(|remark| !is_said(remark)));
        // There may be one of every cache: what is noted of them is taken over, and not noted again.
        if self.seen.is_empty() { self.seen = seen } else { self.seen.extend(seen) }
    }

    /// Whether any of them rejects the snapshot.
    pub fn reject(&self) -> bool {
        self.list.iter().any(|remark| remark.rule.effect() == Effect::Rejects)
    }

    /// All of them, in the order in which they came.
    pub fn into_list(self) -> Vec<Remark> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_own_words() {
        let ids: HashSet<_> = RemarkRule::ALL.iter().map(|rule| rule.id()).collect();
        assert_eq!(ids.len(), RemarkRule::ALL.len());
        for rule in RemarkRule::ALL {
            assert_eq!(RemarkRule::of_id(rule.id()), Some(*rule));
            assert!(rule.id().0.starts_with("snapshot-") && !rule.remedy().ends_with('.'), "{rule:?}");
        }
    }

    #[test]
    fn a_place_is_told_once_of_a_rule() {
        let mut remarks = Remarks::default();
        remarks.tell(RemarkRule::BadTtl, &DocumentPlace::ROOT, "one");
        remarks.tell(RemarkRule::BadTtl, &DocumentPlace::ROOT, "two");
        remarks.tell(RemarkRule::OnlyDeep, &DocumentPlace::ROOT, "three");
        assert!(remarks.reject());
        assert_eq!(remarks.into_list().len(), 2);
    }
}
