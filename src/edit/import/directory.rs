//! What will be in the plan after an import, by what files call it: what came, else what was there and stays.

use std::hash::Hash;
use std::sync::{Arc, OnceLock};

use super::matching::Matches;
use super::parting::RowHeading;
use super::pieces::ListInPieces;
use super::planned::{Planned, base, name_part};
use crate::edit::relink;
use crate::model::{Absent, AnyId, AnyLink, Id, Kind, QuickMap, QuickSet, Server, Target, identity_len};
use crate::parallel;

/// What is known by kind and name.
type RowsByName<'a, T> = QuickMap<(Kind, &'a [String]), T>;

/// Resolves names and Traffic Ops ids to objects of the plan after the import.
pub(super) struct Directory<'a> {
    planned: &'a Planned<'a>,
    rows: &'a ListInPieces<RowHeading>,
    numbers: &'a [u64],
    unique: Vec<QuickMap<&'a [String], usize>>,
    shared: RowsByName<'a, SharingRows>,
    /// Rows that say which of several they are.
    ordinals: RowsByName<'a, usize>,
    /// The servers of every host name; few files ask for it.
    hosts: OnceLock<QuickMap<&'a str, SharingRows>>,
    traffic_ops_ids: Vec<QuickMap<i64, usize>>,
    /// Objects of the plan that go.
    pub gone: QuickSet<AnyId>,
    /// Objects of the plan that files will call otherwise.
    moved: &'a QuickSet<AnyId>,
    /// New objects that turned out not to come.
    pub left_out: QuickMap<AnyId, &'a RowHeading>,
}

/// The rows of one name, in their order: mostly one, which needs no room of its own.
enum SharingRows {
    One(usize),
    Many(Vec<usize>),
}

impl SharingRows {
    fn all(&self) -> &[usize] {
        match self {
            Self::One(at) => std::slice::from_ref(at),
            Self::Many(rows) => rows,
        }
    }

    fn push(&mut self, at: usize) {
        match self {
            Self::One(first) => *self = Self::Many(vec![*first, at]),
            Self::Many(rows) => rows.push(at),
        }
    }

    /// Adds a row to those of its name.
    fn add<K: Eq + Hash>(map: &mut QuickMap<K, Self>, name: K, at: usize) {
        map.entry(name).and_modify(|rows| rows.push(at)).or_insert(Self::One(at));
    }
}

impl<'a> Directory<'a> {
    /// Of rows and the numbers of their objects.
    pub(super) fn of(
        planned: &'a Planned<'a>,
        rows: &'a ListInPieces<RowHeading>,
        numbers: &'a [u64],
        matches: &'a Matches,
        gone: QuickSet<AnyId>,
    ) -> Self {
        let counts = counts(rows);
        let ((shared, ordinals), (unique, traffic_ops_ids)) =
            parallel::join(|| shared_names(rows), || (unique_names(rows, &counts), ids(rows, &counts)));
        let (moved, left_out, hosts) = (&matches.moved, QuickMap::default(), OnceLock::new());
        Self { planned, rows, numbers, unique, shared, ordinals, hosts, traffic_ops_ids, gone, moved, left_out }
    }

    /// The number of what a link names; none: it will not be in the plan.
    pub(super) fn find(&self, kind: Kind, absent: &Absent) -> Option<u64> {
        if absent.identity.is_empty() {
            return self.numbered(kind, absent.traffic_ops_id?);
        }
        if kind.has_unique_names() {
            return self.incoming(kind, &absent.identity).or_else(|| self.planned(kind, &absent.identity));
        }
        self.among_shared(kind, &absent.identity, absent.traffic_ops_id)
    }

    /// Where a link is to point: to what it names, to the bare name of what goes, or as it does.
    pub(super) fn point_to(&self, link: &AnyLink) -> Option<Target> {
        match &link.target {
            Target::Absent(absent) => self.find(link.kind, absent).map(Target::To),
            Target::To(number) => self.part_from(AnyId { kind: link.kind, number: *number }),
        }
    }

    /// The bare name of an object that goes or does not come; none: it stays.
    pub(super) fn part_from(&self, object: AnyId) -> Option<Target> {
        if self.gone.contains(&object) {
            let id = self.planned.traffic_ops_id(object.kind, object.number);
            return Some(relink::absent(self.planned.identities.identity(object), id));
        }
        let row = self.left_out.get(&object)?;
        Some(relink::absent(row.identity.clone(), row.traffic_ops_id))
    }

    /// What is kept of a link that stays absent: the name alone where there is one.
    pub(super) fn kept(absent: &Arc<Absent>) -> Arc<Absent> {
        if absent.identity.is_empty() || absent.traffic_ops_id.is_none() {
            return Arc::clone(absent);
        }
        Arc::new(Absent { identity: absent.identity.clone(), traffic_ops_id: None })
    }

    fn numbered(&self, kind: Kind, traffic_ops_id: i64) -> Option<u64> {
        let row = self.traffic_ops_ids.get(kind.index()).and_then(|ids| ids.get(&traffic_ops_id));
        row.and_then(|at| self.coming(kind, *at)).or_else(|| {
            let number = self.planned.numbered(kind, traffic_ops_id)?;
            Some(number).filter(|number| !self.gone.contains(&AnyId { kind, number: *number }))
        })
    }

    fn incoming(&self, kind: Kind, identity: &[String]) -> Option<u64> {
        let at = self.unique.get(kind.index())?.get(identity)?;
        self.coming(kind, *at)
    }

