"""Times work on request, as EdgeKd's benchmarks ask for it."""

import sys
import time


def peak_bytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def seconds(times, action):
    start = time.perf_counter()
    for _ in range(times):
        action()
    return time.perf_counter() - start


def serve(run):
    """Answers each number of steps on the standard input with the seconds that `run` says they took, and `memory` with the peak
    in bytes."""
    print("ready", flush=True)
    for line in sys.stdin:
        print(peak_bytes() if line.strip() == "memory" else run(int(line)), flush=True)
