namespace Cake.Frosting;

/// <summary>The name by which a task is called; the class name where it is missing.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TaskNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
