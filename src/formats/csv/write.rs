//! A plan's kinds as tables: a header, and a row an object, in the order in which people expect their names.

use super::cell;
use crate::formats::writing::WritingError;
use crate::model::{AnyId, Identities, Kind, Plan};
use crate::sorting::sort_by;
use crate::tabular::{exchange, natural};

/// Writes a kind's table; one without objects is its header alone.
pub fn write_kind(plan: &Plan, kind: Kind) -> Result<Vec<u8>, WritingError> {
    write(plan, kind, &Identities::of(plan))
}

/// Writes the tables of all kinds of which the plan has objects, each named by the kind's key.
pub fn write_all(plan: &Plan) -> Result<Vec<(String, Vec<u8>)>, WritingError> {
    let names = Identities::of(plan);
    let filled = Kind::ALL.iter().copied().filter(|kind| 0 < plan.count(*kind));
    filled.map(|kind| Ok((format!("{}.csv", kind.key()), write(plan, kind, &names)?))).collect()
}

fn write(plan: &Plan, kind: Kind, names: &Identities<'_>) -> Result<Vec<u8>, WritingError> {
    let columns = exchange::columns(kind);
    let header = columns.iter().map(|column| column.header.clone()).collect();
    let objects = sorted(plan, names, kind).into_iter().filter_map(|number| plan.object(AnyId { kind, number }));
    let rows = objects.map(|entity| {
        let values = exchange::row(plan, entity, &columns);
        values.into_iter().zip(&columns).map(|(value, column)| cell::write(&column.shape, value, names)).collect()
    });
    table(std::iter::once(header).chain(rows))
}

/// Writes rows of cells.
pub fn table(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, WritingError> {
    let terminator = ::csv::Terminator::Any(b'\n');
    let mut writer = ::csv::WriterBuilder::new().terminator(terminator).flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row)?;
    }
    writer.into_inner().map_err(|error| WritingError::Table(::csv::Error::from(error.into_error())))
}

/// The ids of a kind by what files call the objects, those of one name in the order of their ordinals.
fn sorted(plan: &Plan, names: &Identities<'_>, kind: Kind) -> Vec<u64> {
    let keyed =
        |object: AnyId| (crate::model::identity_parts(plan, object), names.ordinal(object).unwrap_or(1), object.number);
    let mut keyed: Vec<(Vec<String>, usize, u64)> = plan.ids(kind).into_iter().map(keyed).collect();
    let by_parts = |a: &[String], b: &[String]| {
        let mut orders = a.iter().zip(b).map(|(a, b)| natural::compare(a, b));
        orders.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    };
    sort_by(&mut keyed, |a, b| by_parts(&a.0, &b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    keyed.into_iter().map(|(_, _, number)| number).collect()
}
