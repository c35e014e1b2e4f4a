import HostOS
import JSONText
import TestSupport
import Testing

/// Whole runs of the program on a template whose machine is this host.
@Suite struct NullBuildTests {
    private func ingot(_ arguments: [String], in folder: String) async throws -> ProcessResult {
        // The program is built beside the tests.
        let program = HostPath.join(HostPath.dirname(try HostFiles.realPath("/proc/self/exe")), "ingot")
        var environment = HostEnvironment.variables
        environment["PACKER_CACHE_DIR"] = folder + "/cache"
        environment["CHECKPOINT_DISABLE"] = "1"
        return try await runProcess(program, arguments, environment: environment, workingDirectory: folder)
    }

    private func template(_ server: SSHDFixture, _ build: String) -> String {
        """
        variable "token" {
          type      = string
          sensitive = true
          default   = "hunter2"
        }
        source "null" "loopback" {
          ssh_host             = "127.0.0.1"
          ssh_port             = \(server.port)
          ssh_username         = "\(server.username)"
          ssh_private_key_file = "\(server.userKey)"
        }
        source "file" "text" {
          content = "text\\n"
          target  = "out/text"
        }
        build {
          sources = ["source.null.loopback", "source.file.text"]
        \(build)
        }
        """
    }

    @Test func `shell provisioners run on the machine and post-processors after them`() async throws {
        try await SSHDFixture.with { server in
            let folder = server.directory
            let text = template(
                server,
                """
                  provisioner "shell" {
                    only             = ["null.loopback"]
                    remote_folder    = "\(folder)"
                    environment_vars = ["TOKEN=${var.token}"]
                    inline           = ["echo $PACKER_BUILD_NAME as {{ build `User` }}", "echo $TOKEN > token"]
                    execute_command  = "cd \(folder) && {{.Vars}} {{.Path}}"
                  }
                  provisioner "shell-local" {
                    inline = ["echo here ${build.PackerRunUUID} | cut -d- -f1 | tr -d 0-9a-f"]
                  }
                  post-processor "manifest" {}
                  post-processors {
                    post-processor "checksum" {
                      checksum_types = ["sha256"]
                      output         = "out/{{.BuildName}}.{{.ChecksumType}}"
                    }
                    post-processor "shell-local" {
                      inline = ["cat out/text.sha256"]
                      only   = ["file.text"]
                    }
                  }
                """)
            try HostFiles.write(text, to: folder + "/t.pkr.hcl")
            let result = try await ingot(["build", "-color=false", "t.pkr.hcl"], in: folder)
            #expect(result.exit == .status(0), "\(result.outputText)")
            #expect(result.outputText.contains("loopback as \(server.username)"))
            #expect(result.outputText.contains("Did not export anything. This is the null builder"))
            #expect(result.outputText.contains("Stored file: out/text"))
            #expect(!result.outputText.contains("hunter2"))
            #expect(try HostFiles.readText(folder + "/token") == "hunter2\n")
            let line = "b9e68e1bea3e5b19ca6b2f98b73a54b73daafaa250484902e09982e07a12e733\ttext\n"
            #expect(try HostFiles.readText(folder + "/out/text.sha256") == line)
            let manifest = try JSONParser.parse(try HostFiles.readText(folder + "/packer-manifest.json"))
            let names = manifest["builds"]?.array?.compactMap { $0["name"]?.string } ?? []
            #expect(names.sorted() == ["loopback", "text"])
            #expect(!HostFiles.exists(folder + "/packer-manifest.json.lock"))
        }
    }

    @Test func `a failing script fails its build, and a failing post-processor leaves the artifact`() async throws {
        try await SSHDFixture.with { server in
            let folder = server.directory
            let text = template(
                server,
                """
                  provisioner "shell" {
                    only          = ["null.loopback"]
                    remote_folder = "\(folder)"
                    inline        = ["exit 3"]
                  }
                  post-processor "shell-local" {
                    inline              = ["exit 4"]
                    keep_input_artifact = false
                  }
                """)
            try HostFiles.write(text, to: folder + "/t.pkr.hcl")
            let result = try await ingot(["build", "-color=false", "t.pkr.hcl"], in: folder)
            #expect(result.exit == .status(1))
            #expect(
                result.outputText.contains("Script exited with non-zero exit status: 3. Allowed exit codes are: [0]"))
            #expect(result.outputText.contains("Post-processor failed: Script exited with non-zero exit status: 4."))
            #expect(try HostFiles.readText(folder + "/out/text") == "text\n")
        }
    }
}
