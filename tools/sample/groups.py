"""The cache groups of the sample CDN: who is where, who asks whom, who stands in for whom."""

from places import CITIES

# Everybody's abbreviations, for the tables below.
IAD, PHX, SCL, DUB, ZRH, HKG = "IAD", "PHX", "SCL", "DUB", "ZRH", "HKG"
ALL = []  # None set: Traffic Router takes all of them.
BOTH = ["CZ", "GEO"]
ZONES = ["CZ"]
GEO = ["GEO"]
# As an old import has it; the deep one has no effect.
DEEP = ["CZ", "DEEP_CZ", "GEO"]

# City -> (servers, parent, secondary parent, fallbacks, fallback to closest, localization methods, AS numbers).
# Fallbacks of groups that are in service are mutual.
EDGES = {
    "SEA": (3, PHX, IAD, ["SJC", "LAX"], True, BOTH, 1),
    "SJC": (4, PHX, IAD, ["LAX", "SEA"], True, BOTH, 1),
    "LAX": (4, PHX, IAD, ["SJC", "DFW", "SEA"], True, BOTH, 1),
    "DFW": (3, PHX, IAD, ["CHI", "LAX", "MIA"], True, BOTH, 1),
    "CHI": (5, IAD, PHX, ["TOR", "NYC", "PHL", "DFW"], True, BOTH, 2),
    "TOR": (3, IAD, PHX, ["NYC", "CHI"], False, BOTH, 1),
    "NYC": (5, IAD, PHX, ["PHL", "TOR", "CHI"], True, BOTH, 2),
    "PHL": (2, IAD, PHX, ["NYC", "CHI", "MIA"], False, ZONES, 1),
    "MIA": (3, IAD, PHX, ["PHL", "DFW", "SAO"], True, BOTH, 1),
    "SAO": (3, SCL, IAD, ["MIA"], False, BOTH, 2),
    "LON": (5, DUB, ZRH, ["BRU", "PAR", "AMS"], True, DEEP, 2),
    "AMS": (4, DUB, ZRH, ["BRU", "LON", "FRA", "STO"], True, BOTH, 1),
    "BRU": (2, ZRH, DUB, ["AMS", "PAR", "FRA", "LON"], False, ZONES, 1),
    "PAR": (4, DUB, ZRH, ["BRU", "LON", "MAD"], True, BOTH, 2),
    "FRA": (5, ZRH, DUB, ["BRU", "AMS", "MIL"], False, BOTH, 2),
    "MAD": (3, ZRH, DUB, ["PAR"], True, BOTH, 1),
    "MIL": (2, ZRH, DUB, ["FRA"], True, BOTH, 1),
    "STO": (3, ZRH, DUB, ["AMS"], True, BOTH, 1),
    "JNB": (2, ZRH, None, [], True, GEO, 1),
    "DXB": (2, ZRH, HKG, ["BOM"], True, ALL, 1),
    "BOM": (3, HKG, ZRH, ["DXB", "SIN"], True, ALL, 1),
    "SIN": (4, HKG, PHX, ["BOM", "TYO", "SYD"], True, BOTH, 2),
    "TYO": (4, HKG, PHX, ["SIN"], True, BOTH, 2),
    "SYD": (3, HKG, PHX, ["SIN"], True, BOTH, 1),
    # Planned: Traffic Ops does not know them yet.
    "NBO": (2, ZRH, DUB, ["DXB"], True, BOTH, 1),
    "BOG": (0, IAD, SCL, ["MIA", "SAO"], True, BOTH, 0),
    "LOS": (0, ZRH, DUB, [], True, BOTH, 0),
    "AKL": (0, HKG, PHX, ["SYD"], True, BOTH, 0),
}
PLANNED = {"NBO", "BOG", "LOS", "AKL"}
# Nobody has said yet where exactly: they wait in the tray.
WITHOUT_COORDINATE = {"LOS", "AKL"}
# Their building, while they have no servers.
PLANNED_SITE = {"BOG": "BOG1", "AKL": "AKL1"}

# City -> (servers, parent, secondary parent).
MIDS = {
    "IAD": (3, "DEN", "CPH"),
    "PHX": (3, "DEN", "CPH"),
    "SCL": (2, "DEN", "CPH"),
    "DUB": (2, "CPH", "DEN"),
    "ZRH": (3, "CPH", "DEN"),
    "HKG": (3, "CPH", "DEN"),
}
# City -> servers.
ORIGINS = {"DEN": 2, "CPH": 2}
ROUTERS = {"ATL": 2, "WAW": 2}
CONTROLS = {"MSP": 2, "LIS": 1}

# The second CDN's edges, in groups of the first.
BOREALIS_EDGES = {"STO": 2, "BRU": 2}

# Who is not simply REPORTED: host -> (status, reason). Traffic Ops puts the user before the reason.
TROUBLE = {
    "edge-lax-04": ("ADMIN_DOWN", "operations: memory errors, module on order"),
    "edge-sin-03": ("ADMIN_DOWN", "operations: two disks to replace"),
    "edge-chi-05": ("OFFLINE", "planning: moves to the new rack row"),
    "edge-fra-04": ("OFFLINE", "operations: returned to the vendor"),
    "mid-phx-03": ("ADMIN_DOWN", "operations: kernel upgrade"),
}


def name(kind, code):
    """The name of a city's cache group, like `edge-denver`."""
    return f"{kind}-{CITIES[code][1]}"
