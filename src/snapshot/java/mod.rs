//! Of Java's library what shows in how Traffic Router takes a snapshot: numbers, addresses, the order of hash maps and
//! the grammar of regular expressions. It knows no snapshots.

pub mod address;
pub mod hash_map;
pub mod number;
pub mod regex;
