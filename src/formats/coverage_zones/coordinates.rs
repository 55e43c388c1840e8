//! Where a zone is, as Traffic Router reads it: numbers, or texts that are some.

use crate::model::Position;
use crate::snapshot::document::Node;

/// What stands under a zone's `coordinates`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ZoneCoordinates {
    /// The position; none: it is none.
    pub position: Option<Position>,
    /// Whether the position says all that stands there.
    pub is_plain: bool,
}

/// Reads them.
pub(super) fn read(node: &Node) -> ZoneCoordinates {
    let number = |key: &str| node.get(key).map(|value| value.as_double(f64::NAN)).filter(|number| number.is_finite());
    let position = || Position::new(number(Position::LATITUDE)?, number(Position::LONGITUDE)?).ok();
    let position = position();
    let numbers = node.members().iter().all(|(_, value)| matches!(value, Node::Number(_)));
    ZoneCoordinates { position, is_plain: position.is_some() && numbers && node.size() == 2 }
}
