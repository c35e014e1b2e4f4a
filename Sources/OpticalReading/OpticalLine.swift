/// A line of text that was found on a picture.
public struct OpticalLine: Hashable, Sendable {
    /// Its words with spaces between them.
    public var text: String
    /// How sure the reading is, from 0 to 1.
    public var confidence: Double
    /// What it covers of the picture.
    public var box: Box

    /// A rectangle of a picture, in its pixels from the left upper corner.
    public struct Box: Hashable, Sendable {
        /// Its left edge.
        public var x: Int
        /// Its upper edge.
        public var y: Int
        /// At least 1.
        public var width: Int
        /// At least 1.
        public var height: Int

        /// A rectangle from its left upper corner on.
        public init(x: Int, y: Int, width: Int, height: Int) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }

    /// A line as somebody has read it.
    public init(text: String, confidence: Double, box: Box) {
        self.text = text
        self.confidence = confidence
        self.box = box
    }
}

extension OpticalLine.Box {
    /// The smallest box around both.
    func union(_ other: OpticalLine.Box) -> OpticalLine.Box {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return OpticalLine.Box(
            x: left, y: top, width: max(x + width, other.x + other.width) - left,
            height: max(y + height, other.y + other.height) - top)
    }
}
