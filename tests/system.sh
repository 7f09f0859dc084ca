#!/usr/bin/env bash
# What the tests' packages need of the system: ICU's headers, from which pyicu (under followthemoney) is built, and Pango, which sets the PDF.
# Installed on Debian as root; elsewhere it says what to install.
set -euo pipefail
missing=()
pkg-config --exists icu-i18n 2>/dev/null || missing+=(pkg-config libicu-dev g++)
ldconfig -p 2>/dev/null | grep -q libpangoft2 || missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "the tests need ${missing[*]} (Debian's names): install them and run make test again" >&2
  exit 1
fi
apt-get update -q >/dev/null
apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null
