# Microsoft gives the evaluation ISO to those who register, so there is no address to
# put here: name your file and its checksum.
iso_url          = "build/media/windows-server-2025.iso"
iso_checksum     = "none"
output_directory = "output-windows-server-2025"
release          = "windows-server-2025"
edition          = "Windows Server 2025 SERVERSTANDARDCORE"
