# Types lines at a guest that writes to its serial port what arrives.

variable "folder" {
  type = string
}

variable "media" {
  type = string
}

variable "disk_image" {
  type    = bool
  default = false
}

# What the screen shows when the guest can be typed at.
variable "ready" {
  type = string
}

variable "command" {
  type = string
}

source "qemu" "typing" {
  iso_url          = var.media
  iso_checksum     = "none"
  disk_image       = var.disk_image
  accelerator      = "tcg"
  headless         = true
  memory           = 256
  disk_size        = "64M"
  skip_compaction  = true
  communicator     = "none"
  shutdown_timeout = "1s"
  output_directory = "${var.folder}/output"
  qemuargs = [
    ["-cpu", "max"],
    ["-serial", "file:${var.folder}/serial.log"],
  ]
  boot_steps = [
    { wait = var.ready, timeout = "5m" },
    { description = "the lines", type = var.command },
    # Until the last line is over.
    { type = "<wait5s>" },
  ]
}

build {
  sources = ["source.qemu.typing"]
}
