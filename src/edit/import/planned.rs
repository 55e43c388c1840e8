//! Looking up what a plan has before an import: by what files call it and by Traffic Ops id. The maps are made when
//! they are first asked for, one per kind.

use std::sync::OnceLock;

use crate::model::{AnyId, Identities, Kind, Plan, QuickMap, identity_len};

/// The plan's side of an import.
pub(super) struct Planned<'a> {
    /// The plan as it is.
    pub plan: &'a Plan,
    /// What files call its objects.
    pub identities: Identities<'a>,
    names: PlannedKinds<QuickMap<&'a str, u64>>,
    traffic_ops_ids: PlannedKinds<QuickMap<i64, u64>>,
    /// How many rows are looked up.
    rows: usize,
}

/// For fewer rows than one of so many objects, looking each up in the plan's index costs less than a map of all names.
const ROWS_OF_A_MAP: usize = 16;

/// One lazily made thing per kind.
type PlannedKinds<V> = [OnceLock<V>; Kind::COUNT];

impl<'a> Planned<'a> {
    /// Of a plan into which so many rows come.
    pub(super) fn of(plan: &'a Plan, rows: usize) -> Self {
        Self {
            plan,
            identities: Identities::of(plan),
            names: std::array::from_fn(|_| OnceLock::new()),
            traffic_ops_ids: std::array::from_fn(|_| OnceLock::new()),
            rows,
        }
    }

    /// The object that files call so, perhaps with an ordinal.
    pub(super) fn find(&self, kind: Kind, identity: &[String]) -> Option<u64> {
        if kind.has_unique_names() { self.find_unique(kind, identity) } else { self.identities.find(kind, identity) }
    }

    /// The same for a kind of unique names.
    pub(super) fn find_unique(&self, kind: Kind, identity: &[String]) -> Option<u64> {
        match identity {
            [] => None,
            [name] => self.find_name(kind, name),
            parts => self.find_name(kind, &parts.join(" ")),
        }
    }

    fn find_name(&self, kind: Kind, name: &str) -> Option<u64> {
        if self.rows < self.plan.count(kind) / ROWS_OF_A_MAP {
            return self.plan.indexes.named(kind, name).next();
        }
        let names = self.names.get(kind.index())?.get_or_init(|| self.plan.indexes.names_sorted(kind).collect());
        names.get(name).copied()
    }

    /// The object that Traffic Ops knows by that id; the oldest where several claim it.
    pub(super) fn numbered(&self, kind: Kind, traffic_ops_id: i64) -> Option<u64> {
        let ids = self.traffic_ops_ids.get(kind.index())?.get_or_init(|| {
            let mut ids = QuickMap::default();
            for (object, entity) in self.plan.objects(kind) {
                if let Some(traffic_ops_id) = entity.any_upstream().traffic_ops_id {
                    ids.entry(traffic_ops_id).or_insert(object.number);
                }
            }
            ids
        });
        ids.get(&traffic_ops_id).copied()
    }

    /// The Traffic Ops id of an object.
    pub(super) fn traffic_ops_id(&self, kind: Kind, number: u64) -> Option<i64> {
        self.plan.object(AnyId { kind, number })?.any_upstream().traffic_ops_id
    }
}

/// An identity without its ordinal.
pub(super) fn base(kind: Kind, identity: &[String]) -> &[String] {
    identity.get(..identity_len(kind)).unwrap_or(identity)
}

/// The part of an identity that is the object's name.
pub(super) fn name_part(kind: Kind, identity: &[String]) -> &str {
    let at = match kind {
        Kind::Server | Kind::StaticDnsEntry | Kind::CoverageZone => 1,
        Kind::CoverageZoneNetwork => 2,
        _ => 0,
    };
    identity.get(at).map_or("", String::as_str)
}

/// What a message calls an object.
pub(super) fn called(kind: Kind, identity: &[String]) -> String {
    format!("the {} `{}`", kind.singular(), identity.join("/"))
}
