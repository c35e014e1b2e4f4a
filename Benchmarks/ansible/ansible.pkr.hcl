# The same playbook by the adapter or straight, as `way` says.
variable "port" { type = number }
variable "key" { type = string }
variable "user" { type = string }
variable "playbook" { type = string }
variable "proxy" { type = bool }
# The peer's adapter knows only host and client keys of kinds that OpenSSH no longer takes by itself.
variable "extra" {
  type    = list(string)
  default = []
}

source "null" "machine" {
  ssh_host             = "127.0.0.1"
  ssh_port             = var.port
  ssh_username         = var.user
  ssh_private_key_file = var.key
}

build {
  sources = ["null.machine"]

  provisioner "ansible" {
    playbook_file   = var.playbook
    use_proxy       = var.proxy
    extra_arguments = var.extra
  }
}