    fn coming(&self, kind: Kind, at: usize) -> Option<u64> {
        let number = *self.numbers.get(at)?;
        Some(number).filter(|number| !self.left_out.contains_key(&AnyId { kind, number: *number }))
    }

    fn planned(&self, kind: Kind, identity: &[String]) -> Option<u64> {
        let number = self.planned.find(kind, identity)?;
        let object = AnyId { kind, number };
        Some(number).filter(|_| !self.gone.contains(&object) && !self.moved.contains(&object))
    }

    /// Several objects may have that identity: the Traffic Ops id tells them apart, else the ordinal.
    fn among_shared(&self, kind: Kind, identity: &[String], traffic_ops_id: Option<i64>) -> Option<u64> {
        let parts = base(kind, identity);
        let ordinal = identity.get(identity_len(kind));
        let rows = self.shared.get(&(kind, parts)).map_or(&[][..], SharingRows::all);
        let by_id = || {
            let at = *self.traffic_ops_ids.get(kind.index())?.get(&traffic_ops_id?)?;
            self.rows.get(at).filter(|row| base(kind, &row.identity) == parts).map(|_| at)
        };
        let by_order = || rows.get(ordinal?.parse::<usize>().ok()?.checked_sub(1)?).copied();
        let at = by_id().or_else(|| match ordinal {
            Some(_) => self.ordinals.get(&(kind, identity)).copied().or_else(by_order),
            None => rows.first().copied(),
        });
        at.and_then(|at| self.coming(kind, at)).or_else(|| self.planned(kind, identity)).or_else(|| {
            let host = lone_host(identity).filter(|_| kind == Kind::Server)?;
            self.server_on_any_cdn(host)
        })
    }

    /// Some files name servers by host name alone: good enough where only one has it.
    fn server_on_any_cdn(&self, host: &str) -> Option<u64> {
        let rows = self.hosts.get_or_init(|| hosts(self.rows)).get(host).map_or(&[][..], SharingRows::all);
        let mut found: QuickSet<u64> = rows.iter().filter_map(|at| self.coming(Kind::Server, *at)).collect();
        found.extend(self.planned.plan.named::<Server>(host).map(Id::number).filter(|number| {
            let object = AnyId { kind: Kind::Server, number: *number };
            !self.gone.contains(&object) && !self.moved.contains(&object)
        }));
        let mut found = found.into_iter();
        found.next().filter(|_| found.next().is_none())
    }
}

fn sized_map<K: Eq + Hash, V>(count: usize) -> QuickMap<K, V> {
    let mut map = QuickMap::default();
    map.reserve(count);
    map
}

/// The first row of every name, by kind, of kinds whose names are unique.
fn unique_names<'a>(rows: &'a ListInPieces<RowHeading>, counts: &[usize]) -> Vec<QuickMap<&'a [String], usize>> {
    let sized = |(kind, count): (&Kind, &usize)| {
        let count = if kind.has_unique_names() { *count } else { 0 };
        sized_map(count)
    };
    let mut unique: Vec<_> = Kind::ALL.iter().zip(counts).map(sized).collect();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.kind.has_unique_names()) {
        if let Some(names) = unique.get_mut(row.kind.index()) {
            names.entry(base(row.kind, &row.identity)).or_insert(at);
        }
    }
    unique
}

/// The rows of every name of the other kinds, and the first of every ordinal that is said.
fn shared_names(rows: &ListInPieces<RowHeading>) -> (RowsByName<'_, SharingRows>, RowsByName<'_, usize>) {
    let (mut shared, mut ordinals) = (RowsByName::default(), RowsByName::default());
    shared.reserve(rows.iter().filter(|row| !row.kind.has_unique_names()).count());
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.kind.has_unique_names()) {
        let parts = base(row.kind, &row.identity);
        SharingRows::add(&mut shared, (row.kind, parts), at);
        if parts.len() < row.identity.len() {
            ordinals.entry((row.kind, row.identity.as_slice())).or_insert(at);
        }
    }
    (shared, ordinals)
}

/// The servers of every host name.
fn hosts(rows: &ListInPieces<RowHeading>) -> QuickMap<&str, SharingRows> {
    let mut hosts = QuickMap::default();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == Kind::Server) {
        SharingRows::add(&mut hosts, name_part(row.kind, &row.identity), at);
    }
    hosts
}

/// The first row of every Traffic Ops id, by kind.
fn ids(rows: &ListInPieces<RowHeading>, counts: &[usize]) -> Vec<QuickMap<i64, usize>> {
    let mut ids: Vec<_> = counts.iter().map(|count| sized_map(*count)).collect();
    for (at, row) in rows.iter().enumerate() {
        if let (Some(id), Some(ids)) = (row.traffic_ops_id, ids.get_mut(row.kind.index())) {
            ids.entry(id).or_insert(at);
        }
    }
    ids
}

/// How many rows there are of each kind.
fn counts(rows: &ListInPieces<RowHeading>) -> Vec<usize> {
    let mut counts = vec![0; Kind::COUNT];
    for row in rows {
        if let Some(count) = counts.get_mut(row.kind.index()) {
            *count += 1;
        }
    }
    counts
}

/// The host name of a server whose CDN is not said.
fn lone_host(identity: &[String]) -> Option<&str> {
    match identity {
        [host] => Some(host),
        [cdn, host, ..] if cdn.is_empty() => Some(host),
        _ => None,
    }
}
