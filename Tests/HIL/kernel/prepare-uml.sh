#!/bin/bash
# Builds a User-Mode Linux kernel with gpio-sim and time travel: one executable, about three minutes on two cores.
set -euo pipefail
# shellcheck source=Tests/HIL/kernel/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

wanted=$(recipe "$hil_kernel_dir/uml.config")-2
kernel=$hil_cache/uml/linux
lock_cache
if [ -x "$kernel" ] && [ "$(cat "$hil_cache/uml/recipe" 2>/dev/null)" = "$wanted" ]; then
    say "uml kernel is ready ($kernel)"
    exit 0
fi

need gcc libc6-dev make flex bison bc xz-utils
prepare_busybox
build=$(mktemp -d "$hil_cache/build-uml.XXXXXX")
trap 'rm -rf "$build"' EXIT
say "unpacking Debian's kernel source"
unpack_kernel_source "$build/source"
cd "$build/source"

# UML has 64 interrupt numbers, all taken; a gpio-sim line without one refuses edge events with ENODEV.
sed -i 's/^#define NR_IRQS\s*UM_LAST_SIGNAL_IRQ\s*$/#define NR_IRQS (UM_LAST_SIGNAL_IRQ + 256)/' arch/um/include/asm/irq.h
grep -q 'UM_LAST_SIGNAL_IRQ + 256' arch/um/include/asm/irq.h || broken "arch/um/include/asm/irq.h is not as expected"

say "building the uml kernel (about three minutes)"
make_kernel() { make -s ARCH=um O="$build/out" "$@" >>"$build/log" 2>&1 || { tail -20 "$build/log" >&2; broken "make $* failed"; }; }
make_kernel tinyconfig
./scripts/kconfig/merge_config.sh -m -O "$build/out" "$build/out/.config" "$hil_kernel_dir/uml.config" >>"$build/log"
make_kernel olddefconfig
for option in GPIO_SIM UML_RANDOM UML_TIME_TRAVEL_SUPPORT HOSTFS; do
    grep -q "^CONFIG_$option=y" "$build/out/.config" || broken "CONFIG_$option did not survive olddefconfig"
done
make_kernel -j"$(nproc)" linux

mkdir -p "$hil_cache/uml"
strip -o "$kernel" "$build/out/linux"
printf '%s\n' "$wanted" >"$hil_cache/uml/recipe"
say "uml kernel is ready ($kernel)"
