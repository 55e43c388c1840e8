#!/usr/bin/env python3
"""Makes a raster PMTiles file (version 3).

usage: tools/pmtiles/make.py OUT [--zooms 0-3] [--bounds W,S,E,N] [--attribution TEXT] [--from FOLDER]

Without --from the tiles are drawn: a chequered ground, a line around each tile, and its zoom, column and row in it, so
that one sees at a glance whether a map lays them where they belong. With --from they are taken from a folder that holds
them as ZOOM/COLUMN/ROW.png, or .jpg, or .webp (all of one kind), as every tile renderer writes them.

`tools/pmtiles/make.py tests/fixtures/tiles/pattern.pmtiles --zooms 0-2 --attribution "Pattern, made by
Lodestone"` makes the one
that tests read. It needs nothing but Python.
"""

import argparse
import gzip
import json
import math
import pathlib
import struct
import zlib

# So much of the file is read first: header and root directory must fit in.
FIRST_READ = 16_384
HEADER = 127
KINDS = {".png": 2, ".jpg": 3, ".jpeg": 3, ".webp": 4}
# The digits and the slash, seven rows of five dots each.
GLYPHS = {
    "0": "01110 10001 10011 10101 11001 10001 01110", "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "01110 10001 00001 00110 01000 10000 11111", "3": "11110 00001 00001 01110 00001 00001 11110",
    "4": "00010 00110 01010 10010 11111 00010 00010", "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "01110 10000 11110 10001 10001 10001 01110", "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110", "9": "01110 10001 10001 01111 00001 00001 01110",
    "/": "00001 00001 00010 00100 01000 10000 10000",
}
SIDE = 256


def tile_id(zoom, column, row):
    """The number of a tile: zoom by zoom, along a Hilbert curve."""
    number = sum(4**level for level in range(zoom))
    at, side = 0, 1 << zoom
    step = side >> 1
    while step:
        right, below = int(bool(column & step)), int(bool(row & step))
        at += step * step * ((3 * right) ^ below)
        if not below:
            if right:
                column, row = step - 1 - (column & (step - 1)), step - 1 - (row & (step - 1))
            else:
                column, row = column & (step - 1), row & (step - 1)
            column, row = row, column
        else:
            column, row = column & (step - 1), row & (step - 1)
        step >>= 1
    return number + at


def varint(number):
    """A number as bytes of seven bits, the lowest first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def directory(entries):
    """Entries (number, offset, length, run), packed; a run of 0 leads to another directory."""
    out = bytearray(varint(len(entries)))
    last = 0
    for number, *_ in entries:
        out += varint(number - last)
        last = number
    for *_, run in entries:
        out += varint(run)
    for _, _, length, _ in entries:
        out += varint(length)
    following = None
    for _, offset, length, _ in entries:
        out += varint(0 if offset == following else offset + 1)
        following = offset + length
    return gzip.compress(bytes(out), mtime=0)


def directories(entries):
    """The root directory, and what it leads to."""
    root = directory(entries)
    if HEADER + len(root) <= FIRST_READ:
        return root, b""
    size = 4096
    while True:
        leaves, top = bytearray(), []
        for at in range(0, len(entries), size):
            leaf = directory(entries[at : at + size])
            top.append((entries[at][0], len(leaves), len(leaf), 0))
            leaves += leaf
        root = directory(top)
        if HEADER + len(root) <= FIRST_READ:
            return root, bytes(leaves)
        size *= 2


def png(palette, rows):
    """A picture of up to four colours."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packed = bytearray()
    for row in rows:
        packed.append(0)
        for at in range(0, SIDE, 4):
            a, b, c, d = row[at : at + 4]
            packed.append(a << 6 | b << 4 | c << 2 | d)
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 2, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    data = chunk(b"IHDR", head) + chunk(b"PLTE", colours) + chunk(b"IDAT", zlib.compress(bytes(packed), 9))
    return b"\x89PNG\r\n\x1a\n" + data + chunk(b"IEND", b"")


