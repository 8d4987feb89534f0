"""The networks of the comparison: on CIFAR as the distillation benchmarks have them (Tian et al., 2020; RepDistiller's and
mdistiller's models), on ImageNet as torchvision. Names, shapes and their order are those of the published checkpoints. A forward
gives logits and the pooled feature."""

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


def residual_layer(inputs, outputs, blocks, stride):
    return nn.Sequential(*(BasicBlock(inputs if i == 0 else outputs, outputs, stride if i == 0 else 1) for i in range(blocks)))


class CifarResNet(nn.Module):
    """resnet32x4: five blocks a stage, four times the usual channels."""

    def __init__(self, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.layer1 = residual_layer(32, 64, 5, 1)
        self.layer2 = residual_layer(64, 128, 5, 2)
        self.layer3 = residual_layer(128, 256, 5, 2)
        self.fc = nn.Linear(256, classes)
        self.width = 256

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        pooled = self.layer3(self.layer2(self.layer1(x))).mean((2, 3))
        return self.fc(pooled), pooled


class ImageNetResNet(nn.Module):
    """ResNet-34 for 224×224 images."""

    def __init__(self, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = residual_layer(64, 64, 3, 1)
        self.layer2 = residual_layer(64, 128, 4, 2)
        self.layer3 = residual_layer(128, 256, 6, 2)
        self.layer4 = residual_layer(256, 512, 3, 2)
        self.fc = nn.Linear(512, classes)
        self.width = 512

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        pooled = self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3))
        return self.fc(pooled), pooled


def conv_bn(inputs, outputs, kernel, stride=1, groups=1, activation=nn.ReLU):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return layers + ([activation(inplace=True)] if activation else [])


class InvertedResidual(nn.Module):
    """In mdistiller's half-width network all layers stand in one sequence, and an expansion even where it does not expand."""

    def __init__(self, inputs, outputs, stride, expansion, half):
        super().__init__()
        hidden, activation = inputs * expansion, nn.ReLU if half else nn.ReLU6
        parts = [conv_bn(inputs, hidden, 1, activation=activation)] if half or expansion != 1 else []
        parts.append(conv_bn(hidden, hidden, 3, stride, hidden, activation))
        layers = sum(parts, []) if half else [nn.Sequential(*part) for part in parts]
        self.conv = nn.Sequential(*layers, *conv_bn(hidden, outputs, 1, activation=None))
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.residual else self.conv(x)


# Sandler et al. (2018), table 2: expansion, channels, blocks.
MOBILENET_LAYERS = ((1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1))


def inverted_residuals(inputs, strides, half):
    """A list of blocks for each row of the table."""
    for (expansion, channels, count), first in zip(MOBILENET_LAYERS, strides):
        blocks = []
        for block in range(count):
            outputs = channels // 2 if half else channels
            blocks.append(InvertedResidual(inputs, outputs, first if block == 0 else 1, expansion, half))
            inputs = outputs
        yield blocks


class MobileNetV2Half(nn.Module):
    """MobileNetV2 of half width for 32×32 images, with ReLU."""

    def __init__(self, classes):
        super().__init__()
        self.conv1 = nn.Sequential(*conv_bn(3, 16, 3, 2))
        self.blocks = nn.Sequential(*(nn.Sequential(*blocks) for blocks in inverted_residuals(16, (1, 1, 2, 2, 1, 2, 1), half=True)))
        self.conv2 = nn.Sequential(*conv_bn(160, 1280, 1))
        self.classifier = nn.Sequential(nn.Linear(1280, classes))
        self.width = 1280

    def forward(self, x):
        pooled = self.conv2(self.blocks(self.conv1(x))).mean((2, 3))
        return self.classifier(pooled), pooled


class MobileNetV2(nn.Module):
    """MobileNetV2 for 224×224 images, without dropout."""

    def __init__(self, classes):
        super().__init__()
        layers = [nn.Sequential(*conv_bn(3, 32, 3, 2, activation=nn.ReLU6))]
        layers += sum(inverted_residuals(32, (1, 2, 2, 2, 1, 2, 1), half=False), [])
        self.features = nn.Sequential(*layers, nn.Sequential(*conv_bn(320, 1280, 1, activation=nn.ReLU6)))
        # The classifier is the second of its sequence, behind torchvision's dropout.
        self.classifier = nn.Sequential(nn.Identity(), nn.Linear(1280, classes))
        self.width = 1280

    def forward(self, x):
        pooled = self.features(x).mean((2, 3))
        return self.classifier(pooled), pooled


# Teacher, student, side of the images, classes.
PAIRS = {"cifar": (CifarResNet, MobileNetV2Half, 32, 100), "imagenet": (ImageNetResNet, MobileNetV2, 224, 1000)}


def pair(name, classes=None):
    """Teacher, student, side of the images, classes: the usual number of them unless one is given."""
    teacher, student, side, usual = PAIRS[name]
    classes = classes or usual
    return teacher(classes), student(classes), side, classes


def freeze(teacher):
    for parameter in teacher.parameters():
        parameter.requires_grad_(False)
    return teacher.eval()
