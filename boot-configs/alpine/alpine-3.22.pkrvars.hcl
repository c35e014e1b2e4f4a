iso_url          = "https://dl-cdn.alpinelinux.org/alpine/v3.22/releases/x86_64/alpine-virt-3.22.1-x86_64.iso"
iso_checksum     = "file:https://dl-cdn.alpinelinux.org/alpine/v3.22/releases/x86_64/alpine-virt-3.22.1-x86_64.iso.sha256"
output_directory = "output-alpine-3.22"
release          = "alpine-3.22"
