using System.Text;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Manifests;

/// <summary>One line of a manifest as UTF-8 texts, used again for the next one.</summary>
internal sealed class ManifestRow
{
    private const int MaxBytes = TextRule.MaxPathBytes;
    private readonly byte[][] _texts = [new byte[MaxBytes], new byte[MaxBytes], new byte[MaxBytes], new byte[MaxBytes]];
    private readonly int[] _lengths = new int[4];

    public ReadOnlySpan<byte> this[ManifestColumn column] => _texts[(int)column].AsSpan(0, _lengths[(int)column]);

    public void Clear() => Array.Clear(_lengths);

    /// <returns>False where the text is longer than any column's may be.</returns>
    public bool TrySet(ManifestColumn column, ReadOnlySpan<char> text) => Encoding.UTF8.TryGetBytes(text, _texts[(int)column], out _lengths[(int)column]);

    /// <inheritdoc cref="TrySet(ManifestColumn, ReadOnlySpan{char})"/>
    public bool TrySet(ManifestColumn column, ReadOnlySpan<byte> text)
    {
        if (!text.TryCopyTo(_texts[(int)column])) return false;
        _lengths[(int)column] = text.Length;
        return true;
    }

    /// <summary>Room for a column's text; <see cref="SetLength"/> says how much of it was filled.</summary>
    public byte[] BufferOf(ManifestColumn column) => _texts[(int)column];

    public void SetLength(ManifestColumn column, int length) => _lengths[(int)column] = length;
}
