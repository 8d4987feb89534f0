using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Data;

/// <summary>What was mixed into the images of a batch: the label and the share that belong to each.</summary>
/// <param name="PartnerLabels">N labels of the images that were mixed in, int64; −1 where that image has none.</param>
/// <param name="Shares">N shares λ of the own images, float32 from 0 to 1; the partner has 1 − λ.</param>
public sealed record MixedLabels(Tensor PartnerLabels, Tensor Shares) : IDisposable
{
    /// <summary>The label of the image with the larger share, the own one at a tie; for the training accuracy.</summary>
    /// <param name="labels">N labels of the own images.</param>
    /// <returns>N labels, owned by the caller's dispose scope.</returns>
    public Tensor Larger(Tensor labels) => where(Shares.ge(0.5), labels, PartnerLabels);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        PartnerLabels.Dispose();
        Shares.Dispose();
    }
}
