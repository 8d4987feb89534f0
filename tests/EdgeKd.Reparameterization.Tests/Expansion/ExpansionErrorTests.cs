using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Expansion;

[TestFixture]
[NonParallelizable]
public class ExpansionErrorTests
{
    private static readonly TestCaseData[] BadOptions =
    [
        new TestCaseData(new ExpansionOptions { Ratio = 1 }, "ratio is 1").SetArgDisplayNames("ratio 1"),
        new TestCaseData(new ExpansionOptions { Ratio = 0 }, "at least 2").SetArgDisplayNames("ratio 0"),
        new TestCaseData(new ExpansionOptions { Noise = 1 }, "noise is 1").SetArgDisplayNames("noise 1"),
        new TestCaseData(new ExpansionOptions { Noise = double.NaN }, "noise is NaN").SetArgDisplayNames("noise NaN"),
        new TestCaseData(new ExpansionOptions { Branches = 7 }, "branches is 7").SetArgDisplayNames("7 branches"),
        new TestCaseData(new ExpansionOptions { Branches = -1 }, "branches is -1").SetArgDisplayNames("-1 branches"),
        new TestCaseData(new ExpansionOptions { Gauge = (Gauge)5 }, "gauge is 5").SetArgDisplayNames("gauge 5"),
        new TestCaseData(new ExpansionOptions { Scope = (BranchScope)5 }, "scope is 5").SetArgDisplayNames("scope 5"),
        new TestCaseData(new ExpansionOptions { Start = (BranchStart)5 }, "start is 5").SetArgDisplayNames("start 5"),
        new TestCaseData(new ExpansionOptions { CheckedImageSize = 0 }, "image size is 0").SetArgDisplayNames("no pixels"),
        new TestCaseData(new ExpansionOptions { PlainConvolutions = ["features.0.1"] }, "'features.0.0'").SetArgDisplayNames("no such convolution"),
    ];

