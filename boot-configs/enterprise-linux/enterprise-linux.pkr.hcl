# Rocky Linux 9 or AlmaLinux 9 from the minimal ISO. Needs the internet for the ISO alone: all packages
# stand on it.
#
#   ingot build -var-file=boot-configs/enterprise-linux/rocky-9.pkrvars.hcl \
#     boot-configs/enterprise-linux/enterprise-linux.pkr.hcl

variable "iso_url" {
  type        = string
  description = "A minimal ISO of Rocky Linux 9 or AlmaLinux 9 for x86_64, as a URL or a local file."
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
  description = "MiB; the installer needs 1536 or more."
}

variable "disk_size" {
  type    = string
  default = "10G"
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "enterprise" {
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

  http_directory = "${path.root}/../../http/enterprise-linux"
  boot_wait      = "5s"
  # The menu starts at "Test this media & install"; one up is the installation
  # itself, and Tab shows its kernel's arguments.
  boot_command = [
    "<up><wait><tab><wait>",
    " inst.text inst.ks=http://{{ .HTTPIP }}:{{ .HTTPPort }}/ks.cfg",
    "<enter>",
  ]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = "60m"
  shutdown_command = "sudo shutdown -P now"

  output_directory = var.output_directory
  vm_name          = "${var.release}.qcow2"
}

build {
  sources = ["source.qemu.enterprise"]

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
      "dnf clean all",
      "truncate -s 0 /etc/machine-id",
      "fstrim / || true",
    ]
  }
}
