using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;

namespace EdgeKd.Distillation.Objectives;

/// <summary>From a method's name to its objective: the one place that knows all of them.</summary>
public static class ObjectiveFactory
{
    /// <summary>The method without a teacher.</summary>
    public const string LabelsOnly = "ce";

    /// <summary>The names that <see cref="DistillerOptions.Method"/> may have.</summary>
    public static IReadOnlyList<string> Methods { get; } = [LabelsOnly, "kd", "dkd", "reviewkd", "dist", "dhkd", "srd"];

    /// <summary>The features that a method reads of the trained network and of the teacher.</summary>
    /// <param name="options">Method and settings.</param>
    /// <returns>Names as <see cref="FeatureHooks"/> knows them; empty for methods on logits.</returns>
    public static (IReadOnlyList<string> Student, IReadOnlyList<string> Teacher) FeatureNames(DistillerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Method switch
        {
            "dhkd" when options.Dhkd.Head != AuxiliaryHeadKind.Shared => ([FeatureHooks.Pooled], []),
            "srd" => ([options.Srd.StudentFeature], [options.Srd.TeacherFeature]),
            "reviewkd" => (options.ReviewKd.StudentFeatures, options.ReviewKd.TeacherFeatures),
            _ => ([], []),
        };
    }

    /// <summary>Makes the objective of <see cref="DistillerOptions.Method"/>.</summary>
    /// <param name="options">Method and settings.</param>
    /// <param name="classes">K of both networks.</param>
    /// <param name="studentShapes">Shapes of the trained network's features, without the batch.</param>
    /// <param name="teacherShapes">Shapes of the teacher's features, without the batch.</param>
    /// <returns>The objective; heads and projectors have fresh weights from libtorch's default generator.</returns>
    /// <exception cref="ArgumentException">Unknown method, or a setting out of range.</exception>
    public static IObjective Create(
        DistillerOptions options,
        int classes,
        IReadOnlyDictionary<string, long[]> studentShapes,
        IReadOnlyDictionary<string, long[]> teacherShapes)
    {
        ArgumentNullException.ThrowIfNull(options);
        var task = new TaskLoss(options.LabelSmoothing, options.ClassWeights);
        return options.Method switch
        {
            LabelsOnly => new LabelObjective(task),
            "kd" => new HintonObjective(options.Temperature, options.CeWeight, options.KdWeight, task),
            "dkd" => new DkdObjective(options.Dkd, classes, task),
            "reviewkd" => new ReviewKdObjective(options.ReviewKd, studentShapes, teacherShapes, task),
            "dist" => new DistObjective(options.Dist, task),
            "dhkd" => new DhkdObjective(
                options.Dhkd, classes, studentShapes.GetValueOrDefault(FeatureHooks.Pooled), task),
            "srd" => new SrdObjective(
                options.Srd,
                studentShapes[options.Srd.StudentFeature],
                teacherShapes[options.Srd.TeacherFeature],
                task),
            _ => throw new ArgumentException(
                $"Unknown distillation method '{options.Method}': use one of {string.Join(", ", Methods)}."),
        };
    }
}
