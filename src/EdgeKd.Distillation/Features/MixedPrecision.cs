using EdgeKd.Distillation.Distillers;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Features;

/// <summary>Runs a network in the precision of its training.</summary>
/// <remarks>
/// Only the network computes in the narrower type. What leaves it is float32, and autocast has ended by then: heads, projectors and
/// losses see float32 whatever the method. bfloat16 has 8 bits of precision, too few for divergences, correlations and powers.
/// </remarks>
internal static class MixedPrecision
{
    /// <summary>Runs the network.</summary>
    /// <param name="precision">Of the network.</param>
    /// <param name="images">What it sees; they tell on which device it runs.</param>
    /// <param name="run">Its forward pass.</param>
    /// <returns>Logits and features in float32, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">bfloat16 is asked for, and this libtorch has no autocast.</exception>
    public static NetworkOutput Run(TrainingPrecision precision, Tensor images, Func<NetworkOutput> run)
    {
        if (precision == TrainingPrecision.Float32)
        {
            return run();
        }

        NetworkOutput output;
        using (new Autocast(images.device_type, ScalarType.BFloat16))
        {
            output = run();
        }

        return new NetworkOutput(
            output.Logits.to_type(ScalarType.Float32),
            output.Features.ToDictionary(feature => feature.Key, feature => feature.Value.to_type(ScalarType.Float32)));
    }

    /// <summary>What a distiller's description ends with: nothing in float32, so that older checkpoints go on.</summary>
    public static string Describe(TrainingPrecision precision) => precision == TrainingPrecision.Float32 ? "" : " in bf16";
}
