#!/usr/bin/env bash
# Restores the local tool and runs Cake; everything else is a target (see build/Tasks).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
restored=$(dotnet tool restore 2>&1) || { printf '%s\n' "$restored" >&2; exit 1; }
exec dotnet cake "$@"
