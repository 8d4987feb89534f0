"""GPD's dynamic teacher (Guo et al., 2025): a network twice as wide over one set of parameters, whose first block of channels is
the student. Branches on 3×3 convolutions of stride 1, six, merged in every pass; of the compared students those are all
depthwise."""

import math

import torch
from torch import nn
import torch.nn.functional as F

RATIO = 2


class Mode:
    """Which of the two networks a pass computes."""

    teaches = True


def tiled(tensor, mode, inputs, outputs):
    if outputs:
        tensor = torch.cat([tensor / RATIO if mode == "dense" else tensor] * RATIO, 0)
    return torch.cat([tensor] * RATIO, 1) if inputs else tensor


class DynamicConv(nn.Module):
    def __init__(self, conv):
        super().__init__()
        self.depthwise = conv.groups > 1
        self.stride, self.padding, self.outputs, self.inputs = conv.stride, conv.padding, conv.out_channels, conv.in_channels
        self.reads_image = conv.in_channels == 3
        weight = conv.weight.detach()
        self.weight = nn.Parameter(tiled(weight, "depthwise", False, True) if self.depthwise else tiled(weight, "dense", not self.reads_image, True))

    def forward(self, x):
        groups = self.outputs if self.depthwise else 1
        if Mode.teaches:
            return F.conv2d(x, self.weight, None, self.stride, self.padding, 1, groups * RATIO if self.depthwise else 1)
        weight = self.weight[: self.outputs] if self.depthwise else RATIO * self.weight[: self.outputs, : self.inputs]
        return F.conv2d(x, weight, None, self.stride, self.padding, 1, groups)


class BranchedDepthwise(nn.Module):
    def __init__(self, conv):
        super().__init__()
        c = self.channels = conv.out_channels
        self.origin = nn.Parameter(torch.cat([conv.weight.detach()] * RATIO, 0))
        shapes = {"average": (1, 1, 1), "prior": (1, 1, 1), "second": (1, 3, 3), "within": (1, 1, 1), "third": (1, 3, 3), "points": (8,), "depth": (8, 3, 3)}
        for name, shape in shapes.items():
            weight = torch.zeros(c, *shape) if name == "within" else nn.init.kaiming_uniform_(torch.empty(c, *shape), a=0)
            self.register_parameter(name, nn.Parameter(torch.cat([weight] * RATIO, 0)))
        bank = torch.empty(c, 1, 3, 3)
        for o in range(c):
            for k in range(3):
                value = math.cos(math.pi * (k + 0.5) * (o + 1 - (0 if o < c // 2 else c // 2)) / 3)
                if o < c // 2:
                    bank[o, 0, k, :] = value
                else:
                    bank[o, 0, :, k] = value
        self.register_buffer("bank", torch.cat([bank] * RATIO, 0))
        self.scales = nn.Parameter(torch.tensor([0.25, 0.25, 0.0, 0.5, 0.05, 0.5])[:, None].repeat(1, RATIO * c))
        self.bias = nn.Parameter(torch.zeros(RATIO * c))

    def forward(self, x):
        end = RATIO * self.channels if Mode.teaches else self.channels
        part = lambda tensor: tensor[:end]
        kernels = (
            part(self.origin),
            part(self.average).expand(-1, 1, 3, 3) / 9,
            part(self.prior) * part(self.bank),
            part(self.second) * (1 + part(self.within)),
            part(self.third),
            torch.einsum("ce,cehw->chw", part(self.points), part(self.depth))[:, None],
        )
        kernel = sum(self.scales[m, :end, None, None, None] * k for m, k in enumerate(kernels))
        if not Mode.teaches:
            return F.conv2d(x, kernel, part(self.bias), 1, 1, 1, end)
        return F.conv2d(RATIO * x, kernel, self.bias, 1, 1, 1, end) / RATIO


class DynamicNorm(nn.Module):
    def __init__(self, norm):
        super().__init__()
        c = self.channels = norm.num_features
        self.weight, self.bias = nn.Parameter(torch.ones(RATIO * c)), nn.Parameter(torch.zeros(RATIO * c))
        self.own, self.own_variance = nn.Parameter(torch.zeros(c), requires_grad=False), nn.Parameter(torch.ones(c), requires_grad=False)
        self.wide, self.wide_variance = nn.Parameter(torch.zeros(RATIO * c), requires_grad=False), nn.Parameter(torch.ones(RATIO * c), requires_grad=False)

    def forward(self, x):
        if Mode.teaches:
            return F.batch_norm(RATIO * x, self.wide, self.wide_variance, self.weight, self.bias, True) / RATIO
        return F.batch_norm(x, self.own, self.own_variance, self.weight[: self.channels], self.bias[: self.channels], True)


class DynamicLinear(nn.Module):
    def __init__(self, linear):
        super().__init__()
        self.inputs = linear.in_features
        self.weight = nn.Parameter(torch.cat([linear.weight.detach()] * RATIO, 1))
        self.bias = nn.Parameter(linear.bias.detach().clone())

    def forward(self, x):
        return F.linear(x, self.weight if Mode.teaches else self.weight[:, : self.inputs], self.bias)


def expand(module):
    """Makes a network's layers dynamic, in place."""
    for name, child in module.named_children():
        if isinstance(child, nn.Conv2d):
            branched = child.groups > 1 and child.kernel_size == (3, 3) and child.stride == (1, 1)
            setattr(module, name, BranchedDepthwise(child) if branched else DynamicConv(child))
        elif isinstance(child, nn.BatchNorm2d):
            setattr(module, name, DynamicNorm(child))
        elif isinstance(child, nn.Linear):
            setattr(module, name, DynamicLinear(child))
        else:
            expand(child)
    return module
