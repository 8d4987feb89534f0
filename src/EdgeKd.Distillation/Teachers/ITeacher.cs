using EdgeKd.Data;

namespace EdgeKd.Distillation;

/// <summary>Gives logits and features for a batch of images; frozen.</summary>
/// <remarks>Whoever is given a teacher to own disposes it. Not safe for use by several threads at once.</remarks>
public interface ITeacher : IDisposable
{
    /// <summary>K, the number of logits.</summary>
    int ClassCount { get; }

    /// <summary>The features that <see cref="Forward"/> gives, by name: their shapes without the batch (C, or C×H×W).</summary>
    IReadOnlyDictionary<string, long[]> FeatureShapes { get; }

    /// <summary>Runs the teacher, or recalls what it said.</summary>
    /// <param name="batch">The images, on any device; stays the caller's.</param>
    /// <returns>Tensors without gradient on the device of the images, owned by the caller's dispose scope.</returns>
    TeacherOutput Forward(Batch batch);
}
