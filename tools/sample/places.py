"""Where the sample CDN stands: divisions, regions, cities and buildings.

Cities and their rounded positions are real. Buildings, streets and numbers are invented; the postal codes only look
like those of their cities.
"""

# Division -> its regions. A region in PLANNED_REGIONS is not in Traffic Ops yet.
DIVISIONS = {
    "Africa": ["East Africa", "Southern Africa"],
    "Asia": ["East Asia", "Gulf", "South Asia", "Southeast Asia"],
    "Europe": ["British Isles", "Central Europe", "Nordics", "Southern Europe", "Western Europe"],
    "North-America": ["Canada", "US Central", "US East", "US West"],
    "Oceania": ["Australia", "New Zealand"],
    "South-America": ["Andes", "Brazil"],
}
PLANNED_REGIONS = {"East Africa", "New Zealand"}

# Code -> (city, part of a cache group's name, latitude, longitude).
CITIES = {
    "AKL": ("Auckland", "auckland", -36.85, 174.76),
    "AMS": ("Amsterdam", "amsterdam", 52.37, 4.9),
    "ATL": ("Atlanta", "atlanta", 33.75, -84.39),
    "BOG": ("Bogotá", "bogota", 4.61, -74.08),
    "BOM": ("Mumbai", "mumbai", 19.07, 72.88),
    "BRU": ("Brussels", "brussels", 50.85, 4.35),
    "CHI": ("Chicago", "chicago", 41.85, -87.65),
    "CPH": ("Copenhagen", "copenhagen", 55.68, 12.57),
    "DEN": ("Denver", "denver", 39.74, -104.98),
    "DFW": ("Dallas", "dallas", 32.78, -96.81),
    "DUB": ("Dublin", "dublin", 53.33, -6.25),
    "DXB": ("Dubai", "dubai", 25.2, 55.27),
    "FRA": ("Frankfurt am Main", "frankfurt", 50.12, 8.68),
    "HKG": ("Hong Kong", "hong-kong", 22.28, 114.17),
    "IAD": ("Ashburn", "ashburn", 39.04, -77.49),
    "JNB": ("Johannesburg", "johannesburg", -26.2, 28.04),
    "LAX": ("Los Angeles", "los-angeles", 34.05, -118.24),
    "LIS": ("Lisbon", "lisbon", 38.72, -9.13),
    "LON": ("London", "london", 51.51, -0.13),
    "LOS": ("Lagos", "lagos", 6.45, 3.39),
    "MAD": ("Madrid", "madrid", 40.42, -3.7),
    "MIA": ("Miami", "miami", 25.77, -80.19),
    "MIL": ("Milan", "milan", 45.46, 9.19),
    "MSP": ("Minneapolis", "minneapolis", 44.98, -93.26),
    "NBO": ("Nairobi", "nairobi", -1.28, 36.82),
    "NYC": ("New York", "new-york", 40.71, -74.01),
    "PAR": ("Paris", "paris", 48.85, 2.35),
    "PHL": ("Philadelphia", "philadelphia", 39.95, -75.16),
    "PHX": ("Phoenix", "phoenix", 33.45, -112.07),
    "SAO": ("São Paulo", "sao-paulo", -23.55, -46.64),
    "SCL": ("Santiago", "santiago", -33.46, -70.65),
    "SEA": ("Seattle", "seattle", 47.61, -122.33),
    "SIN": ("Singapore", "singapore", 1.29, 103.85),
    "SJC": ("San Jose", "san-jose", 37.34, -121.89),
    "STO": ("Stockholm", "stockholm", 59.33, 18.07),
    "SYD": ("Sydney", "sydney", -33.87, 151.21),
    "TOR": ("Toronto", "toronto", 43.7, -79.42),
    "TYO": ("Tokyo", "tokyo", 35.69, 139.69),
    "WAW": ("Warsaw", "warsaw", 52.23, 21.01),
    "ZRH": ("Zürich", "zurich", 47.37, 8.55),
}

