using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Distillers;

/// <summary>Trains the student itself for one objective.</summary>
public sealed class StudentDistiller : IDistiller
{
    private readonly IObjective objective;
    private readonly ITeacher? teacher;
    private readonly FeatureHooks hooks;
    private readonly DistillationSchedule schedule;
    private readonly TrainingPrecision precision;
    private double distillationFactor = 1;

    /// <summary>Prepares <paramref name="student"/> for training.</summary>
    /// <param name="student">The network to train; its 4-d weights are laid out channels-last in place.</param>
    /// <param name="objective">The losses, owned and disposed by this distiller.</param>
    /// <param name="teacher">The teacher, owned and disposed by this distiller; <c>null</c> for objectives without one.</param>
    /// <param name="schedule">When the distillation loss counts; <c>null</c> for always.</param>
    /// <param name="precision">What the student computes in.</param>
    /// <exception cref="ArgumentException">The student has no feature of a name that the objective reads.</exception>
    public StudentDistiller(
        ImageClassifier student,
        IObjective objective,
        ITeacher? teacher = null,
        DistillationSchedule? schedule = null,
        TrainingPrecision precision = TrainingPrecision.Float32)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(objective);
        (this.objective, this.teacher, this.schedule) = (objective, teacher, schedule ?? new DistillationSchedule());
        this.precision = precision;
        Student = student.ToChannelsLast();
        hooks = new FeatureHooks(student, objective.FeatureNames);
        TrainedParameters.Follow(student, objective.Modules);
        Parameters = TrainedParameters.Of(Modules);
    }

    /// <inheritdoc/>
    public ImageClassifier Student { get; }

    /// <inheritdoc/>
    public string Description => objective.Description + schedule.Description + MixedPrecision.Describe(precision);

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <inheritdoc/>
    public IEnumerable<nn.Module> Modules => [Student, .. objective.Modules];

    /// <inheritdoc/>
    public void BeginEpoch(int epoch) => distillationFactor = schedule.Factor(epoch);

    /// <inheritdoc/>
    public DistillationLosses Forward(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var taught = teacher?.Forward(batch);
        var output = MixedPrecision.Run(precision, batch.Images, () => hooks.Run(batch.Images, Student.forward));
        var losses = objective.Forward(output, taught, batch.Labels, batch.Mixed);
        return new DistillationLosses(losses.Task, DistillationSchedule.Apply(losses.Distillation, distillationFactor), output.Logits);
    }

    /// <inheritdoc/>
    public void Train(bool on)
    {
        foreach (var module in Modules)
        {
            module.train(on);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Diagnose(double studentTop1, Func<Func<Tensor, Tensor>, double> validationTop1) => objective.Diagnose();

    /// <inheritdoc/>
    public ImageClassifier ExtractStudent() => Student;

    /// <summary>Disposes the teacher and the objective; the student belongs to the caller.</summary>
    public void Dispose()
    {
        hooks.Dispose();
        objective.Dispose();
        teacher?.Dispose();
    }
}
