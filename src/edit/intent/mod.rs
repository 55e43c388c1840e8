//! User actions and what they mean: each is turned into an `Edit` or a `Refusal` in the user's words. An intent that
//! changes nothing gives an empty edit. What may exist in a plan is never refused here: rules report it.

pub mod add_servers;
mod assign;
mod change;
mod clone;
mod create;
mod delete;
mod delivery_service;
mod draft;
mod hit_ratios;
pub mod new_cdn;
mod pairs;
mod parents;
mod refusal;
mod relocate;
mod scenario;
mod seeded;
mod steer;
mod subjects;
mod topology;
mod uses;
mod words;
mod zones;

pub use add_servers::{AddServers, add_servers};
pub use assign::{Placed, Under, assign};
pub use change::{change, change_and_move, change_each, rename};
pub use clone::{clone_object, free_name};
pub use create::{create, create_cache_group};
pub use delete::{delete, delete_and_hand_over, delete_with_references};
pub use delivery_service::{
    HOST_REGEXP, MISS, assign_servers, create_delivery_service, starting_delivery_service, usual_expression,
    usual_pattern,
};
pub use hit_ratios::keep_hit_ratios;
pub use new_cdn::{NewCdn, new_cdn};
pub use pairs::{add_pairs, remove_pairs};
pub use parents::{Rank, reparent, set_fallbacks};
pub use refusal::Refusal;
pub use relocate::{confirm_positions, propose_positions, relocate};
pub use scenario::keep_scenario;
pub use steer::steer;
pub use subjects::subjects;
pub use topology::{
    NodesBelow, TOPOLOGY_TYPES, add_to_topology, may_stand_below, move_in_topology, place_of, put_in_topology,
    second_parents, set_second_parent, take_out_of_topology, with_all_below,
};
pub use uses::{ObjectUse, uses};
pub use zones::add_network;

/// The fields that a user sets, by key; links may be ids or names.
pub type FieldValues = Vec<(&'static str, crate::model::Value)>;
