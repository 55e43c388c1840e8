//! A field still has the word for what nobody has said.

use crate::rules::fields::{FieldLook, FieldsOf, every_kind};
use crate::rules::portal::FieldFault;
use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("field-unsaid"),
    severity: Severity::Warning,
    title: "A field still has the word for what nobody has said",
    effect: "Traffic Ops takes the word as it is, and people read it as an address",
    fact: "Traffic Ops needs an address of every phys location (TO/physlocation/phys_locations.go), so that new ones start with a word for what is not known yet",
    check: Check::Object(every_kind!(&LOOK)),
    fixes: none,
};

static LOOK: FieldLook = FieldLook {
    fault: FieldFault::Unsaid,
    is_wanted: |_, rule| rule.is_once_unsaid,
    severity: |_, _| Severity::Warning,
};

#[test]
fn fields_are_as_the_forms_want_them() {
    let text = r#"
        phys-location {"name":"plant","address":"UNSAID_WORD"}
        # ^ warning address: Still to be said
        phys-location {"name":"other","address":"1 Main Street"}
        "#;
    check_marks(&RULE, &text.replace("UNSAID_WORD", crate::edit::intent::new_cdn::UNSAID));
}
