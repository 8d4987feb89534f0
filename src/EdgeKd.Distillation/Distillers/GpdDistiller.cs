using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using EdgeKd.Reparameterization;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Distillers;

/// <summary>
/// GPD: the student is trained as the first channel block of a wider, trainable teacher; both over one set of parameters
/// (Guo et al., "Gap Preserving Distillation by Building Bidirectional Mappings with a Dynamic Teacher", 2025).
/// </summary>
/// <remarks>
/// <para>
/// Task loss: the cross entropies of both networks, with the objective's weight. Distillation loss: the objective's loss of
/// both networks against the static teacher, and λ times the cross entropy of the student to the dynamic teacher's smoothed
/// probabilities, which no gradient enters. Without a static teacher (the objective of the labels) this is GPD*.
/// </para>
/// <para>
/// Decisions of ours where methods meet. Each network has heads, projectors and connectors of its own: the dynamic teacher's
/// features are wider. DOT takes the split above: what the labels say in one buffer, what any teacher says, the dynamic one
/// included, in the other; a tensor counts as shared as a whole, although the student's losses reach only its first block.
/// Gradient alignment (DHKD) projects the whole distillation gradient, the dynamic teacher's part too, because a part that
/// opposes the labels does so whoever says it. The schedule of the teacher's loss is that of the static teacher alone:
/// the dynamic one learns from the labels, and stays the student's teacher.
/// </para>
/// </remarks>
public sealed class GpdDistiller : IDistiller
{
    private readonly DynamicTeacherNetwork network;
    private readonly IObjective studentObjective;
    private readonly IObjective dynamicObjective;
    private readonly ITeacher? teacher;
    private readonly GpdOptions options;
    private readonly DistillationSchedule schedule;
    private readonly TrainingPrecision precision;
    private readonly FeatureHooks studentHooks;
    private readonly FeatureHooks dynamicHooks;
    private double distillationFactor = 1;

    /// <summary>Prepares the network for training.</summary>
    /// <param name="network">Dynamic teacher and student; owned by this distiller, 4-d weights laid out channels-last in place.</param>
    /// <param name="studentObjective">The student's losses; owned.</param>
    /// <param name="dynamicObjective">The dynamic teacher's losses, with adapters for its widths; owned.</param>
    /// <param name="teacher">The static teacher, owned; <c>null</c> when the objectives need none.</param>
    /// <param name="options">λ and smoothing; the expansion has happened.</param>
    /// <param name="schedule">When the static teacher's loss counts; <c>null</c> for always.</param>
    /// <param name="precision">What both networks compute in.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or a feature does not exist.</exception>
    public GpdDistiller(
        DynamicTeacherNetwork network,
        IObjective studentObjective,
        IObjective dynamicObjective,
        ITeacher? teacher,
        GpdOptions options,
        DistillationSchedule? schedule = null,
        TrainingPrecision precision = TrainingPrecision.Float32)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(studentObjective);
        ArgumentNullException.ThrowIfNull(dynamicObjective);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        network.ToChannelsLast();
        (this.network, this.studentObjective, this.dynamicObjective) = (network, studentObjective, dynamicObjective);
        (this.teacher, this.options, this.schedule) = (teacher, options, schedule ?? new DistillationSchedule());
        this.precision = precision;
        studentHooks = new FeatureHooks(network, studentObjective.FeatureNames);
        dynamicHooks = new FeatureHooks(network, dynamicObjective.FeatureNames);
        TrainedParameters.Follow(network, [.. studentObjective.Modules, .. dynamicObjective.Modules]);
        Parameters = TrainedParameters.Of(Modules);
    }

    /// <inheritdoc/>
    public ImageClassifier Student => network;

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"gpd({options},student={studentObjective.Description},dynamic={dynamicObjective.Description})" +
        $"{schedule.Description}{MixedPrecision.Describe(precision)}");

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <inheritdoc/>
    public IEnumerable<nn.Module> Modules => [network, .. studentObjective.Modules, .. dynamicObjective.Modules];

    /// <inheritdoc/>
    public void BeginEpoch(int epoch) => distillationFactor = schedule.Factor(epoch);

    /// <inheritdoc/>
    public DistillationLosses Forward(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var taught = teacher?.Forward(batch);
        var dynamic = Run(dynamicHooks, ChannelMode.Teacher, batch.Images);
        var student = Run(studentHooks, ChannelMode.Student, batch.Images);
        var dynamicLosses = dynamicObjective.Forward(dynamic, taught, batch.Labels, batch.Mixed);
        var studentLosses = studentObjective.Forward(student, taught, batch.Labels, batch.Mixed);
        var distillation = SmoothedCrossEntropy.Loss(student.Logits, dynamic.Logits, options.Smoothing) * options.Lambda;
        foreach (var loss in new[] { dynamicLosses.Distillation, studentLosses.Distillation })
        {
            if (DistillationSchedule.Apply(loss, distillationFactor) is { } counted)
            {
                distillation += counted;
            }
        }

        return new DistillationLosses(dynamicLosses.Task + studentLosses.Task, distillation, student.Logits);
    }

    /// <inheritdoc/>
    public void Train(bool on)
    {
        foreach (var module in Modules)
        {
            module.train(on);
        }
    }

    /// <summary>Top-1 of the dynamic teacher and its gap to the student, beside the objectives' own figures.</summary>
    /// <param name="studentTop1">Top-1 of the student on the validation images, in [0, 1].</param>
    /// <param name="validationTop1">Gives the validation top-1 of a function from images to logits.</param>
    public IReadOnlyDictionary<string, double> Diagnose(double studentTop1, Func<Func<Tensor, Tensor>, double> validationTop1)
    {
        ArgumentNullException.ThrowIfNull(validationTop1);
        var training = network.training;
        network.eval();
        var dynamicTop1 = validationTop1(images => network.Forward(images, ChannelMode.Teacher));
        network.train(training);
        return new Dictionary<string, double>(studentObjective.Diagnose())
        {
            ["dynamicTeacherTop1"] = dynamicTop1,
            ["dynamicTeacherGap"] = dynamicTop1 - studentTop1,
        };
    }

    /// <summary>The student cut out of the dynamic teacher: stock layers, branches merged, biases folded.</summary>
    /// <returns>A new network; the caller disposes it.</returns>
    public ImageClassifier ExtractStudent() => network.Extract();

    /// <summary>Disposes the network, the objectives and the teacher.</summary>
    public void Dispose()
    {
        studentHooks.Dispose();
        dynamicHooks.Dispose();
        studentObjective.Dispose();
        dynamicObjective.Dispose();
        teacher?.Dispose();
        network.Dispose();
    }

    private NetworkOutput Run(FeatureHooks hooks, ChannelMode mode, Tensor images) =>
        MixedPrecision.Run(precision, images, () => hooks.Run(images, input => network.Forward(input, mode)));
}
