#!/bin/bash
# Debian's own kernel, the gpio-sim module it does not ship, and an initrd: all a QEMU guest needs. About 20 s.
set -euo pipefail
# shellcheck source=Tests/HIL/kernel/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

wanted=$(recipe "$hil_kernel_dir/initrd-init.sh")-1
target=$hil_cache/qemu
lock_cache
need qemu-system-x86_64/qemu-system-x86
if [ -s "$target/initrd.gz" ] && [ "$(cat "$target/recipe" 2>/dev/null)" = "$wanted" ]; then
    say "qemu kernel is ready ($target)"
    exit 0
fi

need gcc libc6-dev make xz-utils cpio kmod
version=$(apt-cache depends linux-image-amd64 2>/dev/null |
    sed -n 's/^ *Depends: linux-image-\(6\.1\.[0-9]*-[0-9]*-amd64\)$/\1/p' | head -n 1)
[ -n "$version" ] || skip "no linux-image-amd64 6.1 in apt's package lists (this needs Debian 12; try apt-get update)"
need "linux-headers-$version"
prepare_busybox
build=$(mktemp -d "$hil_cache/build-qemu.XXXXXX")
trap 'rm -rf "$build"' EXIT

image=$(download_package "linux-image-$version")
dpkg -x "$image" "$build/root"

# gpio-sim is off in Debian's kernels: build it and irq_sim as modules from the source of the same release.
say "building gpio-sim for $version"
unpack_kernel_source "$build/source" --wildcards \
    '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c'
mkdir "$build/module"
cd "$build/module"
cp ../source/drivers/gpio/{gpio-sim.c,gpiolib.h} ../source/kernel/irq/irq_sim.c .
# irq_to_desc is not exported to modules; generic_handle_irq does the same one call up.
sed -i 's/handle_simple_irq(irq_to_desc(irqnum));/generic_handle_irq(irqnum);/' irq_sim.c
grep -q 'generic_handle_irq(irqnum)' irq_sim.c || broken "kernel/irq/irq_sim.c is not as expected"
printf '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n' >>irq_sim.c
printf 'obj-m := irq_sim.o gpio-sim.o\n' >Kbuild
make -s -C "/lib/modules/$version/build" M="$PWD" modules >log 2>&1 || { tail -20 log >&2; broken "gpio-sim does not build"; }
strip -g ./*.ko
mkdir -p "$build/root/lib/modules/$version/extra"
cp ./*.ko "$build/root/lib/modules/$version/extra/"
depmod -b "$build/root" "$version" 2>/dev/null

# The initrd loads the modules and hands over to the host's files: busybox, modules, one script.
initrd=$build/initrd
mkdir -p "$initrd"/{bin,modules,proc,sys,dev,host}
cp "$hil_cache/busybox" "$initrd/bin/"
for applet in sh mount insmod switch_root poweroff; do ln -s busybox "$initrd/bin/$applet"; done
for module in virtio_pci 9pnet_virtio 9p configfs gpio-sim; do
    modprobe -d "$build/root" -S "$version" --show-depends "$module"
done | awk '/^insmod/ && !seen[$2]++ { print $2 }' >"$build/modules"
while read -r file; do
    cp "$file" "$initrd/modules/"
    basename "$file" >>"$initrd/order"
done <"$build/modules"
install -m 755 "$hil_kernel_dir/initrd-init.sh" "$initrd/init"

mkdir -p "$target"
(cd "$initrd" && find . | cpio -o -H newc 2>/dev/null | gzip -1) >"$target/initrd.gz"
cp "$build/root/boot/vmlinuz-$version" "$target/vmlinuz"
printf '%s\n' "$wanted" >"$target/recipe"
say "qemu kernel is ready ($version in $target)"
