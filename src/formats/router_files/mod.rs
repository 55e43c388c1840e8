//! What Traffic Router reads beside its snapshot: bodies of Traffic Ops (steering, federations) and files (regional geo
//! blocking, the anonymous IP policy). Bytes to the values of `routing`, as strictly as Traffic Router reads each of
//! them; what it makes of the values, `routing` knows.

mod anonymous_ip;
mod federations;
pub(super) mod importing;
mod planned;
mod regional_geo;
mod steering;

pub use anonymous_ip::{PolicyFile, anonymous_policy_of};
pub use federations::federations_of;
pub(in crate::formats) use planned::policy_of;
pub use planned::{NotTaken, PlannedSurroundings, federation_of, regional_rules_of, regional_rules_of_plan};
pub use regional_geo::regional_geo_rules_of;
pub use steering::steering_of;

use thiserror::Error;

use super::snapshot::{DocumentError, read_document_bytes};
use crate::routing::{AnonymousPolicy, Federation, RegionalGeoRule, Steering};
use crate::snapshot::document::Node;

/// Why Traffic Router does not take such a file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RouterFileError {
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    Json(#[from] DocumentError),
    /// A member that it insists on.
    #[error("{place}: there is no `{key}`, on which Traffic Router insists")]
    Missing {
        /// Where, as a JSON pointer; empty: at the top.
        place: String,
        /// The member.
        key: String,
    },
    /// A value of the wrong kind.
    #[error("{place}: it takes {wanted}, and this is {found}")]
    Kind {
        /// Where.
        place: String,
        /// What Traffic Router takes.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
    /// A member that Traffic Router does not know, which it refuses in such a file.
    #[error("{place}: Traffic Router does not know `{key}`, and refuses the whole")]
    Unknown {
        /// Where.
        place: String,
        /// The member.
        key: String,
    },
}

impl RouterFileError {
    /// Where, as a JSON pointer; empty: the whole.
    pub fn place(&self) -> &str {
        match self {
            Self::Json(_) => "",
            Self::Missing { place, .. } | Self::Kind { place, .. } | Self::Unknown { place, .. } => place,
        }
    }

    /// What is wrong there, and what to do.
    pub fn reason(&self) -> String {
        match self {
            Self::Json(error) => format!("it is no JSON: {error}"),
            Self::Missing { key, .. } => format!("there is no `{key}`, on which Traffic Router insists: add it"),
            Self::Kind { wanted, found, .. } => format!("it takes {wanted}, and this is {found}: write {wanted}"),
            Self::Unknown { key, .. } => {
                format!("Traffic Router does not know `{key}`, and refuses the whole: take it out")
            }
        }
    }
}

/// Reads the body of Traffic Ops' `GET /steering`.
pub fn read_steering(bytes: &[u8]) -> Result<Vec<Steering>, RouterFileError> {
    steering_of(&read_document_bytes(bytes)?.root)
}

/// Reads the body of Traffic Ops' `GET /federations/all`.
pub fn read_federations(bytes: &[u8]) -> Result<Vec<Federation>, RouterFileError> {
    federations_of(&read_document_bytes(bytes)?.root)
}

/// Reads a file for regional geo blocking.
pub fn read_regional_geo(bytes: &[u8]) -> Result<Vec<RegionalGeoRule>, RouterFileError> {
    regional_geo_rules_of(&read_document_bytes(bytes)?.root)
}

/// Reads a policy for anonymous addresses.
pub fn read_anonymous_policy(bytes: &[u8]) -> Result<AnonymousPolicy, RouterFileError> {
    anonymous_policy_of(&read_document_bytes(bytes)?.root).map(|file| file.policy)
}

/// A member that must be there, be it null (`JsonUtils.getJsonNode`).
fn member<'a>(node: &'a Node, key: &str, place: &str) -> Result<&'a Node, RouterFileError> {
    node.get(key).ok_or_else(|| RouterFileError::Missing { place: place.to_owned(), key: key.to_owned() })
}

/// A member that must be there, as text (`JsonUtils.getString`).
fn text(node: &Node, key: &str, place: &str) -> Result<String, RouterFileError> {
    member(node, key, place).map(|value| value.as_text().into_owned())
}

fn kind(place: &str, wanted: &'static str, found: &Node) -> RouterFileError {
    let found = match found {
        Node::Text(text) => format!("`{text}`"),
        other => other.describe().to_owned(),
    };
    RouterFileError::Kind { place: place.to_owned(), wanted, found }
}

