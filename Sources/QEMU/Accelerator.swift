/// What runs the guest's instructions.
package enum Accelerator: String, Hashable, Sendable, CaseIterable {
    /// No `accel=` is given: QEMU takes what it likes.
    case none
    case kvm, tcg, xen, hax, hvf, whpx
}
