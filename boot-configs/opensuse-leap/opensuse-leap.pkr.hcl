# openSUSE Leap 15.6 from the offline ISO. Needs the internet for the ISO alone.
#
#   ingot build -var-file=boot-configs/opensuse-leap/opensuse-leap-15.6.pkrvars.hcl \
#     boot-configs/opensuse-leap/opensuse-leap.pkr.hcl

variable "iso_url" {
  type        = string
  description = "An offline (DVD) ISO of openSUSE Leap 15.6 for x86_64, as a URL or a local file."
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

source "qemu" "leap" {
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

  http_directory = "${path.root}/../../http/opensuse-leap"
  boot_wait      = "5s"
  # Escape asks whether to leave the graphical menu; Enter agrees.
  boot_command = [
    "<esc><wait><enter><waitText 'boot:' 1m>",
    "linux netsetup=dhcp textmode=1 lang=en_US ",
    "autoyast=http://{{ .HTTPIP }}:{{ .HTTPPort }}/autoinst.xml",
    "<enter>",
  ]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = "90m"
  shutdown_command = "sudo shutdown -P now"

  output_directory = var.output_directory
  vm_name          = "${var.release}.qcow2"
}

build {
  sources = ["source.qemu.leap"]

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
      "zypper --non-interactive clean --all",
      "truncate -s 0 /etc/machine-id",
      "fstrim / || true",
    ]
  }
}
