namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>quantize</c>: this version ships the float model alone.</summary>
public sealed record QuantizeSection : RecipeSection
{
    /// <summary>Whether an INT8 model is made too. This version makes none, so <c>true</c> is an error.</summary>
    public bool Enabled { get; init; }
}
