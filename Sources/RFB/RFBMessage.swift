/// Numbers of RFC 6143 that this client uses.
enum RFBNumber {
    // Security types (7.1.2).
    static let securityNone: UInt8 = 1
    static let securityVNC: UInt8 = 2
    // Messages of the server (7.6).
    static let framebufferUpdate: UInt8 = 0
    static let colourMap: UInt8 = 1
    static let bell: UInt8 = 2
    static let serverCutText: UInt8 = 3
    // Encodings (7.7, 7.8).
    static let rawEncoding: Int32 = 0
    static let desktopSizeEncoding: Int32 = -223
}

/// Messages of the client (RFC 6143, 7.5).
package enum RFBMessage {
    /// 32 bits a pixel, little-endian, 8 bits each for red, green and blue.
    static let setPixelFormat: [UInt8] = [0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]

    /// Raw, and sizes that change.
    static let setEncodings: [UInt8] =
        [2, 0, 0, 2] + bytes(UInt32(bitPattern: RFBNumber.rawEncoding))
        + bytes(UInt32(bitPattern: RFBNumber.desktopSizeEncoding))

    /// Asks for what the screen shows: all of it, or what changed since it was last asked for.
    package static func updateRequest(width: Int, height: Int, onlyChanges: Bool) -> [UInt8] {
        [3, onlyChanges ? 1 : 0, 0, 0, 0, 0] + bytes(UInt16(clamping: width)) + bytes(UInt16(clamping: height))
    }

    /// A key that goes down or up, by its X11 keysym.
    package static func key(_ keysym: UInt32, isDown: Bool) -> [UInt8] {
        [4, isDown ? 1 : 0, 0, 0] + bytes(keysym)
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
