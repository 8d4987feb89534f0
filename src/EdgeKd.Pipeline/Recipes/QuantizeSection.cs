using EdgeKd.Edge;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>quantize</c>: which smaller forms of the model are made beside the float one.</summary>
public sealed record QuantizeSection : RecipeSection
{
    /// <summary>The word of <see cref="OnFailure"/> that ships the float model alone.</summary>
    internal const string ShipFloat = "ship-float";

    /// <summary>Whether an INT8 model is made: uint8 activations, int8 weights a channel.</summary>
    [Formerly("enabled")] public bool Int8 { get; init; }

    /// <summary>How the ranges of activations are found; <c>auto</c> tries all and keeps the one with the best top-1 on validation.</summary>
    [OneOf("auto", "minmax", "percentile", "entropy", "mse")] public string Method { get; init; } = "auto";

    /// <summary>Percentage of the values that <c>percentile</c> keeps.</summary>
    [InRange(50, 100)] public double Percentile { get; init; } = RangeEstimation.DefaultPercentile;

    /// <summary>Training images, without augmentation, that the ranges are found on; each class has its share.</summary>
    [InRange(1, 1_000_000)] public int Images { get; init; } = 512;

    /// <summary>A <c>ranges.json</c> of an earlier run on the same model and data, instead of calibrating; relative to the recipe file.</summary>
    public string? Ranges { get; init; }

    /// <summary>Most points of top-1 that the INT8 model may lose on validation; accuracy is recovered until it holds.</summary>
    [InRange(0, 100)] public double MaxDropPoints { get; init; } = 0.5;

    /// <summary>Bits of a weight: 8, or 7 for x64 processors without VNNI, whose sums of two products would saturate.</summary>
    [InRange(7, 8)] public int WeightBits { get; init; } = 8;

    /// <summary>Whether biases may be corrected for the mean error of their layer.</summary>
    public bool BiasCorrection { get; init; } = true;

    /// <summary>Largest share of the layers that may stay in float to recover accuracy; 0 for none.</summary>
    [InRange(0, 1)] public double MaxFloatShare { get; init; } = 0.25;

    /// <summary>Quantization-aware distillation, where all else does not keep the limit.</summary>
    public TuningSection Tuning { get; init; } = new();

    /// <summary>What happens when the limit cannot be kept: <c>error</c>, or <c>ship-float</c>, which ships the float model alone.</summary>
    [OneOf("error", ShipFloat)] public string OnFailure { get; init; } = "error";

    /// <summary>Whether an FP16 model is made, with float inputs and outputs.</summary>
    public bool Fp16 { get; init; }

    /// <summary>Whether a model with int8 weights is made that computes in float: a quarter of the size, no calibration.</summary>
    public bool Int8Weights { get; init; }
}
