/// A program that ran to its end, and what it printed.
package struct ProcessResult: Sendable {
    /// How it ended.
    package var exit: ProcessExit
    /// All that it printed on standard output.
    package var standardOutput: [UInt8]
    /// All that it printed on standard error.
    package var standardError: [UInt8]

    /// `standardOutput` as text, ill-formed UTF-8 repaired.
    package var outputText: String { String(decoding: standardOutput, as: UTF8.self) }
    /// `standardError` as text, ill-formed UTF-8 repaired.
    package var errorText: String { String(decoding: standardError, as: UTF8.self) }
}

/// Runs a program to its end and collects its output; cancellation ends it.
///
/// - Parameters:
///   - input: what it gets on its standard input.
///   - outputLimit: bytes; more of either output is an error.
/// - Throws: `HostError` if it cannot be started; an exit status other than 0 is no error here.
package func runProcess(
    _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
    workingDirectory: String? = nil, input: [UInt8] = [], outputLimit: Int = 64 << 20
) async throws -> ProcessResult {
    let child = try await ChildProcess.start(
        executable, arguments, environment: environment, workingDirectory: workingDirectory,
        standardInput: input.isEmpty ? .null : .pipe, standardOutput: .pipe, standardError: .pipe)
    return try await withChildProcess(child) { child in
        async let output = child.standardOutput?.readAll(limit: outputLimit) ?? []
        async let errors = child.standardError?.readAll(limit: outputLimit) ?? []
        try await feed(input, to: child)
        let collected = try await (output, errors)
        return ProcessResult(exit: try await child.wait(), standardOutput: collected.0, standardError: collected.1)
    }
}

private func feed(_ input: [UInt8], to child: ChildProcess) async throws {
    guard let stream = child.standardInput else { return }
    do {
        try await stream.write(input)
    } catch let error as HostError where error.isConnectionLost {
        // The program needs no more input; how it exits says whether that is right.
    }
    stream.close()
}
