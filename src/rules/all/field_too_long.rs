//! A text is longer than Traffic Portal takes.

use crate::rules::fields::{FieldLook, FieldsOf, every_kind};
use crate::rules::portal::FieldFault;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("field-too-long"),
    severity: Severity::Note,
    title: "A text is longer than Traffic Portal takes",
    effect: "Traffic Portal cannot save the object once somebody opens its form",
    fact: "Forms have limits that Traffic Ops has not (TPF/), so that longer texts come in by its API",
    check: Check::Object(every_kind!(&LOOK)),
    fixes: none,
};

static LOOK: FieldLook = FieldLook {
    fault: FieldFault::TooLong,
    is_wanted: |_, rule| rule.max < usize::MAX,
    severity: |_, _| Severity::Note,
};

#[test]
fn fields_are_as_the_forms_want_them() {
    check_marks(
        &RULE,
        r#"
        phys-location {"name":"plant","state":"Colorado"}
        # ^ note state: State: Too Long
        phys-location {"name":"other","state":"CO"}
        "#,
    );
}
