/// Where Salt keeps its things on the machine, and how it gets there.
struct SaltSystem: Sendable {
    var configuration: String
    var staging: String
    var states: String
    var pillar: String
    /// Fetches Salt's own installer, the bootstrap script.
    var bootstrapFetch: String
    var bootstrapRun: String

    init(_ system: GuestSystem) {
        let source = "https://github.com/saltstack/salt-bootstrap/releases/latest/download/bootstrap-salt"
        switch system {
        case .unix:
            configuration = "/etc/salt"
            staging = "/tmp/salt"
            states = "/srv/salt"
            pillar = "/srv/pillar"
            let script = "/tmp/install_salt.sh"
            bootstrapFetch = "curl -fL \(source).sh -o \(script) || wget -O \(script) \(source).sh"
            bootstrapRun = "sh \(script)"
        case .windows:
            configuration = "C:/salt/conf"
            staging = "C:/Windows/Temp/salt"
            states = "C:/salt/state"
            pillar = "C:/salt/pillar"
            let script = "C:/Windows/Temp/bootstrap-salt.ps1"
            bootstrapFetch = "powershell Invoke-WebRequest -Uri '\(source).ps1' -OutFile '\(script)'"
            bootstrapRun = "powershell -ExecutionPolicy Bypass -File \(script)"
        }
    }
}
