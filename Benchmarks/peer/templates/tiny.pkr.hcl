# boot-configs/tiny with marks on the serial port, so that the guest's own time
# can be told from the program's.

variable "iso_url" {
  type = string
}

variable "folder" {
  type = string
}

variable "answers" {
  type = string
}

source "qemu" "tiny" {
  iso_url      = var.iso_url
  iso_checksum = "none"

  accelerator      = "tcg"
  machine_type     = "pc"
  cpus             = 1
  memory           = 512
  disk_size        = "256M"
  disk_interface   = "virtio"
  disk_cache       = "unsafe"
  disk_compression = true
  format           = "qcow2"
  net_device       = "virtio-net"
  headless         = true
  qemuargs = [
    ["-cpu", "max"],
    ["-serial", "file:${var.folder}/serial.log"],
  ]

  http_directory = var.answers
  boot_wait      = "3s"
  boot_command = [
    "install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>",
  ]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = "10m"
  shutdown_command = "sudo shutdown -P now"

  output_directory = "${var.folder}/output"
  vm_name          = "tiny.qcow2"
}

build {
  sources = ["source.qemu.tiny"]

  provisioner "shell" {
    inline = ["echo \"[$(cut -d' ' -f1 /proc/uptime)] bench: first command\" > /dev/ttyS0"]
  }

  provisioner "shell" {
    inline = ["uname -a"]
  }

  provisioner "shell" {
    inline = ["echo \"[$(cut -d' ' -f1 /proc/uptime)] bench: last command\" > /dev/ttyS0"]
  }
}
