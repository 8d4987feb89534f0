namespace EdgeKd.Pipeline.Recipes;

/// <summary>The numbers that a recipe key may hold, both ends included; for a list, each of its numbers.</summary>
/// <param name="least">The smallest value allowed.</param>
/// <param name="greatest">The largest value allowed.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InRangeAttribute(double least, double greatest) : Attribute
{
    /// <summary>The smallest value allowed.</summary>
    public double Least { get; } = least;

    /// <summary>The largest value allowed.</summary>
    public double Greatest { get; } = greatest;
}
