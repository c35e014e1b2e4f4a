iso_url          = "build/media/debian-12-netboot/netboot.iso"
http_directory   = "build/media/debian-12-netboot/mirror"
output_directory = "output-debian-12-netboot"
