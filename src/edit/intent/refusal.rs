//! Why an intent is refused, and what the user can do: in Traffic Ops' own words where it refuses the same.

use thiserror::Error;

use super::uses::ObjectUse;
use crate::edit::ApplyError;
use crate::finding::{Finding, ObjectRef, Severity};
use crate::model::{Kind, PositionError, ValueError};

/// Why an intent is refused.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Refusal {
    /// Somebody was faster.
    #[error("this {} is no longer in the plan", kind.singular())]
    Gone {
        /// The kind of the object.
        kind: Kind,
    },
    /// There is no such field.
    #[error("{} have no field `{field}`", kind.plural())]
    NoSuchField {
        /// The kind of the object.
        kind: Kind,
        /// What was asked for.
        field: String,
    },
    /// The field cannot hold the value.
    #[error("{label}: {error}")]
    Unfit {
        /// The field's key; of what a dialog asks for and no object has, its label.
        field: &'static str,
        /// The field's label.
        label: &'static str,
        /// Why.
        error: ValueError,
    },
    /// The name of an object of that kind is no field of its own.
    #[error("a {} cannot be renamed: change its fields", kind.singular())]
    NotRenamed {
        /// The kind.
        kind: Kind,
    },
    /// A plan has one of that kind.
    #[error("a plan has one {}, and this one has it already: change that one", kind.singular())]
    OnlyOne {
        /// The kind.
        kind: Kind,
    },
    /// A cache group's own coordinate cannot have its name, because another has it.
    #[error(
        "cachegroup name already exists, please choose a different name: the cache group `{group}` needs a coordinate \
         `{coordinate}` of its own, and another one has that name; rename or delete that one, or choose another name"
    )]
    CoordinateTaken {
        /// The group's name.
        group: String,
        /// The coordinate's.
        coordinate: String,
    },
    /// Things of that kind have no position.
    #[error("a {} has no position of its own: move its cache group or its physical location", kind.singular())]
    NoPosition {
        /// The kind.
        kind: Kind,
    },
    /// Two numbers are no position.
    #[error(transparent)]
    Position(#[from] PositionError),
    /// Traffic Ops' database cannot store it.
    #[error("the cache group `{group}` cannot be its own fallback: take it off the list")]
    OwnFallback {
        /// The group's name.
        group: String,
    },
    /// Nor can Traffic Ops' database store a fallback twice: group and fallback are its key.
    #[error("the cache group `{fallback}` is a fallback of `{group}` twice: take it off the list once")]
    FallbackTwice {
        /// The group's name.
        group: String,
        /// The fallback's name.
        fallback: String,
    },
    /// Things of that kind do not stand there.
    #[error("a {} does not belong there: {belongs}", kind.singular())]
    NotThere {
        /// The kind.
        kind: Kind,
        /// Where it belongs.
        belongs: &'static str,
    },
    /// A cache group would stand below itself.
    #[error("`{parent}` stands below `{group}`: they would ask each other in a circle")]
    Circle {
        /// The group that was to be put elsewhere.
        group: String,
        /// The one below which it was to be put.
        parent: String,
    },
    /// What goes cannot be given to itself, nor to another kind.
    #[error("`{heir}` cannot take what refers to it: choose another one of the same kind")]
    NoHeir {
        /// Whom it was to be given to.
        heir: String,
    },
    /// Nor below itself at once.
    #[error("`{group}` cannot stand below itself")]
    BelowItself {
        /// The group.
        group: String,
    },
    /// Traffic Portal lets no topology be so.
    #[error("{why}")]
    AgainstTopology {
        /// What would be against which rule.
        why: String,
    },
    /// Deleting would leave references dangling.
    #[error("{}", in_use(uses))]
    InUse {
        /// What refers to what would go.
        uses: Vec<ObjectUse>,
    },
    /// The servers that are to be added are more than the addresses that are left.
    #[error("{label}: {}", no_room(network, *fits, *wanted))]
    NoRoom {
        /// The field that says from where on.
        label: &'static str,
        /// The first address and its prefix length, as given.
        network: String,
        /// How many addresses are left.
        fits: usize,
        /// How many are wanted.
        wanted: usize,
    },
    /// The edit does not fit the plan: a name is taken or missing, or somebody was faster.
    #[error(transparent)]
    Unfitting(#[from] ApplyError),
}

impl Refusal {
    /// The key of the field that is to blame, of an object of that kind or of a dialog; none: no single one is.
    pub fn field_key(&self, kind: Kind) -> Option<&'static str> {
        match self {
            Self::Unfit { field, .. } => Some(field),
            Self::NoRoom { label, .. } => Some(label),
            Self::Unfitting(ApplyError::NameTaken { kind: of, .. } | ApplyError::NoName { kind: of })
                if *of == kind =>
            {
                name_field(kind)
            }
            Self::CoordinateTaken { .. } => Some("name"),
            Self::OwnFallback { .. } | Self::FallbackTwice { .. } => Some("fallbacks"),
            Self::Position(_) => Some("latitude"),
            Self::Gone { .. }
            | Self::NoSuchField { .. }
            | Self::NotRenamed { .. }
            | Self::OnlyOne { .. }
            | Self::NoPosition { .. }
            | Self::NotThere { .. }
            | Self::Circle { .. }
            | Self::BelowItself { .. }
            | Self::AgainstTopology { .. }
            | Self::NoHeir { .. }
            | Self::InUse { .. }
            | Self::Unfitting(_) => None,
        }
    }

    /// The label of the dialog's field that is to blame, if one is.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Unfit { label, .. } | Self::NoRoom { label, .. } => Some(label),
            _ => None,
        }
    }

    /// The same words without the label, for those who stand beside the field.
    pub fn beside_field(&self) -> String {
        match self {
            Self::Unfit { error, .. } => error.to_string(),
            Self::NoRoom { network, fits, wanted, .. } => no_room(network, *fits, *wanted),
            other => other.to_string(),
        }
    }

    /// The same as a finding about the object that was to be changed.
    pub fn finding(&self, about: ObjectRef) -> Finding {
        let field = self.field_key(about.kind).unwrap_or_default();
        Finding::new(Severity::Error, about, field, self.to_string())
    }

    /// A field of a dialog cannot hold what stands in it, in words.
    pub fn of_field(label: &'static str, why: impl Into<String>) -> Self {
        Self::Unfit { field: label, label, error: ValueError::Invalid(why.into()) }
    }
}

/// The key of the field with the name of a kind's objects.
fn name_field(kind: Kind) -> Option<&'static str> {
    kind.fields().first().map(|info| info.key)
}

fn no_room(network: &str, fits: usize, wanted: usize) -> String {
    let left = match fits {
        0 => format!("no address is free from {network} on"),
        1 => format!("only one address is free from {network} on, for 1 server and not {wanted}"),
        _ => format!("only {fits} addresses are free from {network} on, for {fits} servers and not {wanted}"),
    };
    format!("{left}: give a larger network or an earlier address, or add fewer servers")
}

/// So many uses are listed; the rest is counted.
const LISTED: usize = 20;

fn in_use(uses: &[ObjectUse]) -> String {
    let mut lines =
        vec!["it is still used; delete it together with these references, or change them first:".to_owned()];
    lines.extend(uses.iter().take(LISTED).map(|each| format!("  {each}")));
    if LISTED < uses.len() {
        lines.push(format!("  and {} more", uses.len() - LISTED));
    }
    lines.join("\n")
}
