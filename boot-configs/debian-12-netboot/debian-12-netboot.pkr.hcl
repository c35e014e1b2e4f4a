# Debian 12 from Debian's own netboot installer, without any network but the
# build's own HTTP server. README.md says what runs and what does not.
#
#   scripts/make-debian-netboot build/media/debian-12-netboot
#   ingot build -var-file=boot-configs/debian-12-netboot/debian-12-netboot.pkrvars.hcl \
#     boot-configs/debian-12-netboot/debian-12-netboot.pkr.hcl

variable "iso_url" {
  type        = string
  description = "netboot.iso, made by scripts/make-debian-netboot."
}

variable "iso_checksum" {
  type        = string
  default     = "none"
  description = "The ISO is made on this machine, so there is nothing to compare it with."
}

variable "http_directory" {
  type        = string
  description = "The mirror folder beside the ISO, with preseed.cfg in it."
}

variable "output_directory" {
  type    = string
  default = "output-debian-12-netboot"
}

variable "accelerator" {
  type        = string
  default     = "tcg"
  description = "kvm is faster where it works; tcg works everywhere."
}

variable "cpus" {
  type    = number
  default = 2
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
  memory           = 1024
  disk_size        = "4G"
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

  http_directory    = var.http_directory
  boot_wait         = "3s"
  boot_key_interval = "10ms"
  boot_command = [
    "install auto=true priority=critical hostname=golden domain=local ",
    # Two waits that lead to nothing here: IPv6 routers and firmware disks.
    "ipv6.disable=1 hw-detect/load_firmware=false ",
    "url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg ",
    "mirror/http/hostname={{ .HTTPIP }}:{{ .HTTPPort }}",
    "<enter>",
  ]

  ssh_username = "ingot"
  ssh_password = "change-me"
  # Under TCG on a busy machine the installation alone takes minutes.
  ssh_timeout = "30m"
  # The image has no D-Bus, which shutdown complains about before it does without.
  shutdown_command = "sudo shutdown -P now 2>/dev/null"

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
      "dpkg -l | grep -c ^ii",
    ]
  }

  # What must not be the same on two machines; each makes its own at its first start.
  provisioner "shell" {
    inline = [
      "sudo rm -f /etc/ssh/ssh_host_*",
      "sudo truncate -s 0 /etc/machine-id",
    ]
  }
}
