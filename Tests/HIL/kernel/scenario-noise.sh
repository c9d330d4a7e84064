# shellcheck shell=sh disable=SC2154
# Contacts as they are: clean S0, bouncing reeds, spikes. Needs a kernel that sees every edge at once (QEMU).
add_lines 8
write_board 8 10 10 5
start_meter
"$hil_out/feeder" "$seed" "$seconds" "$out/trace-clean" \
    "0:clean-30-30:$(pull 0)" "1:clean-30-30:$(pull 1)" &
clean=$!
"$hil_out/feeder" "$seed" "$seconds" "$out/trace-reed" \
    "2:reed:$(pull 2)" "3:reed:$(pull 3)" "4:reed:$(pull 4)" &
reed=$!
"$hil_out/feeder" "$seed" "$seconds" "$out/trace-spikes" \
    "5:spikes-1-20:$(pull 5)" "6:spikes-3-5:$(pull 6)" "7:spikes-3-20:$(pull 7)" &
wait $clean $reed $!
sleep 1
stop_meter
