import BuildEvents

extension RecordedBuild {
    /// What is kept of a build at most: a guest must not be able to fill our memory.
    private enum Limit {
        static let moments = 4000
        /// In bytes of UTF-8.
        static let text = 16 << 10
        static let serial = 1 << 20
        static let guestLog = 512 << 10
        static let guestLogs = 16
        static let screens = 500
        static let pictures = 4
        static let others = 1000
    }

    /// Notes an event of this build.
    package mutating func take(_ event: BuildEvent, at time: Duration) {
        switch event.kind {
        case .say(let text): note(.step, text, event, time)
        case .message(let text): note(.detail, text, event, time)
        case .error(let text): note(.error, text, event, time)
        case .log(let level, let text) where level > .debug: note(.log, text, event, time)
        case .exhibit(let exhibit): take(exhibit, at: time)
        case .progress, .machine, .log: break
        }
    }

    private mutating func note(_ kind: Moment.Kind, _ text: String, _ event: BuildEvent, _ time: Duration) {
        // Cut texts have lost the places of our own words.
        let kept =
            text.utf8.count <= Limit.text
            ? EventText(text, ownWords: event.ownWords) : EventText(text.start(Limit.text))
        timeline.append(Moment(time: time, kind: kind, text: kept))
        // The beginning tells what was asked for, the end what went wrong.
        if timeline.count > Limit.moments { timeline.remove(at: Limit.moments / 4) }
    }

    private mutating func take(_ exhibit: Exhibit, at time: Duration) {
        switch exhibit {
        case .destination(let path): destination = path
        case .command(let words): command = words
        case .words(let lines): words = lines
        case .state(let name): state = name
        case .screen(let screen): take(screen, at: time)
        case .screenGone: break
        case .serial(let text): serial = text.end(Limit.serial)
        case .machineEvent(let name, let details):
            machineEvents.append(MachineEvent(time: time, name: name, details: details.start(Limit.text)))
            machineEvents.keepLast(Limit.others)
        case .request(let request):
            requests.append(Request(time: time, request: request))
            requests.keepLast(Limit.others)
        case .attempt(let stage, let seen): take(stage: stage, seen: seen.start(Limit.text), at: time)
        case .guestLog(let name, let text):
            guestLogs.append(GuestLog(name: name, text: text.end(Limit.guestLog)))
            guestLogs.keepLast(Limit.guestLogs)
        }
    }

    private mutating func take(_ screen: ScreenExhibit, at time: Duration) {
        guard screen.lines != nil || screen.picture != nil else { return }
        if let last = screens.last, last.lines == screen.lines, last.lines != nil || screen.picture == nil {
            if let picture = screen.picture { screens[screens.count - 1].picture = picture }
        } else {
            screens.append(
                Screen(time: time, lines: screen.lines, picture: screen.picture, isOptical: screen.isOptical))
        }
        screens.keepLast(Limit.screens)
        for index in screens.indices.filter({ screens[$0].picture != nil }).dropLast(Limit.pictures) {
            screens[index].picture = nil
        }
    }

    private mutating func take(stage: String, seen: String, at time: Duration) {
        if let index = attempts.indices.last, attempts[index].stage == stage, attempts[index].seen == seen {
            attempts[index].count += 1
            attempts[index].last = time
        } else {
            attempts.append(Attempt(stage: stage, seen: seen, count: 1, first: time, last: time))
            attempts.keepLast(Limit.others)
        }
    }
}

extension String {
    /// The first so many bytes, as whole lines where there are some: half a secret would not be recognised.
    func start(_ limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let bytes = utf8.prefix(limit)
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        return String(decoding: bytes[..<end], as: UTF8.self) + " [...]"
    }

    /// The last so many bytes, likewise.
    func end(_ limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let bytes = utf8.suffix(limit)
        let start = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.startIndex
        return "[...]" + String(decoding: bytes[start...], as: UTF8.self)
    }
}

extension Array {
    fileprivate mutating func keepLast(_ limit: Int) {
        if count > limit { removeFirst(count - limit) }
    }
}
