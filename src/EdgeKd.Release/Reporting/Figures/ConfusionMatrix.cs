namespace EdgeKd.Release;

/// <summary>How often each class was taken for each other: K×K counts.</summary>
internal sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    private ConfusionMatrix(int classes) => (Classes, _counts) = (classes, new int[checked(classes * classes)]);

    /// <summary>K.</summary>
    public int Classes { get; }

    /// <summary>Images of a class that were taken for another.</summary>
    /// <param name="label">The class that they are labelled as.</param>
    /// <param name="answer">The class that was answered.</param>
    public int this[int label, int answer] => _counts[(label * Classes) + answer];

    /// <summary>Counts.</summary>
    /// <param name="labels">The true class of each image: N.</param>
    /// <param name="answers">The answered class of each image: N.</param>
    /// <param name="classes">K.</param>
    public static ConfusionMatrix Of(IReadOnlyList<int> labels, IReadOnlyList<int> answers, int classes)
    {
        var matrix = new ConfusionMatrix(classes);
        foreach (var (label, answer) in labels.Zip(answers))
            matrix._counts[(label * classes) + answer]++;
        return matrix;
    }

    /// <summary>Images of a class.</summary>
    public int Count(int label) => _counts.AsSpan(label * Classes, Classes).ToArray().Sum();

    /// <summary>The confusions that happened, the most frequent first.</summary>
    public IReadOnlyList<(int Label, int Answer, int Count)> Pairs() =>
    [
        .. Enumerable.Range(0, _counts.Length)
            .Select(place => (Label: place / Classes, Answer: place % Classes, Count: _counts[place]))
            .Where(pair => pair.Label != pair.Answer && pair.Count > 0)
            .OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Label).ThenBy(pair => pair.Answer),
    ];
}
