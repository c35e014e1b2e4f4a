iso_url          = "https://vault.almalinux.org/9.5/isos/x86_64/AlmaLinux-9.5-x86_64-minimal.iso"
iso_checksum     = "file:https://vault.almalinux.org/9.5/isos/x86_64/CHECKSUM"
output_directory = "output-alma-9"
release          = "alma-9"
