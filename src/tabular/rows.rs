//! Which rows a table has, and in which order: a function of plan, sorting and filter.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicBool, Ordering as Atomic};

use super::cell::{self, AnyRow, SortKey};
use super::columns::ColumnInfo;
use super::filter::RowFilter;
use super::given::GivenColumns;
use crate::model::{Kind, Plan};
use crate::parallel;

/// What is asked of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct RowQuery {
    /// The kind of rows.
    pub kind: Kind,
    /// By which columns, the first one first, and whether the largest come first; none: oldest first.
    pub sort: Vec<(ColumnInfo, bool)>,
    /// The columns that a filter looks into.
    pub columns: Vec<ColumnInfo>,
    /// What every row must be.
    pub filter: RowFilter,
    /// What is given of rows, where anything of the above asks for it.
    pub given: GivenColumns,
}

/// The rows, as numbers of ids; none: cancelled.
pub fn rows(plan: &Plan, query: &RowQuery, cancelled: &AtomicBool) -> Option<Vec<u64>> {
    let all: Vec<AnyRow<'_>> = plan.objects(query.kind).collect();
    let stop = || cancelled.load(Atomic::Relaxed);
    let found: Vec<AnyRow<'_>> = if query.filter.is_empty() {
        all
    } else {
        let contains =
            parallel::map_short(&all, |row| !stop() && query.filter.passes(plan, &query.given, *row, &query.columns));
        all.into_iter().zip(contains).filter(|(_, contains)| *contains).map(|(row, _)| row).collect()
    };
    let Some(((first, _), others)) = query.sort.split_first() else {
        return (!stop()).then(|| found.into_iter().map(|(id, _)| id.number).collect());
    };
    let key = |row: AnyRow<'_>, column: &ColumnInfo| {
        if stop() { SortKey::Empty } else { cell::key(plan, &query.given, row, column) }
    };
    let keys = |row: &AnyRow<'_>| {
        let rest: Vec<SortKey> = others.iter().map(|(column, _)| key(*row, column)).collect();
        (key(*row, first), rest, row.0.number)
    };
    let keyed = parallel::map_short(&found, keys);
    if stop() {
        return None;
    }
    let numbers = sorted(keyed, &query.sort);
    (!stop()).then_some(numbers)
}

/// A row: what it is sorted by first and then, and its number.
type KeyedRow = (SortKey, Vec<SortKey>, u64);

