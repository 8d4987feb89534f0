using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Costs;

[TestFixture]
[NonParallelizable]
public class ModelCostTests
{
    //  published: torchvision gives 3,504,872 parameters and 300.8 million MACs (V3: 56.5 and 216.6; ResNets: 1,814, 3,664 and 4,089),
    //  the MobileNetV1 paper 4.2 and 569 million
    [TestCase("resnet18", "imagenet", 1000, 224, 11_689_512, 1814e6)]
    [TestCase("resnet34", "imagenet", 1000, 224, 21_797_672, 3664e6)]
    [TestCase("resnet50", "imagenet", 1000, 224, 25_557_032, 4089e6)]
    [TestCase("mobilenetv2", "imagenet", 1000, 224, 3_504_872, 300.8e6)]
    [TestCase("mobilenetv1", "imagenet", 1000, 224, 4_231_976, 569e6)]
    [TestCase("mobilenetv3-small", "imagenet", 1000, 224, 2_542_856, 56.5e6)]
    [TestCase("mobilenetv3-large", "imagenet", 1000, 224, 5_483_032, 216.6e6)]
    [TestCase("resnet20", "cifar", 10, 32, 272_474, 41e6)]
    public void PublishedCostsAreMet(string name, string stem, int classes, int size, long parameters, double macs)
    {
        using var model = ModelZoo.Create(name, new ModelOptions { Classes = classes, Stem = stem });
        var cost = ModelCost.Measure(model, size, size);
        Assert.That(cost.Parameters, Is.EqualTo(parameters));
        Assert.That(cost.Macs, Is.EqualTo(macs).Within(0.5).Percent);
    }

    //  each convolution written out: maps of 32², 16², 8²; 3×3 kernels; 1×1 shortcuts; classifier 64→10
    [Test]
    public void ResNet8IsCountedByHand()
    {
        const long expected =
            (3 * 16 * 9 * 1024)
            + (2 * 16 * 16 * 9 * 1024)
            + (((16 * 32 * 9) + (32 * 32 * 9) + (16 * 32)) * 256)
            + (((32 * 64 * 9) + (64 * 64 * 9) + (32 * 64)) * 64)
            + (64 * 10);
        using var model = ModelZoo.Create("resnet8", new ModelOptions { Classes = 10 });
        Assert.That(ModelCost.Measure(model, 32, 32).Macs, Is.EqualTo(expected));
    }

    [Test]
    public void MeasuringLeavesModesStatisticsAndHooksAsTheyWere()
    {
        using var model = ModelZoo.Create("resnet8", new ModelOptions { Classes = 10 });
        model.train();
        var frozen = model.modules().OfType<TorchSharp.Modules.BatchNorm2d>().First();
        frozen.eval();
        var modes = model.modules().Select(module => module.training).ToArray();
        using var statistics = frozen.running_mean!.clone();
        var first = ModelCost.Measure(model, 32, 32);
        var second = ModelCost.Measure(model, 32, 32);
        Assert.That(second, Is.EqualTo(first));
        Assert.That(model.modules().Select(module => module.training), Is.EqualTo(modes));
        Assert.That(model.training);
        Assert.That(frozen.running_mean!.eq(statistics).all().item<bool>());
    }

    [TestCase(0, 32)]
    [TestCase(32, -1)]
    public void SidesBelowOneAreRefused(int height, int width)
    {
        using var model = ModelZoo.Create("resnet8", new ModelOptions { Classes = 10 });
        Assert.That(() => ModelCost.Measure(model, height, width), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
