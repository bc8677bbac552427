# Finds a JDK for ./tidegate and ./verify, which read this file with `.`; plain POSIX sh, no process where the shell can do it.

java_wanted=25

# The major version of the JDK in folder $1, in `java_major`; fails when there is no JDK. Reads its `release` file: starting it would cost 50 ms.
java_version() {
  java_major=
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r java_line || [ -n "$java_line" ]; do
    case $java_line in
      JAVA_VERSION=*)
        java_line=${java_line#JAVA_VERSION=}
        java_line=${java_line#\"}
        java_major=${java_line%%[!0-9]*}
        ;;
    esac
  done <"$1/release"
  [ -n "$java_major" ]
}

# Sets and exports JAVA_HOME: the one that is set if it fits, else the newest that is found. Fails when none fits; then
# `java_best` is the newest of those that are too old.
find_java() {
  if [ -n "${JAVA_HOME:-}" ] && java_version "$JAVA_HOME" && [ "$java_major" -ge "$java_wanted" ]; then
    export JAVA_HOME
    return 0
  fi
  java_best=
  java_best_major=0
  java_path=$(command -v java) && java_path=$(readlink -f "$java_path" 2>/dev/null) || java_path=
  for java_home in "${JAVA_HOME:-}" "${java_path%/bin/java}" \
    /usr/lib/jvm/* /opt/* /opt/java/* "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
    if java_version "$java_home" && [ "$java_major" -gt "$java_best_major" ]; then
      java_best=$java_home
      java_best_major=$java_major
    fi
  done
  [ "$java_best_major" -ge "$java_wanted" ] || return 1
  JAVA_HOME=$java_best
  export JAVA_HOME
}

# Says on stderr what to install.
tell_java() {
  java_newest=
  if [ -n "$java_best" ]; then java_newest=" The newest found is $java_best_major, in $java_best."; fi
  cat >&2 <<TEXT
no JDK $java_wanted or newer is on this machine; looked at JAVA_HOME, PATH and the usual folders.$java_newest Install one:
  Debian, Ubuntu  apt-get install openjdk-$java_wanted-jdk-headless    (not in your release? temurin-$java_wanted-jdk, see adoptium.net)
  Fedora          dnf install java-$java_wanted-openjdk-devel
  macOS           brew install openjdk@$java_wanted
or unpack one anywhere and set JAVA_HOME to its folder.
TEXT
}
