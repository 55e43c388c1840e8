//! Servers, their interfaces and addresses. Labels after Traffic Portal's form (`TPF/server`).

use super::cache_group::CacheGroup;
use super::entity::entity;
use super::field::object;
use super::link::Link;
use super::moment::Moment;
use super::place::PhysLocation;
use super::rare_text::RareText;
use super::reference_data::{Cdn, Profile, Status, Type};

entity! {
    /// One machine: a cache, a Traffic Router, a Traffic Monitor, an origin ...
    pub struct Server in servers {
        /// Not unique, not even within a CDN.
        host_name: String {
            key: HOST_NAME = "hostName", form: "Hostname", column: "Host", api: "hostName", snapshot: "hashId",
        },
        /// The rest of its full name.
        domain_name: Option<Box<str>> {
            key: DOMAIN_NAME = "domainName", form: "Domain name", column: "Domain", api: "domainName", snapshot: "fqdn",
        },
        /// The CDN that it serves.
        cdn: Option<Link<Cdn>> { key: CDN = "cdn", form: "CDN", column: "CDN", api: "cdn", api_id: "cdnID" },
        /// The group that it is in.
        cache_group: Option<Link<CacheGroup>> {
            key: CACHE_GROUP = "cacheGroup", form: "Cache Group", column: "Cache Group", api: "cacheGroup",
            api_id: "cacheGroupID",
            snapshot: "cacheGroup",
        },
        /// What it is; a type whose name begins with EDGE or MID is a cache.
        type_: Option<Link<Type>> {
            key: TYPE = "type", form: "Type", column: "Type", api: "type", api_id: "typeID", snapshot: "type",
        },
        /// The state that people want it in.
        status: Option<Link<Status>> {
            key: STATUS = "status", form: "Status", column: "Status", api: "status", api_id: "statusID",
            snapshot: "status",
        },
        /// Why it is off.
        offline_reason: Option<RareText> {
            key: OFFLINE_REASON = "offlineReason", form: "Offline Reason", column: "Offline Reason",
            api: "offlineReason",
        },
        /// The first has the highest priority.
        profiles: Vec<Link<Profile>> {
            key: PROFILES = "profiles", form: "Profiles", column: "Profile(s)", api: "profiles", snapshot: "profile",
        },
        /// The building that it stands in.
        phys_location: Option<Link<PhysLocation>> {
            key: PHYS_LOCATION = "physicalLocation", form: "Physical Location", column: "Phys Location",
            api: "physicalLocation", api_id: "physicalLocationID",
        },
        /// Where it answers HTTP.
        tcp_port: Option<i64> {
            key: TCP_PORT = "tcpPort", form: "TCP Port", column: "TCP Port", api: "tcpPort", snapshot: "port",
        },
        /// Where it answers HTTPS.
        https_port: Option<i64> {
            key: HTTPS_PORT = "httpsPort", form: "HTTPS Port", column: "HTTPS Port", api: "httpsPort",
            snapshot: "httpsPort",
        },
        /// Where in the building.
        rack: Option<Box<str>> { key: RACK = "rack", form: "Rack / Elevation", column: "Rack", api: "rack" },
        /// An old way to reach it for maintenance.
        mgmt_ip_address: Option<RareText> {
            key: MGMT_IP_ADDRESS = "mgmtIpAddress", form: "Management IP Address", column: "Mgmt IP Address",
            api: "mgmtIpAddress",
        },
        /// The mask of the management address, as old forms have it.
        mgmt_ip_netmask: Option<RareText> {
            key: MGMT_IP_NETMASK = "mgmtIpNetmask", form: "Management IP Netmask", column: "Mgmt IP Netmask",
            api: "mgmtIpNetmask",
        },
        /// The gateway of the management address.
        mgmt_ip_gateway: Option<RareText> {
            key: MGMT_IP_GATEWAY = "mgmtIpGateway", form: "Management IP Gateway", column: "Mgmt IP Gateway",
            api: "mgmtIpGateway",
        },
        /// Of its lights-out management; its password is never kept.
        ilo_ip_address: Option<RareText> {
            key: ILO_IP_ADDRESS = "iloIpAddress", form: "ILO IP Address", column: "ILO IP Address", api: "iloIpAddress",
        },
        /// The mask of the address of lights-out management.
        ilo_ip_netmask: Option<RareText> {
            key: ILO_IP_NETMASK = "iloIpNetmask", form: "ILO IP Netmask", column: "ILO IP Netmask", api: "iloIpNetmask",
        },
        /// The gateway of the address of lights-out management.
        ilo_ip_gateway: Option<RareText> {
            key: ILO_IP_GATEWAY = "iloIpGateway", form: "ILO IP Gateway", column: "ILO IP Gateway", api: "iloIpGateway",
        },
        /// Who logs in to lights-out management.
        ilo_username: Option<RareText> {
            key: ILO_USERNAME = "iloUsername", form: "ILO Username", column: "ILO Username", api: "iloUsername",
        },
        /// What Traffic Router hashes on; Traffic Ops makes a UUID.
        xmpp_id: Option<Box<str>> {
            key: XMPP_ID = "xmppId", form: "Hash ID", column: "Hash ID", api: "xmppId", snapshot: "hashId",
        },
        /// Of no use any more, kept.
        guid: Option<RareText> { key: GUID = "guid", form: "GUID", api: "guid" },
        /// Its network interfaces, ordered by name (Traffic Ops has no order).
        interfaces: Vec<Interface> {
            key: INTERFACES = "interfaces", form: "Interfaces", column: "Interface Name", api: "interfaces",
            snapshot: "interfaceName",
        },
        /// When its configuration was last queued, RFC 3339.
        config_update_time: Option<Moment> {
            key: CONFIG_UPDATE_TIME = "configUpdateTime", form: "Update Pending", column: "Update Pending",
            api: "configUpdateTime",
            volatile: true,
        },
        /// When it last took it.
        config_apply_time: Option<Moment> {
            key: CONFIG_APPLY_TIME = "configApplyTime", form: "Config Apply Time", api: "configApplyTime",
            volatile: true,
        },
        /// Whether that failed.
        config_update_failed: Option<bool> {
            key: CONFIG_UPDATE_FAILED = "configUpdateFailed", form: "Config Status", column: "Config Status",
            api: "configUpdateFailed",
            volatile: true,
        },
        /// The same for revalidations.
        reval_update_time: Option<Moment> {
            key: REVAL_UPDATE_TIME = "revalUpdateTime", form: "Reval Pending", column: "Reval Pending",
            api: "revalUpdateTime",
            volatile: true,
        },
        /// When the server last took the revalidations that were queued.
        reval_apply_time: Option<Moment> {
            key: REVAL_APPLY_TIME = "revalApplyTime", form: "Reval Apply Time", api: "revalApplyTime", volatile: true,
        },
        /// Whether taking the revalidations failed.
        reval_update_failed: Option<bool> {
            key: REVAL_UPDATE_FAILED = "revalUpdateFailed", form: "Reval Status", column: "Reval Status",
            api: "revalUpdateFailed",
            volatile: true,
        },
        /// When its status last changed, RFC 3339.
        status_last_updated: Option<Moment> {
            key: STATUS_LAST_UPDATED = "statusLastUpdated", form: "Status Last Updated", column: "Status Last Updated",
            api: "statusLastUpdated", volatile: true,
        },
    }
    name(server) = server.host_name.as_str().into(); unique = false;
}

