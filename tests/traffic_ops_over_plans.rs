//! Bodies of older versions over a plan that knows more.

use lodestone::edit::import::{ImportOptions, import_rows};
use lodestone::formats::traffic_ops::ReadOptions;
use lodestone::model::{DeliveryService, Plan};

use crate::traffic_ops::{own, planned, read_files, read_one};

/// What an older body cannot say stays as the plan has it; what it can say is taken.
#[test]
fn older_bodies_take_nothing_away() {
    let five = planned(read_one(&own("variants", "5.0")));
    for version in ["4.0", "3.0"] {
        let outcome = import_rows(&five, read_one(&own("variants", version)), ImportOptions::default()).unwrap();
        let of = |plan: &Plan| -> Vec<_> { plan.servers().iter().map(|(_, server)| server.profiles.clone()).collect() };
        assert_eq!(of(&outcome.plan), of(&five), "{version}");
        assert!(of(&five).iter().any(|profiles| 1 < profiles.len()));
        let of =
            |plan: &Plan| -> Vec<_> { plan.delivery_services().iter().map(|(_, one)| one.active.clone()).collect() };
        assert_eq!(of(&outcome.plan), of(&five), "{version}");
        assert!(of(&five).contains(&Some("INACTIVE".to_owned())) && of(&five).contains(&Some("PRIMED".to_owned())));
    }
    // The first of the profiles of `e-four-if` is Q_HEAVY.
    let after = |profile: &str, active: bool| -> (usize, String) {
        let servers = format!(r#"{{"response":[{{"hostName":"e-four-if","cdnName":"quirk","profile":"{profile}"}}]}}"#);
        let services = format!(r#"{{"response":[{{"xmlId":"q-inactive","active":{active}}}]}}"#);
        let files = [("servers.json", &*servers), ("deliveryservices.json", &*services)];
        let outcome =
            import_rows(&five, read_files(&files, &ReadOptions::default()), ImportOptions::default()).unwrap();
        let (_, server) = outcome.plan.servers().iter().find(|(_, server)| server.host_name == "e-four-if").unwrap();
        let service = outcome.plan.find::<DeliveryService>("q-inactive").unwrap();
        (server.profiles.len(), outcome.plan.get(service).unwrap().active.clone().unwrap())
    };
    assert_eq!(after("Q_HEAVY", false), (3, "INACTIVE".to_owned()));
    assert_eq!(after("Q_EDGE", true), (1, "ACTIVE".to_owned()));
}

#[test]
fn older_servers_leave_the_routers_of_other_interfaces_alone() {
    let interface = |name: &str, routers: &str, serves: bool| {
        let address = format!(r#"{{"address":"192.0.2.1","gateway":null,"serviceAddress":{serves}}}"#);
        format!(r#"{{"name":"{name}",{routers}"mtu":1500,"monitor":true,"ipAddresses":[{address}]}}"#)
    };
    let body = |cdn: &str, interfaces: [String; 2], more: &str| {
        let row = format!(r#""hostName":"e","{cdn}":"c"{more},"interfaces":[{}]"#, interfaces.join(","));
        read_files(&[("servers.json", &format!(r#"{{"response":[{{{row}}}]}}"#))], &ReadOptions::default())
    };
    let routers = |host: &str| format!(r#""routerHostName":"{host}","routerPortName":"p","#);
    let five = [interface("eth0", &routers("r0"), true), interface("eth1", &routers("r1"), false)];
    let plan = planned(body("cdn", five, ""));
    let after = |router: &str| -> Vec<String> {
        let more = format!(r#","profile":"P","routerHostName":"{router}","routerPortName":"p""#);
        let three = body("cdnName", [interface("eth0", "", true), interface("eth1", "", false)], &more);
        let outcome = import_rows(&plan, three, ImportOptions::default()).unwrap();
        assert!(!outcome.report.refused, "{:?}", outcome.report.problems);
        let servers = outcome.plan.servers().iter().flat_map(|(_, server)| server.interfaces.clone());
        servers.map(|interface| interface.router_host_name).collect()
    };
    assert_eq!(after("r0"), ["r0", "r1"]);
    assert_eq!(after("new").first().map(String::as_str), Some("new"));
}
