//! Where servers stand: the places above them.

use super::kind::Kind;
use super::plan::Plan;
use super::server::Server;

impl Plan {
    /// The name of the phys location, region or division in which a server stands.
    pub fn place_of(&self, server: &Server, kind: Kind) -> Option<String> {
        let location = self.follow_opt(server.phys_location.as_ref())?;
        let region = || self.follow_opt(location.region.as_ref());
        let division = || self.follow_opt(region()?.division.as_ref());
        match kind {
            Kind::PhysLocation => Some(location.name.clone()),
            Kind::Region => region().map(|region| region.name.clone()),
            Kind::Division => division().map(|division| division.name.clone()),
            _ => None,
        }
    }
}
