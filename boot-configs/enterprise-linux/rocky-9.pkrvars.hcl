iso_url          = "https://dl.rockylinux.org/vault/rocky/9.5/isos/x86_64/Rocky-9.5-x86_64-minimal.iso"
iso_checksum     = "file:https://dl.rockylinux.org/vault/rocky/9.5/isos/x86_64/CHECKSUM"
output_directory = "output-rocky-9"
release          = "rocky-9"
