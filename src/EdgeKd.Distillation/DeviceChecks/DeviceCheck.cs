using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.DeviceChecks;

/// <summary>Compares training steps on a device with the same steps on the processor: losses, gradients, and what the weights do.</summary>
/// <remarks>
/// Three steps, each from the processor's weights and statistics: else rounding grows from step to step by ReLUs that flip, and says
/// nothing. The optimizer's buffers stay the device's own. TF32 is off meanwhile. Random state and thread count of the process
/// change; not for use by several threads at once.
/// </remarks>
public static class DeviceCheck
{
    private const int Steps = 3;

    /// <summary>Does the steps of a case on both, and compares.</summary>
    /// <param name="step">What to do.</param>
    /// <param name="device">Where; the processor itself is compared with one of its threads.</param>
    /// <param name="threads">Threads of the processor.</param>
    /// <returns>The differences; an operator that the device lacks is a problem, not an exception.</returns>
    public static StepComparison Run(StepCase step, Device device, int threads)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(device);
        using var tf32 = new Tf32(false);
        set_num_threads(threads);
        using var reference = new StepRunner(step.Reference, CPU);
        try
        {
            using var other = new StepRunner(step, device);
            return Compare(step, reference, other, (threads, device.type == DeviceType.CPU ? 1 : threads));
        }
        catch (ExternalException e)
        {
            return new StepComparison(step.Name, double.NaN, double.NaN, double.NaN, $"{device}: {e.Message.ReplaceLineEndings(" ")}");
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    /// <summary>Does the steps on both, with so many threads of the processor for each.</summary>
    internal static StepComparison Compare(StepCase step, StepRunner reference, StepRunner other, (int Reference, int Other) threads)
    {
        StepDifference losses = new("nothing", 0), gradients = losses, moves = losses;
        for (var done = 0; done < Steps; done++)
        {
            using var scope = NewDisposeScope();
            using (var weights = new DistillerWeights(reference.Distiller))
            {
                weights.CopyTo(other.Distiller);
            }

            set_num_threads(threads.Reference);
            var expected = reference.Next();
            set_num_threads(threads.Other);
            var found = other.Next();
            losses = StepDifference.Larger(losses, StepDifference.Largest(expected.Losses, found.Losses));
            gradients = StepDifference.Larger(gradients, StepDifference.Largest(expected.Gradients, found.Gradients));
            moves = StepDifference.Larger(moves, StepDifference.Largest(expected.Moves, found.Moves));
        }

        return new StepComparison(
            step.Name,
            losses.Relative,
            gradients.Relative,
            moves.Relative,
            losses.Problem(step.Tolerance.Losses) ?? gradients.Problem(step.Tolerance.Gradients) ?? moves.Problem(step.Tolerance.Moves));
    }
}
