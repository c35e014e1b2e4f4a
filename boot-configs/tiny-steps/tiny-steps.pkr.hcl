# boot-configs/tiny again, with a boot command that looks at the machine instead of counting seconds.
#
#   scripts/make-tiny-installer build/media/tiny.iso
#   ingot build -var-file=boot-configs/tiny-steps/tiny-steps.pkrvars.hcl boot-configs/tiny-steps/tiny-steps.pkr.hcl

variable "iso_url" {
  type        = string
  description = "The tiny installer, made by scripts/make-tiny-installer."
}

variable "iso_checksum" {
  type        = string
  default     = "none"
  description = "The ISO is made on this machine, so there is nothing to compare it with."
}

variable "output_directory" {
  type    = string
  default = "output-tiny-steps"
}

variable "accelerator" {
  type        = string
  default     = "tcg"
  description = "kvm is faster where it works; tcg works everywhere."
}

variable "headless" {
  type    = bool
  default = true
}

source "qemu" "tiny" {
  iso_url      = var.iso_url
  iso_checksum = var.iso_checksum

  accelerator      = var.accelerator
  cpu_model        = "max"
  memory           = 512
  disk_size        = "256M"
  disk_cache       = "unsafe"
  disk_compression = true
  headless         = var.headless

  http_directory = "${path.root}/../../http/tiny"
  boot_steps = [
    {
      description   = "start the installer"
      wait          = "boot:"
      timeout       = "2m"
      type          = "install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>"
      expect_serial = "tiny-installer: fetching"
    },
  ]

  ssh_username     = "ingot"
  ssh_password     = "change-me"
  ssh_timeout      = "10m"
  shutdown_command = "sudo shutdown -P now"

  output_directory = var.output_directory
  vm_name          = "tiny.qcow2"
}

build {
  sources = ["source.qemu.tiny"]

  provisioner "shell" {
    inline = ["uname -a", "sudo id"]
  }
}
