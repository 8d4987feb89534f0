namespace Cake.Frosting;

/// <summary>The annotated task runs before the task <paramref name="type"/>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type type) : Attribute, IReverseTaskDependency
{
    /// <inheritdoc/>
    public Type Task { get; } = type;
}
