//! Columns that are no part of a plan: what groups and servers carry. Their values are given by whoever knows them, and
//! stay empty where nobody does. It must not know how they are found.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{CacheGroup, Server};

/// A column whose values are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenColumn {
    /// What clients, or caches below, ask of it.
    Load,
    /// How many per cent of what it can that is.
    CapacityUsed,
}

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
    pub groups: BTreeMap<String, CarriedLoad>,
    /// Servers, by host name.
    pub servers: BTreeMap<String, CarriedLoad>,
}

/// The values of all columns that are given.
#[derive(Clone, Debug, Default)]
pub struct GivenColumns {
    loads: Option<Arc<CarriedLoads>>,
}

impl PartialEq for GivenColumns {
    /// Whether they are the very same: they are asked for in every frame.
    fn eq(&self, other: &Self) -> bool {
        match (&self.loads, &other.loads) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        }
    }
}

impl GivenColumns {
    /// Of loads that are known.
    pub const fn of_loads(loads: Arc<CarriedLoads>) -> Self {
        Self { loads: Some(loads) }
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
    pub(super) fn number(&self, entity: &dyn Any, column: GivenColumn) -> Option<f64> {
        let load = self.load(entity)?;
        match column {
            GivenColumn::Load => Some(load.amount),
            GivenColumn::CapacityUsed => load.percent,
        }
    }
}
