//! The members of a row while it is made one of API 5.0: looked for, taken and put by their names.

use std::borrow::Cow;

use crate::formats::json::Json;

/// The members of a row.
pub(super) type RowMembers<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// Whether a row has a member.
pub(super) fn has(row: &RowMembers, name: &str) -> bool {
    row.iter().any(|(key, _)| key == name)
}

/// Puts a member into a row, in place of what it had.
pub(super) fn put<'a>(row: &mut RowMembers<'a>, name: &'static str, value: Json<'a>) {
    take(row, name);
    row.push((Cow::Borrowed(name), value));
}

/// Takes a member out of a row.
pub(super) fn take<'a>(row: &mut RowMembers<'a>, name: &str) -> Option<Json<'a>> {
    let at = row.iter().position(|(key, _)| key == name)?;
    Some(row.remove(at).1)
}
