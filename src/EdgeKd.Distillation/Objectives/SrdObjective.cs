using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>
/// SRD: ceWeight·CE + featureWeight·LogSum(student's projected feature, teacher's feature) + klWeight·KL at T = 1
/// (Miles, Mikolajczyk, "Understanding the Role of the Projector in Knowledge Distillation", 2024).
/// </summary>
public sealed class SrdObjective : IObjective
{
    private const double KlTemperature = 1;

    private readonly SrdOptions options;
    private readonly TaskLoss task;
    private readonly Linear projector;

    /// <summary>Prepares the losses, and the projector with fresh weights.</summary>
    /// <param name="options">Weights, form, features.</param>
    /// <param name="studentShape">Shape of the network's feature without the batch: C, or C×H×W, which is averaged over H and W.</param>
    /// <param name="teacherShape">Shape of the teacher's.</param>
    /// <param name="task">The loss against the labels; <c>null</c> for <see cref="TaskLoss.Plain"/>.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or a feature is neither a vector nor a map.</exception>
    public SrdObjective(SrdOptions options, long[] studentShape, long[] teacherShape, TaskLoss? task = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectiveChecks.Weights("srd", options.CeWeight, options.FeatureWeight, options.KlWeight);
        if (!(options.Exponent >= 1) || !double.IsFinite(options.Exponent))
        {
            throw new ArgumentException($"srd: exponent {options.Exponent} must be 1 or more; 4 is usual.");
        }

        (this.options, this.task) = (options, task ?? TaskLoss.Plain);
        projector = nn.Linear(Channels(options.StudentFeature, studentShape), Channels(options.TeacherFeature, teacherShape));
    }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, 
        $"srd(ce={options.CeWeight:R},feature={options.FeatureWeight:R},kl={options.KlWeight:R},correlation={options.Correlation},exponent={options.Exponent:R},{options.StudentFeature}>{options.TeacherFeature},{task.Description})");

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => [options.StudentFeature];

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> Modules => [projector];

    /// <inheritdoc/>
    public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels, MixedLabels? mixed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(teacher);
        var projected = projector.call(Pool(network.Features[options.StudentFeature]));
        var target = Pool(teacher.Features[options.TeacherFeature]);
        var distillation = options.FeatureWeight * (options.Correlation
            ? CorrelationFeatureLoss.Loss(projected, target, options.Exponent)
            : LogSumFeatureLoss.Loss(projected, target, options.Exponent));
        if (options.KlWeight > 0)
        {
            distillation += options.KlWeight * HintonDivergence.Loss(network.Logits, teacher.Logits, KlTemperature);
        }

        return new(task.Of(network.Logits, labels, mixed) * options.CeWeight, distillation);
    }

    /// <summary>The projector's largest and smallest singular value, and the share of directions that it really uses.</summary>
    public IReadOnlyDictionary<string, double> Diagnose()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var values = linalg.svdvals(projector.weight!.detach().to(ScalarType.Float64)).cpu().data<double>().ToArray();
        var total = values.Sum();

        // exp of the entropy of the normalised values, over their number (Roy and Vetterli, "The effective rank", 2007).
        var entropy = -values.Where(v => v > 0).Sum(v => v / total * Math.Log(v / total));
        return new Dictionary<string, double>
        {
            ["projectorLargestSingularValue"] = values.Max(),
            ["projectorSmallestSingularValue"] = values.Min(),
            ["projectorEffectiveRankShare"] = Math.Exp(entropy) / values.Length,
        };
    }

    /// <summary>Releases the projector.</summary>
    public void Dispose() => projector.Dispose();

    private static Tensor Pool(Tensor feature) => feature.dim() == 4 ? feature.mean([2, 3]) : feature;

    private static long Channels(string name, long[] shape) => shape.Length is 1 or 3
        ? shape[0]
        : throw new ArgumentException(
            $"srd: feature '{name}' is {string.Join('×', shape)} an image: name one of C channels or of C×H×W, such as '{FeatureHooks.Pooled}'.");
}
