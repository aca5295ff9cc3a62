#!/usr/bin/env bash
# Builds and runs the README's first program as a new project outside of the workspace, with the README's dependencies.
set -euo pipefail

cd "${0%/*}/../.."
root=$PWD
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT

# The first block of this language in the README.
block() { awk -v fence='^```'"$1" '$0 ~ fence && !n {n = 1; next} /^```/ && n == 1 {exit} n == 1' README.md; }

mkdir "$project/src"
block rust >"$project/src/main.rs"
{
    printf '[package]\nname = "fresh"\nversion = "0.1.0"\nedition = "2024"\n\n'
    block toml | sed "s|\"\.\./tidings\"|\"$root\"|"
} >"$project/Cargo.toml"

cat "$project/Cargo.toml" "$project/src/main.rs"
dependencies=$(sed -n '/^\[dependencies\]/,$p' "$project/Cargo.toml" | grep -c ' = ')
[ "$dependencies" = 2 ] || { echo "a new project needs two dependencies, not $dependencies"; exit 1; }

# The pinned toolchain is the workspace's; outside of it, name it.
toolchain=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
cd "$project"
said=$(CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}/fresh" RUSTUP_TOOLCHAIN=$toolchain cargo run -q)
echo "$said"
[ "$said" = "Hello, world!" ] || { echo "it should have said: Hello, world!"; exit 1; }
