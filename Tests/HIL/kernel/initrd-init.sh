#!/bin/sh
# /init of the QEMU guest's initrd: load the modules, take the host's files as the root, run the guest script.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do
    insmod "/modules/$module" || echo "hil-guest: insmod $module failed"
done </order
share='trans=virtio,version=9p2000.L,msize=1048576,cache=loose'
mount -t 9p -o "$share,ro" host /host || { echo "hil-guest: no 9p root"; poweroff -f; }
for folder in proc sys dev; do mount --move "/$folder" "/host/$folder"; done
# hil_out=FOLDER on the kernel's command line is in the environment of its first process.
# shellcheck disable=SC2154
exec switch_root /host /bin/sh "$hil_out/guest.sh"
