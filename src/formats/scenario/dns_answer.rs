//! Answers to DNS questions in the form of the recordings.

use std::net::IpAddr;

use serde_json::{Map, Value, json};

use super::answer_form::AnswerForm;
use super::http_answer::{coordinates, details, failure, groups};
use super::read::{ScenarioQuery, ScenarioRequest};
use crate::routing::{Client, DnsMessage, DnsQuestion, DnsRouted, InetRecord, Router, Subnet, Unrecorded};
use crate::snapshot::java::address;

/// A query as a question for the name that it gives, or for its service's.
pub(super) fn question_of(router: &Router, query: &ScenarioQuery) -> Option<DnsQuestion> {
    let ScenarioRequest::Dns { host, query_type, subnet } = &query.asked else { return None };
    let own_host = || router.service_by_id(&query.service).map(|service| router.host_of(service)).unwrap_or_default();
    Some(DnsQuestion {
        name: host.clone().unwrap_or_else(own_host),
        query_type: *query_type,
        resolver: address::by_name(&query.ip).unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED)),
        client_subnet: subnet.as_deref().and_then(client_subnet),
    })
}

pub(super) fn put(router: &Router, form: AnswerForm, query: &ScenarioQuery, members: &mut Map<String, Value>) {
    let Some(question) = question_of(router, query) else { return };
    let client = router.dns_client(&question);
    if matches!(&query.asked, ScenarioRequest::Dns { subnet: Some(_), .. }) {
        members.insert("client".to_owned(), client.text.as_ref().into());
    }
    members.insert("zone".to_owned(), router.zone_of(&Client::new(&*client.text)).into());
    match router.route_dns(&question, &mut Unrecorded) {
        Ok(routed) => {
            put_routed(router, &routed, members);
            if form.with_answers
                && let Ok(message) = router.message(&question, &routed)
            {
                members.insert("wire".to_owned(), wire(&message, form.wire_authority));
            }
        }
        Err(failed) => {
            let (key, value) = failure(&failed);
            members.insert(key.to_owned(), value);
        }
    }
}

/// An address with the length of its mask, cut to it.
fn client_subnet(text: &str) -> Option<(IpAddr, u8)> {
    let subnet = Subnet::read(text).ok()?;
    let address = if subnet.is_v6 {
        IpAddr::V6(subnet.start().into())
    } else {
        IpAddr::V4(u32::try_from(subnet.start() >> 96).ok()?.into())
    };
    Some((address, subnet.length))
}

fn put_routed(router: &Router, routed: &DnsRouted, members: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| drop(members.insert(key.to_owned(), value));
    put("result", routed.result.word().into());
    put("details", details(routed.details));
    put("continueGeo", routed.continue_geo.into());
    put("fromBackup", routed.from_backup.into());
    if let Some(at) = routed.result_location {
        put("resultLocation", coordinates(at));
    }
    let mut names: Option<Vec<&str>> =
        routed.caches.as_ref().map(|caches| caches.iter().map(|cache| router.cache_name(*cache)).collect());
    if let (Some(names), Some(caches)) = (&mut names, &routed.caches) {
        names.sort_unstable();
        put("group", groups(router, caches.iter().copied()));
    }
    put("caches", json!(names));
    put("bypass", routed.bypassed.into());
    if let Some(drawn) = routed.drawn {
        put("addresses", Value::Null);
        put("randomPick", drawn.into());
    } else {
        let mut records: Vec<String> = routed.records.iter().map(ToString::to_string).collect();
        records.sort_unstable();
        put("addresses", json!(records));
    }
}

fn wire(message: &DnsMessage, with_authority: bool) -> Value {
    let mut wire = json!({"rcode": message.rcode});
    if let Some(answer) = &message.answer {
        wire["answer"] = lines(answer);
    }
    if with_authority {
        wire["authority"] = lines(&message.authority);
    }
    wire
}

fn lines(records: &[(String, InetRecord)]) -> Value {
    let mut lines: Vec<String> = records.iter().map(|(name, record)| format!("{name} {record}")).collect();
    lines.sort_unstable();
    json!(lines)
}
