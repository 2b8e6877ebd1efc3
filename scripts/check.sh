#!/usr/bin/env bash
# The checks that need no build: some seconds in all. `./run check` and `.ci/run` begin with them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PYTHONDONTWRITEBYTECODE=1

fail() { printf 'error: %s\nhelp: %s\n' "$1" "$2" >&2; exit 1; }

for check in check_rooms check_tests check_links check_docs; do
  python3 "scripts/$check.py" --selftest
  python3 "scripts/$check.py"
done
python3 scripts/changes.py --selftest
python3 scripts/pages.py --selftest
python3 scripts/pages.py --check

# GCC 12 lays out the coroutine frame of a co_await inside a condition wrongly: the process dies when it is resumed.
if grep -rnE '(while|if) \(.*co_await .*\) *\{?$|(&&|\|\|) *!?\(?co_await|if \(.*co_await.*\) *co_await' src include | grep -vE ':[0-9]+: *//'; then
  fail 'co_await inside a condition' 'name its result first, then ask it'
fi

find include src tests bench \( -name '*.hpp' -o -name '*.cpp' \) -print0 | xargs -0 -n 100 -P 2 clang-format --dry-run -Werror \
  || fail 'some files are not formatted' './run format'
