using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Dynamic;

[TestFixture]
[NonParallelizable]
public class DynamicTeacherNetworkTests
{
    [Test]
    public void ANetworkOfResidualSumsIsWidenedAndTakenOutAgain([Values(true, false)] bool projects)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(3);
        using var student = new ChainNetwork(
            ("stem", nn.Conv2d(3, 8, 3, padding: 1)),
            ("sum", new Residual(
                nn.Sequential(("conv", nn.Conv2d(8, projects ? 6 : 8, 3, padding: 1, bias: false)), ("bn", nn.BatchNorm2d(projects ? 6 : 8)), ("relu", nn.ReLU())),
                projects ? nn.Conv2d(8, 6, 1) : null)),
            ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(projects ? 6 : 8, 4)));
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Noise = 0 });
        network.eval();
        var images = randn(2, 3, 12, 12);
        var logits = network.Forward(images, ChannelMode.Student);
        TensorAssert.Close(network.Forward(images, ChannelMode.Teacher), logits, 1e-4);
        TensorAssert.Close(network.Extract().call(images), logits, 1e-4);
        Assert.That(network.Extract().state_dict().Keys, Is.EqualTo(student.state_dict().Keys));
    }

    [TestCase("resnet8")]
    [TestCase("mobilenetv2")]
    public void BranchesSideBySideComputeWhatTheMergedKernelsDo(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(4);
        using var student = ModelZoo.Create(name, new ModelOptions { Classes = 4, Width = name == "resnet8" ? 1 : 0.25 });
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Branches = 6 });
        network.eval();
        var generator = get_rng_state();
        var (merged, spread) = (network.Extract(), network.ExtractWithBranches());
        Assert.That(get_rng_state().data<byte>().ToArray(), Is.EqualTo(generator.data<byte>().ToArray()), "no random number is drawn");
        var images = randn(2, 3, 16, 16);
        TensorAssert.Close(spread.call(images), merged.call(images), 1e-4);
        Assert.That(spread.training, Is.False);
        Assert.That(spread.modules().OfType<Residual>().Count(), Is.GreaterThanOrEqualTo(5));
    }

    [Test]
    public void TheStudentsLossReachesTheFirstBlocksOnlyAndTheTeachersReachesAll([Values(2, 3)] int ratio, [Values("mini", "resnet8")] string name)
    {
        using var scope = NewDisposeScope();
        using var student = TestNetworks.Create(name, ScalarType.Float64);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Ratio = ratio, Noise = 0.1 });
        using var other = InverseReparameterization.Expand(student, new ExpansionOptions { Ratio = 5 - ratio });
        using (no_grad())
        {
            // A branch with scale zero has no gradient yet.
            foreach (var (_, scale) in network.named_parameters().Where(pair => pair.name.EndsWith("branch.scale")))
            {
                scale.add_(0.1);
            }
        }

        var images = randn([4, 3, 16, 16], ScalarType.Float64);
        foreach (var mode in Enum.GetValues<ChannelMode>())
        {
            network.zero_grad();
            var logits = network.Forward(images, mode);
            (logits * randn_like(logits)).sum().backward();
            foreach (var (key, parameter) in network.named_parameters())
            {
                var gradient = parameter.grad!.clone();
                if (mode == ChannelMode.Student)
                {
                    // A dimension is tiled where another ratio gives another size.
                    var block = gradient;
                    foreach (var (dimension, (size, otherSize)) in parameter.shape.Zip(other.get_parameter(key)!.shape).Index())
                    {
                        block = block.narrow(dimension, 0, size == otherSize ? size : size / ratio);
                    }

                    if (!key.EndsWith("branch.bias"))
                    {
                        Assert.That(TestNetworks.Largest(block), Is.GreaterThan(0), $"{key} in the block");
                    }

                    block.zero_();
                    Assert.That(TestNetworks.Largest(gradient), Is.Zero, $"{key} beyond the block");
                }
                else if (!key.EndsWith("branch.bias"))
                {
                    Assert.That((gradient != 0).to(ScalarType.Float64).mean().item<double>(), Is.GreaterThan(0.6), $"{key} everywhere");
                }
            }
        }
    }

    [Test]
    public void ReplicasBeyondTheFirstStayEqualWithoutNoiseAndPartWithIt([Values(0, 0.01)] double noise)
    {
        using var scope = NewDisposeScope();
        using var student = TestNetworks.Create("mini", ScalarType.Float64);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Ratio = 3, Noise = noise, Branches = 0 });
        var steps = new GpdSteps(network);
        manual_seed(4);
        for (var step = 0; step < 3; step++)
        {
            steps.Step(randn([8, 3, 16, 16], ScalarType.Float64), randint(10, [8]));
        }

        var original = StateDictionary.Of(student).ToDictionary(entry => entry.Key, entry => entry.Value.shape);
        List<double> differences = [];
        foreach (var (key, value) in StateDictionary.Of(network).Where(entry => original.ContainsKey(entry.Key) && entry.Value.dim() > 0))
        {
            var swapped = value.detach();
            for (var dimension = 0; dimension < 2 && dimension < value.dim(); dimension++)
            {
                var size = original[key][dimension];
                if (value.shape[dimension] == 3 * size)
                {
                    var blocks = swapped.split(size, dimension);
                    swapped = cat([blocks[0], blocks[2], blocks[1]], dimension);
                    if (value.dim() > 1)
                    {
                        Assert.That(TestNetworks.Largest(blocks[0] - blocks[1]), Is.GreaterThan(1e-6), $"{key}: the student's replica goes its own way");
                    }
                }
            }

            differences.Add(TestNetworks.Largest(swapped - value));
        }

        Assert.That(differences, noise == 0 ? Is.All.LessThan(1e-12) : Has.Some.GreaterThan(1e-4));
    }

    [Test]
    public void AfterTrainingTheExtractedStudentIsTheStudentsMode([Values("mini", "resnet8", "mobilenetv3-small")] string name, [Values] Gauge gauge)
    {
        using var scope = NewDisposeScope();
        using var student = TestNetworks.Create(name, ScalarType.Float32);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Gauge = gauge, Scope = BranchScope.AllConv3x3 });
        using (no_grad())
        {
            foreach (var (_, bias) in network.named_parameters().Where(pair => pair.name.EndsWith("branch.bias")))
            {
                nn.init.normal_(bias, 0, 0.5);
            }
        }

        var steps = new GpdSteps(network);
        for (var step = 0; step < 3; step++)
        {
            steps.Step(randn([8, 3, 16, 16]), randint(5, [8]));
        }

        using var noGradient = no_grad();
        network.eval();
        using var extracted = network.Extract();
        network.CollapseInto(student);
        student.eval();
        var images = randn([8, 3, 16, 16]);
        var expected = network.Forward(images, ChannelMode.Student);
        Assert.That(TestNetworks.Relative(extracted.call(images), expected), Is.InRange(0, 1e-5));
        Assert.That(TestNetworks.Relative(student.call(images), expected), Is.InRange(0, 1e-5));
        Assert.That(TestNetworks.Relative(network.Forward(images, ChannelMode.Teacher), expected), Is.GreaterThan(1e-3), "the teacher has gone ahead");
    }

    [Test]
    public void ABiasBeforeANormIsKeptOnlyWhereTheNormAloneReadsIt()
    {
        using var scope = NewDisposeScope();
        using var plain = new ChainNetwork([("conv", nn.Conv2d(3, 8, 3, padding: 1, bias: false)), ("norm", nn.BatchNorm2d(8)), .. Tail()]);
        using var shared = new ChainNetwork([("conv", nn.Conv2d(3, 8, 3, padding: 1, bias: false)), ("block", new PreActivation()), .. Tail()]);
        using var first = InverseReparameterization.Expand(plain, new ExpansionOptions());
        using var second = InverseReparameterization.Expand(shared, new ExpansionOptions());
        Assert.That(first.has_parameter("conv.branch.bias"), Is.True);
        Assert.That(second.has_parameter("conv.branch.scale"), Is.True);
        Assert.That(second.has_parameter("conv.branch.bias"), Is.False, "the shortcut sees it too");

        static (string, nn.Module<Tensor, Tensor>)[] Tail() =>
            [("act", nn.ReLU()), ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(8, 4))];
    }

    [Test]
    public void DropoutTakesTheSameFeaturesFromEveryReplica([Values(2, 3)] int ratio)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var student = new MiniMobileNetV2(dropout: 0.5);
        student.to(ScalarType.Float64);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Ratio = ratio });
        var images = randn([4, 3, 16, 16], ScalarType.Float64);
        Tensor Of(ChannelMode mode)
        {
            manual_seed(8);
            return network.Forward(images, mode);
        }

        var expected = Of(ChannelMode.Student);
        Assert.That(TestNetworks.Relative(Of(ChannelMode.Teacher), expected), Is.InRange(0, 1e-10));
        Assert.That(TestNetworks.Relative(network.Forward(images, ChannelMode.Student), expected), Is.GreaterThan(1e-3), "the mask is random");
        using var extracted = network.Extract();
        Assert.That(extracted.modules().OfType<Dropout>().Single().p, Is.EqualTo(0.5));
    }

    [Test]
    public void EachNetworkUpdatesItsOwnStatistics()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var student = TestNetworks.Create("mini", ScalarType.Float64);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        var images = randn([4, 3, 16, 16], ScalarType.Float64);
        string[] Changed(ChannelMode mode)
        {
            var before = network.named_buffers().ToDictionary(pair => pair.name, pair => TestNetworks.Values(pair.buffer));
            network.Forward(images, mode);
            return [.. network.named_buffers().Where(pair => !TestNetworks.Values(pair.buffer).SequenceEqual(before[pair.name])).Select(pair => pair.name.Split('.')[^1]).Distinct()];
        }

        Assert.That(Changed(ChannelMode.Teacher), Is.EquivalentTo(new[] { "running_mean", "running_var" }));
        Assert.That(Changed(ChannelMode.Student), Is.EquivalentTo(new[] { "student_running_mean", "student_running_var", "num_batches_tracked" }));
    }

    [Test]
    public void ItIsTheStudentUnlessToldOtherwise()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var student = TestNetworks.Create("mini", ScalarType.Float32);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        Assert.That(() => network.Forward(randn([1, 1, 16, 16]), ChannelMode.Teacher), Throws.ArgumentException);

        var images = randn([2, 3, 16, 16]);
        var features = new Dictionary<string, Tensor>();
        network.ForwardWithFeatures(images, ["features.4"], features);
        Assert.That(features["features.4"].shape[1], Is.EqualTo(24));
        Assert.That(network.Stages.Select(stage => stage.Name), Is.EqualTo(student.Stages.Select(stage => stage.Name)));
        Assert.That((network.ArchitectureName, network.ClassCount, network.Ratio), Is.EqualTo(("mini", 10, 2)));
    }

    [Test]
    public void ItsPreActivationsAreTheStudents([Values("resnet8", "wrn_16_1")] string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var student = TestNetworks.Create(name, ScalarType.Float64);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { Start = BranchStart.FineTune });
        var stage = student.Stages[2].Name;
        var images = randn([2, 3, 32, 32], ScalarType.Float64);
        Tensor Of(ImageClassifier classifier)
        {
            Tensor? seen = null;
            classifier.eval();
            classifier.ObservePreActivation(stage, map => seen = map.clone().DetachFromDisposeScope());
            classifier.call(images);
            scope.Attach([seen!]);
            return seen!;
        }

        Assert.That(TestNetworks.Relative(Of(network), Of(student)), Is.InRange(0, 1e-12));
    }

    [Test]
    public void RebuildingSharesTheLayersAndTheirMode()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var student = TestNetworks.Create("mini", ScalarType.Float32);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        var rebuilt = network.Rebuild(layer => layer);
        Assert.That(StateDictionary.Of(rebuilt).Select(e => e.Key), Is.EqualTo(StateDictionary.Of(network).Select(e => e.Key)));
        var images = randn([2, 3, 16, 16]);
        network.eval();
        Assert.That(
            TestNetworks.Values(rebuilt.Forward(images, ChannelMode.Teacher)),
            Is.EqualTo(TestNetworks.Values(network.Forward(images, ChannelMode.Teacher))));
    }

    [Test]
    public void AConversionOfTheTypeKeepsBothNetworks()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var student = TestNetworks.Create("mini", ScalarType.Float32);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions()).to(ScalarType.Float64);
        network.eval();
        var images = randn([2, 3, 16, 16], ScalarType.Float64);
        var narrow = network.call(images);
        Assert.That(narrow.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(TestNetworks.Relative(network.Forward(images, ChannelMode.Teacher), narrow), Is.InRange(0, 1e-6));
        using var extracted = network.Extract();
        Assert.That(TestNetworks.Relative(extracted.call(images), narrow), Is.InRange(0, 1e-12));
    }

    [Test]
    public void ActivationsKeepTheLayoutOfTheImages([Values] ChannelMode mode)
    {
        using var scope = NewDisposeScope();
        using var student = TestNetworks.Create("resnet8", ScalarType.Float32).ToChannelsLast();
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        Assert.That(network.parameters().Where(parameter => parameter.dim() == 4).All(parameter => parameter.IsChannelsLast()), Is.True);
        List<bool> layouts = [];
        foreach (var stage in network.Stages.SkipLast(3))
        {
            stage.Module.register_forward_hook((_, _, output) =>
            {
                layouts.Add(output.IsChannelsLast());
                return output;
            });
        }

        network.Forward(randn([2, 3, 32, 32]).ToChannelsLast(), mode);
        Assert.That(layouts, Has.Count.EqualTo(4).And.All.True);
    }

    [Test]
    public void APassLeavesOnlyItsLogits([Values] ChannelMode mode)
    {
        using var student = TestNetworks.Create("mobilenetv3-small", ScalarType.Float32);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        using var scope = NewDisposeScope();
        var images = randn([2, 3, 32, 32]);
        var before = scope.DisposablesCount;
        network.Forward(images, mode);
        Assert.That(scope.DisposablesCount, Is.EqualTo(before + 1));
    }

    [Test]
    public void AnExtractionLeavesNothingBehind()
    {
        using var student = TestNetworks.Create("mini", ScalarType.Float32);
        using var scope = NewDisposeScope();
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions());
        Assert.That(scope.DisposablesCount, Is.Zero, "expansion");
        using var extracted = network.Extract();
        Assert.That(scope.DisposablesCount, Is.Zero, "extraction");
    }

    /// <summary>x + norm(x): the sum sees what the norm takes away.</summary>
    private sealed class PreActivation : Block
    {
        private readonly nn.Module<Tensor, Tensor> norm;

        public PreActivation()
            : this(nn.BatchNorm2d(8))
        {
        }

        private PreActivation(nn.Module<Tensor, Tensor> norm)
            : base(nameof(PreActivation))
        {
            this.norm = norm;
            register_module("norm", norm);
        }

        public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => [norm];

        public override PreActivation Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) => new(norm.Rebuild(layer));

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return (input + norm.call(input)).MoveToOuterDisposeScope();
        }
    }
}
