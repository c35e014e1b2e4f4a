import AsyncSupport
import BuildEvents
public import Diagnostics

/// What becomes of a build's machine after a step of the build failed (`-on-error`).
public enum FailureChoice: Sendable {
    /// What the build made goes, in the reverse order of its making.
    case cleanUp
    /// Everything stays as it is, for the user to look at.
    case leave
    /// The step runs once more.
    case retry
    /// The part of the step that failed runs once more, and what comes after it; without parts, the step.
    case resume
}

/// A failure after which a builder takes nothing away that it can leave to the user.
public struct LeftAsIs: Error {
    /// What the failed step threw.
    public var cause: any Error

    public init(_ cause: any Error) {
        self.cause = cause
    }
}

extension LeftAsIs: DiagnosticConvertible {
    public var diagnostic: Diagnostic {
        switch cause {
        case let error as any DiagnosticConvertible: error.diagnostic
        case let error as DiagnosticError: error.diagnostics.first ?? Diagnostic("Build failed")
        default: Diagnostic("\(cause)")
        }
    }
}

/// As `withTeardown`, but takes nothing away after a `LeftAsIs`.
public func withTeardownUnlessLeft<Value: Sendable>(
    _ body: () async throws -> Value, teardown: @escaping @Sendable () async throws -> Void
) async throws -> Value {
    let outcome: Result<Value, any Error>
    do {
        outcome = .success(try await body())
    } catch let left as LeftAsIs {
        throw left
    } catch {
        outcome = .failure(error)
    }
    return try await withTeardown({ try outcome.get() }, teardown: teardown)
}

extension BuildContext {
    /// Runs a step of a builder, after whose failure `-on-error` counts; with `-debug` waits for the user then.
    ///
    /// - Parameter name: what the user is told of it.
    /// - Throws: what the step threw, as `LeftAsIs` if nothing is to be cleaned up.
    public func step<Value: Sendable>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
        while true {
            do {
                let value = try await body()
                try await debugPause.wait("Pausing after run of step '\(name)'. Press enter to continue.")
                return value
            } catch {
                switch await choose(name, error, view) {
                case .retry, .resume: continue
                case .cleanUp:
                    await debugPause.waitBeforeCleanUp(of: name)
                    throw error
                case .leave: throw LeftAsIs(error)
                }
            }
        }
    }

    private var debugPause: DebugPause { DebugPause(ask: environment.isDebug ? ask : nil, log: log) }
}
