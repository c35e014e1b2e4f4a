internal import Cryptography

/// Files and folders as lines of text: how they travel, because commands and their output are text.
///
/// `R:PATH` says where everything goes or comes from, `D:PATH` is a folder and `F:PATH` a file below it, each path
/// being UTF-8 in base64; the lines after an `F:` are the file's content in base64, each by itself. `H:` ends it with
/// the SHA-256 of all contents.
enum FileLines {
    /// Bytes of a file in one line, so that base64 needs no padding between lines.
    static let contentPiece = 5_700

    static func root(_ path: String) -> String { "R:" + Base64.text(Array(path.utf8)) }
    static func folder(_ path: String) -> String { "D:" + Base64.text(Array(path.utf8)) }
    static func file(_ path: String) -> String { "F:" + Base64.text(Array(path.utf8)) }
    static func content(_ bytes: [UInt8]) -> String { Base64.text(bytes) }
}

/// What the machine runs to turn lines into files and back.
///
/// Short, because the second one goes encoded into one command line of at most 8191 characters. The classes of .NET
/// are those of its version 2, which every Windows with WinRM has.
enum FileScripts {
    /// Opens the script with strictness, silence and the meaning of a path: `$env:NAME` and `%NAME%` are replaced, as
    /// the machine's own users write them, and a relative path counts from the user's folder.
    private static let preamble = """
        $ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue'
        function U($t){[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($t))}
        function P($t){[IO.Path]::GetFullPath([Environment]::ExpandEnvironmentVariables(\
        $ExecutionContext.InvokeCommand.ExpandString($t.Trim("'"))))}
        $h=[Security.Cryptography.SHA256]::Create()

        """
    /// Prints the hash of everything.
    private static let ending = """
        [void]$h.TransformFinalBlock((New-Object byte[] 0),0,0)
        [Console]::Out.WriteLine('H:'+[BitConverter]::ToString($h.Hash))
        """

    /// Writes the files whose lines are in the file at `path`, and removes that one.
    static func unpack(_ path: String) -> String {
        preamble + """
            $s=[Environment]::ExpandEnvironmentVariables(\(PowerShell.literal(path)))
            $r=[IO.File]::OpenText($s);$w=$null
            try{while(($l=$r.ReadLine()) -ne $null){
            if($l -match '^[RDF]:'){
            if($w){$w.Close();$w=$null}
            $v=U $l.Substring(2)
            if($l[0] -eq 'R'){$t=P $v;continue}
            if($v){$p=[IO.Path]::Combine($t,$v)}else{$p=$t}
            if($l[0] -eq 'D'){[void][IO.Directory]::CreateDirectory($p);continue}
            $d=[IO.Path]::GetDirectoryName($p)
            if($d){[void][IO.Directory]::CreateDirectory($d)}
            $w=[IO.File]::Create($p)
            }else{$b=[Convert]::FromBase64String($l);$w.Write($b,0,$b.Length);[void]$h.TransformBlock($b,0,$b.Length,$null,0)}
            }}finally{if($w){$w.Close()};$r.Close();[IO.File]::Delete($s)}

            """ + ending
    }

    /// Prints the lines of a file, or of a folder with all that is in it.
    static func pack(_ path: String, isFolder: Bool) -> String {
        let body =
            isFolder
            ? """
            $n=$t.TrimEnd('\\').Length+1
            foreach($i in Get-ChildItem -LiteralPath $t -Recurse -Force){
            $v=$i.FullName.Substring($n)
            if($i.PSIsContainer){O 'D:' $v}else{O 'F:' $v;C $i.FullName}}

            """ : "O 'F:' '';C $t\n"
        return preamble + """
            function O($k,$v){[Console]::Out.WriteLine($k+[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($v)))}
            function C($f){$r=[IO.File]::OpenRead($f);$b=New-Object byte[] 30000
            try{while(($c=$r.Read($b,0,30000)) -gt 0){[void]$h.TransformBlock($b,0,$c,$null,0)
            [Console]::Out.WriteLine([Convert]::ToBase64String($b,0,$c))}}finally{$r.Close()}}
            $t=P \(PowerShell.literal(path))

            """ + body + ending
    }
}
