using EdgeKd.Data;

namespace EdgeKd.Pipeline.Evaluating;

/// <summary>A list of which test images belong to which slice: lines of an image's name and a slice's, divided by the last comma. An image
/// may stand in several slices, and in none.</summary>
internal static class SliceFile
{
    /// <summary>No list is longer, in bytes; checked before it is read.</summary>
    private const long MaxSizeBytes = 64L << 20;

    /// <summary>Reads the slices of a set of images.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">The images; names are those of the set, or the ends of them behind a slash.</param>
    /// <returns>The places of the images of each slice, ascending.</returns>
    /// <exception cref="InvalidDataException">A line is no such pair, or names an image that is not in the set or not the only one of that
    /// name; the message names the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<int>> Load(string path, IImageSet images)
    {
        if (new FileInfo(path).Length is > MaxSizeBytes and var size)
            throw new InvalidDataException($"{path}: {size} bytes are more than the {MaxSizeBytes} that a list of slices may have.");
        var places = PlacesByName(images);
        var slices = new SortedDictionary<string, SortedSet<int>>(StringComparer.Ordinal);
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            var comma = text.LastIndexOf(',');
            var (name, slice) = comma < 0 ? ("", "") : (text[..comma].Trim(), text[(comma + 1)..].Trim());
            if (name.Length == 0 || slice.Length == 0 || slice.Any(char.IsControl))
                throw new InvalidDataException($"{path}:{index + 1}: a line wants an image's name, a comma and a slice, such as cat/0001.png,night");
            if (!places.TryGetValue(name, out var place))
                throw new InvalidDataException($"{path}:{index + 1}: no test image is called '{name}'; names are as in the data folder, such as {images.NameOf(0)}");
            if (place < 0)
                throw new InvalidDataException($"{path}:{index + 1}: several test images end in '{name}'; give more of their path");
            if (!slices.TryGetValue(slice, out var members))
                slices[slice] = members = [];
            members.Add(place);
        }

        return slices.ToDictionary(slice => slice.Key, slice => (IReadOnlyList<int>)[.. slice.Value], StringComparer.Ordinal);
    }

    /// <summary>The place of every name and of every end of one behind a slash; −1 where several images have it.</summary>
    private static Dictionary<string, int> PlacesByName(IImageSet images)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < images.Count; i++)
        {
            var name = images.NameOf(i);
            for (var start = 0; start >= 0 && start < name.Length; start = name.IndexOf('/', start) is >= 0 and var slash ? slash + 1 : -1)
                places[name[start..]] = places.ContainsKey(name[start..]) ? -1 : i;
        }

        return places;
    }
}
