"""Makes the typeface of the window from Debian's `fonts-inter`: `subset.py SOURCE OUT`.

SOURCE is a folder with `Inter-Regular.otf` and `Inter-SemiBold.otf`. OUT gets a TrueType font for each weight:
- reduced to the scripts and signs below, as far as Inter has them;
- with tabular figures in place of the proportional ones, so that columns of numbers line up without asking;
- without the contextual alternates, which draw "->" as an arrow and "3x4" with a multiplication sign: a name must look
  as it is written.

The same source and the same fontTools give the same bytes; no time and no version of the tool is stored.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

WEIGHTS = ["Regular", "SemiBold"]

RANGES = [
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x0259, 0x0259),  # schwa, a letter of Azerbaijani
    (0x02B0, 0x02FF),  # modifier letters
    (0x0300, 0x036F),  # combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x052F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional, which holds Vietnamese
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like signs
    (0x2150, 0x215F),  # fractions
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2300, 0x23FF),  # keys, for shortcuts
    (0x25A0, 0x25FF),  # shapes
    (0x2600, 0x26FF),  # warning sign, stars
    (0x2700, 0x27BF),  # check marks
    (0x27F0, 0x27FF),  # long arrows
    (0x2B00, 0x2BFF),  # more arrows
]

FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk"]


def tabular_figures(font):
    """Lets the ten digits mean their tabular glyphs, and makes these equally wide to the last unit."""
    table = font["GSUB"].table
    swaps = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    swaps.update(getattr(part, "ExtSubTable", part).mapping)
    for part in font["cmap"].tables:
        for digit in range(ord("0"), ord("9") + 1):
            if digit in part.cmap:
                part.cmap[digit] = swaps.get(part.cmap[digit], part.cmap[digit])
    best = font.getBestCmap()
    figures = [best[digit] for digit in range(ord("0"), ord("9") + 1)]
    widths = {font["hmtx"][figure][0] for figure in figures}
    if max(widths) - min(widths) > font["head"].unitsPerEm * 0.002:  # the source rounds each on its own
        raise SystemExit(f"the figures have several widths: {sorted(widths)}")
    for figure in figures:
        font["hmtx"][figure] = (max(widths), font["hmtx"][figure][1])


def reduced(font):
    """Keeps the characters and features that are wanted."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.notdef_outline = True
    options.glyph_names = False
    options.hinting = False
    options.desubroutinize = True
    options.recalc_timestamp = False
    wanted = subset.Subsetter(options)
    wanted.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    wanted.subset(font)


def to_truetype(font):
    """Replaces cubic outlines by quadratic ones, at most 0.5 thousandths of an em away."""
    order = font.getGlyphOrder()
    glyphs = font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, font["head"].unitsPerEm * 0.0005, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = outlines
    for name in order:
        advance, _ = font["hmtx"][name]
        outlines[name].recalcBounds(table)
        font["hmtx"][name] = (advance, getattr(outlines[name], "xMin", 0))
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in [
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ]:  # fmt: skip
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["head"].glyphDataFormat = 0
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__.splitlines()[0])
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    for weight in WEIGHTS:
        font = TTFont(source / f"Inter-{weight}.otf", recalcTimestamp=False)
        tabular_figures(font)
        reduced(font)
        to_truetype(font)
        path = out / f"Inter-{weight}.ttf"
        font.save(path)
        print(f"{path.name}: {path.stat().st_size} bytes, {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main()
