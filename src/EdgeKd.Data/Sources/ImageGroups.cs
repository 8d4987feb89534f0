namespace EdgeKd.Data.Sources;

/// <summary>Which images belong together, group by group, numbered in the order of their first images.</summary>
internal sealed class ImageGroups
{
    private readonly int[] _starts, _images;

    /// <param name="groups">Any number an image, the same for all of a group; −1: the image is a group of its own.</param>
    public ImageGroups(ReadOnlySpan<int> groups)
    {
        var numbers = new Dictionary<int, int>();
        OfImage = new int[groups.Length];
        var count = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i] < 0) OfImage[i] = count++;
            else if (numbers.TryGetValue(groups[i], out var known)) OfImage[i] = known;
            else numbers.Add(groups[i], OfImage[i] = count++);
        }
        _starts = new int[count + 1];
        foreach (var group in OfImage) _starts[group + 1]++;
        for (var group = 0; group < count; group++) _starts[group + 1] += _starts[group];
        _images = new int[groups.Length];
        var next = _starts.AsSpan(0, count).ToArray();
        for (var i = 0; i < groups.Length; i++) _images[next[OfImage[i]]++] = i;
    }

    public int Count => _starts.Length - 1;

    /// <summary>The group of each image.</summary>
    public int[] OfImage { get; }

    /// <summary>The images of a group, in their order.</summary>
    public ReadOnlySpan<int> this[int group] => _images.AsSpan(_starts[group].._starts[group + 1]);
}
