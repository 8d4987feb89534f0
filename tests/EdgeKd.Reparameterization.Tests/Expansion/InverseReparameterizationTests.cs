using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Expansion;

/// <summary>The teacher computes what the student does, whatever the options, and the student can be taken out again.</summary>
[TestFixture]
[NonParallelizable]
public class InverseReparameterizationTests
{
    [Test]
    public void TeacherAndStudentAgreeOnEveryArchitecture(
        [Values("mobilenetv1", "mobilenetv2", "mobilenetv3-small", "resnet20")] string name,
        [Values(2, 3)] int ratio,
        [Values(ScalarType.Float32, ScalarType.Float64)] ScalarType type) =>
        AssertExact(name, new ExpansionOptions { Ratio = ratio }, type, batch: 4, side: 32);

    [Test]
    public void TeacherAndStudentAgreeOnFurtherArchitectures([Values("wrn_16_1", "mobilenetv2-half")] string name) =>
        AssertExact(name, new ExpansionOptions(), ScalarType.Float32, batch: 4, side: 32);

    [Test]
    public void TeacherAndStudentAgreeOnFurtherBlocks([Values(2, 3)] int ratio, [Values] Gauge gauge)
    {
        manual_seed(2);
        using var student = new ChainNetwork(
            ("stem", new ConvBnAct(3, 8, 3, activation: nn.ReLU())),
            ("projected", new Bottleneck(8, 4, 2)),
            ("added", new Bottleneck(16, 4, 1)),
            ("preactivated", new PreActivationBlock(16, 12, 2)),
            ("preadded", new PreActivationBlock(12, 12, 1)),
            ("norm", nn.BatchNorm2d(12)),
            ("relu", nn.ReLU()),
            ("vgg", nn.Sequential(nn.Conv2d(12, 12, 3, padding: 1), nn.BatchNorm2d(12), nn.ReLU(), nn.MaxPool2d(2))),
            ("sequence", InvertedResidual.InOneSequence("conv", 12, 12, 1, 2, () => nn.ReLU(), bias: true)),
            ("pool", nn.AdaptiveAvgPool2d(1)),
            ("flatten", nn.Flatten()),
            ("fc", nn.Linear(12, 4)));
        student.to(ScalarType.Float64);
        RandomLayers.Unsettle(student);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Ratio = ratio, Gauge = gauge, Noise = 0.2 });
        AssertModesAgree(network, 1e-10, batch: 8, side: 16);
        AssertExtractionIsExact(network, 1e-12, side: 16);
    }

    [Test]
    [Pairwise]
    public void TeacherAndStudentAgreeWithEveryOption(
        [Values("mini", "resnet8", "mobilenetv3-small")] string name,
        [Values(2, 3)] int ratio,
        [Values] Gauge gauge,
        [Values(0, 0.3)] double noise,
        [Values] BranchScope scope,
        [Values] BranchStart start,
        [Values(1, 3, 6)] int branches) =>
        AssertExact(
            name,
            new ExpansionOptions { Ratio = ratio, Gauge = gauge, Noise = noise, Scope = scope, Start = start, Branches = branches },
            ScalarType.Float64,
            batch: 8,
            side: 16);

    [Test]
    [Pairwise]
    public void ExtractionAfterTheExpansionGivesTheStudentBack(
        [Values("mini", "resnet8", "mobilenetv1", "mobilenetv3-small")] string name,
        [Values(2, 3)] int ratio,
        [Values] Gauge gauge,
        [Values(0, 0.3)] double noise,
        [Values] BranchScope scope)
    {
        using var student = TestNetworks.Create(name, ScalarType.Float64);
        using var network = InverseReparameterization.Expand(
            student, new ExpansionOptions { Ratio = ratio, Gauge = gauge, Noise = noise, Scope = scope, Start = BranchStart.FineTune, CheckedImageSize = 16 });
        using var back = network.Extract();
        Assert.That(back, Is.TypeOf(student.GetType()));
        var tolerance = ratio == 2 ? 0 : 1e-12;
        foreach (var ((key, expected), (backKey, actual)) in StateDictionary.Of(student).Zip(StateDictionary.Of(back)))
        {
            Assert.That(backKey, Is.EqualTo(key));
            Assert.That(actual.dtype, Is.EqualTo(expected.dtype), key);
            Assert.That(TestNetworks.Values(actual), Is.EqualTo(TestNetworks.Values(expected)).Within(tolerance), key);
        }
    }

    [Test]
    public void AFineTuningBeginsAtTheGivenStudent([Values(2, 3)] int ratio)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var student = TestNetworks.Create("mobilenetv2", ScalarType.Float64);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Ratio = ratio, Start = BranchStart.FineTune });
        var images = randn([2, 3, 32, 32], ScalarType.Float64);
        student.eval();
        network.eval();
        foreach (var mode in Enum.GetValues<ChannelMode>())
        {
            Assert.That(TestNetworks.Relative(network.Forward(images, mode), student.call(images)), Is.InRange(0, 1e-10), mode.ToString());
        }
    }

    [Test]
    public void NoiseSumsToZeroInEveryRowAndSparesTheStudent([Values(2, 3, 5)] int ratio)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var weight = randn([7, 6, 3, 3], ScalarType.Float64) * 0.3;
        var noise = ZeroSumNoise.Draw(weight, ratio, 0.1).reshape(ratio, 7, ratio, 6, 3, 3);
        Assert.That(TestNetworks.Largest(noise.sum(dim: 2)), Is.InRange(0, 1e-15));
        Assert.That(TestNetworks.Largest(noise[0, TensorIndex.Colon, 0]), Is.Zero);
        Assert.That(noise[1].std().item<double>(), Is.EqualTo(0.03).Within(10).Percent);
        if (ratio > 2)
        {
            Assert.That(noise[0, TensorIndex.Colon, TensorIndex.Slice(1)].std().item<double>(), Is.EqualTo(0.03).Within(10).Percent);
        }
    }

    [Test]
    public void DenseBlocksMeanTheSameInBothGauges([Values] Gauge gauge)
    {
        using var scope = NewDisposeScope();
        using var student = TestNetworks.Create("mini", ScalarType.Float64);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Ratio = 2, Gauge = gauge, Noise = 0, Branches = 0 });
        var (dense, depthwise) = (network.get_parameter("features.2.conv.0.0.weight")!, network.get_parameter("features.2.conv.1.0.weight")!);
        Assert.That(dense.shape, Is.EqualTo(new long[] { 96, 16, 1, 1 }));
        Assert.That(
            TestNetworks.Values(dense[TensorIndex.Slice(48), TensorIndex.Slice(0, 8)]),
            Is.EqualTo(TestNetworks.Values(student.get_parameter("features.2.conv.0.0.weight")! / (gauge == Gauge.Official ? 2 : 1))));
        Assert.That(
            TestNetworks.Values(depthwise[TensorIndex.Slice(48)]),
            Is.EqualTo(TestNetworks.Values(student.get_parameter("features.2.conv.1.0.weight")!)));
    }

    [Test]
    public void GroupedLayersLinearLayersAndUnpooledMapsAreWidenedToo([Values(2, 3)] int ratio, [Values] Gauge gauge)
    {
        manual_seed(2);
        using var student = new ChainNetwork(
            ("conv", nn.Conv2d(3, 8, 5, stride: 2, padding: 1)),
            ("grouped", nn.Conv2d(8, 12, 3, padding: 1, groups: 4)),
            ("norm", nn.BatchNorm2d(12, eps: 0.1, momentum: 0.3)),
            ("act", nn.Hardswish()),
            ("dense", nn.Conv2d(12, 6, 3, padding: 2, dilation: 2)),
            ("pool", nn.AdaptiveAvgPool2d(3)),
            ("flatten", nn.Flatten()),
            ("hidden", nn.Linear(54, 10)),
            ("hidden_norm", nn.BatchNorm1d(10)),
            ("free_norm", nn.BatchNorm1d(10, affine: false, track_running_stats: false)),
            ("hidden_act", nn.ReLU()),
            ("classifier", nn.Linear(10, 4, hasBias: false)));
        student.to(ScalarType.Float64);
        var options = new ExpansionOptions { Ratio = ratio, Gauge = gauge, Scope = BranchScope.AllConv3x3, Noise = 0.2 };
        using var network = InverseReparameterization.Expand(student, options);
        AssertModesAgree(network, 1e-10, batch: 8, side: 8);
        AssertExtractionIsExact(network, 1e-12, side: 8);
        using var back = InverseReparameterization.Expand(student, options with { Branches = 0 }).Extract();
        var norm = back.modules().OfType<BatchNorm2d>().Single();
        Assert.That((norm.eps, norm.momentum), Is.EqualTo((0.1, 0.3)));
    }

    [Test]
    public void NothingOfTheStudentChanges()
    {
        using var scope = NewDisposeScope();
        using var student = TestNetworks.Create("mobilenetv2", ScalarType.Float32);
        student.eval();
        student.Stages[3].Module.train();
        var before = StateDictionary.Of(student).Select(entry => TestNetworks.Values(entry.Value)).ToArray();
        var modes = student.modules().Select(module => module.training).ToArray();
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        Assert.That(StateDictionary.Of(student).Select(entry => TestNetworks.Values(entry.Value)), Is.EqualTo(before));
        Assert.That(student.modules().Select(module => module.training), Is.EqualTo(modes));
        Assert.That(network.training, Is.False, "the new network takes the student's mode");
    }

    [Test]
    public void WithoutNoiseAndBranchesNoRandomNumberIsDrawn()
    {
        using var scope = NewDisposeScope();
        using var student = TestNetworks.Create("mini", ScalarType.Float32);
        var before = TestNetworks.Values(get_rng_state());
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Noise = 0, Branches = 0 });
        using var back = network.Extract();
        Assert.That(TestNetworks.Values(get_rng_state()), Is.EqualTo(before));
    }

    [Test]
    public void TheSameSeedGivesTheSameTeacher()
    {
        using var student = TestNetworks.Create("resnet8", ScalarType.Float32);
        var draws = Enumerable.Range(0, 2).Select(_ =>
        {
            manual_seed(9);
            using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
            return StateDictionary.Of(network).SelectMany(entry => TestNetworks.Values(entry.Value)).ToArray();
        }).ToArray();
        Assert.That(draws[1], Is.EqualTo(draws[0]));
    }

    private static void AssertExact(string name, ExpansionOptions options, ScalarType type, int batch, int side)
    {
        using var student = TestNetworks.Create(name, type);
        using var network = InverseReparameterization.Expand(student, options with { CheckedImageSize = side });
        AssertModesAgree(network, type == ScalarType.Float32 ? 1e-4 : 1e-10, batch, side);
        AssertExtractionIsExact(network, type == ScalarType.Float32 ? 1e-5 : 1e-12, side);
    }

    private static void AssertModesAgree(DynamicTeacherNetwork network, double tolerance, int batch, int side)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(5);
        var images = randn([batch, 3, side, side], network.parameters().First().dtype);
        foreach (var training in new[] { false, true })
        {
            network.train(training);
            var student = network.Forward(images, ChannelMode.Student);
            var teacher = network.Forward(images, ChannelMode.Teacher);
            Assert.That(TestNetworks.Relative(teacher, student), Is.InRange(0, tolerance), training ? "batch statistics" : "running statistics");
        }
    }

    private static void AssertExtractionIsExact(DynamicTeacherNetwork network, double tolerance, int side)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        using var extracted = network.Extract();
        var images = randn([2, 3, side, side], network.parameters().First().dtype);
        Assert.That(TestNetworks.Relative(extracted.call(images), network.call(images)), Is.InRange(0, tolerance), "extracted student");
    }
}
