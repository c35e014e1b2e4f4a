# Debian's own cloud image with packages and settings of yours: nothing is
# installed, cloud-init in the image makes the user that the build logs in as.
#
#   ingot build -var-file=boot-configs/debian-cloud/debian-cloud.pkrvars.hcl \
#     boot-configs/debian-cloud/debian-cloud.pkr.hcl

variable "iso_url" {
  type        = string
  description = "A cloud image (qcow2 or raw) with cloud-init, as a URL or a local file."
}

variable "iso_checksum" {
  type        = string
  description = "Its checksum, or file:URL of Debian's list of checksums."
}

variable "output_directory" {
  type    = string
  default = "output-debian-cloud"
}

variable "accelerator" {
  type        = string
  default     = "kvm"
  description = "tcg where the machine has no /dev/kvm; its first boot then takes a minute or two."
}

variable "disk_size" {
  type        = string
  default     = "10G"
  description = "Larger than the image; cloud-init grows the root file system."
}

variable "seed" {
  type        = string
  default     = "cd"
  description = "How cloud-init gets its data: cd, or http from the build's own server."
}

variable "efi" {
  type        = bool
  default     = false
  description = "Boot by EFI instead of BIOS; Debian's images can do both."
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "debian" {
  iso_url      = var.iso_url
  iso_checksum = var.iso_checksum
  disk_image   = true

  accelerator       = var.accelerator
  machine_type      = "q35"
  efi_boot          = var.efi
  cpus              = 2
  memory            = 1024
  disk_size         = var.disk_size
  disk_interface    = "virtio"
  disk_cache        = "unsafe"
  disk_compression  = true
  compression       = "zstd"
  disk_cluster_size = "128k"
  # The kernel of Debian's images for clouds knows no SATA drives.
  cdrom_interface = "virtio-scsi"
  format          = "qcow2"
  net_device      = "virtio-net"
  headless        = var.headless
  qemuargs = [
    ["-cpu", "max"],
  ]

  cloud_init {
    delivery  = var.seed
    user_data = <<-EOT
      #cloud-config
      hostname: golden
      manage_etc_hosts: true
      users:
        - name: builder
          shell: /bin/bash
          sudo: "ALL=(ALL) NOPASSWD:ALL"
          ssh_authorized_keys: ["{{ .SSHPublicKey }}"]
      # Other kinds take long to make without hardware help, and are not kept.
      ssh_genkeytypes: [ed25519]
    EOT
  }

  ssh_username              = "builder"
  ssh_timeout               = "20m"
  ssh_clear_authorized_keys = true
  trim_command              = "sudo fstrim -av"
  shutdown_command          = "sudo shutdown -P now"

  output_directory = var.output_directory
  vm_name          = "debian-cloud.qcow2"
}

build {
  sources = ["source.qemu.debian"]

  provisioner "shell" {
    inline = [
      # Without this, packages may be installed while cloud-init still does so.
      "cloud-init status --wait",
      "hostname",
      "id",
      "df -h /",
    ]
  }

  # The image's next machine is another one: cloud-init has to begin anew there.
  provisioner "shell" {
    inline = [
      "sudo cloud-init clean --logs",
      "sudo rm -f /etc/netplan/50-cloud-init.yaml",
      "sudo truncate -s 0 /etc/machine-id",
    ]
  }
}
