namespace EdgeKd.Pipeline.Recipes;

/// <summary>Marks a recipe key that holds the name of a network of the zoo.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NetworkNameAttribute : Attribute;
