variable "folder" {
  type = string
}

variable "disk" {
  type = string
}

variable "output" {
  type = string
}

# A machine that finds nothing to boot: the program waits, and its server serves.
source "qemu" "server" {
  iso_url          = var.disk
  iso_checksum     = "none"
  disk_image       = true
  accelerator      = "tcg"
  memory           = 32
  headless         = true
  http_directory   = var.folder
  boot_wait        = "1s"
  communicator     = "none"
  shutdown_timeout = "20s"
  output_directory = var.output
  vm_name          = "server.qcow2"
}

build {
  sources = ["source.qemu.server"]
}
