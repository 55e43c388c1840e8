//! What the sections read of a plan: one CDN, its servers in order, the parameters of their first profiles, and names
//! behind links. It decides nothing about the snapshot's form.

use std::borrow::Cow;

use super::report::{Report, SnapshotError};
use crate::model::{AnyId, Cdn, Entity, Id, Link, Parameter, Plan, Profile, Server, Tabled};
use crate::sorting::OrderedMap;
use crate::sorting::sort_by_key;

/// The plan as the snapshot of one CDN sees it.
pub(super) struct CdnSource<'p> {
    pub plan: &'p Plan,
    pub cdn_name: &'p str,
    pub domain: &'p str,
    pub dnssec_enabled: bool,
    /// Seconds; only what clamps anything.
    pub ttl_override: Option<i64>,
    /// All servers of the CDN, whatever their state, those that Traffic Ops knows first and by its ids: where it has
    /// no order itself, the last of them wins.
    pub servers: Vec<CdnServer<'p>>,
    /// The parameters of the first profiles of these servers, in the same order.
    pub parameters: OrderedMap<Id<Profile>, Vec<ParameterRow<'p>>>,
    cdn: Id<Cdn>,
}

/// A parameter and its id.
pub(super) type ParameterRow<'p> = (Id<Parameter>, &'p Parameter);

/// A server of the CDN with the names behind its links; empty where there is none.
pub(super) struct CdnServer<'p> {
    pub id: Id<Server>,
    pub server: &'p Server,
    pub type_: Cow<'p, str>,
    pub status: Cow<'p, str>,
    pub group: Cow<'p, str>,
    /// Its first profile: no other counts.
    pub profile: Option<&'p Link<Profile>>,
}

/// What a server is in a snapshot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Edge,
    Mid,
    Router,
    Monitor,
    Other,
}

impl Role {
    /// The section for servers of it.
    pub(super) fn section(self) -> &'static str {
        match self {
            Self::Edge | Self::Mid => "contentServers",
            Self::Router => "contentRouters",
            Self::Monitor => "monitors",
            Self::Other => "",
        }
    }
}

impl<'p> CdnSource<'p> {
    /// Gathers what concerns a CDN. A missing domain is reported, as nothing can be named without one.
    pub(super) fn of(plan: &'p Plan, cdn: &str, report: &mut Report) -> Result<Self, SnapshotError> {
        let unknown = || SnapshotError::UnknownCdn {
            cdn: cdn.to_owned(),
            known: plan.cdns().iter().map(|(_, cdn)| cdn.name.clone()).collect(),
        };
        let id = plan.find::<Cdn>(cdn).ok_or_else(unknown)?;
        let entity = plan.get(id).ok_or_else(unknown)?;
        let mut source = Self {
            plan,
            cdn_name: &entity.name,
            domain: entity.domain_name.as_deref().unwrap_or_default(),
            dnssec_enabled: entity.dnssec_enabled.unwrap_or(false),
            ttl_override: entity.ttl_override.filter(|seconds| 0 < *seconds),
            servers: Vec::new(),
            parameters: OrderedMap::new(),
            cdn: id,
        };
        if source.domain.is_empty() {
            report.refuse(super::SnapshotObstacle::NoDomain { cdn: entity.name.clone() });
        }
        source.servers = source.gather_servers();
        source.parameters = source.gather_parameters();
        Ok(source)
    }

    /// Whether a link points to the CDN.
    pub(super) fn is_of_cdn(&self, link: Option<&Link<Cdn>>) -> bool {
        match link {
            Some(Link::To(id)) => *id == self.cdn,
            Some(Link::Absent(absent)) => absent.identity.first().is_some_and(|name| name == self.cdn_name),
            None => false,
        }
    }

    /// The name behind a link, even of an absent object; empty when nobody knows it.
    pub(super) fn name_opt<T: Tabled>(&self, link: Option<&'p Link<T>>) -> Cow<'p, str> {
        link.map_or(Cow::Borrowed(""), |link| self.name(link))
    }

    /// The same of a link that is there.
    pub(super) fn name<T: Tabled>(&self, link: &'p Link<T>) -> Cow<'p, str> {
        match link {
            Link::To(id) => self.plan.get(*id).map_or(Cow::Borrowed(""), |entity| entity.name()),
            Link::Absent(absent) => Cow::Borrowed(absent.identity.last().map_or("", String::as_str)),
        }
    }

    fn gather_servers(&self) -> Vec<CdnServer<'p>> {
        let (mut types, mut statuses, mut groups) = (LastName::default(), LastName::default(), LastName::default());
        let of_cdn = self.plan.servers().iter().filter(|(_, server)| self.is_of_cdn(server.cdn.as_ref()));
        // Room is made once: what it grows out of would not be given back.
        let mut servers: Vec<CdnServer<'p>> = Vec::with_capacity(self.plan.servers().len());
        servers.extend(of_cdn.map(|(id, server)| CdnServer {
            id,
            server,
            type_: types.of(self, server.type_.as_ref()),
            status: statuses.of(self, server.status.as_ref()),
            group: groups.of(self, server.cache_group.as_ref()),
            profile: server.profiles.first(),
        }));
        sort_by_key(&mut servers, |server| upstream_order(server.server, server.id));
        servers
    }

    fn gather_parameters(&self) -> OrderedMap<Id<Profile>, Vec<ParameterRow<'p>>> {
        let mut gathered = OrderedMap::new();
        for profile in self.servers.iter().filter_map(|server| server.profile?.id()) {
            gathered.entry(profile).or_insert_with(|| {
                let links = self.plan.profile_parameters().of(profile);
                let mut rows: Vec<_> =
                    links.filter_map(|link| Some((link.id()?, &**self.plan.follow(link)?))).collect();
                sort_by_key(&mut rows, |(id, parameter)| upstream_order(*parameter, *id));
                rows
            });
        }
        gathered
    }
}

/// The name behind the last link that was asked for: what servers that follow each other name is mostly the same.
struct LastName<'p, T> {
    link: Option<&'p Link<T>>,
    name: Cow<'p, str>,
}

impl<T> Default for LastName<'_, T> {
    fn default() -> Self {
        Self { link: None, name: Cow::Borrowed("") }
    }
}

impl<'p, T: Tabled> LastName<'p, T> {
    fn of(&mut self, source: &CdnSource<'p>, link: Option<&'p Link<T>>) -> Cow<'p, str> {
        if self.link != link {
            *self = Self { link, name: source.name_opt(link) };
        }
        self.name.clone()
    }
}

impl CdnServer<'_> {
    /// Whether its state lets it into a snapshot.
    pub(super) fn is_live(&self) -> bool {
        matches!(&*self.status, "REPORTED" | "ONLINE" | "ADMIN_DOWN")
    }

    /// What its type makes it: caches by prefix, routers and monitors by the whole word (`TC/enum.go`).
    pub(super) fn role(&self) -> Role {
        match &*self.type_ {
            "CCR" => Role::Router,
            "RASCAL" => Role::Monitor,
            other if other.starts_with("EDGE") => Role::Edge,
            other if other.starts_with("MID") => Role::Mid,
            _ => Role::Other,
        }
    }

    /// It as an object of the plan.
    pub(super) fn any_id(&self) -> AnyId {
        AnyId::of(self.id)
    }
}

/// Where an object stands among those of its kind: first what Traffic Ops knows, by its ids.
pub(super) fn upstream_order<T: Entity>(entity: &T, id: Id<T>) -> (i64, u64) {
    (entity.upstream().traffic_ops_id.unwrap_or(i64::MAX), id.number())
}
