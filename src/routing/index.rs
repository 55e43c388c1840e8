//! What a snapshot has, by its place there: numbers instead of names. They know nothing of what is done with them.

/// A service, by its place in the snapshot.
pub type ServiceIndex = usize;
/// An edge location, by its place in the snapshot.
pub type LocationIndex = usize;
/// A cache, by its place in the snapshot.
pub type CacheIndex = usize;

/// Where caches are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheSpot {
    /// An edge location.
    Location(LocationIndex),
    /// A deep coverage zone, by its place in the file.
    Deep(usize),
}
