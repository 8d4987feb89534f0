using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>
/// ReviewKD: ceWeight·CE + weight·Σ hierarchical context loss(fused features of the student, features of the teacher)
/// (Chen, Liu, Zhao, Jia, "Distilling Knowledge via Knowledge Review", 2021).
/// </summary>
/// <remarks>
/// Each level of the teacher teaches the student's features from that level down to the deepest. The authors compare features
/// before the last activation of a stage; here they are what the named modules give, stages behind theirs.
/// </remarks>
public sealed class ReviewKdObjective : IObjective
{
    private readonly ReviewKdOptions options;
    private readonly TaskLoss task;
    private readonly AttentionFusion[] fusions;

    /// <summary>Prepares the losses, and the fusion modules with fresh weights.</summary>
    /// <param name="options">Weights and features.</param>
    /// <param name="studentShapes">Shapes of the named features without the batch: C×H×W, or C for a pooled one.</param>
    /// <param name="teacherShapes">Those of the teacher's.</param>
    /// <param name="task">The loss against the labels; <c>null</c> for <see cref="TaskLoss.Plain"/>.</param>
    /// <exception cref="ArgumentException">
    /// A setting is out of range, the lists differ in length, or a feature is neither a vector nor a map.
    /// </exception>
    public ReviewKdObjective(
        ReviewKdOptions options,
        IReadOnlyDictionary<string, long[]> studentShapes,
        IReadOnlyDictionary<string, long[]> teacherShapes,
        TaskLoss? task = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(studentShapes);
        ArgumentNullException.ThrowIfNull(teacherShapes);
        ObjectiveChecks.Weights("reviewkd", options.CeWeight, options.Weight);
        RequirePairs(options);
        if (options.MaxMidChannels < 1)
        {
            throw new ArgumentException($"reviewkd: {options.MaxMidChannels} channels inside the fusion modules; 512 is usual.");
        }

        (this.options, this.task) = (options, task ?? TaskLoss.Plain);
        long[][] students = [.. options.StudentFeatures.Select(name => MapShape(name, studentShapes[name]))];
        long[][] teachers = [.. options.TeacherFeatures.Select(name => MapShape(name, teacherShapes[name]))];
        var middle = Math.Min(options.MaxMidChannels, students[^1][0]);
        fusions =
        [
            .. students.Zip(teachers).Select((shape, level) => new AttentionFusion(
                shape.First[0], middle, shape.Second[0], shape.Second[1..], deepest: level == students.Length - 1)),
        ];
    }

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"reviewkd(ce={options.CeWeight:R},weight={options.Weight:R},mid={options.MaxMidChannels}," +
        $"{string.Join('+', options.StudentFeatures)}>{string.Join('+', options.TeacherFeatures)},{task.Description})");

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => options.StudentFeatures;

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Modules => fusions;

    /// <inheritdoc/>
    public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels, MixedLabels? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(teacher);
        Tensor? deeper = null;
        Tensor? distillation = null;
        for (var level = fusions.Length - 1; level >= 0; level--)
        {
            var (output, fused) = fusions[level].Fuse(AsMap(network.Features[options.StudentFeatures[level]]), deeper);
            var loss = HierarchicalContextLoss.Loss(output, AsMap(teacher.Features[options.TeacherFeatures[level]]));
            distillation = distillation is null ? loss : distillation + loss;
            deeper = fused;
        }

        return new(
            task.Of(network.Logits, labels, mixed) * options.CeWeight, distillation! * options.Weight);
    }

    /// <summary>Releases the fusion modules.</summary>
    public void Dispose()
    {
        foreach (var fusion in fusions)
        {
            fusion.Dispose();
        }
    }

    /// <exception cref="ArgumentException">There are no features, or the lists differ in length.</exception>
    internal static void RequirePairs(ReviewKdOptions options)
    {
        var (students, teachers) = (options.StudentFeatures, options.TeacherFeatures);
        if (students.Count != teachers.Count || students.Count == 0)
        {
            throw new ArgumentException(
                $"reviewkd: {students.Count} features of the student ({string.Join(", ", students)}) but {teachers.Count} of the " +
                $"teacher ({string.Join(", ", teachers)}): name as many of each, or none of either.");
        }
    }

    private static Tensor AsMap(Tensor feature) => feature.dim() == 2 ? feature.unsqueeze(-1).unsqueeze(-1) : feature;

    private static long[] MapShape(string name, long[] shape) => shape.Length switch
    {
        1 => [shape[0], 1, 1],
        3 => shape,
        _ => throw new ArgumentException(
            $"reviewkd: feature '{name}' is {string.Join('×', shape)} an image: name one of C channels or of C×H×W, such as '{FeatureHooks.Pooled}'."),
    };
}
