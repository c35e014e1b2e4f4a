/// The script that runs in a guest and prints what its package systems know, for `GuestListing`.
package enum CollectingScript {
    /// A script for any POSIX shell, busybox's among them; its last argument is the folder to look in.
    ///
    /// It only reads, and needs no rights beyond that.
    package static func text(for systems: Set<PackageSystem>) -> String {
        let parts = PackageSystem.allCases.filter(systems.contains).compactMap { commands[$0] }
        let patterns = PackageSystem.allCases.filter(systems.contains).compactMap { searches[$0] }
        let search = patterns.isEmpty ? "" : walk(patterns.joined(separator: " -o "))
        return ([head] + parts + [search, "printf '\\n@end\\n'"]).joined(separator: "\n") + "\n"
    }

    private static let head = """
        #!/bin/sh
        root=/
        for word in "$@"; do root=$word; done
        root=${root%/}
        # A file of the guest: its kind and path, then its lines. One that cannot be read is left out.
        show() {
            [ -f "$2" ] && [ -r "$2" ] || return 0
            printf '\\n@%s %s\\n' "$1" "${2#"$root"}"
            sed 's/^/|/' "$2"
        }
        if [ -r "$root/etc/os-release" ]; then
            show os-release "$root/etc/os-release"
        else
            show os-release "$root/usr/lib/os-release"
        fi
        """

    private static let commands: [PackageSystem: String] = [
        .dpkg: """
        show dpkg "$root/var/lib/dpkg/status"
        for file in "$root"/var/lib/dpkg/status.d/*; do
            case $file in *.md5sums) ;; *) show dpkg "$file" ;; esac
        done
        """,
        .rpm: """
        for folder in var/lib/rpm usr/lib/sysimage/rpm; do
            [ -d "$root/$folder" ] && command -v rpm > /dev/null || continue
            printf '\\n@rpm /%s\\n' "$folder"
            rpm --root "${root:-/}" --dbpath "/$folder" -qa --qf '\(RPMListing.queryFormat)' | sed 's/^/|/'
            break
        done
        """,
        .apk: """
        show apk "$root/lib/apk/db/installed"
        """,
    ]

    /// What `find` looks for.
    private static let searches: [PackageSystem: String] = [
        .pip: "-path '*.dist-info/METADATA' -o -path '*.egg-info/PKG-INFO'",
        .npm: "-name package-lock.json -o -path '*/node_modules/*/package.json'",
    ]

    private static func walk(_ patterns: String) -> String {
        """
        find "$root/" \\( -path "$root/proc" -o -path "$root/sys" -o -path "$root/dev" -o -path "$root/run" \\) -prune \\
            -o -type f \\( \(patterns) \\) -print 2> /dev/null |
        while IFS= read -r file; do
            case $file in
            */METADATA | */PKG-INFO)
                # The description behind the first empty line may be long.
                [ -r "$file" ] || continue
                printf '\\n@pip %s\\n' "${file#"$root"}"
                sed -e '/^[[:space:]]*$/q' -e 's/^/|/' "$file"
                ;;
            */package-lock.json) show npm-lock "$file" ;;
            *)
                # The package's own file, not one of its examples.
                case ${file##*/node_modules/} in
                @*/*/*/* | [!@]*/*/*) ;;
                *) show npm "$file" ;;
                esac
                ;;
            esac
        done
        """
    }
}
