"""One kind of training step, timed on request: the peer that EdgeKd's benchmarks are measured beside.

    training_step.py KIND FORM TEACHER PAIR BATCH THREADS

FORM is `published` (the authors' step: contiguous tensors, parameter by parameter, figures read back in each step) or `tuned`
(channels-last, the teacher in inference mode, fused updates, nothing read back). TEACHER is `live` or `cached`. The kind `teacher`
trains nothing: the frozen teacher answers for a batch. Serves as timed.py says."""

import sys

import torch
from torch import nn
import torch.nn.functional as F

import losses
from dot import Dot
from dynamic import Mode, expand
from networks import freeze, pair
from timed import seconds, serve

IMAGES = 512


class Step:
    def __init__(self, kind, form, teacher, pair_name, batch, classes=None):
        torch.manual_seed(1)
        self.parts = kind.split("+")
        self.tuned = form == "tuned"
        self.teacher, self.student, side, classes = pair(pair_name, classes)
        freeze(self.teacher)
        widths = {False: self.student.width, True: 2 * self.student.width}
        self.dynamic = "gpd" in self.parts
        if self.dynamic:
            expand(self.student)
        self.student.train()
        networks = (False, True) if self.dynamic else (False,)
        self.heads = {wide: nn.Linear(widths[wide], classes) for wide in networks} if "dhkd" in self.parts or "dhkd-alignment" in self.parts else {}
        self.projectors = {wide: nn.Linear(widths[wide], self.teacher.width) for wide in networks} if "srd" in self.parts else {}
        self.images = torch.randn(max(batch, IMAGES if side < 100 else 4 * batch), 3, side, side)
        self.labels = torch.randint(0, classes, (len(self.images),))
        modules = [self.student, *self.heads.values(), *self.projectors.values()]
        if self.tuned:
            self.images = self.images.contiguous(memory_format=torch.channels_last)
            for module in [self.teacher, self.student]:
                module.to(memory_format=torch.channels_last)
        self.cache = None
        if teacher == "cached":
            with torch.no_grad():
                answers = [self.teacher(x) for x in self.images.split(batch)]
            self.cache = [torch.cat(part) for part in zip(*answers)]
        self.parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
        rate = 0.01
        self.optimizer = (
            Dot(self.parameters, rate, fused=self.tuned)
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

    def losses_of(self, wide, logits, pooled, taught, labels):
        """Task and distillation loss of one network."""
        task = F.cross_entropy(logits, labels)
        if "dhkd" in self.parts or "dhkd-alignment" in self.parts:
            divergence = losses.binary_kl_norm_stable if self.tuned else losses.binary_kl_norm
            return task, divergence(self.heads[wide](pooled), taught[0])
        if "srd" in self.parts:
            return task, 2 * losses.srd_feature(self.projectors[wide](pooled), taught[1]) + losses.kd(logits, taught[0], 1.0)
        if "ce" in self.parts:
            return task, None
        return 0.1 * task, 0.9 * losses.kd(logits, taught[0])

    def run(self):
        places = torch.arange(self.at, self.at + self.batch) % len(self.images)
        self.at = (self.at + self.batch) % len(self.images)
        self.train_on(self.images[places], self.labels[places], places)

    def train_on(self, images, labels, places):
        """A step on a batch; `places` are where a cached teacher finds its answers."""
        if self.tuned:
            images = images.contiguous(memory_format=torch.channels_last)
        taught = self.ask(images, places)
        if "teacher" in self.parts:
            return
        if self.dynamic and "dot" not in self.parts and not self.tuned:
            logits, loss = self.two_passes(images, labels, taught)
        else:
            logits, loss = self.one_step(images, labels, taught)
        if not self.tuned:
            self.count(logits, labels, loss)

    def two_passes(self, images, labels, taught):
        """GPD's step as released: each network forward and backward in turn, one update."""
        self.optimizer.zero_grad()
        Mode.teaches = True
        wide, pooled = self.student(images)
        sum(self.losses_of(True, wide, pooled, taught, labels)).backward()
        Mode.teaches = False
        logits, pooled = self.student(images)
        loss = sum(self.losses_of(False, logits, pooled, taught, labels)) + 3 * losses.smoothed(logits, wide)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 5.0)
        self.optimizer.step()
        return logits, loss

    def one_step(self, images, labels, taught):
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
            if self.dynamic:
                nn.utils.clip_grad_norm_(self.parameters, 5.0)
            self.optimizer.keep_distillation()
            self.optimizer.forget()
            task.backward()
            if self.dynamic:
                nn.utils.clip_grad_norm_(self.parameters, 5.0)
            self.optimizer.step()
            return logits, task + distilled
        self.optimizer.zero_grad(set_to_none=self.tuned)
        if "dhkd-alignment" in self.parts:
            self.align(task, distilled)
        else:
            (task if distilled is None else task + distilled).backward()
        if self.dynamic:
            nn.utils.clip_grad_norm_(self.parameters, 5.0)
        self.optimizer.step()
        return logits, task if distilled is None else task + distilled

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


def main():
    kind, form, teacher, pair_name, batch, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    step = Step(kind, form, teacher, pair_name, int(batch))
    serve(lambda steps: seconds(steps, step.run))


if __name__ == "__main__":
    main()
