namespace EdgeKd.Models;

/// <summary>The names that weights have in a network, where a wrapper saved them under longer ones.</summary>
public sealed class CheckpointNames
{
    private const string StudentPrefix = "student.";
    private const int MaxSteps = 8;

    // DataParallel and DistributedDataParallel; torch.compile.
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    private CheckpointNames(IReadOnlyList<KeyValuePair<string, string>> names, IReadOnlyList<string> notes)
    {
        Names = names;
        Notes = notes;
    }

    /// <summary>Names in the network with those in the file, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Names { get; }

    /// <summary>What was taken off and what was left, a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Takes off the prefixes that wrappers put before every name (<c>module.</c>, <c>_orig_mod.</c>); of a distiller, as
    /// mdistiller saves it, the student is taken, and the teacher and all else are left.
    /// </summary>
    /// <param name="names">The names in the file.</param>
    public static CheckpointNames Unwrap(IEnumerable<string> names)
    {
        var network = AsTheyAre(names);
        for (var step = 0; step < MaxSteps; step++)
        {
            if (Wrappers.FirstOrDefault(network.AllStartWith) is { } wrapper)
            {
                network = network.Only(wrapper);
            }
            else if (network.Names.Any(pair => StartsWith(pair, StudentPrefix)))
            {
                network = network.Only(StudentPrefix);
            }
            else
            {
                break;
            }
        }

        return network;
    }

    /// <summary>The same for a network that is known: names that fit it are not touched, and whatever else is common to all
    /// goes where the rest fits.</summary>
    internal static CheckpointNames Fit(IEnumerable<string> names, IReadOnlySet<string> wanted)
    {
        var asTheyAre = AsTheyAre(names);
        if (asTheyAre.IsWithin(wanted))
        {
            return asTheyAre;
        }

        var unwrapped = Unwrap(names);
        var network = unwrapped;
        for (var step = 0; step < MaxSteps && !network.IsWithin(wanted) && network.CommonPrefix() is { } prefix; step++)
        {
            network = network.Only(prefix);
        }

        return network.IsWithin(wanted) ? network : unwrapped;
    }

    private static CheckpointNames AsTheyAre(IEnumerable<string> names) =>
        new([.. names.Select(name => KeyValuePair.Create(name, name))], []);

    private static bool StartsWith(KeyValuePair<string, string> name, string prefix) => name.Key.StartsWith(prefix, StringComparison.Ordinal);

    private bool IsWithin(IReadOnlySet<string> wanted) => Names.All(pair => wanted.Contains(pair.Key));

    private bool AllStartWith(string prefix) => Names.Count > 0 && Names.All(pair => StartsWith(pair, prefix));

    private string? CommonPrefix() =>
        Names.Count > 0 && Names[0].Key.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot && Names[0].Key[..(dot + 1)] is var prefix && AllStartWith(prefix)
            ? prefix
            : null;

    private CheckpointNames Only(string prefix)
    {
        KeyValuePair<string, string>[] taken =
        [
            .. Names.Where(pair => StartsWith(pair, prefix)).Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value)),
        ];
        var left = Names.Where(pair => !StartsWith(pair, prefix)).Select(pair => pair.Key.Split('.')[0]).Distinct().ToArray();
        var note = left.Length == 0
            ? $"the prefix {QuotedName.Of(prefix)} of all {taken.Length} names is taken off"
            : $"the {taken.Length} tensors of {QuotedName.Of(prefix)} are taken without that prefix, the other {Names.Count - taken.Length} left"
                + $" ({string.Join(", ", left.Take(MaxSteps).Select(name => QuotedName.Of(name + ".")))}{(left.Length > MaxSteps ? ", …" : "")})";
        return new CheckpointNames(taken, [.. Notes, note]);
    }
}
