"""A small kernel as libtorch has it, channels-last, timed on request: kernels.py KERNEL THREADS. KERNEL is `batch_norm C` for the
forward and backward of 64×C×16×16, or `depthwise C` for the backward of 64×C×2×2. Serves as timed.py says."""

import sys

import torch
import torch.nn.functional as F

from timed import seconds, serve


def channels_last(*shape):
    return torch.randn(*shape).contiguous(memory_format=torch.channels_last)


def batch_norm(channels):
    images, gradient = channels_last(64, channels, 16, 16).requires_grad_(), channels_last(64, channels, 16, 16)
    weight, bias = torch.ones(channels, requires_grad=True), torch.zeros(channels, requires_grad=True)
    mean, variance = torch.zeros(channels), torch.ones(channels)

    def run():
        output = F.batch_norm(images, mean, variance, weight, bias, training=True)
        torch.autograd.grad(output, (images, weight, bias), gradient)

    return run


def depthwise(channels):
    images, gradient = channels_last(64, channels, 2, 2).requires_grad_(), channels_last(64, channels, 2, 2)
    weight = channels_last(channels, 1, 3, 3).requires_grad_()
    output = F.conv2d(images, weight, None, 1, 1, 1, channels)
    return lambda: torch.autograd.grad(output, (images, weight), gradient, retain_graph=True)


def main():
    kernel, channels, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    kinds = {"batch_norm": batch_norm, "depthwise": depthwise}
    if kernel not in kinds:
        raise SystemExit(f"there is no kernel {kernel}: use {' or '.join(kinds)}")
    torch.set_num_threads(threads)
    run = kinds[kernel](channels)
    serve(lambda steps: seconds(steps, run))


if __name__ == "__main__":
    main()
