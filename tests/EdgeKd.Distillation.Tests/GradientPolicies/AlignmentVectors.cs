using EdgeKd.Distillation.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.GradientPolicies;

/// <summary>The two-headed network of dhkd.safetensors, one case: a backbone, a main and an auxiliary head.</summary>
internal sealed class AlignmentVectors : IDisposable
{
    private readonly ReferenceVectors file = ReferenceVectors.Open("dhkd.safetensors");
    private readonly string name;
    private readonly ScalarType type;

    public AlignmentVectors(string name, ScalarType type)
    {
        (this.name, this.type) = (name, type);
        Parameters = [.. Names.Select(p => new Parameter(file.Of($"align_{name}/param/{p}", type)))];
    }

    public static IReadOnlyList<string> Names { get; } =
        ["aux.bias", "aux.weight", "backbone.bias", "backbone.weight", "main.bias", "main.weight"];

    public Parameter[] Parameters { get; }

    /// <summary>gamma·CE(main, labels) and alpha·BinaryKL-Norm(aux, teacher, T).</summary>
    public DistillationLosses Losses()
    {
        var weights = file[$"align_{name}/gamma_alpha_T"].data<double>().ToArray();
        var hidden = nn.functional.linear(file.Of($"align_{name}/x", type), Parameters[3], Parameters[2]).relu();
        var main = nn.functional.linear(hidden, Parameters[5], Parameters[4]);
        var auxiliary = nn.functional.linear(hidden, Parameters[1], Parameters[0]);
        return new DistillationLosses(
            CrossEntropy.Loss(main, file[$"align_{name}/labels"]) * weights[0],
            NormalizedBinaryDivergence.Loss(auxiliary, file.Of($"align_{name}/teacher_logits", type), weights[2]) * weights[1],
            main);
    }

    /// <summary>Float64 1e-12 relative to max(1, |value|), float32 1e-5 relative.</summary>
    public void AssertClose(Tensor actual, string tensor)
    {
        var expected = file[$"align_{name}/{tensor}"];
        var magnitude = TensorAssert.LargestMagnitude(expected);
        TensorAssert.Close(actual, expected, type == ScalarType.Float64 ? 1e-12 * Math.Max(1, magnitude) : 1e-5 * magnitude, tensor);
    }

    public double Number(string tensor) => file.Number($"align_{name}/{tensor}");

    public void Dispose() => file.Dispose();
}
