namespace Cake.Frosting;

/// <summary>The annotated task runs after the task <paramref name="type"/>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute(Type type) : Attribute, ITaskDependency
{
    /// <inheritdoc/>
    public Type Task { get; } = type;
}
