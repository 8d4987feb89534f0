namespace EdgeKd.Pipeline.Recipes;

/// <summary>Marks a map of words that may also stand in a YAML file of its own, whose name is written instead.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OrFileAttribute : Attribute;
