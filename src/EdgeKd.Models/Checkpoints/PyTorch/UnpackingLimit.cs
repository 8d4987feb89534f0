using System.Globalization;

namespace EdgeKd.Models.PyTorch;

/// <summary>How much a file may become: compressed records, and tensors that repeat their elements by strides of 0.</summary>
/// <remarks>Weights hardly shrink: a file of real ones becomes about its own size.</remarks>
/// <param name="fileBytes">The size of the file.</param>
internal sealed class UnpackingLimit(long fileBytes)
{
    private const int LargestFactor = 8;
    private const int AlwaysAllowedBytes = 16 << 20;

    private readonly UInt128 limit = UInt128.Max((ulong)fileBytes * (UInt128)LargestFactor, AlwaysAllowedBytes);
    private UInt128 total;

    /// <exception cref="InvalidDataException">The sum exceeds what the file may become.</exception>
    public void Add(UInt128 sizeBytes)
    {
        total += sizeBytes;
        if (total > limit)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"its {fileBytes} bytes would become more than {limit}, as in a file made to fill the memory"));
        }
    }
}
