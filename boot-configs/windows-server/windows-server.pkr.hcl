# Windows Server 2022 or 2025, by default as Server Core, from an ISO that you have. No network is needed.
#
#   ingot build -var-file=boot-configs/windows-server/windows-server-2025.pkrvars.hcl \
#     boot-configs/windows-server/windows-server.pkr.hcl

variable "iso_url" {
  type        = string
  description = "An evaluation ISO of Windows Server 2022 or 2025, a local file or a URL."
}

variable "iso_checksum" {
  type        = string
  description = "Its checksum; Microsoft shows it beside the download."
}

variable "release" {
  type        = string
  description = "What the image is called: the name of the variables file."
}

variable "edition" {
  type        = string
  description = "The image's name on the ISO: SERVERSTANDARD instead of SERVERSTANDARDCORE brings the desktop."
}

variable "output_directory" {
  type        = string
  description = "Where the image goes."
}

variable "accelerator" {
  type        = string
  default     = "kvm"
  description = "tcg where the machine has no /dev/kvm; then allow for many hours."
}

variable "cpus" {
  type    = number
  default = 2
}

variable "memory" {
  type        = number
  default     = 4096
  description = "MiB; Setup needs 2048 or more."
}

variable "disk_size" {
  type    = string
  default = "40G"
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "windows" {
  iso_url      = var.iso_url
  iso_checksum = var.iso_checksum

  accelerator      = var.accelerator
  machine_type     = "q35"
  cpus             = var.cpus
  memory           = var.memory
  disk_size        = var.disk_size
  disk_interface   = "ide"
  disk_cache       = "unsafe"
  disk_discard     = "unmap"
  disk_compression = true
  format           = "qcow2"
  net_device       = "e1000e"
  headless         = var.headless
  qemuargs = [
    ["-cpu", "max"],
    ["-serial", "file:${var.output_directory}.serial.log"],
  ]

  # Setup looks for its answers at the top of every removable medium.
  cd_content = {
    "autounattend.xml" = templatefile("${abspath(path.root)}/../../http/windows-server/autounattend.xml", {
      edition  = var.edition
      password = "Change-me-1"
    })
  }
  cd_label = "ANSWERS"

  boot_wait = "3s"
  # "Press any key to boot from CD": asked for a few seconds.
  boot_command = ["<spacebar><wait><spacebar><wait><spacebar>"]

  communicator     = "winrm"
  winrm_username   = "Administrator"
  winrm_password   = "Change-me-1"
  winrm_timeout    = "4h"
  shutdown_command = "shutdown /s /t 10 /f /d p:4:1"
  shutdown_timeout = "15m"

  output_directory = var.output_directory
  vm_name          = "${var.release}.qcow2"
}

build {
  sources = ["source.qemu.windows"]

  provisioner "powershell" {
    inline = [
      "Get-ComputerInfo -Property WindowsProductName, OsVersion",
      "Get-PSDrive C",
    ]
  }

  # The build's way in is not for the finished machine.
  provisioner "powershell" {
    inline = [
      "Set-Item WSMan:\\localhost\\Service\\AllowUnencrypted $false",
      "Optimize-Volume -DriveLetter C -ReTrim",
    ]
  }
}
