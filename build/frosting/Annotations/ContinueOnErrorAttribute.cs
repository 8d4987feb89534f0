namespace Cake.Frosting;

/// <summary>The build goes on when the annotated task fails.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ContinueOnErrorAttribute : Attribute;
