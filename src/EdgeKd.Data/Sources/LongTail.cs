using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Sources;

/// <summary>Thins classes out to an exponential profile, as long-tailed CIFAR is made.</summary>
internal static class LongTail
{
    /// <summary>Chooses the images that stay.</summary>
    /// <remarks>Class i of K keeps n·ratio^(−i/(K−1)) images, rounded to the nearest and at least one, where n is the size of the
    /// largest class (Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", 2019, section 5.1; Cao et al.,
    /// "Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss", 2019); a class that has fewer keeps what it has.
    /// Which ones follows from (seed, class): those of a larger ratio are among those of a smaller one.</remarks>
    /// <param name="labels">A label an image.</param>
    /// <param name="classes">K.</param>
    /// <param name="ratio">The largest class by the smallest, 1 or more.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The positions that stay, ascending.</returns>
    public static int[] Thin(IReadOnlyList<int> labels, int classes, double ratio, long seed)
    {
        var members = Enumerable.Range(0, labels.Count).ToLookup(i => labels[i]);
        var largest = members.Max(group => group.Count());
        List<int> kept = [];
        for (var label = 0; label < classes; label++)
        {
            int[] indices = [.. members[label]];
            new CounterRandom(RandomStream.LongTail, seed, label).Shuffle(indices.AsSpan());
            var wanted = largest * Math.Pow(ratio, -(double)label / Math.Max(1, classes - 1));
            kept.AddRange(indices.Take(Math.Max(1, (int)Math.Round(wanted, MidpointRounding.AwayFromZero))));
        }
        return [.. kept.Order()];
    }
}
