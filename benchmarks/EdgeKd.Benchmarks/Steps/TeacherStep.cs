using EdgeKd.Distillation;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>A frozen teacher that answers for a batch: what each step with a live teacher pays, and a cache once.</summary>
internal sealed class TeacherStep : IStep
{
    private readonly StepImages _images;
    private readonly NetworkTeacher _teacher;

    /// <summary>Makes teacher and images.</summary>
    /// <param name="pair">The networks.</param>
    /// <param name="folder">Where images are kept.</param>
    public TeacherStep(StepPair pair, string folder)
    {
        random.manual_seed(1);
        _images = new StepImages(pair, folder);
        _teacher = new NetworkTeacher(pair.Network(pair.Teacher), imageSize: pair.ImageSize);
    }

    /// <inheritdoc/>
    public void Run()
    {
        using var scope = NewDisposeScope();
        using var batch = _images.Next();
        _teacher.Forward(batch);
    }

    public void Dispose()
    {
        _teacher.Dispose();
        _images.Dispose();
    }
}
