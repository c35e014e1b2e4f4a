# Microsoft gives the evaluation ISO to those who register, so there is no address to
# put here: name your file and its checksum.
iso_url          = "build/media/windows-server-2022.iso"
iso_checksum     = "none"
output_directory = "output-windows-server-2022"
release          = "windows-server-2022"
edition          = "Windows Server 2022 SERVERSTANDARDCORE"
