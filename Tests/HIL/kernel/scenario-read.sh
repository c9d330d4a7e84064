# shellcheck shell=sh disable=SC2154
# A meter at one UART of the guest, its reader at the other: sign-on at 300 baud 7E1, HDLC by mode E at 9600 8N1, the
# readout at 9600 7E1, and HDLC at once.
printf 'level1\n' >/run/password
chmod 600 /run/password

serve() {
    "$meter" simulate cop --serial /dev/ttyS2 --days "$days" --truth "$out/truth.json" "$@" >/run/simulate.log 2>&1 &
    simulator=$!
    until grep -q '^ready' /run/simulate.log; do
        kill -0 $simulator 2>/dev/null || { echo "hil-guest: the simulated meter ended"; cat /run/simulate.log; power_off; }
        sleep 0.2
    done
}

# read_meter NAME TARGET OPTIONS...
read_meter() {
    name=$1
    shift
    "$meter" read "$@" --json --no-progress --record "$out/$name.session" >"$out/$name.json" 2>"$out/$name.log"
    echo $? >"$out/$name.status"
    cat "$out/$name.log"
    echo "hil-guest: $name read at $(cut -d' ' -f1 /proc/uptime) s"
}

serve --mode-e --baud 9600
read_meter mode-e optical:/dev/ttyS1 --password /run/password --registers --clock --profile --days "$days"
read_meter readout optical:/dev/ttyS1 --driver iec62056-21
kill $simulator
wait $simulator
serve --baud 19200
read_meter hdlc serial:/dev/ttyS1 --baud 19200 --password /run/password --registers --profile --days "$days"
kill $simulator
cat /proc/tty/driver/serial >"$out/counters"
