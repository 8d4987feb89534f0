using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Branches;

[TestFixture]
[NonParallelizable]
public class MergedLayersTests
{
    [Test]
    public void A_students_branches_are_those_that_compute_side_by_side([Values("mini", "resnet8", "mobilenetv1")] string name, [Values(2, 6)] int branches)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var widened = Widened(name, branches);
        using var student = widened.Extract();
        using var spread = widened.ExtractWithBranches();
        var layers = MergedLayers.Of(widened);
        var convolutions = student.named_modules().Where(pair => pair.module is Conv2d).ToDictionary(pair => pair.name, pair => (Conv2d)pair.module);
        var norms = Norms(student);
        var sideBySide = spread.named_modules().Where(pair => pair.module is Conv2d).ToArray();

        Assert.That(layers.Select(layer => layer.Path), Is.EqualTo(convolutions
            .Where(pair => pair.Value is { kernel_size: [3, 3], stride: [1, 1] }).Select(pair => pair.Key)), "the scope is 3×3 of stride 1");
        foreach (var layer in layers)
        {
            var merged = convolutions[layer.Path];
            double[] factors = norms.TryGetValue(merged, out var norm) ? Factors(norm) : [.. Enumerable.Repeat(1.0, (int)merged.out_channels)];
            Assert.That(layer.Branches, Has.Count.EqualTo(branches));
            var kernels = sideBySide.Where(pair => pair.name.StartsWith($"{layer.Path}.", StringComparison.Ordinal)).Select(pair => ((Conv2d)pair.module).weight!).ToArray();
            Assert.That(layer.Largest, Is.EqualTo(Largest(merged.weight!, factors)).Within(1e-5), layer.Path);
            Assert.That(layer.Branches.Select(branch => branch.Largest).Order(Comparer), Is.EqualTo(kernels.Select(kernel => Largest(kernel, factors)).Order(Comparer)).Within(1e-5), layer.Path);
        }
    }

    [Test]
    public void Blocks_of_MobileOne_name_their_branches_and_the_merged_kernel_is_what_is_deployed()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = TestNetworks.Create("mobileone-s0", ScalarType.Float32);
        using var deployed = Reparameterizer.Fuse(network);
        var layers = MergedLayers.Of(network);
        var kernels = deployed.modules().OfType<BranchedBlock>().Select(block => ((Conv2d)block.Convolution).weight!).ToArray();

        Assert.That(layers, Has.Count.EqualTo(kernels.Length).And.Count.GreaterThan(10));
        foreach (var (layer, kernel) in layers.Zip(kernels))
        {
            Assert.That(layer.Largest, Is.EqualTo(Largest(kernel, Ones(kernel))).Within(1e-5), layer.Path);
            Assert.That(layer.Branches.Select(branch => branch.Largest.Count), Is.All.EqualTo(layer.Largest.Count));
        }

        Assert.That(layers.SelectMany(layer => layer.Branches).Select(branch => branch.Name).Distinct(), Is.SupersetOf(new[] { "rbr_skip", "rbr_conv.0", "rbr_conv.3", "rbr_scale" }));
        var block = network.named_modules().First(pair => pair.module is BranchedBlock { Convolution: BranchedConvolution });
        var skip = ((BranchedConvolution)((BranchedBlock)block.module).Convolution).Branches.FirstOrDefault(branch => branch.Convolution is null);
        Assert.That(layers[0].Path, Is.EqualTo($"{block.name}.conv"));
        Assert.That(layers[0].Branches.Any(branch => branch.Name == "rbr_skip"), Is.EqualTo(skip is not null));
    }

    [Test]
    public void A_shortcuts_channels_are_its_normalisations_factors()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = TestNetworks.Create("mobileone-s0", ScalarType.Float32);
        var blocks = network.modules().OfType<BranchedBlock>().Select(block => (BranchedConvolution)block.Convolution).ToArray();
        var layers = MergedLayers.Of(network);
        var withShortcut = blocks.Zip(layers).Where(pair => pair.First.Branches[0].Convolution is null).ToArray();

        Assert.That(withShortcut, Is.Not.Empty);
        foreach (var (block, layer) in withShortcut)
            Assert.That(layer.Branches[0].Largest, Is.EqualTo(Factors(block.Branches[0].Norm).Select(Math.Abs)).Within(1e-5));
    }

    [Test]
    public void A_plain_network_has_none_and_what_was_measured_still_computes_the_same()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var plain = TestNetworks.Create("mini", ScalarType.Float32);
        Assert.That(MergedLayers.Of(plain), Is.Empty);

        using var widened = Widened("mini", 6);
        widened.eval();
        var images = randn(2, 3, 16, 16);
        var (before, generator) = (widened.call(images), get_rng_state());
        MergedLayers.Of(widened);
        TensorAssert.Close(widened.call(images), before, 0);
        Assert.That(get_rng_state().data<byte>().ToArray(), Is.EqualTo(generator.data<byte>().ToArray()), "no random number is drawn");
    }

    // Branches begin at scale 0 but for the first: as after a training all of them count.
    private static DynamicTeacherNetwork Widened(string name, int branches)
    {
        using var student = TestNetworks.Create(name, ScalarType.Float32);
        var widened = InverseReparameterization.Expand(student, new ExpansionOptions { Branches = branches });
        foreach (var (key, parameter) in widened.named_parameters().Where(pair => pair.name.Contains("branch.", StringComparison.Ordinal)))
            nn.init.normal_(parameter, 0, 0.3);
        return widened;
    }

    private static readonly Comparer<IReadOnlyList<float>> Comparer = Comparer<IReadOnlyList<float>>.Create((a, b) => a.Max().CompareTo(b.Max()));

    // In a chain the normalisation comes right behind its convolution in the order of registration.
    private static Dictionary<Conv2d, BatchNorm2d> Norms(ImageClassifier network)
    {
        var modules = network.modules().Where(module => module is Conv2d or BatchNorm2d).ToArray();
        return modules.Zip(modules.Skip(1)).Where(pair => pair is (Conv2d, BatchNorm2d)).ToDictionary(pair => (Conv2d)pair.First, pair => (BatchNorm2d)pair.Second);
    }

    private static double[] Factors(BatchNorm2d norm) =>
        [.. TestNetworks.Values(norm.weight!).Zip(TestNetworks.Values(norm.running_var!), (gamma, variance) => gamma / Math.Sqrt(variance + norm.eps))];

    private static double[] Ones(Tensor kernel) => [.. Enumerable.Repeat(1.0, (int)kernel.shape[0])];

    private static float[] Largest(Tensor kernel, double[] factors)
    {
        var values = TestNetworks.Values(kernel);
        return [.. values.Chunk(values.Length / factors.Length).Select((channel, o) => (float)(channel.Max(Math.Abs) * Math.Abs(factors[o])))];
    }
}
