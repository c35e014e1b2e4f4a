# Alpine Linux 3.22 from the "virt" ISO. Needs the internet: packages come from an
# Alpine mirror.
#
#   ingot build -var-file=boot-configs/alpine/alpine-3.22.pkrvars.hcl \
#     boot-configs/alpine/alpine.pkr.hcl

variable "iso_url" {
  type        = string
  description = "An Alpine 3.22 virt ISO for x86_64, as a URL or a local file."
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
  description = "tcg where the machine has no /dev/kvm; then allow for ten minutes."
}

variable "cpus" {
  type    = number
  default = 2
}

variable "memory" {
  type        = number
  default     = 512
  description = "MiB; 256 is enough."
}

variable "disk_size" {
  type    = string
  default = "2G"
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "alpine" {
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

  http_directory = "${path.root}/../../http/alpine"
  boot_wait      = "5s"
  # The ISO starts a live system whose root has no password. Its network comes first,
  # because the script that does the rest is fetched over it.
  boot_command = [
    "<waitText 'login:' 5m>root<enter><wait2s>",
    "ifconfig eth0 up && udhcpc -i eth0 && ",
    "wget -qO /tmp/install http://{{ .HTTPIP }}:{{ .HTTPPort }}/install.sh && ",
    "sh /tmp/install<enter>",
  ]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = "30m"
  shutdown_command = "sudo poweroff"

  output_directory = var.output_directory
  vm_name          = "${var.release}.qcow2"
}

build {
  sources = ["source.qemu.alpine"]

  provisioner "shell" {
    inline = [
      "uname -a",
      "cat /etc/alpine-release",
      "df -h /",
    ]
  }

  # What must not be the same on two machines, and what only takes space.
  provisioner "shell" {
    execute_command = "chmod +x {{ .Path }}; sudo env {{ .Vars }} {{ .Path }}"
    inline = [
      "rm -rf /var/cache/apk/*",
      "fstrim / || true",
    ]
  }
}
