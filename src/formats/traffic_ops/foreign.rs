//! JSON files that lie beside API bodies and are something else: what each is, and what to do. It looks at the names of
//! members alone.

/// A file of another kind.
struct Foreign {
    /// Members that it has, all of them.
    members: &'static [&'static str],
    /// What it is, and what to do.
    says: &'static str,
}

const FOREIGN: &[Foreign] = &[
    Foreign { members: &["trafficServers"], says: MONITORING },
    Foreign { members: &["trafficMonitors", "cacheGroups"], says: MONITORING },
    Foreign {
        members: &["caches", "deliveryServices"],
        says: "this is CrStates, what Traffic Monitor sees at one moment: no part of a plan",
    },
    Foreign {
        members: &["type", "features"],
        says: "this is GeoJSON, which is not read: give the answers of the API, like cachegroups.json",
    },
];

const MONITORING: &str = "this is Traffic Monitor's configuration (cdns/NAME/configs/monitoring), which follows from the \
                          rest: give servers.json, cachegroups.json, profiles.json and their like instead";

const NO_SNAPSHOT: &str = "this is what Traffic Ops answers for a CDN that has no snapshot yet: make one there first, or \
                           give the answer of cdns/NAME/snapshot/new";

/// What is said of a table that is no JSON.
pub(super) const TABLE: &str = "this is a table (CSV), not JSON, and is not read yet: give the answers of the API, like \
                                cachegroups.json";

/// What is said of the expressions of one delivery service, whose rows don't name it.
pub(super) const EXPRESSIONS_OF_ONE: &str = "these are the expressions of one delivery service and don't say of which: give \
                                             deliveryservices_regexes.json, which has those of all";

/// What an object with these members is; none: nothing that is known here.
pub(super) fn of_members(has: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    FOREIGN.iter().find(|foreign| foreign.members.iter().all(|name| has(name))).map(|foreign| foreign.says)
}

/// What stands for a snapshot that is not there: `stats` and nothing in it.
pub(super) fn of_snapshot(members: &[(impl AsRef<str>, bool)]) -> Option<&'static str> {
    match members {
        [(name, true)] if name.as_ref() == "stats" => Some(NO_SNAPSHOT),
        _ => None,
    }
}

/// Whether a text is a table: its first line has fields with separators, and is no JSON.
pub(super) fn is_table(text: &str) -> bool {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_json = line.trim_start().starts_with(['{', '[', '"']);
    !is_json && [',', ';', '\t'].iter().any(|separator| line.contains(*separator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_from_broken_json() {
        for (text, table) in [
            ("name,latitude,longitude\nskerry,62.1,5.1\n", true),
            ("\n\nname;city\n", true),
            ("name\tcity", true),
            ("{\"a\": 1,,}", false),
            ("[1,2", false),
            ("hello", false),
            ("", false),
        ] {
            assert_eq!(is_table(text), table, "{text}");
        }
    }
}
