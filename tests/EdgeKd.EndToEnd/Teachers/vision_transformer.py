# Trains a small vision transformer on raw images and exports it, once with a free batch and once for one image.
#   argv: folder with train.raw (uint8 N*16*16*3) and train.labels (uint8), test.raw; classes
import sys
import numpy as np
import torch
from torch import nn

SIZE, PATCH, WIDTH = 16, 4, 32
folder, classes = sys.argv[1], int(sys.argv[2])
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH))

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(n, t, 3, 4, d // 4).permute(2, 0, 3, 1, 4).unbind(0)
        attention = (q @ k.transpose(-2, -1) * (d // 4) ** -0.5).softmax(-1)
        x = x + self.proj((attention @ v).transpose(1, 2).reshape(n, t, d))
        return x + self.mlp(self.norm2(x))


class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, WIDTH, PATCH, PATCH)
        self.cls = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.position = nn.Parameter(0.02 * torch.randn(1, 1 + (SIZE // PATCH) ** 2, WIDTH))
        self.blocks = nn.ModuleList([Block(), Block()])
        self.norm, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, classes)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], 1) + self.position
        tokens = []
        for block in self.blocks:
            x = block(x)
            tokens.append(x)
        return self.head(self.norm(x)[:, 0]), *tokens


class Logits(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x)[0]


def images(name):
    pixels = np.fromfile(f"{folder}/{name}.raw", dtype=np.uint8).reshape(-1, SIZE, SIZE, 3)
    # ImageNet's statistics, as timm's models have them.
    mean, std = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    return torch.from_numpy(((pixels / 255 - mean) / std).astype(np.float32).transpose(0, 3, 1, 2).copy())


train, labels = images("train"), torch.from_numpy(np.fromfile(f"{folder}/train.labels", dtype=np.uint8).astype(np.int64))
net = ViT()
optimizer = torch.optim.AdamW(net.parameters(), 2e-3)
for epoch in range(12):
    for rows in torch.randperm(len(train)).split(45):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(train[rows])[0], labels[rows]).backward()
        optimizer.step()
net.eval()
test = images("test")
with torch.no_grad():
    logits, first, second = net(test)
for name, tensor in (("logits", logits), ("first", first), ("second", second), ("input", test)):
    tensor.numpy().astype(np.float32).tofile(f"{folder}/{name}.raw")
export = dict(opset_version=13, input_names=["images"])
axes = {"images": {0: "n"}, "logits": {0: "n"}}
torch.onnx.export(Logits(net), test[:2], f"{folder}/vit.onnx", output_names=["logits"], dynamic_axes=axes, **export)
torch.onnx.export(Logits(net), test[:1], f"{folder}/vit.one.onnx", output_names=["logits"], **export)
torch.onnx.export(net, test[:2], f"{folder}/vit.three.onnx", output_names=["logits", "first", "second"],
                  dynamic_axes={**axes, "first": {0: "n"}, "second": {0: "n"}}, **export)
torch.onnx.export(nn.Sequential(Logits(net), nn.Softmax(-1)), test[:2], f"{folder}/vit.softmax.onnx",
                  output_names=["probabilities"], dynamic_axes={"images": {0: "n"}}, **export)
