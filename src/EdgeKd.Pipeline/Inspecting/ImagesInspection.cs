using System.Globalization;
using EdgeKd.Data;

namespace EdgeKd.Pipeline.Inspecting;

/// <summary>Describes a packed part of a data set.</summary>
internal static class ImagesInspection
{
    public static Inspection Describe(string path)
    {
        if (!PackedImages.HasLabels(path))
        {
            using var unlabelled = PackedImages.OpenUnlabelled(path);
            return new Inspection("packed images without labels", SizeOf(unlabelled.Count, unlabelled.Height, unlabelled.Width));
        }
        using var images = PackedImages.Open(path);
        var counts = new int[images.ClassNames.Count];
        for (var i = 0; i < images.Count; i++)
            counts[images.LabelOf(i)]++;
        return new Inspection("packed images",
        [
            .. SizeOf(images.Count, images.Height, images.Width),
            .. images.ClassNames.Select((name, k) => KeyValuePair.Create("class", string.Create(CultureInfo.InvariantCulture, $"{name}, {counts[k]:N0} images"))),
        ]);
    }

    private static KeyValuePair<string, string>[] SizeOf(int count, int height, int width) =>
    [
        new("images", count.ToString("N0", CultureInfo.InvariantCulture)),
        new("size", $"{height}×{width} RGB"),
    ];
}
