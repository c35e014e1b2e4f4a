import HostOS
import TestSupport
import Testing

/// Post-processors beside the peer's: the same template has to leave the same files.
@Suite struct PeerFilesTests {
    private static let peer = "/usr/bin/packer"

    /// What a post-processor is given, and the files that it leaves.
    private static let cases: [(name: String, build: String, files: [String])] = [
        (
            "a manifest without paths and with values of its own",
            """
            post-processors {
              post-processor "artifice" { files = ["a.txt", "sub/*"] }
              post-processor "manifest" {
                output      = "m.json"
                strip_path  = true
                strip_time  = true
                custom_data = {
                  kind = "x"
                  n    = "5"
                  odd  = "<&>é"
                }
              }
            }
            """, ["m.json"]
        ),
        (
            "manifests of one build after the other, one with an empty map",
            """
            post-processor "manifest" { strip_time = true }
            post-processor "manifest" {
              strip_time  = true
              custom_data = {}
            }
            """, ["packer-manifest.json"]
        ),
        (
            "all checksums, under a name that is made of the build's",
            """
            post-processors {
              post-processor "artifice" { files = ["a.txt", "sub/*"] }
              post-processor "checksum" {
                checksum_types = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]
                output         = "sums/{{.BuildName}}_{{.BuilderType}}.{{.ChecksumType}}"
              }
              post-processor "manifest" {
                output     = "m.json"
                strip_time = true
              }
            }
            """,
            ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"].map { "sums/f_file.\($0)" } + ["m.json"]
        ),
        ("the checksum without options", #"post-processor "checksum" {}"#, ["packer_f_file_md5.checksum"]),
        (
            "a checksum whose name uses what there is not",
            #"post-processor "checksum" { output = "{{.Nope}}.sum" }"#, ["<no value>.sum"]
        ),
        (
            "scripts with variables, by name and by their whole path",
            """
            post-processor "shell-local" {
              environment_vars = ["A=1 2", "B=it's", "C=$HOME"]
              inline           = ["echo \\"$A|$B|$C|$PACKER_BUILD_NAME|$PACKER_BUILDER_TYPE\\" >> s.out", "head -1 $0 >> s.out"]
            }
            post-processor "shell-local" {
              scripts = ["sc.sh", "sub/sc.sh"]
            }
            post-processor "shell-local" {
              scripts         = ["sc.sh"]
              execute_command = ["/bin/sh", "{{.Script}}", "argument"]
            }
            """, ["s.out"]
        ),
        (
            "commands of one word and of many, and exit codes that count as success",
            """
            post-processor "shell-local" {
              execute_command  = ["/bin/bash", "-c", "echo got {{.Vars}} >> s.out; {{.Vars}} {{.Script}}"]
              environment_vars = ["Z=1", "A=2"]
              inline           = ["echo $Z$A >> s.out"]
            }
            post-processor "shell-local" {
              execute_command  = ["{{.Vars}} {{.Script}} || echo $? >> s.out"]
              inline           = ["exit 5"]
            }
            post-processor "shell-local" {
              valid_exit_codes = [0, 3]
              inline           = ["echo three >> s.out", "exit 3"]
            }
            """, ["s.out"]
        ),
        (
            "other systems and interpreters",
            """
            post-processor "shell-local" {
              only_on = ["windows"]
              inline  = ["echo never >> s.out"]
            }
            post-processor "shell-local" {
              only_on            = ["linux"]
              tempfile_extension = ".py"
              inline_shebang     = "/usr/bin/python3"
              inline = [
                "import sys, os",
                "open('s.out', 'a').write(os.path.splitext(sys.argv[0])[1])"
              ]
            }
            """, ["s.out"]
        ),
    ]

    @Test(.enabled(if: HostFiles.exists(peer), "packer is not here"), arguments: cases.indices)
    func `both programs leave the same files`(index: Int) async throws {
        let (name, build, files) = Self.cases[index]
        let ingot = HostPath.join(HostPath.dirname(try HostFiles.realPath("/proc/self/exe")), "ingot")
        let ours = try await run(ingot, build, files)
        let theirs = try await run(Self.peer, build, files)
        #expect(ours == theirs, "\(name)")
    }

    /// The files that a run leaves, without what differs from run to run.
    private func run(_ program: String, _ build: String, _ files: [String]) async throws -> [String] {
        try await withTemporaryDirectory { folder in
            try HostFiles.createDirectory(folder + "/sub")
            for name in ["a.txt", "sub/s1", "sub/s2"] { try HostFiles.write(name, to: "\(folder)/\(name)") }
            for name in ["sc.sh", "sub/sc.sh"] {
                try HostFiles.write(
                    "#!/bin/sh\necho \"${0#\"$PWD\"} $1\" >> s.out\n", to: "\(folder)/\(name)", mode: 0o755)
            }
            try HostFiles.write(
                """
                source "file" "f" {
                  content = "hello"
                  target  = "out/file.txt"
                }
                build {
                  sources = ["source.file.f"]
                \(build)
                }
                """, to: folder + "/t.pkr.hcl")
            var environment = HostEnvironment.variables
            environment["CHECKPOINT_DISABLE"] = "1"
            environment["HOME"] = "/home-of-nobody"
            let result = try await runProcess(
                program, ["build", "-color=false", "t.pkr.hcl"], environment: environment, workingDirectory: folder)
            try #require(result.exit == .status(0), "\(program): \(result.outputText)")
            return try files.map {
                try HostFiles.readText("\(folder)/\($0)").replacing(
                    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "UUID")
            }
        }
    }
}
