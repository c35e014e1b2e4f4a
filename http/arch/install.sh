#!/bin/bash
# Installs Arch Linux from its live system onto /dev/vda. Runs as root in the machine
# of boot-configs/arch.
set -euo pipefail

# One partition. On a BIOS machine GRUB's second part goes between the table and the
# first sector.
echo 'start=2048, type=83, bootable' | sfdisk /dev/vda
mkfs.ext4 -q /dev/vda1
mount /dev/vda1 /mnt

# The live system may be months older than the packages and not know who signed them.
systemctl start pacman-init.service
pacman -Sy --noconfirm archlinux-keyring
pacstrap /mnt base linux grub openssh sudo
genfstab -U /mnt >> /mnt/etc/fstab

ln -sf /usr/share/zoneinfo/UTC /mnt/etc/localtime
echo 'en_US.UTF-8 UTF-8' >> /mnt/etc/locale.gen
echo 'LANG=en_US.UTF-8' > /mnt/etc/locale.conf
echo golden > /mnt/etc/hostname
cat > /mnt/etc/systemd/network/20-wired.network <<'NETWORK'
[Match]
Type=ether

[Network]
DHCP=yes
NETWORK

arch-chroot /mnt locale-gen
arch-chroot /mnt useradd --create-home ingot
echo 'ingot:change-me' | arch-chroot /mnt chpasswd
echo 'ingot ALL=(ALL) NOPASSWD: ALL' > /mnt/etc/sudoers.d/ingot
chmod 440 /mnt/etc/sudoers.d/ingot
arch-chroot /mnt systemctl enable systemd-networkd systemd-resolved sshd fstrim.timer
arch-chroot /mnt grub-install --target=i386-pc /dev/vda
arch-chroot /mnt grub-mkconfig -o /boot/grub/grub.cfg
# Outside the chroot: inside, the live system's file is mounted over this one.
ln -sf /run/systemd/resolve/stub-resolv.conf /mnt/etc/resolv.conf

umount -R /mnt
reboot
