using System.Globalization;

namespace EdgeKd.Data.Shards;

/// <summary>Turns what samples say of their classes into labels.</summary>
internal sealed class SampleClasses
{
    private const int MostClasses = 100_000;
    private readonly Dictionary<string, int> _numbers = [];

    private SampleClasses(IReadOnlyList<string> names)
    {
        Names = names;
        for (var i = 0; i < names.Count; i++) _numbers.Add(names[i], i);
    }

    /// <summary>The class names, in the order of the labels.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Classes with given names.</summary>
    public static SampleClasses Of(IReadOnlyList<string> names) => new(names);

    /// <summary>Classes named by the labels: the numbers from 0, or the names sorted by their code units.</summary>
    /// <exception cref="InvalidDataException">Some samples have numbers and some names, or there is one class, or too many.</exception>
    public static SampleClasses Of(IReadOnlyCollection<SampleLabel> labels)
    {
        var named = labels.Select(label => label.Name).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        if (named.Length > 0 && labels.Any(label => label.Name is null))
            throw new InvalidDataException("some samples have class numbers and some class names; write one kind");
        var count = named.Length > 0 ? named.Length : labels.Max(label => label.Number) + 1L;
        if (count is < 2 or > MostClasses)
            throw new InvalidDataException($"the labels speak of {count} classes, and 2 to {MostClasses} can be told apart");
        return new(named.Length > 0 ? named : [.. Enumerable.Range(0, (int)count).Select(number => number.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>The label of each image of a part.</summary>
    /// <exception cref="InvalidDataException">A sample's class is not among the names.</exception>
    public int[] Numbers(IReadOnlyList<SampleLabel> labels)
    {
        var numbers = new int[labels.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = labels[i].Name is { } name ? _numbers.GetValueOrDefault(name, -1) : labels[i].Number;
            if (numbers[i] < 0 || numbers[i] >= Names.Count)
                throw new InvalidDataException($"sample {i} is of class '{labels[i].Name ?? labels[i].Number.ToString(CultureInfo.InvariantCulture)}', which is none of the {Names.Count} classes");
        }
        return numbers;
    }
}
