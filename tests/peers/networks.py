"""The networks of the comparison, as the distillation benchmarks on CIFAR have them (Tian et al., 2020): names and shapes of
RepDistiller's and mdistiller's models. A forward gives logits and the pooled feature."""

import torch
from torch import nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class CifarResNet(nn.Module):
    """resnet32x4: five blocks a stage, four times the usual channels."""

    def __init__(self, classes, blocks=5, channels=(32, 64, 128, 256)):
        super().__init__()
        self.conv1 = nn.Conv2d(3, channels[0], 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels[0])
        layers, inputs = [], channels[0]
        for stage, outputs in enumerate(channels[1:]):
            for block in range(blocks):
                layers.append(BasicBlock(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
                inputs = outputs
        self.layers = nn.Sequential(*layers)
        self.fc = nn.Linear(inputs, classes)
        self.width = inputs

    def forward(self, x):
        pooled = self.layers(F.relu(self.bn1(self.conv1(x)))).mean((2, 3))
        return self.fc(pooled), pooled


def conv_bn(inputs, outputs, kernel, stride=1, groups=1, activation=nn.ReLU):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return layers + ([activation(inplace=True)] if activation else [])


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion, always_expands, activation):
        super().__init__()
        hidden = inputs * expansion
        layers = conv_bn(inputs, hidden, 1, activation=activation) if expansion != 1 or always_expands else []
        layers += conv_bn(hidden, hidden, 3, stride, hidden, activation) + conv_bn(hidden, outputs, 1, activation=None)
        self.conv = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.residual else self.conv(x)


class MobileNetV2(nn.Module):
    """Sandler et al. (2018), table 2: of half width for 32×32 images, or whole for 224×224."""

    def __init__(self, classes, half):
        super().__init__()
        activation = nn.ReLU if half else nn.ReLU6
        scale = 0.5 if half else 1
        strides = (1, 1, 2, 2, 1, 2, 1) if half else (1, 2, 2, 2, 1, 2, 1)
        inputs = int(32 * scale)
        layers = conv_bn(3, inputs, 3, 2, activation=activation)
        for (t, c, n), s in zip(((1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)), strides):
            for block in range(n):
                outputs = int(c * scale)
                layers.append(InvertedResidual(inputs, outputs, s if block == 0 else 1, t, half, activation))
                inputs = outputs
        layers += conv_bn(inputs, 1280, 1, activation=activation)
        self.layers = nn.Sequential(*layers)
        self.classifier = nn.Linear(1280, classes)
        self.width = 1280

    def forward(self, x):
        pooled = self.layers(x).mean((2, 3))
        return self.classifier(pooled), pooled


class ImageNetResNet(nn.Module):
    """ResNet-34 for 224×224 images."""

    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Sequential(*conv_bn(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1))
        layers, inputs = [], 64
        for stage, (outputs, blocks) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3))):
            for block in range(blocks):
                layers.append(BasicBlock(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
                inputs = outputs
        self.layers = nn.Sequential(*layers)
        self.fc = nn.Linear(512, classes)
        self.width = 512

    def forward(self, x):
        pooled = self.layers(self.stem(x)).mean((2, 3))
        return self.fc(pooled), pooled


def pair(name, classes=None):
    """Teacher, student, side of the images, classes: the usual number of them unless one is given."""
    if name == "cifar":
        classes = classes or 100
        return CifarResNet(classes), MobileNetV2(classes, half=True), 32, classes
    if name == "imagenet":
        classes = classes or 1000
        return ImageNetResNet(classes), MobileNetV2(classes, half=False), 224, classes
    raise SystemExit(f"there is no pair {name}: use cifar or imagenet")


def freeze(teacher):
    for parameter in teacher.parameters():
        parameter.requires_grad_(False)
    return teacher.eval()


def parameter_count(network):
    return sum(p.numel() for p in network.parameters())


if __name__ == "__main__":
    for name in ("cifar", "imagenet"):
        teacher, student, _, _ = pair(name)
        print(name, parameter_count(teacher), parameter_count(student))
