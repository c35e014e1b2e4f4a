# Debian 12 from the netinst ISO. Needs the internet: the ISO is downloaded once,
# the installer fetches packages from a Debian mirror.
#
#   ingot build -var-file=boot-configs/debian-12/debian-12.pkrvars.hcl \
#     boot-configs/debian-12/debian-12.pkr.hcl

variable "iso_url" {
  type        = string
  description = "A Debian 12 netinst ISO for amd64, as a URL or a local file."
}

variable "iso_checksum" {
  type        = string
  description = "Its checksum, or file:URL of Debian's list of checksums."
}

variable "output_directory" {
  type    = string
  default = "output-debian-12"
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
  description = "MiB; the installer needs 1024 or more."
}

variable "disk_size" {
  type    = string
  default = "10G"
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "debian" {
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
  ]

  http_directory = "${path.root}/../../http/debian"
  boot_wait      = "5s"
  # Escape leaves the menu for the boot prompt; "auto" is the label of the
  # unattended installation in text mode.
  boot_command = [
    "<esc><wait>",
    "auto priority=critical hostname=golden domain=local ",
    "url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg",
    "<enter>",
  ]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = "60m"
  shutdown_command = "sudo shutdown -P now"

  output_directory = var.output_directory
  vm_name          = "debian-12.qcow2"
}

build {
  sources = ["source.qemu.debian"]

  provisioner "shell" {
    inline = [
      "uname -a",
      "cat /etc/debian_version",
      "df -h /",
    ]
  }

  # What must not be the same on two machines, and what only takes space.
  provisioner "shell" {
    execute_command = "chmod +x {{ .Path }}; sudo env {{ .Vars }} {{ .Path }}"
    inline = [
      "apt-get clean",
      "truncate -s 0 /etc/machine-id",
      "fstrim / || true",
    ]
  }
}
