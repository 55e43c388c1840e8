//! Resolvers of a federation that Traffic Router loses.

use crate::formats::router_files::federation_of;
use crate::routing::{FederationRegistry, LostResolver, Subnet};
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("federation-network-lost"),
    severity: Severity::Warning,
    title: "Traffic Router loses resolvers of a federation",
    effect: "Resolvers in the network get the answer of this CDN instead of the federation's name",
    fact: "The networks of a mapping stand in a set that takes nested ones for equal (TR/util/CidrAddress.java:107): of those the first \
           is kept, and a wider one behind a narrower one is lost",
    check: Check::Object(&[&Each(check)]),
    fixes: none,
};

fn check(federations: &Object<'_, ServiceFederations>, found: &mut Found<'_>) {
    let taken = match FederationRegistry::new(&[federation_of(federations.entity)]) {
        Ok(taken) => taken,
        Err(error) => {
            let message = format!("{error}: it takes no federation of any service then");
            return found.say_at(Severity::Error, federations.any(), ServiceFederations::MAPPINGS, message);
        }
    };
    for lost in &taken.skipped {
        let network = &lost.network;
        let message = match &lost.why {
            LostResolver::Bad(error) => format!("`{network}` is skipped: {error}"),
            LostResolver::Overlaps(other) if is_wider(network, other) => {
                format!("`{network}` is lost, as the narrower `{other}` stands before it: put the wider one first")
            }
            // What stands before it has all its resolvers.
            LostResolver::Overlaps(_) => continue,
        };
        found.say(federations.any(), ServiceFederations::MAPPINGS, message);
    }
}

fn is_wider(network: &str, than: &str) -> bool {
    matches!((Subnet::read(network), Subnet::read(than)), (Ok(a), Ok(b)) if a.length < b.length)
}

#[test]
fn the_wider_one_stands_first() {
    check_marks(
        &RULE,
        r#"
        federation {"deliveryService":"d","mappings":[{"cname":"a.","ttl":60,"resolve4":["192.0.2.0/24","192.0.0.0/16"],"resolve6":["2001:db8::/32"]}]}
        # ^ warning mappings: `192.0.0.0/16` is lost, as the narrower `192.0.2.0/24`
        federation {"deliveryService":"e","mappings":[{"cname":"a.","ttl":60,"resolve4":["192.0.0.0/16","192.0.2.0/24","10.0.0.0/8"],"resolve6":["nonsense"]}]}
        # ^ warning mappings: `nonsense` is skipped
        federation {"deliveryService":"f","mappings":[{"cname":"a.","ttl":60,"resolve4":["192.0.2.0/24"],"resolve6":[]},{"cname":"b.","ttl":60,"resolve4":["192.0.0.0/16"],"resolve6":[]}]}
        federation {"deliveryService":"g","mappings":[{"cname":"a.","ttl":60,"resolve4":["//"],"resolve6":[]}]}
        # ^ error mappings: takes no federation
        "#,
    );
}
