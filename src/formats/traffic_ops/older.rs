//! What answers of older API versions cannot say: told once for each kind, with what to fetch.

use crate::finding::{Finding, Place, Severity};
use crate::model::Kind;

/// What a row of an older version leaves unsaid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Unsaid {
    /// A server's profiles but for the first.
    pub profiles: bool,
    /// What a delivery service requires.
    pub requirements: bool,
    /// The TTL Override of a CDN.
    pub ttl_override: bool,
}

/// What was met, with its first place.
#[derive(Clone, Debug, Default)]
pub(super) struct Older {
    services: Option<Place>,
    requirements: Option<Place>,
    servers: Option<Place>,
    cdns: Option<Place>,
    ttl_override: bool,
}

impl Older {
    /// Takes note of a row.
    pub(super) fn note(&mut self, kind: Kind, place: &Place, unsaid: Option<Unsaid>) {
        let Some(unsaid) = unsaid else { return };
        let put = |slot: &mut Option<Place>, wanted: bool| {
            if wanted && slot.is_none() {
                *slot = Some(Place::whole(&place.file));
            }
        };
        match kind {
            Kind::DeliveryService => {
                put(&mut self.services, true);
                put(&mut self.requirements, unsaid.requirements);
            }
            Kind::Server => put(&mut self.servers, unsaid.profiles),
            Kind::Cdn => {
                put(&mut self.cdns, unsaid.ttl_override);
                // One that has it is of 4.1, where the others have none.
                self.ttl_override |= !unsaid.ttl_override;
            }
            _ => {}
        }
    }

    /// What is to be said; `has_requirements` says that the file of them is there.
    pub(super) fn problems(self, has_requirements: bool) -> Vec<Finding> {
        let told = [
            (
                self.services,
                "deepCachingType",
                "lists of API 4.x and 3.x say NEVER for the deep caching of every delivery service, and not whether one \
                 that is not active is PRIMED or INACTIVE: fetch deliveryservices of API 5.0 to have both",
            ),
            (
                self.requirements.filter(|_| !has_requirements),
                "requiredCapabilities",
                "API 4.x and 3.x keep what delivery services require apart: fetch \
                 deliveryservices_required_capabilities too",
            ),
            (
                self.servers,
                "profile",
                "API 3.x and older name the first profile of a server alone: fetch servers of API 5.0 to have all",
            ),
            (
                self.cdns.filter(|_| !self.ttl_override),
                "ttlOverride",
                "API 4.0 and 3.x leave the TTL Override of CDNs out: fetch cdns of API 5.0 to have it",
            ),
        ];
        let problem = |(place, field, message): (Option<Place>, &str, &str)| {
            Some(Finding::new(Severity::Warning, place?, field, message))
        };
        told.into_iter().filter_map(problem).collect()
    }
}
