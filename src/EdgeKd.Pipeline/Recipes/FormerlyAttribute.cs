namespace EdgeKd.Pipeline.Recipes;

/// <summary>The name that a recipe key had in an earlier version; who writes it is told the new one.</summary>
/// <param name="name">The old key.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormerlyAttribute(string name) : Attribute
{
    /// <summary>The old key.</summary>
    public string Name { get; } = name;
}
