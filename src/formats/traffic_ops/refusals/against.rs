//! What Traffic Ops has against a row, while it is gathered, and the names in its messages.

use std::borrow::Cow;

use crate::model::{Link, Plan, Tabled};

/// What one row has against it: members, and why. Rules tell the same while one types.
#[derive(Debug, Default)]
pub(crate) struct Against {
    /// Members of the API, which are keys of fields, and why Traffic Ops does not take them.
    pub list: Vec<(&'static str, String)>,
}

impl Against {
    /// Says why a member is not taken.
    pub(super) fn say(&mut self, member: &'static str, message: impl Into<String>) {
        self.list.push((member, message.into()));
    }
}

/// The name behind a link; empty where there is none.
pub(super) fn name_of<T: Tabled>(plan: &Plan, link: Option<&Link<T>>) -> String {
    match link {
        Some(Link::To(id)) => plan.get(*id).map_or_else(String::new, |entity| entity.name().into_owned()),
        Some(Link::Absent(absent)) => absent.identity.last().cloned().unwrap_or_default(),
        None => String::new(),
    }
}

/// So many names are listed before the rest is only counted.
const NAMES_SHOWN: usize = 3;

/// Names for a message.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = Cow<'n, str>>) -> String {
    let names: Vec<Cow<'_, str>> = names.into_iter().collect();
    let shown = names.iter().take(NAMES_SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
