#!/bin/sh
# Installs Alpine Linux from its live system onto /dev/vda. Runs as root in the
# machine of boot-configs/alpine; every answer to setup-alpine stands here.
set -eu

cat > /tmp/answers <<'ANSWERS'
KEYMAPOPTS="us us"
HOSTNAMEOPTS=golden
DEVDOPTS=mdev
INTERFACESOPTS="auto lo
iface lo inet loopback

auto eth0
iface eth0 inet dhcp
"
TIMEZONEOPTS=UTC
PROXYOPTS=none
APKREPOSOPTS="-1"
USEROPTS=none
SSHDOPTS=openssh
NTPOPTS=none
DISKOPTS="-m sys /dev/vda"
ANSWERS

# -e: root has no password, so that nothing is asked.
ERASE_DISKS=/dev/vda BOOTLOADER=syslinux SWAP_SIZE=0 ROOTFS=ext4 setup-alpine -e -f /tmp/answers

# The root file system is the disk's last partition.
root=$(find /dev -name 'vda[0-9]' | sort | tail -n 1)
mount "$root" /mnt
chroot /mnt apk add sudo
chroot /mnt adduser -D -s /bin/sh ingot
echo 'ingot:change-me' | chroot /mnt chpasswd
echo 'ingot ALL=(ALL) NOPASSWD: ALL' > /mnt/etc/sudoers.d/ingot
chmod 440 /mnt/etc/sudoers.d/ingot
umount /mnt
reboot
