#!/bin/sh
# Sees to it that a Chromium is there for the journeys.
# Ends with 0: there is one; 3: there is none and the journeys have to be left out; 1: there is none and CI must not pass without.
set -u
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
for place in "/Applications/Google Chrome.app" "/Applications/Chromium.app"; do
    if [ -d "$place" ]; then
        exit 0
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser journeys … 正在为浏览器测试安装 Chromium……"
    log=$(mktemp)
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1 \
        && command -v chromium >/dev/null 2>&1; then
        rm -f "$log"
        exit 0
    fi
    echo "Chromium could not be installed: $(tail -n 1 "$log")" >&2
    rm -f "$log"
fi

echo "No Chromium or Chrome found, so the browser journeys cannot run. Install one (Debian: apt-get install chromium)." >&2
echo "未找到 Chromium 或 Chrome，无法运行浏览器测试；请先安装（Debian：apt-get install chromium）。" >&2
if [ "${CI:-}" = true ]; then
    exit 1
fi
exit 3
