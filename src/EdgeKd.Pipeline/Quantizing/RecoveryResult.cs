using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>The best quantized form that was found.</summary>
/// <param name="Trials">The model that it is a form of: the given one, or the tuned one.</param>
/// <param name="Options">How it is quantized.</param>
/// <param name="Method">Its calibration method.</param>
/// <param name="Top1">Its top-1 on validation, 0 to 1.</param>
/// <param name="Holds">Whether it keeps the limit.</param>
/// <param name="Steps">All that was tried, in order.</param>
internal sealed record RecoveryResult(
    IQuantizationTrials Trials, QuantizationOptions Options, string Method, double Top1, bool Holds, IReadOnlyList<RecoveryStep> Steps)
{
    /// <summary>The names of the steps that it is made of.</summary>
    public IEnumerable<string> Needed => Steps.Where(step => step.Kept).Select(step => step.Name);
}
