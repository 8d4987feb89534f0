using EdgeKd.Models;
using EdgeKd.Reparameterization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Tests;

/// <summary>Networks that are trained as branches, with random weights in all of them.</summary>
internal static class BranchedNetworks
{
    private const int Batches = 3, BatchSize = 8, Side = 24;

    /// <summary><c>mobilenetv1</c> at a quarter of its width as gap preserving distillation widens it, or one of MobileOne.</summary>
    public static ImageClassifier Create(string name, int classes = 10)
    {
        random.manual_seed(3);
        using var noGradient = no_grad();
        var student = ModelZoo.Create(name, new ModelOptions { Classes = classes, Width = name == "mobilenetv1" ? 0.25 : 1, Stem = ModelOptions.CifarStem });
        var network = name == "mobilenetv1" ? Widened(student) : Settled(student);
        network.eval();
        return network;
    }

    // Branches begin at scale 0 but for the first: as after a training all of them count. Statistics stay as they are drawn: a deep
    // network of random weights without shortcuts, normalised by its own, answers anew whatever is rounded, merged or not.
    private static DynamicTeacherNetwork Widened(ImageClassifier student)
    {
        var widened = InverseReparameterization.Expand(student, new ExpansionOptions());
        student.Dispose();
        foreach (var (_, scale) in widened.named_parameters().Where(pair => pair.name.EndsWith("branch.scale", StringComparison.Ordinal)))
            nn.init.uniform_(scale, 0.5, 1.5);
        return widened;
    }

    private static ImageClassifier Settled(ImageClassifier network)
    {
        foreach (var norm in network.modules().OfType<BatchNorm>())
            nn.init.uniform_(norm.weight, 0.5, 1.5);
        network.train();
        for (var batch = 0; batch < Batches; batch++)
            network.call(randn(BatchSize, 3, Side, Side)).Dispose();
        return network;
    }
}
