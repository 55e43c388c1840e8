//! What groups and servers carry, as tables say it: in Mbit/s where a demand says how much is asked for, else in coverage
//! zones or places, of which each counts alike.

use super::consequence::taken_with;
use super::loads::{Burden, loads};
use super::played::Played;
use crate::formats::demand::Weighing;
use crate::geometry::words::rate;
use crate::model::{DownPart, Plan};
use crate::tabular::given::{CarriedLoad, CarriedLoads};

/// What groups and servers carry while parts are down.
pub fn carried_loads(plan: &Plan, cdn: &str, played: &Played, down: &[DownPart]) -> CarriedLoads {
    let Some(known) = loads(plan, cdn, played, down) else { return counted(plan, cdn, played, down) };
    let told = |(name, burden): (&String, &Burden)| {
        let load = CarriedLoad {
            amount: burden.load_mbps,
            percent: burden.percent(),
            text: rate(burden.load_mbps),
            words: format!("{name} carries {}", burden.words()),
        };
        (name.clone(), load)
    };
    CarriedLoads { groups: known.groups.iter().map(told).collect(), servers: known.servers.iter().map(told).collect() }
}

/// The same where nobody says how much is asked for.
fn counted(plan: &Plan, cdn: &str, played: &Played, down: &[DownPart]) -> CarriedLoads {
    let what_if = &played.what_if;
    let (one, many) = match played.asking.weighing {
        Weighing::Zones => ("zone", "zones"),
        Weighing::Points | Weighing::Mbps => ("place", "places"),
    };
    let asked = what_if.loads_with(&taken_with(plan, cdn, played, down).0);
    let all = count_words(what_if.clients());
    let told = |amount: f64| {
        let text = format!("{} {}", count_words(amount), if (amount - 1.0).abs() < 1e-9 { one } else { many });
        let words = format!("Serves {text} of {all}, which count alike: no demand says how many Mbit/s are asked for");
        CarriedLoad { amount, percent: None, text, words }
    };
    let mut loads = CarriedLoads::default();
    for ((location, _), amount) in &asked.groups {
        let name = what_if.router().location_name(*location).to_owned();
        loads.groups.entry(name).or_default().amount += amount;
    }
    for load in loads.groups.values_mut() {
        *load = told(load.amount);
    }
    let caches = asked.caches.iter().enumerate().filter(|(_, amount)| 0.0 < **amount);
    loads.servers =
        caches.map(|(cache, amount)| (what_if.router().cache_name(cache).to_owned(), told(*amount))).collect();
    loads
}

/// Parts of zones are told with one decimal.
fn count_words(amount: f64) -> String {
    if (amount - amount.round()).abs() < 0.05 { format!("{amount:.0}") } else { format!("{amount:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::intent;
    use crate::edit::seeds::seed_plan;
    use crate::model::{Kind, Value};
    use crate::session::add_sample;
    use crate::session::tasks::what_if::{PlayOrder, play};

    #[test]
    fn loads_are_told_in_what_is_known() {
        let empty = Plan::default();
        let seeded = empty.applying(&seed_plan(&empty)).unwrap();
        let mut plan = seeded.applying(&add_sample(&seeded).unwrap()).unwrap();
        let of = |plan: &Plan, demand| {
            let order = PlayOrder { cdn: "aurora".to_owned(), service: Some("aurora-vod".to_owned()), demand };
            let played = play(plan, &order, &|| true).unwrap().unwrap();
            let loads = carried_loads(plan, "aurora", &played, &[]);
            (loads, played.what_if.served())
        };
        let (equal, served) = of(&plan, None);
        let sum: f64 = equal.groups.values().map(|load| load.amount).sum();
        assert!((sum - served).abs() < 1e-6, "every zone is somewhere: {sum} of {served}");
        assert_eq!(equal.groups["edge-paris"].text, "1 zone");
        assert!(equal.groups["edge-paris"].words.contains("count alike"));
        let text = |text: &str| Value::Text(text.to_owned());
        let row = Value::Object(vec![("zone", text("edge-paris")), ("mbps", Value::Float(1_500.0))]);
        let fields = vec![("name", text("a test")), ("rows", Value::List(vec![row]))];
        plan = plan.applying(&intent::create(&plan, Kind::Demand, fields).unwrap()).unwrap();
        let demand = plan.find::<crate::model::Demand>("a test");
        let (loads, _) = of(&plan, demand);
        assert_eq!(loads.groups["edge-paris"].text, "1.5 Gbit/s");
        assert!(loads.groups["edge-paris"].percent.is_some_and(|percent| 0.0 < percent));
        let servers: f64 = loads.servers.values().map(|load| load.amount).sum();
        assert!((servers - 1_500.0).abs() < 1e-6, "{servers}");
    }
}
