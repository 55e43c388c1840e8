//! What reaches the toolkit, which repaints twice for whatever it hears, and when: moves of the pointer that change
//! nothing, and keys that are let go of, wait until something else happens.
//!
//! It must not know what the window shows, nor whose events they are.

use std::time::{Duration, Instant};

use super::pointing::PointerMove;

/// A pointer that has not moved for so long rests; only then a move is handed on that tells nothing.
const REST: Duration = Duration::from_millis(500);
/// Where the pointer is is said after so long, and no oftener.
const TOLD_EVERY: Duration = Duration::from_millis(250);

/// What an event is to the toolkit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    /// The pointer moved.
    Moved(PointerMove),
    /// The pointer left the window.
    PointerLeft,
    /// A key was let go of. Nothing acts on that, but the toolkit must hear of it before the same key is pressed again.
    KeyUp,
    /// A frame is due.
    Frame,
    /// Nobody wants to hear of it.
    Nothing,
    /// Anything else.
    News,
}

/// What is to be handed on, in that order: keys, a move, what happened.
pub(super) type Handed<E> = Vec<E>;

/// A move that was held back.
#[derive(Debug)]
struct HeldMove<E> {
    event: E,
    /// When it was held back, and the first of those in whose place it is.
    since: Instant,
    first: Instant,
    meaning: PointerMove,
}

/// What is held back.
#[derive(Debug)]
pub(super) struct HeldBack<E> {
    moved: Option<HeldMove<E>>,
    /// Keys that were let go of.
    keys: Vec<E>,
    /// When the toolkit last heard of a move.
    told: Instant,
}

impl<E> HeldBack<E> {
    pub(super) fn new(now: Instant) -> Self {
        Self { moved: None, keys: Vec::new(), told: now }
    }

    /// Takes an event; says what is to be handed on now.
    pub(super) fn take(&mut self, event: E, what: Happening, now: Instant) -> Handed<E> {
        match what {
            Happening::Nothing => return Vec::new(),
            // A frame that is drawn for another reason shows the same; what is held back would have one more drawn after it,
            // and so on for as long as the pointer moves.
            Happening::Frame => return vec![event],
            Happening::KeyUp => {
                self.keys.push(event);
                return Vec::new();
            }
            Happening::Moved(PointerMove::Tells) => {
                self.moved = None;
                self.told = now;
            }
            Happening::Moved(meaning) => {
                let first = self.moved.as_ref().map_or(now, |held| held.first);
                self.moved = Some(HeldMove { event, since: now, first, meaning });
                return Vec::new();
            }
            // Where the pointer was before it left is of no interest.
            Happening::PointerLeft => self.moved = None,
            Happening::News => {}
        }
        let mut handed = self.release(now);
        handed.push(event);
        handed
    }

    /// All that is held back.
    fn release(&mut self, now: Instant) -> Handed<E> {
        let mut handed = std::mem::take(&mut self.keys);
        if let Some(held) = self.moved.take() {
            self.told = now;
            handed.push(held.event);
        }
        handed
    }

    /// When a move is to be handed on though nothing else happens.
    pub(super) fn due(&self) -> Option<Instant> {
        let held = self.moved.as_ref()?;
        let where_due = (self.told + TOLD_EVERY).max(held.first + TOLD_EVERY / 2);
        Some(if held.meaning == PointerMove::TellsWhere { where_due } else { held.since + REST })
    }

    /// What is to be handed on by now.
    pub(super) fn take_due(&mut self, now: Instant) -> Handed<E> {
        if self.due().is_some_and(|due| due <= now) { self.release(now) } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Happening = Happening::Moved(PointerMove::TellsNothing);

    /// What is handed on at once, of events a millisecond after one another.
    fn handed(held: &mut HeldBack<&'static str>, events: &[(&'static str, Happening)]) -> Vec<Vec<&'static str>> {
        let begun = held.told;
        let take = |(number, &(event, what)): (usize, &(&'static str, Happening))| {
            held.take(event, what, begun + Duration::from_millis(number as u64))
        };
        events.iter().enumerate().map(take).collect()
    }

    #[test]
    fn keys_that_are_let_go_of_come_with_what_happens_next() {
        let mut held = HeldBack::new(Instant::now());
        let events = [
            ("a down", Happening::News),
            ("b down", Happening::News),
            ("a up", Happening::KeyUp),
            ("b up", Happening::KeyUp),
            ("frame", Happening::Frame),
            ("a down again", Happening::News),
        ];
        let expected: [&[&str]; 6] =
            [&["a down"], &["b down"], &[], &[], &["frame"], &["a up", "b up", "a down again"]];
        assert_eq!(handed(&mut held, &events), expected);
        assert_eq!(held.due(), None, "nothing waits for a clock");
    }

    #[test]
    fn only_moves_that_tell_something_are_handed_on_at_once() {
        let mut held = HeldBack::new(Instant::now());
        let tells = Happening::Moved(PointerMove::Tells);
        let events =
            [("1", QUIET), ("2", QUIET), ("axis", Happening::Nothing), ("frame", Happening::Frame), ("3", tells)];
        let expected: [&[&str]; 5] = [&[], &[], &[], &["frame"], &["3"]];
        assert_eq!(handed(&mut held, &events), expected, "a move takes the place of those before it");
        let events = [("4", QUIET), ("button", Happening::News), ("5", QUIET), ("left", Happening::PointerLeft)];
        let expected: [&[&str]; 4] = [&[], &["4", "button"], &[], &["left"]];
        assert_eq!(handed(&mut held, &events), expected);
    }

    #[test]
    fn a_pointer_that_rests_is_told_of_by_itself() {
        let begun = Instant::now();
        let mut held = HeldBack::new(begun);
        assert!(held.take("quiet", QUIET, begun).is_empty() && held.take_due(begun + REST / 2).is_empty());
        assert_eq!(held.take_due(begun + REST), ["quiet"]);
        assert_eq!(held.due(), None);
        let places = Happening::Moved(PointerMove::TellsWhere);
        let since = begun + REST;
        assert!(held.take("here", places, since).is_empty() && held.take("there", places, since).is_empty());
        assert_eq!(held.due(), Some(since + TOLD_EVERY), "no oftener than that");
        assert_eq!(held.take_due(since + TOLD_EVERY), ["there"]);
    }
}