/// The numbers of rows in their order; of rows that are equal the oldest first.
fn sorted(keyed: Vec<KeyedRow>, sort: &[(ColumnInfo, bool)]) -> Vec<u64> {
    let Some(((_, descending), others)) = sort.split_first() else {
        return keyed.into_iter().map(|(_, _, number)| number).collect();
    };
    let order = parallel::sorted(keyed.len(), &|a, b| {
        let (a, b) = (&keyed[a], &keyed[b]);
        let rest = || a.1.iter().zip(&b.1).zip(others).map(|((a, b), (_, descending))| a.compare(b, *descending));
        a.0.compare(&b.0, *descending)
            .then_with(|| rest().find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
            .then(a.2.cmp(&b.2))
    });
    order.into_iter().map(|at| keyed[at].2).collect()
}

#[cfg(test)]
mod tests {
    use super::super::columns::columns;
    use super::super::given::{CarriedLoad, CarriedLoads};
    use super::*;
    use crate::edit::intent;
    use std::sync::Arc;

    use crate::model::{CacheGroup, Id, Position, Value};

    fn plan() -> Plan {
        let mut plan = Plan::default();
        for (name, latitude) in
            [("edge-10", Some(9.5)), ("Edge-2", Some(-100.0 / 3.0)), ("mid-1", None), ("edge-1", Some(10.25))]
        {
            let position = latitude.and_then(|latitude| Position::new(latitude, 1.0).ok());
            let fields = vec![("name", Value::Text(name.to_owned()))];
            let edit = intent::create_cache_group(&plan, fields, position).unwrap();
            plan = plan.applying(&edit).unwrap();
        }
        plan
    }

    /// What two of them carry.
    fn loads() -> CarriedLoads {
        let load = |amount: f64, percent| CarriedLoad {
            amount,
            percent,
            text: format!("{amount} Mbit/s"),
            ..CarriedLoad::default()
        };
        let groups = [("edge-10", load(900.0, Some(90.0))), ("edge-1", load(1_000.0, None))];
        let groups = groups.map(|(name, load)| (name.to_owned(), load)).into();
        CarriedLoads { groups, ..CarriedLoads::default() }
    }

    fn shown<'a>(plan: &Plan, sort: impl IntoIterator<Item = (&'a str, bool)>, filter: &str) -> Vec<String> {
        let columns: Vec<ColumnInfo> = columns(Kind::CacheGroup).into_iter().filter(|column| column.shown).collect();
        let all = super::super::columns::columns(Kind::CacheGroup);
        let column = |header: &str| *all.iter().find(|column| column.header == header).unwrap();
        let sort = sort.into_iter().map(|(header, descending)| (column(header), descending)).collect();
        let query = RowQuery {
            kind: Kind::CacheGroup,
            sort,
            columns,
            filter: RowFilter::read(Kind::CacheGroup, filter).unwrap(),
            given: GivenColumns { loads: Some(Arc::new(loads())), ..GivenColumns::default() },
        };
        let rows = rows(plan, &query, &AtomicBool::new(false)).unwrap();
        rows.into_iter().map(|number| plan.get::<CacheGroup>(Id::new(number)).unwrap().name.clone()).collect()
    }

    #[test]
    fn names_sort_naturally_and_numbers_as_numbers() {
        let plan = plan();
        assert_eq!(shown(&plan, Some(("Name", false)), ""), ["edge-1", "Edge-2", "edge-10", "mid-1"]);
        assert_eq!(shown(&plan, Some(("Name", true)), ""), ["mid-1", "edge-10", "Edge-2", "edge-1"]);
        assert_eq!(shown(&plan, Some(("Latitude", false)), ""), ["Edge-2", "edge-10", "edge-1", "mid-1"]);
        assert_eq!(shown(&plan, Some(("Latitude", true)), ""), ["edge-1", "edge-10", "Edge-2", "mid-1"], "empty last");
        assert_eq!(shown(&plan, None, ""), ["edge-10", "Edge-2", "mid-1", "edge-1"]);
        // Whatever has no longitude comes last; those that share one are sorted by name.
        let sort = [("Longitude", false), ("Name", true)];
        assert_eq!(shown(&plan, sort, ""), ["edge-10", "Edge-2", "edge-1", "mid-1"]);
    }

    #[test]
    fn what_is_given_sorts_and_filters() {
        let plan = plan();
        assert_eq!(shown(&plan, Some(("Load", true)), ""), ["edge-1", "edge-10", "Edge-2", "mid-1"], "unknown last");
        assert_eq!(shown(&plan, Some(("Capacity Used", false)), "edge-1"), ["edge-10", "edge-1"]);
        assert_eq!(shown(&plan, None, "load>=1000"), ["edge-1"]);
        assert_eq!(shown(&plan, None, "full>80"), ["edge-10"]);
        assert_eq!(shown(&plan, None, "load="), ["Edge-2", "mid-1"]);
    }

    #[test]
    fn all_words_must_be_found_in_any_column() {
        let plan = plan();
        assert_eq!(shown(&plan, None, "EDGE"), ["edge-10", "Edge-2", "edge-1"]);
        assert_eq!(shown(&plan, None, "edge 10"), ["edge-10", "edge-1"], "10.25 is a latitude");
        assert_eq!(shown(&plan, None, "edge nothing"), [""; 0]);
        assert_eq!(shown(&plan, None, "\"edge-1\""), ["edge-1"]);
        assert_eq!(shown(&plan, None, "-edge"), ["mid-1"]);
        assert_eq!(shown(&plan, None, "name:edge-*"), ["edge-10", "Edge-2", "edge-1"]);
        assert_eq!(shown(&plan, None, "name=edge-1"), ["edge-1"]);
        assert_eq!(shown(&plan, None, "lat>9.5"), ["edge-1"]);
        assert_eq!(shown(&plan, None, "lat<=9.5 -name:2"), ["edge-10"]);
        assert_eq!(shown(&plan, None, "lat="), ["mid-1"]);
        assert_eq!(shown(&plan, None, "servers=0 fallbacks=0"), ["edge-10", "Edge-2", "mid-1", "edge-1"]);
    }
}
