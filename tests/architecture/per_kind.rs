//! How much is made once per kind: whatever looks a type up at run time has all that it calls with it made 29 times.

use super::rust;

/// So often a kind's type is looked up at run time. What is done to all kinds alike takes `AnyEntity` instead.
const LOOKED_UP: usize = 17;

#[test]
fn types_of_kinds_are_looked_up_where_nothing_else_will_do() {
    let mut found = Vec::new();
    for source in rust("src/").iter().filter(|source| !source.path.ends_with("_tests.rs")) {
        for (number, line) in (1..).zip(source.code().lines()) {
            if line.contains("with_kind!(") && !line.contains("@arms") {
                found.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(!found.is_empty(), "nothing was looked through");
    assert!(found.len() <= LOOKED_UP, "{} instead of {LOOKED_UP}:\n{}", found.len(), found.join("\n"));
}
