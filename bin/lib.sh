# Shared by the scripts of this folder; sourced, not run.
# Needs nothing but bash, coreutils and find.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
die() {
  say "$@"
  exit 1
}

# The feature release of the JDK in a folder, or 0.
jdk_release() {
  local line
  line=$(grep -s '^JAVA_VERSION=' "$1/release") || { echo 0; return; }
  line=${line#JAVA_VERSION=\"}
  line=${line%%[.\"+-]*}
  [[ $line =~ ^[0-9]+$ ]] && echo "$line" || echo 0
}

# Prints the home of a Java of at least this release: JAVA_HOME, the one on PATH, the usual folders.
find_java() {
  local least=$1 home on_path
  on_path=$(command -v java || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* /opt/jdk* /opt/java*; do
    if [ -x "$home/bin/java" ] && [ "$(jdk_release "$home")" -ge "$least" ]; then
      echo "$home"
      return
    fi
  done
  return 1
}

# Sets java25 to the home of a Java 25, or ends with one sentence.
need_java25() {
  java25=$(find_java 25) || die "needs a JDK 25 and found none in JAVA_HOME, on PATH or in /usr/lib/jvm: install Temurin 25 (https://adoptium.net) and run this again."
}

# Runs Maven; it needs a Java 17 or later of its own, whatever it builds with. The one to build with it would otherwise look
# for in fewer places than we do.
maven() {
  local home
  home=$(find_java 17) || die "needs a JDK 25 and found no Java at all."
  (cd "$root" && JAVA_HOME=$home JAVA25_HOME=$java25 ./mvnw "$@")
}

. "$root/packaging/launch.sh"

# The version of Tally, which only the POMs state.
while IFS= read -r line; do
  if [[ $line =~ ^\ \ \<version\>(.+)\</version\> ]]; then
    version=${BASH_REMATCH[1]}
    break
  fi
done <"$root/pom.xml"

# The runnable jar of an app's folder.
jar_of() { echo "$root/$1/target/tally-${1##*/}-$version.jar"; }

# Whether this is a server's jar without the dashboard. The names of the files in a jar are not compressed.
has_no_dashboard() {
  case $1 in *summary-server*.jar) ! grep -aqF dashboard/index.html "$1" ;; *) return 1 ;; esac
}

# Whether one of these apps is not built, or something that it may be made from is newer, or it lacks the dashboard and npm is there:
# `./mvnw install -DskipTests` builds none.
is_stale() {
  local app jar
  for app in "$@"; do
    jar=$(jar_of "$app")
    [ -f "$jar" ] || return 0
    ! { has_no_dashboard "$jar" && command -v node && command -v npm; } >/dev/null || return 0
    [ -z "$(find "$root" -name target -prune -o -newer "$jar" \( -path '*/src/main/*' -o -name pom.xml \) -type f -print -quit)" ] || return 0
  done
  return 1
}

# Builds the apps in these folders, with what they depend on, if they are not up to date.
# TALLY_NO_BUILD=1 takes them as they are: a build runs these scripts in its tests, and must not start another.
build_if_needed() {
  local log=$root/target/build.log app
  [ -z "${TALLY_NO_BUILD:-}" ] && is_stale "$@" || return 0
  mkdir -p "$root/target" 2>/dev/null && [ -w "$root/target" ] ||
    die "has to build Tally and may not write to $root; run it once as the owner of that folder, or copy the folder to a place of your own."
  exec 9>"$root/target/build.lock" # one build at a time: two scripts may be started together
  flock 9
  if is_stale "$@"; then
    say "building Tally; the first time this takes some minutes ..."
    if ! maven -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl "$(IFS=,; echo "$*")" -am package >"$log" 2>&1; then
      tail -n 30 "$log" >&2
      die "the build failed; all of its output is in $log"
    fi
    for app in "$@"; do touch "$(jar_of "$app")"; done
  fi
  exec 9>&-
}

# Whether the AOT cache of an app is there and belongs to its jars. The JVM does not check that: it would run old classes.
is_cache_current() {
  local jar
  app_cache "$@"
  [ -f "$cache" ] && [ "$cache" -nt "$1" ] || return 1
  for jar in "${1%/*}"/lib/*.jar; do
    [ ! "$jar" -nt "$cache" ] || return 1
  done
}

# Makes the AOT caches of the app in this folder, if they are not current. What fails here makes the start slower and nothing else.
prepare_start() {
  local app=$1 jar client=- server=-
  jar=$(jar_of "$app")
  [ -z "${TALLY_NO_BUILD:-}" ] && ! is_cache_current "$jar" && [ -w "${jar%/*}" ] || return 0
  exec 9>"$root/target/build.lock"
  flock 9
  if ! is_cache_current "$jar"; then
    say "preparing a fast start; after a build this takes some seconds ..."
    case $app in *client) client=$jar ;; *) server=$jar ;; esac
    "$java25/bin/java" "$root/packaging/Prepare.java" "${jar%/*}" >"$root/target/prepare.log" 2>&1 &&
      "$root/packaging/train" "$java25/bin/java" "$root/packaging/jvm" "$client" "$server" >>"$root/target/prepare.log" 2>&1 9>&- ||
      say "could not prepare it, so the start takes longer; why is in $root/target/prepare.log"
  fi
  exec 9>&-
}

# Runs the app in this folder in place of this script.
run_app() {
  local app=$1 jar aot=()
  shift
  need_java25
  build_if_needed "$app"
  prepare_start "$app"
  jar=$(jar_of "$app")
  natives=
  if is_cache_current "$jar" "$@"; then
    aot=(-XX:AOTCache="$cache")
    natives=${jar%/*}/native
  fi
  # shellcheck disable=SC2086 # JAVA_OPTS is a list
  app_exec "$natives" "$java25/bin/java" "@$root/packaging/jvm/${app##*/}.options" "${aot[@]}" ${JAVA_OPTS:-} -jar "$jar" "$@"
}
