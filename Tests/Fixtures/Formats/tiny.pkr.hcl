# The tiny image of the project's tests, with everything that the three notations have in common.
variable "iso_url" {
  type = string
}

variable "output_directory" {
  type = string
}

variable "memory" {
  type    = string
  default = "512"
}

variable "password" {
  type      = string
  default   = "change-me"
  sensitive = true
}

source "qemu" "tiny" {
  iso_url           = var.iso_url
  iso_checksum      = "none"
  accelerator       = "tcg"
  machine_type      = "pc"
  cpus              = 1
  memory            = var.memory
  disk_size         = "256M"
  disk_interface    = "virtio"
  disk_cache        = "unsafe"
  format            = "qcow2"
  net_device        = "virtio-net"
  headless          = true
  qemuargs          = [["-cpu", "max"]]
  http_directory    = "${path.root}/../../../http/tiny"
  boot_wait         = "3s"
  boot_key_interval = "10ms"
  boot_command      = ["install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>"]
  ssh_username      = "ingot"
  ssh_password      = var.password
  ssh_timeout       = "10m"
  shutdown_command  = "sudo shutdown -P now"
  output_directory  = var.output_directory
  vm_name           = "tiny.qcow2"
}

build {
  sources = ["source.qemu.tiny"]

  provisioner "shell" {
    environment_vars = ["WORD=plain"]
    inline           = ["uname -a", "echo \"$WORD\" | sudo tee /etc/word"]
    max_retries      = 1
    override = {
      tiny = {
        environment_vars = ["WORD=overridden"]
      }
    }
  }

  provisioner "shell" {
    only         = ["qemu.tiny"]
    pause_before = "1s"
    inline       = ["grep -q overridden /etc/word"]
  }

  error-cleanup-provisioner "shell-local" {
    inline = ["echo failed"]
  }

  post-processor "manifest" {
    output     = "${var.output_directory}/manifest.json"
    strip_path = true
  }

  post-processors {
    post-processor "checksum" {
      checksum_types      = ["sha256"]
      output              = "{{.BuildName}}.{{.ChecksumType}}.sum"
      keep_input_artifact = true
    }
  }
}
