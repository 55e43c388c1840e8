//! Types of another kind of object.

use crate::rules::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: RuleId("type-of-another-table"),
    severity: Severity::Error,
    title: "An object has a type of another kind of object",
    effect: "Traffic Ops refuses it, or takes it and treats it as none of its kinds",
    fact: "Types say in `useInTable` what they are for: servers and, through API 4.0, cache groups of another table are refused; \
           API 5.0 takes such a cache group (TO/server/servers.go, TO/cachegroup/cachegroups.go)",
    check: Check::Neighbours(&[&Each(group), &Each(server), &Each(service), &Each(entry)]),
    fixes: none,
};

fn group(group: &Object<'_, CacheGroup>, found: &mut Found<'_>) {
    judge(group.plan, group.any(), CacheGroup::TYPE, group.type_.as_ref(), "cachegroup", found);
}

fn server(server: &Object<'_, Server>, found: &mut Found<'_>) {
    judge(server.plan, server.any(), Server::TYPE, server.type_.as_ref(), "server", found);
}

fn service(service: &Object<'_, DeliveryService>, found: &mut Found<'_>) {
    judge(service.plan, service.any(), DeliveryService::TYPE, service.type_.as_ref(), "deliveryservice", found);
}

fn entry(entry: &Object<'_, StaticDnsEntry>, found: &mut Found<'_>) {
    judge(entry.plan, entry.any(), StaticDnsEntry::TYPE, entry.type_.as_ref(), "staticdnsentry", found);
}

fn judge(plan: &Plan, object: AnyId, field: &str, type_: Option<&Link<Type>>, table: &str, found: &mut Found<'_>) {
    let Some(type_) = plan.follow_opt(type_) else { return };
    let Some(own) = type_.use_in_table.as_deref().filter(|own| !own.is_empty() && *own != table) else { return };
    let message = format!(
        "`{}` is a type for the table {own}, and a {} wants one for {table}",
        type_.name,
        object.kind.singular()
    );
    found.say(object, field, message);
}

#[test]
fn types_fit_their_objects() {
    check_marks(
        &RULE,
        r#"
        cache-group {"name":"edge-1","type":"EDGE_LOC"}
        cache-group {"name":"edge-2","type":"EDGE"}
        # ^ error type: `EDGE` is a type for the table server
        server {"hostName":"e1","type":"EDGE"}
        server {"hostName":"e2","type":"EDGE_LOC"}
        # ^ error type: a server wants one for server
        delivery-service {"xmlId":"vod","type":"HTTP"}
        delivery-service {"xmlId":"live","type":"A_RECORD"}
        # ^ error type: wants one for deliveryservice
        static-dns-entry {"host":"www","deliveryservice":"vod","type":"A_RECORD","address":"192.0.2.1"}
        static-dns-entry {"host":"ftp","deliveryservice":"vod","type":"DNS","address":"192.0.2.1"}
        # ^ error type: wants one for staticdnsentry
        "#,
    );
}
