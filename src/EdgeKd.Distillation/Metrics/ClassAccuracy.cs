using System.Text.Json.Serialization;

namespace EdgeKd.Distillation.Metrics;

/// <summary>How a network does on the images of one class.</summary>
/// <param name="Count">Images of the class.</param>
/// <param name="Correct">Those whose class comes first.</param>
public sealed record ClassAccuracy(int Count, int Correct)
{
    /// <summary>Part whose class comes first, in [0, 1]; NaN for a class without images.</summary>
    [JsonIgnore]
    public double Top1 => (double)Correct / Count;

    /// <summary>Balanced accuracy: the mean of the classes' top-1 over those that have images, in [0, 1]; 0 when none has.</summary>
    /// <remarks>Equal to top-1 where all classes have as many images. The gate's metric of that name is the same, on a model's answers.</remarks>
    /// <param name="classes">The classes.</param>
    public static double Balanced(IReadOnlyList<ClassAccuracy> classes) =>
        classes.Where(one => one.Count > 0).Select(one => one.Top1).DefaultIfEmpty().Average();
}
