using EdgeKd.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>A teacher that was made for other images or other classes: it sees its own input, and speaks of the data's classes.</summary>
public sealed class AdaptedTeacher : ITeacher
{
    private readonly ITeacher teacher;
    private readonly TeacherInput input;
    private readonly long[]? classes;

    /// <summary>Takes over a teacher.</summary>
    /// <param name="teacher">The teacher; owned by this one from then on.</param>
    /// <param name="input">How its images are made from the student's.</param>
    /// <param name="classes">For each class of the data the teacher's logit; null where they are the same.</param>
    /// <exception cref="ArgumentException">The teacher has no such logit.</exception>
    public AdaptedTeacher(ITeacher teacher, TeacherInput input, IReadOnlyList<int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(input);
        if (classes?.Any(k => k < 0 || k >= teacher.ClassCount) == true)
        {
            throw new ArgumentException($"A class is logit {classes.First(k => k < 0 || k >= teacher.ClassCount)} of a teacher that has {teacher.ClassCount}.");
        }

        (this.teacher, this.input) = (teacher, input);
        this.classes = classes?.Select(k => (long)k).ToArray();
    }

    /// <inheritdoc/>
    public int ClassCount => classes?.Length ?? teacher.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long[]> FeatureShapes => teacher.FeatureShapes;

    /// <inheritdoc/>
    public TeacherOutput Forward(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        using var seen = new Batch(input.Apply(batch.Images), batch.Labels.alias(), batch.Indices, batch.Views);
        var output = teacher.Forward(seen);
        scope.MoveToOuter(output.Features.Values);
        var logits = classes is null ? output.Logits : output.Logits.index_select(1, tensor(classes, device: output.Logits.device));
        return output with { Logits = logits.MoveToOuterDisposeScope() };
    }

    /// <summary>Disposes the teacher.</summary>
    public void Dispose() => teacher.Dispose();
}
