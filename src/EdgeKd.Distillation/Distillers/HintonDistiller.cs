using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Losses;
using EdgeKd.Models;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Distillers;

/// <summary>
/// Hinton's distillation: ceWeight·CE(z_s, y) + kdWeight·T²·KL(p_t ‖ p_s)
/// (Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network", 2015).
/// </summary>
public sealed class HintonDistiller : IDistiller
{
    private readonly ITeacher teacher;
    private readonly DistillerOptions options;

    /// <summary>Prepares <paramref name="student"/> for training under <paramref name="teacher"/>.</summary>
    /// <param name="student">The network to train; its 4-d weights are laid out channels-last in place.</param>
    /// <param name="teacher">The teacher, owned and disposed by this distiller.</param>
    /// <param name="options">Temperature, weights, label smoothing.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public HintonDistiller(ImageClassifier student, ITeacher teacher, DistillerOptions options)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Temperature > 0) || !double.IsFinite(options.Temperature))
        {
            throw new ArgumentException($"Temperature {options.Temperature} must be above 0; 4 is usual.");
        }

        if (!(options.CeWeight >= 0 && options.KdWeight >= 0) || !double.IsFinite(options.CeWeight + options.KdWeight))
        {
            throw new ArgumentException(
                $"Loss weights must be 0 or more, not {options.CeWeight} (labels) and {options.KdWeight} (teacher).");
        }

        if (options.LabelSmoothing is not (>= 0 and < 1))
        {
            throw new ArgumentException($"Label smoothing {options.LabelSmoothing} is outside [0, 1).");
        }

        this.teacher = teacher;
        this.options = options;
        Student = student.ToChannelsLast();
        Parameters = [.. student.named_parameters().Select(p => (p.name, p.parameter))];
    }

    /// <inheritdoc/>
    public ImageClassifier Student { get; }

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"kd(T={options.Temperature:R},ce={options.CeWeight:R},kd={options.KdWeight:R},smoothing={options.LabelSmoothing:R})");

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <inheritdoc/>
    public IEnumerable<nn.Module> Modules => [Student];

    /// <inheritdoc/>
    public DistillationLosses Forward(Batch batch)
    {
        var teacherLogits = teacher.Forward(batch.Images);
        var logits = Student.forward(batch.Images);
        var task = CrossEntropy.Loss(logits, batch.Labels, options.LabelSmoothing) * options.CeWeight;
        var distillation = HintonDivergence.Loss(logits, teacherLogits, options.Temperature) * options.KdWeight;
        return new DistillationLosses(task, distillation, logits);
    }

    /// <inheritdoc/>
    public void Train(bool on) => Student.train(on);

    /// <inheritdoc/>
    public ImageClassifier ExtractStudent() => Student;

    /// <summary>Disposes the teacher; the student belongs to the caller.</summary>
    public void Dispose() => teacher.Dispose();
}
