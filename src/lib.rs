//! Lodestone: a planner for Apache Traffic Control CDNs.
//!
//! A network planner opens a plan file, changes a CDN's topology with undo, and hands over the CDN Snapshot that
//! Traffic Router reads. This library is the engine; the binary is a thin door to it.
//!
//! # The modules, in reading order
//!
//! Each may use only what stands to its left; a test holds this.
//!
//! ```text
//! sorting <- parallel <- model <- finding <- edit, snapshot <- routing, tabular, geometry <- formats <- compare, rules, store <- session
//!     <- cli, ui <- main
//! ```
//!
//! - [`sorting`]: maps and sets that go in order, and sorting what is short, with one machinery for all types.
//! - [`parallel`]: the same work for many things, on all cores.
//! - [`model`]: what a plan IS. Entities, their fields as data, links, tables, the immutable [`model::Plan`].
//! - [`finding`]: what can be SAID about it. One finding and one severity for all parts.
//! - [`edit`]: how it CHANGES. [`edit::Edit`] with before and after, [`model::Plan::applying`] with the invariants,
//!   intents (what a user wants, turned into an edit or a refusal), imports.
//! - [`snapshot`]: the CDN Snapshot, made of a plan as Traffic Ops makes it; a document of it, read and judged as Traffic
//!   Router does; what one that was read says beyond a plan.
//! - [`tabular`]: its rows and columns. What a table shows and a CSV holds.
//! - [`geometry`]: where it lies. Mercator, great circles, the scene that a screen, an SVG or a KML draws.
//! - [`routing`]: what Traffic Router would DO with a snapshot: localization, failover, hashing, its answers.
//! - [`formats`]: how plans TRAVEL. Bytes to values and back, hostile bytes included.
//! - [`compare`]: what DIFFERS between plans and between snapshots, in a planner's words.
//! - [`rules`]: what is WRONG with a plan. One file per rule, with its fixes and its tests.
//! - [`store`]: where a plan LIVES. The redb file, its journal, backups, migrations.
//! - [`session`]: the only writer. A plan, its history and its file behind one door; [`session::tasks`] is what the window
//!   and the command line both do.
//! - [`cli`]: the command line, and the only place that prints.
//! - `ui`: the window, with feature `gui`. Views see a plan and send actions; `ui::app` carries them out.
//!
//! # The invariants
//!
//! - A plan is a value. Nothing changes one: an edit makes the next.
//! - Every change goes through `Session::perform`, is one step of history, and is undone by its inverse.
//! - Ids are never reused, not even after an undo. Files know names, never ids.
//! - References resolve, unique names are unique, positions are in range; everything else that can be wrong may exist
//!   in a plan, because an unfinished plan must be savable.
//! - What the file says it has, it has: rows, journal and head change in one transaction.
//! - Bad input never panics, and changes nothing.

pub mod sorting;

pub mod parallel;

pub mod model;

pub mod finding;

pub mod edit;
pub mod snapshot;

pub mod geometry;
pub mod routing;
pub mod tabular;

pub mod formats;

pub mod compare;
pub mod rules;
pub mod store;

pub mod session;

pub mod cli;

#[cfg(feature = "gui")]
pub mod ui;
