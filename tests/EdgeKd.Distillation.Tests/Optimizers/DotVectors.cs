using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Optimizers;

/// <summary>The six steps of dot.safetensors, in a chosen precision.</summary>
internal sealed class DotVectors(ScalarType type) : IDisposable
{
    public const int Steps = 6;

    private readonly ReferenceVectors file = ReferenceVectors.Open("dot.safetensors");

    public ReferenceVectors File => file;

    public static IReadOnlyList<string> Names { get; } = ["kd_only", "shared.bias", "shared.weight", "switching", "task_only"];

    public double Momentum => file["momentum_wd"].data<double>()[0];

    public double WeightDecay => file["momentum_wd"].data<double>()[1];

    /// <summary>Float64 1e-13; float32 1e-6.</summary>
    public double Tolerance => type == ScalarType.Float64 ? 1e-13 : 1e-6;

    public double LearningRate(int step) => file["lr"].data<double>()[step - 1];

    /// <summary>The start values.</summary>
    public (string Name, Parameter Parameter)[] Parameters() =>
        [.. Names.Select(name => (name, new Parameter(file.Of($"param/{name}", type))))];

    /// <summary>The gradients of a step, from 1; null where the file has none.</summary>
    public Gradients Gradients(int step) => new(Of(step, "grad_task"), Of(step, "grad_kd"));

    public DotOptions Options(string name, DotWeightDecay variant) => new()
    {
        Momentum = Momentum,
        Delta = file.Number($"{name}/delta"),
        WeightDecay = WeightDecay,
        DecayVariant = variant,
    };

    public void Dispose() => file.Dispose();

    private Tensor?[] Of(int step, string loss) =>
        [.. Names.Select(name => $"step{step}/{loss}/{name}").Select(name => file.Has(name) ? file.Of(name, type) : null)];
}
