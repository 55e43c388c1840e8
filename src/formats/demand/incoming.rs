//! A demand's CSV to a demand of a plan, which is called like the file.

use std::path::Path;
use std::sync::Arc;

use super::read::{DemandError, DemandFault, DemandLine, DemandPlace, is_header, read_demand};
use crate::edit::import::{Incoming, IncomingObject};
use crate::finding::{At, Finding, Place, Severity};
use crate::model::field::FieldType as _;
use crate::model::{Absent, AnyLink, Demand, DemandRow, Kind, Target, Value};

/// Whether a file is one: its header has the columns of a demand and no other, one of them how much it is.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    is_header(bytes)
}

/// Reads a file.
pub(super) fn read(file: &str, bytes: &[u8]) -> Incoming {
    let file: Arc<str> = file.into();
    let mut incoming = Incoming::default();
    incoming.files.insert(Arc::clone(&file));
    incoming.kinds.insert(Kind::Demand);
    match read_demand(bytes) {
        Ok(lines) => {
            let name = Path::new(&*file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let rows = lines.into_iter().map(row).collect();
            let fields = vec![(Demand::NAME, Value::Text(name.clone())), (Demand::ROWS, Value::List(rows))];
            let demand = IncomingObject::of(Kind::Demand, Place::whole(&file), vec![name], fields);
            incoming.objects.push(demand);
        }
        Err(error) => {
            incoming.left_out += 1;
            incoming.problems.extend(refused(&file, error));
        }
    }
    incoming
}

/// A row as the plan has it.
fn row(line: DemandLine) -> Value {
    let service = |xml_id: String| {
        Value::Link(AnyLink { kind: Kind::DeliveryService, target: Target::Absent(Absent::named(&xml_id)) })
    };
    let place = match line.place {
        DemandPlace::Zone(zone) => (DemandRow::ZONE, Value::Text(zone)),
        DemandPlace::Asn(number) => (DemandRow::ASN, Value::Int(number)),
        DemandPlace::Country(country) => (DemandRow::COUNTRY, Value::Text(country)),
        DemandPlace::Point(at) => (DemandRow::AT, at.to_value()),
    };
    let hour = line.hour.map(|hour| (DemandRow::HOUR, Value::Int(hour.into())));
    let mbps = line.mbps.map(|mbps| (DemandRow::MBPS, Value::Float(mbps)));
    let service = line.service.map(|xml_id| (DemandRow::SERVICE, service(xml_id)));
    Value::Object(std::iter::once(place).chain(service).chain(hour).chain(mbps).collect())
}

/// What is wrong, each with its row and column.
fn refused(file: &Arc<str>, error: DemandError) -> Vec<Finding> {
    let found = |at, column: &str, message: String| {
        Finding::new(Severity::Error, Place { file: Arc::clone(file), at }, column, message)
    };
    match error {
        DemandError::Rows(faults) => {
            let of = |fault: DemandFault| {
                found(At::SheetRow(usize::try_from(fault.line).unwrap_or_default()), fault.column, fault.what)
            };
            faults.into_iter().map(of).collect()
        }
        other => vec![found(At::Whole, "", other.to_string())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::import::{ImportOptions, import_rows};
    use crate::edit::seeds::seed_plan;
    use crate::formats::demand::demand_lines;
    use crate::model::Plan;
    use crate::session::add_sample;

    const FILE: &str = "zone,asn,country,lat,lon,service,hour,mbps\nedge-paris,,,,,aurora-vod,20,4000\n,64512,,,,,,1.5\n\
        ,,DE,,,,,7\n,,,48.86,2.35,,3,2\n";

    #[test]
    fn a_file_becomes_a_demand_that_says_the_same() {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let plan = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        assert!(recognises(FILE.as_bytes()));
        let imported = import_rows(&plan, read("in/evening.csv", FILE.as_bytes()), ImportOptions::default()).unwrap();
        let demand = imported.plan.find::<Demand>("evening").expect("it is called like its file");
        let lines = demand_lines(&imported.plan, imported.plan.get(demand).unwrap());
        let mut wanted = read_demand(FILE.as_bytes()).unwrap();
        // In a plan rows are counted from 1, without a header.
        for line in &mut wanted {
            line.line -= 1;
        }
        assert_eq!(lines, wanted);
        // The same again changes nothing, and another file of that name takes its place.
        let again = read("evening.csv", FILE.as_bytes());
        let again = import_rows(&imported.plan, again, ImportOptions::default()).unwrap();
        assert_eq!(again.plan.get(demand), imported.plan.get(demand));
        let other = read("evening.csv", b"zone,mbps\nedge-london,3\n");
        let other = import_rows(&imported.plan, other, ImportOptions::default()).unwrap();
        assert_eq!(other.plan.get(demand).unwrap().rows.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_row() {
        let read = read("d.csv", b"zone,mbps\nedge-paris,1\nedge-paris,much\n");
        assert!(read.objects.is_empty() && read.left_out == 1);
        let problem = &read.problems[0];
        assert!(problem.message.contains("`much` is no number") && problem.field == "mbps", "{problem:?}");
        for other in ["name,mbps\na,1\n", "asn,cachegroup\n1,a\n", "zone\na\n", "lat,lon\n1,2\n", "", "{}"] {
            assert!(!recognises(other.as_bytes()), "{other}");
        }
        for one in ["zone;mbps\na;1\n", "Country,MBPS\nDE,1\n", "\u{feff}zone,mbps\n"] {
            assert!(recognises(one.as_bytes()), "{one}");
        }
    }
}
