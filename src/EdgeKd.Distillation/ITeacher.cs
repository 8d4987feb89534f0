using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>What a student learns from: images in, logits out, and no gradient ever flows into it.</summary>
public interface ITeacher : IDisposable
{
    /// <summary>Computes the teacher's logits.</summary>
    /// <param name="images">N×3×H×W, normalised as the teacher was trained.</param>
    /// <returns>N×K logits without gradient, an ordinary tensor that autograd may save.</returns>
    Tensor Forward(Tensor images);
}
