//! Names that look the same, or differ only in case.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("name-alike"),
    severity: Severity::Warning,
    title: "Names differ only in case, or in letters that look the same",
    effect: "People take one for the other, and so do tools that ignore case",
    fact: "Traffic Ops takes names that differ only in case (seen), and has no limit on letters for regions, phys locations and host \
           names; Traffic Router compares cache groups to zones letter for letter (TR/router/TrafficRouter.java). Letters are \
           alike by the table of Unicode TR 39, as far as Latin, Greek, Cyrillic and digits go",
    check: Check::Shared(&[
        &Sharing::<Division> { keys: |division| vec![skeleton(&division.name)], judge: judge::<Division> },
        &Sharing::<Region> { keys: |region| vec![skeleton(&region.name)], judge: judge::<Region> },
        &Sharing::<PhysLocation> { keys: |location| vec![skeleton(&location.name)], judge: judge::<PhysLocation> },
        &Sharing::<CacheGroup> { keys: |group| vec![skeleton(&group.name)], judge: judge::<CacheGroup> },
        &Sharing::<Topology> { keys: |topology| vec![skeleton(&topology.name)], judge: judge::<Topology> },
        &Sharing::<Cdn> { keys: |cdn| vec![skeleton(&cdn.name)], judge: judge::<Cdn> },
        &Sharing::<Profile> { keys: |profile| vec![skeleton(&profile.name)], judge: judge::<Profile> },
        &Sharing::<DeliveryService> {
            keys: |service| vec![skeleton(&service.xml_id)],
            judge: judge::<DeliveryService>,
        },
    ]),
    fixes: none,
};

/// A text with each letter replaced by one that stands for all that look like it.
fn skeleton(name: &str) -> String {
    let mut skeleton = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '0' | 'О' | 'о' | 'Ο' | 'ο' => skeleton.push('o'),
            '1' | 'l' | 'L' | '|' | 'І' | 'і' | 'Ι' | 'ι' | 'ı' => skeleton.push('i'),
            'А' | 'а' | 'Α' | 'α' => skeleton.push('a'),
            'В' | 'Β' => skeleton.push('b'),
            'С' | 'с' | 'Ϲ' => skeleton.push('c'),
            'Е' | 'е' | 'Ε' => skeleton.push('e'),
            'Н' | 'Η' => skeleton.push('h'),
            'К' | 'к' | 'Κ' | 'κ' => skeleton.push('k'),
            'М' | 'Μ' => skeleton.push('m'),
            'Ν' => skeleton.push('n'),
            'Р' | 'р' | 'Ρ' | 'ρ' => skeleton.push('p'),
            'Ѕ' | 'ѕ' => skeleton.push('s'),
            'Т' | 'Τ' => skeleton.push('t'),
            'Х' | 'х' | 'Χ' => skeleton.push('x'),
            'У' | 'у' | 'Υ' => skeleton.push('y'),
            'Ј' | 'ј' => skeleton.push('j'),
            'Ζ' => skeleton.push('z'),
            // Dashes that are no hyphen, and spaces that are none.
            '\u{2010}'..='\u{2015}' | '\u{2212}' => skeleton.push('-'),
            '\u{a0}' | '\u{2000}'..='\u{200a}' => skeleton.push(' '),
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            other => skeleton.extend(other.to_lowercase()),
        }
    }
    skeleton
}

fn judge<T: Tabled>(plan: &Plan, sharing: &[Id<T>], found: &mut Found<'_>) {
    for id in sharing {
        let Some(entity) = plan.get(*id) else { continue };
        let own = entity.name();
        let others = sharing.iter().filter(|other| *other != id).filter_map(|other| plan.get(*other));
        let others: Vec<String> = others.map(|other| other.name().into_owned()).collect();
        let case = others.iter().all(|other| other.to_lowercase() == own.to_lowercase());
        let how = if case { "differs only in case" } else { "looks the same" };
        let field = T::FIELDS.first().map_or("", |field| field.info.key);
        found.say(AnyId::of(*id), field, format!("{} {how}: rename one of them", listed(others)));
    }
}

#[test]
fn names_can_be_told_apart() {
    check_marks(
        &RULE,
        r#"
        region {"name":"Alps"}
        # ^ warning name: `alps` differs only in case
        region {"name":"alps"}
        # ^ warning name: `Alps` differs only in case
        region {"name":"edge-01"}
        cache-group {"name":"edge-01","type":"EDGE_LOC"}
        # ^ warning name: `edge-0l` looks the same
        cache-group {"name":"edge-0l","type":"EDGE_LOC"}
        # ^ warning name: `edge-01` looks the same
        cache-group {"name":"edge-02","type":"EDGE_LOC"}
        phys-location {"name":"Осло"}
        phys-location {"name":"Oslo"}
        delivery-service {"xmlId":"vod"}
        # ^ warning xmlId: `vоd` looks the same
        delivery-service {"xmlId":"vоd"}
        # ^ warning xmlId: `vod` looks the same
        "#,
    );
}
