# shellcheck shell=bash
# Compiles the reader's sources and the tool into $1/screens; the further arguments are the reader's sources.
# Needs: toolchain.sh.
compile_tool() {
    local folder=$1
    shift
    local common=(-O -wmo -swift-version 6 -package-name ingot -I Sources/SystemLibraries/CZlib)
    swiftc "${common[@]}" -parse-as-library -module-name Compression -emit-module \
        -emit-module-path "$folder/Compression.swiftmodule" -emit-object -o "$folder/Compression.o" \
        Sources/Compression/*.swift
    swiftc "${common[@]}" -I "$folder" "$@" Benchmarks/screen/tool/*.swift "$folder/Compression.o" -lz \
        -o "$folder/screens"
}
