"""MobileNetV2 1.0 written as ONNX by torch.onnx, timed on request: export_onnx.py SIDE CLASSES FILE. Serves as timed.py says."""

import sys

import torch

from networks import MobileNetV2
from timed import seconds, serve


def main():
    side, classes, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    network, image = MobileNetV2(classes).eval(), torch.zeros(1, 3, side, side)
    serve(lambda steps: seconds(steps, lambda: torch.onnx.export(network, image, path, opset_version=17)))


if __name__ == "__main__":
    main()
