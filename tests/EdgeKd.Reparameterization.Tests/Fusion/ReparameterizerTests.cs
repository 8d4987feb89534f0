using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

[TestFixture]
[NonParallelizable]
public class ReparameterizerTests
{
    private static readonly string[] ModelNames =
    [
        "resnet8", "mobilenetv1", "mobilenetv2", "mobilenetv3-small", "mobilenetv3-large",
        "resnet18", "resnet50-cifar", "vgg8", "shufflenetv1", "shufflenetv2", "mobilenetv2-half", "mobilenetv2-tiny", "mobileone-s0", "mobileone-s4",
    ];

    [TestCaseSource(nameof(ModelNames))]
    public void AFusedNetworkComputesTheSameWithoutANormalisation(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(2);
        using var network = TestNetworks.Small(name);
        network.to(ScalarType.Float64);
        RandomLayers.Unsettle(network);
        using var fused = Reparameterizer.Fuse(network);

        Assert.That(fused.modules().OfType<BatchNorm2d>(), Is.Empty);
        Assert.That(fused.Stages.Select(stage => stage.Name), Is.EqualTo(network.Stages.Select(stage => stage.Name)));
        network.eval();
        var x = randn([2, 3, 32, 32], dtype: ScalarType.Float64);
        var expected = network.call(x);
        TensorAssert.Close(fused.call(x) / expected.abs().max(), expected / expected.abs().max(), 1e-11);
    }

    [Test]
    public void OnlyTheNormalisationsThatStandBeforeConvolutionsRemain()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(2);
        using var network = TestNetworks.Small("wrn_16_2");
        network.to(ScalarType.Float64);
        RandomLayers.Unsettle(network);
        using var fused = Reparameterizer.Fuse(network);

