using EdgeKd.Data;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>Several teachers as one: the weighted mean of their logits, and the features of each.</summary>
/// <remarks>
/// The mean of logits is, up to a constant that softmax ignores, the logarithm of the geometric mean of the teachers'
/// probabilities; so it fits every loss on logits at any temperature, and a cache holds one set of them. A feature comes from
/// the first teacher that gives it: features of different networks have no common mean.
/// </remarks>
public sealed class WeightedTeachers : ITeacher
{
    private readonly IReadOnlyList<(ITeacher Teacher, double Share)> teachers;

    /// <summary>Takes over the teachers.</summary>
    /// <param name="teachers">At least one teacher, each with a weight above 0; owned by this one from then on.</param>
    /// <exception cref="ArgumentException">There is none, a weight is not above 0, or they know different numbers of classes.</exception>
    public WeightedTeachers(IReadOnlyList<(ITeacher Teacher, double Weight)> teachers)
    {
        ArgumentNullException.ThrowIfNull(teachers);
        if (teachers.Count == 0)
        {
            throw new ArgumentException("A list of teachers is empty: name at least one.");
        }

        foreach (var (teacher, weight) in teachers)
        {
            if (!(weight > 0) || !double.IsFinite(weight))
            {
                throw new ArgumentException($"A teacher's weight of {weight} must be above 0; leave out a teacher that is not to count.");
            }

            if (teacher.ClassCount != teachers[0].Teacher.ClassCount)
            {
                throw new ArgumentException(
                    $"The teachers know {teachers[0].Teacher.ClassCount} and {teacher.ClassCount} classes: give teachers of the same classes.");
            }
        }

        var total = teachers.Sum(t => t.Weight);
        this.teachers = [.. teachers.Select(t => (t.Teacher, t.Weight / total))];
        FeatureShapes = teachers
            .SelectMany(t => t.Teacher.FeatureShapes)
            .GroupBy(feature => feature.Key)
            .ToDictionary(feature => feature.Key, feature => feature.First().Value);
    }

    /// <inheritdoc/>
    public int ClassCount => teachers[0].Teacher.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long[]> FeatureShapes { get; }

    /// <inheritdoc/>
    public TeacherOutput Forward(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Dictionary<string, Tensor> features = [];
        Tensor? mean = null;
        foreach (var (teacher, share) in teachers)
        {
            var output = teacher.Forward(batch);
            mean = mean is null ? output.Logits * share : mean + (output.Logits * share);
            foreach (var (name, feature) in output.Features)
            {
                features.TryAdd(name, feature);
            }
        }

        scope.MoveToOuter(features.Values);
        return new TeacherOutput(mean!.MoveToOuterDisposeScope(), features);
    }

    /// <summary>Disposes the teachers.</summary>
    public void Dispose()
    {
        foreach (var (teacher, _) in teachers)
        {
            teacher.Dispose();
        }
    }
}
