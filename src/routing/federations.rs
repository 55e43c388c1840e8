//! Federations: the resolvers that are sent to another CDN (`FederationRegistry`).

use super::outcome::Failed;
use super::whitelist::is_same;
use super::zones::{Subnet, SubnetError};

/// The federation of a service, as Traffic Ops gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Federation {
    /// The service's xmlId.
    pub delivery_service: String,
    /// Where its resolvers are sent.
    pub mappings: Vec<FederationMapping>,
}

/// A name, and the resolvers that get it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FederationMapping {
    /// The name.
    pub cname: String,
    /// For how long, in seconds.
    pub ttl: i32,
    /// Networks of IPv4.
    pub resolve4: Vec<String>,
    /// Networks of IPv6.
    pub resolve6: Vec<String>,
}

/// Why Traffic Router does not take federations: it then keeps those that it had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FederationError {
    /// It stumbles over a network that is nothing but slashes.
    #[error("`{0}` of the federation of `{1}` has no address before the slash, over which Traffic Router fails")]
    Nothing(String, String),
}

/// Federations as Traffic Router keeps them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FederationRegistry {
    federations: Vec<KeptFederation>,
    /// Networks that it skips, with the service and why.
    pub skipped: Vec<SkippedResolver>,
}

/// A network that a federation loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedResolver {
    /// The service's xmlId.
    pub delivery_service: String,
    /// The network as it is written.
    pub network: String,
    /// Why.
    pub why: LostResolver,
}

/// Why a network is lost.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LostResolver {
    /// It is none.
    #[error("{0}")]
    Bad(SubnetError),
    /// It holds one that stands before it, or lies in it: Traffic Router's set takes both for the same
    /// (CidrAddress.java:107).
    #[error("it overlaps `{0}`, which stands before it")]
    Overlaps(String),
}

#[derive(Clone, Debug, PartialEq)]
struct KeptFederation {
    delivery_service: String,
    mappings: Vec<KeptMapping>,
}

#[derive(Clone, Debug, PartialEq)]
struct KeptMapping {
    cname: String,
    ttl: i32,
    resolve4: Vec<Subnet>,
    resolve6: Vec<Subnet>,
}

/// What a resolver is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FederationAnswer<'a> {
    /// The name.
    pub cname: &'a str,
    /// For how long, in seconds.
    pub ttl: i32,
}

impl FederationRegistry {
    /// Takes federations as Traffic Router does: bad networks are skipped alone.
    pub fn new(federations: &[Federation]) -> Result<Self, FederationError> {
        let mut taken = Self::default();
        for federation in federations {
            let mut mappings = Vec::new();
            for mapping in &federation.mappings {
                mappings.push(KeptMapping {
                    cname: mapping.cname.clone(),
                    ttl: mapping.ttl,
                    resolve4: taken.networks(federation, &mapping.resolve4)?,
                    resolve6: taken.networks(federation, &mapping.resolve6)?,
                });
            }
            taken.federations.push(KeptFederation { delivery_service: federation.delivery_service.clone(), mappings });
        }
        Ok(taken)
    }

    /// The networks of a list as the router's set keeps them. The set's order holds only among networks that don't
    /// overlap, and it never keeps others: whatever overlaps one that is there is found there, wherever that stands.
    fn networks(&mut self, federation: &Federation, texts: &[String]) -> Result<Vec<Subnet>, FederationError> {
        let mut kept: Vec<(Subnet, &str)> = Vec::new();
        for text in texts {
            let lost = match Subnet::read(text) {
                Err(SubnetError::Nothing) => {
                    return Err(FederationError::Nothing(text.clone(), federation.delivery_service.clone()));
                }
                Err(error) => Some(LostResolver::Bad(error)),
                Ok(network) => {
                    let other = kept.iter().find(|(other, _)| is_same(*other, network));
                    let overlaps = other.map(|(_, other)| LostResolver::Overlaps((*other).to_owned()));
                    if overlaps.is_none() {
                        kept.push((network, text));
                    }
                    overlaps
                }
            };
            let delivery_service = federation.delivery_service.clone();
            let skipped = |why| SkippedResolver { delivery_service, network: text.clone(), why };
            self.skipped.extend(lost.map(skipped));
        }
        Ok(kept.into_iter().map(|(network, _)| network).collect())
    }

