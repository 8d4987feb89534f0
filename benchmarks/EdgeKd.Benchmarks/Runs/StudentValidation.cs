using EdgeKd.Benchmarks.Processes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Models;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>A share of the validation behind each epoch.</summary>
/// <param name="validation">The images; stay the caller's.</param>
internal sealed class StudentValidation(IImageSet validation) : IRunPart
{
    private readonly ImageClassifier _student = RunNetworks.Student(validation);

    /// <inheritdoc/>
    public int Batches => validation.Count / IRunPart.BatchSize;

    /// <inheritdoc/>
    public double Run(int batches)
    {
        using var some = SelectedImages.Spread(validation, batches * IRunPart.BatchSize);
        return TimedServer.Seconds(1, () => Evaluation.Evaluate(_student, some, Normalization.Symmetric, threads: RunNetworks.LoaderThreads));
    }

    public void Dispose() => _student.Dispose();
}
