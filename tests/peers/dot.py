"""DOT's optimizer (Zhao et al., 2023): a momentum buffer for each of the two losses."""

import torch


class Dot:
    """Two gradients of the same parameters, one step. `fused` does it in a few calls for all parameters, as PyTorch's foreach
    forms do; otherwise parameter by parameter, as the released code. That code does not decay a parameter which the distillation
    alone reaches in the step that makes its buffer; `decays_first` does, and is then with delta 0 exactly SGD."""

    def __init__(self, parameters, rate, momentum=0.9, delta=0.075, decay=5e-4, fused=False, decays_first=False):
        self.parameters = list(parameters)
        self.rate, self.momentum, self.delta, self.decay = rate, momentum, delta, decay
        self.fused, self.decays_first = fused, decays_first
        self.task = [None] * len(self.parameters)
        self.distilled = [None] * len(self.parameters)
        self.kept = None

    def forget(self):
        for p in self.parameters:
            p.grad = None

    def keep_distillation(self):
        self.kept = [p.grad for p in self.parameters]

    @torch.no_grad()
    def clip(self, limit):
        """Torch's clip_grad_norm_, with one factor for both gradients, from the norm of their sum. No author pairs clipping with
        DOT; clipping each by its own norm would change their balance, which is what keeping them apart is about."""
        both = [(p.grad, d) for p, d in zip(self.parameters, self.kept)]
        norms = [(d if t is None else t if d is None else t + d).norm() for t, d in both if t is not None or d is not None]
        factor = torch.clamp(limit / (torch.stack(norms).norm() + 1e-6), max=1.0)
        for gradient in [g for pair in both for g in pair if g is not None]:
            gradient.mul_(factor)

    @torch.no_grad()
    def step(self):
        task = [p.grad for p in self.parameters]
        shared = [t is not None and d is not None for t, d in zip(task, self.kept)]
        for part, gradients, buffers, offset in (("task", task, self.task, -self.delta), ("kd", self.kept, self.distilled, self.delta)):
            moved = [i for i, g in enumerate(gradients) if g is not None]
            first = [i for i in moved if buffers[i] is None]
            decayed = [i for i in moved if part == "task" or not shared[i] and (self.decays_first or buffers[i] is not None)]
            if self.fused:
                if decayed:
                    torch._foreach_add_([gradients[i] for i in decayed], [self.parameters[i] for i in decayed], alpha=self.decay)
                for i in first:
                    buffers[i] = torch.zeros_like(gradients[i])
                for group, rate in ((True, self.momentum + offset), (False, self.momentum)):
                    places = [i for i in moved if shared[i] == group]
                    if places:
                        torch._foreach_mul_([buffers[i] for i in places], rate)
                torch._foreach_add_([buffers[i] for i in moved], [gradients[i] for i in moved])
                torch._foreach_add_([self.parameters[i] for i in moved], [buffers[i] for i in moved], alpha=-self.rate)
                continue
            for i in moved:
                g = gradients[i]
                if i in decayed:
                    g = g.add(self.parameters[i], alpha=self.decay)
                if buffers[i] is None:
                    buffers[i] = g.clone()
                else:
                    buffers[i].mul_(self.momentum + (offset if shared[i] else 0)).add_(g)
                self.parameters[i].add_(buffers[i], alpha=-self.rate)
        self.kept = None
