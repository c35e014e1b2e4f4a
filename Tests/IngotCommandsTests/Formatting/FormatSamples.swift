import TestSupport

/// Texts of every shape that formatting knows, and texts made of them by small changes.
enum FormatSamples {
    /// Valid bodies, badly laid out.
    static let bases: [String] = [
        "a=1\nlong_name   =  2 # x\nb = [1,2 ,3]// y\n",
        "source  \"null\" \"a\"{\n    x=1\n\n\n  y = {\na=1,b=2\n  c   = 3\n}\n}\n",
        "a = \"x${ b+1 }${c}y\"\nbb=\"${ {a=1} }\"\n",
        "a = foo( bar [ 0 ],b . c... )\nb=foo({\na=1\n})\nc=[for x in [ 1 ]:x if x]\n",
        "l {\n  h = <<-EOT\n      keep   this ${ a }\n   EOT\n  i = 1\n}\n",
        "l {\nh = <<EOT\n  keep { this\n} ${ {a=1}.a } %{ if x }y%{ else  }z%{ endif }\nEOT\n\n  i = 1\n}\n",
        "a = b-1\nb = -1 + - c\nc = a?-b:c\nd = a==-1||b\n",
        "/* x */ a = 1\nb = 1 /* y */\n  # alone\nb {} # z\ncc { a=1 }\n",
        "a = [\n  1, # one\n  22, # two\n\n  333 # three\n]\n",
        "gr\u{F6}\u{DF}e = 1 # \u{E9}\nx = 2 # y\n",
        "a = \"\u{65E5}\u{672C}\" # wide\nbbbbbb = \"\u{1F1E9}\u{1F1EA}e\u{301}\" # flags\n",
        "a = { }\nb=[ ]\nc=f( )\n", "a = x [*] . y\nb = (1+2)*3\nc = a.*.b\n",
        "a = [{\nb = 1\n}, {\nc = 2\n}]\n", "a = true ? {\nb=1\n} : {}\n", "\n\n   \na=1   \n\n",
        "a = 1 == 2&&b\nc = \"%{ if a }x%{else}y%{ endif }\"\n",
        "dynamic \"x\" {\nfor_each=[1]\ncontent{\n}\n}",
        "locals {\na=1\n  bb=2\nccc=3\n\nd=4\neeeee=5\n}\n",
        "build {\nname=\"x\"\nsources=[\n\"source.a.b\",\n    \"source.c.d\"\n]\nprovisioner \"shell\" {\ninline=[\"a\",\n\"b\"]\n}\n}\n",
        "a = {\n\"x y\"=1\n(b)= 2\nc : 3\n  d=[\n1\n]\n}\n", "x = [for k,v in {a=1}:\"${k}-${v}\"]\n",
        "x = {for k,v in a:k=>v... if v!=1}\n", "x = a . b[\"c\"] [0].d\n", "x = a>1&&b<=2||c>=3 ?1:2\n",
        "x = -a-b- -c\ny=1-(-2)\nz=[-1,- 2]\nw=a[-1]\n", "x=f(-1,-a)\ny=\"${-a}\"\nz={a=-1}\n",
        "x = (\n1 +\n2\n)\ny = 1\n", "x = f(a,\nb,\n   c)\nyy=1\n", "x = f([\n1\n],{\na=1\n})\nzz = 2\n",
        "a {\nb {\nc {\nd=1\n}\n}\n}\n", "a \"l1\" \"l2\" {}\nb l3 {\n}\n",
        "a{\n# c1\nb=1 # c2\n// c3\n\n/* c4\n c5 */\n}\n",
        "a = 1 # one\nbbb = 22 # two\n\nc = 3 # three\n# alone\ndddd = 4\n", "a = [ # c\n1\n] # d\n",
        "x = <<A\n${a}b\nA\ny = 1\n", "x = [<<A\na\nA\n, 1]\n", "x = f(<<-A\n  a\n  A\n)\ny=2\n",
        "x = \"a\\\"b\\n\\u00e9 $${c} %%{d}\"\n", "x = \"${\"${ a }\"}\"\n", "x=\"${~ a ~}\" # t\n",
        "x = \"%{ for a in b ~}${a}%{~ endfor }\"\n", "x = a ?b:c?d:e\n", "x=a%b*c/d+e\n",
        "x = 1.5e3\ny=0.1\nz=1e-7\n", "x = null\ny=true\n", "x = a.0.b\n", "x = f (a)\n", "x = ((a))\n",
        "packer {\nrequired_plugins {\nqemu={\nversion=\">= 1\"\nsource=\"github.com/hashicorp/qemu\"\n}\n}\n}\n",
        "variable \"a\" {\ntype=list(object({a=string,b=number}))\ndefault=[{a=\"x\",b=1}]\nvalidation{\ncondition=length(var.a)>0\nerror_message=\"No.\"\n}\n}\n",
        "a = [\n[1,2],\n  [3,\n4]\n]\n", "a = {b={c={d=1}}}\n", "a = {\nb = {\nc = 1\n}\n}\n", "a\t=\t1\n\tb = 2\n",
        "a = 1\r\nbb = 2\r\nc {\r\nd=1\r\n}\r\n", "a = 1", "", "\n", "# only\n", "/* only */", "a = [1, 2,]\n",
        "a = {b = 1, c = 2,}\n", "x = a[b]\ny = [a][0]\nz = f()[0]\nw=\"a\"[0]\n", "x = {a=1}[\"a\"]\n",
        "x = a[*].b[0].c\n",
        "x = [for a in b : a\n]\n", "x = [\nfor a in b :\na\n]\n", "x = {\nfor a in b :\na => a\n}\n",
        "a = 1 /* x */ # y\n", "a /* x */ = 1\n", "a = /* x */ 1\n", "a = [ /* x */ ]\n", "a \"b\" /* c */ {\n}\n",
        "a = 1   ", "a = 1\n\t  ", "a {}\n \n  ", "x = {for a in b : a=>-a}\n", "x = \"${-1}%{if -a>1}y%{endif}\"\n",
        "x = in.a\nin = 1\n", "x = [for in in a : in]\n", "a = b == c ? d : e # f\nlong = 1 # g\n",
    ]

    private static let pieces = [
        " ", "  ", "\t", "\n", "\n\n", " # c\n", " // d\n", " /* e */ ", "{", "}", "[", "]", "(", ")", ",", "=", ".",
        "-", "+", " ? ", ":", "a", " in ", "1", "\"s\"", "\"${x}\"", "b = 1\n", "blk {\n}\n", "h = <<T\nt\nT\n",
        "m = {\na = 1\n}\n", "!", "==", "&&", "...", "\u{E9}",
    ]

    /// As many texts as asked for, each a base or two with a few pieces put in or taken out; not all are valid.
    static func mutated(count: Int, numbers: SeededNumbers) -> [String] {
        var numbers = numbers
        return (0..<count).map { _ in
            var text = Array(bases[numbers.below(bases.count)].unicodeScalars)
            if numbers.below(3) == 0 { text += bases[numbers.below(bases.count)].unicodeScalars }
            for _ in 0...numbers.below(4) {
                let place = numbers.below(text.count + 1)
                if numbers.below(4) == 0, place < text.count {
                    text.remove(at: place)
                } else {
                    text.insert(contentsOf: pieces[numbers.below(pieces.count)].unicodeScalars, at: place)
                }
            }
            var result = String.UnicodeScalarView()
            result.append(contentsOf: text)
            return String(result)
        }
    }
}
