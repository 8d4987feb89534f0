namespace EdgeKd.Pipeline.Recipes;

/// <summary>Marks a list that may also be written as one word: a list of that word.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OrOneWordAttribute : Attribute;
