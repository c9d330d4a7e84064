# shellcheck shell=sh disable=SC2154
# Clean pulses of 20 ms and more in real time: this kernel delivers interrupts at its 100 Hz tick.
add_lines 8
write_board 8 5 10 5
start_meter
"$hil_out/feeder" --ticks "$seed" "$seconds" "$out/trace" \
    "0:clean-20-20:$(pull 0)" "1:clean-20-20:$(pull 1)" "2:clean-30-30:$(pull 2)" "3:clean-30-30:$(pull 3)" \
    "4:clean-90-30:$(pull 4)" "5:clean-30-90:$(pull 5)" "6:random-20-200:$(pull 6)" "7:random-20-200:$(pull 7)"
sleep 1
stop_meter
