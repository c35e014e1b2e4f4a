import HostOS

/// The media type for the ending of a path, for the kinds of file that installers fetch.
func contentType(of path: String) -> String {
    types[HostPath.extension(path).lowercased()] ?? "application/octet-stream"
}

private let types: [String: String] = [
    "cfg": "text/plain; charset=utf-8",
    "conf": "text/plain; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "gz": "application/gzip",
    "html": "text/html; charset=utf-8",
    "ign": "application/json",
    "ipxe": "text/plain; charset=utf-8",
    "iso": "application/x-iso9660-image",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "ks": "text/plain; charset=utf-8",
    "png": "image/png",
    "ps1": "text/plain; charset=utf-8",
    "seed": "text/plain; charset=utf-8",
    "sh": "text/x-shellscript; charset=utf-8",
    "tar": "application/x-tar",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "zip": "application/zip",
]
