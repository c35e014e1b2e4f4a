# shellcheck shell=bash
# Pieces of boot media: kernel modules, initramfs archives, ISO files.

# Prints the files of the modules $3... and of all they need, in loading order.
# $1: a folder with an unpacked kernel package, $2: the kernel's version.
module_files() {
    local root=$1 version=$2 module
    shift 2
    for module; do
        modprobe -d "$root" -S "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
    done | awk '!seen[$0]++'
}

# Writes folder $1 as a cpio archive, owned by root and in a fixed order, to stdout.
pack_initramfs() {
    (cd "$1" && find . -print0 | LC_ALL=C sort -z | cpio --null --create --format newc --quiet --owner 0:0)
}

# Writes folder $2 as a bootable ISO to $1; $3 is the volume's name. The folder
# holds isolinux/isolinux.cfg and what it names.
write_boot_iso() {
    local iso=$1 tree=$2 volume=$3
    cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$tree/isolinux/"
    xorriso -as mkisofs -quiet -o "$iso" -V "$volume" -r -J \
        -b isolinux/isolinux.bin -c isolinux/boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table "$tree" >&2
}

# Prints a short key of the contents of the files and folders given, relative to
# the current folder. The same contents give the same key on every machine.
content_key() {
    find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
}
