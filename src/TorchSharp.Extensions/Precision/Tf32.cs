using static TorchSharp.torch;

namespace TorchSharp.Extensions;

/// <summary>
/// Says until it is disposed whether GPUs may multiply and convolve float32 tensors in TF32: 10 bits of fraction instead of 23 in
/// the factors, sums in float32. No effect on the processor.
/// </summary>
/// <remarks>
/// For the whole process. libtorch's own setting is TF32 for cuDNN's convolutions and float32 for cuBLAS's matrix products; this sets
/// both alike. Dispose restores both, last made first.
/// </remarks>
public sealed class Tf32 : IDisposable
{
    private readonly (bool Products, bool Convolutions) before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);

    /// <summary>Begins a scope.</summary>
    /// <param name="allowed">Whether TF32 may be used.</param>
    public Tf32(bool allowed) => Set(allowed, allowed);

    /// <summary>Restores what was before.</summary>
    public void Dispose() => Set(before.Products, before.Convolutions);

    private static void Set(bool products, bool convolutions) =>
        (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (products, convolutions);
}
