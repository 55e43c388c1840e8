//! CDNs for which several coverage zone files would do.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("coverage-zone-file-ambiguous"),
    severity: Severity::Warning,
    title: "Several coverage zone files are of one CDN",
    effect: "Nobody can say which of them its Traffic Routers read, and nothing is answered by zones",
    fact: "A Traffic Router reads one file, from `coveragezone.polling.url` (TR/loc/NetworkUpdater.java)",
    check: Check::Plan(&[Kind::CoverageZoneFile, Kind::Cdn], check),
    fixes: none,
};

fn check(plan: &Plan, found: &mut Found<'_>) {
    for (id, cdn) in plan.real_cdns() {
        for deep in [false, true] {
            let ZoneFileOfCdn::Several(one, other) = plan.zone_file_of(id, deep) else { continue };
            for (own, rival) in [(one, other), (other, one)] {
                let Some(rival) = plan.get(rival) else { continue };
                let message = format!("`{}` is of CDN `{}` too: say in each which CDNs use it", rival.name, cdn.name);
                found.say(AnyId::of(own), CoverageZoneFile::CDNS, message);
            }
        }
    }
}

#[test]
fn a_cdn_has_one_file_of_a_sort() {
    check_marks(
        &RULE,
        r#"
        cdn {"name":"one","domainName":"one.example"}
        coverage-zone-file {"name":"a"}
        # ^ warning cdns: `b` is of CDN `one` too
        coverage-zone-file {"name":"b"}
        # ^ warning cdns: `a` is of CDN `one` too
        coverage-zone-file {"name":"deep","deep":true}
        "#,
    );
}
