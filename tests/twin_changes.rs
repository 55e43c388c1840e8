//! The text twin after an edit, made of the one before: whatever the edit is, it is byte for byte what printing the whole
//! plan gives.

use std::sync::Arc;

use lodestone::edit::seeds::seed_plan;
use lodestone::edit::{Change, Delta, Edit};
use lodestone::formats::plan_text::{self, PRINT_REVISION, TextSplicer, changed, write};
use lodestone::model::{Division, Id, Plan};
use lodestone::session::{Options, Session, TwinComparer};
use proptest::prelude::*;

use crate::support::random::{Given, Random, random_change};
use crate::support::{temporary_folder, travelling::sample_plan};

/// The later plan's text, made of the earlier one's; none where it is to be printed as a whole.
fn copied(before: &Plan, after: &Plan, piece: usize) -> Option<Vec<u8>> {
    let (mut text, mut splicer) = (Vec::new(), TextSplicer::new(changed(before, after)?));
    for piece in write(before).chunks(piece) {
        splicer.feed(piece, &mut |bytes| text.extend_from_slice(bytes));
    }
    assert!(splicer.finish(&mut |bytes| text.extend_from_slice(bytes)), "the changes are of another text");
    Some(text)
}

fn seeded() -> Plan {
    let empty = Plan::default();
    empty.applying(&seed_plan(&empty)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 60 } else { 600 }))]

    #[test]
    fn a_copied_text_is_the_printed_one(seed in any::<u64>(), piece in 1_usize..400) {
        let mut random = Random::new(seed);
        let mut plan = if seed % 3 == 0 { sample_plan() } else { seeded() };
        for _ in 0..30 {
            let mut given = Given::new();
            let changes = (0..=random.below(3)).filter_map(|_| random_change(&mut random, &plan, &mut given)).collect();
            let edit = Edit::new("", changes);
            let Ok(next) = plan.applying(&edit) else { continue };
            // There and back again, as undo does.
            for (before, after) in [(&plan, &next), (&next, &plan)] {
                if let Some(text) = copied(before, after, piece) {
                    prop_assert!(text == write(after), "{} is not {}", String::from_utf8_lossy(&text), String::from_utf8_lossy(&write(after)));
                }
            }
            plan = next;
        }
    }
}

/// Edits as planners make them are copied: all but new names, and what shares its name with others.
#[test]
fn most_edits_print_a_few_lines() {
    let (mut copies, mut wholes) = (0, 0);
    let mut random = Random::new(7);
    let plan = sample_plan();
    for _ in 0..300 {
        let Some(change) = random_change(&mut random, &plan, &mut Given::new()) else { continue };
        let Ok(next) = plan.applying(&Edit::new("", vec![change])) else { continue };
        match changed(&plan, &next) {
            Some(changes) => {
                copies += 1;
                assert!(changes.new_bytes() * 4 < write(&next).len(), "much of the text is printed");
            }
            None => wholes += 1,
        }
    }
    assert!(2 * wholes < copies, "{copies} texts were copied, {wholes} were printed");
}

#[test]
fn the_twin_of_an_open_plan_follows_its_edits() {
    let folder = temporary_folder();
    let path = folder.path().join("plan.lodestone");
    let options = || Options {
        twin: Some(plan_text::write_pieces),
        twin_changes: Some(TwinComparer { changed, printer: plan_text::printer }),
        ..Options::default()
    };
    drop(Session::create(&path, options()).unwrap());
    let twin = || std::fs::read(folder.path().join("plan.plan-text")).unwrap();
    let mut random = Random::new(11);
    for round in 0..40 {
        let mut session = Session::open(&path, options()).unwrap();
        match round % 5 {
            3 => drop(session.undo().unwrap()),
            4 => drop(session.redo().unwrap()),
            _ => {
                let mut given = Given::new();
                for _ in 0..6 {
                    let change = random_change(&mut random, session.plan(), &mut given);
                    let _ = change.map(|change| session.perform(Edit::new("", vec![change])));
                    given.clear();
                }
            }
        }
        let plan = Arc::clone(session.plan());
        assert_eq!(session.close().unwrap(), Vec::<String>::new());
        assert!(round == 0 || twin() == write(&plan), "round {round}");
    }
}

#[test]
fn who_prints_otherwise_says_so() {
    // Of the digits of a text that has an object of most kinds, in an order that no change of it leaves.
    let sum =
        write(&sample_plan()).iter().fold(0_u64, |sum, byte| sum.wrapping_mul(1_099_511_628_211) ^ u64::from(*byte));
    let expected = (1, 14_003_885_966_920_733_929);
    assert_eq!(
        (PRINT_REVISION, sum),
        expected,
        "the same plan is printed otherwise, or the sample is another: count PRINT_REVISION up in the first case, and put \
         the new number here"
    );
}

#[test]
fn a_change_of_everything_is_printed_as_a_whole() {
    let plan = Plan::default();
    let divisions = |prefix: &str| -> Vec<Change> {
        let entity = |at: u64| Division { name: format!("{prefix}-{at:03}"), ..Division::default() };
        (1..200).map(|at| Delta::added(Id::new(at), entity(at)).into()).collect()
    };
    let full = plan.applying(&Edit::new("", divisions("division"))).unwrap();
    assert_eq!(changed(&plan, &full), None);
    assert_eq!(changed(&full, &full).map(|changes| changes.is_empty()), Some(true));
}
