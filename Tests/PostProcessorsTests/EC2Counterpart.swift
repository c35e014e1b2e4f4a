import HTTP
import HostOS
import Synchronization
import TestSupport

/// EC2 in front of moto: it imports images, which moto cannot, and hands on everything else as it came, so that moto
/// checks every signature and the images that come out are moto's own.
final class EC2Counterpart: Sendable {
    /// What the import is to come to.
    enum Ending {
        case image
        /// The task fails with these words.
        case failure(String)
        /// The task never ends.
        case never
        /// ImportImage itself is refused.
        case refusal(code: String, message: String)
    }

    let moto: MotoServer
    let ending: Ending
    /// Actions in the order they came.
    private let noted = Mutex<[[String: String]]>([])
    private let looks = Mutex(0)
    private let sawLook: AsyncStream<Void>.Continuation
    /// Tells of every look at the task.
    let lookedAt: AsyncStream<Void>

    var actions: [String] { noted.withLock { $0.compactMap { $0["Action"] } } }

    func fields(of action: String) -> [String: String]? {
        noted.withLock { $0.first { $0["Action"] == action } }
    }

    /// What an import comes to: an image of moto's.
    let image: String
    let imageName: String
    private let snapshot: String

    init(moto: MotoServer, ending: Ending) async throws {
        self.moto = moto
        self.ending = ending
        (lookedAt, sawLook) = AsyncStream.makeStream()
        imageName = "import-ami-\(RandomBytes.hex(count: 8))"
        func value(_ name: String, _ fields: [String: String]) async throws -> String {
            let answer = try await moto.call("ec2", fields.merging(["Version": "2016-11-15"]) { first, _ in first })
            guard let start = answer.firstRange(of: "<\(name)>"), let end = answer.firstRange(of: "</\(name)>") else {
                throw FixtureFailure("no \(name) in \(answer)")
            }
            return String(answer[start.upperBound..<end.lowerBound])
        }
        let volume = try await value(
            "volumeId", ["Action": "CreateVolume", "AvailabilityZone": "eu-west-1a", "Size": "1"])
        snapshot = try await value("snapshotId", ["Action": "CreateSnapshot", "VolumeId": volume])
        image = try await value(
            "imageId",
            [
                "Action": "RegisterImage", "Name": imageName, "RootDeviceName": "/dev/sda1",
                "BlockDeviceMapping.1.DeviceName": "/dev/sda1", "BlockDeviceMapping.1.Ebs.SnapshotId": snapshot,
            ])
    }

    func answer(_ request: APIServer.Request) async throws -> APIServer.Answer {
        let fields = Self.fields(request)
        noted.withLock { $0.append(fields) }
        switch fields["Action"] {
        case "ImportImage":
            guard try await isSigned(request) else { return Self.fault("AuthFailure", "the signature is wrong") }
            if case .refusal(let code, let message) = ending { return Self.fault(code, message) }
            return .init(
                body: "<ImportImageResponse><importTaskId>import-ami-1</importTaskId><status>active</status>"
                    + "<progress>1</progress></ImportImageResponse>")
        case "DescribeImportImageTasks":
            return .init(
                body: "<DescribeImportImageTasksResponse><importImageTaskSet><item>"
                    + "<importTaskId>\(fields["ImportTaskId.1"] ?? "")</importTaskId>\(state())"
                    + "</item></importImageTaskSet></DescribeImportImageTasksResponse>")
        case "CancelImportTask":
            return .init(body: "<CancelImportTaskResponse><return>true</return></CancelImportTaskResponse>")
        default: return try await handedOn(request)
        }
    }

    private func state() -> String {
        defer { sawLook.yield() }
        let look = looks.withLock { count in
            count += 1
            return count
        }
        switch ending {
        case .failure(let words) where look > 1:
            return "<status>deleted</status><statusMessage>\(words)</statusMessage>"
        case .image where look > 2:
            return "<status>completed</status><progress>100</progress><imageId>\(image)</imageId>"
                + "<snapshotDetailSet><item><snapshotId>\(snapshot)</snapshotId></item></snapshotDetailSet>"
        default:
            return "<status>active</status><progress>\(look * 20)</progress><statusMessage>converting</statusMessage>"
        }
    }

    /// moto knows no import, but says first whose signature is wrong.
    private func isSigned(_ request: APIServer.Request) async throws -> Bool {
        try await handedOn(request).status != 401
    }

    /// With the host that was signed.
    private func handedOn(_ request: APIServer.Request) async throws -> APIServer.Answer {
        let words = request.line.split(separator: " ")
        var forwarded = HTTPRequest(url: moto.address + words[1])
        forwarded.method = String(words[0])
        forwarded.headers = request.headers.filter { !["content-length", "connection"].contains($0.key) }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        forwarded.body = request.body
        forwarded.sizeLimit = 64 << 20
        let response = try await forwarded.answerOnOwnThread()
        return .init(status: response.status, body: String(decoding: response.body, as: UTF8.self))
    }

    private static func fault(_ code: String, _ message: String) -> APIServer.Answer {
        .init(
            status: 400,
            body:
                "<Response><Errors><Error><Code>\(code)</Code><Message>\(message)</Message></Error></Errors></Response>"
        )
    }

    private static func fields(_ request: APIServer.Request) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let words = parts.map { percentDecoded(String($0).replacing("+", with: " ")) ?? "" }
            fields[words.first ?? ""] = words.last
        }
        return fields
    }
}
