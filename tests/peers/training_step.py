"""One kind of training step, timed on request: the peer that EdgeKd's benchmarks are measured beside.

FORM is `published` (the authors' step: contiguous tensors, parameter by parameter, figures read back in each step) or `tuned`
(channels-last, the teacher in inference mode, fused updates, nothing read back). TEACHER is `live` or `cached`. The kind `teacher`
trains nothing: the frozen teacher answers for a batch. Prints `ready`, then answers each number of steps on the standard input with
the seconds that they took, and `memory` with the peak of the resident set in bytes."""

import argparse

import torch
from torch import nn
import torch.nn.functional as F

import losses
from dot import Dot
from dynamic import RATIO, Mode, expand
from networks import PAIRS, freeze, pair
from timed import seconds, serve

KINDS = ("teacher", "ce", "kd", "kd+dot", "dhkd", "dhkd-alignment", "srd", "gpd", "gpd+dhkd+dot")
FORMS = ("published", "tuned")
CLIP_NORM = 5.0
IMAGES = 512


class Step:
    def __init__(self, kind, form, teacher, pair_name, batch, classes=None):
        torch.manual_seed(1)
        self.parts = kind.split("+")
        self.tuned = form == "tuned"
        self.teacher, self.student, side, classes = pair(pair_name, classes)
        freeze(self.teacher)
        widths = {False: self.student.width, True: RATIO * self.student.width}
        self.dynamic = "gpd" in self.parts
        if self.dynamic:
            expand(self.student)
        self.student.train()
        networks = (False, True) if self.dynamic else (False,)
        self.heads = {wide: nn.Linear(widths[wide], classes) for wide in networks} if "dhkd" in self.parts or "dhkd-alignment" in self.parts else {}
        self.projectors = {wide: nn.Linear(widths[wide], self.teacher.width) for wide in networks} if "srd" in self.parts else {}
        self.images = torch.randn(max(batch, IMAGES if side < 100 else 4 * batch), 3, side, side)
        self.labels = torch.randint(0, classes, (len(self.images),))
        self.modules = [self.student, *self.heads.values(), *self.projectors.values()]
        if self.tuned:
            self.images = self.images.contiguous(memory_format=torch.channels_last)
            for module in [self.teacher, self.student]:
                module.to(memory_format=torch.channels_last)
        self.cache = None
        if teacher == "cached":
            with torch.no_grad():
                answers = [self.teacher(x) for x in self.images.split(batch)]
            self.cache = [torch.cat(part) for part in zip(*answers)]
        self.parameters = [p for module in self.modules for p in module.parameters()]
        rate = 0.01
        self.optimizer = (
            Dot(self.parameters, rate, fused=self.tuned, decays_first=self.tuned)
            if "dot" in self.parts
            else torch.optim.SGD(self.parameters, lr=rate, momentum=0.9, weight_decay=5e-4, foreach=self.tuned)
        )
        self.batch, self.at = batch, 0
        self.seen, self.right, self.loss = 0, 0.0, 0.0

    def ask(self, images, places):
        if "ce" in self.parts:
            return None, None
        if self.cache is not None:
            return self.cache[0][places], self.cache[1][places]
        with torch.inference_mode() if self.tuned else torch.no_grad():
            logits, pooled = self.teacher(images)
        # What inference mode made may not be saved for a backward pass.
        return (logits.clone(), pooled.clone()) if self.tuned else (logits, pooled)

    @staticmethod
    def adapted(layers, wide, pooled):
        """What a head or projector makes of the pooled feature, which in the wide network is divided by the ratio."""
        return layers[wide](RATIO * pooled if wide else pooled)

    def losses_of(self, wide, logits, pooled, taught, labels):
        """Task and distillation loss of one network."""
        task = F.cross_entropy(logits, labels)
        if "dhkd" in self.parts or "dhkd-alignment" in self.parts:
            divergence = losses.binary_kl_norm_stable if self.tuned else losses.binary_kl_norm
            return task, divergence(self.adapted(self.heads, wide, pooled), taught[0])
        if "srd" in self.parts:
            return task, 2 * losses.srd_feature(self.adapted(self.projectors, wide, pooled), taught[1]) + losses.kd(logits, taught[0], 1.0)
        if "ce" in self.parts:
            return task, None
        return 0.1 * task, 0.9 * losses.kd(logits, taught[0])

    def run(self):
        places = torch.arange(self.at, self.at + self.batch) % len(self.images)
        self.at = (self.at + self.batch) % len(self.images)
        return self.train_on(self.images[places], self.labels[places], places)

    def train_on(self, images, labels, places):
        """A step on a batch; `places` are where a cached teacher finds its answers. Gives the task and the distillation loss, those
        of both networks where there are two."""
        if self.tuned:
            images = images.contiguous(memory_format=torch.channels_last)
        taught = self.ask(images, places)
        if "teacher" in self.parts:
            return None, None
        step = self.two_passes if self.dynamic and "dot" not in self.parts and not self.tuned else self.one_pass
        logits, task, distilled = step(images, labels, taught)
        if not self.tuned:
            self.count(logits, labels, task if distilled is None else task + distilled)
        return task, distilled

    def two_passes(self, images, labels, taught):
        """GPD's step as released: each network forward and backward in turn, one update."""
        self.optimizer.zero_grad()
        Mode.teaches = True
        wide, pooled = self.student(images)
        wide_task, wide_distilled = self.losses_of(True, wide, pooled, taught, labels)
        (wide_task + wide_distilled).backward()
        Mode.teaches = False
        logits, pooled = self.student(images)
        task, distilled = self.losses_of(False, logits, pooled, taught, labels)
        distilled = distilled + 3 * losses.smoothed(logits, wide)
        (task + distilled).backward()
        nn.utils.clip_grad_norm_(self.parameters, CLIP_NORM)
        self.optimizer.step()
        return logits, task + wide_task, distilled + wide_distilled

    def one_pass(self, images, labels, taught):
        if self.dynamic:
            Mode.teaches = True
            wide, wide_pooled = self.student(images)
            Mode.teaches = False
        logits, pooled = self.student(images)
        task, distilled = self.losses_of(False, logits, pooled, taught, labels)
        if self.dynamic:
            wide_task, wide_distilled = self.losses_of(True, wide, wide_pooled, taught, labels)
            task, distilled = task + wide_task, distilled + wide_distilled + 3 * losses.smoothed(logits, wide)
        if "dot" in self.parts:
            self.optimizer.forget()
            distilled.backward(retain_graph=True)
            self.optimizer.keep_distillation()
            self.optimizer.forget()
            task.backward()
            if self.dynamic:
                self.optimizer.clip(CLIP_NORM)
            self.optimizer.step()
            return logits, task, distilled
        self.optimizer.zero_grad(set_to_none=self.tuned)
        if "dhkd-alignment" in self.parts:
            self.align(task, distilled)
        else:
            (task if distilled is None else task + distilled).backward()
        if self.dynamic:
            nn.utils.clip_grad_norm_(self.parameters, CLIP_NORM)
        self.optimizer.step()
        return logits, task, distilled

    def align(self, task, distilled):
        """The distillation gradient without what opposes the labels', over the whole vector of parameters."""
        first = torch.autograd.grad(task, self.parameters, retain_graph=True, allow_unused=True)
        second = torch.autograd.grad(distilled, self.parameters, allow_unused=True)
        if self.tuned:
            both = [(a, b) for a, b in zip(first, second) if a is not None and b is not None]
            dot = sum((a * b).sum() for a, b in both)
            norm = sum((a * a).sum() for a in first if a is not None)
            share = torch.clamp(-dot / norm, min=0)
            for p, a, b in zip(self.parameters, first, second):
                p.grad = b if a is None else a * (1 + share) if b is None else a * (1 + share) + b
            return
        flat = lambda gradients: torch.cat([(torch.zeros_like(p) if g is None else g).reshape(-1) for p, g in zip(self.parameters, gradients)])
        a, b = flat(first), flat(second)
        dot = torch.dot(a, b)
        if dot < 0:
            b = b - dot / a.norm() ** 2 * a
        merged, at = a + b, 0
        for p in self.parameters:
            p.grad = merged[at : at + p.numel()].view_as(p).clone()
            at += p.numel()

    @torch.no_grad()
    def count(self, logits, labels, loss):
        """The running figures that the released loops keep: loss, top-1 and top-5."""
        _, best = logits.topk(5, 1, True, True)
        right = best.t().eq(labels.view(1, -1).expand(5, -1))
        self.right += right[:1].reshape(-1).float().sum(0).item() + right.reshape(-1).float().sum(0).item()
        self.loss += loss.item() * len(labels)
        self.seen += len(labels)


class OneLineParser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, f"{self.prog}: {message}\n")


def one_of(what, names):
    """The type of an argument that is one of these."""

    def read(name):
        if name not in names:
            raise argparse.ArgumentTypeError(f"there is no {what} {name}: use {', '.join(names)}")
        return name

    return read


def positive(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return int(text)


def arguments():
    parser = OneLineParser("training_step.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, names in (("kind", KINDS), ("form", FORMS), ("teacher", ("live", "cached")), ("pair", PAIRS)):
        parser.add_argument(name, metavar=name.upper(), type=one_of(name, names), help=", ".join(names))
    parser.add_argument("batch", metavar="BATCH", type=positive, help="images a step")
    parser.add_argument("threads", metavar="THREADS", type=positive, help="threads of libtorch")
    return parser.parse_args()


def main():
    asked = arguments()
    torch.set_num_threads(asked.threads)
    step = Step(asked.kind, asked.form, asked.teacher, asked.pair, asked.batch)
    serve(lambda steps: seconds(steps, step.run))


if __name__ == "__main__":
    main()
