extension DifferentialExpressions {
    static let paths = [
        #"basename("/a/b.c")"#, #"basename("a/")"#, #"basename("")"#, #"basename("/")"#, #"basename("a//b")"#,
        #"basename("..")"#, #"dirname("/a/b.c")"#, #"dirname("a")"#, #"dirname("/")"#, #"dirname("")"#,
        #"dirname("a/b/")"#, #"dirname("a//b")"#, #"dirname("/a")"#, #"dirname("../a")"#, #"pathexpand("/a/~")"#,
        #"pathexpand("a/b")"#, #"pathexpand("")"#, #"abspath("/a/../b/./c//d")"#, #"abspath("/")"#,
        #"file("/nonexistent")"#, #"fileexists("/nonexistent")"#, #"fileexists("/etc")"#,
        #"fileexists("/etc/hostname")"#, #"fileset("/nonexistent", "*")"#, #"filebase64("/nonexistent")"#,
    ]
}
