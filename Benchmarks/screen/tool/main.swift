import Glibc

// Usage: screens prints FONT...       write the tables of the known faces to standard output
//        screens learn MEMORY PICTURE...   the same with the fonts in a guest's memory
//        screens read PICTURE...      read pictures (PNG, PPM); compare with the text beside them, if there is one

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "prints":
    var tables = FaceTables()
    for path in arguments.dropFirst() where !tables.add(file: path) {
        print("no font: \(path)")
        exit(1)
    }
    print(tables.source, terminator: "")
case "read":
    var sum = Score()
    for path in arguments.dropFirst() { sum.add(measure(path)) }
    print(sum.line("all"))
case "learn":
    let memory = readFile(arguments[1])
    let fonts = BitmapFont.linuxFonts(in: memory, name: "memory")
    for font in fonts { print("found \(font.width)x\(font.height), \(font.glyphs.count) glyphs") }
    for path in arguments.dropFirst(2) { _ = measure(path, with: fonts) }
default:
    print("usage: screens prints FONT... | screens read PICTURE... | screens learn MEMORY PICTURE...")
    exit(2)
}