    /// What a resolver is sent to: only the first federation of a service counts, and in it the first mapping that has
    /// the resolver (`findInetRecords`). A text that is no address is sent nowhere.
    pub fn find(&self, xml_id: &str, address: &str) -> Result<Option<FederationAnswer<'_>>, Failed> {
        let Ok(address) = Subnet::read(address) else { return Ok(None) };
        let Some(federation) = self.federations.iter().find(|own| own.delivery_service == xml_id) else {
            return Ok(None);
        };
        let has = |network: &&Subnet| {
            network.is_v6 == address.is_v6 && **network == address
                || network.length < address.length && is_same(**network, address)
        };
        let resolves = |mapping: &&KeptMapping| {
            let networks = if address.is_v6 { &mapping.resolve6 } else { &mapping.resolve4 };
            networks.iter().find(has).is_some()
        };
        let mapping = federation.mappings.iter().find(resolves);
        Ok(mapping.map(|mapping| FederationAnswer { cname: &mapping.cname, ttl: mapping.ttl }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(mappings: &[(&str, &[&str], &[&str])]) -> FederationRegistry {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let mappings = mappings
            .iter()
            .map(|(cname, four, six)| FederationMapping {
                cname: (*cname).to_owned(),
                ttl: 60,
                resolve4: texts(four),
                resolve6: texts(six),
            })
            .collect();
        FederationRegistry::new(&[Federation { delivery_service: "ds".to_owned(), mappings }]).unwrap()
    }

    fn found(federations: &FederationRegistry, address: &str) -> String {
        federations.find("ds", address).unwrap().map(|answer| answer.cname.to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_wider_network_after_a_narrower_one_is_lost() {
        let lost = registry(&[("a.", &["192.0.2.0/24", "192.0.0.0/16"], &[])]);
        assert_eq!(found(&lost, "192.0.2.7"), "a.");
        assert_eq!(found(&lost, "192.0.3.7"), "");
        assert_eq!(lost.skipped[0].why, LostResolver::Overlaps("192.0.2.0/24".to_owned()));
        let kept = registry(&[("a.", &["192.0.0.0/16", "192.0.2.0/24"], &[])]);
        assert_eq!(found(&kept, "192.0.2.7"), "a.");
        assert_eq!(found(&kept, "192.0.3.7"), "a.");
    }

    #[test]
    fn the_first_mapping_that_has_the_resolver_counts() {
        let two = registry(&[
            ("one.", &["10.0.0.0/8", "10.1.2.3/33", "no"], &["2001:db8::/32"]),
            ("two.", &["0.0.0.0/0"], &[]),
        ]);
        assert_eq!(found(&two, "10.1.2.3"), "one.");
        assert_eq!(found(&two, "11.1.2.3"), "two.");
        assert_eq!(found(&two, "2001:db8::7"), "one.");
        assert_eq!(found(&two, "2001:db9::7"), "");
        assert_eq!(two.skipped.len(), 2);
        assert_eq!(found(&two, "garbage"), "");
    }

    #[test]
    fn an_address_alone_and_host_bits_resolve() {
        let one = registry(&[("a.", &["192.0.2.5", "198.51.100.77/24"], &["2001:db8::1"])]);
        assert_eq!(found(&one, "192.0.2.5"), "a.");
        assert_eq!(found(&one, "192.0.2.6"), "");
        assert_eq!(found(&one, "198.51.100.1"), "a.");
        assert_eq!(found(&one, "2001:db8::1"), "a.");
    }

    #[test]
    fn networks_in_the_list_of_the_other_family_match_no_usual_resolver() {
        let mixed = registry(&[("a.", &["2001:db8:5::/48"], &["192.0.2.0/24"])]);
        assert_eq!(found(&mixed, "192.0.2.5"), "");
        assert_eq!(found(&mixed, "2001:db8:5::7"), "");
        // The first 32 bits of the network of IPv6 read as an address of IPv4.
        assert_eq!(found(&registry(&[("a.", &["2001:db8::/24"], &[])]), "32.1.13.7"), "a.");
    }

    #[test]
    fn nothing_but_slashes_fails_the_whole() {
        let mapping = FederationMapping { resolve4: vec!["//".to_owned()], ..FederationMapping::default() };
        let federation = Federation { delivery_service: "ds".to_owned(), mappings: vec![mapping] };
        assert!(FederationRegistry::new(&[federation]).is_err());
    }
}
