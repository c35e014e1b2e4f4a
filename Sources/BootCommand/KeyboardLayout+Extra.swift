/// Keys that a US keyboard does not have; the numbers are no keysyms of X11's and are used in this program only.
extension KeyboardLayout {
    /// The key between the left shift and Z of an ISO keyboard.
    public static let extraKey: UInt32 = 0x1100_0056
    /// The key left of backspace on a Japanese keyboard.
    public static let yenKey: UInt32 = 0x1100_007D
    /// The key left of the right shift on a Japanese keyboard.
    public static let roKey: UInt32 = 0x1100_0073
}
