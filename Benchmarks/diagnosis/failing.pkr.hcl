# The tiny installer, told something that cannot work. Both sides read this file.

variable "iso_url" {
  type = string
}

variable "folder" {
  type = string
}

variable "answers" {
  type = string
}

variable "keys" {
  type = string
}

variable "timeout" {
  type = string
}

source "qemu" "failing" {
  iso_url      = var.iso_url
  iso_checksum = "none"

  accelerator    = "tcg"
  machine_type   = "pc"
  memory         = 512
  disk_size      = "256M"
  disk_interface = "virtio"
  disk_cache     = "unsafe"
  format         = "qcow2"
  net_device     = "virtio-net"
  headless       = true
  qemuargs = [
    ["-cpu", "max"],
  ]

  http_directory = var.answers
  boot_wait      = "3s"
  boot_command   = [var.keys]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = var.timeout
  shutdown_command = "sudo shutdown -P now"

  output_directory = "${var.folder}/output"
  vm_name          = "failing.qcow2"
}

build {
  sources = ["source.qemu.failing"]
}
