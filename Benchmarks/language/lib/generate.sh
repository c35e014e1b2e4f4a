# shellcheck shell=bash
# Writes templates of any length.

# expressions LINES: variables and locals that use all of the language, a chain of
# locals among them, and one source.
expressions() {
    awk -v lines="$1" 'BEGIN {
        print "source \"null\" \"only\" {\n  communicator = \"none\"\n}\n\nbuild {\n  sources = [\"null.only\"]\n}\n"
        for (n = 0; n < (lines - 8) / 21; n++) {
            previous = n == 0 ? "\"\"" : "local.text_" n - 1
            printf "variable \"v%d\" {\n  type    = object({ name = string, sizes = list(number) })\n", n
            printf "  default = { name = \"größe %d\", sizes = [1, 2, %d] }\n", n, n
            printf "  validation {\n    condition     = length(var.v%d.sizes) > 2 && var.v%d.name != \"\"\n", n, n
            printf "    error_message = \"Three sizes and a name are needed.\"\n  }\n}\n\nlocals {\n"
            printf "  text_%d  = length(%s) > 0 ? \"${var.v%d.name}-${%d}\" : \"first\"\n", n, previous, n, n
            printf "  list_%d  = [for i, size in var.v%d.sizes : \"${i}=${size * 1.5}\" if size %% 2 == 1]\n", n, n
            printf "  map_%d   = { for size in var.v%d.sizes : \"k${size}\" => upper(local.text_%d)... }\n", n, n, n
            printf "  names_%d = { first = local.list_%d[0], \"all of them\" = local.list_%d[*], total = max(var.v%d.sizes...) }\n", n, n, n, n
            printf "  script_%d = <<-EOT\n    echo ${join(\",\", local.list_%d)} %%{ if true }yes%%{ else }no%%{ endif }\n", n, n
            printf "    exit %d # not a comment\n  EOT\n  other_%d = (1 + %d) * 3 - 4 / 2 # a comment\n}\n\n", n, n, n
        }
    }'
}

# sources COUNT: as many sources with ten lines each, and a build of them all.
sources() {
    awk -v count="$1" 'BEGIN {
        print "variable \"host\" {\n  type    = string\n  default = \"machine\"\n}\n"
        for (n = 0; n < count; n++) {
            printf "source \"null\" \"s%d\" {\n  communicator           = \"ssh\"\n  ssh_host               = \"${var.host}-%d\"\n", n, n
            printf "  ssh_port               = 22\n  ssh_username           = \"root\"\n  ssh_password           = \"x%d\"\n", n
            printf "  ssh_timeout            = \"5m\"\n  ssh_handshake_attempts = 10\n}\n\n"
        }
        printf "build {\n  sources = ["
        for (n = 0; n < count; n++) printf "%s\"null.s%d\"", n == 0 ? "" : ", ", n
        printf "]\n\n  provisioner \"shell-local\" {\n    inline = [\"echo ${build.ID}\"]\n  }\n}\n"
    }'
}
