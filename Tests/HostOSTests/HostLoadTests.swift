import HostOS
import Testing

@Suite struct HostLoadTests {
    @Test(arguments: [
        ("0.42 0.50 0.61 1/412 9821\n", 2, 0.21), ("0.00 0.00 0.00 9/412 9821\n", 2, 4), ("6.0 1 1 3/4 5", 4, 1.5),
        ("", 2, 0), ("x y z a/b", 2, 0), ("1 1 1", 2, 0),
    ])
    func theHigherOfMomentAndMinuteCounts(text: String, processors: Int, load: Double) {
        #expect(HostLoad.perProcessor(text, processors: processors) == load)
    }

    @Test func thisMachineTellsItsLoad() {
        #expect(HostLoad.perProcessor >= 0)
    }
}