/// What Jackson makes of a value that is to be a double of Java's; null is 0.
fn double(node: &Node, place: &str) -> Result<f64, RouterFileError> {
    let number = match node {
        Node::Null => Some(0.0),
        Node::Number(_) => Some(node.as_double(0.0)),
        // An empty text is null.
        Node::Text(text) if crate::snapshot::java::number::trim(text).is_empty() => Some(0.0),
        Node::Text(text) => match crate::snapshot::java::number::trim(text) {
            "INF" | "+INF" => Some(f64::INFINITY),
            "-INF" => Some(f64::NEG_INFINITY),
            other => crate::snapshot::java::number::parse_double(other),
        },
        Node::Bool(_) | Node::Array(_) | Node::Object(_) => None,
    };
    number.ok_or_else(|| kind(place, "a number", node))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steering_is_read_as_jackson_reads_it() {
        let body = r#"{"response":[{"deliveryService":"s","clientSteering":"true","targets":[
            {"deliveryService":"t","order":"-2","weight":3.9,"latitude":"1.5","longitude":null}],
            "filters":[{"deliveryService":"t","pattern":"/a.*"}]}]}"#;
        let steering = read_steering(body.as_bytes()).unwrap();
        let target = &steering[0].targets[0];
        assert!(steering[0].is_client_steering);
        assert_eq!((target.order, target.weight), (-2, 3));
        assert_eq!([target.latitude, target.longitude].map(f64::to_bits), [1.5, 0.0].map(f64::to_bits));
        assert_eq!(steering[0].filters[0].pattern, "/a.*");
        for bad in [
            r#"{"response":[{"deliveryService":"s","targets":null}]}"#,
            r#"{"response":[{"deliveryService":"s","unknown":1}]}"#,
            r#"{"response":[{"targets":[{"weight":"x"}]}]}"#,
            r#"{"response":{}}"#,
            r#"{"alerts":"x"}"#,
            "[]",
            "{}",
            "",
        ] {
            assert!(read_steering(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn federations_need_their_members() {
        let body = r#"{"response":[{"deliveryService":"d","mappings":[{"cname":"c.","ttl":"60","resolve4":["10.0.0.0/8"],"resolve6":"x"}]}]}"#;
        let federations = read_federations(body.as_bytes()).unwrap();
        let mapping = &federations[0].mappings[0];
        assert_eq!((mapping.ttl, mapping.resolve4.len(), mapping.resolve6.len()), (60, 1, 0));
        for bad in [
            "{}",
            r#"{"response":[{"mappings":[]}]}"#,
            r#"{"response":[{"deliveryService":"d"}]}"#,
            r#"{"response":[{"deliveryService":"d","mappings":[{"ttl":1}]}]}"#,
            r#"{"response":[{"deliveryService":"d","mappings":[{"cname":"c"}]}]}"#,
        ] {
            assert!(read_federations(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(read_federations(br#"{"response":null}"#), Ok(Vec::new()));
    }

    #[test]
    fn regional_rules_need_their_members() {
        let with = |location: &str| {
            format!(
                r#"{{"deliveryServices":[{{"deliveryServiceId":"d","urlRegex":".*","redirectUrl":"/x","geoLocation":{location}}}]}}"#
            )
        };
        let rules = read_regional_geo(
            with(r#"{"includePostalCode":["M5V",802],"coordinateRange":[{"minLat":"1.5"}]}"#).as_bytes(),
        );
        let rules = rules.unwrap();
        assert_eq!(rules[0].postal_codes.iter().map(String::as_str).collect::<Vec<_>>(), ["802", "M5V"]);
        assert_eq!(rules[0].coordinate_ranges.as_ref().unwrap()[0].min_latitude.to_bits(), f64::to_bits(1.5));
        assert!(read_regional_geo(with("{\"excludePostalCode\":null}").as_bytes()).is_ok());
        for bad in [
            "{}",
            "{\"coordinateRange\":[]}",
            "{\"includePostalCode\":[],\"coordinateRange\":[null]}",
            "{\"includePostalCode\":[],\"coordinateRange\":[{\"minLat\":true}]}",
            "{\"includePostalCode\":[],\"coordinateRange\":[{\"south\":1}]}",
        ] {
            assert!(read_regional_geo(with(bad).as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_policy_needs_all_its_switches() {
        let body = r#"{"anonymousIp":{"blockAnonymousVPN":"true","blockHostingProvider":0,"blockPublicProxy":1,"blockTorExitNode":"yes"},
            "ip4Whitelist":["10.0.0.0/8","x","11.0.0.0/8"],"redirectUrl":"http://a/"}"#;
        let file = anonymous_policy_of(&read_document_bytes(body.as_bytes()).unwrap().root).unwrap();
        let policy = &file.policy;
        assert!(policy.blocks_anonymous_vpn && policy.blocks_public_proxy);
        assert!(!policy.blocks_hosting_provider && !policy.blocks_tor_exit_node);
        assert!(policy.ip4_whitelist.contains("10.1.1.1") && !policy.ip4_whitelist.contains("11.1.1.1"));
        assert_eq!(file.faults.len(), 1);
        assert!(read_anonymous_policy(br#"{"anonymousIp":{"blockAnonymousVPN":true}}"#).is_err());
        assert!(read_anonymous_policy(b"{}").is_err());
    }
}
