# shellcheck shell=sh disable=SC2154
# Days in seconds: the clock jumps whenever everything sleeps, so a meter that wakes up several times a second for
# nothing runs into the time limit here. Also checks the profile, period by period.
add_lines 4
write_board 4 5 $((seconds / 86400 + 3)) 900
start_meter
# Should the time limit end this, the console tells how far it came.
(day=0; while sleep 86400; do day=$((day + 1)); echo "hil-guest: day $day"; done) &
"$hil_out/feeder" --ticks "$seed" "$seconds" "$out/trace" \
    "0:sparse-60:$(pull 0)" "1:sparse-120:$(pull 1)" "2:sparse-300:$(pull 2)" "3:sparse-1800:$(pull 3)"
# Past the end of the last period with a pulse.
sleep 3600
stop_meter
"$meter" profile --data /run/data --json >"$out/profile.json"
