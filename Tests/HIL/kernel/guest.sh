#!/bin/sh
# shellcheck disable=SC1091,SC2154,SC2086  # settings and scenario are the run's own; process ids need no quotes
# First process of both guests. The root is the host's, read-only; $hil_out is the run's folder, also writable at $out.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/home TMPDIR=/run/temporary
. "$hil_out/settings"
out=/run/out

mountpoint -q /proc || mount -t proc proc /proc
mountpoint -q /sys || mount -t sysfs sys /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mount -t tmpfs run /run
mkdir -p /dev/pts /dev/shm "$HOME" "$TMPDIR" "$out"
mount -t devpts pts /dev/pts
mount -t tmpfs shm /dev/shm
mount -t configfs config /sys/kernel/config
if [ "$kind" = qemu ]; then
    mount -t 9p -o trans=virtio,version=9p2000.L out "$out"
else
    mount -t hostfs -o "$hil_out" out "$out"
fi

# add_lines COUNT: one gpio-sim chip labelled "hil" with lines PULSE0, PULSE1, ...; pull N prints line N's input file.
add_lines() {
    bank=/sys/kernel/config/gpio-sim/meter/bank0
    mkdir -p "$bank"
    echo "$1" >"$bank/num_lines"
    echo hil >"$bank/label"
    n=0
    while [ $n -lt "$1" ]; do
        mkdir "$bank/line$n"
        echo "PULSE$n" >"$bank/line$n/name"
        n=$((n + 1))
    done
    echo 1 >"$bank/../live"
    sim=/sys/devices/platform/$(cat "$bank/../dev_name")/$(cat "$bank/chip_name")
}
pull() { echo "$sim/sim_gpio$1/pull"; }

# write_board LINES FILTER_MS DAYS COMMIT_S
write_board() {
    board=/run/board.yaml
    printf 'version: 1\nname: hil\nchannels:\n' >"$board"
    n=0
    while [ $n -lt "$1" ]; do
        unit=watt
        case $((n % 4)) in
        0) quantity=active_import ;;
        1) quantity=active_export ;;
        2) quantity=reactive_import unit=var ;;
        *) quantity=reactive_export unit=var ;;
        esac
        cat >>"$board" <<CHANNEL
  - name: line$n
    quantity: $quantity
    element: $((n / 4 + 1))
    pulses_per_kilo${unit}_hour: 1000
    filter_ms: $2
    input: {type: gpio, chip: "hil", line: PULSE$n, active: high, bias: as_is}
CHANNEL
        n=$((n + 1))
    done
    printf 'profile: {period_minutes: 30, days: %s}\nstorage: {commit_interval_s: %s}\n' "$3" "$4" >>"$board"
    cp "$board" "$out/"
}

start_meter() {
    : >/run/meter.log
    "$meter" run --board "$board" --data /run/data >/run/meter.log 2>&1 &
    meter_pid=$!
    until grep -q '^ready' /run/meter.log; do
        kill -0 $meter_pid 2>/dev/null || { echo "hil-guest: the meter ended before it was ready"; tail -n 20 /run/meter.log; power_off; }
        sleep 0.1
    done
    echo "hil-guest: meter ready at $(cut -d' ' -f1 /proc/uptime) s"
}

# The registers are read from the running meter and again after its orderly end; both must agree.
stop_meter() {
    "$meter" registers --data /run/data --json >"$out/registers-running.json"
    kill -TERM $meter_pid
    wait $meter_pid
    echo $? >"$out/exit-status"
    "$meter" registers --data /run/data --json >"$out/registers.json"
    grep irq_sim /proc/interrupts >"$out/interrupts"
    tail -n 50 /run/meter.log
}

power_off() {
    echo "hil-guest: off at $(cut -d' ' -f1 /proc/uptime) s"
    sync
    "$busybox" poweroff -f
    sleep 60
}

. "$hil_out/scenario.sh"
touch "$out/finished"
power_off
