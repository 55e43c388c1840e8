//! What is read is what `rmp_serde` reads of it, and what is damaged is refused.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::journal::Entry;
use super::*;
use crate::edit::import::{ImportOptions, import_rows};
use crate::edit::seeds::seed_plan;
use crate::formats::plan_text;
use crate::model::kind::with_kind;
use crate::model::{Absent, Id, Kind, Link, Plan, Server, Tabled};

fn written<T: Serialize>(value: &T) -> Vec<u8> {
    rmp_serde::to_vec_named(value).unwrap()
}

/// Reads both ways.
fn check_whole<T: Serialize + DeserializeOwned + PartialEq + fmt::Debug>(value: &T) {
    let bytes = written(value);
    assert_eq!(read::<T>(&bytes).as_ref(), Ok(value));
    assert_eq!(rmp_serde::from_slice::<T>(&bytes).ok().as_ref(), Some(value));
}

/// Reads what is cut at every place, and what is damaged in every byte.
fn check_damaged<T: Serialize + DeserializeOwned + fmt::Debug>(value: &T) {
    let bytes = written(value);
    for length in 0..bytes.len() {
        let cut = read::<T>(&bytes[..length]);
        assert!(cut.is_err(), "cut at {length} of {}: {cut:?}", bytes.len());
    }
    for (at, bit) in (0..bytes.len()).flat_map(|at| [(at, 0x01), (at, 0x10), (at, 0x80)]) {
        let mut damaged = bytes.clone();
        damaged[at] ^= bit;
        // What is taken for something is taken for the same by others.
        if let Ok(found) = read::<T>(&damaged) {
            let expected = rmp_serde::from_slice::<T>(&damaged).map(|expected| written(&expected));
            assert_eq!(expected.ok(), Some(written(&found)), "byte {at}, bit {bit:#x} of {found:?}");
        }
    }
}

fn sample() -> Plan {
    let empty = Plan::default();
    let seeded = empty.applying(&seed_plan(&empty)).unwrap();
    let text = include_bytes!("../../assets/sample.plan-text");
    import_rows(&seeded, plan_text::read("sample", text), ImportOptions::default()).unwrap().plan
}

#[test]
fn rows_of_every_kind_are_read_as_they_were_written() {
    fn check_rows<T: Tabled>(plan: &Plan) -> usize {
        let rows = T::table(plan);
        for (at, (_, row)) in rows.iter().enumerate() {
            check_whole::<T>(row);
            if at < 2 {
                check_damaged::<T>(row);
            }
        }
        check_whole(&T::default());
        rows.iter().count()
    }
    let plan = sample();
    let rows: usize = Kind::ALL.iter().map(|kind| with_kind!(*kind, T => check_rows::<T>(&plan))).sum();
    assert!(300 < rows, "{rows}");
}

#[test]
fn all_sorts_of_values_are_read() {
    let numbers = [0, 1, 127, 128, 255, 256, 65_535, 65_536, u64::from(u32::MAX), 1 << 32, u64::MAX];
    for number in numbers {
        check_whole(&number);
        check_whole(&Some(number));
        check_damaged(&number);
    }
    for number in [-1, -32, -33, -128, -129, -32_769, i64::MIN, i64::MAX] {
        check_whole(&number);
        check_damaged(&number);
    }
    for length in [0, 1, 31, 32, 255, 256, 65_535, 65_536] {
        check_whole(&"x".repeat(length));
        check_whole(&vec![true; length]);
    }
    check_whole(&(0..70_000).map(|at| (at.to_string(), at)).collect::<BTreeMap<String, i64>>());
    check_whole(&(1.5, -0.25_f32, Some(false), None::<u8>, 'é'));
    let absent = Link::<Server>::Absent(std::sync::Arc::new(Absent {
        identity: vec!["a".to_owned()],
        traffic_ops_id: Some(-7),
    }));
    for pair in [(Link::To(Id::new(u64::MAX)), absent.clone()), (absent, Link::To(Id::new(1)))] {
        check_whole(&pair);
        check_damaged(&pair);
    }
    let document = json!({"a": [null, true, 1, -1, 1.5, "x", [], {}], "b": {"c": {"d": [[[]]]}}});
    check_whole(&document);
    check_damaged(&document);
    check_damaged(&Entry { label: "x".to_owned(), time: 70_000, changes: 1, chunks: 300, bytes: 5 });
}

#[test]
fn what_is_not_known_is_passed_over_and_what_is_wrong_is_told() {
    let more = json!({"label": "x", "new": {"deep": [1, {"a": [null]}, "b"]}, "chunks": 3});
    let entry = Entry { label: "x".to_owned(), chunks: 3, ..Entry::default() };
    assert_eq!(read::<Entry>(&written(&more)), Ok(entry));
    for (value, expected) in [
        (json!([1]), "a list stands where an object is wanted"),
        (json!({"label": 1}), "a number stands where a text is wanted"),
        (json!({"time": null}), "nothing stands where a number is wanted"),
        (json!({"time": -1}), "invalid value: integer `-1`, expected u64"),
    ] {
        assert_eq!(read::<Entry>(&written(&value)).unwrap_err().to_string(), expected);
    }
    let told = |bytes: &[u8]| read::<Value>(bytes).unwrap_err().to_string();
    assert_eq!(told(&[0x92, 1]), "it ends too early");
    assert_eq!(told(&[0xc1]), "the mark 0xc1 is none that is written");
    assert_eq!(told(&[0xa1, 0xff]), "a text is no UTF-8: invalid utf-8 sequence of 1 bytes from index 0");
    assert_eq!(told(&[0x91; 5_000]), "it is nested too deep");
    assert_eq!(read::<(u8, u8)>(&[0x93, 1, 2, 3]).unwrap_err().to_string(), "1 parts are too many");
    assert!(read::<Vec<u64>>(&[0xdd, 0xff, 0xff, 0xff, 0xff, 1]).is_err(), "a length that is a lie takes no memory");
}
