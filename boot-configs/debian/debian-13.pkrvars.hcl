iso_url          = "https://cdimage.debian.org/cdimage/archive/13.1.0/amd64/iso-cd/debian-13.1.0-amd64-netinst.iso"
iso_checksum     = "file:https://cdimage.debian.org/cdimage/archive/13.1.0/amd64/iso-cd/SHA256SUMS"
output_directory = "output-debian-13"
release          = "debian-13"
