import Glibc

/// How well text was read.
struct Score {
    /// Characters that are no spaces, in what is shown.
    var characters = 0
    var wrong = 0
    var unread = 0
    /// Something where nothing is.
    var invented = 0
    var milliseconds = 0.0

    mutating func add(_ other: Score) {
        characters += other.characters
        wrong += other.wrong
        unread += other.unread
        invented += other.invented
        milliseconds += other.milliseconds
    }

    /// The share of the characters that is right, what is invented counting against it.
    var accuracy: Double {
        characters == 0 ? 1 : max(0, 1 - Double(wrong + unread + invented) / Double(characters))
    }

    func line(_ name: String) -> String {
        let percent = (accuracy * 100_000).rounded() / 1000
        return "\(name): \(characters) characters, \(wrong) wrong, \(unread) unread, \(invented) invented, \(percent) %"
    }
}

/// Compares what was read with what is shown, cell by cell, wherever on the picture the text begins.
func compare(_ read: [String], with shown: [String]) -> Score {
    let (read, shown) = (withoutMargin(read), withoutMargin(shown))
    var score = Score()
    for row in 0..<max(read.count, shown.count) {
        let (left, right) = (row < read.count ? Array(read[row]) : [], row < shown.count ? Array(shown[row]) : [])
        for column in 0..<max(left.count, right.count) {
            let seen = column < left.count ? left[column] : " "
            let truth = column < right.count ? right[column] : " "
            if truth != " " { score.characters += 1 }
            guard seen != truth else { continue }
            if truth == " " {
                score.invented += 1
            } else if seen == ScreenText.unreadable || seen == " " {
                score.unread += 1
            } else {
                score.wrong += 1
            }
        }
    }
    return score
}

/// Lines without the empty ones at the beginning and without the indentation that all of them have.
func withoutMargin(_ lines: [String]) -> [String] {
    let indent = lines.filter { $0.contains { $0 != " " } }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.drop { !$0.contains { $0 != " " } }.map { String($0.dropFirst(indent)) }
}

func measure(_ path: String, with fonts: [BitmapFont] = []) -> Score {
    let file = readFile(path)
    guard let picture = ScreenPicture(png: file) ?? ScreenPicture(ppm: file) else {
        print("\(path): no picture")
        exit(1)
    }
    var reader = FramebufferReader(fonts: fonts)
    var text: ScreenText?
    let first = processorTime { text = reader.read(picture) }
    var reread = reader
    let second = processorTime { _ = reread.read(picture) }
    let name = String(path.split(separator: "/").last ?? "")
    let truthPath = String(path.prefix { _ in true }.dropLast(4)) + ".txt"
    var score = Score()
    let lines = text?.lines ?? []
    if access(truthPath, R_OK) == 0 {
        let truth = String(decoding: readFile(truthPath), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        score = compare(lines, with: truth)
        print(
            score.line(name), "confidence \((text?.confidence ?? 0))", "first \(first) ms", "again \(second) ms",
            reader.layoutNote)
        if getenv("SHOW") != nil, score.accuracy < 1 {
            for row in 0..<max(lines.count, truth.count) {
                let (left, right) = (row < lines.count ? lines[row] : "", row < truth.count ? truth[row] : "")
                if left != right { print("  read \(left)\n  true \(right)") }
            }
        }
    } else {
        print(name, "confidence \((text?.confidence ?? 0))", "first \(first) ms", "again \(second) ms", reader.layoutNote)
        if getenv("SHOW") != nil { print(lines.joined(separator: "\n")) }
    }
    return score
}

/// The processor's time for some work, in milliseconds; other programs do not count.
func processorTime(_ work: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }
    let start = now()
    work()
    return ((now() - start) * 100).rounded() / 100
}
