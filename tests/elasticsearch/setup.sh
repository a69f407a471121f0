#!/bin/sh
# Lay out the server of tests/elasticsearch/pom.xml in a folder: its core and its transport, as they lie in Maven Central, and the launcher.
set -e
here=$(dirname "$0")
rm -rf "$1"
mkdir -p "$1/lib" "$1/launcher" "$1/modules/transport-netty4" "$1/plugins" "$1/config"
home=$(cd "$1" && pwd)
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$home/lib"
javac -d "$home/launcher" --module-path "$home/lib" --add-modules ALL-MODULE-PATH "$here/Launcher.java"
mv "$home"/lib/netty-*.jar "$home"/lib/transport-netty4-*.jar "$home/modules/transport-netty4"
cd "$home/modules/transport-netty4"
jar xf transport-netty4-*.jar META-INF/es-plugins/transport-netty4
mv META-INF/es-plugins/transport-netty4/* .
rm -r META-INF
