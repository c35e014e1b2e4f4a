import ComponentAPI
import HCLValues
import Synchronization
import Testing

@testable import Templates

/// A data source that remembers what it was asked and how many ran at the same time.
private final class Probe: Sendable {
    struct State {
        var asked: [String] = []
        var running = 0
        var most = 0
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    struct Source: DataSource {
        let probe: Probe
        let input: String

        func fetch() async throws -> HCLValue {
            probe.state.withLock { state in
                state.asked.append(input)
                state.running += 1
                state.most = max(state.most, state.running)
            }
            // The others get their turn, if they are to run beside this one; "late" ends after them.
            for _ in 0..<(input == "late" ? 2_000 : 1_000) { await Task.yield() }
            probe.state.withLock { $0.running -= 1 }
            guard !["fail", "late"].contains(input) else { throw Failure(description: input) }
            return .object(["output": .string(input)])
        }
    }

    let state = Mutex(State())

    var type: DataSourceType {
        let input = OptionKey<String>("input", "A text.")
        return DataSourceType(
            ComponentType(
                name: "probe", summary: "", options: [input.declaration],
                prepare: { reader, _ in
                    Prepared(Source(probe: self, input: reader.optional(input) ?? ""), warnings: try reader.finish())
                }),
            output: .object(["output": .string]))
    }

    func fetch(_ text: String) async throws -> TemplateFixture.Outcome {
        var fixture = TemplateFixture(text)
        fixture.world.catalog.dataSources.append(type)
        return try await fixture.fetch()
    }
}

@Suite struct DataSourceOrderTests {
    private static func block(_ name: String, _ input: String) -> String {
        "data \"probe\" \"\(name)\" { input = \(input) }\n"
    }

    @Test("data sources that do not wait for each other run beside each other, the others after them")
    func levels() async throws {
        let probe = Probe()
        let text =
            Self.block("c", "\"${data.probe.a.output}${data.probe.b.output}\"") + Self.block("a", "\"x\"")
            + Self.block("b", "\"y\"") + "locals {\n  all = data.probe.c.output\n}\n"
        let outcome = try await probe.fetch(text)
        #expect(outcome.lines.isEmpty)
        #expect(outcome.local("all") == .string("xy"))
        let state = probe.state.withLock(\.self)
        #expect(state.most == 2)
        #expect(Set(state.asked.prefix(2)) == ["x", "y"] && state.asked.last == "xy")
    }

    @Test("what fails is told in the order of the template, whichever failed first")
    func order() async throws {
        let text = Self.block("a", "\"late\"") + Self.block("b", "\"fail\"") + Self.block("c", "\"fine\"")
        let outcome = try await Probe().fetch(text)
        #expect(
            outcome.details == [
                "data.probe.a could not be read: late", "data.probe.b could not be read: fail",
            ])
    }

    @Test("a data source that depends on one that failed is not asked with a value that nobody gave")
    func failure() async throws {
        let probe = Probe()
        let text =
            Self.block("a", "\"fail\"") + "locals {\n  x = \"<${data.probe.a.output}>\"\n}\n"
            + Self.block("b", "local.x") + Self.block("c", "\"fine\"")
        let outcome = try await probe.fetch(text)
        #expect(outcome.details == ["data.probe.a could not be read: fail"])
        #expect(Set(probe.state.withLock(\.self).asked) == ["fail", "fine"])
    }
}
