using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

/// <summary>Four samples of two channels, whose SRD losses were computed by hand.</summary>
internal static class SrdFixture
{
    public static Tensor Projected => tensor(new[] { 1, 0.5, 2, -1, 3, 2, 4, 0.0 }).reshape(4, 2);

    public static Tensor Teacher => tensor(new[] { 2, 1, 1, -1, 4, 1.5, 3, -0.5 }).reshape(4, 2);
}
