using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation;

namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>A way of giving a teacher its images that it may have been trained on.</summary>
/// <param name="Input">The images.</param>
/// <param name="Changes">What is otherwise than in the recipe; none for the recipe's own.</param>
internal sealed record TrialInput(TeacherInput Input, IReadOnlyList<TrialChange> Changes)
{
    private static readonly (string Name, double Scale, Normalization Pixels)[] Usual =
    [
        ("images normalised with ImageNet's mean and standard deviation", 1, Normalization.ImageNet),
        ("images normalised with CIFAR-10's mean and standard deviation", 1, Normalization.Cifar10),
        ("images normalised with CIFAR-100's mean and standard deviation", 1, Normalization.Cifar100),
        ("images normalised to -1 to 1 (mean and standard deviation 0.5)", 1, Normalization.Symmetric),
        ("pixels from 0 to 1 without normalisation", 1, new([0, 0, 0], [1, 1, 1])),
        ("pixels from 0 to 255 without normalisation", 255, new([0, 0, 0], [1, 1, 1])),
        ("pixels from 0 to 255 less ImageNet's mean", 255, new([123.68f, 116.779f, 103.939f], [1, 1, 1])),
    ];

    /// <summary>The recipe's own input first, then the usual ones, each with both orders of channels.</summary>
    /// <param name="own">The input that the recipe gives.</param>
    /// <param name="key">The recipe key of the teacher.</param>
    public static IReadOnlyList<TrialInput> Of(TeacherInput own, string key)
    {
        List<(TeacherInput Input, TrialChange[] Changes)> pixels = [(own, [])];
        foreach (var (name, scale, normal) in Usual)
            Add(name, scale, [.. normal.Mean.Select(Rounded)], [.. normal.StandardDeviation.Select(Rounded)]);
        // The recipe's numbers on pixels that nobody had divided by 255.
        if (own.Scale == 1)
            Add("pixels from 0 to 255, normalised with the mean and standard deviation of the recipe", 255, own.Mean, own.StandardDeviation);
        return
        [
            .. pixels.Select(p => new TrialInput(p.Input, p.Changes)),
            .. pixels.Select(p => new TrialInput(p.Input with { Bgr = !own.Bgr }, [Exchanged(own, key), .. p.Changes])),
        ];

        void Add(string name, double scale, IReadOnlyList<double> mean, IReadOnlyList<double> std)
        {
            if (Same(own, scale, mean, std))
                return;
            var scaled = own.Scale == scale ? "" : string.Create(CultureInfo.InvariantCulture, $"{key}.scale: {scale} and ");
            pixels.Add((own with { Scale = scale, Mean = mean, StandardDeviation = std },
                [new(name, "given those", $"{scaled}{key}.normalize: {{ mean: [{Numbers(mean)}], std: [{Numbers(std)}] }}")]));
        }
    }

    private static TrialChange Exchanged(TeacherInput own, string key) => own.Bgr
        ? new("RGB images", "with red and blue not exchanged", $"{key}.channels: rgb")
        : new("BGR images", "with red and blue exchanged", $"{key}.channels: bgr");

    private static bool Same(TeacherInput own, double scale, IReadOnlyList<double> mean, IReadOnlyList<double> std) =>
        own.Scale == scale && own.Mean.Concat(own.StandardDeviation).Zip(mean.Concat(std)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6 * scale);

    private static double Rounded(float value) => Math.Round((double)value, 4);

    private static string Numbers(IEnumerable<double> values) =>
        string.Join(", ", values.Select(value => Math.Round(value, 6).ToString(CultureInfo.InvariantCulture)));
}
