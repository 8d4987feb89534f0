"""GPD's dynamic teacher (Guo et al., 2025): a network twice as wide over one set of parameters, whose first block of channels is
the student. As in the released code the wide network's activations are divided by the ratio, and whatever is not linear in them
is wrapped. Branches on 3×3 convolutions of stride 1, six, merged in every pass; of the compared students those are all depthwise.
Names and shapes as EdgeKd's, so that the weights of one are those of the other."""

import math

import torch
from torch import nn
import torch.nn.functional as F

RATIO = 2
FILTERS = 8


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


class Branches(nn.Module):
    """The factors of a depthwise convolution's kernel."""

    def __init__(self, conv):
        super().__init__()
        c = conv.out_channels

        def parameter(name, weight):
            self.register_parameter(name, nn.Parameter(torch.cat([weight] * RATIO, 0)))

        drawn = lambda *shape: nn.init.kaiming_uniform_(torch.empty(*shape), a=0)
        parameter("origin", conv.weight.detach())
        parameter("avg", drawn(c, 1, 1, 1))
        parameter("prior_pw", drawn(c, 1, 1, 1))
        parameter("seq_pw", torch.zeros(c, 1, 1, 1))
        parameter("seq_kxk", drawn(c, 1, 3, 3))
        parameter("full", drawn(c, 1, 3, 3))
        parameter("dwsep_dw", drawn(FILTERS * c, 1, 3, 3))
        parameter("dwsep_pw", drawn(c, FILTERS, 1, 1))
        self.scale = nn.Parameter(torch.tensor([0.25, 0.25, 0.0, 0.5, 0.05, 0.5])[:, None].repeat(1, RATIO * c))
        parameter("bias", torch.zeros(c))
        bank = torch.empty(c, 3, 3)
        for o in range(c):
            for k in range(3):
                value = math.cos(math.pi * (k + 0.5) * (o + 1 - (0 if o < c // 2 else c // 2)) / 3)
                if o < c // 2:
                    bank[o, k, :] = value
                else:
                    bank[o, :, k] = value
        self.register_buffer("seq_identity", torch.ones(RATIO * c, 1, 1, 1))
        self.register_buffer("prior_bank", torch.cat([bank] * RATIO, 0))

    def kernel(self, end):
        """Of the first channels."""
        kernels = (
            self.origin[:end],
            self.avg[:end].expand(-1, 1, 3, 3) / 9,
            self.prior_pw[:end] * self.prior_bank[:end, None],
            self.seq_kxk[:end] * (self.seq_pw[:end] + self.seq_identity[:end]),
            self.full[:end],
            torch.einsum("ce,cehw->chw", self.dwsep_pw[:end, :, 0, 0], self.dwsep_dw[: FILTERS * end].reshape(end, FILTERS, 3, 3))[:, None],
        )
        return sum(self.scale[m, :end, None, None, None] * k for m, k in enumerate(kernels))


class BranchedDepthwise(nn.Module):
    def __init__(self, conv):
        super().__init__()
        self.channels = conv.out_channels
        self.branch = Branches(conv)

    def forward(self, x):
        end = RATIO * self.channels if Mode.teaches else self.channels
        kernel, bias = self.branch.kernel(end), self.branch.bias[:end]
        if not Mode.teaches:
            return F.conv2d(x, kernel, bias, 1, 1, 1, end)
        return F.conv2d(RATIO * x, kernel, bias, 1, 1, 1, end) / RATIO


class DynamicNorm(nn.Module):
    """Scale and shift are shared, the statistics are not."""

    def __init__(self, norm):
        super().__init__()
        c = self.channels = norm.num_features
        self.weight, self.bias = nn.Parameter(torch.ones(RATIO * c)), nn.Parameter(torch.zeros(RATIO * c))
        self.register_buffer("running_mean", torch.zeros(RATIO * c))
        self.register_buffer("running_var", torch.ones(RATIO * c))
        self.register_buffer("student_running_mean", torch.zeros(c))
        self.register_buffer("student_running_var", torch.ones(c))

    def forward(self, x):
        if Mode.teaches:
            return F.batch_norm(RATIO * x, self.running_mean, self.running_var, self.weight, self.bias, True) / RATIO
        return F.batch_norm(x, self.student_running_mean, self.student_running_var, self.weight[: self.channels], self.bias[: self.channels], True)


class DynamicReLU6(nn.Module):
    """Ours: the released code has no rule for it. Activations that are divided by the ratio are clipped at 6 divided by it."""

    def forward(self, x):
        return F.hardtanh(x, 0.0, 6.0 / RATIO if Mode.teaches else 6.0, inplace=True)


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
        elif isinstance(child, nn.ReLU6):
            setattr(module, name, DynamicReLU6())
        elif isinstance(child, nn.Linear):
            setattr(module, name, DynamicLinear(child))
        else:
            expand(child)
    return module
