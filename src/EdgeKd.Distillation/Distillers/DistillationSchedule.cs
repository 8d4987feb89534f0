using static TorchSharp.torch;

namespace EdgeKd.Distillation.Distillers;

/// <summary>When the loss against the teacher counts, by epochs.</summary>
/// <remarks>
/// A linear rise over the first epochs is what mdistiller gives DKD and ReviewKD (20 of 240 epochs); stopping early is what
/// DHKD's ImageNet setting does (after 50 of 100 epochs, the labels alone).
/// </remarks>
public sealed record DistillationSchedule
{
    /// <summary>Epochs over which the loss's weight rises linearly to its full value; 0 for none.</summary>
    public int WarmUpEpochs { get; init; }

    /// <summary>The first epoch, from 1, that is trained on the labels alone; <c>null</c> for none.</summary>
    public int? StopEpoch { get; init; }

    /// <summary>The settings in words, empty for the defaults.</summary>
    public string Description => this == new DistillationSchedule() ? "" : $" warmUp={WarmUpEpochs} stop={StopEpoch}";

    /// <summary>The factor of the loss in an epoch, in [0, 1].</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public double Factor(int epoch) =>
        epoch >= StopEpoch ? 0 : WarmUpEpochs == 0 ? 1 : Math.Min(1, (double)epoch / WarmUpEpochs);

    /// <summary>The loss times a factor; none at all at factor 0, so that nothing is spent on its gradient.</summary>
    internal static Tensor? Apply(Tensor? loss, double factor) => factor switch
    {
        0 => null,
        1 => loss,
        _ => loss is null ? null : loss * factor,
    };
}
