using System.Globalization;

namespace EdgeKd.Models;

/// <summary>One name of the zoo: how the network is built, and which options it has.</summary>
/// <param name="name">The name.</param>
/// <param name="create">Builds it; gets options that fit, with a stem.</param>
/// <param name="stems">The stems that it can have, its own first.</param>
internal sealed class ZooEntry(string name, Func<ModelOptions, ImageClassifier> create, params IReadOnlyList<string> stems)
{
    private const int UsualStride = 2;

    public string Name { get; } = name;

    public Func<ModelOptions, ImageClassifier> Create { get; } = create;

    public IReadOnlyList<string> Stems { get; } = stems;

    public bool HasWidth { get; init; }

    public bool HasStage2Stride { get; init; }

    public bool HasDropout { get; init; }

    /// <summary>As <see cref="ModelZoo.Misfit"/>.</summary>
    public (string Option, string Problem)? Misfit(ModelOptions options)
    {
        if (options.Width != 1 && !HasWidth)
        {
            return ("width", string.Create(CultureInfo.InvariantCulture,
                $"{Name} has one width and was given width {options.Width}; leave width out, or choose mobilenetv1, v2 or v3."));
        }

        if (options.Stem is { } stem && !Stems.Contains(stem))
        {
            return ("stem", $"{Name} has one stem, '{Stems[0]}', and was given stem '{stem}'; leave stem out, or choose another network.");
        }

        if (options.Stage2Stride != UsualStride && !HasStage2Stride)
        {
            return ("stage2Stride", $"{Name} has no stage2Stride and was given {options.Stage2Stride}; leave it out, or choose mobilenetv2 or v3.");
        }

        return options.Dropout != 0 && !HasDropout
            ? ("dropout", string.Create(CultureInfo.InvariantCulture,
                $"{Name} has no dropout and was given {options.Dropout}; leave dropout out, or choose mobilenetv2 or v3."))
            : null;
    }
}
