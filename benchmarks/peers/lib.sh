# The peers that are not of this project, and the tools that they need; sourced by the scripts of comparisons.

# Adds a line to the raw results: see RawResults in src/main/java/dev/tally/benchmarks/report.
raw() {
  [ -z "${TALLY_BENCHMARK_RAW:-}" ] || (IFS=$'\t'; echo "$*" >>"$TALLY_BENCHMARK_RAW")
}

# Sets rust to the program of peers/rust, or to nothing. It is built if cargo is there.
# TALLY_BUILT_PEERS=1 takes it only if it was built before: the first build takes some minutes.
rust_peer() {
  local target=$root/target/benchmarks/rust
  rust=$target/release/tally-benchmark-peers
  if [ -n "${TALLY_BUILT_PEERS:-}" ] && [ ! -x "$rust" ]; then
    rust=
    say "the crates for Rust are not built, so they are not measured"
  elif ! command -v cargo >/dev/null; then
    rust=
    say "no cargo here, so the crates for Rust are not measured: https://rustup.rs"
  elif [ -z "${TALLY_BUILT_PEERS:-}" ] &&
    ! cargo build --quiet --release --locked --manifest-path "$root/benchmarks/peers/rust/Cargo.toml" --target-dir "$target"; then
    rust=
    say "cargo could not build the peers, so the crates for Rust are not measured"
  else
    raw tool rustc "$(rustc --version | cut -d' ' -f2)"
    raw tool "$1" "$(crate_version "$1")"
  fi
}

# The release of a crate that Cargo.toml names.
crate_version() {
  sed -n "s/^$1 = .*\"=\([0-9.]*\)\".*/\1/p" "$root/benchmarks/peers/rust/Cargo.toml"
}

# Sets python to one that has the official package mcap, or to nothing.
python_peer() {
  local home=$root/target/benchmarks/python requirements=$root/benchmarks/mcap/requirements.txt
  python=$home/bin/python
  if cmp -s "$requirements" "$home/requirements.txt"; then
    :
  elif [ -n "${TALLY_BUILT_PEERS:-}" ]; then
    python=
    say "the package mcap for Python is not installed, so it is not measured"
    return
  elif ! { rm -rf "$home" && python3 -m venv "$home" &&
    "$home/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"; } >&2; then
    python=
    say "python3 -m venv or pip is not here or failed, so the package mcap for Python is not measured: apt-get install -y python3-venv"
    return
  else
    cp "$requirements" "$home"
  fi
  raw tool python "$("$python" -c 'import platform; print(platform.python_version())')"
  raw tool "mcap for Python" "$(sed -n 's/^mcap==//p' "$requirements")"
}

# Sets node_modules to the official packages for Node, or to nothing.
node_peer() {
  node_modules=$root/testkit/npm/node_modules
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    node_modules=
    say "no node and npm here, so the package $1 is not measured"
  elif ! "$root/testkit/npm/install"; then
    node_modules=
    say "npm could not install the package $1, so it is not measured"
  else
    raw tool node "$(node --version | tr -d v)"
    raw tool "$1" "$(sed -n 's/^ *"version": *"\(.*\)".*/\1/p' "$node_modules/$1/package.json" | head -1)"
  fi
}

# Sets flask to the command of peers/flask, or to nothing: Debian's packages python3-flask and gunicorn.
flask_peer() {
  flask=
  if ! /usr/bin/python3 -c 'import flask, gunicorn' 2>/dev/null; then
    say "Flask's server is not measured: apt-get install -y python3-flask gunicorn"
    return
  fi
  raw tool flask "$(/usr/bin/python3 -c 'from importlib.metadata import version; print(version("flask"))')"
  raw tool gunicorn "$(/usr/bin/python3 -c 'import gunicorn; print(gunicorn.__version__)')"
  flask="/usr/bin/python3 -m gunicorn --preload --pythonpath $root/benchmarks/peers/flask --bind 127.0.0.1:0 --workers 2 --threads 16"
  flask="$flask --worker-class gthread --keep-alive 75 --worker-connections 1000 app:app"
}
