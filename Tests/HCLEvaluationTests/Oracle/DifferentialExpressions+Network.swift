extension DifferentialExpressions {
    static let network = [
        #"cidrhost("10.0.0.0/8", 1)"#, #"cidrhost("10.0.0.0/8", -1)"#, #"cidrhost("10.0.0.0/8", -2)"#,
        #"cidrhost("10.0.0.0/30", 3)"#, #"cidrhost("10.0.0.0/30", 4)"#, #"cidrhost("fd00::/64", 256)"#,
        #"cidrhost("fd00::/64", -1)"#, #"cidrhost("10.0.0.1/32", 0)"#, #"cidrhost("10.1.2.3/16", 5)"#,
        #"cidrhost("x", 1)"#, #"cidrhost("10.0.0.0", 1)"#, #"cidrhost("::/0", 1)"#, #"cidrhost("10.0.0.0/31", 1)"#,
        #"cidrnetmask("10.0.0.0/12")"#, #"cidrnetmask("0.0.0.0/0")"#, #"cidrnetmask("10.0.0.0/32")"#,
        #"cidrnetmask("10.0.0.0/33")"#, #"cidrsubnet("10.0.0.0/8", 8, 255)"#, #"cidrsubnet("10.0.0.0/8", 8, 256)"#,
        #"cidrsubnet("10.0.0.0/30", 4, 0)"#, #"cidrsubnet("fd00::/48", 16, 65535)"#,
        #"cidrsubnet("10.1.2.3/16", 4, 1)"#, #"cidrsubnet("10.0.0.0/8", 0, 0)"#,
        #"cidrsubnet("2001:db8::/32", 32, 4294967295)"#, #"cidrsubnets("10.0.0.0/16", 4, 4, 8)"#,
        #"cidrsubnets("fd00::/48", 16, 16)"#, #"cidrsubnets("10.0.0.0/30", 1, 1, 1)"#,
        #"cidrsubnets("10.0.0.0/16", 0)"#, #"cidrsubnets("10.0.0.0/16")"#, #"cidrsubnets("10.0.0.0/16", 20)"#,
    ]
}
