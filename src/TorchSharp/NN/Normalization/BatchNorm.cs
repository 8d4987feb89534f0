using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy, 2015): (x − mean) / √(variance + ε) · weight + bias, with the batch's
/// statistics in training mode and the running ones in evaluation mode.
/// </summary>
public abstract class BatchNorm : NormBase
{
    internal static readonly Op Op = new("aten::batch_norm");
    private static readonly Op Increment = new("aten::add_", "Scalar");

    /// <summary>Makes a layer with scale 1, shift 0, mean 0 and variance 1.</summary>
    public BatchNorm(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var share = momentum ?? 0;
        var tracking = training && track_running_stats && _num_batches_tracked is not null;
        if (tracking)
        {
            Increment.CallInPlace(_num_batches_tracked, 1L);
            if (momentum is null)
                share = 1.0 / _num_batches_tracked!.item<long>();
        }

        var useBatch = training || _running_mean is null || _running_var is null;
        var useRunning = !training || track_running_stats;
        return Op.Call(
            input, _weight, _bias, useRunning ? _running_mean : null, useRunning ? _running_var : null, useBatch, share, eps, true);
    }
}
