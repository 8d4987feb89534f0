using EdgeKd.Reparameterization;

namespace EdgeKd.Distillation.Distillers;

/// <summary>Settings of <see cref="GpdDistiller"/>; the defaults are the authors' for CNNs.</summary>
public sealed record GpdOptions
{
    /// <summary>How the dynamic teacher is made of the student.</summary>
    public ExpansionOptions Expansion { get; init; } = new();

    /// <summary>λ, the weight of the dynamic teacher's loss on the student, 0 or more.</summary>
    public double Lambda { get; init; } = 3;

    /// <summary>ε in [0, 1) of the dynamic teacher's smoothed probabilities.</summary>
    public double Smoothing { get; init; } = 0.1;

    /// <summary>Whether the static teacher teaches the dynamic one too, beside the student.</summary>
    public bool StaticTeachesDynamic { get; init; } = true;

    internal void Check()
    {
        if (!(Lambda >= 0) || !double.IsFinite(Lambda))
        {
            throw new ArgumentException($"gpd: lambda {Lambda} must be 0 or more; 3 is usual.");
        }

        if (Smoothing is not (>= 0 and < 1))
        {
            throw new ArgumentException($"gpd: smoothing {Smoothing} is outside [0, 1); 0.1 is usual.");
        }
    }
}
