import HCLValues
import HostOS
import JSONText
import TestSupport
import Testing

@testable import IngotCommands

/// What `fix` makes of old templates, compared with Packer 1.6.6.
@Suite(.enabled(if: PackerPeer.isInstalled, "\(PackerPeer.skipReason)"))
struct FixVerdictTests {
    typealias Case = PackerPeer.Case

    /// Differences that are wanted, by the name of the case.
    static let intended = [
        "a checksum of type none": "without a sum the result would be invalid, and none:… means nothing",
        "a checksum with its type": "a type is not put before a sum that has one",
        "a checksum in a file": "a type is not put before the name of a file",
        "an override of vmware": "later versions of the peer rename it too",
        "an override beside others": "overrides that are there already are kept",
        "a large number": "numbers keep their digits",
    ]

    static let cases: [Case] = [
        Case(
            "checksums",
            #"{"builders":[{"type":"x","iso_checksum":"abc","iso_checksum_type":"sha256"},{"type":"y","iso_checksum_url":"u","iso_checksum_type":"md5","iso_checksum":"q"},{"type":"v","iso_checksum":"","iso_checksum_type":"md5"},{"type":"v","iso_checksum_url":"","iso_checksum_type":"md5"}]}"#
        ),
        Case(
            "iso_md5",
            #"{"builders":[{"type":"x","iso_md5":"abc"},{"type":"x","iso_md5":"abc","iso_checksum":"z"},{"type":"x","iso_md5":3}]}"#
        ),
        Case(
            "times of creation",
            #"{"builders":[{"type":"x","ami_name":"a {{.CreateTime}} {{ .CreateTime }}","bundle_prefix":"{{.CreateTime}}","snapshot_name":3,"other":"{{.CreateTime}}"}]}"#
        ),
        Case(
            "guest additions",
            #"{"builders":[{"type":"virtualbox","guest_additions_attach":true},{"type":"virtualbox","guest_additions_attach":false},{"type":"virtualbox-iso","guest_additions_attach":false},{"type":"virtualbox","guest_additions_attach":"x"}]}"#
        ),
        Case(
            "overrides of vagrant",
            #"{"builders":[],"post-processors":[{"type":"vagrant","aws":{"a":1},"virtualbox":{"b":2},"output":"x"},[{"type":"vagrant","vmware":{"b":2}}],"vagrant"]}"#
        ),
        Case(
            "renamed builders",
            #"{"builders":[{"type":"virtualbox"},{"type":"vmware","name":"n"}],"provisioners":[{"type":"s","override":{"virtualbox":{}}}]}"#
        ),
        Case(
            "Parallels",
            #"{"builders":[{"type":"parallels-iso","headless":true,"parallels_tools_host_path":"x","guest_os_distribution":"d"},{"type":"parallels-pvm","headless":true},{"type":"x","headless":true,"guest_os_distribution":"d","parallels_tools_host_path":1}]}"#
        ),
        Case(
            "keys of SSH",
            #"{"builders":[{"type":"x","ssh_key_path":"k"},{"type":"x","ssh_key_path":"k","ssh_private_key_file":"p"},{"type":"x","ssh_key_path":1}]}"#
        ),
        Case(
            "agents of SSH",
            #"{"builders":[{"type":"x","ssh_disable_agent":true},{"type":"x","ssh_disable_agent":true,"ssh_disable_agent_forwarding":false}]}"#
        ),
        Case("Scaleway", #"{"builders":[{"type":"scaleway","access_key":"k"},{"type":"x","access_key":"k"}]}"#),
        Case(
            "manifests",
            #"{"builders":[],"post-processors":[{"type":"manifest","filename":"a"},[{"type":"manifest","filename":"a","output":"b"}],"manifest"]}"#
        ),
        Case(
            "e-mail addresses",
            #"{"builders":[{"type":"docker","login_email":"x"}],"post-processors":[{"type":"docker-push","login_email":"x"}]}"#
        ),
        Case("e-mail addresses without post-processors", #"{"builders":[{"type":"docker","login_email":"x"}]}"#),
        Case(
            "tags",
            #"{"builders":[],"post-processors":[{"type":"docker-tag","tag":"a,b"},{"type":"docker-tag","tag":["a","a"],"tags":["a","c"]},{"type":"docker-tag","tag":"a","tags":"q"}]}"#
        ),
        Case(
            "escapes of PowerShell",
            #"{"builders":[],"provisioners":[{"type":"powershell","elevated_user":"a`$b","elevated_password":"a`\"b","environment_vars":["A=`$x","B=``y","C=`'z","D=`n"]},{"type":"shell","environment_vars":["A=`$x"]}]}"#
        ),
        Case(
            "compaction",
            #"{"builders":[{"type":"vmware-iso","remote_type":"esx5"},{"type":"vmware-iso","remote_type":"esx5","disk_type_id":"thin"},{"type":"vmware-iso","remote_type":"esx5","disk_type_id":"eagerzeroedthick"},{"type":"vmware-iso","remote_type":"esx5","disk_type_id":"zeroedthick","skip_compaction":false},{"type":"vmware-iso"},{"type":"vmware-iso","disk_type_id":"thin","remote_type":"x"}]}"#
        ),
        Case(
            "Hyper-V",
            #"{"builders":[{"type":"hyperv-iso","vhd_temp_path":"x","cpu":1,"ram_size":2},{"type":"hyperv-vmcx","clone_from_vmxc_path":"x","cpu":1,"ram_size":3,"vhd_temp_path":"x"},{"type":"hyperv-vmcx","clone_from_vmxc_path":"x","clone_from_vmcx_path":"y","cpus":1,"cpu":2}]}"#
        ),
        Case(
            "names of images",
            #"{"builders":[{"type":"x","a":"{{clean_ami_name `x`}} {{user `a` | clean_image_name}} clean_ami_name","m":{"k":"{{clean_ami_name `x`}}"},"l":["{{clean_ami_name `x`}}"],"n":{"d":{"k":"{{clean_ami_name `x`}}"}}}]}"#
        ),
        Case(
            "spot prices",
            #"{"builders":[{"type":"amazon-ebs","spot_price_auto_product":"x"},{"type":"amazon-instance","spot_price_auto_product":"x"},{"type":"amazon-chroot","spot_price_auto_product":"x"}]}"#
        ),
        Case(
            "disk sizes",
            #"{"builders":[{"type":"qemu","disk_size":100},{"type":"qemu","disk_size":"100"},{"type":"x","disk_size":100},{"type":"qemu","disk_size":1.5},{"type":"qemu","disk_size":"{{user `a`}}"}]}"#
        ),
        Case(
            "Ansible Galaxy",
            #"{"builders":[],"provisioners":[{"type":"ansible-local","galaxycommand":"x"},{"type":"ansible-local","galaxycommand":"x","galaxy_command":"y"},{"type":"x","galaxycommand":"x"}]}"#
        ),
        Case(
            "port forwarding of VirtualBox",
            #"{"builders":[{"type":"virtualbox-iso","ssh_host_port_min":1,"ssh_host_port_max":2,"ssh_skip_nat_mapping":true},{"type":"virtualbox-iso","ssh_host_port_min":1,"host_port_min":3,"host_port_max":4,"ssh_host_port_max":2,"skip_nat_mapping":false,"ssh_skip_nat_mapping":true},{"type":"vmware-iso","ssh_host_port_min":1},{"type":"virtualbox-ovf","ssh_host_port_min":"1"}]}"#
        ),
        Case(
            "timeouts of SSH",
            #"{"builders":[{"type":"x","ssh_wait_timeout":"1s"},{"type":"x","ssh_wait_timeout":"1s","ssh_timeout":"2s"}]}"#
        ),
        Case(
            "lists of vSphere",
            #"{"builders":[{"type":"vsphere-iso","network":"n","networkCard":"c","disk_size":1,"disk_thin_provisioned":true,"disk_eagerly_scrub":false},{"type":"vsphere-iso","network_card":"c"},{"type":"vsphere-iso","network":"n","network_adapters":[{"network":"q"}],"storage":[{"disk_size":3}],"disk_size":7},{"type":"vsphere-iso"}]}"#
        ),
        Case(
            "ports of QEMU",
            #"{"builders":[{"type":"qemu","ssh_host_port_min":1,"ssh_host_port_max":2},{"type":"qemu","ssh_host_port_min":1,"host_port_min":5}]}"#
        ),
        Case(
            "Azure",
            #"{"builders":[{"type":"azure-chroot","shared_image_destination":{"exlude_from_latest":true,"x":1}},{"type":"azure-arm","shared_image_destination":{"exlude_from_latest":true}}]}"#
        ),
        Case(
            "Proxmox",
            #"{"builders":[{"type":"proxmox","name":"x"}],"provisioners":[{"override":{"proxmox":{}},"type":"x"}]}"#),
        Case(
            "a template without builders",
            #"{"variables":{"a":null},"z":1,"_c":"<&>","sensitive-variables":["a"],"n":1.0}"#),
        Case("nothing", #"{}"#),
        Case(
            "nothing to fix",
            #"{"builders":[{"type":"x","z":1,"a":2}],"provisioners":[{"type":"x"}],"post-processors":["manifest",["a",{"type":"manifest"}]]}"#
        ),
        Case(
            "Amazon",
            #"{"builders":[{"type":"amazon-ebs","shutdown_behaviour":"x","enhanced_networking":true,"ssh_private_ip":true,"temporary_security_group_source_cidr":"1"},{"type":"amazon-x","ssh_private_ip":false,"temporary_security_group_source_cidr":"1","temporary_security_group_source_cidrs":["2"]},{"type":"x","shutdown_behaviour":"x"},{"type":"amazon-ebs","ssh_private_ip":true,"ssh_interface":"s"},{"type":"amazon-ebs","ssh_private_ip":"true"},{"type":"amazon","ssh_private_ip":true}]}"#
        ),
        Case(
            "Amazon, other values",
            #"{"builders":[{"type":"amazon-x","enhanced_networking":"true"},{"type":"amazon-x","enhanced_networking":1},{"type":"amazon-ebs","enhanced_networking":false,"ena_support":true},{"type":"amazon-ebs","shutdown_behaviour":"x","shutdown_behavior":"y"},{"type":"amazon-ebs","shutdown_behaviour":1}]}"#
        ),
        Case(
            "e-mail addresses of all kinds",
            #"{"builders":[{"type":"x","login_email":"x"}],"post-processors":[{"type":"y","login_email":"x"},["q",{"type":"docker-push","login_email":"x"}]]}"#
        ),
        Case(
            "values of other kinds",
            #"{"builders":[{"type":"scaleway","access_key":"k","organization_id":"o"},{"type":"scaleway","access_key":1},{"type":"x","ssh_disable_agent":"true"},{"type":"x","ssh_wait_timeout":1},{"type":"qemu","ssh_host_port_min":"1"},{"type":"qemu","ssh_host_port_min":"{{user `x`}}"},{"type":"parallels-iso","headless":"true","guest_os_distribution":1,"parallels_tools_host_path":true,"guest_os_type":"q"}]}"#
        ),
        Case(
            "values of other kinds for machines",
            #"{"builders":[{"type":"virtualbox-iso","ssh_host_port_min":"{{user `x`}}","ssh_skip_nat_mapping":"true"},{"type":"hyperv-iso","cpu":"1","ram_size":"2","vhd_temp_path":1},{"type":"hyperv-vmcx","clone_from_vmxc_path":1},{"type":"azure-chroot","shared_image_destination":1},{"type":"vmware-iso","remote_type":"esx5","skip_compaction":false,"disk_type_id":1},{"type":"qemu","disk_size":0}]}"#
        ),
        Case(
            "lists of vSphere, other values",
            #"{"builders":[{"type":"vsphere-iso","network":1},{"type":"vsphere-iso","networkCard":"a","network_card":"b"},{"type":"vsphere-iso","disk_size":"{{user `x`}}"},{"type":"vsphere-clone","network":"n"},{"type":"vsphere-iso","disk_thin_provisioned":"true"},{"type":"vsphere-iso","network":""}]}"#
        ),
        Case(
            "a checksum of type none",
            #"{"builders":[{"type":"x","iso_checksum":"abc","iso_checksum_type":"none"},{"type":"z","iso_checksum_type":"none"}]}"#
        ),
        Case(
            "a checksum with its type",
            #"{"builders":[{"type":"w","iso_checksum":"md5:abc","iso_checksum_type":"md5"}]}"#),
        Case(
            "a checksum in a file", #"{"builders":[{"type":"w","iso_checksum":"file:abc","iso_checksum_type":"md5"}]}"#),
        Case("an override of vmware", #"{"builders":[],"provisioners":[{"type":"s","override":{"vmware":{"x":1}}}]}"#),
        Case(
            "an override beside others",
            #"{"builders":[],"post-processors":[{"type":"vagrant","override":{"z":1},"vmware":{"b":2}}]}"#),
        Case("a large number", #"{"builders":[],"big":12345678901234567890}"#),
    ]

    @Test(arguments: cases)
    func `fixes as the peer does`(test: Case) async throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(test.text, to: "\(folder)/t.json")
        let arguments = ["fix", "-validate=false", "\(folder)/t.json"]
        let environment = ["PATH": "/usr/bin:/bin", "HOME": folder, "CHECKPOINT_DISABLE": "1"]
        let peer = try await runProcess(
            PackerPeer.path ?? "packer", arguments, environment: environment, workingDirectory: folder)
        let output = CapturedOutput()
        let status = await Ingot.run(
            arguments,
            in: CommandContext(
                environment: environment, workingDirectory: folder, output: output, errorOutput: output,
                terminalWidth: nil))
        #expect(status == 0)
        let (wanted, found) = (Self.plain(peer.outputText), Self.plain(output.text))
        #expect(
            (wanted != found) == (Self.intended[test.name] != nil), "peer: \(peer.outputText)\nours: \(output.text)")
    }

    @Test func `every difference has a case`() {
        #expect(Set(Self.intended.keys).isSubset(of: Self.cases.map(\.name)))
    }

    /// The value of a text, numbers by their value; the peer adds a null for builders that are not there.
    private static func plain(_ text: String) -> HCLValue? {
        // What is no JSON compares as none.
        guard let json = try? JSONParser.parse(text), let members = json.members else { return nil }
        return try? HCLValue(json: .object(members.filter { $0.name != "builders" || !$0.value.isNull }))
    }
}
