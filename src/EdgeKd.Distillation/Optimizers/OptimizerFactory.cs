using TorchSharp.Modules;

namespace EdgeKd.Distillation.Optimizers;

/// <summary>From an optimizer's name to the optimizer: the one place that knows all of them.</summary>
public static class OptimizerFactory
{
    /// <summary>The names that <see cref="TrainingOptions.Optimizer"/> may have.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sgd", "dot"];

    /// <summary>Makes the optimizer of <see cref="TrainingOptions.Optimizer"/>.</summary>
    /// <param name="options">Name and settings.</param>
    /// <param name="parameters">The parameters that it moves.</param>
    /// <returns>The optimizer; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">Unknown name, or a setting out of range.</exception>
    public static IStepOptimizer Create(
        TrainingOptions options, IReadOnlyList<(string Name, Parameter Parameter)> parameters)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Optimizer switch
        {
            "sgd" => new Sgd(parameters, new SgdOptions
            {
                Momentum = options.Momentum,
                WeightDecay = options.WeightDecay,
                Nesterov = options.Nesterov,
                DecayNormsAndBiases = options.DecayNormsAndBiases,
            }),
            "dot" => new Dot(parameters, DotOptionsOf(options), options.LearningRate),
            _ => throw new ArgumentException(
                $"Unknown optimizer '{options.Optimizer}': use one of {string.Join(", ", Names)}."),
        };
    }

    private static DotOptions DotOptionsOf(TrainingOptions options)
    {
        if (options.Nesterov)
        {
            throw new ArgumentException("DOT has no Nesterov form: set nesterov: false.");
        }

        return new DotOptions
        {
            Momentum = options.Momentum,
            Delta = options.Delta,
            WeightDecay = options.WeightDecay,
            DecayNormsAndBiases = options.DecayNormsAndBiases,
            DecayVariant = options.DotWeightDecay switch
            {
                "uniform" => DotWeightDecay.Uniform,
                "reference" => DotWeightDecay.Reference,
                var unknown => throw new ArgumentException(
                    $"Unknown weight decay of DOT '{unknown}': use uniform or reference."),
            },
        };
    }
}
