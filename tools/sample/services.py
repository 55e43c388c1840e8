"""Profiles with their parameters, server capabilities, delivery services and the topology of the sample CDN."""

from groups import BOREALIS_EDGES, EDGES, MIDS, name

CDNS = {"aurora": "aurora.example.net", "borealis": "borealis.example.net"}

# Name -> (CDN, type, description).
PROFILES = {
    "GLOBAL": ("ALL", "UNK_PROFILE", "What all servers and services share"),
    "AURORA_EDGE": ("aurora", "ATS_PROFILE", "Edge caches of aurora"),
    "AURORA_MID": ("aurora", "ATS_PROFILE", "Mid caches of aurora"),
    "AURORA_ORIGIN": ("aurora", "ORG_PROFILE", "Origins of aurora"),
    "AURORA_ROUTER": ("aurora", "TR_PROFILE", "Traffic Routers of aurora"),
    "AURORA_STATS": ("aurora", "TS_PROFILE", "Traffic Stats of aurora"),
    "RASCAL_AURORA": ("aurora", "TM_PROFILE", "Traffic Monitors of aurora"),
    "BOREALIS_EDGE": ("borealis", "ATS_PROFILE", "Edge caches of borealis"),
    "BOREALIS_MID": ("borealis", "ATS_PROFILE", "Mid caches of borealis"),
    "BOREALIS_ORIGIN": ("borealis", "ORG_PROFILE", "Origins of borealis"),
    "BOREALIS_ROUTER": ("borealis", "TR_PROFILE", "Traffic Routers of borealis"),
    "RASCAL_BOREALIS": ("borealis", "TM_PROFILE", "Traffic Monitors of borealis"),
}

GLOBAL = [
    ("tm.instance_name", "global", "Aurora"),
    ("tm.toolname", "global", "Traffic Ops"),
    ("tm.url", "global", "https://ops.example.net/"),
]
CACHE = [
    ("health.connection.timeout", "rascal.properties", "2000"),
    ("health.polling.format", "rascal.properties", "astats"),
    ("health.polling.type", "rascal.properties", "http"),
    ("health.polling.url", "rascal.properties", "http://${hostname}/_astats?application=&inf.name=${interface_name}"),
    ("health.threshold.availableBandwidthInKbps", "rascal.properties", ">1750000"),
    ("health.threshold.loadavg", "rascal.properties", "25.0"),
    ("health.threshold.queryTime", "rascal.properties", "1000"),
    ("history.count", "rascal.properties", "30"),
    ("trafficserver", "package", "9.2.5"),
    ("weight", "CRConfig.json", "1.0"),
    ("weightMultiplier", "CRConfig.json", "1000"),
]
MONITOR = [
    ("health.polling.interval", "rascal-config.txt", "6000"),
    ("heartbeat.polling.interval", "rascal-config.txt", "3000"),
    ("peers.polling.interval", "rascal-config.txt", "3000"),
    ("tm.polling.interval", "rascal-config.txt", "10000"),
]


def router(cdn):
    """What Traffic Router must know: it refuses a snapshot without the two polling URLs."""
    static = f"https://static.{CDNS[cdn]}"
    crconfig = {
        "api.cache-control.max-age": "10",
        "certificates.polling.interval": "300000",
        "consistent.dns.routing": "true",
        "coveragezone.polling.interval": "3600000",
        "coveragezone.polling.url": f"{static}/coverage-zones.json",
        "dnssec.dynamic.response.expiration": "300s",
        "edge.dns.routing": "false",
        "edge.http.routing": "false",
        "geolocation.polling.interval": "86400000",
        "geolocation.polling.url": f"{static}/geolocation.mmdb.gz",
        "keystore.maintenance.interval": "300",
        "steeringmapping.polling.interval": "60000",
        "tld.soa.admin": "hostmaster",
        "tld.soa.expire": "604800",
        "tld.soa.minimum": "30",
        "tld.soa.refresh": "28800",
        "tld.soa.retry": "7200",
        "tld.ttls.A": "3600",
        "tld.ttls.AAAA": "3600",
        "tld.ttls.DNSKEY": "30",
        "tld.ttls.DS": "30",
        "tld.ttls.NS": "3600",
        "tld.ttls.SOA": "86400",
        "zonemanager.cache.maintenance.interval": "300",
        "zonemanager.threadpool.scale": "0.50",
    }
    rows = [(key, "CRConfig.json", value) for key, value in crconfig.items()]
    rows += [("api.port", "server.xml", "3333"), ("secure.api.port", "server.xml", "3443")]
    if cdn == "aurora":
        # Clients of whom the database knows the country only are taken to be here.
        rows += [("maxmind.default.override", "CRConfig.json", value) for value in ("DE;51.1,10.4", "US;39.5,-98.35")]
    return rows


