using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Losses;
using EdgeKd.Models;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Distillers;

/// <summary>Training on the labels alone: for teachers, and as the baseline that a distilled student must beat.</summary>
public sealed class CrossEntropyDistiller : IDistiller
{
    private readonly double labelSmoothing;

    /// <summary>Prepares <paramref name="student"/> for training.</summary>
    /// <param name="student">The network to train; its 4-d weights are laid out channels-last in place.</param>
    /// <param name="labelSmoothing">ε in [0, 1).</param>
    /// <exception cref="ArgumentException">ε is out of range.</exception>
    public CrossEntropyDistiller(ImageClassifier student, double labelSmoothing = 0)
    {
        ArgumentNullException.ThrowIfNull(student);
        if (labelSmoothing is not (>= 0 and < 1))
        {
            throw new ArgumentException($"Label smoothing {labelSmoothing} is outside [0, 1).");
        }

        this.labelSmoothing = labelSmoothing;
        Student = student.ToChannelsLast();
        Parameters = [.. student.named_parameters().Select(p => (p.name, p.parameter))];
    }

    /// <inheritdoc/>
    public ImageClassifier Student { get; }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"ce(smoothing={labelSmoothing:R})");

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <inheritdoc/>
    public IEnumerable<nn.Module> Modules => [Student];

    /// <inheritdoc/>
    public DistillationLosses Forward(Batch batch)
    {
        var logits = Student.forward(batch.Images);
        return new DistillationLosses(CrossEntropy.Loss(logits, batch.Labels, labelSmoothing), null, logits);
    }

    /// <inheritdoc/>
    public void Train(bool on) => Student.train(on);

    /// <inheritdoc/>
    public ImageClassifier ExtractStudent() => Student;

    /// <summary>Nothing to release: the student belongs to the caller.</summary>
    public void Dispose()
    {
    }
}
