using System.Globalization;

namespace EdgeKd.Data.Checking;

/// <summary>Looks at the names of the classes and at how many images each has.</summary>
internal static class ClassInspector
{
    /// <summary>Inspects the classes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="imageCounts">The images of each class that can be read.</param>
    /// <param name="maxImbalance">How many times the images of the smallest class the largest may have.</param>
    public static IEnumerable<Finding> Inspect(CheckedFolder folder, IReadOnlyDictionary<CheckedClass, int> imageCounts, double maxImbalance)
    {
        var parts = folder.Parts.Select(part => folder.Classes.Where(c => c.Part == part).ToArray()).Where(classes => classes.Length > 0).ToArray();
        return [.. Alike(folder.Classes), .. Missing(parts), .. parts.SelectMany(classes => Counted(classes, imageCounts, maxImbalance))];
    }

    private static IEnumerable<Finding> Alike(IReadOnlyList<CheckedClass> classes)
    {
        foreach (var alike in classes.GroupBy(c => ClassNameKey.Of(c.Name)))
        {
            var names = alike.Select(c => c.Name).Distinct().Order(StringComparer.Ordinal).ToArray();
            if (names.Length > 1)
                yield return FindingKinds.ClassNamesAlike.Of(string.Join(" and ", names.Select(name => $"'{name}'")), [.. alike.Select(c => c.Folder).Order(StringComparer.Ordinal)]);
        }
    }

    // By their keys: a class whose name is written differently is no missing one, but one of two alike.
    private static IEnumerable<Finding> Missing(CheckedClass[][] parts)
    {
        var all = parts.SelectMany(classes => classes).DistinctBy(c => ClassNameKey.Of(c.Name)).ToArray();
        if (all.Length == 1)
            yield return FindingKinds.SingleClass.Of($"it is '{all[0].Name}'", all[0].Folder);
        foreach (var classes in parts)
        {
            var keys = classes.Select(c => ClassNameKey.Of(c.Name)).ToHashSet();
            foreach (var missing in all.Where(c => !keys.Contains(ClassNameKey.Of(c.Name))))
                yield return FindingKinds.MissingClass.Of($"there is no folder '{missing.Name}' in {classes[0].Part}, as there is in {missing.Part}", $"{classes[0].Part}/{missing.Name}");
        }
    }

    private static IEnumerable<Finding> Counted(CheckedClass[] classes, IReadOnlyDictionary<CheckedClass, int> imageCounts, double maxImbalance)
    {
        foreach (var @class in classes)
        {
            var count = imageCounts.GetValueOrDefault(@class);
            if (count == 0) yield return FindingKinds.EmptyClass.Of("it holds no JPEG, PNG, BMP or WebP image that can be read", @class.Folder);
            if (count == 1) yield return FindingKinds.SingleImageClass.Of("it has one image that can be read", @class.Folder);
        }
        // A class of one image or none is a finding of its own.
        var counted = classes.Where(c => imageCounts.GetValueOrDefault(c) > 1).ToArray();
        if (counted.Length < 2) yield break;
        var largest = counted.MaxBy(c => imageCounts[c])!;
        var small = counted.Where(c => imageCounts[largest] > maxImbalance * imageCounts[c]).OrderBy(c => imageCounts[c]).ToArray();
        if (small.Length == 0) yield break;
        yield return FindingKinds.Imbalance.Of(
            string.Create(CultureInfo.InvariantCulture, $"'{largest.Name}' has {imageCounts[largest]:N0} images, {(double)imageCounts[largest] / imageCounts[small[0]]:F1} times the {imageCounts[small[0]]:N0} of '{small[0].Name}'; {small.Length} of {classes.Length} classes have less than one in {maxImbalance:0.#}"),
            [.. small.Select(c => c.Folder)]);
    }
}
