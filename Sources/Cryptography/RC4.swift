/// The RC4 stream cipher, for NTLM's message protection; never for anything of our own.
///
/// OpenSSL 3 keeps it in a provider that is not loaded.
package struct RC4: Sendable {
    private var state: [UInt8]
    private var first: UInt8 = 0
    private var second: UInt8 = 0

    /// - Parameter key: 1 to 256 bytes.
    package init(key: [UInt8]) {
        precondition((1...256).contains(key.count), "an RC4 key has 1 to 256 bytes")
        state = Array(0...255)
        var other: UInt8 = 0
        for index in 0..<256 {
            other = other &+ state[index] &+ key[index % key.count]
            state.swapAt(index, Int(other))
        }
    }

    /// Encrypts or decrypts the next bytes of the stream.
    package mutating func apply(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in bytes {
            first &+= 1
            second &+= state[Int(first)]
            state.swapAt(Int(first), Int(second))
            output.append(byte ^ state[Int(state[Int(first)] &+ state[Int(second)])])
        }
        return output
    }
}
