# FreeBSD 14 from the disc1 ISO. Needs the internet for the ISO and for sudo.
#
#   ingot build -var-file=boot-configs/freebsd/freebsd-14.pkrvars.hcl \
#     boot-configs/freebsd/freebsd.pkr.hcl

variable "iso_url" {
  type        = string
  description = "A FreeBSD 14 disc1 ISO for amd64, as a URL or a local file."
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
  default     = 1024
  description = "MiB; 512 is enough."
}

variable "disk_size" {
  type    = string
  default = "10G"
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "freebsd" {
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

  http_directory = "${path.root}/../../http/freebsd"
  boot_wait      = "5s"
  # Single user mode gives a shell without any dialogue of the installer. What the
  # script needs to write goes to memory disks, because the ISO is read-only.
  boot_command = [
    "<esc><wait>boot -s<enter>",
    "<wait60s>/bin/sh<enter><wait2s>",
    "mdmfs -s 100m md1 /tmp<enter><wait2s>",
    "mdmfs -s 100m md2 /mnt<enter><wait2s>",
    "dhclient -p /tmp/dhclient.pid -l /tmp/dhclient.lease vtnet0<enter><wait10s>",
    "fetch -o /tmp/installerconfig http://{{ .HTTPIP }}:{{ .HTTPPort }}/installerconfig<enter><wait5s>",
    "bsdinstall script /tmp/installerconfig && reboot<enter>",
  ]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = "60m"
  shutdown_command = "sudo shutdown -p now"

  output_directory = var.output_directory
  vm_name          = "${var.release}.qcow2"
}

build {
  sources = ["source.qemu.freebsd"]

  provisioner "shell" {
    inline = [
      "uname -a",
      "freebsd-version",
      "df -h /",
    ]
  }

  # What must not be the same on two machines, and what only takes space.
  provisioner "shell" {
    execute_command = "chmod +x {{ .Path }}; env {{ .Vars }} sudo -E {{ .Path }}"
    inline = [
      "pkg clean -ay",
      "rm -f /etc/hostid /etc/machine-id",
    ]
  }
}
