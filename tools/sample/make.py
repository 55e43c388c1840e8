#!/usr/bin/env python3
"""Writes assets/sample.plan-text. Run it from anywhere: `python3 tools/sample/make.py`; `--check` only compares."""

import json
import pathlib
import re
import sys

import groups
import places
import services
from servers import servers

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "assets" / "sample.plan-text"

# Kinds and relations, in the order of the model.
KINDS = [
    "type", "status", "division", "region", "phys-location", "coordinate", "cdn", "cache-group", "asn",
    "server-capability", "profile", "parameter", "server", "topology", "delivery-service", "static-dns-entry",
    "coverage-zone-file", "coverage-zone", "coverage-zone-network", "scenario", "saved-view",
]
RELATIONS = ["profile-parameter", "server-server-capability", "delivery-service-server"]


class Plan:
    """Lines by kind, each with what it is sorted by."""

    def __init__(self):
        self.lines = {kind: [] for kind in KINDS + RELATIONS}
        self.next_id = {}

    def add(self, kind, identity, fields, known=True, id_from=1):
        """An object; `known`: Traffic Ops has it, and so it has an id there."""
        fields = {key: value for key, value in fields.items() if value not in (None, []) and not key.startswith("-")}
        if known:
            fields["trafficOpsId"] = self.next_id.setdefault(kind, id_from)
            self.next_id[kind] += 1
        order = [part.encode() for part in identity]
        self.lines[kind].append((order, f"{kind} {compact(fields)}"))

    def pair(self, relation, **sides):
        """A pair of a relation."""
        line = f"{relation} {compact({key.replace('_', '-'): side for key, side in sides.items()})}"
        self.lines[relation].append(([line.encode()], line))

    def text(self):
        """The whole file."""
        rows = [line for kind in self.lines for _, line in sorted(self.lines[kind])]
        return "\n".join(["lodestone-plan-text 2", *rows, ""])


def compact(value):
    """JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def position(latitude, longitude):
    """A position as the model has it."""
    return {"latitude": float(latitude), "longitude": float(longitude)}


def seeds(plan):
    """What a fresh Traffic Ops has, in the words of the model, with the ids that it has there."""
    source = (ROOT / "src" / "model" / "seed.rs").read_text(encoding="utf-8")
    types, statuses = source.split("pub const STATUSES")
    for table, name, description in re.findall(r'^    \("([^"]*)", "([^"]*)", "([^"]*)"\),$', types, re.M):
        plan.add("type", [name], {"name": name, "description": description, "useInTable": table})
    for name, description in re.findall(r'^    \("([^"]*)", "([^"]*)"\),$', statuses, re.M):
        plan.add("status", [name], {"name": name, "description": description})
    for name, domain in {"ALL": "-", **services.CDNS}.items():
        plan.add("cdn", [name], {"name": name, "domainName": domain, "dnssecEnabled": False})


def sites(plan):
    """Divisions, regions and physical locations."""
    for division, regions in places.DIVISIONS.items():
        plan.add("division", [division], {"name": division})
        for region in regions:
            known = region not in places.PLANNED_REGIONS
            plan.add("region", [region], {"name": region, "division": division}, known)
    for short, (address, state, zip_, region, latitude, longitude, phone, comments) in places.SITES.items():
        name = places.site_name(short)
        fields = {
            "name": name,
            "shortName": short,
            "address": address,
            "city": places.CITIES[short[:3]][0],
            "state": state,
            "zip": zip_,
            "poc": "Site operations",
            "phone": phone,
            "email": f"{short.lower()}@sites.example.net",
            "region": region,
            "comments": comments,
            "position": {"at": position(latitude, longitude), "proposed": False},
        }
        plan.add("phys-location", [name], fields, short not in places.PLANNED_SITES)


def group(plan, kind, type_, code, parents=(None, None), methods=(), fallbacks=(), to_closest=True, parent_kind=None):
    """A cache group and its coordinate."""
    name = groups.name(kind, code)
    known = not (kind == "edge" and code in groups.PLANNED)
    coordinate = None
    if not (kind == "edge" and code in groups.WITHOUT_COORDINATE):
        coordinate = f"from_cachegroup_{name}"
        where = position(*places.CITIES[code][2:])
        plan.add("coordinate", [coordinate], {"name": coordinate, "position": where}, known)
    parent, secondary = (groups.name(parent_kind, parent) if parent else None for parent in parents)
    site = groups.PLANNED_SITE.get(code) if kind == "edge" else None
    fields = {
        "name": name,
        "shortName": f"{code.lower()}-{kind}",
        "type": type_,
        "coordinate": coordinate,
        "parentCachegroup": parent,
        "secondaryParentCachegroup": secondary,
        "localizationMethods": list(methods),
        "fallbacks": [groups.name("edge", fallback) for fallback in fallbacks],
        "fallbackToClosest": to_closest,
        "plannedPhysLocation": places.site_name(site) if site else None,
    }
    plan.add("cache-group", [name], fields, known)


def cache_groups(plan):
    """All groups, as Traffic Ops would have come to know them: what is asked before who asks."""
    for code in groups.ORIGINS:
        group(plan, "org", "ORG_LOC", code)
    for code, (_, *parents) in groups.MIDS.items():
        group(plan, "mid", "MID_LOC", code, parents, parent_kind="org")
    for code, (_, parent, secondary, fallbacks, to_closest, methods, _) in groups.EDGES.items():
        group(plan, "edge", "EDGE_LOC", code, (parent, secondary), methods, fallbacks, to_closest, "mid")
    for code in groups.ROUTERS:
        group(plan, "tr", "TR_LOC", code)
    for code in groups.CONTROLS:
        group(plan, "tc", "TC_LOC", code)


def asns(plan):
    """AS numbers for documentation; the planned group's is a private one."""
    numbers = iter([*range(64496, 64512), *range(65536, 65552)])
    for code, (*_, count) in groups.EDGES.items():
        is_planned = code in groups.PLANNED
        for _ in range(count):
            number = 64512 if is_planned else next(numbers)
            name = groups.name("edge", code)
            plan.add("asn", [str(number), name], {"asn": number, "cachegroup": name}, not is_planned)


