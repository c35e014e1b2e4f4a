variable "from" {
  type = string
}

variable "to" {
  type = string
}

build {
  sources = ["source.null.loopback"]

  provisioner "file" {
    source      = var.from
    destination = var.to
  }
}
