# Sourced by what needs the real window: a display of its own, the window on it, the mouse and the keys.
# Everything that was started ends with the script. The caller sets -euo pipefail.

work=$(mktemp -d)
display_pid="" window_pid=""
export XDG_DATA_HOME=$work/data
# Neither a bus nor a compositor of whoever runs this.
unset WAYLAND_DISPLAY WAYLAND_SOCKET DBUS_SESSION_BUS_ADDRESS

end_all() {
    for pid in $window_pid $display_pid; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap end_all EXIT

fail() {
    echo "failed: $*" >&2
    if [ -n "${KEEP_PICTURE:-}" ]; then import -window root "$KEEP_PICTURE" || true; fi
    exit 1
}

# start_display WIDTH HEIGHT: Xvfb says itself which number is free.
start_display() {
    mkfifo "$work/number"
    Xvfb -displayfd 3 -screen 0 "$1x$2x24" -nolisten tcp -noreset 3>"$work/number" >/dev/null 2>&1 &
    display_pid=$!
    read -r number <"$work/number"
    export DISPLAY=:$number
    # It says so before it listens.
    for _ in $(seq 100); do
        if xdotool getdisplaygeometry >/dev/null 2>&1; then break; fi
        sleep 0.1
    done
    screen="$1 $2"
}

# open_window PROGRAM [ARGUMENT...]: waits until it is there and fills the screen.
open_window() {
    "$@" >"$work/log" 2>&1 &
    window_pid=$!
    window=""
    for _ in $(seq 240); do
        window=$(xdotool search --onlyvisible --name Lodestone 2>/dev/null | head -n 1) || true
        [ -z "$window" ] || break
        kill -0 "$window_pid" 2>/dev/null || { cat "$work/log" >&2; fail "the window ended at once"; }
        sleep 0.25
    done
    [ -n "$window" ] || fail "no window came"
    # shellcheck disable=SC2086
    xdotool windowmove "$window" 0 0 windowsize "$window" $screen
    xdotool windowfocus "$window"
    sleep 2
}

# Asks the window to close, and waits until it has: everything is saved then.
close_window() {
    key ctrl+q
    for _ in $(seq 80); do
        kill -0 "$window_pid" 2>/dev/null || { wait "$window_pid" || fail "the window ended badly"; window_pid=""; return; }
        sleep 0.25
    done
    fail "the window does not close"
}

key() { xdotool key --clearmodifiers "$1"; sleep 0.4; }
write() { xdotool type --delay 60 "$1"; sleep 0.6; }
click() { xdotool mousemove "$1" "$2"; sleep 0.2; xdotool click "${3:-1}"; sleep 0.5; }

# drag X Y X Y: slowly enough to be seen in every frame.
drag() {
    xdotool mousemove "$1" "$2"; sleep 0.4
    xdotool mousedown 1; sleep 0.3
    for step in 1 2 3 4 5 6; do
        xdotool mousemove $(($1 + ($3 - $1) * step / 6)) $(($2 + ($4 - $2) * step / 6)); sleep 0.12
    done
    sleep 0.3
    xdotool mouseup 1; sleep 0.6
}

# wait_until WORDS CONDITION...: a condition that comes true within some seconds.
wait_until() {
    words=$1; shift
    for _ in $(seq 40); do
        if "$@"; then return; fi
        sleep 0.25
    done
    fail "not so: $words"
}
