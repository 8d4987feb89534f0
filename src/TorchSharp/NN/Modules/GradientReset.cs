using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What <c>zero_grad</c> of modules and optimizers does to one parameter.</summary>
internal static class GradientReset
{
    private static readonly Op Zero = new("aten::zero_");

    public static void Clear(Tensor parameter, bool setToNone)
    {
        if (setToNone)
        {
            parameter.grad = null;
            return;
        }

        using var gradient = parameter.grad;
        if (gradient is null)
            return;
        using (no_grad())
            Zero.CallInPlace(gradient);
    }
}
