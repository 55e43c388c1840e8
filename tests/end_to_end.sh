#!/bin/bash
# The real window under Xvfb: opens a plan, drags a marker, edits a field, undoes, moves lines of the tree by keys and by the
# mouse, changes cells at once, selects a box and with the lasso, takes a CSV there and back, closes, opens again, exports,
# and compares the export with the command line's. Needs xvfb, xdotool and a software OpenGL.
# usage: tests/end_to_end.sh [PROGRAM]; with KEEP_PICTURE=FILE a failure leaves a picture of the screen.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/debug/lodestone}")
. tests/support/display.sh

plan=$work/plan.lodestone
"$program" new "$plan" --sample >/dev/null
text() { "$program" export "$plan" --format plan-text 2>/dev/null; }
same_as() { text | cmp -s - "$1"; }
changed_since() { ! same_as "$1"; }
holds() { text | grep -- "$1" >/dev/null; }
holds_not() { ! holds "$1"; }
text >"$work/before"

start_display 1280 800
open_window "$program" "$plan"

echo "drag a marker"
# What the palette finds is selected, and what is selected fits into the middle of the map.
key ctrl+k
write edge-tokyo
key Return
key f
sleep 1
drag 552 290 612 330
wait_until "the drag is saved" changed_since "$work/before"
text >"$work/dragged"
diff "$work/before" "$work/dragged" >"$work/moved" || true
[ "$(grep -c '^>' "$work/moved")" = 1 ] || fail "one line was to change: $(cat "$work/moved")"
grep -q edge-tokyo "$work/moved" || fail "something else than edge-tokyo was moved"

echo "edit a field"
click 1150 168
key ctrl+a
write tyo-changed
key Return
wait_until "the field is saved" holds tyo-changed

echo "undo and redo"
key ctrl+z
wait_until "the field is taken back" same_as "$work/dragged"
key ctrl+z
wait_until "the drag is taken back" same_as "$work/before"
key ctrl+shift+z
wait_until "the drag is done again" same_as "$work/dragged"

echo "move a line of the tree"
key ctrl+k
write edge-paris
key Return
sleep 1
key ctrl+t
sleep 1
click 343 591
key ctrl+t
sleep 1
key m
for _ in 1 2 3 4 5 6 7 8; do key Prior; done
key m
wait_until "the line is moved" changed_since "$work/dragged"
text >"$work/reparented"
diff "$work/dragged" "$work/reparented" >"$work/moved" || true
[ "$(grep -c '^>' "$work/moved")" = 1 ] || fail "one line was to change: $(cat "$work/moved")"
grep -q edge-paris "$work/moved" || fail "something else than edge-paris was moved"
key ctrl+z
wait_until "that is taken back" same_as "$work/dragged"

echo "drag a line of the tree"
# By place, all closed but the first division: its first region goes to the division below.
click 256 591
click 662 591
click 221 626
drag 290 652 300 704
wait_until "the line is where it was dragged" changed_since "$work/dragged"
text >"$work/placed"
diff "$work/dragged" "$work/placed" >"$work/moved" || true
[ "$(grep -c '^>' "$work/moved")" = 1 ] || fail "one line was to change: $(cat "$work/moved")"
grep -q '^> region {"name":"East Africa","division":"Asia"' "$work/moved" || fail "not so: $(cat "$work/moved")"
key ctrl+z
wait_until "that is taken back too" same_as "$work/dragged"

echo "change cells"
key ctrl+k
write edge-paris
key Return
sleep 1
key ctrl+r
sleep 1
write lat+0.25
sleep 1
key Return
wait_until "the cell is changed" changed_since "$work/dragged"
key ctrl+z
wait_until "the cell is as it was" same_as "$work/dragged"

echo "select a box, and change all in it at once"
key ctrl+k
write "Fit all"
key Return
sleep 1
xdotool keydown shift
drag 640 400 880 120
xdotool keyup shift
sleep 0.5
key ctrl+r
sleep 1
write 'lat+0.25'
sleep 1
key Return
wait_until "the cells are changed" changed_since "$work/dragged"
text >"$work/boxed"
[ "$(diff "$work/dragged" "$work/boxed" | grep -c '^>')" -gt 1 ] || fail "several were to change"
key ctrl+z
wait_until "all of them are as they were" same_as "$work/dragged"

echo "the lasso, around all that is in the middle"
xdotool keydown alt
xdotool mousemove 420 110; sleep 0.3; xdotool mousedown 1; sleep 0.3
for corner in "640 100" "880 120" "890 260" "880 400" "640 420" "420 400" "415 250" "420 116"; do
    # shellcheck disable=SC2086
    xdotool mousemove $corner; sleep 0.15
done
xdotool mouseup 1
xdotool keyup alt
sleep 0.6
key ctrl+r
sleep 1
write 'lat+0.25'
sleep 1
key Return
wait_until "the cells inside are changed" changed_since "$work/dragged"
text >"$work/lassoed"
[ "$(diff "$work/dragged" "$work/lassoed" | grep -c '^>')" -gt 1 ] || fail "several were to change"
key ctrl+z
wait_until "all of them are as they were again" same_as "$work/dragged"

echo "a CSV there and back"
key ctrl+e
sleep 2
# The format; then Enter exports.
click 830 206
key Return
tables=$work/plan-csv
wait_until "the tables are written" test -s "$tables/cache-group.csv"
sleep 1
"$program" export "$plan" --format csv --kind cache-group -o "$work/groups.csv" 2>/dev/null
cmp "$tables/cache-group.csv" "$work/groups.csv" || fail "the window writes another table than the command line"
grep -q '^edge-amsterdam,' "$work/groups.csv" || fail "the table has no edge-amsterdam"
sed 's/^\(edge-amsterdam,\)[^,]*/\1ams-csv/' "$tables/cache-group.csv" >"$work/mended.csv"
key ctrl+i
sleep 1.5
# The folder of the plan stands there already.
write mended.csv
key Return
sleep 2
key Return
wait_until "the table is imported" holds ams-csv
key ctrl+z
wait_until "that is taken back" same_as "$work/dragged"

echo "close and open again"
close_window
"$program" history "$plan" | grep edge-tokyo >/dev/null || fail "history has lost the drag"
open_window "$program" "$plan"

echo "export, and compare with the command line"
key ctrl+e
sleep 1
key Return
exported=$work/aurora-snapshot.json
wait_until "the snapshot is written" test -s "$exported"
date=$(grep -o '"date":[0-9]*' "$exported" | head -n 1 | cut -d: -f2)
"$program" export "$plan" --format snapshot --cdn aurora --date "$date" -o "$work/command-line.json" 2>/dev/null
cmp "$exported" "$work/command-line.json" || fail "the window exports something else than the command line"

close_window
echo "all well"
