"""The servers of the sample CDN. Addresses are of the ranges set aside for documentation, and private ones."""

import ipaddress
import uuid

from groups import BOREALIS_EDGES, CONTROLS, EDGES, MIDS, ORIGINS, PLANNED, ROUTERS, TROUBLE, name
from places import site_name, sites_of
from services import CDNS

# What makes hash ids the same every time.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "aurora.example.net")

PUBLIC = ["192.0.2.0/24", "198.51.100.0/24"]
INFRASTRUCTURE = "203.0.113.0/24"
BLOCKS = {}


def block(code):
    """The IPv4 and IPv6 networks of a city, given out in the order of asking."""
    if code not in BLOCKS:
        is_edge = code in EDGES
        nets = PUBLIC if is_edge else [INFRASTRUCTURE]
        taken = sum((other in EDGES) == is_edge for other in BLOCKS)
        blocks = [sub for net in nets for sub in ipaddress.ip_network(net).subnets(new_prefix=28)]
        v6 = ipaddress.ip_network(f"2001:db8:{0x100 + len(BLOCKS):x}::/64")
        BLOCKS[code] = {"v4": blocks[taken], "v6": v6, "used": 0, "number": len(BLOCKS)}
    return BLOCKS[code]


def interfaces(kind, code, place):
    """The interface that serves, and for mids one for maintenance."""
    net = block(code)
    v4, v6 = net["v4"], net["v6"]
    speed = {"edge": 20 if EDGES.get(code, (0,))[0] < 4 else 40, "mid": 100, "org": 40}.get(kind, 10)
    rows = [
        {
            "name": "eth0",
            "mtu": 9000 if kind in ("mid", "org") else 1500,
            "maxBandwidth": speed * 1_000_000,
            "monitor": True,
            "routerHostName": f"agg1.{code.lower()}",
            "routerPortName": f"et-0/0/{place}",
            "ipAddresses": [
                {"address": f"{v4[place + 2]}/28", "gateway": str(v4[1]), "serviceAddress": True},
                {"address": f"{v6[place + 0x11]}/64", "gateway": str(v6[1]), "serviceAddress": True},
            ],
        }
    ]
    if kind == "mid":
        rows.append(
            {
                "name": "mgmt0",
                "mtu": 1500,
                "maxBandwidth": 1_000_000,
                "monitor": False,
                "routerHostName": f"mgmt1.{code.lower()}",
                "routerPortName": f"ge-0/0/{place}",
                "ipAddresses": [
                    {"address": f"10.240.{net['number']}.{place + 11}/24", "serviceAddress": False},
                ],
            }
        )
    return rows


def server(cdn, kind, type_, profile, code, number, status, group, is_planned=False):
    """One server as its fields in the order of the model; the last two are for others to use."""
    prefix = "" if cdn == "aurora" else "bor-"
    host = f"{prefix}{kind}-{code.lower()}-{number:02}"
    net = block(code)
    place = net["used"]
    net["used"] += 1
    status, reason = TROUBLE.get(host, (status, None))
    sites = sites_of(code)
    return {
        "hostName": host,
        "domainName": f"{code.lower()}.{CDNS[cdn]}",
        "cdn": cdn,
        "cacheGroup": group,
        "type": type_,
        "status": status,
        "offlineReason": reason,
        "profiles": [profile],
        "physicalLocation": site_name(sites[place % len(sites)]),
        "tcpPort": 80,
        "httpsPort": 443 if kind in ("edge", "tr") else None,
        "rack": f"R{place // 4 + 1:02} U{38 - 4 * (place % 4)}",
        "iloIpAddress": f"10.250.{net['number']}.{place + 11}",
        "iloIpNetmask": "255.255.255.0",
        "iloIpGateway": f"10.250.{net['number']}.1",
        "xmppId": None if is_planned else str(uuid.uuid5(NAMESPACE, f"{cdn}/{host}")),
        "interfaces": interfaces(kind, code, place),
        "-planned": is_planned,
        "-role": (kind, code, number),
    }


def servers():
    """All of them, in the order in which Traffic Ops came to know them."""
    rows = []

    def add(cdn, kind, type_, profile, code, count, status, group):
        is_planned = group.startswith("edge-") and code in PLANNED
        for number in range(1, count + 1):
            rows.append(server(cdn, kind, type_, profile, code, number, status, group, is_planned))

    for code, (count, *_) in EDGES.items():
        status = "PRE_PROD" if code in PLANNED else "REPORTED"
        add("aurora", "edge", "EDGE", "AURORA_EDGE", code, count, status, name("edge", code))
    for code, (count, *_) in MIDS.items():
        add("aurora", "mid", "MID", "AURORA_MID", code, count, "REPORTED", name("mid", code))
    for code, count in ORIGINS.items():
        add("aurora", "org", "ORG", "AURORA_ORIGIN", code, count, "REPORTED", name("org", code))
    for code, count in ROUTERS.items():
        add("aurora", "tr", "CCR", "AURORA_ROUTER", code, count, "ONLINE", name("tr", code))
    for code, count in CONTROLS.items():
        add("aurora", "tm", "RASCAL", "RASCAL_AURORA", code, count, "ONLINE", name("tc", code))
    add("aurora", "ts", "TRAFFIC_STATS", "AURORA_STATS", "MSP", 1, "ONLINE", name("tc", "MSP"))
    for code, count in BOREALIS_EDGES.items():
        add("borealis", "edge", "EDGE", "BOREALIS_EDGE", code, count, "REPORTED", name("edge", code))
    add("borealis", "mid", "MID", "BOREALIS_MID", "ZRH", 1, "REPORTED", name("mid", "ZRH"))
    add("borealis", "org", "ORG", "BOREALIS_ORIGIN", "CPH", 1, "REPORTED", name("org", "CPH"))
    add("borealis", "tr", "CCR", "BOREALIS_ROUTER", "WAW", 1, "ONLINE", name("tr", "WAW"))
    add("borealis", "tm", "RASCAL", "RASCAL_BOREALIS", "LIS", 1, "ONLINE", name("tc", "LIS"))
    return rows
