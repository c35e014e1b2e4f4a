# A 20 MB Linux in half a minute: the image of the project's own tests.
#
#   scripts/make-tiny-installer build/media/tiny.iso
#   ingot build -var-file=boot-configs/tiny/tiny.pkrvars.hcl boot-configs/tiny/tiny.pkr.hcl

variable "iso_url" {
  type        = string
  description = "The tiny installer, made by scripts/make-tiny-installer."
}

variable "iso_checksum" {
  type        = string
  default     = "none"
  description = "The ISO is made on this machine, so there is nothing to compare it with."
}

variable "output_directory" {
  type    = string
  default = "output-tiny"
}

variable "accelerator" {
  type        = string
  default     = "tcg"
  description = "kvm is faster where it works; tcg works everywhere."
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "tiny" {
  iso_url      = var.iso_url
  iso_checksum = var.iso_checksum

  accelerator      = var.accelerator
  machine_type     = "pc"
  cpus             = 1
  memory           = 512
  disk_size        = "256M"
  disk_interface   = "virtio"
  disk_cache       = "unsafe"
  disk_compression = true
  format           = "qcow2"
  net_device       = "virtio-net"
  headless         = var.headless
  qemuargs = [
    ["-cpu", "max"],
    ["-serial", "file:${var.output_directory}.serial.log"],
  ]

  http_directory = "${path.root}/../../http/tiny"
  boot_wait      = "3s"
  boot_command = [
    "install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>",
  ]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = "10m"
  shutdown_command = "sudo shutdown -P now"

  output_directory = var.output_directory
  vm_name          = "tiny.qcow2"
}

build {
  sources = ["source.qemu.tiny"]

  provisioner "shell" {
    inline = ["uname -a", "sudo id", "df -h /", "cat /proc/uptime"]
  }
}
