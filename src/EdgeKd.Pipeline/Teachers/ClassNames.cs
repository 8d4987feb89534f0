using EdgeKd.Models;

namespace EdgeKd.Pipeline.Teachers;

/// <summary>Finds the data's classes among a teacher's.</summary>
internal static class ClassNames
{
    private const int MaxFileSizeBytes = 16 << 20;
    private const int MaxListed = 10;

    /// <summary>Reads a file with a class name a line; blank lines at its end do not count.</summary>
    /// <exception cref="InvalidDataException">It is missing, too large, or holds a blank line; one line.</exception>
    public static IReadOnlyList<string> Read(string path, string key)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"{key} {path} does not exist; name a file with a class name a line, or list the names");
        if (file.Length > MaxFileSizeBytes)
            throw new InvalidDataException($"{key} {path} has {file.Length:N0} bytes, more than the {MaxFileSizeBytes:N0} that class names take; is it the right file?");
        var names = File.ReadAllText(path).TrimEnd().Split('\n').Select(line => line.Trim()).ToArray();
        var blank = Array.IndexOf(names, "");
        return blank < 0 ? names : throw new InvalidDataException($"{path}:{blank + 1}: a class name is missing; each line names the class of one logit");
    }

    /// <summary>For each class of the data the teacher's logit.</summary>
    /// <param name="teacher">The teacher's classes in the order of its logits.</param>
    /// <param name="data">The data's classes.</param>
    /// <param name="key">What errors call the teacher's names, such as <c>teacher.labels</c>.</param>
    /// <exception cref="InvalidDataException">The teacher lacks classes of the data, all listed with the nearest names, or has one of them twice.</exception>
    public static int[] Match(IReadOnlyList<string> teacher, IReadOnlyList<string> data, string key)
    {
        var places = teacher.Index().ToLookup(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var missing = data.Where(name => !places.Contains(name)).ToArray();
        if (missing.Length > 0)
        {
            // A name that the data has itself is no misspelling of another.
            var free = teacher.Except(data).ToArray();
            var listed = missing.Take(MaxListed).Select(name => free.Length == 0 ? $"'{name}'" : $"'{name}' (nearest {NearestNames.Describe(name, free)})");
            var more = missing.Length > MaxListed ? $" and {missing.Length - MaxListed} more" : "";
            throw new InvalidDataException(
                $"{key}: the teacher lacks {missing.Length} of the {data.Count} classes of the data: {string.Join(", ", listed)}{more}; write its classes as the data does, in the order of its logits.");
        }
        if (data.FirstOrDefault(name => places[name].Count() > 1) is { } twice)
            throw new InvalidDataException($"{key}: class '{twice}' stands there {places[twice].Count()} times (logits {string.Join(", ", places[twice])}); rename the ones that are not the data's.");
        return [.. data.Select(name => places[name].Single())];
    }
}