def profiles(plan):
    """Server capabilities, profiles and their parameters, each parameter once."""
    for name, description in services.CAPABILITIES.items():
        # Traffic Ops knows capabilities and topologies by name only.
        plan.add("server-capability", [name], {"name": name, "description": description}, known=False)
    seen = set()
    for name, (cdn, type_, description) in services.PROFILES.items():
        fields = {"name": name, "cdn": cdn, "type": type_, "routingDisabled": False, "description": description}
        plan.add("profile", [name], fields)
        for row in services.PARAMETERS.get(name, []):
            plan.pair("profile-parameter", profile=name, parameter=list(row))
            if row not in seen:
                seen.add(row)
                plan.add("parameter", row, dict(zip(("name", "configFile", "value"), row)))


# A service's fields that only some have, and the field before which they stand.
PLACES = {
    "topology": "matchList", "maxDnsAnswers": "multiSiteOrigin", "ccrDnsTtl": "multiSiteOrigin",
    "consistentHashRegex": "ipv6RoutingEnabled", "requiredCapabilities": "logsEnabled", "sslKeyVersion": "longDesc",
}


def in_order(service):
    """A service's fields in the order of the model."""
    fields = {}
    for key, value in service.items():
        if key in PLACES:
            continue
        fields.update({late: service[late] for late, before in PLACES.items() if before == key and late in service})
        fields[key] = value
    return fields


def network(plan):
    """Servers, the topology, services, and what ties them together."""
    for server in servers():
        identity = [server["cdn"], server["hostName"]]
        plan.add("server", identity, server, not server["-planned"])
        kind, code, number = server["-role"]
        if server["cdn"] == "aurora" and services.has_ssd(kind, code, number):
            plan.pair("server-server-capability", server=identity, server_capability="ssd")
        if server["cdn"] == "aurora" and services.has_large_disk(kind):
            plan.pair("server-server-capability", server=identity, server_capability="large-disk")
        for service in services.assigned(server):
            plan.pair("delivery-service-server", delivery_service=service, server=identity)
    name, description, nodes = services.topology()
    plan.add("topology", [name], {"name": name, "description": description, "nodes": nodes}, known=False)
    for service in services.delivery_services():
        plan.add("delivery-service", [service["xmlId"]], in_order(service))
    entry = services.STATIC_DNS_ENTRY
    plan.add("static-dns-entry", [entry[key] for key in ("deliveryservice", "host", "type", "address")], entry)


def own(plan):
    """What is Lodestone's own: zones, a scenario, a saved view."""
    file = "coverage-zones.json"
    other = {"customerName": "aurora", "revision": "1"}
    fields = {"name": file, "cdns": ["aurora"], "other": other}
    plan.add("coverage-zone-file", [file], fields, known=False)
    order = 0.0
    for number, (code, (*_, methods, _)) in enumerate(groups.EDGES.items(), start=16):
        # A zone whose group may not be found by zone would be a dead end.
        if code in groups.PLANNED or (methods and "CZ" not in methods):
            continue
        order += 1
        name = groups.name("edge", code)
        at = position(*places.CITIES[code][2:])
        zone = {"name": name, "file": file, "coordinates": at, "order": order}
        plan.add("coverage-zone", [file, name], zone, known=False)
        networks = [(f"10.{number}.0.0/16", False, 1.0), (f"10.{number + 64}.0.0/17", False, 2.0)]
        networks.append((f"2001:db8:{0x8000 + number:x}::/48", True, 1.0))
        for text, is_v6, place in networks:
            network = {"network": text, "zone": [file, name], **({"network6": True} if is_v6 else {}), "order": place}
            identity = [f"{file}/{name}", "true" if is_v6 else "false", text]
            plan.add("coverage-zone-network", identity, network, known=False)
    down = [
        {"kind": "cache-group", "name": groups.name("mid", "ZRH")},
        {"kind": "phys-location", "name": places.site_name("FRA2")},
    ]
    name = "Zürich is dark"
    description = "The mids in Zürich fail while the second building in Frankfurt is without power."
    plan.add("scenario", [name], {"name": name, "description": description, "down": down}, known=False)
    view = {"name": "Europe", "center": position(50.0, 6.0), "zoom": 4.0}
    plan.add("saved-view", ["Europe"], view, known=False)


def sample():
    """The sample plan's text."""
    plan = Plan()
    for part in (seeds, sites, cache_groups, asns, profiles, network, own):
        part(plan)
    return plan.text()


def main():
    """Writes the file, or compares it."""
    text = sample()
    if "--check" in sys.argv[1:]:
        if TARGET.read_text(encoding="utf-8") != text:
            sys.exit(f"{TARGET.relative_to(ROOT)} is not what tools/sample/make.py makes: run it")
        return
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
