"""The losses of the compared methods, as published: Hinton et al. (2015), Yang et al. (2025, DHKD), Miles and Mikolajczyk (2024,
SRD), Guo et al. (2025, GPD)."""

import torch
import torch.nn.functional as F


def kd(student, teacher, temperature=4.0):
    log_p = F.log_softmax(student / temperature, 1)
    q = F.softmax(teacher / temperature, 1)
    return F.kl_div(log_p, q, reduction="none").sum(1).mean() * temperature**2


def binary_kl_norm(student, teacher, temperature=2.0):
    """The students' logits shifted by the teacher's, against one half, with the clamp of the released code."""
    p = torch.sigmoid((student - teacher) / temperature).clamp(1e-8, 1 - 1e-8)
    loss = 0.5 * torch.log(0.5 / p) + 0.5 * torch.log(0.5 / (1 - p))
    return loss.sum() / student.shape[0] * temperature**2


def binary_kl_norm_stable(student, teacher, temperature=2.0):
    """The same as a log-cosh, without the clamp."""
    a = ((student - teacher) / temperature).abs()
    return (0.5 * a + torch.log1p(torch.exp(-a)) - 0.6931471805599453).sum() * (temperature**2 / student.shape[0])


def srd_feature(student, teacher, exponent=4.0):
    a = F.batch_norm(student, None, None, training=True, eps=1e-4)
    b = F.batch_norm(teacher, None, None, training=True, eps=1e-4)
    return torch.log((a - b).abs().pow(exponent).sum())


def smoothed(student, dynamic, smoothing=0.1):
    """Cross entropy with the dynamic teacher's probabilities, which no gradient enters."""
    log_q = F.log_softmax(student, 1)
    p = F.softmax(dynamic.detach(), 1)
    return ((1 - smoothing) * -(p * log_q).sum(1) + smoothing * -log_q.mean(1)).mean()
