iso_url          = "https://old-releases.ubuntu.com/releases/noble/ubuntu-24.04.2-live-server-amd64.iso"
iso_checksum     = "file:https://old-releases.ubuntu.com/releases/noble/SHA256SUMS"
output_directory = "output-ubuntu-24.04"
release          = "ubuntu-24.04"
