#!/usr/bin/env bash
# Builds EdgeKd's native parts on this machine: against the PyTorch of LIBTORCH_ROOT, else of `python3` (2.0 or newer; CUDA
# where it is built with it), and against the system's OpenCV where there is one. Needs cmake and a C++ compiler.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

root=${LIBTORCH_ROOT:-$(python3 -c 'import torch; print(torch.__path__[0])' 2>/dev/null || true)}
if [[ -z $root ]]; then
  echo "No PyTorch: set LIBTORCH_ROOT to a libtorch folder, or have a python3 that imports torch." >&2
  exit 1
fi
for tool in cmake c++; do
  command -v "$tool" > /dev/null || { echo "$tool is missing: install cmake and a C++ compiler." >&2; exit 1; }
done

build() { # name, arguments of cmake
  cmake -S "native/$1" -B "native/$1/build" -DCMAKE_BUILD_TYPE=Release "${@:2}" > "native/$1.log" 2>&1 &&
    cmake --build "native/$1/build" --parallel >> "native/$1.log" 2>&1 &&
    cp "native/$1/build/"*.so bin/
}

build torch "-DLIBTORCH_ROOT=$root" || { tail -n 30 native/torch.log >&2; exit 1; }
echo "Built for $root."
if build image; then
  echo "Built with the system's OpenCV."
else
  echo "No OpenCV (libopencv-imgcodecs-dev): image files cannot be decoded here, CIFAR's binary files and the shapes can; see native/image.log."
fi
echo "Is training right on this machine's GPU? ./edgekd selfcheck"
