namespace EdgeKd.Pipeline.Recipes;

/// <summary>A recipe key without a default: leaving it out is an error.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NeededAttribute : Attribute;
