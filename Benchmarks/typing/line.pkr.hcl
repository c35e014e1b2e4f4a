# Types a boot command and waits 20 seconds; for both programs.

variable "folder" {
  type = string
}

variable "media" {
  type = string
}

variable "command" {
  type = string
}

source "qemu" "typing" {
  iso_url          = "${var.media}/tiny.iso"
  iso_checksum     = "none"
  disk_image       = false
  accelerator      = "tcg"
  headless         = true
  memory           = 512
  disk_size        = "64M"
  skip_compaction  = true
  communicator     = "none"
  shutdown_timeout = "1s"
  output_directory = "${var.folder}/output"
  qemuargs = [
    ["-cpu", "max"],
    ["-serial", "file:${var.folder}/serial.log"],
  ]
  # Long enough for a busy host to reach the prompt.
  boot_wait    = "12s"
  boot_command = [var.command, "<wait20s>"]
}

build {
  sources = ["source.qemu.typing"]
}
