import HCLValues

/// Functions of network addresses.
enum NetworkFunctions {
    private static let prefix = HCLFunction.Parameter("prefix", .string)

    static let all: [HCLFunction] = [
        .define("cidrhost", [prefix, .init("hostnum", .number)], returns: .string) { arguments in
            let block = try block(arguments)
            let number = try arguments.int(1)
            guard UInt128(number.magnitude) <= block.lastHost else {
                throw HCLFunction.Failure(
                    "prefix of \(block.length) does not accommodate a host numbered \(number)", argument: 1)
            }
            let host = number >= 0 ? UInt128(number) : block.lastHost - UInt128(number.magnitude - 1)
            return .string(NetworkAddress(value: block.address.value | host, bits: block.address.bits).text)
        },
        .define("cidrnetmask", [prefix], returns: .string) { arguments in
            let block = try block(arguments)
            guard block.address.bits == 32 else {
                throw HCLFunction.Failure("IPv6 addresses cannot have a netmask", argument: 0)
            }
            return .string(NetworkAddress(value: 0xFFFF_FFFF & ~block.lastHost, bits: 32).text)
        },
        .define("cidrsubnet", [prefix, .init("newbits", .number), .init("netnum", .number)], returns: .string) {
            arguments in
            let block = try block(arguments)
            let (bits, number) = (try arguments.int(1), try arguments.int(2))
            let length = try length(of: block, extendedBy: bits, argument: 1)
            guard number >= 0, bits >= 63 || number < 1 << bits else {
                throw HCLFunction.Failure(
                    "prefix extension of \(bits) does not accommodate a subnet numbered \(number)", argument: 2)
            }
            let offset = length == 0 ? 0 : UInt128(number) << UInt128(block.address.bits - length)
            let address = NetworkAddress(value: block.address.value | offset, bits: block.address.bits)
            return .string(NetworkPrefix(address: address, length: length).text)
        },
        .define(
            "cidrsubnets", [prefix], variadic: .init("newbits", .number), returns: .list(.string), body: subnets),
    ]

    private static func block(_ arguments: FunctionArguments) throws -> NetworkPrefix {
        let text = try arguments.string(0)
        guard let block = NetworkPrefix(text) else {
            throw HCLFunction.Failure("invalid CIDR expression: \"\(text)\"", argument: 0)
        }
        return block
    }

    private static func length(
        of block: NetworkPrefix, extendedBy bits: Int, argument: Int
    ) throws(HCLFunction.Failure) -> Int {
        guard bits >= 0, bits <= block.hostBits else {
            throw HCLFunction.Failure(
                "insufficient address space to extend prefix of \(block.length) by \(bits)", argument: argument)
        }
        return block.length + bits
    }

    /// Consecutive blocks, each starting at the next multiple of its own size.
    private static func subnets(_ arguments: FunctionArguments) throws -> HCLValue {
        let block = try block(arguments)
        var offset: UInt128 = 0
        var blocks: [HCLValue] = []
        for index in 1..<max(1, arguments.count) {
            let bits = try arguments.int(index)
            guard bits >= 1 else {
                throw HCLFunction.Failure("must extend prefix by at least one bit", argument: index)
            }
            let length = try length(of: block, extendedBy: bits, argument: index)
            let last = NetworkPrefix(address: block.address, length: length).lastHost
            let (padded, overflow) = offset.addingReportingOverflow(last)
            let start = padded & ~last
            guard !overflow, start <= block.lastHost else {
                throw HCLFunction.Failure(
                    "not enough remaining address space for a subnet with a prefix of \(length) bits", argument: index)
            }
            let address = NetworkAddress(value: block.address.value | start, bits: block.address.bits)
            blocks.append(.string(NetworkPrefix(address: address, length: length).text))
            let (next, wraps) = start.addingReportingOverflow(last)
            offset = wraps || next == .max ? .max : next + 1
        }
        return .list(of: .string, blocks)
    }
}
