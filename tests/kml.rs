//! KML and KMZ: there and back, as globes write them, and as nobody should.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what helps tests may fail as tests do")]

use lodestone::edit::import::ImportOutcome;
use lodestone::finding::Severity;
use lodestone::formats::writing::Written;
use lodestone::formats::{Choices, Format, kml};
use lodestone::model::*;

use crate::support::fixture;
use crate::support::travelling::{import_files, lost, new_plan, random_plan, sample_plan, tables, told};

fn written(plan: &Plan, format: Format) -> Vec<u8> {
    let writer = format.info().writer.unwrap();
    let Written::One { bytes, .. } = (writer.write)(plan, &Choices::default()).unwrap() else { panic!("one file") };
    bytes
}

fn import(plan: &Plan, bytes: &[u8]) -> ImportOutcome {
    import_files(plan, &[("a.kml".to_owned(), bytes.to_vec())], None)
}

#[test]
fn random_plans_there_and_back() {
    for seed in 20..28 {
        let plan = random_plan(seed);
        let bytes = written(&plan, Format::Kml);
        let again = import(&new_plan(), &bytes);
        assert_eq!(told(&again, Severity::Error), [""; 0], "seed {seed}");
        for kind in [Kind::CacheGroup, Kind::PhysLocation, Kind::Server, Kind::Asn] {
            assert_eq!(again.plan.count(kind), plan.count(kind), "seed {seed}");
        }
        assert_eq!(lost(&tables(&plan), &tables(&again.plan)), [""; 0], "seed {seed}");
        let packed = import(&new_plan(), &written(&plan, Format::Kmz));
        assert_eq!(tables(&packed.plan), tables(&again.plan), "seed {seed}: packed it is the same");
        let second = import(&again.plan, &bytes);
        assert!(second.edit.is_empty(), "seed {seed}, twice: {:#?}", second.edit.changes.first());
        let same = import(&import(&plan, &bytes).plan, &bytes);
        assert!(same.edit.is_empty(), "seed {seed}, into itself: {:#?}", same.edit.changes.first());
    }
}

#[test]
fn the_sample_goes_there_and_back_packed_or_not_and_looks_like_this() {
    let plan = sample_plan();
    let bytes = written(&plan, Format::Kml);
    let golden = fixture("kml/sample.kml");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
        std::fs::write(&golden, &bytes).unwrap();
    }
    assert_eq!(String::from_utf8_lossy(&bytes), std::fs::read_to_string(&golden).unwrap_or_default());
    let packed = written(&plan, Format::Kmz);
    assert_eq!((Format::of_bytes(&bytes), Format::of_bytes(&packed)), (Format::Kml, Format::Kmz));
    assert_eq!(kml::unpack(&packed).unwrap(), bytes);
    for bytes in [bytes, packed] {
        assert_eq!(tables(&import(&new_plan(), &bytes).plan), tables(&plan), "nothing that it holds is lost");
    }
}

#[test]
fn placemarks_of_globes_become_what_their_folder_says() {
    let text = "<?xml version='1.0' encoding='UTF-8'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document>
        <Folder><name>phys locations</name><Placemark><name>Site &amp; more</name><description>x</description>
        <ExtendedData><Data name='city'><value>
            Berlin
        </value></Data></ExtendedData><Point><coordinates>13.4,52.5,0</coordinates></Point></Placemark></Folder>
        <Folder><name>Cache Groups</name><Placemark><name>edge</name><Point><coordinates>-10.5,-3.5</coordinates></Point></Placemark>
        </Folder></Document></kml>";
    let outcome = import(&new_plan(), text.as_bytes());
    assert_eq!(told(&outcome, Severity::Warning), [""; 0]);
    let site = outcome.plan.get(outcome.plan.find::<PhysLocation>("Site & more").unwrap()).unwrap();
    assert_eq!(
        (site.city.as_deref(), site.position.as_ref().unwrap().at),
        (Some("Berlin"), Position::new(52.5, 13.4).ok())
    );
    assert!(outcome.plan.find::<CacheGroup>("edge").is_some());
}

#[test]
fn a_malformed_document_says_what_to_do() {
    let of = |placemark: &str| {
        format!(
            "<kml><Folder><name>cache groups</name>\n<Placemark><name>a</name>{placemark}</Placemark></Folder></kml>"
        )
    };
    let bomb = "<!DOCTYPE kml [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><kml><name>&b;</name></kml>";
    let outside = "<!DOCTYPE kml SYSTEM \"file:///etc/passwd\"><kml/>";
    for (text, expected) in [
        (bomb.to_owned(), "line 1: a document type (DOCTYPE) is not read"),
        (outside.to_owned(), "a document type (DOCTYPE) is not read"),
        (
            of("<ExtendedData><Data name='city'><value>&xxe;</value></Data></ExtendedData>"),
            "line 2: the entity `&xxe;` is not read",
        ),
        (of("<Point><coordinates>52.5</coordinates></Point>"), "line 2, coordinates: `52.5` is no longitude,latitude"),
        (of("<Point><coordinates>NaN,1</coordinates></Point>"), "is no longitude,latitude"),
        (of("<Point><coordinates>10,95</coordinates></Point>"), "Latitude: latitude 95 is not within"),
        (of("<LineString><coordinates>1,2 3,4</coordinates></LineString>"), "a LineString is no place"),
        (
            of(
                "<Polygon><outerBoundaryIs><LinearRing><coordinates>1,2 3,4</coordinates></LinearRing></outerBoundaryIs></Polygon>",
            ),
            "a Polygon is no place",
        ),
        (
            of(
                "<MultiGeometry><Point><coordinates>1,2</coordinates></Point><Point><coordinates>1,2</coordinates></Point></MultiGeometry>",
            ),
            "it has 2 geometries",
        ),
        ("<kml><Placemark><name>a</name></Placemark></kml>".to_owned(), "nothing says what this is"),
        ("<kml><Placemark>".to_owned(), "ends within `Placemark`"),
        (format!("<kml>{}", "<Folder>".repeat(1_000_000)), "nested more than 64 deep"),
    ] {
        let outcome = import(&new_plan(), text.as_bytes());
        let errors = told(&outcome, Severity::Error);
        assert!(errors.iter().any(|error| error.contains(expected)), "{expected}: {errors:?}");
        assert!(outcome.edit.is_empty(), "{expected}");
    }
}

#[test]
fn archives_that_are_made_to_fill_the_memory_are_refused() {
    let bomb = kml::pack(&vec![b' '; 300 << 20]).unwrap();
    assert!(bomb.len() < 1 << 20);
    let errors = told(&import(&new_plan(), &bomb), Severity::Error);
    assert!(errors[0].contains("more than 200 times larger"), "{errors:?}");
    let mut broken = kml::pack(b"<kml/>").unwrap();
    broken.truncate(40);
    assert!(told(&import(&new_plan(), &broken), Severity::Error)[0].contains("cannot be opened"));
}
