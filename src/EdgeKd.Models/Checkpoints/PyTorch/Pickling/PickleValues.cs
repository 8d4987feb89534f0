namespace EdgeKd.Models.PyTorch;

/// <summary>A Python dictionary as it was filled: pairs in order, keys of any kind.</summary>
/// <remarks>Other values are null, bool, long, BigInteger, double, string, byte[], object?[] (a tuple) and List&lt;object?&gt;.</remarks>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    /// <summary>The values under text keys; of a key given twice the last, as in Python.</summary>
    public Dictionary<string, object?> ByText()
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in Items)
        {
            if (key is string text)
            {
                values[text] = value;
            }
        }

        return values;
    }
}

/// <summary>A harmless value that nothing here needs, such as a NumPy scalar beside the weights.</summary>
internal sealed record OpaqueValue
{
    public static readonly OpaqueValue Instance = new();
}

/// <summary>Something that a pickle may name.</summary>
/// <param name="Name">Python's full name.</param>
/// <param name="Call">What calling it gives; null for what cannot be called.</param>
/// <param name="Meaning">What it stands for where it is not called: the element type of a storage or tensor.</param>
internal sealed record PickleGlobal(string Name, Func<object?[], object?>? Call = null, object? Meaning = null);
