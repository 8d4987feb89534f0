using System.Runtime.InteropServices;
using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Runs a network on a few fixed images and leaves it as it was.</summary>
/// <remarks>
/// Batch norm runs with batch statistics, so that signals keep their size however the network was initialised; dropout is off.
/// No random number is drawn.
/// </remarks>
internal static class ProbePass
{
    private const int ImageCount = 4;

    /// <summary>A share of the largest logit that rounding stays below by far, and a wrong structure does not.</summary>
    private const double Tolerance = 1e-2;

    /// <summary>What is wrong when the student itself fails.</summary>
    public const string StudentFails =
        $"the student does not run on the images of the check; set {nameof(ExpansionOptions.CheckedImageSize)} to a size that it takes";

    /// <summary>The logits of <paramref name="forward"/>, in the caller's dispose scope.</summary>
    /// <exception cref="ArgumentException">The pass fails, for the reason given as <paramref name="problem"/>.</exception>
    public static Tensor Run(ImageClassifier network, int imageSize, Func<Tensor, Tensor> forward, string problem)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var modes = network.modules().Select(module => (module, module.training)).ToArray();
        var training = network.training;
        var buffers = network.buffers().Select(buffer => (Live: buffer, Saved: buffer.clone())).ToArray();
        try
        {
            network.eval();
            foreach (var norm in network.modules().Where(module => module is BatchNorm or DynamicBatchNorm))
            {
                norm.train();
            }

            var like = network.parameters().First();
            var images = (arange(ImageCount * 3 * imageSize * imageSize, ScalarType.Float64) * 12.9898).sin()
                .reshape(ImageCount, 3, imageSize, imageSize);
            return forward(images.to(like.dtype).to(like.device)).MoveToOuterDisposeScope();
        }
        catch (Exception error) when (error is ExternalException or ArgumentException)
        {
            throw new ArgumentException(
                $"{network.ArchitectureName} cannot be widened: {problem} ({imageSize}×{imageSize}: {error.Message.Split('\n')[0]}).", error);
        }
        finally
        {
            foreach (var (live, saved) in buffers)
            {
                live.copy_(saved);
            }

            // Parents first: a module's own mode may differ from its parent's.
            network.train(training);
            foreach (var (module, mode) in modes)
            {
                module.train(mode);
            }
        }
    }

    /// <summary>Whether two passes gave the same logits, but for rounding.</summary>
    public static bool Agree(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        var difference = (actual - expected).abs().max().to(ScalarType.Float64).item<double>();
        var largest = expected.abs().max().to(ScalarType.Float64).item<double>();
        return difference <= Tolerance * largest;
    }
}
