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

# Makes a small FAT file system in file $1 from which an EFI firmware starts program $2;
# $3: the name that firmware of its processor looks for.
make_efi_image() {
    local image=$1 program=$2 name=$3
    rm -f "$image"
    mformat -i "$image" -C -T 8192 -h 16 -s 32 -v EFI ::
    mmd -i "$image" ::/EFI ::/EFI/BOOT
    mcopy -i "$image" "$program" "::/EFI/BOOT/$name"
}

# Writes folder $2 as a bootable ISO to $1; $3 is the volume's name. It boots under BIOS
# if the folder holds isolinux/isolinux.cfg, with what that names, and under EFI if it
# holds efi/efi.img, made by make_efi_image.
write_boot_iso() {
    local iso=$1 tree=$2 volume=$3 ways=()
    if [ -d "$tree/isolinux" ]; then
        cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$tree/isolinux/"
        ways+=(-b isolinux/isolinux.bin -c isolinux/boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table)
    fi
    if [ -e "$tree/efi/efi.img" ]; then
        [ "${#ways[@]}" = 0 ] || ways+=(-eltorito-alt-boot)
        ways+=(-e efi/efi.img -no-emul-boot)
    fi
    xorriso -as mkisofs -quiet -o "$iso" -V "$volume" -r -J "${ways[@]}" "$tree" >&2
}

# Prints a short key of the contents of the files and folders given, relative to
# the current folder. The same contents give the same key on every machine.
content_key() {
    find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
}
