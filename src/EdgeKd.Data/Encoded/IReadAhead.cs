namespace EdgeKd.Data.Encoded;

/// <summary>A set that is read faster when it knows the order of the reads.</summary>
internal interface IReadAhead
{
    /// <summary>Says in which order images will be read next.</summary>
    /// <param name="order">Positions in the set; those that are not in it are passed over.</param>
    /// <exception cref="ArgumentException">The order needs more files at once than there is room for.</exception>
    void Expect(ReadOnlySpan<int> order);
}