    private static readonly TestCaseData[] BadNetworks =
    [
        Network("concatenation", "something else", () => Chain(("bad", new Doubling()), ("next", nn.Conv2d(16, 8, 1)))),
        Network("concatenation block", "'bad.1' concatenates channels", () => Chain(("bad", nn.Sequential(nn.ReLU(), new Concatenation(nn.ReLU(), nn.Identity()))), ("next", nn.Conv2d(16, 8, 1)))),
        Network("shuffle", "something else", () => Chain(("bad", new Shuffle()), ("next", nn.Conv2d(8, 8, 1)))),
        Network("fixed channels", "does not run with more channels", () => Chain(("bad", new FixedChannels()))),
        Network("unknown layer with parameters", "'bad', a Scaling, has parameters", () => Chain(("bad", new Scaling()))),
        Network("first a batch norm", "first layer with parameters is 'norm'", () => new ChainNetwork(
            ("norm", nn.BatchNorm2d(3)), ("conv", nn.Conv2d(3, 8, 3)), ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(8, 4)))),
        Network("last a convolution", "last layer with parameters is 'conv'", () => new ChainNetwork(
            ("conv", nn.Conv2d(3, 4, 3)), ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()))),
        Network("average momentum", "give it a momentum", () => Chain(("bad", AverageMomentum()))),
        Network("reflected padding", "zero padding", () => Chain(("bad", nn.Conv2d(8, 8, 3, padding: 1, padding_mode: PaddingModes.Reflect)))),
        Network("named padding", "in numbers", () => Chain(("bad", nn.Conv2d(8, 8, 3, Padding.Same)))),
        Network("a size that does not fit", "CheckedImageSize", () => new ChainNetwork(
            ("conv", nn.Conv2d(3, 4, 3, stride: 2, padding: 1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(4 * 8 * 8, 4)))),
    ];

    [TestCaseSource(nameof(BadOptions))]
    public void ABadOptionIsOneLine(ExpansionOptions options, string message)
    {
        using var student = new MiniMobileNetV2();
        Assert.That(() => InverseReparameterization.Expand(student, options), Throws.ArgumentException.With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [TestCaseSource(nameof(BadNetworks))]
    public void ANetworkThatCannotBeWidenedSaysWhy(Func<ImageClassifier> create, string message)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var student = create();
        Assert.That(
            () => InverseReparameterization.Expand(student, new ExpansionOptions { Noise = 0 }),
            Throws.ArgumentException.With.Message.Contains(message).And.Message.Contains("chain cannot be widened").And.Message.Not.Contains("\n"));
    }

    [TestCase("mobileone-s0", "have branches already")]
    [TestCase("shufflenetv1", "concatenate")]
    [TestCase("shufflenetv2", "concatenate")]
    [TestCase("mobilenetv2-tiny", "last layer with parameters is 'conv2'")]
    public void ANetworkOfTheZooThatCannotBeWidenedSaysWhy(string name, string message)
    {
        manual_seed(1);
        using var student = TestNetworks.Small(name);
        Assert.That(
            () => InverseReparameterization.Expand(student, new ExpansionOptions()),
            Throws.ArgumentException.With.Message.Contains($"{name} cannot be widened").And.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void ADynamicTeacherIsNotExpandedAgain()
    {
        using var student = new MiniMobileNetV2();
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        Assert.That(() => InverseReparameterization.Expand(network, new ExpansionOptions()), Throws.ArgumentException.With.Message.Contains("already"));
    }

    [Test]
    public void ExtractionIntoAnotherNetworkIsRefused()
    {
        using var student = new MiniMobileNetV2();
        using var other = ModelZoo.Create("resnet8", new ModelOptions { Classes = 10 });
        using var wider = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 10, Width = 0.5 });
        using var narrow = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 10, Width = 0.25 });
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        Assert.That(() => network.CollapseInto(other), Throws.ArgumentException.With.Message.Contains("layers"));
        using var second = InverseReparameterization.Expand(narrow, new ExpansionOptions());
        Assert.That(() => second.CollapseInto(wider), Throws.ArgumentException.With.Message.Contains("built as the student was"));
    }

    private static TestCaseData Network(string name, string message, Func<ImageClassifier> create) =>
        new TestCaseData(create, message).SetArgDisplayNames(name);

    private static ChainNetwork Chain(params (string, nn.Module<Tensor, Tensor>)[] middle) => new(
    [
        ("conv", nn.Conv2d(3, 8, 3)),
        ("act", nn.ReLU()),
        .. middle,
        ("pool", nn.AdaptiveAvgPool2d(1)),
        ("flatten", nn.Flatten()),
        ("fc", nn.Linear(8, 4)),
    ]);

    private static nn.Module<Tensor, Tensor> AverageMomentum()
    {
        var norm = nn.BatchNorm2d(8);
        norm.momentum = null;
        return norm;
    }

    /// <summary>x and −x side by side: tiles of pairs are not pairs of tiles.</summary>
    private sealed class Doubling() : nn.Module<Tensor, Tensor>(nameof(Doubling))
    {
        public override Tensor forward(Tensor input) => cat([input, -input], 1);
    }

    private sealed class Shuffle() : nn.Module<Tensor, Tensor>(nameof(Shuffle))
    {
        public override Tensor forward(Tensor input) => input.reshape(input.shape[0], 2, -1, input.shape[2], input.shape[3]).transpose(1, 2).reshape(input.shape);
    }

    private sealed class FixedChannels() : nn.Module<Tensor, Tensor>(nameof(FixedChannels))
    {
        public override Tensor forward(Tensor input) => input * ones(1, 8, 1, 1);
    }

    private sealed class Scaling : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter scale = nn.Parameter(ones(1));

        public Scaling()
            : base(nameof(Scaling)) => RegisterComponents();

        public override Tensor forward(Tensor input) => input * scale;
    }
}
