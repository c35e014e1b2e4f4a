internal import HostOS

/// A command of a template in the form in which an appliance runs it.
///
/// The library gives a command's output only when it has ended, at most 4 MiB of it, and no exit status. So what runs
/// is a script that writes each line to the appliance's console, which we read meanwhile, and prints the status.
struct GuestScript {
    /// What each line of the command's output begins with, so that nothing else is taken for one.
    let token: String
    let text: String

    /// - Parameter console: where the lines go.
    init(_ command: String, console: String = "/dev/console") {
        token = "@" + RandomBytes.hex(count: 8)
        // Descriptors: 3 leads standard output past the pipe of standard error, 4 is the console, 5 takes the status.
        text = """
            exec 4>\(console) || exit 1
            umask 022
            export HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            cd /root 2>/dev/null || cd /
            k='\(token)'
            c=\(Self.quoted(command))
            t() { while IFS= read -r l || [ -n "$l" ]; do printf '%s%s%s\\n' "$k" "$1" "$l" >&4; l=; done; }
            s=$({ { { /bin/sh -c "$c" 3>&- 4>&- 5>&-; echo $? >&5; } 2>&1 1>&3 3>&- | t e; } 3>&1 | t o; } 5>&1)
            printf '%s.\\n' "$k" >&4
            printf '%s' "$s"
            """
    }

    /// A text as one word of the shell.
    static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }

    /// Ends what commands left running in the guest's root, which would keep its file systems busy.
    static let endStragglers = """
        for p in /proc/[0-9]*; do \
        i=${p#/proc/}; [ "$i" = $$ ] || [ "$i" = "$PPID" ] || ! [ "$p/root" -ef / ] || kill -9 "$i" 2>/dev/null; done
        :
        """
}
