//! The sample plan: a made-up CDN to look at and to play with, which comes with the program.

use crate::edit::ApplyError;
use crate::edit::Edit;
use crate::edit::import::{ImportOptions, import_rows};
use crate::formats::plan_text;
use crate::model::Plan;

/// The sample as text.
const SAMPLE: &str = include_str!("../../assets/sample.plan-text");

/// The edit that puts the sample into a plan that has nothing but seeds.
///
/// # Errors
/// When the plan has other objects of the same names.
pub fn add_sample(plan: &Plan) -> Result<Edit, ApplyError> {
    let incoming = plan_text::read("sample.plan-text", SAMPLE.as_bytes());
    let outcome = import_rows(plan, incoming, ImportOptions::default())?;
    Ok(Edit::new("Sample plan", outcome.edit.changes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::seeds::seed_plan;
    use crate::model::Kind;

    #[test]
    fn the_sample_is_there() {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let sample = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        assert!(30 <= sample.count(Kind::CacheGroup));
        assert_eq!(sample.unresolved(), []);
    }
}
