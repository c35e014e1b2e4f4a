extension DifferentialExpressions {
    static let patterns = [
        #"regex_replace("hello", "l+", "[$0]")"#, #"regex_replace("a1b2", "([a-z])([0-9])", "$2$1")"#,
        #"regex_replace("a1", "(?P<l>[a-z])", "$${l}x")"#, #"regex_replace("abc", "", "-")"#,
        #"regex_replace("aaa", "a*", "x")"#, #"regex_replace("a", "a", "$$")"#, #"regex_replace("a", "(a)", "$1x")"#,
        #"regex_replace("a", "(a)", "$${1}x")"#, #"regex_replace("a", "a", "$9")"#,
        #"regex_replace("aé", "é", "\\0")"#, #"regex_replace("a.b.c", ".", "-")"#, #"regex_replace("x", "(", "y")"#,
        #"regex_replace("baaab", "a*", "-")"#,
    ]
}