def drawn(zoom, column, row):
    """A tile that says which one it is."""
    ground = [(222, 226, 214), (200, 214, 222)][(column + row) % 2]
    rows = [[0] * SIDE for _ in range(SIDE)]
    for at in range(SIDE):
        for line in (0, SIDE - 1):
            rows[line][at] = rows[at][line] = 1
        rows[SIDE // 2][at] = rows[at][SIDE // 2] = 2
    text, scale = f"{zoom}/{column}/{row}", 4
    left = (SIDE - len(text) * 6 * scale) // 2
    for place, letter in enumerate(text):
        for y, dots in enumerate(GLYPHS[letter].split()):
            for x, dot in enumerate(dots):
                if dot == "1":
                    for dy in range(scale):
                        start = left + (place * 6 + x) * scale
                        rows[60 + y * scale + dy][start : start + scale] = [1] * scale
    return png([ground, (90, 98, 110), (178, 188, 190), (0, 0, 0)], rows)


def column_row(zoom, longitude, latitude):
    """The tile around a place."""
    latitude = max(-85.0511, min(85.0511, latitude))
    x = (longitude + 180) / 360
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return [max(0, min((1 << zoom) - 1, int(part * (1 << zoom)))) for part in (x, y)]


def drawn_tiles(zooms, bounds):
    """All tiles of these zooms within bounds."""
    west, south, east, north = bounds
    for zoom in range(zooms[0], zooms[1] + 1):
        left, top = column_row(zoom, west, north)
        right, bottom = column_row(zoom, east, south)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield zoom, column, row, drawn(zoom, column, row)


def tiles_of(folder):
    """The tiles of a folder, and of what kind they are."""
    paths = sorted(path for path in folder.glob("*/*/*") if path.suffix.lower() in KINDS)
    kinds = {KINDS[path.suffix.lower()] for path in paths}
    if len(kinds) != 1:
        raise SystemExit(f"{folder} has {'no tiles' if not kinds else 'tiles of several kinds'}")
    tiles = [
        (int(path.parts[-3]), int(path.parts[-2]), int(path.stem), path.read_bytes())
        for path in paths
        if path.parts[-3].isdigit() and path.parts[-2].isdigit() and path.stem.isdigit()
    ]
    return tiles, kinds.pop()


def archive(tiles, kind, bounds, attribution):
    """The file."""
    data, known, entries = bytearray(), {}, []
    for number, picture in sorted((tile_id(*tile[:3]), tile[3]) for tile in tiles):
        if picture not in known:
            known[picture] = (len(data), len(picture))
            data += picture
        offset, length = known[picture]
        if entries and entries[-1][1] == offset and entries[-1][0] + entries[-1][3] == number:
            entries[-1] = (*entries[-1][:3], entries[-1][3] + 1)
        else:
            entries.append((number, offset, length, 1))
    root, leaves = directories(entries)
    metadata = gzip.compress(json.dumps({"attribution": attribution, "type": "baselayer"}).encode(), mtime=0)
    offsets, at = [], HEADER
    for part in (root, metadata, leaves, data):
        offsets += [at, len(part)]
        at += len(part)
    zooms = [tile[0] for tile in tiles]
    west, south, east, north = bounds
    degrees = lambda value: round(value * 10_000_000)
    header = b"PMTiles\x03" + struct.pack("<8Q", *offsets)
    header += struct.pack("<3Q", len(tiles), len(entries), len(known))
    header += struct.pack("<6B", 1, 2, 1, kind, min(zooms), max(zooms))
    header += struct.pack("<4i", *map(degrees, (west, south, east, north)))
    header += struct.pack("<Bii", min(zooms), degrees((west + east) / 2), degrees((south + north) / 2))
    assert len(header) == HEADER
    return header + root + metadata + leaves + bytes(data)


def main():
    """Reads the arguments and writes the file."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--zooms", default="0-3")
    arguments.add_argument("--bounds", default="-180,-85.0511,180,85.0511")
    arguments.add_argument("--attribution", default="")
    arguments.add_argument("--from", dest="folder", type=pathlib.Path)
    given = arguments.parse_args()
    bounds = [float(part) for part in given.bounds.split(",")]
    if given.folder:
        tiles, kind = tiles_of(given.folder)
    else:
        first, _, last = given.zooms.partition("-")
        tiles, kind = list(drawn_tiles((int(first), int(last or first)), bounds)), KINDS[".png"]
    given.out.write_bytes(archive(tiles, kind, bounds, given.attribution))


main()
