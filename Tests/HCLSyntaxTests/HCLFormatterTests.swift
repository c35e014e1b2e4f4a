import Diagnostics
import HCLSyntax
import Testing

struct HCLFormatterTests {
    private func format(_ text: String) -> String? {
        HCLFormatter.format(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("indentation, alignment and blanks follow the canonical style")
    func canonical() {
        let text = """
            source   "qemu" "base"{
            a=1 # one
              long_name   =   "x${ a+1 }y" // two

            größe = [1,2 , -3]
                list = [
              "a" ,
                    { k = v }
            ]
            h = <<-EOT
                keep   this
              EOT
              # alone
            f = foo( bar [ 0 ],b . c... )
            n = a - -1 + (-2)
            e = { }
            g = a?-b:!c
            }
            x = foo({
            a = 1
            })

            """
        let expected = """
            source "qemu" "base" {
              a         = 1            # one
              long_name = "x${a + 1}y" // two

              größe = [1, 2, -3]
              list = [
                "a",
                { k = v }
              ]
              h = <<-EOT
                keep   this
              EOT
              # alone
              f = foo(bar[0], b.c...)
              n = a - -1 + (-2)
              e = {}
              g = a ? -b : !c
            }
            x = foo({
              a = 1
            })

            """
        #expect(format(text) == expected)
        #expect(format(expected) == expected)
    }

    @Test("text without a clear layout is left to the parser's errors")
    func invalid() {
        #expect(format("a = \"b\nc = 1") == nil)
        #expect(format("a = 'b'") == nil)
    }

    @Test("line ends and a byte-order mark are kept")
    func encoding() {
        #expect(format("\u{FEFF}a  = 1\r\n") == "\u{FEFF}a = 1\r\n")
    }

    @Test(
        "what would become one number stays apart",
        arguments: [("a = 0 .1", "a = 0. 1"), ("a=b.0  .  1", "a = b.0. 1"), ("a = b . 0 . c", "a = b.0.c")])
    func numbers(text: String, expected: String) {
        #expect(HCLFormatter.format(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } == expected)
    }
}
