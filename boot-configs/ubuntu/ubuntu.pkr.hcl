# Ubuntu 22.04 or 24.04 from the live server ISO. Needs the internet for the ISO; the
# installation itself goes on without, from the ISO alone.
#
#   ingot build -var-file=boot-configs/ubuntu/ubuntu-24.04.pkrvars.hcl \
#     boot-configs/ubuntu/ubuntu.pkr.hcl

variable "iso_url" {
  type        = string
  description = "A live server ISO of Ubuntu 22.04 or 24.04 for amd64, as a URL or a local file."
}

variable "iso_checksum" {
  type        = string
  description = "Its checksum, or file:URL of the distribution's list of checksums."
}

variable "release" {
  type        = string
  description = "What the image is called: the name of the variables file."
}

variable "output_directory" {
  type        = string
  description = "Where the image goes."
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
  description = "MiB; the installer keeps its system in memory."
}

variable "disk_size" {
  type    = string
  default = "12G"
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "ubuntu" {
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

  http_directory = "${path.root}/../../http/ubuntu"
  boot_wait      = "5s"
  # "c" opens GRUB's command line. The quotes keep the semicolon from GRUB.
  boot_command = [
    "c<wait2s>",
    "linux /casper/vmlinuz autoinstall 'ds=nocloud-net;s=http://{{ .HTTPIP }}:{{ .HTTPPort }}/' ---<enter><wait>",
    "initrd /casper/initrd<enter><wait>",
    "boot<enter>",
  ]

  # The installer runs an SSH server of its own, which refuses this account until
  # the installed system has started.
  ssh_username           = "ingot"
  ssh_password           = "change-me"
  ssh_timeout            = "60m"
  ssh_handshake_attempts = 10000
  shutdown_command       = "sudo shutdown -P now"

  output_directory = var.output_directory
  vm_name          = "${var.release}.qcow2"
}

build {
  sources = ["source.qemu.ubuntu"]

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
      "cloud-init clean --logs",
      "rm -f /etc/cloud/cloud.cfg.d/99-installer.cfg",
      "apt-get clean",
      "truncate -s 0 /etc/machine-id",
      "fstrim / || true",
    ]
  }
}
