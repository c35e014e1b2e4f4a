# shellcheck shell=bash
# Makes what the guests of the corpus boot from, in the folder $1.
# Sourced by run, which has loaded scripts/lib/messages.sh.

installer_images=/usr/lib/debian-installer/images/12/amd64
loader_files=$installer_images/gtk/debian-installer/amd64

make_media() {
    local media=$1 guest=$2
    make_linux "$media" "$guest"
    make_grub_media "$media"
    make_isolinux_media "$media"
    make_systemd_boot "$media"
    make_installer "$media"
}

# Debian's kernel and a small initramfs: the busybox, display drivers, fonts and pages.
make_linux() {
    local media=$1 guest=$2 kernel version root driver module
    kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: //p')
    version=${kernel#linux-image-}
    (cd "$media" && apt-get download "$kernel" >/dev/null 2>&1) || die "cannot download $kernel"
    dpkg -x "$media/$kernel"_*.deb "$media/kernel"
    cp "$media/kernel/boot/vmlinuz-$version" "$media/linux"
    depmod -b "$media/kernel" "$version"
    root=$media/root
    mkdir -p "$root"/{bin,proc,sys,dev,modules,fonts,lib64,lib/x86_64-linux-gnu}
    cp /bin/busybox /bin/setfont "$guest"/{letters,frames,dialog,log,truth} "$root/bin/"
    cp "$guest/init" "$root/init"
    for module in sh cat echo mount sleep insmod base64 stty printf dmesg tr cut tail; do
        ln -sf busybox "$root/bin/$module"
    done
    cp -L /lib/x86_64-linux-gnu/libc.so.6 "$root/lib/x86_64-linux-gnu/"
    cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
    for driver in bochs virtio_pci virtio-gpu; do
        # Dependencies are listed nearest first, and loaded the other way round.
        modinfo_order "$media/kernel/lib/modules/$version" "$driver" | while read -r module; do
            cp "$media/kernel/lib/modules/$version/$module" "$root/modules/"
            basename "$module"
        done >"$root/modules/$driver.order"
    done
    for font in Lat15-{Fixed13,Fixed16,Fixed18,Terminus14,Terminus16,TerminusBold16,Terminus32x16,VGA8,VGA16,VGA28x16} \
        Lat15-TerminusBold28x14 Lat2-Fixed14 Uni2-Terminus24x12 Uni2-TerminusBold20x10 CyrSlav-Fixed16; do
        gunzip -c "/usr/share/consolefonts/$font.psf.gz" >"$root/fonts/$font.psf"
    done
    pack "$root" >"$media/initrd.gz"
}

modinfo_order() {
    sed -n "s|^\(.*/$2\.ko\):|\1|p" "$1/modules.dep" | tr ' ' '\n' | tac
}

pack() {
    (cd "$1" && find . | cpio --quiet -o -H newc | gzip -1)
}

make_grub_media() {
    local media=$1 mode
    for mode in 1024x768:125x46 800x600:97x36; do
        mkdir -p "$media/grub-${mode%:*}/boot/grub"
        {
            grub_terminal "${mode%:*}" "${mode#*:}"
            cat <<'END'
set menu_color_normal=cyan/blue
set menu_color_highlight=white/blue
menuentry 'Debian GNU/Linux' { true }
menuentry 'Advanced options for Debian GNU/Linux' { true }
menuentry 'Memory test (memtest86+, serial console)' { true }
menuentry 'Windows Boot Manager (on /dev/sda1)' { true }
menuentry 'UEFI Firmware Settings' { true }
END
        } >"$media/grub-${mode%:*}/boot/grub/grub.cfg"
        cat >"$media/grub-${mode%:*}/page.txt" <<'END'
The quick brown fox jumps over the lazy dog 0123456789
!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~ ABCDEFGHIJKLMNOPQRSTUVWXYZ
abcdefghijklmnopqrstuvwxyz wWmMtTfF iIlL1|
Keyboard layout: Deutsch (Österreich)
END
        grub-mkrescue -o "$media/grub-${mode%:*}.iso" "$media/grub-${mode%:*}" >/dev/null 2>&1
    done
    mkdir -p "$media/grub-picture/boot/grub"
    cp "$loader_files/boot-screens/splash.png" "$media/grub-picture/"
    {
        grub_terminal 800x600 97x36
        printf '%s\n' 'insmod png' 'background_image /splash.png' 'set color_normal=light-gray/black' \
            'set color_highlight=white/black'
        sed -n '/^menuentry/,$p' "$loader_files/grub/grub.cfg"
    } >"$media/grub-picture/boot/grub/grub.cfg"
    grub-mkrescue -o "$media/grub-picture.iso" "$media/grub-picture" >/dev/null 2>&1
}

# The same on the graphics terminal and on the serial port; the latter has the size $2.
grub_terminal() {
    printf '%s\n' 'insmod all_video' 'insmod gfxterm' 'insmod serial' 'insmod terminfo' 'loadfont unicode' \
        "set gfxmode=$1" 'serial --unit=0 --speed=115200' "terminfo -g $2 -u serial vt100" \
        'terminal_output gfxterm serial' 'terminal_input console serial' 'set timeout=-1'
}

# Debian's menu in front of a picture, and the plain prompt.
make_isolinux_media() {
    local media=$1 name
    for name in vesamenu isolinux; do
        mkdir -p "$media/$name/isolinux"
        cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$media/$name/isolinux/"
    done
    cp "$loader_files"/boot-screens/* "$media/vesamenu/isolinux/"
    sed -i 's|debian-installer/amd64/boot-screens/|/isolinux/|g' "$media"/vesamenu/isolinux/*.cfg
    cp "$media/vesamenu/isolinux/syslinux.cfg" "$media/vesamenu/isolinux/isolinux.cfg"
    printf 'prompt 1\ntimeout 0\nsay Type a label and press Enter: linux, rescue, memtest.\nlabel linux\n' \
        >"$media/isolinux/isolinux/isolinux.cfg"
    for name in vesamenu isolinux; do
        xorriso -as mkisofs -quiet -o "$media/$name.iso" -b isolinux/isolinux.bin -c isolinux/boot.cat -no-emul-boot \
            -boot-load-size 4 -boot-info-table "$media/$name" 2>/dev/null
    done
}

make_systemd_boot() {
    local folder=$1/systemd-boot entry
    mkdir -p "$folder"/{EFI/BOOT,loader/entries}
    cp /usr/lib/systemd/boot/efi/systemd-bootx64.efi "$folder/EFI/BOOT/BOOTX64.EFI"
    echo 'timeout menu-force' >"$folder/loader/loader.conf"
    echo none >"$folder/linux"
    for entry in 'debian:Debian GNU/Linux 12 (bookworm)' 'rescue:Rescue system, with wWmMtTfF' \
        'fedora:Fedora Linux 39 (Workstation)'; do
        printf 'title %s\nlinux /linux\noptions root=/dev/vda1 quiet\n' "${entry#*:}" \
            >"$folder/loader/entries/${entry%%:*}.conf"
    done
}

# The installer's own initrd, and a hook that tells what its console shows.
make_installer() {
    local root=$1/overlay
    mkdir -p "$root/lib/debian-installer-startup.d"
    cp /bin/busybox "$root/screens-busybox"
    cat >"$root/lib/debian-installer-startup.d/S02screens" <<'END'
(
    box=/screens-busybox
    $box cat /dev/vcsu1 >/dev/null
    $box stty -F /dev/ttyS0 raw -echo
    echo READY >/dev/ttyS0
    while $box head -c1 </dev/ttyS0 >/dev/null; do
        { $box stty -F /dev/tty1 size; $box base64 /dev/vcsu1; echo END-OF-TRUTH; } >/dev/ttyS0 2>/dev/null
    done
) </dev/null >/dev/null 2>&1 &
END
    chmod +x "$root/lib/debian-installer-startup.d/S02screens"
    { cat "$installer_images/text/debian-installer/amd64/initrd.gz"; pack "$root"; } >"$1/installer.gz"
}
