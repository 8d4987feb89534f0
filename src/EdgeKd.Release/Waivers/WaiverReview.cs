namespace EdgeKd.Release;

/// <summary>The waivers of a model, sorted by whether they count.</summary>
/// <param name="Valid">Signed and not expired: what the gate is given.</param>
/// <param name="Expired">Signed, but expired: named, and nothing else.</param>
public sealed record WaiverReview(IReadOnlyList<Waiver> Valid, IReadOnlyList<Waiver> Expired)
{
    /// <summary>No waivers.</summary>
    public static WaiverReview None { get; } = new([], []);

    /// <summary>Checks the waivers of a file.</summary>
    /// <param name="path">The file; it need not be there.</param>
    /// <param name="model">The model that they have to be for: the recipe's name.</param>
    /// <param name="trust">The keys that they have to be signed with; null where none was named.</param>
    /// <param name="today">The day.</param>
    /// <exception cref="InvalidDataException">The file is damaged, a waiver is not signed by one of the keys for this model, or there
    /// are no keys; the message names the waiver.</exception>
    public static WaiverReview Of(string path, string model, TrustedKeys? trust, DateOnly today)
    {
        var waivers = WaiverFile.Load(path);
        if (waivers.Count == 0)
            return None;
        if (trust is null)
            throw new InvalidDataException($"{path}: it holds waivers, but no keys to check them with; name a trust file with gate.trust in the recipe or with --trust.");
        var keys = trust.ValidOn(today).ToArray();
        foreach (var waiver in waivers)
        {
            if (waiver.SignedBy(model, keys) is null)
                throw new InvalidDataException($"{path}: the waiver of '{waiver.Rule}' is not signed for {model} by a key that {trust.Source} trusts today; sign it with 'edgekd waive', or take it out.");
        }

        return new WaiverReview([.. waivers.Where(waiver => waiver.Until >= today)], [.. waivers.Where(waiver => waiver.Until < today)]);
    }
}
