import BuildEvents
import Testing

@testable import IngotCommands

@Suite struct StatusLineTests {
    let start = ContinuousClock.now

    func progress(_ completed: Int64, of total: Int64? = nil, _ unit: Progress.Unit = .bytes) -> Progress {
        Progress(activity: "Copying", completed: completed, total: total, unit: unit)
    }

    func text(_ progress: Progress, after seconds: Int = 0, first: Int64 = 0) -> String {
        ProgressText(progress: progress, elapsed: .seconds(seconds), first: first).text
    }

    @Test func bytesAreToldWithRateAndTimeLeft() {
        #expect(text(progress(1 << 20, of: 4 << 20)) == "25% 1.0 MiB/4.0 MiB")
        #expect(text(progress(1 << 20, of: 4 << 20), after: 2) == "25% 1.0 MiB/4.0 MiB 512.0 KiB/s ETA 0:06")
        #expect(text(progress(1 << 30), after: 10) == "1.0 GiB 102.4 MiB/s")
        #expect(text(progress(1 << 20, of: 1 << 20), after: 2) == "100% 1.0 MiB/1.0 MiB 512.0 KiB/s")
    }

    @Test func whatWasThereBeforeIsNoPartOfTheRate() {
        #expect(
            text(progress(3 << 20, of: 4 << 20), after: 1, first: 2 << 20)
                == "75% 3.0 MiB/4.0 MiB 1.0 MiB/s ETA 0:01")
    }

    @Test func longTimesHaveHoursAndEndlessOnesNoNumber() {
        #expect(text(progress(10, of: 7210), after: 10).hasSuffix("ETA 2:00:00"))
        #expect(text(progress(1, of: .max), after: 10).hasSuffix("ETA --:--"))
    }

    @Test func percentsAndItemsAreToldAsTheyAre() {
        #expect(text(progress(40, .percent)) == "40%")
        #expect(text(progress(40, .percent), after: 20) == "40% ETA 0:30")
        #expect(text(progress(2, of: 8, .items)) == "25% 2/8")
    }

    @Test(arguments: [
        (Int64(-5), Int64?(10), "0% 0 B/10 B"), (20, 10, "100% 20 B/10 B"), (5, 0, "5 B/0 B"), (.max, .max, "100%"),
    ])
    func oddNumbersDoNoHarm(completed: Int64, total: Int64?, shown: String) {
        #expect(text(progress(completed, of: total)).hasPrefix(shown))
    }

    @Test func theLineIsDrawnAtMostTenTimesASecond() {
        var line = StatusLine(width: 80)
        #expect(!line.update(progress(1), build: nil, at: start).isEmpty)
        #expect(line.update(progress(2), build: nil, at: start + .milliseconds(99)).isEmpty)
        #expect(!line.update(progress(3), build: nil, at: start + .milliseconds(100)).isEmpty)
    }

    @Test func aTerminalThatWasMadeNarrowerIsClearedOfAllRowsOfTheLine() {
        var line = StatusLine(width: 80)
        _ = line.update(progress(40, .percent), build: "qemu.debian", at: start)
        line.width = 10
        #expect(line.erasing == "\r\u{1B}[2A\u{1B}[J")
        let next = line.update(progress(41, .percent), build: "qemu.debian", at: start + .seconds(1))
        #expect(next.hasPrefix("\r\u{1B}[2A\u{1B}[J"))
        #expect(line.redrawn.count < 10)
    }

    @Test func anotherStepIsShownAtOnceAndEndsAlone() {
        var line = StatusLine(width: 80)
        _ = line.update(progress(1), build: "a", at: start)
        #expect(line.update(progress(1), build: "b", at: start).contains("b: Copying"))
        var end = progress(1)
        end.isFinished = true
        #expect(line.update(end, build: "a", at: start).isEmpty)
        #expect(line.update(end, build: "b", at: start) == "\r\u{1B}[K")
        #expect(line.erasing.isEmpty)
    }

    @Test func theLabelIsCutWhereTheLineIsTooLong() {
        #expect(StatusLine.fitted("Downloading debian.iso", "10%", width: 20) == "Downloading deb… 10%")
        #expect(StatusLine.fitted("Downloading", "10% 5 MiB", width: 5) == " 10% ")
        #expect(StatusLine.fitted("Short", "10%", width: 20) == "Short 10%")
    }
}
