namespace EdgeKd.Data.Texts;

/// <summary>Many short texts as UTF-8 bytes, numbered from 0: no object a text, so that millions of paths fit.</summary>
internal sealed class Utf8Strings
{
    /// <summary>The most bytes that one text may have.</summary>
    public const int MaxTextBytes = ushort.MaxValue;

    private const int ChunkBytes = 1 << 20;
    private readonly List<byte[]> _chunks = [];
    private readonly List<long> _places = []; // 48 bits of where it starts, 16 of its length; no text crosses a chunk's end
    private int _used = ChunkBytes;

    public int Count => _places.Count;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var place = _places[index];
            var start = place >> 16;
            return _chunks[(int)(start / ChunkBytes)].AsSpan((int)(start % ChunkBytes), (int)(place & MaxTextBytes));
        }
    }

    public string TextOf(int index) => System.Text.Encoding.UTF8.GetString(this[index]);

    /// <summary>Keeps a copy of a text.</summary>
    /// <returns>Its number.</returns>
    public int Add(ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MaxTextBytes, nameof(text));
        if (ChunkBytes - _used < text.Length || _chunks.Count == 0)
        {
            _chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkBytes));
            _used = 0;
        }
        text.CopyTo(_chunks[^1].AsSpan(_used));
        _places.Add((((long)(_chunks.Count - 1) * ChunkBytes) + _used) << 16 | (long)text.Length);
        _used += text.Length;
        return _places.Count - 1;
    }
}
