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
  iso_url          = "${var.media}/sector"
  iso_checksum     = "none"
  disk_image       = true
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
    ["-debugcon", "file:${var.folder}/console"],
  ]
  # Long enough for a busy host to reach the prompt.
  boot_wait    = "6s"
  boot_command = [var.command, "<wait20s>"]
}

build {
  sources = ["source.qemu.typing"]
}
