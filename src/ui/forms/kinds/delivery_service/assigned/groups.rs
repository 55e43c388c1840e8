//! Which servers may be assigned to a delivery service, by cache group. It reads the plan and draws nothing.

use crate::model::{AnyId, Cdn, DeliveryService, Id, Kind, Link, Plan, Server, Target, Topology};
use crate::sorting::sort_by;
use crate::sorting::{OrderedMap, OrderedSet};
use crate::tabular::natural;
use crate::ui::forms::draft::FormSubject;

/// What servers were gathered for.
#[derive(Debug, PartialEq)]
pub(super) struct GroupsLook {
    /// The plan's.
    pub revision: u64,
    /// The service.
    pub subject: FormSubject,
    /// The CDN that stands in the form.
    pub cdn: Option<Id<Cdn>>,
    /// The topology that stands in the form.
    pub topology: Option<Id<Topology>>,
    /// The capabilities that the form requires.
    pub required: Vec<Target>,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct ShownGroups {
    /// By name; what is assigned and may not be stands last.
    pub groups: Vec<Group>,
    /// The numbers of those that the plan has assigned.
    pub assigned: OrderedSet<u64>,
    /// Those that are assigned and not in the plan.
    pub absent: Vec<Target>,
    /// Whom the topology means.
    pub reach: TopologyReach,
}

/// Whom a topology means.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TopologyReach {
    /// Cache groups with edges that serve.
    pub groups: usize,
    /// The edges that serve.
    pub edges: usize,
    /// Edges of its groups that lack a required capability.
    pub without: usize,
}

/// How many of the servers are chosen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EdgeTally {
    /// All edges.
    pub edges: usize,
    /// Those of them that are chosen.
    pub chosen_edges: usize,
    /// Whether any chosen server is up.
    pub is_served: bool,
}

/// The servers of a cache group.
#[derive(Debug)]
pub(super) struct Group {
    /// Its name.
    pub name: String,
    /// In natural order.
    pub members: Vec<GroupMember>,
}

/// A server.
#[derive(Debug)]
pub(super) struct GroupMember {
    /// Its id's number.
    pub number: u64,
    /// Its host name.
    pub name: String,
    /// Its status, and its type where that is no edge.
    pub aside: String,
    /// Whether it is an edge.
    pub edge: bool,
    /// Whether Traffic Ops counts it as up.
    pub live: bool,
}

impl GroupMember {
    fn of(plan: &Plan, id: Id<Server>, server: &Server, type_name: &str) -> Self {
        let status = plan.follow_opt(server.status.as_ref()).map_or("", |status| status.name.as_str());
        let edge = type_name.starts_with("EDGE");
        Self {
            number: id.number(),
            name: server.host_name.clone(),
            aside: if edge { status.to_owned() } else { format!("{type_name} {status}") },
            edge,
            live: matches!(status, "ONLINE" | "REPORTED"),
        }
    }

    /// It as the end of a link.
    pub(super) fn target(&self) -> Target {
        Target::To(self.number)
    }
}

/// Where servers stand that are assigned and that nobody would assign.
const STRANGERS: &str = "Not of this CDN";

impl ShownGroups {
    /// Gathers edges and origins of the CDN, which Traffic Ops takes, and whatever else is assigned.
    pub(super) fn of(plan: &Plan, look: &GroupsLook) -> Self {
        let links = assigned(plan, look.subject);
        let assigned: OrderedSet<u64> = links.iter().filter_map(|link| link.id()).map(Id::number).collect();
        let absent = links.iter().filter(|link| link.id().is_none()).map(|link| link.target()).collect();
        let mut groups: OrderedMap<String, Vec<GroupMember>> = OrderedMap::new();
        let mut strangers = Vec::new();
        for (id, server) in plan.servers() {
            let own = look.cdn.is_some_and(|cdn| server.cdn.as_ref().and_then(Link::id) == Some(cdn));
            let is_assigned = assigned.contains(&id.number());
            if !own && !is_assigned {
                continue;
            }
            let type_name = plan.follow_opt(server.type_.as_ref()).map_or("", |each| each.name.as_str());
            if own && (is_assigned || type_name.starts_with("EDGE") || type_name.starts_with("ORG")) {
                let group = plan.follow_opt(server.cache_group.as_ref()).map(|group| group.name.clone());
                let group = group.unwrap_or_else(|| "No cache group".to_owned());
                groups.entry(group).or_default().push(GroupMember::of(plan, id, server, type_name));
            } else if is_assigned {
                strangers.push(GroupMember::of(plan, id, server, type_name));
            }
        }
        let mut groups: Vec<Group> = groups.into_iter().map(|(name, members)| Group { name, members }).collect();
        sort_by(&mut groups, |a, b| natural::compare(&a.name, &b.name));
        if !strangers.is_empty() {
            groups.push(Group { name: STRANGERS.to_owned(), members: strangers });
        }
        for group in &mut groups {
            sort_by(&mut group.members, |a, b| natural::compare(&a.name, &b.name));
        }
        let reach = reach(plan, look, &groups);
        Self { groups, assigned, absent, reach }
    }

    /// All servers.
    pub(super) fn members(&self) -> impl Iterator<Item = &GroupMember> {
        self.groups.iter().flat_map(|group| &group.members)
    }

    /// The edges: those that a topology puts out of work, while origins stay what they are.
    pub(super) fn edges(&self) -> impl Iterator<Item = &GroupMember> {
        self.members().filter(|member| member.edge)
    }

    /// Counts those that are chosen.
    pub(super) fn tally(&self, chosen: &OrderedSet<u64>) -> EdgeTally {
        let is_chosen = |member: &&GroupMember| chosen.contains(&member.number);
        EdgeTally {
            edges: self.edges().count(),
            chosen_edges: self.edges().filter(is_chosen).count(),
            is_served: self.members().any(|member| member.live && is_chosen(&member)),
        }
    }
}

fn assigned(plan: &Plan, subject: FormSubject) -> Vec<&Link<Server>> {
    let Some(AnyId { kind: Kind::DeliveryService, number }) = subject.object() else { return Vec::new() };
    plan.delivery_service_servers().of(Id::<DeliveryService>::new(number)).collect()
}

/// How far the topology in the form reaches: groups with edges of the CDN that have what the service requires.
fn reach(plan: &Plan, look: &GroupsLook, groups: &[Group]) -> TopologyReach {
    let Some(topology) = look.topology.and_then(|id| plan.get(id)) else { return TopologyReach::default() };
    let names: OrderedSet<&str> = topology
        .nodes
        .iter()
        .filter_map(|node| Some(plan.follow_opt(node.cache_group.as_ref())?.name.as_str()))
        .collect();
    let mut reach = TopologyReach::default();
    for group in groups.iter().filter(|group| names.contains(group.name.as_str())) {
        let edges = group.members.iter().filter(|member| member.edge);
        let (all, able) =
            edges.fold((0, 0), |(all, able), edge| (all + 1, able + usize::from(is_able(plan, look, edge))));
        reach.without += all - able;
        reach.edges += able;
        reach.groups += usize::from(0 < able);
    }
    reach
}

/// Whether a server has every capability that the service requires.
fn is_able(plan: &Plan, look: &GroupsLook, member: &GroupMember) -> bool {
    let has = |wanted: &Target| {
        let mut own = plan.server_server_capabilities().of(Id::<Server>::new(member.number));
        own.any(|capability| capability.target() == *wanted)
    };
    look.required.iter().all(has)
}
