using EdgeKd.Distillation.Features;
using EdgeKd.Models;

namespace EdgeKd.Distillation.Objectives;

/// <summary>The features that ReviewKD reads where none are named: the last stage of each resolution, and the pooled feature.</summary>
public static class ReviewKdFeatures
{
    // Large enough that each of the usual five halvings leaves a resolution of its own; the names do not depend on it.
    private const int ProbeSize = 64;

    /// <summary>Fills in the features that the options do not name.</summary>
    /// <remarks>Where the networks have different numbers of resolutions, the deepest of each are paired.</remarks>
    /// <param name="options">The options.</param>
    /// <param name="student">The network to train.</param>
    /// <param name="teacher">Its teacher.</param>
    /// <returns>Options that name as many features of the student as of the teacher.</returns>
    /// <exception cref="ArgumentException">One side's features are named and the other's are not.</exception>
    public static ReviewKdOptions Complete(ReviewKdOptions options, ImageClassifier student, ImageClassifier teacher)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.StudentFeatures.Count + options.TeacherFeatures.Count > 0)
        {
            ReviewKdObjective.RequirePairs(options);
            return options;
        }

        var (students, teachers) = (Of(student), Of(teacher));
        var count = Math.Min(students.Count, teachers.Count);
        return options with
        {
            StudentFeatures = [.. students.Skip(students.Count - count)],
            TeacherFeatures = [.. teachers.Skip(teachers.Count - count)],
        };
    }

    /// <summary>The names, shallow to deep, <see cref="FeatureHooks.Pooled"/> last.</summary>
    /// <param name="network">The network; it runs once on a blank image, in evaluation mode.</param>
    public static IReadOnlyList<string> Of(ImageClassifier network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var hooks = new FeatureHooks(network, [.. network.Stages.Select(stage => stage.Name)]);
        var shapes = hooks.MeasureShapes(ProbeSize, network.forward);

        // A map of one pixel is what the pooling made of the last one: it is there as the pooled feature.
        var maps = network.Stages.Select(stage => stage.Name).Where(name => shapes[name] is [_, > 1, _] or [_, _, > 1]);
        return [.. maps.GroupBy(name => shapes[name][1]).Select(resolution => resolution.Last()), FeatureHooks.Pooled];
    }
}
