"""What torchvision loads: loading.py IMAGES WORKERS BATCH SECONDS prints images a second, and milliseconds of processor time an image.

IMAGES is a folder with a folder a class, loaded with RandomResizedCrop(224) and a flip, or a .bin of 32x32x3 bytes an image,
loaded as torchvision.datasets.CIFAR10 does, with RandomCrop(32, padding=4) and a flip.
"""
import itertools
import os
import sys
import time

import numpy
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets, transforms

images, workers, batch, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
torch.set_num_threads(1)
finish = [
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
]


class Arrays(Dataset):
    def __init__(self, path):
        self.data = numpy.fromfile(path, dtype=numpy.uint8).reshape(-1, 32, 32, 3)
        self.transform = transforms.Compose([transforms.RandomCrop(32, padding=4), *finish])

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self.transform(Image.fromarray(self.data[index])), 0


if os.path.isdir(images):
    dataset = datasets.ImageFolder(images, transforms.Compose([transforms.RandomResizedCrop(224), *finish]))
else:
    dataset = Arrays(images)
loader = DataLoader(dataset, batch_size=batch, shuffle=True, drop_last=True, num_workers=workers, persistent_workers=True)
endless = itertools.chain.from_iterable(loader for _ in itertools.count())
for _ in range(3 * workers):
    next(endless)


def cpu_seconds():
    ticks = 0
    for pid in [os.getpid(), *(worker.pid for worker in loader._iterator._workers)]:
        with open(f"/proc/{pid}/stat") as file:
            ticks += sum(int(field) for field in file.read().rsplit(")", 1)[1].split()[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


start, used, count = time.perf_counter(), cpu_seconds(), 0
while time.perf_counter() - start < seconds:
    count += len(next(endless)[0])
print(count / (time.perf_counter() - start), 1000 * (cpu_seconds() - used) / count)
