internal import CHostShims
import Glibc

/// Starts children from one thread that never ends.
///
/// The kernel sends the parent-death signal when the *thread* that forked ends (prctl(2)), so the thread has to live
/// as long as the process.
enum ProcessSpawner {
    private static let thread = ThreadExecutor(name: "spawner")

    struct Request: Sendable {
        var executable: String
        var arguments: [String]
        var environment: [String: String]
        var directory: String?
        var descriptors: [Int32]
        var newSession: Bool
        var dieWithParent: Bool
    }

    struct Spawned: Sendable {
        var id: Int32
        var descriptor: Int32
    }

    static func spawn(_ request: Request) async throws -> Spawned {
        try await thread.run { try spawnHere(request) }
    }

    private static func spawnHere(_ request: Request) throws -> Spawned {
        let variables = request.environment.map { "\($0.key)=\($0.value)" }.sorted()
        var process: pid_t = 0
        var descriptor: Int32 = -1
        var stage: Int32 = 0
        let code = withCStrings([request.executable] + request.arguments) { arguments in
            withCStrings(variables) { environment in
                withOptionalCString(request.directory) { directory in
                    request.descriptors.withUnsafeBufferPointer { descriptors in
                        var native = ingot_spawn_request(
                            executable: arguments.baseAddress?.pointee, arguments: arguments.baseAddress,
                            environment: environment.baseAddress, directory: directory,
                            descriptors: descriptors.baseAddress, descriptor_count: Int32(descriptors.count),
                            new_session: request.newSession ? 1 : 0,
                            parent_death_signal: request.dieWithParent ? SIGKILL : 0)
                        return ingot_spawn(&native, &process, &descriptor, &stage)
                    }
                }
            }
        }
        guard code == 0 else { throw failure(request, code: -code, stage: stage) }
        return Spawned(id: process, descriptor: descriptor)
    }

    private static func failure(_ request: Request, code: Int32, stage: Int32) -> HostError {
        if stage == Int32(INGOT_SPAWN_DIRECTORY.rawValue) {
            return HostError(operation: "enter the folder", subject: request.directory ?? "", code: code)
        }
        return HostError(operation: "run", subject: request.executable, code: code)
    }
}

/// Lends an array of C strings that ends with NULL.
private func withCStrings<Value>(
    _ texts: [String], _ body: (UnsafeBufferPointer<UnsafeMutablePointer<CChar>?>) -> Value
) -> Value {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer(body)
}

private func withOptionalCString<Value>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Value) -> Value {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
}