object! {
    /// A network interface of a server.
    pub struct Interface {
        /// Like `eth0`; unique within the server.
        name: String = NAME = "name",
        /// Bytes; none: whatever it is.
        mtu: Option<i64> = MTU = "mtu",
        /// Kilobits a second that Traffic Monitor allows it.
        max_bandwidth: Option<i64> = MAX_BANDWIDTH = "maxBandwidth",
        /// Whether Traffic Monitor watches it.
        monitor: bool = MONITOR = "monitor",
        /// The network router that it hangs on.
        router_host_name: String = ROUTER_HOST_NAME = "routerHostName",
        /// The port there.
        router_port_name: String = ROUTER_PORT_NAME = "routerPortName",
        /// Its addresses.
        ip_addresses: Vec<IpAddress> = IP_ADDRESSES = "ipAddresses",
    }
}

object! {
    /// An address of an interface.
    pub struct IpAddress {
        /// An address, or an address with a prefix length, as Traffic Ops has it.
        address: String = ADDRESS = "address",
        /// The way out.
        gateway: Option<String> = GATEWAY = "gateway",
        /// Whether clients are served on it.
        service_address: bool = SERVICE_ADDRESS = "serviceAddress",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;
    use crate::model::field::FieldType as _;

    #[test]
    fn lists_have_no_room_to_spare() {
        let listed =
            |interface: Interface| Vec::<Interface>::from_value(Value::List(vec![interface.to_value()])).unwrap();
        let interface = Interface { ip_addresses: vec![IpAddress::default()], ..Interface::default() };
        let listed = listed(interface);
        assert_eq!((listed.capacity(), listed[0].ip_addresses.capacity()), (1, 1));
    }

    /// A plan has two hundred thousand, and an import holds each at least once: the block that one is held in has 512 bytes.
    #[test]
    fn a_server_takes_little() {
        assert!(size_of::<Server>() + 2 * size_of::<usize>() <= 512, "{}", size_of::<Server>());
    }
}
