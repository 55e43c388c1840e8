//! The window without a display: plans opened, steps undone, what is said when saving fails.

use egui::{Key, Modifiers};

use lodestone::model::Kind;

use crate::support::shell::{Window, sample};
use crate::support::temporary_folder;

#[test]
fn a_plan_opens_and_steps_go_back_and_forth() {
    let folder = temporary_folder();
    let mut window = Window::on(&sample(folder.path()));
    assert!(window.harness.state().document().is_editable());
    assert!(window.shows("All changes saved"));
    let asns = window.plan().count(Kind::Asn);
    let first = window.plan().ids(Kind::Asn)[0];
    let name = window.plan().name_of(first).unwrap();
    window.select(Kind::Asn, &name);
    window.keys(Modifiers::NONE, Key::Delete);
    assert_eq!(window.plan().count(Kind::Asn), asns - 1);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.plan().count(Kind::Asn), asns);
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.plan().count(Kind::Asn), asns - 1);
    assert!(window.shows("All changes saved"));
}
