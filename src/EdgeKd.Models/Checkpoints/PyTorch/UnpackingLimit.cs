using System.Globalization;

namespace EdgeKd.Models.PyTorch;

/// <summary>How much a file may become: compressed records, and tensors that repeat their elements by strides of 0.</summary>
/// <remarks>Weights hardly shrink: a file of real ones becomes about its own size.</remarks>
/// <param name="fileBytes">The size of the file.</param>
/// <param name="alwaysAllowedBytes">What even a small file may become.</param>
internal sealed class UnpackingLimit(long fileBytes, int alwaysAllowedBytes)
{
    /// <summary>For records: a byte of a pickle may become an object of a hundred.</summary>
    public const int RecordBytes = 256 << 10;

    /// <summary>For tensors, which are views and take memory only when they are copied.</summary>
    public const int TensorBytes = 16 << 20;

    private const int LargestFactor = 4;

    private readonly UInt128 limit = UInt128.Max((ulong)fileBytes * (UInt128)LargestFactor, (UInt128)alwaysAllowedBytes);
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
