using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Manifests;

/// <summary>The classes that a manifest's labels become by the label map, and the class of each label.</summary>
/// <param name="Names">The classes, in the order of the options, else sorted by their code units.</param>
/// <param name="ClassOfLabel">The class of each of <see cref="ManifestTable.LabelNames"/>; −1: dropped.</param>
internal sealed record ManifestClasses(string[] Names, int[] ClassOfLabel)
{
    /// <exception cref="InvalidDataException">Map and labels, or list and labels, do not fit; or there are fewer than two classes.</exception>
    public static ManifestClasses Of(ManifestTable table, DataOptions options)
    {
        var labels = Enumerable.Range(0, table.LabelNames.Count).Select(table.LabelNames.TextOf).ToArray();
        if (options.Labels.Keys.Except(labels, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new InvalidDataException($"{table.File}: data.labels maps '{unknown}', a label that no image has; correct or remove it");
        var mapped = Array.ConvertAll(labels, label => options.Labels.GetValueOrDefault(label, label));
        var occurring = mapped.Where(label => label != DataOptions.Drop).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (occurring.Length < 2)
            throw new InvalidDataException($"{table.File}: {(occurring.Length == 1 ? $"all images are of one class, '{occurring[0]}'" : "every label is dropped")}; a classifier needs at least two");
        if (options.Classes.Count > 0) RequireSame(table, options.Classes, occurring, mapped);
        string[] names = options.Classes.Count > 0 ? [.. options.Classes] : occurring;
        var numbers = names.Index().ToDictionary(name => name.Item, name => name.Index);
        return new ManifestClasses(names, Array.ConvertAll(mapped, label => label == DataOptions.Drop ? -1 : numbers[label]));
    }

    private static void RequireSame(ManifestTable table, IReadOnlyList<string> classes, string[] occurring, string[] mapped)
    {
        if (occurring.Except(classes, StringComparer.Ordinal).FirstOrDefault() is { } extra)
        {
            var first = Array.FindIndex(table.Labels, label => mapped[label] == extra);
            throw ManifestTable.ErrorAt(table.File, table.Lines[first], $"class '{extra}' is none of data.classes; add it there, or map or drop it with data.labels");
        }
        if (classes.Except(occurring, StringComparer.Ordinal).FirstOrDefault() is { } missing)
            throw new InvalidDataException($"{table.File}: no image is of class '{missing}', which data.classes names; add images of it, or remove it there");
    }
}