# Profile -> its parameters.
PARAMETERS = {
    "GLOBAL": GLOBAL,
    "AURORA_EDGE": CACHE,
    "AURORA_MID": CACHE,
    "AURORA_ROUTER": router("aurora"),
    "RASCAL_AURORA": MONITOR,
    "BOREALIS_EDGE": CACHE,
    "BOREALIS_MID": CACHE,
    "BOREALIS_ROUTER": router("borealis"),
    "RASCAL_BOREALIS": MONITOR,
}

CAPABILITIES = {
    "large-disk": "At least 100 TB for content",
    "ssd": "Content lies on solid state disks",
}

EUROPE = ["LON", "AMS", "BRU", "PAR", "FRA", "MAD", "MIL", "STO"]


def topology():
    """Name, description and nodes of Europe's own tree: one origin, two mids, the edges."""
    nodes = [{"cachegroup": name("org", "CPH"), "parents": []}]
    places = {}
    for mid in ("DUB", "ZRH"):
        places[mid] = len(nodes)
        nodes.append({"cachegroup": name("mid", mid), "parents": [0]})
    for edge in EUROPE:
        parents = [places[mid] for mid in EDGES[edge][1:3]]
        nodes.append({"cachegroup": name("edge", edge), "parents": parents})
    return "aurora-europe", "Live channels stay in Europe: edges, two mids, Copenhagen", nodes


def has_ssd(kind, code, number):
    """Europe's first two edges of a group, its mids, and the first edge elsewhere."""
    if kind == "mid":
        return code in ("DUB", "ZRH")
    return kind == "edge" and number <= (2 if code in EUROPE else 1)


def has_large_disk(kind):
    """The mids keep what edges cannot."""
    return kind == "mid"


def delivery_services():
    """The services, each as its fields in the order of the model."""
    vod = service("aurora-vod", "HTTP", "aurora", "Films and series", "cdn", 2, 40.0, -95.0, "Everything on demand")
    vod.update(multiSiteOrigin=True, sslKeyVersion=1, initialDispersion=2, consistentHashRegex="/(.*)/[^/]*")
    web = service("aurora-web", "DNS", "aurora", "Pages and pictures", "www", 3, 50.1, 8.7, "The public web site")
    web.update(ccrDnsTtl=60, maxDnsAnswers=3, sslKeyVersion=1)
    live = service("aurora-live", "HTTP_LIVE_NATNL", "aurora", "Live channels", "live", 0, 50.1, 8.7, "Sports and news")
    live.update(topology="aurora-europe", requiredCapabilities=["ssd"])
    small = service("borealis-web", "HTTP", "borealis", "Borealis news", "cdn", 0, 59.3, 18.1, "The small sister")
    small.update(initialDispersion=1)
    return [vod, web, live, small]


def service(xml_id, type_, cdn, display, routing, protocol, lat, long, description):
    """The fields that all services have."""
    is_dns = type_.startswith("DNS")
    return {
        "xmlId": xml_id,
        "active": "ACTIVE",
        "type": type_,
        "tenant": "root",
        "cdn": cdn,
        "displayName": display,
        "routingName": routing,
        "matchList": [{"type": "HOST_REGEXP", "setNumber": 0, "pattern": f".*\\.{xml_id}\\..*"}],
        "orgServerFqdn": f"http://{xml_id}.origin.example.org",
        "protocol": protocol,
        "dscp": 0,
        "signed": False,
        "qstringIgnore": 0,
        "geoLimit": 0,
        "geoProvider": 0,
        "missLat": lat,
        "missLong": long,
        "deepCachingType": "NEVER",
        "initialDispersion": None if is_dns else 1,
        "multiSiteOrigin": False,
        "ipv6RoutingEnabled": True,
        "ecsEnabled": is_dns,
        "regionalGeoBlocking": False,
        "anonymousBlockingEnabled": False,
        "logsEnabled": True,
        "regional": False,
        "rangeRequestHandling": 0,
        "longDesc": description,
    }


def assigned(server):
    """Which services a server is assigned to; those of a topology need no assignment."""
    if server["type"] == "ORG" and server["cdn"] == "aurora":
        return ["aurora-vod"]
    if server["type"] != "EDGE" or server["status"] == "PRE_PROD":
        return []
    if server["cdn"] == "borealis":
        return ["borealis-web"]
    is_first_two = server["hostName"].endswith(("-01", "-02"))
    return ["aurora-vod", "aurora-web"] if is_first_two else ["aurora-vod"]


STATIC_DNS_ENTRY = {
    "host": "status",
    "deliveryservice": "aurora-web",
    "type": "CNAME_RECORD",
    "address": "status.example.org.",
    "ttl": 300,
}

# Everybody who serves clients; those of the second CDN stand among those of the first.
assert set(BOREALIS_EDGES) <= set(EDGES) and set(MIDS)
