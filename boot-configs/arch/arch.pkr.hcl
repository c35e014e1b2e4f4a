# Arch Linux from the monthly ISO. Needs the internet: packages come from an Arch
# mirror, so the image holds what is current on the day of the build.
#
#   ingot build -var-file=boot-configs/arch/arch.pkrvars.hcl \
#     boot-configs/arch/arch.pkr.hcl

variable "iso_url" {
  type        = string
  description = "A monthly Arch Linux ISO, as a URL or a local file."
}

variable "iso_checksum" {
  type        = string
  description = "Its checksum, or file:URL of the distribution's list of checksums."
}

variable "output_directory" {
  type    = string
  default = "output-arch"
}

variable "accelerator" {
  type        = string
  default     = "kvm"
  description = "tcg where the machine has no /dev/kvm; then allow for an hour or more."
}

variable "cpus" {
  type    = number
  default = 2
}

variable "memory" {
  type        = number
  default     = 2048
  description = "MiB; the live system needs 1024 or more."
}

variable "disk_size" {
  type    = string
  default = "10G"
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "arch" {
  iso_url      = var.iso_url
  iso_checksum = var.iso_checksum

  accelerator      = var.accelerator
  machine_type     = "q35"
  cpus             = var.cpus
  memory           = var.memory
  disk_size        = var.disk_size
  disk_interface   = "virtio"
  disk_cache       = "unsafe"
  disk_discard     = "unmap"
  disk_compression = true
  format           = "qcow2"
  net_device       = "virtio-net"
  headless         = var.headless
  qemuargs = [
    ["-cpu", "max"],
    ["-serial", "file:${var.output_directory}.serial.log"],
  ]

  http_directory = "${path.root}/../../http/arch"
  boot_wait      = "5s"
  # Tab shows the entry's kernel arguments. The live system runs what "script" names.
  boot_command = [
    "<tab><wait>",
    " script=http://{{ .HTTPIP }}:{{ .HTTPPort }}/install.sh",
    "<enter>",
  ]

  # The live system has an SSH server of its own, which refuses this account.
  ssh_username           = "ingot"
  ssh_password           = "change-me"
  ssh_timeout            = "60m"
  ssh_handshake_attempts = 10000
  shutdown_command       = "sudo shutdown -P now"

  output_directory = var.output_directory
  vm_name          = "arch.qcow2"
}

build {
  sources = ["source.qemu.arch"]

  provisioner "shell" {
    inline = [
      "uname -a",
      "cat /etc/os-release",
      "df -h /",
    ]
  }

  # What must not be the same on two machines, and what only takes space.
  provisioner "shell" {
    execute_command = "chmod +x {{ .Path }}; sudo env {{ .Vars }} {{ .Path }}"
    inline = [
      "pacman -Scc --noconfirm",
      "truncate -s 0 /etc/machine-id",
      "fstrim / || true",
    ]
  }
}
