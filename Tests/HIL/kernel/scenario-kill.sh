# shellcheck shell=sh disable=SC2154
# kill -9 at random moments under a supervisor that keeps the descriptors, with pulses all the while.
add_lines 2
write_board 2 10 10 5
mkdir /run/supervisor
started=$(cut -d. -f1 /proc/uptime)
"$hil_out/supervisor" "$kills" "$seed" 300 "$read_every" /run/supervisor -- \
    "$meter" run --board "$board" --data /run/data -- \
    "$meter" registers --data /run/data --json >/run/meter.log 2>&1 &
supervisor=$!
await() {
    until [ -e "/run/supervisor/$1" ]; do
        kill -0 $supervisor 2>/dev/null || return 1
        sleep 0.05
    done
}
await armed || {
    wait $supervisor
    echo "hil-guest: the meter was never ready"
    tail -n 20 /run/meter.log
    power_off
}
"$hil_out/feeder" --ticks "$seed" 0 "$out/trace" "0:clean-40-40:$(pull 0)" "1:clean-40-40:$(pull 1)" &
feeder=$!
await killed
# A few more pulses: only a later edge can show that the ones before it were lost.
sleep 2
kill -TERM $feeder
wait $feeder
sleep 1
kill -TERM $supervisor 2>/dev/null
wait $supervisor
echo $? >"$out/exit-status"
"$meter" registers --data /run/data --json >"$out/registers.json"
grep irq_sim /proc/interrupts >"$out/interrupts"
cp /run/supervisor/log "$out/kills"
tail -n 20 /run/meter.log
echo "hil-guest: $kills kills in $(($(cut -d. -f1 /proc/uptime) - started)) s"
