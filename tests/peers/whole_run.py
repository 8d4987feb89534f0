"""A part of a whole training as published, timed on request: the peer that EdgeKd's whole run is measured beside.

    whole_run.py PART IMAGES CLASSES BATCH THREADS

PART is `train` (ResNet32x4 teaches MobileNetV2-half by kd, the teacher live in every step, contiguous tensors) or `validate`.
IMAGES is a file of 32x32x3 bytes an image, loaded as torchvision.datasets.CIFAR10 is: by a DataLoader with two workers, in
training with RandomCrop(32, padding=4) and a flip. Serves as timed.py says."""

import itertools
import sys

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from timed import seconds, serve
from training_step import Step

WORKERS = 2


class Images(Dataset):
    def __init__(self, path, classes, augmented):
        self.data = numpy.fromfile(path, dtype=numpy.uint8).reshape(-1, 32, 32, 3)
        self.classes = classes
        changes = [transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip()] if augmented else []
        normalize = transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))
        self.transform = transforms.Compose([*changes, transforms.ToTensor(), normalize])

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self.transform(Image.fromarray(self.data[index])), index % self.classes


@torch.no_grad()
def validate(step, images, labels):
    """As the released loops: loss and accuracy are read back from each batch."""
    logits, _ = step.student(images)
    step.count(logits, labels, F.cross_entropy(logits, labels))


def main():
    part, path, classes, batch, threads = sys.argv[1:]
    if part not in ("train", "validate"):
        raise SystemExit(f"there is no part {part}: use train or validate")
    torch.set_num_threads(int(threads))
    training = part == "train"
    step = Step("kd", "published", "live", "cifar", int(batch), int(classes))
    step.student.train(training)
    loader = DataLoader(Images(path, int(classes), training), int(batch), shuffle=training, num_workers=WORKERS)
    batches = itertools.chain.from_iterable(loader for _ in itertools.count())

    def run():
        images, labels = next(batches)
        step.train_on(images, labels, None) if training else validate(step, images, labels)

    serve(lambda steps: seconds(steps, run))


if __name__ == "__main__":
    main()
