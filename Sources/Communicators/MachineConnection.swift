package import ComponentAPI

/// A way into a machine that stands and has to be closed at the end.
package protocol MachineConnection: Communicator {
    /// Ends it; the next call would make another one.
    func close() async
}
