variable "port" {
  type = number
}

variable "key" {
  type = string
}

variable "user" {
  type = string
}

source "null" "loopback" {
  communicator         = "ssh"
  ssh_host             = "127.0.0.1"
  ssh_port             = var.port
  ssh_username         = var.user
  ssh_private_key_file = var.key
}
