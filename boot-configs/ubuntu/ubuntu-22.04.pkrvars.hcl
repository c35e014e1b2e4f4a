iso_url          = "https://releases.ubuntu.com/22.04/ubuntu-22.04.5-live-server-amd64.iso"
iso_checksum     = "file:https://releases.ubuntu.com/22.04/SHA256SUMS"
output_directory = "output-ubuntu-22.04"
release          = "ubuntu-22.04"
