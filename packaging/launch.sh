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

# app_exec DIRECTORY JAVA ARGUMENTS...: becomes this Java, which takes native libraries from the directory, if it is there, instead of
# unpacking them into /tmp.
app_exec() {
  natives=$1 java=$2
  shift 2
  if [ -d "$natives" ]; then
    for zstd in "$natives"/libzstd-jni-*.so; do
      [ ! -f "$zstd" ] || set -- -DZstdNativePath="$zstd" "$@"
    done
    set -- -Djava.library.path="$natives" -Dorg.sqlite.lib.path="$natives" -Dorg.sqlite.tmpdir="$natives" \
      -Djna.boot.library.path="$natives" -Djna.nounpack=true "$@"
  fi
  exec "$java" "$@"
}
