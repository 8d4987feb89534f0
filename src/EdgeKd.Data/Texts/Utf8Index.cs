namespace EdgeKd.Data.Texts;

/// <summary>Texts that are each kept once, and found again: an open hash table over <see cref="Utf8Strings"/>.</summary>
internal sealed class Utf8Index
{
    private int[] _slots = new int[64]; // number + 1; 0 is free

    public Utf8Strings Texts { get; } = new();

    /// <summary>The number of a text, which is kept where it is new.</summary>
    public int Add(ReadOnlySpan<byte> text, out bool isNew)
    {
        if (Texts.Count >= _slots.Length / 2) Grow();
        var slot = SlotOf(text);
        isNew = _slots[slot] == 0;
        if (isNew) _slots[slot] = Texts.Add(text) + 1;
        return _slots[slot] - 1;
    }

    private int SlotOf(ReadOnlySpan<byte> text)
    {
        // Seeded anew by each process, so no file can be made whose texts all collide.
        var hash = new HashCode();
        hash.AddBytes(text);
        var slot = hash.ToHashCode() & (_slots.Length - 1);
        while (_slots[slot] != 0 && !Texts[_slots[slot] - 1].SequenceEqual(text)) slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < Texts.Count; i++) _slots[SlotOf(Texts[i])] = i + 1;
    }
}
