using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Sources;

/// <summary>Splits a part so that each class gives the same fraction.</summary>
internal static class StratifiedSplit
{
    /// <summary>Takes a fraction of each class, rounded to the nearest image, at least one and never all; both results keep the order.</summary>
    /// <exception cref="InvalidDataException">A class has fewer than two images.</exception>
    public static (int[] Kept, int[] Taken) Split(IReadOnlyList<int> labels, IReadOnlyList<string> classNames, double fraction, RandomStream stream, long seed)
    {
        var members = new List<int>[classNames.Count];
        for (var label = 0; label < members.Length; label++) members[label] = [];
        for (var i = 0; i < labels.Count; i++) members[labels[i]].Add(i);

        var isTaken = new bool[labels.Count];
        for (var label = 0; label < members.Length; label++)
        {
            var indices = members[label].ToArray();
            if (indices.Length < 2)
                throw new InvalidDataException(
                    $"class '{classNames[label]}' has {indices.Length} training image(s); at least 2 are needed to split {What(stream)} from them");
            new CounterRandom(stream, seed, label).Shuffle(indices.AsSpan());
            var count = Math.Clamp((int)Math.Round(indices.Length * fraction, MidpointRounding.AwayFromZero), 1, indices.Length - 1);
            foreach (var index in indices.AsSpan(0, count)) isTaken[index] = true;
        }
        var all = Enumerable.Range(0, labels.Count);
        return (all.Where(i => !isTaken[i]).ToArray(), all.Where(i => isTaken[i]).ToArray());
    }

    private static string What(RandomStream stream) => stream switch
    {
        RandomStream.TestSplit => "test",
        RandomStream.ValidationSplit => "validation",
        _ => "the labelled part",
    };
}