# Short name -> (address, state, zip, region, latitude, longitude, phone, comments). The code of the city comes first
# in the short name. Phones are numbers that are set aside for fiction.
SITES = {
    "AKL1": ("27 Kauri Exchange Lane", "AUK", "1010", "New Zealand", -36.8612, 174.7655, None, "Lease is being negotiated"),
    "AMS1": ("Glasvezelkade 114", "NH", "1098 XG", "Western Europe", 52.3561, 4.9523, None, None),
    "ATL1": ("310 Peach Relay Street", "GA", "30303", "US East", 33.7552, -84.3916, "+1 404 555 0110", None),
    "BOG1": ("Carrera 68 Bis 22-41", "DC", "110111", "Andes", 4.6402, -74.1035, None, "Opens after the Nairobi build"),
    "BOM1": ("Plot 18, Signal Park, Powai", "MH", "400076", "South Asia", 19.1197, 72.9051, None, None),
    "BRU1": ("Rue du Relais 63", "BRU", "1130", "Western Europe", 50.8873, 4.3941, None, None),
    "CHI1": ("1420 S Lantern Court", "IL", "60616", "US Central", 41.8537, -87.6189, "+1 312 555 0141", None),
    "CPH1": ("Fiberhavnen 8", "HST", "2450", "Nordics", 55.6479, 12.5468, None, "Origin vault"),
    "DEN1": ("900 Front Range Loop", "CO", "80216", "US Central", 39.7781, -104.9655, "+1 303 555 0177", "Origin vault"),
    "DFW1": ("4100 Bluebonnet Exchange Way", "TX", "75207", "US Central", 32.8004, -96.8205, "+1 214 555 0123", None),
    "DUB1": ("Unit 12, Northern Light Park", "D", "D15 A1B2", "British Isles", 53.4021, -6.3727, None, None),
    "DXB1": ("Warehouse 31, Signal Street", "DU", "00000", "Gulf", 25.1218, 55.2004, None, None),
    "FRA1": ("Lichtwellenstraße 25", "HE", "60314", "Central Europe", 50.1193, 8.7357, None, None),
    "FRA2": ("Am Umspannwerk 7", "HE", "65933", "Central Europe", 50.0987, 8.6193, None, "Separate power feed from FRA1"),
    "HKG1": ("18 Cable Landing Road, Tseung Kwan O", "HK", "999077", "East Asia", 22.2927, 114.2701, None, None),
    "IAD1": ("44100 Meadow Switch Drive", "VA", "20147", "US East", 39.0212, -77.4588, "+1 703 555 0152", None),
    "JNB1": ("9 Highveld Carrier Road", "GP", "2090", "Southern Africa", -26.1069, 28.0851, None, None),
    "LAX1": ("615 W Sunset Relay Avenue", "CA", "90014", "US West", 34.0467, -118.2552, "+1 213 555 0136", None),
    "LIS1": ("Rua do Farol Novo 19", "LIS", "1950-062", "Southern Europe", 38.7462, -9.1024, None, None),
    "LON1": ("14 Lamplighter Quay", "LND", "E14 9QX", "British Isles", 51.5115, -0.0017, "+44 20 7946 0114", None),
    "LON2": ("220 Signalbox Road", "LND", "NW10 7ZZ", "British Isles", 51.5272, -0.2718, "+44 20 7946 0222", "Separate fibre route from LON1"),
    "MAD1": ("Calle de la Fibra 41", "MD", "28037", "Southern Europe", 40.4382, -3.6217, None, None),
    "MIA1": ("275 NE Palm Landing", "FL", "33132", "US East", 25.7825, -80.1933, "+1 305 555 0119", None),
    "MIL1": ("Via delle Lanterne 36", "MI", "20143", "Southern Europe", 45.4757, 9.1032, None, None),
    "MSP1": ("640 Mill Relay Avenue S", "MN", "55415", "US Central", 44.9708, -93.2573, "+1 612 555 0168", None),
    "NBO1": ("Plot 7, Mwangaza Road", "NBI", "00100", "East Africa", -1.3011, 36.8515, None, "Power is ready, racks arrive next"),
    "NYC1": ("17 Lower Beacon Street", "NY", "10013", "US East", 40.7178, -74.0085, "+1 212 555 0101", None),
    "NYC2": ("118 Northern Cross Avenue", "NY", "10011", "US East", 40.7414, -74.0031, "+1 212 555 0102", "Separate fibre route from NYC1"),
    "PAR1": ("38 rue de la Lueur", "IDF", "75011", "Western Europe", 48.8581, 2.3806, None, None),
    "PHL1": ("77 Lamplight Street", "PA", "19123", "US East", 39.9601, -75.1624, "+1 215 555 0184", None),
    "PHX1": ("3300 E Saguaro Switch Road", "AZ", "85034", "US West", 33.4318, -112.0093, "+1 602 555 0145", None),
    "SAO1": ("Avenida da Fibra 1500", "SP", "01153-000", "Brazil", -23.5255, -46.6671, None, None),
    "SCL1": ("Camino del Faro 4820", "RM", "8340457", "Andes", -33.4174, -70.6992, None, None),
    "SEA1": ("418 Lake Relay Avenue", "WA", "98121", "US West", 47.6143, -122.3389, "+1 206 555 0133", None),
    "SIN1": ("9 Lantern Crescent", "SG", "348573", "Southeast Asia", 1.3305, 103.8902, None, None),
    "SJC1": ("77 Guadalupe Beacon Way", "CA", "95113", "US West", 37.3362, -121.8907, "+1 408 555 0190", None),
    "STO1": ("Norrskensvägen 5", "AB", "164 40", "Nordics", 59.4043, 17.9485, None, "Free cooling most of the year"),
    "SYD1": ("112 Lighthouse Exchange Road", "NSW", "2015", "Australia", -33.9191, 151.1937, None, None),
    "TOR1": ("88 Harbour Lantern Street", "ON", "M5J 2N1", "Canada", 43.6449, -79.3842, "+1 416 555 0127", None),
    "TYO1": ("2-8 Hikari Exchange, Koto", "TYO", "135-0061", "East Asia", 35.6552, 139.7963, None, None),
    "WAW1": ("ulica Latarni 11", "MZ", "02-678", "Central Europe", 52.1806, 20.9998, None, None),
    "ZRH1": ("Lichtleiterstrasse 14", "ZH", "8005", "Central Europe", 47.3889, 8.5172, None, None),
}
PLANNED_SITES = {"AKL1", "BOG1", "NBO1"}


def sites_of(code):
    """The short names of a city's buildings."""
    return [short for short in SITES if short.startswith(code)]


def site_name(short):
    """The name of a building, like `Frankfurt am Main 2`."""
    return f"{CITIES[short[:3]][0]} {short[3:]}"
