//! What a judgement says, in sentences without a stop: the same on the command line and in the window.

use super::Judgement;
use crate::model::grouped;
use crate::snapshot::reading::RouterNames;

/// Whether a router takes the snapshot; `fresh` says that one was asked that restarts.
pub fn verdict(judgement: &Judgement, fresh: bool) -> String {
    let router = if fresh { "A restarting Traffic Router" } else { "A running Traffic Router" };
    let what = match (judgement.accepted, judgement.zones_built) {
        (true, true) => "accept this snapshot",
        (true, false) => "accept this snapshot, but build no DNS zones",
        (false, _) => "reject this snapshot and load nothing of it",
    };
    format!("{router} would {what}")
}

/// What it loads of a snapshot that it accepts, and whether it builds the zones.
pub fn loading(judgement: &Judgement) -> String {
    let zones = if judgement.zones_built {
        " and builds its DNS zones"
    } else {
        "; the DNS zones that it has stay as they are"
    };
    let loaded = judgement.loaded;
    format!(
        "It loads {}, {} and {}{zones}",
        count(loaded.locations, "location", "locations"),
        count(loaded.caches, "cache", "caches"),
        count(loaded.delivery_services, "delivery service", "delivery services"),
    )
}

/// What it leaves out of a snapshot that it accepts, a line per kind with at most so many names.
pub fn leaving_out(dropped: &RouterNames, shown: usize) -> Vec<String> {
    let kinds = [
        (&dropped.locations, "location", "locations"),
        (&dropped.caches, "server in no loaded location", "servers in no loaded location"),
        (&dropped.delivery_services, "delivery service", "delivery services"),
    ];
    let line = |(names, one, many): (&Vec<String>, &str, &str)| {
        let listed: Vec<&str> = names.iter().take(shown).map(String::as_str).collect();
        let more = if shown < names.len() { ", ..." } else { "" };
        format!("Not loaded: {} ({}{more})", count(names.len(), one, many), listed.join(", "))
    };
    kinds.into_iter().filter(|(names, ..)| !names.is_empty()).map(line).collect()
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::super::LoadedCounts;
    use super::*;

    #[test]
    fn judgements_read_well() {
        let mut judgement = Judgement {
            accepted: true,
            loaded: LoadedCounts { locations: 1, caches: 1_200, delivery_services: 0 },
            ..Judgement::default()
        };
        let no_zones = "A running Traffic Router would accept this snapshot, but build no DNS zones";
        assert_eq!(verdict(&judgement, false), no_zones);
        let loads = "It loads 1 location, 1,200 caches and 0 delivery services";
        assert_eq!(loading(&judgement), format!("{loads}; the DNS zones that it has stay as they are"));
        judgement.zones_built = true;
        assert_eq!(verdict(&judgement, false), "A running Traffic Router would accept this snapshot");
        assert_eq!(loading(&judgement), format!("{loads} and builds its DNS zones"));
        judgement.accepted = false;
        let rejects = "A restarting Traffic Router would reject this snapshot and load nothing of it";
        assert_eq!(verdict(&judgement, true), rejects);
    }

    #[test]
    fn names_are_counted() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let dropped = RouterNames {
            locations: names(&["a"]),
            delivery_services: names(&["x", "y", "z"]),
            ..RouterNames::default()
        };
        assert_eq!(
            leaving_out(&dropped, 2),
            ["Not loaded: 1 location (a)", "Not loaded: 3 delivery services (x, y, ...)"]
        );
    }
}
