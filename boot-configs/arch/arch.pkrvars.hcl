iso_url          = "https://archive.archlinux.org/iso/2025.09.01/archlinux-2025.09.01-x86_64.iso"
iso_checksum     = "file:https://archive.archlinux.org/iso/2025.09.01/sha256sums.txt"
output_directory = "output-arch"
