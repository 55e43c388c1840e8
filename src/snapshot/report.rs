//! What may be chosen of a snapshot that a plan makes, what comes out of it, and why there may be none. It makes nothing
//! itself.

use std::fmt::Write as _;

use thiserror::Error;

use super::value::Snapshot;
use crate::finding::{Finding, ObjectRef, Severity, Subject};
use crate::model::{AnyId, Kind, Parameter, Plan};

/// The parameter that says where the clients are whose place the database of places does not know.
pub(super) const MAXMIND_OVERRIDE: &str = "maxmind.default.override";

/// What a plan does not say about its snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MakingOptions {
    /// Seconds since 1970. Traffic Router takes only snapshots that are newer than the one it has.
    pub date: i64,
    /// The Traffic Ops that the snapshot names; none: the host of the plan's global parameter `tm.url`.
    pub tm_host: Option<String>,
    /// Who the snapshot says made it.
    pub tm_user: String,
    /// Which version of what.
    pub tm_version: String,
    /// What stands for the values of secure parameters.
    pub secure_values: SecureValues,
}

/// What stands in a snapshot for the value of a secure parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecureValues {
    /// The value itself, as Traffic Ops does: Traffic Router needs it.
    #[default]
    Written,
    /// A placeholder.
    Masked,
}

/// A snapshot and what is worth knowing about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Making {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// What the snapshot does not show, or shows otherwise than one might think, in the order of the sections.
    pub notes: Vec<Finding>,
}

/// Why there is no snapshot.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SnapshotError {
    /// The plan has no such CDN.
    #[error("the plan has no CDN `{cdn}`; it has {}", list(known))]
    UnknownCdn {
        /// What was asked for.
        cdn: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Something stands in the way; all of it is listed.
    #[error("no snapshot of CDN `{cdn}` can be made{}", lines(refusals))]
    Refused {
        /// The CDN.
        cdn: String,
        /// Everything that stands in the way.
        refusals: Vec<SnapshotObstacle>,
    },
}

/// One thing that keeps Traffic Ops, and so us, from making a snapshot.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SnapshotObstacle {
    /// Names of delivery services end in it.
    #[error("CDN `{cdn}` has no domain; set its Domain")]
    NoDomain {
        /// The CDN.
        cdn: String,
    },
    /// A location must be somewhere, and 0,0 is a place in the sea.
    #[error("cache group `{group}` of `{section}` has no position; set its latitude and longitude")]
    NoPosition {
        /// The group.
        group: String,
        /// The section that it would stand in.
        section: &'static str,
    },
    /// Its position is unknown.
    #[error("cache group `{group}` of `{section}` is not in the plan; add or import it")]
    UnknownGroup {
        /// The group.
        group: String,
        /// The section that it would stand in.
        section: &'static str,
    },
    /// `TO/crconfig/deliveryservice.go` `getDSParams`.
    #[error(
        "profiles `{profile}` and `{other_profile}`, which servers of the CDN have, disagree about parameter \
         `{parameter}`: {value} and {other_value}; give both the same value or take one away"
    )]
    Conflict {
        /// The parameter's name.
        parameter: String,
        /// The one profile.
        profile: String,
        /// Its value, in quotes.
        value: String,
        /// The other.
        other_profile: String,
        /// Its value, in quotes.
        other_value: String,
    },
    /// `TO/crconfig/config.go` `createMaxmindDefaultOverrideObj`.
    #[error(
        "parameter `maxmind.default.override` with the value {value} in {}: {reason}; write it like `US;37.751,-97.822`",
        Parameter::CRCONFIG_FILE
    )]
    MaxmindOverride {
        /// Its value, in quotes.
        value: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `TC/servers.go` `V4InterfaceInfoToLegacyInterfaces`.
    #[error("server `{server}`: `{address}` of interface `{interface}` is no IP address; correct it")]
    Address {
        /// The server's host name.
        server: String,
        /// The interface.
        interface: String,
        /// The text.
        address: String,
    },
    /// Traffic Ops fails on the whole snapshot where a server has interfaces and no service address (`TC/servers.go`).
    #[error("server `{server}` has interfaces and none of their addresses is a service address; mark one")]
    NoServiceAddress {
        /// The server's host name.
        server: String,
    },
}

/// What the sections have to say beside what they make.
#[derive(Default)]
pub(super) struct Report {
    pub refusals: Vec<SnapshotObstacle>,
    notes: Vec<RawNote>,
}

/// Something that a section says: about which object, where, and what.
type RawNote = (AnyId, String, String);

impl Report {
    pub(super) fn refuse(&mut self, refusal: SnapshotObstacle) {
        self.refusals.push(refusal);
    }

    pub(super) fn note(&mut self, object: AnyId, pointer: &[&str], message: impl Into<String>) {
        self.notes.push((object, to_pointer(pointer), message.into()));
    }

    /// The notes as findings about a plan's objects.
    pub(super) fn findings(&self, plan: &Plan) -> Vec<Finding> {
        let finding = |(object, pointer, message): &RawNote| {
            let subject = Subject::Pointer(pointer.clone(), Some(ObjectRef::of(plan, *object)));
            Finding::new(Severity::Note, subject, "", message.clone())
        };
        self.notes.iter().map(finding).collect()
    }

    pub(super) fn append(&mut self, other: Self) {
        self.refusals.extend(other.refusals);
        self.notes.extend(other.notes);
    }
}

impl SnapshotObstacle {
    /// What it is about: of which kind, and its name in the snapshot.
    pub fn subject(&self) -> (Kind, &str) {
        match self {
            Self::NoDomain { cdn } => (Kind::Cdn, cdn),
            Self::NoPosition { group, .. } | Self::UnknownGroup { group, .. } => (Kind::CacheGroup, group),
            Self::Conflict { profile, .. } => (Kind::Profile, profile),
            Self::MaxmindOverride { .. } => (Kind::Parameter, MAXMIND_OVERRIDE),
            Self::Address { server, .. } | Self::NoServiceAddress { server } => (Kind::Server, server),
        }
    }

    /// The member of the snapshot that is missing because of it, as a JSON pointer; none where it is about more.
    pub fn pointer(&self) -> Option<String> {
        match self {
            Self::NoDomain { .. } => Some(to_pointer(&["config", "domain_name"])),
            Self::NoPosition { group, section } | Self::UnknownGroup { group, section } => {
                Some(to_pointer(&[section, group]))
            }
            Self::Conflict { .. }
            | Self::MaxmindOverride { .. }
            | Self::Address { .. }
            | Self::NoServiceAddress { .. } => None,
        }
    }
}

fn to_pointer(parts: &[&str]) -> String {
    parts.iter().fold(String::new(), |pointer, part| pointer + "/" + &part.replace('~', "~0").replace('/', "~1"))
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn lines(refusals: &[SnapshotObstacle]) -> String {
    refusals.iter().fold(String::from(":"), |mut lines, refusal| {
        // Writing into a text cannot fail.
        let _ = write!(lines, "\n  {refusal}");
        lines
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_their_parts() {
        assert_eq!(to_pointer(&["contentServers", "a/b~c"]), "/contentServers/a~1b~0c");
    }
}
