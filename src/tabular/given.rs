//! Columns that are no part of a plan, or take more than a row to know: what groups and servers carry, how many services
//! they have, what rules found. Their values are given by whoever knows them, and stay empty where nobody does.
//!
//! It must not know how they are found.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use super::columns::{CellSource, ColumnInfo, GivenColumn};
use super::services::ServiceCounts;
use crate::finding::Severity;
use crate::model::{AnyId, CacheGroup, Server};
use crate::sorting::OrderedMap;

/// What is asked for of all that can be given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenAsked {
    /// What groups and servers carry.
    pub loads: bool,
    /// How many services they have.
    pub services: bool,
    /// What rules found.
    pub findings: bool,
}

impl GivenAsked {
    /// What columns ask for.
    pub fn of<'a>(columns: impl IntoIterator<Item = &'a ColumnInfo>) -> Self {
        let mut asked = Self::default();
        for column in columns {
            match column.source {
                CellSource::Given(GivenColumn::Load | GivenColumn::CapacityUsed) => asked.loads = true,
                CellSource::Given(GivenColumn::Services) => asked.services = true,
                CellSource::Given(GivenColumn::Findings) => asked.findings = true,
                _ => {}
            }
        }
        asked
    }

    /// What either asks for.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            loads: self.loads || other.loads,
            services: self.services || other.services,
            findings: self.findings || other.findings,
        }
    }
}

/// Per object how bad the worst finding is that counts, and how many count.
pub type FindingCounts = HashMap<AnyId, (Severity, usize)>;

/// What one group or server carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CarriedLoad {
    /// How much, to sort by.
    pub amount: f64,
    /// How many per cent of what it can; none where that is unknown.
    pub percent: Option<f64>,
    /// How much, as it is shown.
    pub text: String,
    /// All that is to be said of it.
    pub words: String,
}

/// What groups and servers carry, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CarriedLoads {
    /// Groups.
    pub groups: OrderedMap<String, CarriedLoad>,
    /// Servers, by host name.
    pub servers: OrderedMap<String, CarriedLoad>,
}

/// The values of all columns that are given.
#[derive(Clone, Debug, Default)]
pub struct GivenColumns {
    /// What groups and servers carry.
    pub loads: Option<Arc<CarriedLoads>>,
    /// How many services they have.
    pub services: Option<Arc<ServiceCounts>>,
    /// What rules found.
    pub findings: Option<Arc<FindingCounts>>,
}

impl PartialEq for GivenColumns {
    /// Whether they are the very same: they are asked for in every frame.
    fn eq(&self, other: &Self) -> bool {
        is_same(self.loads.as_ref(), other.loads.as_ref())
            && is_same(self.services.as_ref(), other.services.as_ref())
            && is_same(self.findings.as_ref(), other.findings.as_ref())
    }
}

fn is_same<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

impl GivenColumns {
    /// Only that which is asked for.
    #[must_use]
    pub fn only(&self, asked: GivenAsked) -> Self {
        Self {
            loads: self.loads.clone().filter(|_| asked.loads),
            services: self.services.clone().filter(|_| asked.services),
            findings: self.findings.clone().filter(|_| asked.findings),
        }
    }

    /// What an entity carries.
    pub fn load(&self, entity: &dyn Any) -> Option<&CarriedLoad> {
        let loads = self.loads.as_ref()?;
        if let Some(group) = entity.downcast_ref::<CacheGroup>() {
            return loads.groups.get(&group.name);
        }
        loads.servers.get(&entity.downcast_ref::<Server>()?.host_name)
    }

    /// The number in a column.
    pub(super) fn number(&self, object: AnyId, entity: &dyn Any, column: GivenColumn) -> Option<f64> {
        match column {
            GivenColumn::Load => self.load(entity).map(|load| load.amount),
            GivenColumn::CapacityUsed => self.load(entity)?.percent,
            GivenColumn::Services => Some(self.services.as_ref()?.count(object)? as f64),
            GivenColumn::Findings => Some(self.findings_of(object)? as f64),
        }
    }

    /// How many findings about an object count; none: nothing was looked at yet.
    fn findings_of(&self, object: AnyId) -> Option<usize> {
        Some(self.findings.as_ref()?.get(&object).map_or(0, |(_, count)| *count))
    }
}
