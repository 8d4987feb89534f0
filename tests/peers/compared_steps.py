"""What a few steps compute from given weights, for the tests that put it beside EdgeKd's own.

    compared_steps.py FOLDER PAIR BATCH KIND...

FOLDER holds batches.pth (`images` and `labels`, and the teacher's `logits` and `pooled` features of them) and a KIND.pth for each
kind: the student's weights by name, a head's or projector's under its number. Writes KIND.FORM.TYPE.pth, where TYPE is float64
(a step for every batch) or float32 (the first): for each step, from 1, its losses `1/task` and `1/distillation`, and the weights
behind it, `1/NAME`. And for every pair of networks PAIR.NETWORK.pth: fresh weights in their order, then `images` and the `logits`
and `pooled` features that they give; PAIR.dynamic.pth: those of the student within GPD, then `images`, and the logits of both
networks, `wide` and `narrow`."""

import os
import sys

import torch

from dynamic import DynamicNorm, Mode, expand
from networks import PAIRS, freeze, pair
from training_step import FORMS, Step


def named(modules):
    """Parameters and statistics, without the counters of batches."""
    every = ((i, name, tensor) for i, module in enumerate(modules) for name, tensor in module.state_dict().items())
    return {name if i == 0 else f"{i}/{name}": tensor for i, name, tensor in every if not name.endswith("num_batches_tracked")}


@torch.no_grad()
def load(modules, path):
    """Copies in place, so that the layout stays."""
    given, own = torch.load(path, weights_only=True), named(modules)
    odd = sorted(given.keys() ^ own.keys())
    if odd:
        raise SystemExit(f"{path}: these names are not on both sides: {', '.join(odd)}")
    for name, tensor in given.items():
        if tensor.shape != own[name].shape:
            raise SystemExit(f"{path}: {name} is {list(tensor.shape)}, the peer's {list(own[name].shape)}")
        own[name].copy_(tensor)


def steps(folder, pair_name, batch, kind, form, precision, count):
    torch.set_default_dtype(getattr(torch, precision))
    step = Step(kind, form, "live", pair_name, batch)
    load(step.modules, os.path.join(folder, f"{kind}.pth"))
    given = torch.load(os.path.join(folder, "batches.pth"), weights_only=True)
    images, logits, pooled = (given[name].to(torch.get_default_dtype()) for name in ("images", "logits", "pooled"))
    step.images, step.labels, step.cache = images, given["labels"], (logits, pooled)
    told = {}
    for number in range(1, (count or len(images) // batch) + 1):
        task, distilled = step.run()
        told[f"{number}/task"] = task.detach().clone()
        if distilled is not None:
            told[f"{number}/distillation"] = distilled.detach().clone()
        told.update({f"{number}/{name}": tensor.contiguous().clone() for name, tensor in named(step.modules).items()})
    torch.save(told, os.path.join(folder, f"{kind}.{form}.{precision}.pth"))


@torch.no_grad()
def networks(folder, pair_name):
    teacher, student, side, _ = pair(pair_name)
    images = torch.randn(2, 3, side, side)
    for name, network in (("teacher", teacher), ("student", student)):
        # With the statistics of these images, since under those of a fresh network activations vanish or grow from layer to layer.
        for norm in (module for module in network.modules() if isinstance(module, torch.nn.BatchNorm2d)):
            norm.momentum = 1.0
        network(images)
        freeze(network)
        logits, pooled = network(images)
        told = {**network.state_dict(), "images": images, "logits": logits, "pooled": pooled}
        torch.save(told, os.path.join(folder, f"{pair_name}.{name}.pth"))


@torch.no_grad()
def dynamic(folder, pair_name):
    _, student, side, _ = pair(pair_name)
    images = torch.randn(2, 3, side, side)
    for module in expand(student).modules():
        # So wide that ReLU6 clips.
        if isinstance(module, DynamicNorm):
            module.weight.uniform_(1, 4)
    for parameter in student.parameters():
        # Else both networks would compute the same.
        parameter.mul_(1 + 0.1 * torch.randn_like(parameter))
    told = {**student.state_dict(), "images": images}
    for name, Mode.teaches in (("wide", True), ("narrow", False)):
        told[name] = student(images)[0]
    torch.save(told, os.path.join(folder, f"{pair_name}.dynamic.pth"))


if __name__ == "__main__":
    folder, pair_name, batch, *kinds = sys.argv[1:]
    torch.manual_seed(1)
    for name in PAIRS:
        networks(folder, name)
        dynamic(folder, name)
    for kind in kinds:
        for form in FORMS:
            steps(folder, pair_name, int(batch), kind, form, "float64", None)
            steps(folder, pair_name, int(batch), kind, form, "float32", 1)
