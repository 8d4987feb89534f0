namespace EdgeKd.Pipeline.Recipes;

/// <summary>The words that a recipe key may hold.</summary>
/// <param name="words">The words, as they are written in a recipe.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] words) : Attribute
{
    /// <summary>The words, as they are written in a recipe.</summary>
    public IReadOnlyList<string> Words { get; } = words;
}