        var blocks = fused.modules().OfType<PreActivationBlock>().ToArray();
        Assert.That(blocks, Has.Length.EqualTo(6).And.All.Property(nameof(PreActivationBlock.Norm)).TypeOf<BatchNorm2d>());
        Assert.That(fused.modules().OfType<BatchNorm2d>().Count(), Is.EqualTo(blocks.Length + 1));
        network.eval();
        var x = randn([2, 3, 32, 32], dtype: ScalarType.Float64);
        var expected = network.call(x);
        TensorAssert.Close(fused.call(x) / expected.abs().max(), expected / expected.abs().max(), 1e-11);
    }

    [Test]
    public void MobileOneIsMergedUnderTheNamesOfItsFusedCheckpoints()
    {
        using var network = ModelZoo.Create("mobileone-s4", new ModelOptions { Classes = 1000 });
        using var fused = Reparameterizer.Fuse(network);
        var names = StateDictionary.Of(fused).Select(entry => entry.Key).ToArray();

        // 43 convolutions, twelve of them weighed by two layers, and the classifier; each a weight and a bias.
        Assert.That(names, Has.Length.EqualTo(2 * (43 + (2 * 12) + 1)));
        Assert.That(names.Select(name => name.Split('.')[^2]).Distinct(), Is.EquivalentTo(new[] { "reparam_conv", "reduce", "expand", "linear" }));
        Assert.That(names.Take(4), Is.EqualTo(new[] { "stage0.reparam_conv.weight", "stage0.reparam_conv.bias", "stage1.0.reparam_conv.weight", "stage1.0.reparam_conv.bias" }));
        Assert.That(names.Where(name => name.Contains(".se.")).Select(name => name.Split(".se.")[0]).Distinct(), Is.EqualTo((string[])
            [.. Enumerable.Range(10, 10).Select(block => $"stage3.{block}"), "stage4.0", "stage4.1"]));
    }

    //  the paper's table of the deployed networks: millions of parameters, millions of multiply-accumulates of a 224×224 image
    [TestCase("mobileone-s0", 2.1, 275)]
    [TestCase("mobileone-s1", 4.8, 825)]
    [TestCase("mobileone-s2", 7.8, 1299)]
    [TestCase("mobileone-s3", 10.1, 1896)]
    [TestCase("mobileone-s4", 14.8, 2978)]
    public void MobileOneMergedCostsWhatThePaperSays(string name, double parameters, double macs)
    {
        using var network = ModelZoo.Create(name, new ModelOptions { Classes = 1000 });
        using var fused = Reparameterizer.Fuse(network);
        var cost = ModelCost.Measure(fused, 224, 224);
        Assert.That(cost.Parameters / 1e6, Is.EqualTo(parameters).Within(0.06));
        Assert.That(cost.Macs / 1e6, Is.EqualTo(macs).Within(0.5).Percent);
    }

    [Test]
    public void BranchedBlocksBecomeOneConvolutionUnderTheAuthorsNames()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(3);
        using var network = new ChainNetwork(
            ("repvgg", new RepVggBlock(3, 8, stride: 2)),
            ("depthwise", new MobileOneBlock(8, 8, 3, groups: 8, branches: 3)),
            ("pointwise", new MobileOneBlock(8, 32, 1, branches: 2, squeezeExcite: true)),
            ("conv", nn.Conv2d(32, 8, 1, bias: false)),
            ("norm", nn.BatchNorm2d(8)),
            ("pool", nn.AdaptiveAvgPool2d(1)),
            ("flatten", nn.Flatten()),
            ("fc", nn.Linear(8, 4)));
        network.to(ScalarType.Float64);
        RandomLayers.Unsettle(network);
        using var fused = Reparameterizer.Fuse(network);

        Assert.That(StateDictionary.Of(fused).Select(entry => entry.Key), Is.EqualTo(new[]
        {
            "repvgg.rbr_reparam.weight", "repvgg.rbr_reparam.bias",
            "depthwise.reparam_conv.weight", "depthwise.reparam_conv.bias",
            "pointwise.se.reduce.weight", "pointwise.se.reduce.bias", "pointwise.se.expand.weight", "pointwise.se.expand.bias",
            "pointwise.reparam_conv.weight", "pointwise.reparam_conv.bias",
            "conv.weight", "conv.bias", "fc.weight", "fc.bias",
        }));
        network.eval();
        var x = randn([2, 3, 9, 11], dtype: ScalarType.Float64);
        TensorAssert.Close(fused.call(x), network.call(x), 1e-12);
        Assert.That(fused.call(x).abs().max().item<double>(), Is.GreaterThan(1e-3));
    }

    [Test]
    public void ANormalisationIsFoldedOnlyWhereItFollowsAConvolutionAlone()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(4);
        var conv = nn.Conv2d(3, 3, 3, padding: 1);
        using var network = new ChainNetwork(
            ("first", nn.BatchNorm2d(3)),
            ("conv", conv),
            ("relu", nn.ReLU()),
            ("norm", nn.BatchNorm2d(3)),
            ("sequence", nn.Sequential(("a", nn.Conv2d(3, 4, 1, bias: false)), ("b", nn.BatchNorm2d(4)), ("c", nn.Conv2d(4, 3, 1)))),
            ("statless", nn.BatchNorm2d(3, track_running_stats: false)),
            ("again", conv),
            ("last", nn.BatchNorm2d(3)));
        foreach (var norm in network.modules().OfType<BatchNorm2d>().Where(norm => norm.track_running_stats))
        {
            RandomLayers.Unsettle(norm);
        }

        using var fused = Reparameterizer.Fuse(network);
        Assert.That(fused.Stages.Select(stage => stage.Module).OfType<BatchNorm2d>().Count(), Is.EqualTo(4), "none of the four stages follows a convolution that is there once");
        Assert.That(((Sequential)fused.Stages[4].Module).children().Select(child => child.GetType()), Is.EqualTo(new[] { typeof(Conv2d), typeof(Identity), typeof(Conv2d) }));
        network.eval();
        var x = randn(2, 3, 6, 6);
        TensorAssert.Close(fused.call(x), network.call(x), 1e-4);
    }

    [Test]
    public void TheSourceKeepsItsModeTensorsAndRandomNumbers()
    {
        using var scope = NewDisposeScope();
        using var network = ModelZoo.Create("mobilenetv3-small", new ModelOptions { Classes = 3, Width = 0.25 });
        network.train();
        var before = Values(network);
        manual_seed(5);
        using var fused = Reparameterizer.Fuse(network);
        var drawn = rand(1).item<float>();
        manual_seed(5);
        Assert.That(drawn, Is.EqualTo(rand(1).item<float>()), "no random number is used up");
        Assert.That((network.training, fused.training), Is.EqualTo((true, false)));
        using (no_grad())
        {
            foreach (var parameter in fused.parameters())
            {
                parameter.add_(1);
            }
        }

        Assert.That(Values(network), Is.EqualTo(before));
        Assert.That(fused.parameters().All(parameter => parameter.requires_grad), Is.True);

        static double[] Values(ImageClassifier model) =>
            [.. StateDictionary.Of(model).Select(entry => entry.Value.detach().to(ScalarType.Float64).sum().item<double>())];
    }
}
