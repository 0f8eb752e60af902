# How the apps are started; sourced by the launchers of bin/ and of the packages. Needs nothing but a POSIX shell, and starts
# no process of its own: each would cost a millisecond.

# app_cache JAR ARGUMENTS...: sets `cache` to the AOT cache for these arguments. A client with no sink but http has one of its own,
# because a smaller cache takes less memory. With the wrong one the start only takes longer.
app_cache() {
  cache=${1%.jar}
  shift
  case "$* ${TALLY_SINK:-}" in
    *sqlite* | *websocket* | *mcap* | *activitywatch*) [ ! -f "$cache-all.aot" ] || cache=$cache-all ;;
  esac
  cache=$cache.aot
}

# app_natives DIRECTORY: sets `natives` to the options that take native libraries from this directory, instead of unpacking them
# into /tmp. The directory's name must have no blank; else they are unpacked as usual.
app_natives() {
  natives=
  case $1 in *[[:space:]]*) return ;; esac
  [ -d "$1" ] || return 0
  natives="-Djava.library.path=$1 -Dorg.sqlite.lib.path=$1 -Dorg.sqlite.tmpdir=$1 -Djna.boot.library.path=$1 -Djna.nounpack=true"
  for zstd in "$1"/libzstd-jni-*.so; do
    [ ! -f "$zstd" ] || natives="$natives -DZstdNativePath=$zstd"
  done
}
