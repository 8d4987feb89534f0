using static System.FormattableString;

namespace EdgeKd.Edge.Targets.Parity;

/// <summary>Finds out that a target has the right network with the labels in another order: where one class is answered here, always the
/// same other one is answered there.</summary>
internal static class ShuffledLabels
{
    /// <summary>An order of the classes counts as found when it explains so many answers.</summary>
    private const double Explained = 0.95;

    /// <summary>Two sound targets agree on more; only below is an order looked for.</summary>
    private const double Agreeing = 0.95;

    /// <summary>Half a sentence; null where no other order explains the answers.</summary>
    /// <param name="local">The class of each image here.</param>
    /// <param name="target">The class of each image there.</param>
    /// <param name="classNames">The classes.</param>
    public static string? Doubt(IReadOnlyList<int> local, IReadOnlyList<int> target, IReadOnlyList<string> classNames)
    {
        var pairs = local.Zip(target).ToArray();
        if (pairs.Count(pair => pair.First == pair.Second) >= Agreeing * pairs.Length)
            return null;
        var usual = pairs.GroupBy(pair => pair.First)
            .Select(same => (From: same.Key, Most: same.GroupBy(pair => pair.Second).MaxBy(to => to.Count())!))
            .Select(same => (same.From, To: same.Most.Key, Count: same.Most.Count())).ToArray();
        // Two classes that become one are no other order, and one class alone shows none.
        if (usual.Length < 2 || usual.Select(same => same.To).Distinct().Count() < usual.Length || usual.Sum(same => same.Count) < Explained * pairs.Length)
            return null;
        var moved = usual.Where(same => same.From != same.To).OrderBy(same => same.From).ToArray();
        var (from, to, _) = moved[0];
        return Invariant($"its labels are shuffled: what is class {from} '{classNames[from]}' here is class {to} '{classNames[to]}' there, and so for {moved.Length} of {usual.Length} classes");
    }
}
