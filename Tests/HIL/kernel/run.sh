#!/bin/bash
# run.sh KIND SCENARIO SEED METER [name=value]...: boots one guest, runs one scenario, compares. Prints one result line.
set -euo pipefail
# shellcheck source=Tests/HIL/kernel/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

kind=$1 scenario=$2 seed=$3 meter=$4
shift 4
limit=120 kernel_arguments= null_modem=
out=$(mktemp -d -t swift-meter-hil.XXXXXX)
visible "$out" || broken "TMPDIR must be visible to the guest: no spaces or commas, not in /run, /dev, /proc or /sys: $out"

# One name=value a line; both this script and the guest source it.
{
    printf 'export SWIFT_BACKTRACE=enable=no\n'
    [ -z "${LD_LIBRARY_PATH:-}" ] || printf 'export LD_LIBRARY_PATH=%q\n' "$LD_LIBRARY_PATH"
    printf '%s=%q\n' kind "$kind" scenario "$scenario" seed "$seed" meter "$meter" busybox "$hil_cache/busybox"
    for setting in "$@"; do printf '%s=%q\n' "${setting%%=*}" "${setting#*=}"; done
} >"$out/settings"
# shellcheck source=/dev/null
. "$out/settings"

cp "$hil_kernel_dir/guest.sh" "$out/guest.sh"
cp "$hil_kernel_dir/scenario-$scenario.sh" "$out/scenario.sh"
chmod +x "$out/guest.sh"
for program in feeder supervisor; do gcc -O2 -o "$out/$program" "$hil_kernel_dir/$program.c"; done

# Time is the count of executed instructions, 2 ns each, and jumps ahead when the guest sleeps: the host's load cannot
# stretch a spike, so the same seed drives the same edges to within microseconds.
# shellcheck disable=SC2317  # called as boot_$kind
boot_qemu() {
    local time=(-icount shift=1,sleep=off) line=()
    if [ -n "$null_modem" ]; then
        # Octets pass from one UART to the other in real time.
        time=()
        line=(-chardev socket,id=here,path="$out/line",server=on,wait=off -serial chardev:here
            -chardev socket,id=there,path="$out/line" -device pci-serial,chardev=there)
    fi
    exec timeout -k 5 "$limit" qemu-system-x86_64 -nodefaults -no-reboot -display none -m 512 \
        -accel tcg "${time[@]}" \
        -kernel "$hil_cache/qemu/vmlinuz" -initrd "$hil_cache/qemu/initrd.gz" \
        -append "console=ttyS0 quiet panic=-1 tsc=reliable no_timer_check mitigations=off hil_out=$out" \
        -serial stdio "${line[@]}" \
        -fsdev local,id=host,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=host,mount_tag=host \
        -fsdev local,id=out,path="$out",security_model=none -device virtio-9p-pci,fsdev=out,mount_tag=out
}

# One processor for all of UML's processes: every system call of the guest switches between two of them, which is
# three to seven times slower across processors.
# shellcheck disable=SC2317
boot_uml() {
    local processor
    processor=$(taskset -pc $$ | sed 's/.*[ ,-]//')
    # shellcheck disable=SC2086  # several arguments in one setting
    exec taskset -c "$processor" timeout -k 5 "$limit" "$hil_cache/uml/linux" mem=512M rootfstype=hostfs rootflags=/ ro init="$out/guest.sh" \
        uml_dir="$out/uml" con=null con0=fd:0,fd:1 panic=-1 hil_out="$out" $kernel_arguments
}

started=$SECONDS
status=0
"boot_$kind" </dev/null >"$out/console" 2>&1 &
guest=$!
# The guest has a process group of its own, so an interrupted run must end it.
trap 'kill "$guest"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
wait "$guest" || status=$?
trap - EXIT
if [ ! -e "$out/finished" ]; then
    # User-mode Linux 6.1 has no room for the registers of a processor with AMX, and stops before the guest begins.
    if [ "$kind" = uml ] && grep -q 'ptrace set fp regs failed, errno = 14' "$out/console"; then
        rm -rf "$out"
        skip "$kind $scenario: user-mode Linux 6.1 cannot keep this processor's registers (AMX); another host can"
    fi
    grep -A 40 hil-guest "$out/console" | tail -n 20 >&2 || tail -n 5 "$out/console" >&2
    reason="ended early"
    [ "$status" -ne 124 ] || reason="was stopped at its time limit"
    broken "$kind $scenario: the guest $reason after $((SECONDS - started)) s (seed $seed); everything is in $out"
fi

status=0
comparison=$hil_kernel_dir/compare-$scenario.py
[ -e "$comparison" ] || comparison=$hil_kernel_dir/compare.py
python3 "$comparison" "$kind" "$scenario" "$seed" "$out" || status=$?
say "$kind $scenario took $((SECONDS - started)) s"
if [ "$status" -eq 0 ] && [ -z "${HIL_KEEP:-}" ]; then
    rm -rf "$out"
else
    say "traces, registers and console are in $out"
fi
exit "$status"
