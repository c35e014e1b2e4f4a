/// The channel between the host and the guest's agent: a virtio port of the name that agents look for.
extension MachineDescription {
    /// On machine types without PCI the controller has another name, which QEMU finds by itself.
    var guestAgentDevices: [String] {
        guestAgentSocket == nil
            ? []
            : ["virtio-serial", "virtserialport,chardev=guest-agent,name=org.qemu.guest_agent.0"]
    }

    var guestAgentChannels: [String] {
        guestAgentSocket.map { ["socket,id=guest-agent,path=\($0.escapingCommas),server=on,wait=off"] } ?? []
    }
}
